"""`photosort album --with-originals`: links or copies in the album, and links to them."""
# ruff: noqa: F401, F811 - fixtures are imported, and then named as arguments

import os
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.cli.test_album import dest, journey, library, photos, state
from tests.make import jpeg

pytestmark = pytest.mark.slow


def stamps(folder: Path):
    """What the system says of every file, without following links."""
    found = {path: path.lstat() for path in folder.rglob("*")}
    return {p: (s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for p, s in found.items()}


def linked(page: Path):
    """The addresses of the originals on a page."""
    return re.findall(r'<a class="original" href="([^"]*)"', page.read_text())


def make(library, dest, journey, mode="symlink", *more):
    return library("album", dest, "--journey", journey, "--with-originals", mode, "--json", *more)


def test_originals_are_linked_and_never_touched(library, journey, dest, photos):
    before, contents = stamps(photos), state(photos)
    answer = make(library, dest, journey)
    assert answer.code == 0
    assert answer.json["originals"] == {"made": 4, "moved": 0, "removed": 0, "unchanged": 0}
    assert answer.json["written"] == 11  # originals are not counted among the files of the album
    assert answer.json["kept"] == []
    addresses = linked(dest / "index.html")
    assert addresses == [f"originals/2023/IMG_{n:02}.jpg" for n in range(8, 12)]
    for address in addresses:
        assert (dest / address).resolve() == photos / Path(address).name
        assert not os.path.isabs(os.readlink(dest / address))
    assert (stamps(photos), state(photos)) == (before, contents)


@pytest.mark.parametrize("mode", ["symlink", "hardlink", "copy"])
def test_nothing_is_written_a_second_time(library, journey, dest, mode):
    make(library, dest, journey, mode)
    before = stamps(dest)
    told = make(library, dest, journey, mode).json
    assert told["originals"] == {"made": 0, "moved": 0, "removed": 0, "unchanged": 4}
    assert (told["written"], told["removed"], told["unchanged"]) == (0, 0, 11)
    assert stamps(dest) == before


def test_copies_are_whole_files_of_their_own(library, journey, dest, photos):
    before = stamps(photos)
    assert make(library, dest, journey, "copy").code == 0
    for address in linked(dest / "index.html"):
        copy, original = dest / address, photos / Path(address).name
        assert not copy.is_symlink() and copy.stat().st_ino != original.stat().st_ino
        assert copy.read_bytes() == original.read_bytes()
    assert stamps(photos) == before
    assert library("organize", "--verify", dest / "originals").code == 0


def test_what_left_goes_and_foreign_files_stay(library, journey, dest, photos):
    make(library, dest, journey)
    mine = dest / "originals" / "2023" / "mine.jpg"
    mine.write_bytes(b"mine")
    (photos / "IMG_10.jpg").unlink()
    library("index", photos)
    library("journeys")
    told = make(library, dest, journey).json
    assert told["originals"]["removed"] == 1
    assert told["kept"] == []
    names = {path.name for path in mine.parent.iterdir()}
    assert names == {"mine.jpg", "IMG_08.jpg", "IMG_09.jpg", "IMG_11.jpg"}
    assert mine.read_bytes() == b"mine"
    assert len(linked(dest / "index.html")) == 3


def test_a_rehearsal_changes_nothing_and_says_the_same(library, journey, dest):
    planned = make(library, dest, journey, "symlink", "--dry-run").json
    assert not dest.exists()
    done = make(library, dest, journey).json
    assert planned["originals"] == done["originals"]
    planned = make(library, dest, journey, "symlink", "--dry-run").json
    assert (planned["written"], planned["originals"]["unchanged"]) == (0, 4)


def test_without_the_option_the_folder_is_left_alone(library, journey, dest):
    make(library, dest, journey)
    before = stamps(dest / "originals")
    told = library("album", dest, "--journey", journey, "--json").json
    assert (told["originals"], told["kept"], told["removed"]) == (None, [], 0)
    assert stamps(dest / "originals") == before
    assert linked(dest / "index.html") == []


def test_album_and_originals_are_undone_one_by_one(library, journey, dest):
    make(library, dest, journey)
    before = stamps(dest / "originals")
    assert library("organize", "--undo", dest).code == 0
    assert [path.name for path in dest.iterdir()] == ["originals"]
    assert stamps(dest / "originals") == before
    assert library("organize", "--undo", dest / "originals").code == 0
    assert not (dest / "originals").exists()


def test_organize_and_originals_do_not_mix(library, journey, dest):
    make(library, dest, journey)
    before = stamps(dest)
    refused = library("organize", dest / "originals")
    assert refused.code == 1 and "album --with-originals" in refused.err
    assert stamps(dest) == before
    library("organize", "--undo", dest / "originals")
    library("organize", dest / "originals")
    refused = make(library, dest, journey)
    assert refused.code == 1 and "organize" in refused.err


def test_nothing_is_laid_out_through_a_link(library, journey, dest, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    dest.mkdir()
    (dest / "originals").symlink_to(elsewhere)
    assert make(library, dest, journey).code == 1
    assert list(elsewhere.iterdir()) == []


def test_an_original_that_vanished_has_no_link(library, journey, dest, photos):
    library("album", dest, "--journey", journey)
    (photos / "IMG_08.jpg").unlink()
    answer = make(library, dest, journey)
    assert (answer.code, answer.json["photos"]) == (3, 4)
    assert [Path(each["path"]).name for each in answer.json["failed"]] == ["IMG_08.jpg"]
    assert len(linked(dest / "index.html")) == 3


def test_hostile_names_stay_text(photosort, tmp_path, dest):
    names = [b"javascript:alert(1)#?.jpg", b"a\"><script>alert(2)<'&amp;.jpg", b"%41 \xff\n.jpg"]
    for number, name in enumerate(names):
        jpeg(os.fsencode(tmp_path) + b"/p/" + name, "2023-04-01T10:00:00", seed=number)
    photosort("index", tmp_path / "p")
    assert photosort("album", dest, "--year", "2023", "--with-originals", "symlink").code == 0
    addresses = linked(dest / "index.html")
    assert len(addresses) == 3
    for address in addresses:
        assert re.fullmatch(r"originals/2023/[\w.~%()-]+", address)
        assert (dest / unquote(address, errors="surrogateescape")).is_file()
    assert "<script>alert" not in (dest / "index.html").read_text()


def test_pages_in_folders_lead_to_the_originals(library, dest):
    assert library("album", dest, "--with-originals", "symlink", "--lang", "it").code == 0
    page = dest / "years" / "2023" / "index.html"
    addresses = linked(page)
    assert len(addresses) == 12 and ">Originale</a></dialog>" in page.read_text()
    assert all((page.parent / address).is_file() for address in addresses)


def test_a_mode_that_there_is_not(library, dest):
    answer = library("album", dest, "--with-originals", "move")
    assert answer.code == 2 and "--with-originals" in answer.err
    assert not dest.exists()
