"""Laying out a folder of symbolic links or copies, against cp; looking at it again, against find.

Nothing is removed between the runs: for five minutes ext4 steps over the inodes of removed files
one by one, which can cost either side seconds. The same run in memory is free of that; there the
file system costs next to nothing, so it shows what we ourselves cost, and has no target.
"""

import os
import time
from collections.abc import Callable
from itertools import count as numbers
from pathlib import Path

import pytest

from . import pictures
from .measure import Row, Usage, cpu, in_turn, measure, photosort, seconds, wall

pytestmark = pytest.mark.bench

_COUNT = 100_000
_COPIES, _COPY_BYTES = 400, 4_000_000


def _links(folder: Path) -> int:
    """How many links below `folder` lead to a file."""
    return sum(
        os.path.islink(path) and os.path.isfile(path)
        for parent, _, names in os.walk(folder)
        for path in (os.path.join(parent, name) for name in names)
    )


@pytest.fixture(params=["disk", "memory"])
def where(request: pytest.FixtureRequest) -> tuple[str, Path]:
    """On disk and in memory: the words, and the folder."""
    return request.param, request.getfixturevalue({"disk": "space"}.get(request.param, "memory"))


def _indexed(folder: Path, count: int, body: bytes) -> tuple[Path, Path]:
    """A folder of `count` pictures, and a library that knows them; made once."""
    source, library = folder / f"source-{count}", folder / f"source-{count}.db"
    if not library.exists():
        pictures.make_folder(source, count, body, per_folder=500)
        time.sleep(3)
        photosort("index", source, library=library)
    return source, library


def _row(name: str, ours: float, reference: str, other: float, target: float | None) -> Row:
    ratio = ours / other
    return Row(
        name,
        seconds(ours),
        f"{reference} {seconds(other)}",
        ratio,
        f"at most {target:g} ×" if target else "",
        ratio <= target if target else None,
    )


def test_links(where: tuple[str, Path], report: Callable[[Row], None]) -> None:
    words, space = where
    folder, library = _indexed(space, _COUNT, pictures.tiny_body())
    fresh = numbers()

    def checked(usage: Usage, dest: Path) -> Usage:
        assert _links(dest) == _COUNT
        return usage

    def ours() -> Usage:
        dest = space / f"sorted-{next(fresh)}"
        return checked(photosort("organize", "--by", "place", dest, library=library), dest)

    def copy() -> Usage:
        dest = space / f"copied-{next(fresh)}"
        return checked(measure(["cp", "-rs", folder, dest]), dest)

    one, other = in_turn(ours, copy)
    name = f"organize, {_COUNT:,} symlinks, {words}"
    report(_row(name, cpu(one), "cp -rs", cpu(other), 3 if words == "disk" else None))


def test_looking_again(where: tuple[str, Path], report: Callable[[Row], None]) -> None:
    words, space = where
    _, library = _indexed(space, _COUNT, pictures.tiny_body())
    dest = space / "verified"
    photosort("organize", "--by", "place", dest, library=library)

    def find() -> Usage:
        return measure(["find", dest, "-lname", "nowhere"])

    one, other = in_turn(lambda: photosort("organize", "--verify", dest, library=library), find)
    name = f"organize --verify, {_COUNT:,} symlinks, {words}"
    report(_row(name, cpu(one), "find -lname", cpu(other), 5))
    manifest = (dest / "photosort-manifest.json").stat()
    again, other = in_turn(
        lambda: photosort("organize", "--by", "place", dest, library=library), find
    )
    assert (dest / "photosort-manifest.json").stat() == manifest
    name = f"organize again, {_COUNT:,} symlinks, {words}"
    report(_row(name, cpu(again), "find -lname", cpu(other), None))


def test_copies(space: Path, report: Callable[[Row], None]) -> None:
    """By the clock: `cp -a` leaves its copies to the cache, ours are on disk, summed and compared.

    So there is a second row, in which cp is followed by a sync.
    """
    body = pictures.tiny_body() + os.urandom(_COPY_BYTES)
    folder, library = _indexed(space, _COPIES, body)
    fresh = numbers()

    def ours() -> Usage:
        os.sync()
        dest = space / f"copies-{next(fresh)}"
        return photosort("organize", "--by", "place", "--mode", "copy", dest, library=library)

    def copy(command: str) -> Usage:
        os.sync()
        dest = space / f"copies-{next(fresh)}"
        return measure(["sh", "-c", command, "sh", folder, dest])

    name = f"organize --mode copy, {_COPIES} files, {_COPIES * _COPY_BYTES / 1e9:.1f} GB, by clock"
    one, other = in_turn(ours, lambda: copy('cp -a "$1" "$2"'))
    report(_row(name, wall(one), "cp -a", wall(other), 1.3))
    one, other = in_turn(ours, lambda: copy('cp -a "$1" "$2" && sync -f "$2"'))
    report(_row(name, wall(one), "cp -a; sync", wall(other), 1.3))
