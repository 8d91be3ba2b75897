"""Killed at any moment, a run goes on where it stopped and ends as if nothing had happened."""

import os
import random
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import command
from tests.make import copies, jpeg

pytestmark = pytest.mark.slow

FILES = """
SELECT path, size, mtime_ns, ctime_ns, inode, missing, fingerprint, content_hash, error,
       content_type, lat, lon, taken_local, taken_utc, cluster_day, identity, relation, lead
FROM files LEFT JOIN addresses ON addresses.id = address_id
LEFT JOIN (SELECT id AS other, path AS lead FROM files) ON other = lead_id ORDER BY path
"""
TRIPS = 'SELECT id, level, key, first_day, last_day, photos, known_photos, start, "end", state'
TRIP_DAYS = "SELECT trip_id, identity, day FROM trip_days JOIN addresses ON addresses.id=address_id"
OTHERS = (
    f"{TRIPS} FROM trips ORDER BY id",
    f"{TRIP_DAYS} ORDER BY 1, 2, 3",
    "SELECT id, title, first_day, facts, state FROM journeys ORDER BY id",
    "SELECT path, size FROM ignored ORDER BY path",
    "SELECT path, outcome, scanned IS NULL FROM roots ORDER BY path",
    "SELECT path, key, value FROM file_labels JOIN files ON files.id = file_id ORDER BY 1, 2",
)


def content(library: Path) -> list[list[tuple]]:
    """What a library holds, but for the times of runs and the numbers of rows."""
    with closing(sqlite3.connect(library)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [connection.execute(query).fetchall() for query in (FILES, *OTHERS)]


def tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): os.readlink(path)
        for path in folder.rglob("*")
        if path.is_symlink()
    }


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> Path:
    """Some 700 files: trips, twins, a pair, files that are no photos, one that is broken."""
    folder = tmp_path_factory.mktemp("photos")
    copies(folder / "many", 600)
    for number in range(80):
        lat, lon = ((1.29, 103.85), (48.85, 2.35), (35.0, 135.77))[number // 30]
        day = f"2022-0{1 + number // 30}-{1 + number % 28:02}T10:{number % 60:02}:00"
        jpeg(folder / f"trips/{number}.jpg", day, lat=lat, lon=lon, seed=number)
    twin = jpeg(folder / "twin.jpg", "2022-05-01T10:00:00", seed=900)
    (folder / "other").mkdir()
    (folder / "other/twin.jpg").write_bytes(twin.read_bytes())
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "notes.txt").write_text("notes")
    return folder


def run(photos: Path, folder: Path) -> list[str]:
    return command(
        "--library", folder / "library.db",
        "run", photos, "--to", folder / "sorted", "--by", "place,trip",
    )  # fmt: skip


def finished(photos, folder, environment) -> float:
    began = time.monotonic()
    done = subprocess.run(run(photos, folder), env=environment, capture_output=True, timeout=60)
    assert done.returncode == 3, done.stderr.decode()
    return time.monotonic() - began


def test_killed_at_random_moments(photos, tmp_path, environment):
    check(photos, tmp_path, environment, range(1))


@pytest.mark.slow
def test_killed_at_many_random_moments(photos, tmp_path, environment):
    check(photos, tmp_path, environment, range(1, 17))


def check(photos, tmp_path, environment, seeds):
    plain = tmp_path / "plain"
    plain.mkdir()
    seconds = finished(photos, plain, environment)
    expected, laid_out = content(plain / "library.db"), tree(plain / "sorted")
    assert len(expected[0]) == 683 and len(laid_out) > 100
    killed = 0
    for seed in seeds:
        dice = random.Random(seed)
        folder = tmp_path / str(seed)
        folder.mkdir()
        for _ in range(dice.choice((1, 1, 2, 3))):
            process = subprocess.Popen(
                run(photos, folder),
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            began = time.monotonic()
            try:
                process.wait(dice.uniform(0.2, 1.0) * seconds)
                seconds = min(seconds, time.monotonic() - began)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
        finished(photos, folder, environment)
        assert content(folder / "library.db") == expected, seed
        assert tree(folder / "sorted") == laid_out, seed
        assert not list((folder / "sorted").rglob("*.photosort*")), seed
    assert killed >= len(seeds) // 2
