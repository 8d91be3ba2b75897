"""DEST, or the photos, or both were moved or copied: what was made is known again, wherever.

And `--verify` tells what links lead to.
"""

import json
import os
import shutil

import pytest

from tests.make import jpeg

from .organizing import MANIFEST, dest, state, touched, tree

__all__ = ["dest"]

PLACE = "places/Japan/Kyoto/Kyoto"


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "disk" / "photos"
    for number in range(3):
        photo = jpeg(
            folder / f"{number}.jpg", f"2023-04-0{number + 1}T10:00:00",
            lat=35.01, lon=135.77, seed=number, tail=b"x" * 3000,
        )  # fmt: skip
        os.utime(photo, (1.6e9 + number, 1.6e9 + number))
    return folder


@pytest.fixture
def library(photosort, photos):
    assert photosort("index", photos).code == 0
    return photosort


def lay_out(library, dest, mode="symlink"):
    answer = library("organize", dest, "--by", "place", "--mode", mode)
    assert answer.code == 0, answer
    return answer


def index_elsewhere(library, old, new):
    """The photos stand elsewhere, and the library knows."""
    library("index", new)
    library("forget", old)


def differences(library, dest) -> dict[str, str]:
    answer = library("organize", "--verify", dest, "--json")
    found = {each["path"]: each["reason"] for each in answer.json}
    assert answer.code == (3 if found else 0)
    return found


@pytest.mark.parametrize("name", ["sorted", "photos/../deep/er/sorted"])
def test_links_are_left_as_they_are_when_photos_and_dest_move_together(
    library, photos, tmp_path, name
):
    disk = photos.parent
    (disk / "deep/er").mkdir(parents=True)
    lay_out(library, disk / name)
    dest = (disk / name).resolve().relative_to(disk)
    before = tree(disk / dest)
    (tmp_path / "mnt").mkdir()
    disk = disk.rename(tmp_path / "mnt" / "other")
    assert not differences(library, disk / dest)
    index_elsewhere(library, photos, disk / "photos")
    stood = touched(disk / dest / "places")
    assert "3 as before" in lay_out(library, disk / dest).err
    assert touched(disk / dest / "places") == stood
    assert {p: t for p, t in tree(disk / dest).items() if p != MANIFEST} == {
        p: t for p, t in before.items() if p != MANIFEST
    }
    sources = {
        each["source"] for each in json.loads((disk / dest / MANIFEST).read_text())["entries"]
    }
    assert sources == {str(path) for path in (disk / "photos").iterdir()}
    whole = touched(disk / dest)
    lay_out(library, disk / dest)
    assert touched(disk / dest) == whole
    assert library("organize", "--undo", disk / dest).code == 0
    assert not (disk / dest).exists()


@pytest.mark.parametrize("together", [True, False])
def test_links_are_pointed_anew_when_only_dest_moves(library, photos, dest, tmp_path, together):
    lay_out(library, dest)
    new = tmp_path / "a" / "b" / "moved"
    new.parent.mkdir(parents=True)
    dest.rename(new)
    assert len(differences(library, new)) == 3
    lay_out(library, new)
    assert set(tree(new / PLACE)) == {"0.jpg", "1.jpg", "2.jpg"}
    assert all((new / PLACE / p.name).samefile(p) for p in photos.iterdir())
    assert not json.loads((new / MANIFEST).read_text())["kept"]
    assert not differences(library, new)


def test_links_that_were_moved_can_be_undone(library, photos, dest, tmp_path):
    lay_out(library, dest)
    new = dest.rename(tmp_path / "photos.sorted")
    (new / "mine.jpg").symlink_to("disk/photos/0.jpg")
    library("organize", "--undo", new)
    assert set(tree(new)) == {"mine.jpg"}


@pytest.mark.parametrize("mode", ["symlink", "hardlink", "copy"])
def test_entries_follow_photos_that_move(library, photos, dest, mode):
    lay_out(library, dest, mode)
    before = {path.name: path.lstat().st_ino for path in (dest / PLACE).iterdir()}
    new = photos.rename(photos.with_name("Fotos"))
    index_elsewhere(library, photos, new)
    lay_out(library, dest, mode)
    after = {path.name: path.lstat().st_ino for path in (dest / PLACE).iterdir()}
    assert after.keys() == before.keys()
    if mode != "symlink":  # nothing was made again
        assert after == before
    assert not differences(library, dest)


@pytest.mark.parametrize("shift", [3600, -3600, 1, 86400])
@pytest.mark.parametrize("then", ["organize", "--verify", "--undo", "--dry-run"])
def test_copies_are_known_by_their_content(library, photos, dest, shift, then):
    lay_out(library, dest, "copy")
    before = tree(dest)
    for path in dest.rglob("*.jpg"):
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime + shift))
    if then == "--verify":
        assert not differences(library, dest)
    elif then == "--undo":
        library("organize", "--undo", dest)
        assert not dest.exists()
    elif then == "--dry-run":
        stood = touched(dest)
        answer = library("organize", dest, "--by", "place", "--mode", "copy", "--dry-run")
        assert "3 as before" in answer.err and touched(dest) == stood
    else:
        assert "3 as before" in lay_out(library, dest, "copy").err
        assert tree(dest).keys() == before.keys()
        whole = touched(dest)  # the record was refreshed
        lay_out(library, dest, "copy")
        assert touched(dest) == whole


def test_copies_that_were_changed_are_not_taken_for_ours(library, photos, dest):
    lay_out(library, dest, "copy")
    copy = dest / PLACE / "1.jpg"
    content = bytearray(copy.read_bytes())
    content[-1] ^= 1  # of the same size
    copy.write_bytes(content)
    lay_out(library, dest, "copy")
    assert copy.read_bytes() == content
    library("organize", "--undo", dest)
    assert set(tree(dest)) == {f"{PLACE}/1.jpg"}


