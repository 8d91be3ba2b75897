"""The photos' folder moves: what is known of its files goes along."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photosort.store import Store
from tests.conftest import Photosort
from tests.make import jpeg

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A folder with `count` pictures in folders of two years."""

    def make(name: str, count: int = 12, seed: int = 1) -> Path:
        for i in range(count):
            place = tmp_path / name / str(2022 + i % 2) / f"{i // 4}" / f"IMG_{i}.jpg"
            taken = f"{2022 + i % 2}-05-{1 + i:02d}T10:00:00"
            jpeg(place, taken, lat=48.2 + i / 100, lon=16.4, seed=seed + i, mtime=1_600_000_000 + i)
        return tmp_path / name

    return make


def index(photosort: Photosort, *arguments: Any, code: int = 0) -> dict[str, Any]:
    result = photosort("index", "--json", *arguments)
    assert result.code == code, result.err
    document: dict[str, Any] = result.json
    if "found" in document:
        parts = ("added", "changed", "moved", "unchanged")
        assert document["found"] == sum(document[x] for x in parts) + len(document["failed"])
    return document


def numbers(document: dict[str, Any]) -> dict[str, int]:
    names = ("added", "changed", "moved", "unchanged", "missing")
    return {name: document[name] for name in names if document[name]}


def status(photosort: Photosort) -> dict[str, Any]:
    document: dict[str, Any] = photosort("status", "--json").json
    return document


def roots(photosort: Photosort) -> list[str]:
    return [each["path"] for each in status(photosort)["roots"]]


def paths(photosort: Photosort, query: str) -> list[str]:
    return sorted(each["path"] for each in photosort("query", query, "--json").json)


