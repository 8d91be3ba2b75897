"""Laying out a folder of symbolic links, against cp.

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
from .measure import Row, Usage, cpu, in_turn, measure, photosort, seconds

pytestmark = pytest.mark.bench


def _links(folder: Path) -> int:
    """How many links below `folder` lead to a file."""
    return sum(
        os.path.islink(path) and os.path.isfile(path)
        for parent, _, names in os.walk(folder)
        for path in (os.path.join(parent, name) for name in names)
    )


@pytest.mark.parametrize("where", ["space", "memory"])
def test_organize(
    where: str, request: pytest.FixtureRequest, report: Callable[[Row], None]
) -> None:
    space: Path = request.getfixturevalue(where)
    count, folder, library = 10_000, space / "source", space / "source.db"
    pictures.make_folder(folder, count, pictures.tiny_body(), per_folder=500)
    time.sleep(3)
    photosort("index", folder, library=library)
    fresh = numbers()

    def checked(usage: Usage, dest: Path) -> Usage:
        assert _links(dest) == count
        return usage

    def ours() -> Usage:
        dest = space / f"sorted-{next(fresh)}"
        return checked(photosort("organize", "--by", "place", dest, library=library), dest)

    def copy() -> Usage:
        dest = space / f"copied-{next(fresh)}"
        return checked(measure(["cp", "-rs", folder, dest]), dest)

    one, other = in_turn(ours, copy)
    ratio = cpu(one) / cpu(other)
    report(
        Row(
            f"organize, {count:,} symlinks, {'on disk' if where == 'space' else 'in memory'}",
            seconds(cpu(one)),
            f"cp -rs {seconds(cpu(other))}",
            ratio,
            "at most 4 ×" if where == "space" else "",
            ratio <= 4 if where == "space" else None,
        )
    )
