"""A small library that has something of everything, for tests that walk the command line."""

import hashlib
import json
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from photosort.faces import engines
from tests import discs
from tests.conftest import call, isolated
from tests.make import jpeg
from tests.reviews import saved, shown

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="photosort"><rdf:RDF'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>dear</rdf:li>'
    "</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>\n"
)


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
            for colour in ("red", "blue", "green"):
                date = f"2023:05:0{number + 1} 10:00:00"
                discs.photo(self.photos / f"{colour}{number}.jpg", colour, date=date)
            jpeg(
                self.photos / f"paris{number}.jpg",
                f"2023-06-0{number + 1}T10:00:00",
                lat=48.86,
                lon=2.35,
                seed=20 + number,
            )
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
        (face,) = call("show", self.photos / "red0.jpg", "--json").json["faces"]
        other, ignored = (each["id"] for each in people if each["id"] != face["person"])
        first = {
            "trips": trips[0]["id"],
            "journeys": journeys[0]["id"],
            "people": face["person"],
            "moments": moments[0]["id"],
        }
        last = {
            "trips": trips[-1]["id"],
            "journeys": journeys[-1]["id"],
            "people": ignored,
            "moments": moments[-1]["id"],
        }
        # something to bring back, and something to undo
        for name, id in last.items():
            assert call(name, "delete", id).code == 0
        for name, id in first.items():
            assert call(name, "update", id, "--label", "a=b").code == 0
        return {
            **first,
            **{f"deleted {name}": id for name, id in last.items()},
            "person": face["person"],
            "other person": other,
            "photos": str(self.photos),
            "copied": str(self.folder / "copied"),
            "export": str(self.folder / "samples/export.json"),
            "review": str(self.folder / "samples/review.json"),
            "runs": runs[0]["id"],
            "face": face["id"],
        }

    def _samples(self) -> None:
        """Files that commands read."""
        folder = self.folder / "samples"
        folder.mkdir()
        assert call("export", "--to", folder / "export.json").code == 0
        page = folder / "people.html"
        assert call("people", "review", "--to", page).code == 0
        action = {"do": "name", "person": self.known["person"], "name": "Anybody"}
        saved(shown(page), folder / "review.json", action)
        page.unlink()
        (folder / "names.csv").write_text(f"id,name\n{self.known['person']},Somebody\n")
        (folder / "config.toml").write_text("")
        (folder / "list.txt").write_text(f"{self.targets['photo']}\n")
        (folder / "imm.json").write_text(json.dumps({"QueryParams": {}}))
        shutil.copytree(self.photos, self.known["copied"])
        self.samples = [
            *sorted(folder.iterdir()),
            self.targets["photo"],
            self.library,
            self.photos,
            Path(self.known["copied"]),
        ]

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


@contextmanager
def world_in(folder: Path) -> Iterator[World]:
    """The world below a folder, and persons by their discs as long as it lasts."""
    with isolated(folder), pytest.MonkeyPatch.context() as patch:
        patch.setitem(engines.ENGINES, "discs", discs.ENGINE)
        patch.setattr(engines, "DEFAULT", "discs")
        yield World(folder)
