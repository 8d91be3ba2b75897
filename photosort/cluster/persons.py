"""Persons: groups of similar faces, known persons first.

Existing persons are never reshuffled. A face joins the person whose faces are most similar; the
remaining faces are grouped by average linkage, and a group with enough good faces is a new person.
"""

from dataclasses import dataclass

import numpy as np

from photosort.cluster.joining import UNKNOWN_DAY, Side, confidences, join, no_pairs
from photosort.cluster.likeness import Likeness
from photosort.cluster.linkage import Bools, Doubles, Floats, Ints, against, link

OCCASION = 600_000_000
"""Photos at most this many microseconds apart are one occasion."""


@dataclass(frozen=True)
class Faces:
    """Faces of one engine, in an order that is the same in every run.

    embeddings  (n, d) of unit length
    photo       (n,) codes of photos, and of the frames of videos
    founder     (n,) whether the face is good enough to found a person
    person      (n,) codes of persons, -1 for nobody
    file        (n,) codes of the files that the photos are of: one of a video counts once
    child       (n,) how much a face is a child's, 0 to 1
    taken       (n,) when the photo was taken in microseconds, NaN where nobody knows
    """

    embeddings: Floats
    photo: Ints
    founder: Bools
    person: Ints
    file: Ints
    child: Floats
    taken: Doubles

    def days(self) -> Ints:
        """(n,) the days of the photos, `UNKNOWN_DAY` where nobody knows."""
        days = np.where(np.isnan(self.taken), UNKNOWN_DAY, self.taken / 86_400_000_000)
        return days.astype(np.int64)


@dataclass(frozen=True)
class Grouped:
    """Persons of the faces: codes as given, new persons from `first_new` on, -1 for nobody.

    `confidence` is 0 to 1; it is 0 for nobody and for faces that already had a person. `held_back`
    counts groups of faces that would be persons if all of them were good enough to found one, and
    their faces.
    """

    person: Ints
    confidence: Floats
    first_new: int
    new: int
    held_back: tuple[int, int] = (0, 0)


def group(faces: Faces, persons: int, likeness: Likeness, forbidden: Ints | None = None) -> Grouped:
    """Assign faces without a person to known or new persons.

    persons    how many codes of persons are taken, faces or not
    forbidden  (f, 2) pairs of row and person that must not come together

    Faces that have a person keep it. The others join known persons for as long as any does. The
    rest is grouped, and faces that are still unassigned may join the new persons. This repeats
    until nothing changes, so running it again changes nothing. New persons are numbered by their
    first row, those of each grouping after those of the previous one.
    """
    step = _Step(faces, likeness, no_pairs() if forbidden is None else forbidden)
    taken = persons
    step.join(np.arange(taken))
    while found := step.found(taken):
        step.join(np.arange(taken, taken + found))
        taken += found
    return Grouped(step.person, step.confidence, persons, taken - persons, step.held_back)


class _Step:
    """The assignment so far."""

    def __init__(self, faces: Faces, likeness: Likeness, forbidden: Ints) -> None:
        self.faces, self.likeness, self.forbidden = faces, likeness, forbidden
        self.rows = likeness.rows(faces.embeddings, faces.child)
        self.person = faces.person.copy()
        self.confidence = np.zeros(len(self.person), dtype=np.float32)
        self.held_back = (0, 0)

    def join(self, persons: Ints) -> None:
        """Let faces join these persons, then those that have grown, until no more do."""
        photo, days = self.faces.photo, self.faces.days()
        childhood = np.where(self.faces.child >= 0.5, days, UNKNOWN_DAY)
        while len(persons):
            free = np.flatnonzero(self.person < 0)
            known = np.flatnonzero(np.isin(self.person, persons))
            position = np.full(len(self.person), -1)
            position[free] = np.arange(len(free))
            rows, barred = position[self.forbidden[:, 0]], self.forbidden[:, 1]
            chosen, confidence = join(
                Side(against(self.rows[free]), photo[free], childhood[free]),
                Side(self.rows[known], photo[known], days[known]),
                self.person[known],
                np.stack([rows, barred], axis=1)[rows >= 0],
                self.likeness,
            )
            self.person[free], self.confidence[free] = chosen, confidence
            persons = np.unique(chosen[chosen >= 0])

    def found(self, code: int) -> int:
        """Group the unassigned faces into new persons, numbered from `code`; returns how many."""
        faces, likeness = self.faces, self.likeness
        free = np.flatnonzero(self.person < 0)
        rows = self.rows[free]
        groups = link(
            rows[:, :-1], faces.photo[free], likeness.linkage, likeness.twice, rows[:, -1]
        )
        seen = faces.file[free], faces.taken[free]
        labels = found_persons(groups, faces.founder[free], *seen, likeness.min_occasions)
        member = labels >= 0
        codes, numbers = np.unique(labels[member], return_inverse=True)
        self.person[free[member]] = code + numbers
        self.confidence[free[member]] = confidences(rows[member], numbers, likeness.best)
        if not len(codes):
            everybody = np.ones(len(free), dtype=np.bool_)
            labels = found_persons(groups, everybody, *seen, likeness.min_occasions)
            self.held_back = len(np.unique(labels[labels >= 0])), int((labels >= 0).sum())
        return len(codes)


def found_persons(
    labels: Ints, founders: Bools, file: Ints, taken: Doubles, min_occasions: int
) -> Ints:
    """The labels, -1 in groups without founders on at least `min_occasions` occasions.

    labels    (n,) from 0 on
    founders  (n,) whether a face is good enough
    file      (n,) codes of files
    taken     (n,) times in microseconds, NaN where nobody knows

    An occasion is `OCCASION` long: a burst or a film of a stranger is one. Photos without a time
    are one each.
    """
    pairs = np.stack([labels[founders], file[founders]], axis=1)
    first = np.unique(pairs, axis=0, return_index=True)[1]
    owner, time = pairs[first, 0], taken[founders][first]
    dated = ~np.isnan(time)
    counts = np.bincount(owner[~dated], minlength=labels.max(initial=-1) + 1)
    order = np.lexsort((time[dated], owner[dated]))
    last: tuple[int, float] | None = None
    for each, now in zip(owner[dated][order].tolist(), time[dated][order].tolist(), strict=True):
        if last is None or last[0] != each or now - last[1] > OCCASION:
            counts[each] += 1
            last = each, now
    return np.where(counts[labels] >= min_occasions, labels, -1)
