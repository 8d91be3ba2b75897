"""`photosort index` over the life of a library: what is new, changed, moved, gone, interrupted."""

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import photosort as package
from photosort.media.stamp import make_stamp
from photosort.model import Facts, Reading
from photosort.store import Store
from tests.conftest import Photosort, Start, call, isolated
from tests.make import copies, jpeg

Index = Callable[..., dict[str, Any]]
COUNTS = ("added", "changed", "moved", "unchanged", "missing", "failed")


@pytest.fixture
def index(photosort: Photosort) -> Index:
    """`photosort index --json`: the document, with `code`; its counts always add up."""

    def run(*arguments: Any, **more: Any) -> dict[str, Any]:
        result = photosort("index", *arguments, "--json", **more)
        document = result.json
        if "found" in document:
            parts = sum(document[name] for name in ("added", "changed", "moved", "unchanged"))
            assert document["found"] == parts + len(document["failed"])
        return document | {"code": result.code}

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three different pictures, one of them in a folder of its own."""
    for number, name in enumerate(("a.jpg", "b.jpg", "sub/c.jpg")):
        jpeg(tmp_path / "photos" / name, f"2022-05-0{number + 1}T10:00:00", seed=number + 1)
    return tmp_path / "photos"


def counts(document: dict[str, Any]) -> dict[str, int]:
    """The counts that are not 0."""
    numbers = {name: document[name] for name in COUNTS} | {"failed": len(document["failed"])}
    return {name: number for name, number in numbers.items() if number}


def labels(photosort: Photosort, path: Path) -> dict[str, str]:
    return photosort("show", path, "--json").json["labels"]


def label(index: Index, path: Path, text: str) -> None:
    """Label one file, without making it a root."""
    listed = os.fsencode(path) + b"\n"
    assert index("--files-from", "-", "--label", text, stdin=listed)["code"] == 0


def dump(library: Path) -> list[dict[str, Any]]:
    """The files of a library, but for their numbers, as one could compare two libraries."""
    with contextlib.closing(sqlite3.connect(library)) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute("SELECT * FROM files ORDER BY path").fetchall()
    return [
        {name: row[name] for name in row.keys() if name not in ("id", "again")}  # noqa: SIM118
        for row in rows
    ]


# what is opened

opened: list[str] | None = None


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if opened is not None and event == "open" and isinstance(arguments[0], str | bytes):
        opened.append(os.fsdecode(arguments[0]))


sys.addaudithook(watch)  # for good: hooks cannot be taken away


@contextlib.contextmanager
def opens(below: Path) -> Iterator[list[str]]:
    """The names of files below a folder that are opened meanwhile, in this process."""
    global opened
    found: list[str] = []
    opened = []
    try:
        yield found
    finally:
        found += sorted(path for path in opened if path.startswith(f"{below}/"))
        opened = None


def test_what_is_known_is_not_opened_again(index: Index, pictures: Path) -> None:
    """Neither good files nor broken ones nor texts."""
    # what is younger than two seconds is read again: in a fresh clone, wait
    youngest = max(path.stat().st_ctime for path in pictures.rglob("*"))
    time.sleep(max(0, youngest + 2.1 - time.time()))
    with opens(pictures) as first:
        document = index(pictures)
    found = [path for path in pictures.rglob("*") if path.is_file()]
    assert set(first) == {str(path) for path in found}
    for _ in range(2):
        with opens(pictures) as again:
            second = index(pictures)
        assert again == []
        assert counts(second) == {"unchanged": document["added"], "failed": 3}
        assert second["failed"] == document["failed"]
        assert second["code"] == 3
    with opens(pictures) as full:
        third = index(pictures, "--full")
    assert set(full) == set(first)
    assert counts(third) == counts(second)


def test_what_changed_while_it_was_read_is_read_again(index: Index, folder: Path) -> None:
    """A time stamp as young as the scan does not prove that nothing was written since."""
    later = time.time() + 3600
    os.utime(folder / "a.jpg", (later, later))
    index(folder)
    with opens(folder) as again:
        assert counts(index(folder)) == {"unchanged": 3}
    assert str(folder / "a.jpg") in again


# changed


def test_touched_is_changed(index: Index, photosort: Photosort, folder: Path) -> None:
    label(index, folder / "a.jpg", "at=beach")
    index(folder)
    os.utime(folder / "a.jpg", (1_600_000_000, 1_600_000_000))
    assert counts(index(folder)) == {"changed": 1, "unchanged": 2}
    assert labels(photosort, folder / "a.jpg") == {"at": "beach"}
    (folder / "b.jpg").chmod(0o600)
    assert counts(index(folder)) == {"changed": 1, "unchanged": 2}
    assert counts(index(folder)) == {"unchanged": 3}


def test_replaced_is_changed(index: Index, photosort: Photosort, folder: Path) -> None:
    index(folder)
    jpeg(folder / "a.jpg", "2024-01-02T03:04:05", seed=50)  # written over
    jpeg(folder / "new.jpg", "2024-06-07T08:09:10", seed=51).rename(folder / "b.jpg")
    assert counts(index(folder)) == {"changed": 2, "unchanged": 1}
    for name, taken in (("a.jpg", "2024-01-02T03:04:05"), ("b.jpg", "2024-06-07T08:09:10")):
        assert photosort("show", folder / name, "--json").json["taken"]["local"] == taken
    assert photosort("status", "--json").json["files"] == 3


def test_same_size_and_same_mtime_is_changed(
    index: Index, photosort: Photosort, folder: Path
) -> None:
    index(folder)
    path = folder / "a.jpg"
    before = path.stat()
    data = path.read_bytes()
    path.write_bytes(data.replace(b"2022:05:01", b"2021:05:01"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert counts(index(folder)) == {"changed": 1, "unchanged": 2}
    assert photosort("show", path, "--json").json["taken"]["local"] == "2021-05-01T10:00:00"


def test_labels(index: Index, photosort: Photosort, folder: Path) -> None:
    index(folder, "--label", "camera=old", "--label", "at=")
    index(folder / "sub", "--label", "camera=new", "--label", "motto=a=b")
    assert labels(photosort, folder / "a.jpg") == {"camera": "old", "at": ""}
    assert labels(photosort, folder / "sub" / "c.jpg") == {
        "camera": "new",
        "motto": "a=b",
        "at": "",
    }
    assert index(folder, "--label", "nothing")["code"] == 2
    assert index(folder, "--label", "=x")["code"] == 2
    assert index(folder, "--label", "x=" + "y" * 1023)["code"] == 2


def test_a_label_that_is_not_utf_8(index: Index, folder: Path) -> None:
    assert index(folder, "--label", b"at=\xff")["code"] in (0, 2)


# moved


def test_renamed_files_and_folders_are_moved(
    index: Index, photosort: Photosort, folder: Path
) -> None:
    label(index, folder / "a.jpg", "at=beach")
    label(index, folder / "sub" / "c.jpg", "at=lake")
    index(folder)
    (folder / "a.jpg").rename(folder / "z.jpg")
    (folder / "sub").rename(folder / "other")
    document = index(folder)
    assert counts(document) == {"moved": 2, "unchanged": 1}
    assert labels(photosort, folder / "z.jpg") == {"at": "beach"}
    assert labels(photosort, folder / "other" / "c.jpg") == {"at": "lake"}
    assert photosort("show", folder / "a.jpg").code == 1
    assert counts(index(folder)) == {"unchanged": 3}


def test_copied_and_deleted_is_moved(index: Index, photosort: Photosort, folder: Path) -> None:
    label(index, folder / "a.jpg", "at=beach")
    index(folder)
    inode = (folder / "a.jpg").stat().st_ino
    shutil.copyfile(folder / "a.jpg", folder / "sub" / "copy.jpg")  # new inode, new times
    (folder / "a.jpg").unlink()
    assert (folder / "sub" / "copy.jpg").stat().st_ino != inode
    assert counts(index(folder)) == {"moved": 1, "unchanged": 2}
    assert labels(photosort, folder / "sub" / "copy.jpg") == {"at": "beach"}


def test_a_copy_is_new(index: Index, photosort: Photosort, folder: Path) -> None:
    label(index, folder / "a.jpg", "at=beach")
    index(folder)
    shutil.copy2(folder / "a.jpg", folder / "copy.jpg")
    assert counts(index(folder)) == {"added": 1, "unchanged": 3}
    assert labels(photosort, folder / "copy.jpg") == {}
    assert labels(photosort, folder / "a.jpg") == {"at": "beach"}


def test_moved_between_runs_that_saw_it_missing(
    index: Index, photosort: Photosort, folder: Path, tmp_path: Path
) -> None:
    label(index, folder / "a.jpg", "at=beach")
    index(folder)
    (folder / "a.jpg").rename(tmp_path / "away.jpg")
    assert counts(index(folder)) == {"unchanged": 2, "missing": 1}
    (tmp_path / "away.jpg").rename(folder / "back.jpg")
    assert counts(index(folder)) == {"unchanged": 2, "moved": 1}
    assert labels(photosort, folder / "back.jpg") == {"at": "beach"}


def test_moved_from_one_root_to_another(
    index: Index, photosort: Photosort, folder: Path, tmp_path: Path
) -> None:
    jpeg(tmp_path / "other" / "d.jpg", seed=9)
    label(index, folder / "a.jpg", "at=beach")
    index(folder, tmp_path / "other")
    (folder / "a.jpg").rename(tmp_path / "other" / "a2.jpg")
    assert counts(index()) == {"moved": 1, "unchanged": 3}
    assert labels(photosort, tmp_path / "other" / "a2.jpg") == {"at": "beach"}


def test_moved_to_another_root_and_only_that_is_indexed(
    index: Index, photosort: Photosort, folder: Path, tmp_path: Path
) -> None:
    jpeg(tmp_path / "other" / "d.jpg", seed=9)
    label(index, folder / "a.jpg", "at=beach")
    index(folder, tmp_path / "other")
    (folder / "a.jpg").rename(tmp_path / "other" / "a2.jpg")
    assert counts(index(tmp_path / "other")) == {"moved": 1, "unchanged": 1}
    assert labels(photosort, tmp_path / "other" / "a2.jpg") == {"at": "beach"}


def test_ambiguous_copies_are_new(index: Index, photosort: Photosort, folder: Path) -> None:
    shutil.copy2(folder / "a.jpg", folder / "twin.jpg")
    label(index, folder / "a.jpg", "at=beach")
    label(index, folder / "twin.jpg", "at=twin")
    index(folder)
    data = (folder / "a.jpg").read_bytes()
    (folder / "x.jpg").write_bytes(data)
    (folder / "y.jpg").write_bytes(data)
    (folder / "a.jpg").unlink()
    (folder / "twin.jpg").unlink()
    assert counts(index(folder)) == {"added": 2, "unchanged": 2, "missing": 2}
    assert labels(photosort, folder / "x.jpg") == labels(photosort, folder / "y.jpg") == {}
    assert labels(photosort, folder / "a.jpg") == {"at": "beach"}


def test_twins_that_keep_their_inodes_are_told_apart(
    index: Index, photosort: Photosort, folder: Path
) -> None:
    shutil.copy2(folder / "a.jpg", folder / "twin.jpg")
    label(index, folder / "a.jpg", "at=beach")
    label(index, folder / "twin.jpg", "at=twin")
    index(folder)
    (folder / "a.jpg").rename(folder / "y.jpg")
    (folder / "twin.jpg").rename(folder / "x.jpg")
    assert counts(index(folder)) == {"moved": 2, "unchanged": 2}
    assert labels(photosort, folder / "y.jpg") == {"at": "beach"}
    assert labels(photosort, folder / "x.jpg") == {"at": "twin"}


def test_same_ends_and_another_middle_are_told_apart(
    index: Index, photosort: Photosort, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    for name in ("one", "two", "six"):
        tail = b"\0" * 8192 + name.encode() + b"\0" * 8192
        jpeg(folder / f"{name}.jpg", "2022-05-01T10:00:00", tail=tail)
        label(index, folder / f"{name}.jpg", f"middle={name}")
    index(folder)
    # new inodes, names in another order
    for name, new in (("one", "z"), ("two", "m"), ("six", "b")):
        (folder / f"{new}.jpg").write_bytes((folder / f"{name}.jpg").read_bytes())
    for name in ("one", "two", "six"):
        (folder / f"{name}.jpg").unlink()
    assert counts(index(folder)) == {"moved": 3}
    for name, new in (("one", "z"), ("two", "m"), ("six", "b")):
        assert labels(photosort, folder / f"{new}.jpg") == {"middle": name}


def test_hard_links(index: Index, photosort: Photosort, folder: Path) -> None:
    os.link(folder / "a.jpg", folder / "link.jpg")
    label(index, folder / "link.jpg", "at=link")
    assert counts(index(folder)) == {"added": 3, "unchanged": 1}
    (folder / "link.jpg").rename(folder / "renamed.jpg")
    document = index(folder)
    assert (document["moved"], document["added"], document["missing"]) == (1, 0, 0)
    assert labels(photosort, folder / "renamed.jpg") == {"at": "link"}


def test_a_single_file_is_no_disk(index: Index, photosort: Photosort, folder: Path) -> None:
    index(folder / "sub" / "c.jpg", "--label", "at=lake")
    index(folder)
    (folder / "sub").rename(folder / "other")
    document = index(folder)
    assert (document["code"], counts(document)) == (0, {"moved": 1, "unchanged": 2})
    assert labels(photosort, folder / "other" / "c.jpg") == {"at": "lake"}


def test_two_files_that_swap_names(index: Index, photosort: Photosort, folder: Path) -> None:
    label(index, folder / "a.jpg", "at=beach")
    label(index, folder / "b.jpg", "at=hills")
    index(folder)
    (folder / "a.jpg").rename(folder / "t.jpg")
    (folder / "b.jpg").rename(folder / "a.jpg")
    (folder / "t.jpg").rename(folder / "b.jpg")
    index(folder)
    assert labels(photosort, folder / "b.jpg") == {"at": "beach"}
    assert labels(photosort, folder / "a.jpg") == {"at": "hills"}


def test_a_failed_file_that_moves_stays_failed(index: Index, folder: Path) -> None:
    (folder / "bad.jpg").write_bytes(b"bad")
    index(folder)
    (folder / "bad.jpg").rename(folder / "worse.jpg")
    document = index(folder)
    assert [Path(each["path"]).name for each in document["failed"]] == ["worse.jpg"]
    assert document["unchanged"] == 3


def test_a_failed_file_that_moves_is_not_missing(index: Index, folder: Path) -> None:
    (folder / "bad.jpg").write_bytes(b"bad")
    index(folder)
    (folder / "bad.jpg").rename(folder / "worse.jpg")
    assert index(folder)["missing"] == 0


# missing


def test_missing_files_are_kept_until_forgotten(
    index: Index, photosort: Photosort, folder: Path
) -> None:
    label(index, folder / "a.jpg", "at=beach")
    index(folder)
    (folder / "a.jpg").unlink()
    for _ in range(2):
        document = index(folder)
        assert (document["code"], counts(document)) == (0, {"unchanged": 2, "missing": 1})
    shown = photosort("show", folder / "a.jpg", "--json").json
    assert (shown["missing"], shown["labels"]) == (True, {"at": "beach"})
    assert shown["taken"]["local"] == "2022-05-01T10:00:00"
    status = photosort("status", "--json").json
    assert (status["missing"], status["files"]) == (1, 2)
    assert photosort("forget", "--missing", "--dry-run", "--json").json == {"forgotten": 1}
    assert photosort("forget", "--missing", "--json").json == {"forgotten": 1}
    assert photosort("show", folder / "a.jpg").code == 1
    assert counts(index(folder)) == {"unchanged": 2}


def test_back_again_is_unchanged(
    index: Index, photosort: Photosort, folder: Path, tmp_path: Path
) -> None:
    label(index, folder / "sub" / "c.jpg", "at=lake")
    index(folder)
    (folder / "sub").rename(tmp_path / "away")  # the files in it keep their times
    assert counts(index(folder)) == {"unchanged": 2, "missing": 1}
    (tmp_path / "away").rename(folder / "sub")
    assert counts(index(folder)) == {"unchanged": 3}
    shown = photosort("show", folder / "sub" / "c.jpg", "--json").json
    assert (shown["missing"], shown["labels"]) == (False, {"at": "lake"})


def test_forget(index: Index, photosort: Photosort, folder: Path) -> None:
    index(folder)
    assert photosort("forget").code == 2
    assert photosort("forget", folder / "sub", "--json").json == {"forgotten": 1}
    assert counts(index(folder)) == {"unchanged": 2, "added": 1}
    assert photosort("forget", folder, "--json").json == {"forgotten": 3}
    assert photosort("roots", "--json").json == []
    assert sorted(path.name for path in folder.rglob("*.jpg")) == ["a.jpg", "b.jpg", "c.jpg"]


def test_everything_is_below_the_root_folder(
    index: Index, photosort: Photosort, folder: Path
) -> None:
    index(folder)
    assert photosort("forget", "/", "--dry-run", "--json").json == {"forgotten": 3}


# failed


def test_failed_files_are_listed_in_every_run(
    index: Index, photosort: Photosort, folder: Path
) -> None:
    (folder / "bad.jpg").write_bytes(b"bad")
    (folder / "empty.png").write_bytes(b"")
    first = index(folder)
    assert (first["code"], counts(first)) == (3, {"added": 3, "failed": 2})
    for options in ([], [], ["--full"]):
        again = index(folder, *options)
        assert (again["code"], counts(again)) == (3, {"unchanged": 3, "failed": 2})
        assert again["failed"] == first["failed"]
    # mended, it has changed
    jpeg(folder / "bad.jpg", "2022-07-01T10:00:00", seed=77)
    document = index(folder)
    assert counts(document) == {"unchanged": 3, "changed": 1, "failed": 1}
    shown = photosort("show", folder / "bad.jpg", "--json").json
    assert (shown["error"], shown["taken"]["local"]) == (None, "2022-07-01T10:00:00")
    (folder / "empty.png").unlink()
    assert index(folder)["code"] == 0


def test_a_photo_that_breaks_is_failed(index: Index, photosort: Photosort, folder: Path) -> None:
    label(index, folder / "a.jpg", "at=beach")
    index(folder)
    (folder / "a.jpg").write_bytes(b"\0" * 100)
    document = index(folder)
    assert counts(document) == {"unchanged": 2, "failed": 1}
    shown = photosort("show", folder / "a.jpg", "--json").json
    assert shown["error"] == document["failed"][0]["error"]
    assert (shown["labels"], shown["missing"]) == ({"at": "beach"}, False)


# roots that are not there


def no_root_vanishes(photosort: Photosort, files: int) -> None:
    status = photosort("status", "--json").json
    assert (status["missing"], status["files"]) == (0, files)


@pytest.mark.parametrize("how", ["absent", "empty"])
def test_a_known_root_that_is_absent_or_empty(
    index: Index, photosort: Photosort, folder: Path, tmp_path: Path, how: str
) -> None:
    index(folder)
    folder.rename(tmp_path / "unplugged")
    if how == "empty":
        folder.mkdir()
    for arguments in ([folder], []):
        document = index(*arguments)
        assert document["code"] == 1
        assert str(folder) in document["error"]["message"]
        assert document["error"]["hint"]
        no_root_vanishes(photosort, 3)
    if how == "empty":
        folder.rmdir()
    (tmp_path / "unplugged").rename(folder)
    assert counts(index()) == {"unchanged": 3}


@pytest.mark.parametrize("how", ["absent", "empty"])
def test_other_roots_are_indexed_all_the_same(
    index: Index, photosort: Photosort, folder: Path, tmp_path: Path, how: str
) -> None:
    jpeg(tmp_path / "other" / "d.jpg", seed=9)
    index(folder, tmp_path / "other")
    folder.rename(tmp_path / "unplugged")
    if how == "empty":
        folder.mkdir()
    jpeg(tmp_path / "other" / "e.jpg", seed=10)
    document = index()
    assert document["code"] == 1
    assert str(folder) in document["error"]["message"]
    assert document["error"]["code"] == 1
    assert document["roots"] == [str(tmp_path / "other")]
    assert counts(document) == {"added": 1, "unchanged": 1}
    no_root_vanishes(photosort, 5)
    states = {each["path"]: each["state"] for each in photosort("status", "--json").json["roots"]}
    assert states[str(tmp_path / "other")] == "ready"
    if how == "absent":
        assert states[str(folder)] == "missing"


def test_an_empty_known_root_is_missing_in_status(
    index: Index, photosort: Photosort, folder: Path
) -> None:
    index(folder)
    shutil.rmtree(folder)
    folder.mkdir()
    assert index()["code"] == 1
    assert photosort("status", "--json").json["roots"][0]["state"] == "missing"


def test_a_root_that_was_always_empty_is_fine(index: Index, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for _ in range(2):
        document = index(tmp_path / "empty")
        assert (document["code"], document["found"]) == (0, 0)


def test_nested_roots(index: Index, photosort: Photosort, folder: Path, tmp_path: Path) -> None:
    assert counts(index(folder / "sub")) == {"added": 1}
    document = index(folder, folder / "sub", f"{folder}/", f"{folder}/sub/..")
    assert counts(document) == {"added": 2, "unchanged": 1}
    assert document["roots"] == [str(folder)]
    assert counts(index()) == {"unchanged": 3}
    assert counts(index(folder / "sub")) == {"unchanged": 1}
    # the inner one was asked for by itself: were it a disk, its absence is no deletion
    (folder / "sub").rename(tmp_path / "unplugged")
    document = index()
    assert document["code"] == 1
    assert str(folder / "sub") in document["error"]["message"]
    assert counts(document) == {"unchanged": 2}
    no_root_vanishes(photosort, 3)


def test_a_folder_whose_name_starts_like_a_root(
    index: Index, photosort: Photosort, folder: Path, tmp_path: Path
) -> None:
    jpeg(tmp_path / "photos 2" / "d.jpg", seed=9)
    jpeg(tmp_path / "photos0" / "e.jpg", seed=10)
    index(folder, tmp_path / "photos 2", tmp_path / "photos0")
    assert counts(index(folder)) == {"unchanged": 3}
    assert photosort("forget", folder, "--json").json == {"forgotten": 3}
    assert counts(index()) == {"unchanged": 2}


def test_nothing_is_known_yet(index: Index, library: Path) -> None:
    document = index()
    assert document["code"] == 1
    assert "photosort index" in document["error"]["hint"]
    assert not library.exists()


# dry run


def but_for(document: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}


def test_a_dry_run_before_there_is_a_library(index: Index, folder: Path, tmp_path: Path) -> None:
    (folder / "bad.jpg").write_bytes(b"bad")
    before = sorted(tmp_path.rglob("*"))
    rehearsed = index(folder, "--label", "a=b", "--dry-run")
    assert sorted(tmp_path.rglob("*")) == before
    assert counts(rehearsed) == {"added": 3, "failed": 1}
    real = index(folder, "--label", "a=b")
    assert but_for(rehearsed, "run", "seconds") == but_for(real, "run", "seconds")


def test_a_dry_run_tells_what_the_real_run_does(
    index: Index, photosort: Photosort, folder: Path, library: Path
) -> None:
    for number in range(4, 9):
        jpeg(folder / f"{number}.jpg", seed=number)
    (folder / "bad.jpg").write_bytes(b"bad")
    index(folder)
    jpeg(folder / "new.jpg", seed=20)
    jpeg(folder / "4.jpg", seed=21)
    (folder / "5.jpg").rename(folder / "renamed.jpg")
    (folder / "sub").rename(folder / "other")
    (folder / "6.jpg").unlink()
    (folder / "worse.jpg").write_bytes(b"")
    before = library.read_bytes()
    rehearsed = index(folder, "--label", "a=b", "--dry-run")
    assert library.read_bytes() == before
    assert labels(photosort, folder / "a.jpg") == {}
    assert photosort("show", folder / "new.jpg").code == 1
    assert counts(rehearsed) == {
        "added": 1,
        "changed": 1,
        "moved": 2,
        "unchanged": 4,
        "missing": 1,
        "failed": 2,
    }
    text = photosort("index", folder, "--dry-run")
    assert (text.code, text.out) == (3, "")
    assert "Would index" in text.err
    real = index(folder, "--label", "a=b")
    assert but_for(rehearsed, "run", "seconds") == but_for(real, "run", "seconds")


def test_a_dry_run_that_fails_is_the_same_failure(
    index: Index, folder: Path, tmp_path: Path
) -> None:
    index(folder)
    folder.rename(tmp_path / "away")
    assert index("--dry-run") == index()


def test_a_dry_run_leaves_an_empty_library_file_empty(
    index: Index, folder: Path, library: Path
) -> None:
    library.write_bytes(b"")
    index(folder, "--dry-run")
    assert library.read_bytes() == b""


# one at a time


def started_on(library: Path, process: subprocess.Popen[bytes], *, run: bool = False) -> None:
    """Wait until a run has the library in its hands; with `run`, until it has written so."""
    until = time.monotonic() + 30
    while not (library.exists() and (not run or call("status", "--json").json.get("roots"))):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.002)


def test_a_second_writer_is_turned_away_or_waits(
    photosort: Photosort,
    index: Index,
    start_photosort: Start,
    many: Path,
    library: Path,
) -> None:
    first = start_photosort("index", many, "--workers", "1")
    started_on(library, first, run=True)
    first.send_signal(signal.SIGSTOP)  # it holds the library for as long as we like
    assert first.poll() is None

    started = time.monotonic()
    turned_away = index(many)
    assert (turned_away["code"], turned_away["error"]["code"]) == (75, 75)
    assert "--lock-wait" in turned_away["error"]["hint"]
    assert photosort("forget", many).code == 75
    assert time.monotonic() - started < 5
    started = time.monotonic()
    assert index(many, "--lock-wait", "0.3")["code"] == 75
    assert 0.3 <= time.monotonic() - started < 10
    started = time.monotonic()
    status = photosort("status", "--json").json
    assert status["roots"][0]["state"] == "running"
    assert time.monotonic() - started < 5  # readers do not wait

    threading.Timer(0.3, lambda: first.send_signal(signal.SIGCONT)).start()
    waited = index(many, "--lock-wait", "30")
    assert (waited["code"], waited["found"], waited["added"]) == (3, 1301, 0)
    assert first.wait(30) == 3


def test_a_wait_below_zero_is_wrong_usage(index: Index, folder: Path) -> None:
    assert index(folder, "--lock-wait", "-1")["code"] == 2


# interrupted


def all_ended(group: int) -> bool:
    """Whether no process of the group is left, within five seconds."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,300 files: a full batch, and a bit."""
    folder = tmp_path_factory.mktemp("many")
    copies(folder, 1300)
    (folder / "bad.jpg").write_bytes(b"bad")
    return folder


