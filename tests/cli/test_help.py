"""The help: each page at 80 columns, its words explained, its examples run as they stand."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest

from photosort.cli import pages
from photosort.cli.app import command as whole
from photosort.store import Store
from tests.conftest import Photosort, call
from tests.sample import Sample, sample_in
from tests.walking import commands

PAGES = dict(pages.contexts(whole()))
NAMES = [" ".join(path) for path in PAGES]
EXPLAINED = set(
    re.findall(
        r"[A-Z]{2,}",
        " ".join(re.findall(r"^[A-Z][A-Z, =]*$", pages.topic("values"), re.MULTILINE)),
    )
)
"""Words that `photosort help values` explains."""

TERMS = (
    "library", "trip", "journey", "moment", "person", "attribute", "place", "level", "view",
    "query", "label",
)  # fmt: skip


def examples(text: str) -> list[str]:
    """The commands in the examples of a help text."""
    blocks = [each for each in text.split("\n\n") if "Examples:" in each]
    return [
        line.strip() for each in blocks for line in each.split("\n")[1:] if "Examples:" not in line
    ]


SLOW = ("album", "film", "run")
"""Commands that take seconds, even with a small library."""

RUNS = [
    pytest.param(line, id=line, marks=pytest.mark.slow if path and path[0] in SLOW else ())
    for path, context in PAGES.items()
    for line in examples(context.command.help)
]


@pytest.fixture
def narrow(photosort: Photosort, monkeypatch: pytest.MonkeyPatch) -> Photosort:
    monkeypatch.setenv("COLUMNS", "80")
    return photosort


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_eighty_columns(narrow, name):
    answer = narrow(*name.split(), "--help")
    assert answer.code == 0 and answer.err == ""
    assert [line for line in answer.out.split("\n") if len(line) > 80] == []
    for each in getattr(PAGES[tuple(name.split())].command, "commands", {}).values():
        assert each.hidden or f" {each.short_help}\n" in answer.out, "a summary is cut or wrapped"
    assert narrow("help", *name.split()).out == answer.out


def test_the_first_page_shows_the_groups(narrow):
    page = narrow("--help").out
    assert re.findall(r"^(Start|Find|Look|Lay out|Keep) ", page, re.MULTILINE) == [
        "Start", "Find", "Look", "Lay out", "Keep",
    ]  # fmt: skip
    shown = re.findall(r"^(?:Start|Find|Look|Lay out|Keep|) +([a-z]+) {2,}\S", page, re.MULTILINE)
    assert shown[:9] == [
        "index", "run", "trips", "people", "status", "query", "organize", "album", "export",
    ]  # fmt: skip
    hidden = {name for name, each in whole().commands.items() if each.hidden}
    assert set(shown[9:]) == set(whole().commands) - set(shown[:9]) - hidden
    assert hidden == {"homes", "doctor"}


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_a_page_is_explained(name):
    context = PAGES[tuple(name.split())]
    text = context.command.help
    assert text and text[0].isupper()
    for each in context.command.get_params(context):
        assert each.help, f"{name} {each.opts[0]} has no text"
        for word in re.findall(r"[A-Z]{2,}|\b[A-Z]\b", each.metavar or ""):
            told = f"{each.help} {text}"
            assert word in EXPLAINED or re.search(rf"\b{word}\b", told), f"{each.opts[0]} {word}"


def test_commands_of_before_still_work(photosort):
    for words in (("homes",), ("journeys", "homes"), ("doctor", "clocks"), ("check", "clocks")):
        assert photosort(*words, "--help").code == 0
    known = {path for path, _ in commands()}
    assert {("homes",), ("doctor", "clocks"), ("roots",), ("forget",), ("schedule",)} <= known


def test_other_commands_are_told_of(photosort):
    assert "roots" in photosort("index", "--help").out
    assert "forget" in photosort("index", "--help").out
    assert "schedule" in photosort("run", "--help").out


def test_help_knows_commands_and_topics(photosort):
    assert photosort("help").out == photosort("--help").out
    assert photosort("help", "trips", "list").out == photosort("trips", "list", "-h").out
    glossary = photosort("help", "glossary").out
    assert re.findall(r"^([a-z]+)$", glossary, re.MULTILINE) == list(TERMS)
    assert photosort("help", "values").out.startswith("How to write")
    answer = photosort("help", "trips", "lsit")
    assert answer.code == 2 and "did you mean list" in answer.err


def test_version(photosort):
    version = photosort("version").out
    assert version == photosort("-V").out == photosort("--version").out
    assert version.startswith("photosort 0.")
    assert "GeoNames" in photosort("version", "-v").out
    assert photosort("-V", "-v").out == photosort("version", "-v").out
    assert photosort("version", "--json").json["version"] in version


def test_photosort_alone_is_help_and_then_status(photosort, pictures):
    first = photosort()
    assert first.code == 0 and "photosort index ~/Pictures" in first.out
    assert "organize" in first.out and "--library" not in first.out
    photosort("index", pictures / "2022 Singapore")
    alone = photosort()
    assert alone.code == 0 and alone.out == photosort("status").out


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    with sample_in(tmp_path_factory.mktemp("examples")) as made:
        shutil.copy(made.library, made.library.with_suffix(".kept"))
        (made.home / ".config/fish/completions").mkdir(parents=True)
        with Store.read(made.library) as store:
            id = store.id
        saved = {"photosort_review": 1, "library": id, "page": "p", "actions": []}
        for folder in (made.home, made.home / "Downloads"):
            folder.mkdir(exist_ok=True)
            (folder / "people-review.json").write_text(json.dumps(saved))
        yield made


@pytest.mark.parametrize("line", RUNS)
def test_an_example_runs_as_it_stands(sample, line, monkeypatch):
    assert len(line) <= 78
    shutil.copy(sample.library.with_suffix(".kept"), sample.library)
    monkeypatch.chdir(sample.home)
    monkeypatch.setenv("HOME", str(sample.home))
    monkeypatch.setattr(webbrowser, "open", _look)
    answer = _run(line, sample.home)
    assert answer[0] == 0, f"{line}\n{answer[1]}"


def _look(address: str) -> bool:
    """Open a page; what a server of ours shows is looked at, and Ctrl-C ends the server."""
    if address.startswith("http:"):
        with urllib.request.urlopen(address) as page:
            assert page.status == 200
        os.kill(os.getpid(), signal.SIGINT)
    return True


def _run(line: str, home: Path) -> tuple[int, str]:
    """Exit code, and what was said; in this process, where no shell is needed."""
    words = shlex.split(line, comments=True)
    if words[0] == "photosort" and not set(words) & {"|", ">", "&&", "--watch"}:
        done = call(*(str(home) + x[1:] if x.startswith("~/") else x for x in words[1:]))
        return done.code, done.out + done.err
    if "--watch" in words:
        return _watch(words[1:])
    shell = f'photosort() {{ "{sys.executable}" -m photosort "$@"; }}\n{line}'
    made = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    return made.returncode, made.stdout + made.stderr


def _watch(words: list[str]) -> tuple[int, str]:
    """A command that goes on: it is ended once it says that it watches."""
    arguments = [os.path.expanduser(each) for each in words]
    with subprocess.Popen(
        [sys.executable, "-m", "photosort", *arguments], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if line.startswith("Watching"):
                process.terminate()
        return process.wait(60), "".join(said)
