"""docs/schema/: what every command really prints with `--json` is what its schema says."""

import json
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from photosort import Library
from photosort.report import journeys, moments, trips
from tests import walking
from tests.conftest import call
from tests.make import jpeg
from tests.schema_calls import CASES, COMMANDS, PROMISED, UNSEEN
from tests.schemas import FAILED, FOLDER, faults, keys, published, seen, titles
from tests.world import World, world_in

LOG = "log-json"


DESCRIBED = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    ' xmp:Rating="-1"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">A title</rdf:li></rdf:Alt>'
    "</dc:title><dc:subject><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag></dc:subject><dc:creator>"
    "<rdf:Seq><rdf:li>Alice</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF>"
    "</x:xmpmeta>"
)
AGGREGATIONS = {
    "Query": {},
    "Aggregations": [
        {"Field": "Size", "Operation": "sum"},
        {"Field": "LatLong", "Operation": "count"},
        {"Field": "Addresses.Country", "Operation": "group"},
    ],
}


class Printed(NamedTuple):
    """A document, and which one it should be."""

    command: str
    title: str
    words: list[str]
    document: Any


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("world")) as made:
        (made.folder / "sums.json").write_text(json.dumps(AGGREGATIONS))
        yield made


@pytest.fixture(scope="module")
def printed(world: World, tmp_path_factory: pytest.TempPathFactory) -> list[Printed]:
    """What all commands print, each in the same library, and what special calls print."""
    folder = tmp_path_factory.mktemp("printed")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return [
            *_each_alone(world, folder),
            *_one_by_one(world, folder),
            *_in_trouble(world, folder),
            *_slow_clock(folder),
            *_merged(world),
            *_until_a_signal(world, folder),
        ]


def _each_alone(world: World, folder: Path) -> Iterator[Printed]:
    """Each command in a library that is the same, and in one that is not there."""
    for number, name in enumerate(COMMANDS):
        library = Path(shutil.copy(world.library, folder / f"{number}.db"))
        known = {**world.known, "new": str(folder / f"new{number}")}
        words = walking.words(tuple(name.split()), known)
        yield _print(library, name, titles(name)[0], words)
        yield _print(library, name, FAILED, [*words, "--no-such-option"])


def _one_by_one(world: World, folder: Path) -> Iterator[Printed]:
    library = Path(shutil.copy(world.library, folder / "cases.db"))
    (world.photos / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more")
    jpeg(world.photos / "slow.jpg", "2023-05-04T10:00:00", model="Slow")
    (world.photos / "slow.jpg.xmp").write_text(DESCRIBED)
    (world.photos / "slow.jpg.json").write_text('{"title": "slow.jpg", "favorited": true}')
    known = {**world.known, "new": str(folder / "new"), "folder": str(world.folder)}
    known["other"] = known["other person"]
    for case in CASES:
        words = [each.format_map(known) for each in case.words.split()]
        yield _print(library, case.command, case.title, words)


def _in_trouble(world: World, folder: Path) -> Iterator[Printed]:
    """A library without photos, one of which some folders and files are gone, no library."""
    empty, gone, some = (folder / each for each in ("empty", "gone", "some"))
    for each in (empty, gone, some):
        each.mkdir()
    for name in COMMANDS:
        if name.endswith(" list") or name in ("status", "runs", "roots", "homes"):
            yield _print(empty / "none.db", name, FAILED, name.split())
    library = folder / "trouble.db"
    yield _print(library, "index", FAILED, ["index", str(empty / "nowhere")])
    jpeg(some / "a.jpg", "2023-05-04T10:00:00")
    jpeg(some / "b.jpg", "2023-05-04T11:00:00", seed=1)
    jpeg(gone / "c.jpg", seed=2)
    yield _print(library, "index", "", ["index", str(some), str(gone)])
    for name in ("trips", "journeys", "people", "moments", "people strangers", "homes"):
        yield _print(library, name, "", name.split())
    yield _print(library, "import", "", ["import", world.known["export"]])
    gone.rename(folder / "elsewhere")
    (some / "b.jpg").unlink()
    yield _print(library, "index", "", ["index"])
    yield _print(library, "run", "", ["run", "--to", str(folder / "sorted")])
    yield _print(library, "check", "", ["check"])
    yield _print(library, "status", "", ["status"])


def _slow_clock(folder: Path) -> Iterator[Printed]:
    """A camera that is an hour behind the phone which took the same things."""
    library = folder / "clocks.db"
    chance = random.Random(7)
    for number in range(72):
        hour = chance.randrange(9, 20)
        rest = f"{chance.randrange(60):02}:{number % 60:02}"
        for model, late in (("Pocket 1", 0), ("Field 2", 1)):
            taken = f"2023-04-{1 + number // 6:02}T{hour - late:02}:{rest}"
            offset = None if late else "+08:00"
            name = folder / "clocks" / f"{model}{number}.jpg"
            jpeg(name, taken, offset=offset, model=model, seed=number + 100 * late)
    yield _print(library, "index", "", ["index", str(folder / "clocks")])
    for name in ("check clocks", "doctor clocks"):
        yield _print(library, name, "", name.split())


def _merged(world: World) -> Iterator[Printed]:
    """As `show` prints what is a part of something else by now."""
    with Library(world.library) as library:
        trip, journey, moment = (
            next(each) for each in (library.trips(), library.journeys(), library.moments())
        )
    for noun, one, report in (
        ("trips", trip, trips), ("journeys", journey, journeys), ("moments", moment, moments),
    ):  # fmt: skip
        document = report.to_json(replace(one, merged_into=one.id))
        yield Printed(f"{noun} show", "", [], json.loads(json.dumps(document)))


def _until_a_signal(world: World, folder: Path) -> Iterator[Printed]:
    """What goes on until somebody ends it: `index --watch` and `people review --serve`."""
    library = shutil.copy(world.library, folder / "watched.db")
    words = ["index", str(world.photos), "--watch", "--json"]
    with _started(library, words) as process:
        assert process.stderr and any("Watching" in line for line in process.stderr)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=60)
    yield Printed("index", "with --watch", words, json.loads(out))
    words = ["people", "review", "--serve", "--json"]
    with _started(library, words) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "}\n")
        yield Printed("people review", "with --serve", words, json.loads("".join(lines) + "}"))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


