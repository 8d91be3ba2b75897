"""`photosort people find` and `strangers`: who is this, and which faces are unknown."""

import os
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from photosort.cluster.joining import UNKNOWN_DAY, Side, nearest
from photosort.cluster.likeness import Likeness
from photosort.cluster.linkage import against
from photosort.errors import PhotosortError
from photosort.faces.engines import thresholds
from photosort.media.read import read
from photosort.media.scan import find_all
from photosort.model import Face, KnownFace, Person, Skipped
from photosort.store import Store
from photosort.workflow.people.faces import FaceRequest, scan_faces
from photosort.workflow.people.grouping import is_good, likeness
from photosort.workflow.people.last_run import setting
from photosort.workflow.people.vectors import children, embeddings


def strangers(
    store: Store, first_day: str | None = None, last_day: str | None = None
) -> list[tuple[KnownFace, bytes, str | None]]:
    """(face, path, time taken) of good faces that belong to no person, newest first.

    Good faces are those that could found a person by the options of the last run. With `first_day`
    or `last_day` (ISO 8601), only in photos of these days and between.
    """
    now = setting(store)
    return [
        (known, path, taken)
        for known, path, taken in store.persons.loose_faces(now.engine)
        if is_good(known.face, now.options) and _is_between(taken, first_day, last_day)
    ]


def _is_between(taken: str | None, first_day: str | None, last_day: str | None) -> bool:
    if taken is None:
        return first_day is None and last_day is None
    return (first_day or "") <= taken[:10] <= (last_day or "9999-12-31")


class Match(NamedTuple):
    """A person, the similarity of a face to it, and whether that makes them the same."""

    person: Person
    similarity: float
    same: bool


def find(store: Store, image: bytes, limit: int) -> list[tuple[Face, list[Match]]]:
    """The closest persons for each face in a picture.

    The picture need not be in the library; nothing is stored. Raises `PhotosortError` if it cannot
    be read.
    """
    now = setting(store)
    name = now.name
    path = os.path.abspath(image)
    faces = _faces_in(path, name)
    rows = store.faces.rows(now.engine)
    count = len(rows)
    persons = {each.id: each for each in store.persons.all(now.engine) if not each.ignored}
    rows = [row for row in rows if row.person and row.person in persons]
    ids = sorted({row.person for row in rows if row.person})
    codes = {id: code for code, id in enumerate(ids)}
    if not faces or not rows:
        return [(face, []) for face in faces]
    how = likeness(thresholds(name), now.options, count)
    closest = nearest(
        _side(how, [face.embedding for face in faces], [face.child for face in faces], new=True),
        _side(
            how, list(store.faces.vectors(row.number for row in rows)), [row.child for row in rows]
        ),
        np.array([codes[row.person or ""] for row in rows], np.int64),
        how,
        limit,
    )
    return [
        (face, [Match(persons[ids[code]], alike, same) for code, alike, same in found])
        for face, found in zip(faces, closest, strict=True)
    ]


def _side(
    how: Likeness, vectors: Sequence[bytes], child: Sequence[float | None], *, new: bool = False
) -> Side:
    """Faces to compare, without photos and days."""
    rows = how.rows(embeddings(vectors), children(child))
    nothing = np.full(len(vectors), UNKNOWN_DAY)
    return Side(against(rows) if new else rows, nothing, nothing)


def _faces_in(path: bytes, engine: str) -> tuple[Face, ...]:
    shown = os.fsdecode(path)
    [(_, found)] = find_all([os.path.realpath(path)])
    if found is None or isinstance(found, Skipped):
        raise PhotosortError(
            f"{shown} {found.reason if found else 'is not a file that can be read'}",
            "name a picture",
        )
    reading = read(found.stamp)
    facts = reading.facts
    if facts is None:
        raise PhotosortError(f"{shown}: {reading.error or 'is not a picture'}", "name a picture")
    request = FaceRequest(0, path, facts.content_type, facts.width, facts.height, facts.orientation)
    (scan,) = scan_faces(engine, [request])
    if scan.error:
        raise PhotosortError(f"{shown}: {scan.error}", "name another picture")
    return scan.faces
