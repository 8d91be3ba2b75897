"""What the tests of `organize` share: looking at trees, and a library to lay out."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest

MANIFEST = "photosort-manifest.json"
JOURNAL = ".photosort-journal"


@pytest.fixture
def photos(tmp_path, pictures):
    """A copy of the sample pictures, to be changed at will."""
    folder = tmp_path / "photos"
    shutil.copytree(pictures, folder, ignore=shutil.ignore_patterns("Broken"))
    return folder


@pytest.fixture
def library(photosort, photos):
    """`photosort`, with the pictures indexed and their trips and journeys found."""
    assert photosort("index", photos).code == 0
    assert photosort("trips").code == 0
    assert photosort("journeys").code == 0
    return photosort


@pytest.fixture
def dest(tmp_path):
    """Where to lay out; not there yet."""
    return tmp_path / "sorted"


def tree(folder: Path) -> dict[str, str]:
    """Every file and link below a folder, with what it is."""
    return {
        path.relative_to(folder).as_posix(): os.readlink(path)
        if path.is_symlink()
        else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def state(folder: Path) -> dict[str, tuple]:
    """What must never change of the originals: content, inode, mode, mtime, ctime."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[str(path)] = (
            content, status.st_ino, status.st_mode, status.st_mtime_ns, status.st_ctime_ns,
        )  # fmt: skip
    return found


def touched(folder: Path) -> dict[Path, tuple[int, int]]:
    """What any write would change."""
    return {
        path: (path.lstat().st_mtime_ns, path.lstat().st_ctime_ns)
        for path in [folder, *folder.rglob("*")]
    }
