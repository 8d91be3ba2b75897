"""No parameter of any command writes over a photo, a sidecar, a link to one, or among photos.

The command line itself says which parameters there are (`tests/walking.py`). Whether one is read or
written is seen from what it does with a path where nothing is: a command that takes such a path as
it is would write there, and must refuse all that is dear; one that wants a file must find one among
the samples that it takes, so that the walk is known to have reached it.
"""

import hashlib
import json
import os
import shutil
import signal
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from photosort.faces import engine
from tests import discs, walking
from tests.conftest import Photosort, Result, call, isolated
from tests.make import jpeg

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="photosort"><rdf:RDF'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>dear</rdf:li>'
    "</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>\n"
)
EXTENSIONS = ("", ".json", ".html", ".svg", ".mp4", ".csv")


class World:
    """A library with photos, sidecars, trips, a journey, persons, moments, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.photos, self.links = folder, folder / "photos", folder / "links"
        self.library = folder / "library.db"
        self.links.mkdir()
        for day in range(1, 5):
            jpeg(
                self.photos / f"{day}.jpg",
                f"2023-04-0{day}T10:00:00",
                lat=35.68,
                lon=139.7,
                seed=day,
            )
        for number in range(3):
            for colour in ("red", "blue"):
                date = f"2023:05:0{number + 1} 10:00:00"
                discs.photo(self.photos / f"{colour}{number}.jpg", colour, date=date)
        self.targets = {
            "photo": self.photos / "1.jpg",
            "video": video(self.photos / "film.mp4"),
            "xmp": self.photos / "1.jpg.xmp",
            "takeout": self.photos / "2.jpg.json",
            "own": self.photos / "mail.txt",
        }
        self.targets["xmp"].write_text(XMP)
        taken = {"photoTakenTime": {"timestamp": "1680602400"}}
        self.targets["takeout"].write_text(json.dumps(taken))
        self.targets["own"].write_text("{}\n")
        assert call("index", self.photos).code == 0
        for words in (["trips"], ["journeys", "--home", "48.1,11.5"], ["moments"], ["people"]):
            assert call(*words).code == 0, words
        self.known = {**self._ids(), "photo": str(self.targets["photo"])}
        self._samples()

    def _ids(self) -> dict[str, str]:
        trips, journeys, people, moments, runs = (
            call(name, "list", "--json").json
            for name in ("trips", "journeys", "people", "moments", "runs")
        )
        photo = self.photos / "red0.jpg"
        return {
            "trips": trips[0]["id"],
            "journeys": journeys[0]["id"],
            "people": people[0]["id"],
            "person": people[0]["id"],
            "other person": people[1]["id"],
            "moments": moments[0]["id"],
            "runs": runs[0]["id"],
            "face": call("show", photo, "--json").json["faces"][0]["id"],
        }

    def _samples(self) -> None:
        """Files that commands read."""
        folder = self.folder / "samples"
        folder.mkdir()
        assert call("export", "--to", folder / "export.json").code == 0
        (folder / "names.csv").write_text(f"id,name\n{self.known['person']},Somebody\n")
        (folder / "config.toml").write_text("")
        (folder / "list.txt").write_text(f"{self.targets['photo']}\n")
        (folder / "imm.json").write_text(json.dumps({"QueryParams": {}}))
        self.samples = [*sorted(folder.iterdir()), self.targets["photo"], self.library]

    def dear(self) -> dict[str, tuple[object, ...]]:
        """All that must stay as it is, with what would tell that it did not."""
        found = {}
        for folder in (self.photos, self.links):
            for path in (folder, *folder.rglob("*")):
                status = path.lstat()
                plain = path.is_file() and not path.is_symlink()
                found[str(path)] = (
                    hashlib.sha256(path.read_bytes()).hexdigest() if plain else None,
                    status.st_ino, status.st_mode, status.st_uid, status.st_nlink,
                    status.st_mtime_ns if plain else None,
                )  # fmt: skip
        return found


def video(path: Path) -> Path:
    """A movie with a header and no pictures."""

    def box(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", 8 + len(data)) + kind + data

    header = struct.pack(">IIIII", 0, 3_763_000_000, 3_763_000_000, 1000, 2000) + bytes(80)
    path.write_bytes(
        box(b"ftyp", b"isom" + bytes(4) + b"isom") + box(b"moov", box(b"mvhd", header))
    )
    return path


@pytest.fixture(scope="module")
def _discs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(engine.ENGINES, "discs", discs.ENGINE)
        patch.setattr(engine, "DEFAULT", "discs")
        yield


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, _discs: None) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    with isolated(folder):
        yield World(folder)


@pytest.fixture
def line(
    request: pytest.FixtureRequest,
    world: World,
    photosort: Photosort,
    library: Path,
    tmp_path: Path,
) -> "Line":
    """The command line around a parameter, in a copy of the library of `world`."""
    shutil.copy(world.library, library)
    return Line(request, world, photosort, tmp_path)


class Line:
    """A command line around the parameter of a test."""

    def __init__(
        self, request: pytest.FixtureRequest, world: World, photosort: Photosort, folder: Path
    ) -> None:
        self.world, self.photosort, self.folder = world, photosort, folder
        self._request = request
        self._count = 0

    def new(self) -> str:
        """A path outside the photos where nothing is."""
        self._count += 1
        return str(self.folder / f"new{self._count}")

    def run(self, own: walking.Parameter, value: str, *, rehearse: bool) -> Result:
        """Run it with `value` for the parameter."""
        known = {**self.world.known, "new": self.new()}
        command = own.command or ("index",)
        words = walking.words(command, known, own)
        if not own.command:  # a global option
            words = [own.option.opts[0], "{value}", *words, str(self.world.photos)]
        if rehearse and "--watch" not in words and walking.has_option(command, "--dry-run"):
            words.append("--dry-run")
        words = [value if each == "{value}" else each for each in words]
        return self._watch(words) if "--watch" in words else self.photosort(*words)

    def _watch(self, words: list[str]) -> Result:
        """Watching ends when it is told to; what is refused ends by itself."""
        process = self._request.getfixturevalue("start_photosort")(*words)
        told = b""
        while line := process.stderr.readline():
            told += line
            if line.startswith(b"Watching"):
                process.send_signal(signal.SIGTERM)
                break
        out, rest = process.communicate(timeout=60)
        return Result(process.returncode, out.decode(), (told + rest).decode())

    def ending(self, own: walking.Parameter) -> str | None:
        """The extension with which a path where nothing is will do; None: it wants a file."""
        for extension in EXTENSIONS:
            if self.run(own, self.new() + extension, rehearse=True).code == 0:
                return extension
        return None


def parameters() -> list[object]:
    """All of them; those for which it takes processes are slow."""
    slow = [pytest.mark.slow]
    return [
        pytest.param(each, marks=slow if each.option.name in walking.WITH_PARAMETER else ())
        for each in walking.path_parameters()
    ]


@pytest.mark.parametrize("own", parameters(), ids=str)
def test_no_parameter_harms_what_is_dear(own: walking.Parameter, line: Line) -> None:
    world = line.world
    ending = line.ending(own)
    writes = ending is not None and walking.NAMED.search(own.metavar)
    if ending is None:
        answers = {str(x): line.run(own, str(x), rehearse=True) for x in world.samples}
        assert {answer.code for answer in answers.values()} & {0, 3}, (
            f"{own}: the walk does not know how to complete it, see tests/walking.py: {answers}"
        )
    all_targets = list(targets(world, own, ending or ""))
    before = world.dear()
    for what, target in all_targets:
        answer = line.run(own, str(target), rehearse=False)
        changed = {x for x, y in world.dear().items() ^ before.items()}
        assert not changed, f"{own}, {what}: {answer}"
        if writes:
            assert answer.code in (1, 2), f"{own}, {what}: {answer}"
            assert str(target) in answer.err, f"{own}, {what}: {answer}"


def targets(world: World, own: walking.Parameter, ending: str) -> Iterator[tuple[str, Path]]:
    """What must never be written, under its own name and under others."""
    for kind, target in world.targets.items():
        yield kind, target
        symbolic, hard = (world.links / f"{kind}-{x}{ending}" for x in ("symbolic", "hard"))
        if not symbolic.is_symlink():
            symbolic.symlink_to(target)
            os.link(target, hard)
        yield f"symbolic link to {kind}", symbolic
        yield f"hard link to {kind}", hard
    yield "root", world.photos
    if own.command and not walking.FOLDERS.search(own.metavar):
        yield "new name among the photos", world.photos / f"new{ending}"
