"""`photosort organize` through the command line: the tree it makes, and what it never touches."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from .organizing import MANIFEST, dest, library, photos, state, touched, tree

__all__ = ["dest", "library", "photos"]


def test_links_lead_to_the_originals(library, photos, dest):
    before = state(photos)
    answer = library("organize", dest)
    assert answer.code == 0
    path = dest / "places/Japan/Kyoto/Kyoto/IMG_0417.HEIC"
    assert path.is_symlink() and not os.readlink(path).startswith("/")
    assert path.resolve() == photos / "2023 Japan/IMG_0417.HEIC"
    (singapore,) = (dest / "journeys").glob("2022-05-01 *")
    assert (singapore / "DSC_0412.JPG").exists()
    assert all(link.exists() for link in dest.rglob("*"))
    assert state(photos) == before


def test_the_manifest_names_everything(library, photos, dest):
    answer = library("organize", dest, "--json").json
    on_disk = json.loads((dest / MANIFEST).read_text())
    assert on_disk == answer
    assert answer["photosort_manifest"] == 1
    assert (answer["mode"], answer["by"]) == ("symlink", ["place", "journey"])
    assert {entry["path"] for entry in answer["entries"]} == set(tree(dest)) - {MANIFEST}
    entry = answer["entries"][0]
    assert set(entry) >= {"path", "source", "view", "id", "size"}
    assert os.path.getsize(entry["source"]) == entry["size"]
    left_out = {Path(each["source"]).name for each in answer["skipped"]}
    assert "Screenshot_20230514-101010.png" in left_out
    laid_out = {entry["source"] for entry in answer["entries"]}
    indexed = library("status", "--json").json["photos"]
    assert len(laid_out) + len(left_out) == indexed


def test_two_photos_of_one_name_both_appear(library, dest):
    library("organize", dest, "--by", "place")
    found = sorted(p.name for p in (dest / "places/Germany").rglob("DSC_0001*"))
    assert found == ["DSC_0001 (2).JPG", "DSC_0001.JPG"]


def test_a_second_run_writes_nothing(library, dest):
    library("organize", dest)
    before = touched(dest)
    first = (dest / MANIFEST).read_bytes()
    answer = library("organize", dest, "--json")
    library("organize", dest, "--prune-empty")
    library("organize", "--verify", dest)
    assert touched(dest) == before
    assert (dest / MANIFEST).read_bytes() == first
    assert answer.json == json.loads(first)


@pytest.mark.parametrize("mode", ["symlink", "copy"])
def test_dest_follows_the_library(library, photos, dest, mode):
    library("organize", dest, "--mode", mode)
    gone = photos / "2022 Singapore/DSC_0412.JPG"
    gone.unlink()
    source = photos / "2022 Singapore/DSC_0431.JPG"
    (photos / "new.jpg").write_bytes(source.read_bytes() + b"not a duplicate")
    library("index", photos)
    library("forget", "--missing", photos)
    library("trips")
    library("organize", dest, "--mode", mode)
    assert not list(dest.rglob("DSC_0412.JPG"))
    assert (dest / "places/Singapore/Singapore/Singapore/new.jpg").exists()
    fresh = dest.with_name("fresh")
    library("organize", fresh, "--mode", mode)
    assert set(tree(dest)) == set(tree(fresh))


def test_emptied_folders_go(library, photos, dest):
    library("organize", dest)
    shutil.rmtree(photos / "2023 Japan")
    library("index", photos)
    library("organize", dest)
    assert not (dest / "places/Japan").exists()
    assert (dest / "places/Singapore").exists()


def test_foreign_files_stay(library, photos, dest):
    library("organize", dest)
    notes = dest / "places/Japan/notes.txt"
    notes.write_text("mine")
    shutil.rmtree(photos / "2023 Japan")
    library("index", photos)
    kept = library("organize", dest, "--json").json["kept"]
    assert notes.read_text() == "mine"
    assert [(each["path"], "photosort" in each["reason"]) for each in kept] == [
        ("places/Japan/notes.txt", True)
    ]


def test_a_replaced_link_and_a_changed_copy_stay(library, photos, dest):
    library("organize", dest, "--mode", "copy", "--by", "place")
    changed = dest / "places/Singapore/Singapore/Singapore/DSC_0412.JPG"
    changed.write_bytes(b"edited by hand")
    answer = library("organize", dest, "--mode", "copy", "--by", "place", "--json").json
    assert changed.read_bytes() == b"edited by hand"
    assert answer["kept"][0]["path"] == changed.relative_to(dest).as_posix()
    # the photo itself is there all the same, and stays so
    other = changed.with_name("DSC_0412 (2).JPG")
    assert other.read_bytes() == (photos / "2022 Singapore/DSC_0412.JPG").read_bytes()
    before = tree(dest)
    library("organize", dest, "--mode", "copy", "--by", "place")
    assert tree(dest) == before
    library("organize", "--undo", dest)
    assert changed.read_bytes() == b"edited by hand"
    assert not other.exists()


def test_a_folder_replaced_by_a_link_is_not_followed(library, photos, dest):
    library("organize", dest, "--by", "place", "--mode", "hardlink")
    before = state(photos)
    folder = dest / "places/Singapore/Singapore/Singapore"
    shutil.rmtree(folder)
    folder.symlink_to(photos / "2022 Singapore")
    library("organize", dest, "--by", "place", "--mode", "hardlink")
    library("organize", "--undo", dest)
    assert {k: v[:4] for k, v in state(photos).items()} == {k: v[:4] for k, v in before.items()}


def test_copies_are_whole_and_keep_their_times(library, photos, dest):
    before = state(photos)
    answer = library("organize", dest, "--mode", "copy", "--json").json
    assert state(photos) == before
    for entry in answer["entries"]:
        copy, source = dest / entry["path"], Path(entry["source"])
        assert copy.read_bytes() == source.read_bytes()
        assert hashlib.sha256(copy.read_bytes()).hexdigest() == entry["sha256"]
        assert copy.stat().st_mtime_ns == source.stat().st_mtime_ns
        assert not copy.is_symlink() and copy.stat().st_ino != source.stat().st_ino


def test_hard_links_share_the_file(library, photos, dest):
    library("organize", dest, "--mode", "hardlink", "--by", "place")
    link = dest / "places/Japan/Kyoto/Kyoto/IMG_0417.HEIC"
    assert link.samefile(photos / "2023 Japan/IMG_0417.HEIC") and not link.is_symlink()


def test_another_mode_replaces_what_was_made(library, dest):
    library("organize", dest)
    library("organize", dest, "--mode", "copy")
    files = [p for p in dest.rglob("*") if p.is_symlink()]
    assert files == []
    library("organize", dest, "--absolute")
    assert {os.readlink(p)[0] for p in dest.rglob("*") if p.is_symlink()} == {"/"}


def test_undo_and_verify(library, photos, dest):
    library("organize", dest)
    assert library("organize", "--verify", dest).code == 0
    victim = dest / "places/Japan/Kyoto/Kyoto/IMG_0417.HEIC"
    victim.unlink()
    answer = library("organize", "--verify", dest, "--json")
    assert answer.code == 3
    assert answer.json == [{"path": victim.relative_to(dest).as_posix(), "reason": "is gone"}]
    before = state(photos)
    assert library("organize", "--undo", dest, "--dry-run").code == 0
    assert library("organize", "--undo", "--verify", dest).code == 2
    assert dest.exists()
    assert library("organize", "--undo", dest).code == 0
    assert not dest.exists()
    assert state(photos) == before


def test_a_dry_run_makes_nothing(library, dest):
    dry = library("organize", dest, "--dry-run", "--json").json
    assert not dest.exists()
    real = library("organize", dest, "--json").json
    del dry["created"], real["created"]
    assert dry == real


def test_dest_inside_a_root_is_not_indexed(library, photos):
    dest = photos / "Sorted"
    assert library("organize", dest, "--mode", "copy").code == 0
    answer = library("index", "--json").json
    assert answer["added"] == 0
    assert answer["missing"] == 0


def test_a_dest_that_holds_originals_is_refused(library, photos, tmp_path):
    before = state(photos)
    for folder in (photos, tmp_path, photos / "2023 Japan"):
        answer = library("organize", folder, "--json")
        assert answer.code == 1
        assert str(folder) in answer.json["error"]["message"]
    assert state(photos) == before


def test_a_photo_that_is_gone_is_skipped_with_a_reason(library, photos, dest):
    gone = photos / "2022 Singapore/DSC_0412.JPG"
    gone.unlink()
    answer = library("organize", dest, "--json")
    assert answer.code == 3
    assert str(gone) in {each["source"] for each in answer.json["skipped"]}
    assert not list(dest.rglob("DSC_0412.JPG"))
    listed = {entry["path"] for entry in answer.json["entries"]}
    assert listed == set(tree(dest)) - {MANIFEST}


def test_a_damaged_manifest_is_refused(library, dest, tmp_path):
    library("organize", dest)
    outside = tmp_path / "outside.txt"
    outside.write_text("precious")
    manifest = json.loads((dest / MANIFEST).read_text())
    manifest["entries"][0]["path"] = "../outside.txt"
    (dest / MANIFEST).write_text(json.dumps(manifest))
    assert library("organize", "--undo", dest).code == 1
    (dest / MANIFEST).write_text("{")
    answer = library("organize", dest)
    assert answer.code == 1 and MANIFEST in answer.err
    assert outside.read_text() == "precious"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--by", "colour"),
        ("--by", ""),
        ("--mode", "move"),
        ("--level", "village"),
        ("--template", "trip"),
        ("--template", "colour={title}"),
        ("--template", "trip={titel}"),
        ("--template", "trip=../{title}"),
        ("--fallback", "copy"),
        ("--fallback", "move", "--mode", "reflink"),
    ],
)
def test_wrong_usage(library, dest, arguments):
    answer = library("organize", dest, *arguments)
    assert answer.code == 2 and arguments[0] in answer.err
    assert not dest.exists()


def test_no_trips_yet(photosort, pictures, tmp_path):
    photosort("index", pictures / "2023 Japan")
    answer = photosort("organize", tmp_path / "sorted", "--by", "place,trip")
    assert answer.code == 1 and "photosort trips" in answer.err
