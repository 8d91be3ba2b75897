"""What goes to stdout and what to stderr, and what happens where they cannot be written."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from photosort.cli import app
from tests import walking
from tests.conftest import Photosort, Result, command
from tests.world import World, world_in

COMMANDS = [path for path, _ in walking.commands()]
TOLD = "photosort: cannot write to stdout: "


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("world")) as made:
        yield made


class Fresh:
    """Runs a command on a library that is the same each time."""

    def __init__(self, world: World, photosort: Photosort, library: Path, folder: Path) -> None:
        self._world, self._photosort, self._library = world, photosort, library
        self._new = folder / "new"

    def __call__(self, path: walking.Words, *flags: str, full: bool = False) -> Result:
        shutil.copy(self._world.library, self._library)
        for old in self._new.parent.glob("new*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        words = walking.words(path, {**self._world.known, "new": str(self._new)})
        words += flags
        return run_on_a_full_disk(words) if full else self._photosort(*words)


@pytest.fixture
def fresh(
    world: World,
    photosort: Photosort,
    library: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Fresh:
    monkeypatch.chdir(tmp_path)  # where some commands write unless they are told where
    return Fresh(world, photosort, library, tmp_path)


def run_on_a_full_disk(words: list[str]) -> Result:
    err = io.StringIO()
    with open("/dev/full", "w") as out, redirect_stdout(out), redirect_stderr(err):
        code = app.run(words)
    return Result(code, "", err.getvalue())


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_quiet_silences_messages_and_no_data(path: walking.Words, fresh: Fresh) -> None:
    plain, quiet = fresh(path), fresh(path, "-q")
    assert plain.code == quiet.code == 0, plain
    assert quiet.out == plain.out
    assert quiet.err == ""


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_data_that_does_not_arrive_is_an_error(path: walking.Words, fresh: Fresh) -> None:
    as_json = ["--json"] if walking.has_option(path, "--json") else []
    for flags in ([], as_json):
        arrived = fresh(path, *flags)
        full = fresh(path, *flags, full=True)
        assert full.code == (1 if arrived.out else arrived.code), full
        assert (TOLD in full.err) == bool(arrived.out)
        assert "Traceback" not in full.err and full.err.count("photosort: ") <= 1


@pytest.mark.parametrize(
    ("words", "redirection", "code", "told"),
    [
        (["status"], ">/dev/full", 1, True),
        (["status", "--json"], ">&-", 1, True),
        (["-h"], ">/dev/full", 1, True),
        (["trips", "-h"], ">&-", 1, True),
        (["--version"], ">&-", 1, True),
        (["nonsense", "--json"], ">/dev/full", 2, False),
        (["status", "--log-json"], ">/dev/full", 1, True),
        (["status"], ">/dev/full 2>/dev/full", 1, False),
        (["status"], ">&- 2>&-", 1, False),
        (["status"], "2>/dev/full", 0, False),
        (["index"], "2>/dev/full", 0, False),
        (["index", "--log-json"], "2>&-", 0, False),
        (["index"], "<&- >&- 2>&-", 0, False),
        (["status"], "| true", 0, False),
        (["query", "", "--json"], "| head -1", 0, False),
        (["-h"], "| true", 0, False),
        (["index"], "2>&1 >/dev/null | true", 0, False),
    ],
)
def test_broken_streams(
    environment: dict[str, str], world: World, library: Path,
    words: list[str], redirection: str, code: int, told: bool,
) -> None:  # fmt: skip
    shutil.copy(world.library, library)
    script = f'{{ "$@"; echo $? >&3; }} {redirection}'
    if "|" in redirection:
        script = f'{{ "$@"; echo $? >&3; }} {redirection}; true'
    done = subprocess.run(
        ["bash", "-c", f"exec 3>code; {script}", "-", *command(*words)],
        env=environment, cwd=library.parent, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    err = done.stderr.decode()
    assert (library.parent / "code").read_text() == f"{code}\n", err
    assert (TOLD in err) == told
    assert "Traceback" not in err and "Exception ignored" not in err


def test_what_was_done_stays_done(
    photosort: Photosort, world: World, library: Path, tmp_path: Path
) -> None:
    shutil.copy(world.library, library)
    before = len(photosort("runs", "--json").json)
    answer = run_on_a_full_disk(["run", "--to", str(tmp_path / "sorted"), "--json"])
    assert answer.code == 1 and TOLD in answer.err
    runs = photosort("runs", "--json").json
    assert len(runs) == before + 1 and runs[0]["outcome"] == "done"
    assert (tmp_path / "sorted/photosort-manifest.json").is_file()


@pytest.mark.parametrize("path", ["", "trips", "journeys", "people", "moments", "runs"])
def test_an_empty_list_is_nothing_on_stdout_and_a_hint(
    photosort: Photosort, tmp_path: Path, path: str
) -> None:
    (tmp_path / "empty").mkdir()
    photosort("index", tmp_path / "empty")
    words = [path, "list"] if path else ["query", "country:Nowhere"]
    words += ["--command", "trips"] if path == "runs" else []
    answer = photosort(*words)
    assert (answer.code, answer.out) == (0, "") and answer.err
    assert photosort("-q", *words).err == ""
    assert photosort(*words, "--json").json == []
