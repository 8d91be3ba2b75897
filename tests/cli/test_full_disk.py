"""The hour of a full disk: a sentence and exit 1, nothing lost, and the same command once more.

Each command runs with less and less room, down to none, on a small disk of its own.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.make import jpeg

from .organizing import state
from .recovered import library_as_told, tree_of

pytestmark = pytest.mark.slow

ROOM = (0, 8, 24, 96, 384)
"""Kilobytes that are left."""


class Disk:
    """A disk of 24 MB, and a file that fills it."""

    def __init__(self, path: Path) -> None:
        self.path, self._filler = path, path / "filler"

    def fill(self, leave_kb: int) -> None:
        """Leave so much room and no more."""
        with open(self._filler, "wb", buffering=0) as file:
            for size in (65536, 4096):
                while self._free() > leave_kb * 1024:
                    try:
                        file.write(b"x" * size)
                        os.fsync(file)
                    except OSError:
                        break
                else:
                    break

    def empty(self) -> None:
        self._filler.unlink(missing_ok=True)

    def _free(self) -> int:
        found = os.statvfs(self.path)
        return found.f_bavail * found.f_frsize


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    folder = tmp_path_factory.mktemp("disk")
    image, mounted = folder / "image", folder / "mounted"
    mounted.mkdir()
    with open(image, "wb") as file:
        file.truncate(24 << 20)
    for words in (
        ["mkfs.ext4", "-q", "-b", "4096", "-m", "0", image],
        ["mount", "-o", "loop", image, mounted],
    ):
        if os.getuid() or not shutil.which(words[0]) or subprocess.call(words):
            pytest.skip(f"NO SMALL DISK: that takes root and {words[0]}")
    try:
        yield Disk(mounted)
    finally:
        subprocess.call(["umount", "-l", mounted])


@pytest.fixture
def room(disk: Disk) -> Iterator[Disk]:
    """The disk, with nothing on it."""
    yield disk
    disk.empty()
    for path in disk.path.iterdir():
        if path.name != "lost+found":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def photos_in(folder: Path, count: int = 40) -> Path:
    for number in range(count):
        day = f"2023-0{1 + number % 5}-{1 + number // 5:02}T10:00:00"
        lat, lon = ((35.01, 135.77), (1.29, 103.85), (48.85, 2.35))[number % 3]
        jpeg(folder / f"{number}.jpg", day, lat=lat, lon=lon, seed=number, tail=b"x" * 9000)
    return folder


def is_told(done, *, code: int = 1) -> bool:
    """Whether a run failed, in a sentence that says why and what to do."""
    if done.code == 0:
        return False
    assert done.code == code, done
    assert "Traceback" not in done.err and "bug" not in done.err, done.err
    assert "free some space" in done.err and done.err.startswith("photosort: "), done.err
    assert len(done.err.splitlines()) <= 3, done.err
    return True


COMMANDS = {
    "symlink": ("organize", "--by", "place,trip", "--mode", "symlink"),
    "hardlink": ("organize", "--by", "place,trip", "--mode", "hardlink"),
    "copy": ("organize", "--by", "place,trip", "--mode", "copy"),
    "reflink": ("organize", "--by", "place,trip", "--mode", "reflink", "--fallback", "copy"),
    "album": ("album",),
    "album with originals": ("album", "--with-originals", "copy"),
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_folder_on_a_full_disk(photosort, room, tmp_path, words):
    photos = photos_in(room.path / "photos")  # hard links need them there
    for command in (("index", photos), ("trips",), ("journeys",)):
        assert photosort(*command).code == 0
    before, library = state(photos), tmp_path / "library.db"
    base = library.read_bytes()
    dest = room.path / "dest"
    run = (words[0], dest, *words[1:])
    assert photosort(*run).code == 0
    expected = tree_of(dest)
    told = 0
    for leave in ROOM:
        shutil.rmtree(dest, ignore_errors=True)
        library.write_bytes(base)
        room.fill(leave)
        told += is_told(photosort(*run))
        room.empty()
        assert photosort(*run).code == 0
        assert tree_of(dest) == expected, f"{leave} kB were left"
    assert told >= 2
    now = state(photos)
    known = slice(4 if "hardlink" in words else None)  # links change the ctime
    assert {path: x[known] for path, x in now.items()} == {
        path: x[known] for path, x in before.items()
    }


@pytest.mark.parametrize("words", [COMMANDS["copy"], COMMANDS["album"]], ids=["copy", "album"])
def test_what_stands_outlives_a_full_disk(photosort, room, tmp_path, words):
    """A second run that cannot end takes nothing away, and --undo works while the disk is full."""
    photos = photos_in(tmp_path / "photos", 20)
    dest = room.path / "dest"
    run = (words[0], dest, *words[1:])
    for command in (("index", photos), ("trips",), run):
        assert photosort(*command).code == 0
    made = set(tree_of(dest))
    photos_in(tmp_path / "photos", 40)
    for command in (("index", photos), ("trips",)):
        assert photosort(*command).code == 0
    for leave in (0, 24, 96):
        room.fill(leave)
        assert is_told(photosort(*run))
        assert {path.relative_to(dest).as_posix() for path in dest.rglob("*")} >= made
    room.fill(0)
    undone = photosort("organize", "--undo", dest)
    assert undone.code == 0 or is_told(undone)
    room.empty()
    if undone.code:
        assert photosort("organize", "--undo", dest).code == 0
    assert not dest.exists()


def test_a_library_on_a_full_disk(photosort, room, tmp_path, monkeypatch):
    photos = photos_in(tmp_path / "photos", 20)
    library = room.path / "library.db"
    monkeypatch.setenv("PHOTOSORT_LIBRARY", str(library))
    assert photosort("index", photos).code == 0
    assert photosort("label", photos / "1.jpg", "dear=yes").code == 0
    base = library.read_bytes()
    photos_in(tmp_path / "photos", 400)
    run = ("index", photos)
    assert photosort(*run).code == 0
    expected = library_as_told(tmp_path / "told.json")
    told = 0
    for leave in ROOM:
        for path in room.path.glob("library.db*"):
            path.unlink()
        library.write_bytes(base)
        room.fill(leave)
        told += is_told(photosort(*run))
        room.empty()
        (known,) = photosort("query", "label:dear=yes", "--json").json
        assert known["path"] == str(photos / "1.jpg")
        assert photosort(*run).code == 0
        assert library_as_told(tmp_path / "told.json") == expected, f"{leave} kB were left"
    assert told >= 2


def test_a_new_library_on_a_full_disk(photosort, room, tmp_path, monkeypatch):
    photos = photos_in(tmp_path / "photos", 20)
    library = room.path / "library.db"
    monkeypatch.setenv("PHOTOSORT_LIBRARY", str(library))
    run = ("index", photos)
    assert photosort(*run).code == 0
    expected = library_as_told(tmp_path / "told.json")
    told = 0
    for leave in ROOM:
        for path in room.path.glob("library.db*"):
            path.unlink()
        room.fill(leave)
        told += is_told(photosort(*run))
        room.empty()
        assert photosort(*run).code == 0
        assert library_as_told(tmp_path / "told.json") == expected, f"{leave} kB were left"
    assert told >= 2


def test_a_backup_on_a_full_disk(photosort, room, tmp_path, monkeypatch):
    photos = photos_in(tmp_path / "photos", 20)
    assert photosort("index", photos).code == 0
    expected = library_as_told(tmp_path / "told.json")
    backup = room.path / "backup.db"
    assert photosort("backup", backup).code == 0
    old = backup.read_bytes()
    told = 0
    for leave in ROOM:
        for first in (b"", old):
            backup.unlink(missing_ok=True)
            if first:
                backup.write_bytes(first)
            room.fill(leave)
            failed = is_told(photosort("backup", backup))
            told += failed
            if failed:  # an older one is kept, a new one is not begun
                assert (backup.read_bytes() if backup.exists() else b"") == first
                others = {path.name for path in room.path.iterdir()}
                assert others <= {"backup.db", "filler", "lost+found"}
            room.empty()
            assert photosort("backup", backup).code == 0
    assert told >= 4
    monkeypatch.setenv("PHOTOSORT_LIBRARY", str(backup))
    assert library_as_told(tmp_path / "told.json") == expected
