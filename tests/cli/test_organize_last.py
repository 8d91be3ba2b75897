"""Nothing that `organize` does loses the last of a photo, or what another library made."""

import json
import os
import shutil

import pytest

from tests.make import jpeg

from .organizing import MANIFEST, dest, tree

__all__ = ["dest"]

PLACE = "places/Japan/Kyoto/Kyoto"


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "photos"
    for number in range(3):
        jpeg(
            folder / f"{number}.jpg", f"2023-04-0{number + 1}T10:00:00",
            lat=35.01, lon=135.77, seed=number, tail=b"x" * 3000,
        )  # fmt: skip
    return folder


@pytest.fixture
def library(photosort, photos):
    assert photosort("index", photos).code == 0
    assert photosort("trips").code == 0
    return photosort


def kept(dest) -> dict[str, str]:
    manifest = json.loads((dest / MANIFEST).read_text())
    return {each["path"]: each["reason"] for each in manifest["kept"]}


def names_of(content: bytes, dest) -> list[str]:
    return [p.name for p in dest.rglob("*.jpg") if p.is_file() and p.read_bytes() == content]


@pytest.mark.parametrize("by", ["place", "place,trip"])
@pytest.mark.parametrize("how", ["again", "--undo", "--prune-empty", "symlink", "--where"])
def test_the_last_name_of_a_photo_stays(library, photos, dest, by, how):
    library("organize", dest, "--mode", "hardlink", "--by", by)
    content = (photos / "1.jpg").read_bytes()
    (photos / "1.jpg").unlink()
    library("index")
    calls = {
        "again": ("organize", dest, "--mode", "hardlink", "--by", by),
        "--undo": ("organize", "--undo", dest),
        "--prune-empty": ("organize", dest, "--prune-empty", "--mode", "hardlink", "--by", by),
        "symlink": ("organize", dest, "--by", by),
        "--where": ("organize", dest, "--where", "place:Kyoto", "--mode", "hardlink", "--by", by),
    }
    planned = library(*calls[how], "--json", "--dry-run")
    answer = library(*calls[how])
    assert answer.code == 0, answer
    assert names_of(content, dest) == ["1.jpg"]
    ((path, reason),) = kept(dest).items()
    assert str(photos / "1.jpg") in reason and "last name" in reason
    assert [each["path"] for each in planned.json["kept"]] == [path]
    assert path in [each["path"] for each in planned.json["entries"]]
    assert f"ln {dest / path} {photos / '1.jpg'}" in answer.err
    library(*calls[how])
    assert names_of(content, dest) == ["1.jpg"] and list(kept(dest)) == [path]
    # brought back as it says, it is what it was, and nothing is kept any more
    os.link(dest / path, photos / "1.jpg")
    library("index")
    assert library("organize", dest, "--mode", "hardlink", "--by", by).code == 0
    assert not kept(dest)
    assert library("organize", "--verify", dest).code == 0
    library("organize", "--undo", dest)
    assert not dest.exists() and (photos / "1.jpg").read_bytes() == content


def test_what_is_kept_is_in_nobody_s_way(library, photos, dest):
    """An original that an editor replaced by another file of the name is there twice."""
    library("organize", dest, "--mode", "hardlink", "--by", "place")
    content = (photos / "1.jpg").read_bytes()
    new = jpeg(photos / "edited", "2023-04-02T10:00:00", lat=35.01, lon=135.77, seed=77)
    os.replace(new, photos / "1.jpg")
    library("index")
    for _ in range(2):
        assert library("organize", dest, "--mode", "hardlink", "--by", "place").code == 0
        assert (dest / PLACE / "1.jpg").read_bytes() == content
        assert (dest / PLACE / "1 (2).jpg").samefile(photos / "1.jpg")
        assert list(kept(dest)) == [f"{PLACE}/1.jpg"]
    assert library("organize", "--verify", dest).code == 3


def test_a_name_that_is_not_the_last_goes(library, photos, dest, tmp_path):
    library("organize", dest, "--mode", "hardlink", "--by", "place")
    os.link(photos / "1.jpg", tmp_path / "elsewhere.jpg")
    (photos / "1.jpg").unlink()
    library("index")
    library("organize", dest, "--mode", "hardlink", "--by", "place")
    assert not (dest / PLACE / "1.jpg").exists() and not kept(dest)


@pytest.mark.parametrize("call", [("--by", "place", "--mode", "copy"), ("--undo",), ()])
def test_the_last_copy_of_a_photo_stays_until_the_photo_is_forgotten(library, photos, dest, call):
    library("organize", dest, "--mode", "copy")
    content = (photos / "1.jpg").read_bytes()
    (photos / "1.jpg").unlink()
    library("index")
    answer = library("organize", dest, *call)
    assert answer.code == 0
    assert names_of(content, dest) == ["1.jpg"]
    assert "forget --missing" in answer.err
    ((_, reason),) = kept(dest).items()
    assert "last copy" in reason
    library("forget", "--missing", photos)
    library("organize", dest, *call)
    assert not names_of(content, dest)