@pytest.fixture(scope="module")
def uninterrupted(many: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the library holds after a run over `many` that nothing disturbed."""
    with isolated(tmp_path_factory.mktemp("whole")) as environment:
        assert call("index", many, "--workers", "1").code == 3
        return dump(Path(environment["PHOTOSORT_LIBRARY"]))


@pytest.mark.parametrize("seed", range(3))
def test_killed_in_the_middle(
    seed: int,
    index: Index,
    start_photosort: Start,
    many: Path,
    uninterrupted: list[dict[str, Any]],
    library: Path,
) -> None:
    process = start_photosort("index", many, "--workers", "2")
    started_on(library, process)
    time.sleep(random.Random(seed).uniform(0, 0.4))
    process.kill()  # not its workers
    process.wait()
    assert all_ended(process.pid), "worker processes outlive their parent"
    document = index(many, "--workers", "1")
    assert (document["code"], document["found"]) == (3, 1301)
    assert document["added"] + document["unchanged"] == 1300
    # whole batches only
    assert document["unchanged"] in (0, 1300) or document["unchanged"] >= 1000
    assert dump(library) == uninterrupted


def test_killed_while_it_follows_moves(
    index: Index, photosort: Photosort, start_photosort: Start, tmp_path: Path
) -> None:
    """Identity is kept across a run that saw only some of the moves."""
    folder = tmp_path / "many"
    copies(folder / "old", 1200)
    index(folder, "--label", "at=beach")
    (folder / "old").rename(folder / "new")
    for path in (folder / "new").iterdir():  # new inodes for half of them
        if path.name[3] in "02468":
            shutil.copyfile(path, f"{path}.tmp")
            Path(f"{path}.tmp").replace(path)
    process = start_photosort("index", folder, "--workers", "2")
    time.sleep(0.6)
    process.kill()
    process.wait()
    assert all_ended(process.pid)
    document = index(folder)
    assert (document["found"], document["missing"], document["added"]) == (1200, 0, 0)
    assert document["moved"] + document["unchanged"] == 1200
    for number in range(0, 1200, 149):
        assert labels(photosort, folder / "new" / f"{number:04}.jpg") == {"at": "beach"}


def test_a_killed_run_is_not_running(
    photosort: Photosort, start_photosort: Start, many: Path, library: Path
) -> None:
    process = start_photosort("index", many, "--workers", "1")
    started_on(library, process, run=True)
    process.kill()
    process.wait()
    assert photosort("status", "--json").json["roots"][0]["state"] != "running"


def interrupt(process: subprocess.Popen[bytes]) -> tuple[str, str]:
    """Press Ctrl-C as a terminal does, for all of the group; stdout and stderr."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    return out.decode(), err.decode()


def test_ctrl_c(index: Index, start_photosort: Start, many: Path, library: Path) -> None:
    process = start_photosort("index", many, "--workers", "1")
    started_on(library, process)
    time.sleep(0.05)
    _, err = interrupt(process)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    document = index(many, "--workers", "1")
    assert (document["found"], len(document["failed"])) == (1301, 1)


def test_ctrl_c_says_so(start_photosort: Start, many: Path, library: Path) -> None:
    process = start_photosort("index", many, "--workers", "1", "--json")
    started_on(library, process)
    out, err = interrupt(process)
    assert process.returncode == 130
    assert json.loads(out)["error"]["code"] == 130
    assert "interrupted" in err


@pytest.mark.slow
def test_ctrl_c_while_it_starts(start_photosort: Start, many: Path) -> None:
    for number in range(16):
        process = start_photosort("index", many, "--dry-run")
        time.sleep(0.04 + 0.015 * number)
        _, err = interrupt(process)
        assert (
            f"{Path(package.__file__).parent}{os.sep}" not in err
        )  # Python's own start is not ours


@pytest.mark.slow
def test_ctrl_c_at_any_moment(start_photosort: Start, many: Path, tmp_path: Path) -> None:
    dice = random.Random(1)
    for number in range(60):
        library = tmp_path / f"{number}.db"
        process = start_photosort("--library", library, "index", many, "--workers", "2", "--json")
        started_on(library, process)
        time.sleep(dice.uniform(0, 0.3))
        out, err = interrupt(process)
        assert "Traceback" not in err
        finished = process.returncode in (3, -signal.SIGINT) and '"found"' in out
        assert process.returncode == 130 or finished, err
        assert all_ended(process.pid)


# the library


def test_only_the_owner_can_read_the_library(index: Index, folder: Path, library: Path) -> None:
    before = os.umask(0)
    try:
        index(folder)
    finally:
        os.umask(before)
    assert library.stat().st_mode & 0o777 == 0o600


def test_the_library_option_goes_before_the_variable(
    photosort: Photosort, folder: Path, library: Path, tmp_path: Path
) -> None:
    other = tmp_path / "deep" / "er" / "other.db"
    assert photosort("index", folder, "--library", other).code == 0
    assert other.exists()
    assert not library.exists()
    assert photosort(f"--library={other}", "status", "--json").json["files"] == 3


@pytest.mark.parametrize("arguments", [["index", "."], ["status"], ["forget", "--missing"]])
def test_a_library_of_a_newer_version_is_refused(
    photosort: Photosort, index: Index, folder: Path, library: Path, arguments: list[str]
) -> None:
    index(folder)
    with contextlib.closing(sqlite3.connect(library)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = library.read_bytes()
    result = photosort(*arguments, "--json")
    assert result.code == 1
    assert "newer" in result.json["error"]["message"]
    assert "pip install" in result.json["error"]["hint"]
    assert library.read_bytes() == before


@pytest.mark.parametrize("arguments", [["index", "."], ["status"], ["forget", "--missing"]])
@pytest.mark.parametrize("content", [b"Dear diary, " * 200, b"SQLite format 3\0" + b"\x55" * 9000])
def test_what_is_no_library_is_refused(
    photosort: Photosort, library: Path, arguments: list[str], content: bytes
) -> None:
    library.write_bytes(content)
    result = photosort(*arguments, "--json")
    assert result.code == 1
    assert str(library) in result.json["error"]["message"]
    assert "unexpected" not in result.json["error"]["message"]
    assert library.read_bytes() == content


def test_a_damaged_library_is_said_to_be_damaged(
    photosort: Photosort, index: Index, tmp_path: Path, library: Path
) -> None:
    copies(tmp_path / "photos", 300)
    index(tmp_path / "photos")
    data = library.read_bytes()
    library.write_bytes(data[:8192] + b"\x55" * (len(data) - 8192))
    for arguments in (["status"], ["index"], ["index", tmp_path / "photos"]):
        result = photosort(*arguments, "--json")
        assert result.code == 1
        assert "damaged" in result.json["error"]["message"]


def test_a_database_of_another_program_is_refused(
    photosort: Photosort, folder: Path, library: Path
) -> None:
    with contextlib.closing(sqlite3.connect(library)) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
    before = library.read_bytes()
    assert photosort("index", folder).code == 1
    assert library.read_bytes() == before


def test_an_empty_library_file_is_explained(photosort: Photosort, library: Path) -> None:
    library.write_bytes(b"")
    result = photosort("status", "--json")
    assert result.code == 1
    assert "unexpected" not in result.json["error"]["message"]


def test_a_library_in_a_place_that_cannot_be(photosort: Photosort, folder: Path) -> None:
    for place in ("/dev/null/library.db", folder):
        result = photosort("--library", place, "index", folder, "--json")
        assert result.code == 1
        assert str(place) in result.json["error"]["message"]
        assert "unexpected" not in result.json["error"]["message"]


# numbers that SQLite cannot hold


def test_a_file_from_the_far_future(index: Index, folder: Path) -> None:
    os.utime(folder / "a.jpg", (14_000_000_000, 14_000_000_000))
    if (folder / "a.jpg").stat().st_mtime != 14_000_000_000:
        pytest.skip("this file system has no such time")
    document = index(folder)
    assert (document["code"], counts(document)) == (0, {"added": 3})
    assert counts(index(folder)) == {"unchanged": 3}


def test_inodes_of_64_bits(tmp_path: Path) -> None:
    status = SimpleNamespace(st_size=1, st_mtime_ns=2, st_ctime_ns=3, st_ino=2**64 - 1)
    stamp = make_stamp(b"/p/a.jpg", status)
    with Store.write(tmp_path / "library.db", create=True) as store:
        with store.transaction():
            store.facts.put([Reading(stamp, facts=Facts("image/jpeg"))], 0)
        photo = store.facts.get(b"/p/a.jpg")
    assert photo
    assert photo.stamp == stamp


# what other programs rely on


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["index", "."], 0),
        (["index", ".", "--nonsense"], 2),
        (["index", ".", "--workers", "0"], 2),
        (["index", ".", "--workers", "many"], 2),
        (["index", ".", "--lock-wait", "soon"], 2),
        (["index", ".", "--label", "nothing"], 2),
        (["index", "--files-from"], 2),
        (["index", "--files-from", "nowhere"], 2),
        (["index", "nowhere"], 1),
        (["index"], 1),
        (["nonsense"], 2),
        (["show"], 2),
        (["show", "nowhere.jpg"], 1),
        (["status"], 1),
        (["status", "too much"], 2),
        (["roots"], 1),
        (["forget"], 2),
        (["forget", "."], 1),
        (["--library", "nowhere.db", "status"], 1),
        (["--config", "nowhere.toml", "status"], 1),
    ],
)
def test_json_is_one_document_also_on_errors(
    photosort: Photosort,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
) -> None:
    monkeypatch.chdir(folder)
    result = photosort(*arguments, "--json")
    assert result.code == code
    assert isinstance(result.json, dict)
    if code:
        assert set(result.json["error"]) >= {"message", "hint", "code"}
        assert result.json["error"]["code"] == code
        assert result.json["error"]["message"] in result.err
    plain = photosort(*arguments)
    assert (plain.code, plain.out) == (code, "")
    assert plain.err
    assert "Traceback" not in plain.err
    assert "│" not in plain.err, "errors in boxes"


