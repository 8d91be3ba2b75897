"""What is longer than the terminal goes through a pager."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from photosort.cli import pager
from tests.conftest import Photosort, call, command, isolated
from tests.terminal import on_terminal


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, pictures: Path) -> Iterator[Photosort]:
    with isolated(tmp_path_factory.mktemp("library")):
        call("index", pictures)
        for _ in range(3):
            call("trips")
        yield call


LONG = ("trips", "--levels", "country,province")


def noting(folder: Path, name: str = "pager") -> str:
    """A pager that shows what it gets between two marks, and says so."""
    script = folder / name
    script.write_text("#!/bin/sh\necho '<paged>'\ncat\necho '</paged>'\n")
    script.chmod(0o755)
    return str(script)


def test_long_output_is_paged_and_messages_follow(library, tmp_path):
    shown = on_terminal(*LONG, env={"PAGER": noting(tmp_path)}, rows=10).out
    before, _, rest = shown.partition("<paged>\n")
    paged, _, after = rest.partition("</paged>\n")
    assert before == ""
    assert "Countries" in paged and "Kyoto" in paged
    assert after.startswith("43 clusters: 0 new, 0 changed.")


@pytest.mark.parametrize(
    "words",
    [
        ("query", ""),
        ("trips", "list", "--level", "province"),
        ("runs",),
        ("show", "--exif", "PHOTO"),
    ],
)
def test_all_lists_are_paged(library, pictures, tmp_path, words):
    photo = str(pictures / "2022 Singapore" / "DSC_0412.JPG")
    words = [photo if word == "PHOTO" else word for word in words]
    shown = on_terminal(*words, env={"PAGER": noting(tmp_path)}, rows=4)
    assert shown.code == 0 and "<paged>" in shown.out, shown.out


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ((*LONG, "--no-pager"), 10),
        (("--no-pager", *LONG), 10),
        ((*LONG, "--json"), 10),
        (LONG, 60),
    ],
)
def test_what_is_not_paged(library, tmp_path, words, rows):
    shown = on_terminal(*words, env={"PAGER": noting(tmp_path)}, rows=rows)
    assert shown.code == 0
    assert "Kyoto" in shown.out and "paged" not in shown.out


def test_a_pipe_is_never_paged(library, tmp_path):
    env = {**os.environ, "PAGER": noting(tmp_path), "LINES": "5"}
    out = subprocess.run(command(*LONG), env=env, capture_output=True, check=True).stdout.decode()
    assert "Kyoto" in out and "paged" not in out and "\x1b" not in out


@pytest.mark.parametrize("pager", ["", "cat", "no-such-pager --x"])
def test_no_pager_at_all(library, pager):
    shown = on_terminal(*LONG, env={"PAGER": pager}, rows=10)
    assert shown.code == 0 and shown.out.startswith("\x1b[1mCountries\x1b[0m\n")


def test_the_own_variable_goes_before(library, tmp_path):
    own = {"PHOTOSORT_PAGER": noting(tmp_path, "own"), "PAGER": "false"}
    assert "<paged>" in on_terminal(*LONG, env=own, rows=10).out
    none = {"PHOTOSORT_PAGER": "cat", "PAGER": noting(tmp_path)}
    assert "<paged>" not in on_terminal(*LONG, env=none, rows=10).out


def test_leaving_early_is_no_error(library):
    shown = on_terminal("query", "", env={"PAGER": "head -1"}, rows=5)
    assert shown.code == 0
    assert "Traceback" not in shown.out and "photosort:" not in shown.out


def test_interrupting_is_no_error(library, tmp_path):
    script = tmp_path / "asking"
    script.write_text(
        "#!/bin/sh\ntrap 'echo stopped; exit 3' INT\nhead -2\necho waiting\nsleep 30\n"
    )
    script.chmod(0o755)
    shown = on_terminal(*LONG, env={"PAGER": str(script)}, rows=10, keys={b"waiting": b"\x03"})
    assert shown.code == 0, shown
    assert "stopped" in shown.out and "Traceback" not in shown.out


@pytest.mark.skipif(not pager.chosen({}), reason="needs less")
def test_less_shows_bold_and_leaves_by_q(library):
    shown = on_terminal(*LONG, env={}, rows=10, keys={b"\n:": b"q", b"\n\x1b[7m": b"q"})
    assert shown.code == 0
    assert "\x1b[1mCountries" in shown.out
    assert "43 clusters" in shown.out


def test_which_pager():
    assert pager.chosen({"PAGER": "cat"}) == pager.chosen({"PAGER": " "}) == ""
    assert pager.chosen({"PAGER": "nowhere"}) == ""
    assert pager.chosen({"PAGER": "LC_ALL=C cat -n"}) == "LC_ALL=C cat -n"
    assert pager.chosen({"PAGER": "less", "PHOTOSORT_PAGER": "head -3"}) == "head -3"
