"""`photosort people` on a library in which nothing is new."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from photosort.faces import engines
from photosort.model import Box, Face, FaceReading, Pose
from photosort.store import Store
from photosort.workflow.people.last_run import engine_key
from photosort.workflow.people.scan import keep_readings

from . import pictures
from .measure import Row, cpu, in_turn, measure, photosort, seconds

pytestmark = pytest.mark.bench

Report = Callable[[Row], None]

PHOTOS = 10_000
_PERSONS = 300


def test_nothing_new(space: Path, report: Report) -> None:
    folder, library = space / "people", space / "people.db"
    pictures.make_folder(folder, PHOTOS, pictures.tiny_body(), per_folder=500)
    photosort("index", "--quiet", folder, library=library)
    with Store.write(library) as store:
        _pretend(store)
    first = json.loads(photosort("people", "--json", library=library).output)
    assert (first["looked"], first["faces"]) == (0, 2 * PHOTOS)
    assert len(first["persons"]) == _PERSONS

    def ours() -> object:
        usage = photosort("people", "--json", library=library)
        assert json.loads(usage.output)["created"] == 0
        return usage

    one, other = in_turn(ours, lambda: measure(["find", folder, "-type", "f", "-size", "+1k"]))
    report(
        Row(
            f"people, {PHOTOS:,} photos, nothing new",
            seconds(cpu(one)),
            f"find {seconds(cpu(other))}",
            cpu(one) / cpu(other),
            "under 1 s",
            cpu(one) < 1,
        )
    )


def _pretend(store: Store) -> None:
    """Two faces in each photo, as an engine would have found them."""
    dice = np.random.default_rng(1)
    persons = dice.normal(size=(_PERSONS, 128))
    key = engine_key(engines.DEFAULT)
    readings = []
    for file in store.faces.to_scan(key, None):
        faces = []
        for left in (10, 210):
            vector = persons[dice.integers(_PERSONS)] + 0.5 * dice.normal(size=128)
            vector /= np.linalg.norm(vector)
            faces.append(
                Face(
                    Box(left, 10, 120, 120),
                    0.9,
                    ((0.0, 0.0),) * 5,
                    Pose(0, 0, 0),
                    100,
                    0.9,
                    vector.astype("<f4").tobytes(),
                )
            )
        readings.append(FaceReading(file.file_id, 400, 300, tuple(faces)))
    keep_readings(store, engines.DEFAULT, readings, None)
