"""Indexing: the first time against exiftool, again with nothing changed against find."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from . import pictures
from .measure import Row, Usage, cpu, in_turn, measure, photosort, seconds

pytestmark = pytest.mark.bench

Report = Callable[[Row], None]


def _index(library: Path, folder: Path, **expected: int) -> Usage:
    usage = photosort("index", "--json", folder, library=library)
    counts = json.loads(usage.output)
    assert {name: counts[name] for name in expected} == expected
    return usage


def _remove(library: Path) -> None:
    for each in library.parent.glob(f"{library.name}*"):
        each.unlink()


@pytest.mark.skipif(not shutil.which("exiftool"), reason="needs exiftool")
def test_first_index(space: Path, report: Report) -> None:
    count, folder, library = 4_000, space / "big", space / "big.db"
    pictures.make_folder(folder, count, pictures.big_body(), per_folder=200)

    def ours() -> Usage:
        _remove(library)
        return _index(library, folder, found=count, added=count, unchanged=0)

    def exiftool() -> Usage:
        usage = measure(["exiftool", "-fast2", "-n", "-json", "-r", folder])
        assert usage.output.count('"GPSPosition"') == count
        return usage

    one, other = in_turn(ours, exiftool)
    status = json.loads(photosort("status", "--json", library=library).output)
    assert (status["photos"], status["located"], status["dated"]) == (count, count, count)
    ratio = cpu(one) / cpu(other)
    report(
        Row(
            f"first index, {count:,} JPEG of 200 kB",
            seconds(cpu(one)),
            f"exiftool {seconds(cpu(other))}",
            ratio,
            "at most 1/8, goal 1/20",
            ratio <= 1 / 8,
        )
    )


def test_second_index(space: Path, report: Report) -> None:
    count, folder, library = 100_000, space / "many", space / "many.db"
    pictures.make_folder(folder, count, pictures.tiny_body(), per_folder=500)
    time.sleep(3)  # so that no file has changed just before it is indexed
    _index(library, folder, found=count, added=count)

    def find() -> Usage:
        usage = measure(["find", folder, "-type", "f", "-printf", "%s %T@ %p\n"])
        assert usage.output.count("\n") == count
        return usage

    one, other = in_turn(
        lambda: _index(library, folder, found=count, unchanged=count, added=0, changed=0), find
    )
    most = 12 * cpu(other) + 0.5
    report(
        Row(
            f"second index, {count:,} files, nothing changed",
            seconds(cpu(one)),
            f"find {seconds(cpu(other))}",
            cpu(one) / cpu(other),
            f"at most 12 × + 0.5 s = {seconds(most)}",
            cpu(one) <= most,
        )
    )
    peak = max(usage.peak_mb for usage in one)
    report(
        Row(
            "… its peak memory",
            f"{peak:.0f} MB",
            f"find {max(usage.peak_mb for usage in other):.0f} MB",
            None,
            "at most 300 MB",
            peak <= 300,
        )
    )
