"""Persons on labelled faces, found and grouped as `photosort people` does it."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from photosort.cluster.persons import Faces, group
from photosort.faces import engines
from photosort.model import Face
from photosort.settings.people import PersonOptions
from photosort.workflow.people.faces import FaceRequest, scan_faces
from photosort.workflow.people.grouping import is_good, likeness
from tests.measures import BCubed, alone, bcubed

pytestmark = pytest.mark.slow

Array = np.ndarray

OPTIONS = PersonOptions()
ORDERS = 3  # of the photos, for each number of batches


class Labelled:
    """All faces of labelled photos, bystanders too; `main` are the rows of those with labels."""

    def __init__(self, folder: Path) -> None:
        with (folder / "labels.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        images = Counter(row["person"] for row in rows)
        rows = [row for row in rows if images[row["person"]] >= 3]
        requests = [
            FaceRequest(number, bytes(folder / row["file"]), "image/jpeg")
            for number, row in enumerate(rows)
        ]
        found: list[Face] = []
        photo: list[int] = []
        self.main: list[int] = []
        self.labels: list[str] = []
        for row, reading in zip(rows, scan_faces(engines.DEFAULT, requests), strict=True):
            assert reading.error is None
            if reading.faces:
                middle = reading.width / 2, reading.height / 2
                main = max(reading.faces, key=lambda face: _prominence(face, *middle))
                self.main.append(len(found) + reading.faces.index(main))
                self.labels.append(row["person"])
            photo += [reading.file_id] * len(reading.faces)
            found += reading.faces
        self.photos = len(rows)
        self.photo = np.array(photo)
        self.embeddings = np.stack([np.frombuffer(face.embedding, "<f4") for face in found])
        self.founder = np.array([is_good(face, OPTIONS) for face in found])
        self.child = np.array([face.child for face in found], np.float32)


def _prominence(face: Face, x: float, y: float) -> float:
    """How likely a picture is one of that face: wide, and near the middle."""
    box = face.box
    away = np.hypot(box.left + box.width / 2 - x, box.top + box.height / 2 - y)
    return float(box.width - away)


@pytest.fixture(scope="module")
def labelled(corpus: Path) -> Labelled:
    return Labelled(corpus / "faces")


def _grouped(faces: Labelled, batches: int, seed: int) -> Array:
    """The persons of all faces, once the photos have come in batches in some order."""
    order = np.random.default_rng(seed).permutation(faces.photos)
    person, persons = np.full(len(faces.photo), -1), 0
    for last in np.linspace(0, faces.photos, batches + 1).astype(int)[1:]:
        rows = np.flatnonzero(np.isin(faces.photo, order[:last]))
        photo = faces.photo[rows]
        seen = Faces(
            faces.embeddings[rows],
            photo,
            faces.founder[rows],
            person[rows],
            photo,
            faces.child[rows],
            np.full(len(rows), np.nan),
        )
        done = group(seen, persons, likeness(engines.thresholds(), OPTIONS, len(rows)))
        person[rows] = done.person
        persons += done.new
    return person


def _measured(faces: Labelled, batches: int) -> BCubed:
    """The worst of several orders; without batches there is but one."""
    return min(
        (
            bcubed(alone(_grouped(faces, batches, seed))[faces.main], faces.labels)
            for seed in range(ORDERS if batches > 1 else 1)
        ),
        key=lambda each: each.f1,
    )


def test_faces_are_found_and_most_may_found(labelled: Labelled) -> None:
    print(
        f"\n{len(labelled.main)} of {labelled.photos} photos, {len(labelled.photo)} faces,"
        f" {np.mean(labelled.founder[labelled.main]):.0%} of the main ones may found a person"
    )
    assert len(labelled.main) >= 0.99 * labelled.photos


def test_persons_are_the_labelled_ones(labelled: Labelled) -> None:
    found = _measured(labelled, 1)
    print(f"\n{found}")
    assert found.precision >= 0.98
    assert found.f1 >= 0.94


@pytest.mark.parametrize("batches", [2, 5, 10])
def test_batches_give_what_one_go_gives(labelled: Labelled, batches: int) -> None:
    found, whole = _measured(labelled, batches), _measured(labelled, 1)
    print(f"\n{batches} batches: {found}")
    assert found.precision >= 0.98
    assert found.f1 >= whole.f1 - 0.02