def test_a_copy_goes_where_the_photo_only_has_another_place(library, photos, dest):
    library("organize", dest, "--mode", "copy", "--by", "place")
    (photos / "1.jpg").rename(photos / "other.jpg")
    (photos / "2.jpg").unlink()
    shutil.copyfile(photos / "0.jpg", photos / "twin.jpg")
    library("index")
    (photos / "0.jpg").unlink()
    library("index")
    library("organize", dest, "--mode", "copy", "--by", "place")
    assert set(tree(dest / PLACE)) == {"twin.jpg", "other.jpg", "2.jpg"}
    assert list(kept(dest)) == [f"{PLACE}/2.jpg"]


def test_without_its_library_undo_keeps_what_may_be_the_last(library, photos, dest, tmp_path):
    library("organize", dest, "--mode", "copy", "--by", "place")
    (tmp_path / "library.db").unlink()
    (photos / "1.jpg").unlink()
    assert library("organize", "--undo", dest).code == 0
    assert set(tree(dest)) == {MANIFEST, f"{PLACE}/1.jpg"}
    (photos / "1.jpg").write_bytes((dest / PLACE / "1.jpg").read_bytes())
    assert library("organize", "--undo", dest).code == 0
    assert not dest.exists()


@pytest.mark.parametrize("mode", ["symlink", "copy"])
def test_a_dest_of_another_library_is_refused(library, photos, dest, tmp_path, mode):
    library("organize", dest, "--mode", mode)
    before = tree(dest)
    other, own = tmp_path / "other.db", tmp_path / "library.db"
    elsewhere = jpeg(tmp_path / "b/x.jpg", "2023-05-01T10:00:00", lat=1.29, lon=103.85)
    library("--library", other, "index", elsewhere.parent)
    call = ("--library", other, "organize", dest, "--mode", mode)
    for extra in ((), ("--dry-run",), ("--by", "place")):
        refused = library(*call, *extra)
        assert refused.code == 1
        assert str(other) in refused.err and str(own) in refused.err
        assert "--take-over" in refused.err
        assert tree(dest) == before
    assert library("--library", other, "run", "--to", dest).code == 1
    assert tree(dest) == before
    assert library(*call, "--by", "place", "--take-over").code == 0
    assert json.loads((dest / MANIFEST).read_text())["library"] == str(other)
    assert [p.name for p in dest.rglob("*.jpg")] != [] and not list(dest.rglob("1.jpg"))
    assert library("organize", dest, "--mode", mode).code == 1


def test_a_library_that_moved_or_was_restored_is_the_same(library, dest, tmp_path):
    library("organize", dest)
    assert len(json.loads((dest / MANIFEST).read_text())["library_id"]) == 32
    own = tmp_path / "library.db"
    library("backup", tmp_path / "backup.db")
    own.unlink()
    assert library("--library", tmp_path / "backup.db", "organize", dest).code == 0
    (tmp_path / "backup.db").rename(tmp_path / "renamed.db")
    assert library("--library", tmp_path / "renamed.db", "organize", dest).code == 0


def test_a_manifest_without_an_id_names_a_path(library, photos, dest, tmp_path):
    library("organize", dest)
    manifest = json.loads((dest / MANIFEST).read_text())
    id = manifest.pop("library_id")

    def lay(library_path, sources=None):
        entries = manifest["entries"]
        if sources:
            entries = [each | {"source": f"{sources}/{each['id']}"} for each in entries]
        changed = manifest | {"library": str(library_path), "entries": entries}
        (dest / MANIFEST).write_text(json.dumps(changed))
        return library("organize", dest).code

    assert lay(tmp_path / "library.db") == 0
    assert lay(tmp_path / "moved.db") == 0  # gone, and what it lists is known here
    assert json.loads((dest / MANIFEST).read_text())["library_id"] == id
    assert lay(tmp_path / "moved.db", "/elsewhere") == 1
    other = tmp_path / "there.db"
    shutil.copyfile(tmp_path / "library.db", other)
    assert lay(other) == 1


@pytest.mark.parametrize(
    "call",
    [
        ("--where", "country:Frence"),
        ("--by", "trip", "--where", "country:Frence"),
        ("--where", "country:Frence", "-n"),
    ],
)
def test_a_dest_is_not_emptied_in_silence(library, dest, call):
    library("organize", dest)
    before = tree(dest)
    count = len(before) - 1
    call = [{"-n": "--dry-run"}.get(each, each) for each in call]
    answer = library("organize", dest, *call)
    assert answer.code == 1 and f"{count:,} entries" in answer.err
    assert "--undo" in answer.err and "--allow-empty" in answer.err
    assert tree(dest) == before
    assert library("organize", dest, *call, "--allow-empty").code == 0
    if "--dry-run" not in call:
        assert set(tree(dest)) == {MANIFEST}
        assert library("organize", dest, *call).code == 0  # nothing is there to lose


def test_an_emptied_library_empties_nothing(library, photos, dest):
    library("organize", dest)
    before = tree(dest)
    library("forget", photos)
    assert library("organize", dest).code == 1
    assert tree(dest) == before


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
def test_a_view_that_is_dropped_is_said(library, dest, dry_run):
    library("organize", dest, "--by", "place,trip")
    answer = library("organize", dest, "--by", "place", *dry_run)
    assert "trips/: " in answer.err and "no longer in --by" in answer.err
    assert "places/: " not in answer.err
    again = library("organize", dest, "--by", "place")
    assert ("no longer in --by" in again.err) == bool(dry_run)