def pictures(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*.jpg"))


def copy(old: Path, new: Path) -> None:
    """Another file each, as `cp -r` on another disk makes them: times and inodes are new."""
    shutil.copytree(old, new, copy_function=shutil.copyfile)


def to_other_disk(old: Path, new: Path) -> None:
    copy(old, new)
    shutil.rmtree(old)


def rename(old: Path, new: Path) -> None:
    new.parent.mkdir(parents=True, exist_ok=True)
    old.rename(new)


def refill(old: Path, new: Path) -> None:
    """What is in the folder is moved into a new one, as a file manager may do it."""
    new.mkdir(parents=True)
    for each in old.iterdir():
        each.rename(new / each.name)
    old.rmdir()


WAYS = pytest.mark.parametrize("way", [rename, to_other_disk, refill])
Way = Callable[[Path, Path], None]


@WAYS
def test_a_moved_root_is_the_old_one(
    photosort: Photosort, tree: Tree, tmp_path: Path, way: Way
) -> None:
    old, new = tree("Pictures"), tmp_path / "disk" / "Fotos"
    index(photosort, old)
    photosort("label", old / "2022" / "0" / "IMG_0.jpg", "k=v")
    trips = photosort("trips", "--json").json["trips"]
    photosort("trips", "update", trips[0]["id"], "--title", "Vienna")
    before = photosort("trips", "list", "--members", "--json").json
    way(old, new)
    rehearsed = index(photosort, new, "--dry-run")
    document = index(photosort, new)
    assert numbers(document) == numbers(rehearsed) == {"moved": 12}
    move = {"from": str(old), "to": str(new), "found": 12, "files": 12}
    assert document["moved_roots"] == rehearsed["moved_roots"] == [move]
    assert roots(photosort) == [str(new)]
    assert paths(photosort, "") == pictures(new)
    assert paths(photosort, "label:k=v") == [str(new / "2022" / "0" / "IMG_0.jpg")]
    photosort("trips", "--json")
    after = photosort("trips", "list", "--members", "--json").json
    assert json.dumps(after) == json.dumps(before).replace(str(old), str(new))
    assert numbers(index(photosort)) == {"unchanged": 12}


@WAYS
def test_a_moved_root_with_edits_is_still_the_old_one(
    photosort: Photosort, tree: Tree, tmp_path: Path, way: Way
) -> None:
    old, new = tree("Pictures", 40), tmp_path / "Fotos"
    index(photosort, old)
    way(old, new)
    jpeg(new / "2022/0/IMG_0.jpg", "2022-05-01T10:00:00", seed=900)
    (new / "2023/0/IMG_1.jpg").unlink()
    jpeg(new / "2024" / "new.jpg", "2024-05-01T10:00:00", seed=901)
    document = index(photosort, new)
    assert numbers(document) == {"added": 1, "changed": 1, "moved": 38, "missing": 1}
    assert roots(photosort) == [str(new)]


@WAYS
@pytest.mark.parametrize("both", [False, True])
def test_a_moved_root_is_known_in_a_wider_one(
    photosort: Photosort, tree: Tree, tmp_path: Path, way: Way, both: bool
) -> None:
    """A part was indexed (and its whole), then the whole stands elsewhere."""
    old, new = tree("Pictures"), tmp_path / "NewPictures"
    index(photosort, old / "2022", "--label", "k=v")
    if both:
        assert numbers(index(photosort, old)) == {"added": 6, "unchanged": 6}
    way(old, new)
    document = index(photosort, new)
    assert numbers(document) == ({"moved": 12} if both else {"added": 6, "moved": 6})
    assert roots(photosort) == [str(new)]
    assert paths(photosort, "label:k=v") == pictures(new / "2022")
    assert numbers(index(photosort)) == {"unchanged": 12}


def test_a_part_of_a_moved_root_tells_where_all_of_it_is(
    photosort: Photosort, tree: Tree, tmp_path: Path
) -> None:
    old, new = tree("Pictures"), tmp_path / "NewPictures"
    index(photosort, old)
    old.rename(new)
    document = index(photosort, new / "2022")
    assert numbers(document) == {"moved": 6}
    assert roots(photosort) == [str(new)]
    assert numbers(index(photosort)) == {"unchanged": 12}


def test_a_root_of_which_nothing_is_left_is_none(
    photosort: Photosort, tree: Tree, tmp_path: Path
) -> None:
    """Its files were moved into one folder, another one by another path each."""
    old, new = tree("Pictures"), tmp_path / "flat"
    index(photosort, old, "--label", "k=v")
    new.mkdir()
    for path in pictures(old):
        os.rename(path, new / Path(path).name)
    shutil.rmtree(old)
    assert numbers(index(photosort, new)) == {"moved": 12}
    assert roots(photosort) == [str(new)]
    assert paths(photosort, "label:k=v") == pictures(new)
    assert numbers(index(photosort)) == {"unchanged": 12}


def test_a_part_on_another_disk_is_left_and_said(
    photosort: Photosort, tree: Tree, tmp_path: Path
) -> None:
    old, new = tree("Pictures"), tmp_path / "NewPictures"
    index(photosort, old)
    to_other_disk(old, new)
    document = index(photosort, new / "2022")
    assert numbers(document) == {"added": 6}
    assert document["moved_roots"] == []
    maybe = {"from": str(old), "to": str(new), "found": 6, "files": 12}
    assert document["possible_moves"] == [maybe]
    assert photosort("roots", "move", old, new).code == 0
    assert numbers(index(photosort)) == {"unchanged": 6, "changed": 6}
    assert status(photosort)["photos"] == 12


@WAYS
def test_a_root_never_gets_wider_than_what_was_named(
    photosort: Photosort, tree: Tree, tmp_path: Path, way: Way
) -> None:
    """All that a root held stands beside other things now, as ~/Pictures/2022 does in ~."""
    old, new = tmp_path / "Pictures", tmp_path / "Travels"
    tree("Pictures/Travels")
    index(photosort, old, "--label", "k=v")
    jpeg(tmp_path / "private.jpg", "2024-05-01T10:00:00")
    way(old / "Travels", new)
    shutil.rmtree(old)
    document = index(photosort, new)
    assert numbers(document) == {"moved": 12}
    assert document["possible_moves"] == []
    assert roots(photosort) == [str(new)]
    assert paths(photosort, "label:k=v") == pictures(new)
    assert numbers(index(photosort)) == {"unchanged": 12}


@WAYS
def test_a_root_that_was_taken_apart(
    photosort: Photosort, tree: Tree, tmp_path: Path, way: Way
) -> None:
    old, new = tree("Pictures"), [tmp_path / "2022", tmp_path / "2023"]
    index(photosort, old, "--label", "k=v")
    for each in new:
        way(old / each.name, each)
    shutil.rmtree(old)
    jpeg(tmp_path / "private.jpg", "2024-05-01T10:00:00")
    document = index(photosort, *new)
    assert numbers(document) == {"moved": 12}
    assert roots(photosort) == list(map(str, new))
    assert paths(photosort, "label:k=v") == sorted([*pictures(new[0]), *pictures(new[1])])
    assert numbers(index(photosort)) == {"unchanged": 12}


@WAYS
def test_roots_under_one_moved_folder(
    photosort: Photosort, tree: Tree, tmp_path: Path, way: Way
) -> None:
    for name, seed in (("disk/a", 1), ("disk/b", 100)):
        index(photosort, tree(name, seed=seed), "--label", f"from={name[-1]}")
    way(tmp_path / "disk", tmp_path / "media" / "disk")
    new = tmp_path / "media" / "disk"
    assert numbers(index(photosort, new / "a", new / "b")) == {"moved": 24}
    assert roots(photosort) == [str(new / "a"), str(new / "b")]
    assert paths(photosort, "label:from=b") == pictures(new / "b")
    assert numbers(index(photosort)) == {"unchanged": 24}


@WAYS
def test_a_moved_parent_that_is_indexed_whole(
    photosort: Photosort, tree: Tree, tmp_path: Path, way: Way
) -> None:
    for name, seed in (("disk/a", 1), ("disk/b", 100)):
        index(photosort, tree(name, seed=seed), "--label", f"from={name[-1]}")
    way(tmp_path / "disk", tmp_path / "other")
    assert numbers(index(photosort, tmp_path / "other")) == {"moved": 24}
    assert roots(photosort) == [str(tmp_path / "other")]
    assert paths(photosort, "label:from=a") == pictures(tmp_path / "other" / "a")
    assert numbers(index(photosort)) == {"unchanged": 24}


@pytest.mark.parametrize("named", [[], ["a"], ["a", "b"]])
def test_roots_that_swap_their_places(
    photosort: Photosort, tree: Tree, tmp_path: Path, named: list[str]
) -> None:
    """The files of both have the same names."""
    for name, seed in (("a", 1), ("b", 100)):
        index(photosort, tree(name, seed=seed), "--label", f"from={name}")
    a, b, between = (tmp_path / name for name in ("a", "b", "c"))
    a.rename(between)
    b.rename(a)
    between.rename(b)
    document = index(photosort, *(tmp_path / name for name in named))
    assert numbers(document) == {"moved": 12 if named == ["a"] else 24}
    assert roots(photosort) == [str(a), str(b)]
    assert paths(photosort, "label:from=a") == pictures(b)
    assert paths(photosort, "label:from=b") == pictures(a)


def test_a_root_that_takes_the_place_of_its_parent(
    photosort: Photosort, tree: Tree, tmp_path: Path
) -> None:
    old = tree("deep/Pictures")
    index(photosort, old, "--label", "k=v")
    old.rename(tmp_path / "between")
    (tmp_path / "deep").rmdir()
    (tmp_path / "between").rename(tmp_path / "deep")
    assert numbers(index(photosort, tmp_path / "deep")) == {"moved": 12}
    assert paths(photosort, "label:k=v") == pictures(tmp_path / "deep")


def test_a_copy_on_a_backup_while_the_original_is_not_mounted(
    photosort: Photosort, tree: Tree, tmp_path: Path
) -> None:
    """The copy is taken for the folder; whatever comes back later, nothing is lost."""
    original, away, backup = tree("mnt/Pictures"), tmp_path / "away", tmp_path / "backup"
    index(photosort, original, "--label", "k=v")
    copy(original, backup)
    original.rename(away)
    original.mkdir()  # the mount point
    result = photosort("index", backup)
    assert f"photosort roots move {backup} {original}" in result.err
    assert paths(photosort, "label:k=v") == pictures(backup)
    original.rmdir()
    away.rename(original)
    assert numbers(index(photosort, original)) == {"added": 12}
    assert status(photosort)["photos"] == 24  # copies, which go along with what they are of
    assert len(paths(photosort, "label:k=v")) == 12
    assert photosort("roots", "move", backup, original).code == 0
    assert paths(photosort, "label:k=v") == pictures(original)
    assert roots(photosort) == [str(original)]
    assert numbers(index(photosort)) == {"unchanged": 12}


def test_a_backup_of_another_state_is_left_and_said(
    photosort: Photosort, tree: Tree, tmp_path: Path
) -> None:
    """Fewer than nine in ten are the same."""
    old, new = tree("Pictures", 20), tmp_path / "backup"
    index(photosort, old, "--label", "k=v")
    copy(old, new)
    shutil.rmtree(old)
    for path in sorted(new.rglob("*.jpg"))[:3]:
        jpeg(path, "2020-01-01T10:00:00", seed=sum(path.name.encode()), tail=b"other")
    result = photosort("index", new)
    assert result.code == 0
    assert "too few to be sure" in result.err
    assert f"photosort roots move {old} {new}" in result.err
    assert set(roots(photosort)) == {str(old), str(new)}
    assert all(path.startswith(f"{old}/") for path in paths(photosort, "label:k=v"))
    assert status(photosort)["photos"] == 20 + 20


def test_two_copies_that_look_the_same_settle_nothing(
    photosort: Photosort, tree: Tree, tmp_path: Path
) -> None:
    old = tree("Pictures")
    index(photosort, old)
    copy(old, tmp_path / "one")
    copy(old, tmp_path / "two")
    shutil.rmtree(old)
    document = index(photosort, tmp_path / "one", tmp_path / "two")
    assert document["moved_roots"] == []
    assert [each["from"] for each in document["possible_moves"]] == [str(old)]


def test_the_copy_of_the_same_name_is_the_one(
    photosort: Photosort, tree: Tree, tmp_path: Path
) -> None:
    for name in ("disk/a", "disk/b"):
        index(photosort, tree(name), "--label", f"from={name[-1]}")
    to_other_disk(tmp_path / "disk", tmp_path / "new")
    assert numbers(index(photosort, tmp_path / "new")) == {"moved": 24}
    assert paths(photosort, "label:from=b") == pictures(tmp_path / "new" / "b")


def test_sidecars_and_broken_files_go_along(
    photosort: Photosort, tree: Tree, tmp_path: Path
) -> None:
    old, new = tree("Pictures"), tmp_path / "Fotos"
    (old / "2022/0/IMG_0.jpg.json").write_text('{"photoTakenTime": {"timestamp": "1500000000"}}')
    (old / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    (old / "notes.txt").write_text("no photo")
    index(photosort, old, code=3)
    old.rename(new)
    document = index(photosort, new, code=3)
    assert numbers(document) == {"moved": 12}
    assert [each["path"] for each in document["failed"]] == [str(new / "broken.jpg")]
    assert photosort("show", new / "2022/0/IMG_0.jpg", "--json").json["sidecars"] == [
        str(new / "2022/0/IMG_0.jpg.json")
    ]
    assert numbers(index(photosort, code=3)) == {"unchanged": 12}


def test_folders_follow_into_dest(photosort: Photosort, tree: Tree, tmp_path: Path) -> None:
    old, new, dest = tree("Pictures"), tmp_path / "Fotos", tmp_path / "sorted"
    photosort("run", old, "--to", dest, "--by", "place,trip")
    before = sorted(str(path.relative_to(dest)) for path in dest.rglob("*.jpg"))
    old.rename(new)
    assert photosort("run", new, "--to", dest, "--by", "place,trip").code == 0
    links = list(dest.rglob("*.jpg"))
    assert sorted(str(path.relative_to(dest)) for path in links) == before
    assert all(str(path.resolve()).startswith(f"{new}/") for path in links)
    assert photosort("run", "--to", dest, "--by", "place,trip").code == 0


def test_names_that_are_no_unicode(photosort: Photosort, tmp_path: Path) -> None:
    old, new = os.fsencode(tmp_path) + b"/\xff old", os.fsencode(tmp_path) + b"/\xfe'new"
    for i in range(3):
        jpeg(old + b"/%d\xfd.jpg" % i, "2022-05-01T10:00:00", seed=i + 1)
    index(photosort, old)
    os.rename(old, new)
    assert numbers(index(photosort, new)) == {"moved": 3}
    with Store.read(tmp_path / "library.db") as store:
        assert store.files.present_paths() == [new + b"/%d\xfd.jpg" % i for i in range(3)]


# by hand


def test_a_library_that_was_doubled_is_made_whole(
    photosort: Photosort, tree: Tree, tmp_path: Path
) -> None:
    """As it was when moves of folders were not recognised: both are known."""
    old, new = tree("Pictures"), tmp_path / "Fotos"
    index(photosort, old, "--label", "old=1")
    copy(old, new)
    index(photosort, new, "--label", "new=2")
    shutil.rmtree(old)
    index(photosort, code=1)
    document = photosort("roots", "move", old, new, "--json").json
    assert document == {"from": str(old), "to": str(new), "found": 12, "files": 12}
    assert numbers(index(photosort)) == {"unchanged": 12}
    assert status(photosort)["photos"] == 12
    assert paths(photosort, "label:old=1 label:new=2") == pictures(new)


def test_a_move_by_hand(photosort: Photosort, tree: Tree, tmp_path: Path) -> None:
    """Of several roots below one folder; a dry run says the same and changes nothing."""
    for name, seed in (("disk/a", 1), ("disk/b", 100)):
        index(photosort, tree(name, seed=seed))
    old, new = tmp_path / "disk", tmp_path / "other"
    to_other_disk(old, new)
    rehearsed = photosort("roots", "move", old, new, "--dry-run", "--json").json
    assert roots(photosort) == [str(old / "a"), str(old / "b")]
    assert photosort("roots", "move", old, new, "--json").json == rehearsed
    assert roots(photosort) == [str(new / "a"), str(new / "b")]
    assert photosort("runs", "--json").json[0]["command"] == "roots move"


def test_what_cannot_be_moved(photosort: Photosort, tree: Tree, tmp_path: Path) -> None:
    old, other = tree("Pictures"), tree("Others", seed=100)
    index(photosort, old, other)
    (tmp_path / "empty").mkdir()
    before = status(photosort)["roots"]
    for arguments, code in (
        ((old, tmp_path / "nowhere"), 1),
        ((old, old / "2022/0/IMG_0.jpg"), 1),
        ((old, tmp_path / "empty"), 1),
        ((tmp_path / "empty", old), 1),
        ((old, other), 1),
        ((old, old), 2),
    ):
        result = photosort("roots", "move", *arguments)
        assert (result.code, result.out) == (code, ""), arguments
        assert "Traceback" not in result.err
    assert status(photosort)["roots"] == before
    assert numbers(index(photosort)) == {"unchanged": 24}
