"""`photosort people` killed at any moment: the next run goes on and ends as if nothing had been."""

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fixtures.faces import PERSONS, face
from tests.conftest import call, command, isolated

QUERIES = (
    "SELECT x.id, path, left, top, x.width, x.height, person_id, source FROM faces x"
    " JOIN files f ON f.id = x.file_id ORDER BY 1",
    "SELECT id, name, state, merged_into FROM persons ORDER BY 1",
    "SELECT path, engine, l.error FROM face_looks l JOIN files f ON f.id = l.file_id ORDER BY 1",
    "SELECT count(*) FROM embeddings",
)


def content(library: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(library)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [connection.execute(query).fetchall() for query in QUERIES]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A library of 20 pictures of four drawn persons, in which nobody has looked for faces."""
    folder = tmp_path_factory.mktemp("drawn")
    for number in range(20):
        picture = face(PERSONS[number % 4], 200 + number, light=0.9 + 0.01 * (number // 4))
        picture.save(folder / f"{number:02}.jpg", quality=92)
    with isolated(folder):
        assert call("index", folder).code == 0
        yield folder / "library.db"


def people(library: Path, *options: str) -> list[str]:
    return command("--library", library, "people", *options)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_killed_at_random_moments(indexed: Path, tmp_path: Path, seed: int) -> None:
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    for copy in (whole, killed):
        copy.write_bytes(indexed.read_bytes())
    began = time.monotonic()
    subprocess.run(people(whole), check=True, capture_output=True, timeout=120)
    long = time.monotonic() - began
    expected = content(whole)
    assert len(expected[1]) == 4
    dice = random.Random(seed)
    for _ in range(3):
        process = subprocess.Popen(
            people(killed, "--workers", str(dice.choice((1, 2)))),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(dice.uniform(0.1, 0.9) * long)
        os.kill(process.pid, signal.SIGKILL)  # its workers end by themselves
        process.wait()
    subprocess.run(people(killed), check=True, capture_output=True, timeout=120)
    assert content(killed) == expected