def with_links(old, new):
    """Another disk, to which hard links are carried over as such (`cp -a`, `rsync -H`)."""
    made = {}

    def copy(source, to):
        inode = os.stat(source).st_ino
        if inode in made:
            return os.link(made[inode], to)
        made[inode] = to
        return shutil.copy2(source, to)

    shutil.copytree(old, new, copy_function=copy)
    shutil.rmtree(old)


def without_links(old, new):
    """Another disk, to which each name is carried over as a file of its own."""
    shutil.copytree(old, new, copy_function=shutil.copy)
    shutil.rmtree(old)


@pytest.mark.parametrize("way", [with_links, without_links])
@pytest.mark.parametrize("then", ["organize", "--undo"])
def test_hard_links_and_photos_that_were_carried_to_another_disk(
    library, photos, tmp_path, way, then
):
    dest, disk = photos.parent / "sorted", tmp_path / "other"
    lay_out(library, dest, "hardlink")
    before = tree(dest).keys()
    way(photos.parent, disk)
    if then == "organize":
        library("index", disk / "photos")
        for _ in range(2):
            lay_out(library, disk / "sorted", "hardlink")
            assert tree(disk / "sorted").keys() == before
            assert [each.stat().st_nlink for each in (disk / "photos").iterdir()] == [2, 2, 2]
            assert not differences(library, disk / "sorted")
    library("organize", "--undo", disk / "sorted")
    assert not (disk / "sorted").exists()
    assert len(tree(disk / "photos")) == 3


def test_a_hard_link_that_became_another_file_is_kept(library, photos, dest):
    """Of the same size, so that only its content tells."""
    lay_out(library, dest, "hardlink")
    link = dest / PLACE / "1.jpg"
    content = bytearray(link.read_bytes())
    content[-1] ^= 1
    link.unlink()
    link.write_bytes(content)
    lay_out(library, dest, "hardlink")
    library("organize", "--undo", dest)
    assert link.read_bytes() == content


@pytest.mark.parametrize("mode", ["copy", "hardlink", "symlink"])
def test_a_dest_that_was_copied_elsewhere(library, photos, dest, tmp_path, mode):
    lay_out(library, dest, mode)
    count = len(tree(dest))
    new = tmp_path / "some" / "where"
    shutil.copytree(dest, new, symlinks=True, copy_function=shutil.copy)
    shutil.rmtree(dest)
    lay_out(library, new, mode)
    assert len(tree(new)) == count and not differences(library, new)
    library("organize", "--undo", new)
    assert not new.exists()


def test_verify_tells_what_links_lead_to(library, photos, dest):
    lay_out(library, dest)
    assert not differences(library, dest)
    (photos / "0.jpg").unlink()
    (photos / "1.jpg").write_bytes(b"something else")
    found = differences(library, dest)
    assert set(found) == {f"{PLACE}/0.jpg", f"{PLACE}/1.jpg"}
    assert "leads nowhere" in found[f"{PLACE}/0.jpg"]
    assert str(photos / "0.jpg") in found[f"{PLACE}/0.jpg"]
    assert "another file" in found[f"{PLACE}/1.jpg"]
    (photos / "1.jpg").unlink()
    (photos / "1.jpg").mkdir()
    assert "another file" in differences(library, dest)[f"{PLACE}/1.jpg"]
    kinds = {each["kind"] for each in library("check", "--json").json["findings"]}
    assert kinds >= {"dead-link", "wrong-link"}


def test_verify_tells_whether_hard_links_are_still_the_originals(library, photos, dest):
    lay_out(library, dest, "hardlink")
    assert not differences(library, dest)
    assert library("check").code == 0
    content = (photos / "0.jpg").read_bytes()
    (photos / "0.jpg").unlink()
    (photos / "0.jpg").write_bytes(content)
    (photos / "1.jpg").unlink()
    found = differences(library, dest)
    assert "no longer the same file" in found[f"{PLACE}/0.jpg"]
    assert "is gone" in found[f"{PLACE}/1.jpg"]
    kinds = {each["kind"] for each in library("check", "--json").json["findings"]}
    assert kinds >= {"dead-link", "wrong-link"}


def test_what_hard_links_do_to_originals_is_no_change_of_them(library, photos, dest):
    """Making, renaming and removing them moves the ctime of the originals, and nothing else."""

    def assert_unchanged():
        report = library("index", "--json").json
        assert (report["unchanged"], report["changed"]) == (3, 0)

    before = {path: found[:4] for path, found in state(photos).items()}
    lay_out(library, dest, "hardlink")
    assert_unchanged()
    library("trips")
    assert library("organize", dest, "--by", "place,trip", "--mode", "hardlink").code == 0
    assert_unchanged()
    for trip in library("trips", "list", "--json").json:
        library("trips", "update", trip["id"], "--title", "Temples")
    assert library("organize", dest, "--by", "place,trip", "--mode", "hardlink").code == 0
    assert_unchanged()
    lay_out(library, dest, "hardlink")
    assert_unchanged()
    library("organize", "--undo", dest)
    assert_unchanged()
    assert {path: found[:4] for path, found in state(photos).items()} == before


def test_a_change_that_keeps_size_and_time_is_read_also_after_links_were_made(
    library, photos, dest
):
    photo = photos / "1.jpg"
    content, times = photo.read_bytes(), photo.stat()
    photo.write_bytes(content[:-1] + b"y")
    os.utime(photo, ns=(times.st_atime_ns, times.st_mtime_ns))
    lay_out(library, dest, "hardlink")  # the library has not seen the change yet
    report = library("index", "--json").json
    assert (report["unchanged"], report["changed"]) == (2, 1)