def test_quiet_says_only_what_is_wrong(photosort: Photosort, folder: Path) -> None:
    result = photosort("index", folder, "-q")
    assert (result.code, result.out, result.err) == (0, "", "")


def test_quiet_says_what_is_wrong(photosort: Photosort, folder: Path) -> None:
    (folder / "bad.jpg").write_bytes(b"bad")
    result = photosort("index", folder, "-q")
    assert (result.code, result.out) == (3, "")
    assert "bad.jpg" in result.err


def test_photosort_alone_prints_its_help(photosort: Photosort) -> None:
    result = photosort()
    first_lines = photosort("--help").out.partition("More commands")[0]
    assert result.code == 0
    assert result.out.startswith(first_lines)


def test_the_hint_for_a_path_that_never_was(index: Index, folder: Path) -> None:
    index(folder)
    assert "mount" not in index(folder / "nowhere")["error"]["hint"]


def test_the_keys_of_the_document(index: Index, folder: Path) -> None:
    (folder / "bad.jpg").write_bytes(b"bad")
    document = index(folder)
    keys = ("run", "roots", "found", "seconds", *COUNTS)
    assert set(document) >= set(keys)
    assert document["run"].startswith("run-")
    assert document["roots"] == [str(folder)]
    assert set(document["failed"][0]) >= {"path", "error"}
    assert isinstance(document["seconds"], float)


