"""A library is one library, by whatever name it is reached."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from photosort.store import database, lock, names
from tests.conftest import Photosort
from tests.make import jpeg

WAYS = ("link", "chain", "relative", "hard", "folder", "mounted folder", "mounted file")


@pytest.fixture
def photo(photosort: Photosort, tmp_path: Path) -> Path:
    path = jpeg(tmp_path / "p" / "a.jpg", "2022-05-01T10:00:00")
    assert photosort("index", tmp_path / "p").code == 0
    return path


@pytest.fixture(params=WAYS)
def other(
    request: pytest.FixtureRequest, photo: Path, library: Path, tmp_path: Path
) -> Iterator[Path]:
    """Another name of the library."""
    way, name = request.param, tmp_path / "elsewhere" / "other name.db"
    name.parent.mkdir()
    mounted = None
    if way == "link":
        name.symlink_to(library)
    elif way == "chain":
        (tmp_path / "between").symlink_to(library)
        name.symlink_to(tmp_path / "between")
    elif way == "relative":
        name.symlink_to(Path("..") / "library.db")
    elif way == "hard":
        name.hardlink_to(library)
    elif way == "folder":
        (tmp_path / "folder").symlink_to(tmp_path)
        name = tmp_path / "folder" / "library.db"
    elif way == "mounted folder":
        mounted = tmp_path / "mounted folder"
        mounted.mkdir()
        name = mounted / "library.db"
        mount(tmp_path, mounted)
    else:
        name.touch()
        mounted = name
        mount(library, name)
    yield name
    if mounted:
        subprocess.run(["umount", "-l", mounted], check=True)


def mount(one: Path, other: Path) -> None:
    done = subprocess.run(["mount", "--bind", one, other], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("nothing can be mounted here: this needs root")


def test_one_writer_by_every_name(
    photosort: Photosort, library: Path, other: Path, photo: Path
) -> None:
    held = lock.acquire(names.true_name(library), 0, "index")
    try:
        for name in (library, other):
            result = photosort("--library", name, "index", photo.parent)
            assert result.code == 75, name
            assert f"process {os.getpid()}" in result.err
    finally:
        held.release()
    held = lock.acquire(names.true_name(other), 0, "index")
    try:
        assert photosort("--library", library, "index", photo.parent).code == 75
    finally:
        held.release()
    assert photosort("--library", other, "index", photo.parent).code == 0


def test_what_a_killed_run_left_beside_one_name_is_seen_by_the_other(
    photosort: Photosort, library: Path, other: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0.1)  # with the reader, who stays
    with closing(sqlite3.connect(library, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM files").fetchall()  # so that nothing is written back
        assert photosort("--library", other, "label", photo, "a=b").code == 0
        (where,) = library.parent.glob("library.db-wal")
        assert where.stat().st_size
        assert not other.with_name("other name.db-wal").exists()
        assert photosort("show", photo, "--json").json["labels"] == {"a": "b"}
    assert photosort("--library", other, "show", photo, "--json").json["labels"] == {"a": "b"}
    assert photosort("check").code == 0


def test_a_backup_never_goes_into_the_library(
    photosort: Photosort, library: Path, other: Path
) -> None:
    before = library.read_bytes()
    for source, target in ((library, other), (other, library), (other, other)):
        assert photosort("--library", source, "backup", target).code in (1, 2)
        assert library.read_bytes() == before


def test_a_library_that_was_moved_or_copied_goes_by_its_new_name(
    photosort: Photosort, library: Path, photo: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(library.read_bytes())
    (tmp_path / "second.db").hardlink_to(copy)
    assert names.true_name(copy) == copy
    assert photosort("--library", copy, "label", photo, "a=b").code == 0
    assert names.true_name(tmp_path / "second.db") == copy
    assert photosort("show", photo, "--json").json["labels"] == {}


def test_a_link_to_where_no_library_is_yet(
    photosort: Photosort, tmp_path: Path, environment: dict[str, str]
) -> None:
    jpeg(tmp_path / "p" / "a.jpg", "2022-05-01T10:00:00")
    (tmp_path / "link.db").symlink_to(tmp_path / "new" / "real.db")
    assert photosort("--library", tmp_path / "link.db", "index", tmp_path / "p").code == 0
    assert (tmp_path / "new" / "real.db").stat().st_mode & 0o777 == 0o600


def test_a_file_mounted_alone_is_refused(
    photosort: Photosort, library: Path, photo: Path, tmp_path: Path
) -> None:
    """As in a container that is given the file and not its folder."""
    copy = tmp_path / "hidden" / "library.db"
    copy.parent.mkdir()
    copy.write_bytes(library.read_bytes())
    name = tmp_path / "inside.db"
    name.touch()
    mount(copy, name)
    try:
        result = photosort("--library", name, "label", photo, "a=b")
        assert result.code == 1
        assert "mounted as a single file" in result.err and "mount the folder" in result.err
        assert photosort("--library", name, "status").code == 0
    finally:
        subprocess.run(["umount", "-l", name], check=True)