_DISCS = """
from photosort.cli import main
from photosort.faces import engines
from tests import discs
engines.ENGINES["discs"], engines.DEFAULT = discs.ENGINE, "discs"
main()
"""
"""Another process has to be told of the engine of these tests."""


def _started(library: str, words: list[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _DISCS, "--library", library, *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _print(library: Path, name: str, title: str, words: list[str]) -> Printed:
    answer = call("--library", library, *words, "--json", stdin=b"35.01,135.76\n")
    return Printed(name, title, words, answer.json)


def test_every_command_has_a_schema_and_every_schema_is_valid() -> None:
    names = {each.stem for each in FOLDER.glob("*.json")}
    assert names == {name.replace(" ", "-") for name in COMMANDS} | {LOG}
    for name in names:
        Draft202012Validator.check_schema(published(name))


def test_what_commands_print_is_what_schemas_say(printed: list[Printed]) -> None:
    wrong = [fault for each in printed for fault in faults(each.command, each.title, each.document)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", PROMISED)
def test_no_key_that_is_promised_is_missing(name: str) -> None:
    known = set().union(*(keys(name, title) for title in titles(name)))
    nouns = {*published(name).get("$defs", {})}
    for key in PROMISED[name].split():
        noun = "photo" if name == "show" else name
        own = key if key.partition(".")[0] in nouns and f"{noun}.{key}" not in known else ""
        assert (own or f"{noun}.{key}") in known, key


def test_texts_of_files_are_among_what_is_checked(printed: list[Printed]) -> None:
    lists = [each.document for each in printed if each.command == "query" and not each.title]
    described = [each for found in lists for each in found if each["rating"] == -1]
    assert described and all(each["keywords"] == ["sea"] for each in described)
    assert all((each["title"], each["creator"]) == ("A title", "Alice") for each in described)


def test_published_schemas_allow_more_keys_and_miss_none() -> None:
    validator = Draft202012Validator(published("runs prune"))
    assert validator.is_valid({"forgotten": 1, "more": 2})
    assert not validator.is_valid({"more": 2})
    assert not validator.is_valid({"forgotten": "1"})
    assert faults("runs prune", "", {"forgotten": 1, "more": 2})
    assert faults("runs prune", "", {"forgotten": -1})


def test_what_log_json_prints_is_what_its_schema_says(world: World, tmp_path: Path) -> None:
    """Each line is one of the events, and all of these are printed."""
    library, new = shutil.copy(world.library, tmp_path / "library.db"), str(tmp_path / "new")
    whole = ["--library", library, "--log-json"]
    said = ""
    for words in (
        ["run", str(world.photos), "--to", new, "--by", "trip,person"],
        ["run", "--to", str(world.photos)],
        ["index", str(world.photos), "--full"],
        ["people", "list", "--sort", "nothing"],
        ["query", "country:Nowhere"],
    ):
        said += call(*whole, *words).err
    lines = [json.loads(line) for line in said.splitlines()]
    fits = {title: [not faults(LOG, title, each) for each in lines] for title in titles(LOG)}
    for number, line in enumerate(lines):
        assert sum(each[number] for each in fits.values()) == 1, line
        assert Draft202012Validator(published(LOG)).is_valid(line)
    assert all(map(any, fits.values()))
    named = set().union(*(keys(LOG, title) for title in titles(LOG)))
    found = set().union(*(seen(LOG, title, line) for title in fits for line in lines))
    assert named == found


def test_every_document_and_every_key_is_printed_by_some_call(printed: list[Printed]) -> None:
    named: set[str] = set()
    found: set[str] = set()
    for name in COMMANDS:
        for title in titles(name):
            named |= keys(name, title)
    for each in printed:
        found |= seen(each.command, each.title, each.document)
    assert not sorted(named - found - UNSEEN)
    assert not sorted(UNSEEN - named)