def test_a_pool_and_one_process_give_the_same(
    photosort: Photosort, index: Index, many: Path, tmp_path: Path, library: Path
) -> None:
    one = index(many, "--workers", "1")
    result = photosort("--library", tmp_path / "b.db", "index", many, "--workers", "3", "--json")
    assert but_for(result.json, "seconds") == but_for(one, "seconds", "code")
    assert dump(library) == dump(tmp_path / "b.db")


def test_what_waits_to_be_known_as_moved_is_only_read_again(
    photosort: Photosort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interruption before moves are settled loses nothing that was stored."""
    folder = tmp_path / "p"
    jpeg(folder / "stays.jpg", seed=1)
    content = jpeg(folder / "old.jpg", seed=2).read_bytes()
    photosort("index", folder)
    photosort("label", folder / "old.jpg", "kept=yes")
    (folder / "new.jpg").write_bytes(content)  # before the old one goes: another inode
    (folder / "old.jpg").unlink()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("photosort.plan.changes.Moves.by_content", interrupt)
        assert photosort("index").code == 130
    assert photosort("show", folder / "old.jpg", "--json").json["labels"] == {"kept": "yes"}
    done = photosort("index", "--json").json
    assert (done["moved"], done["added"], done["missing"]) == (1, 0, 0)
    assert photosort("show", folder / "new.jpg", "--json").json["labels"] == {"kept": "yes"}
