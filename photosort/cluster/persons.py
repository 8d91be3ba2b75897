"""Persons: groups of similar faces, known persons first.

Existing persons are never reshuffled. A face joins the person whose faces are most similar; the
remaining faces are grouped by average linkage, and a group with enough good faces is a new person.
"""

from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np

from photosort.cluster.linkage import Bools, Floats, Ints, link

TWICE = 0.35
"""Penalty for two faces in one photo, as a share of 1 - linkage.

Measured on SFace (0.204): with it, 79 % of the faces of one person from different shots still join,
and 99 % in mirror images and collages of one shot; of relatives (0.3 ± 0.1) 0.1 % instead of 12 %.
"""

BEST = 3
"""Number of the most similar faces of a person that a face is compared to."""

SCARCE = 0.035
"""Extra similarity that a face needs for each face that a person lacks to `BEST`, as a share of
1 - joining.

Measured on SFace (0.019): a single known face admits strangers as often at 0.46 as three do at
0.42.
"""

_PRODUCTS = 1 << 22  # similarities held at once


@dataclass(frozen=True)
class Likeness:
    """When faces count as one person.

    linkage     least mean similarity of two groups
    joining     least mean of the best similarities with which a face joins a person
    min_photos  photos with a founding face that make a person
    best        how many similarities count when a face joins
    """

    linkage: float
    joining: float
    min_photos: int = 3
    best: int = BEST

    @property
    def twice(self) -> float:
        """Penalty on the similarity of two faces in one photo."""
        return TWICE * (1 - self.linkage)


@dataclass(frozen=True)
class Faces:
    """Faces of one engine, in an order that is the same in every run.

    embeddings  (n, d) of unit length
    photo       (n,) codes of photos, and of the frames of videos
    founder     (n,) whether the face is good enough to found a person
    person      (n,) codes of persons, -1 for nobody
    file        (n,) codes of the files that the photos are of: one of a video counts once
    """

    embeddings: Floats
    photo: Ints
    founder: Bools
    person: Ints
    file: Ints


@dataclass(frozen=True)
class Grouped:
    """Persons of the faces: codes as given, new persons from `first_new` on, -1 for nobody.

    `confidence` is 0 to 1; it is 0 for nobody and for faces that already had a person.
    """

    person: Ints
    confidence: Floats
    first_new: int
    new: int


def no_pairs() -> Ints:
    """No forbidden pairs."""
    return np.empty((0, 2), dtype=np.int64)


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
    return Grouped(step.person, step.confidence, persons, taken - persons)


class _Step:
    """The assignment so far."""

    def __init__(self, faces: Faces, likeness: Likeness, forbidden: Ints) -> None:
        self.faces, self.likeness, self.forbidden = faces, likeness, forbidden
        self.person = faces.person.copy()
        self.confidence = np.zeros(len(self.person), dtype=np.float32)

    def join(self, persons: Ints) -> None:
        """Let faces join these persons, then those that have grown, until no more do."""
        faces, likeness = self.faces, self.likeness
        while len(persons):
            free = np.flatnonzero(self.person < 0)
            known = np.flatnonzero(np.isin(self.person, persons))
            position = np.full(len(self.person), -1)
            position[free] = np.arange(len(free))
            rows, barred = position[self.forbidden[:, 0]], self.forbidden[:, 1]
            chosen, confidence = join(
                faces.embeddings[free],
                faces.photo[free],
                faces.embeddings[known],
                faces.photo[known],
                self.person[known],
                np.stack([rows, barred], axis=1)[rows >= 0],
                likeness.joining,
                likeness.twice,
                likeness.best,
            )
            self.person[free], self.confidence[free] = chosen, confidence
            persons = np.unique(chosen[chosen >= 0])

    def found(self, code: int) -> int:
        """Group the unassigned faces into new persons, numbered from `code`; returns how many."""
        faces, likeness = self.faces, self.likeness
        free = np.flatnonzero(self.person < 0)
        embeddings, photo = faces.embeddings[free], faces.photo[free]
        labels = link(embeddings, photo, likeness.linkage, likeness.twice)
        labels = found_persons(labels, faces.founder[free], faces.file[free], likeness.min_photos)
        member = labels >= 0
        codes, numbers = np.unique(labels[member], return_inverse=True)
        self.person[free[member]] = code + numbers
        self.confidence[free[member]] = confidences(embeddings[member], numbers, likeness.best)
        return len(codes)


def found_persons(labels: Ints, founders: Bools, photo: Ints, min_photos: int) -> Ints:
    """The labels, -1 in groups without founders in at least `min_photos` photos.

    labels    (n,) from 0 on
    founders  (n,) whether a face is good enough
    photo     (n,) codes of photos
    """
    pairs = np.unique(np.stack([labels[founders], photo[founders]], axis=1), axis=0)
    photos = np.bincount(pairs[:, 0], minlength=labels.max(initial=-1) + 1)
    return np.where(photos[labels] >= min_photos, labels, -1)


def join(
    embeddings: Floats,
    photo: Ints,
    known: Floats,
    known_photo: Ints,
    person: Ints,
    forbidden: Ints,
    threshold: float,
    twice: float,
    best: int = BEST,
) -> tuple[Ints, Floats]:
    """The person that each new face joins, -1 for nobody, and the confidence, 0 to 1.

    embeddings   (n, d), photo (n,): the new faces
    known        (m, d), known_photo (m,), person (m,): faces that have a person
    forbidden    (f, 2) pairs of row and person that must not come together

    That is the person with the highest mean of the `best` highest similarities to its faces, if it
    is at least `threshold`, plus `SCARCE` for each face that the person lacks. A person that
    already has a face in the photo, a known one or a more similar new one, gets the penalty
    `twice`. Otherwise new faces do not affect each other.
    """
    rows, persons, scores = _scores(embeddings, known, person, best, threshold)
    lacking = np.maximum(0, best - np.bincount(person)[persons])
    needed = threshold + SCARCE * (1 - threshold) * lacking
    barred = np.isin(_codes(rows, persons), _codes(forbidden[:, 0], forbidden[:, 1]))
    free = (scores >= needed) & ~barred
    rows, persons, scores, needed = rows[free], persons[free], scores[free], needed[free]
    taken = set(zip(known_photo.tolist(), person.tolist(), strict=True))
    chosen = np.full(len(embeddings), -1, dtype=np.int64)
    confidence = np.zeros(len(embeddings), dtype=np.float32)
    pairs = zip(*(each.tolist() for each in (rows, persons, scores, needed)), strict=True)
    # the most similar pair first
    queue = [(-score, row, each, enough, False) for row, each, score, enough in pairs]
    heapify(queue)
    while queue:
        score, row, each, enough, paid = heappop(queue)
        if chosen[row] >= 0:
            continue
        place = (int(photo[row]), each)
        if paid or place not in taken:
            taken.add(place)
            chosen[row], confidence[row] = each, min(twice * paid - score, 1.0)
        elif -score - twice >= enough:
            heappush(queue, (score + twice, row, each, enough, True))
    return chosen, confidence


def nearest(
    embeddings: Floats, known: Floats, person: Ints, best: int = BEST, limit: int = 5
) -> list[list[tuple[int, float]]]:
    """The closest persons of each row with their similarity, as `join` sees it, closest first."""
    rows, persons, scores = _scores(embeddings, known, person, best, -1.0)
    order = np.lexsort((persons, -scores, rows))
    found: list[list[tuple[int, float]]] = [[] for _ in range(len(embeddings))]
    for i in order.tolist():
        if len(found[rows[i]]) < limit:
            found[rows[i]].append((int(persons[i]), float(scores[i])))
    return found


def confidences(embeddings: Floats, labels: Ints, best: int = BEST) -> Floats:
    """Confidence of members of groups, 0 to 1: the mean of the `best` similarities to the others.

    embeddings  (n, d); labels (n,) from 0 on. The only member of a group has 0.
    """
    result = np.zeros(len(labels), dtype=np.float32)
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    for members in np.split(order, starts[1:]) if len(order) else []:
        step = max(1, _PRODUCTS // len(members))
        for start in range(0, len(members), step):
            block = members[start : start + step]
            likes = embeddings[block] @ embeddings[members].T
            likes[np.arange(len(block)), start + np.arange(len(block))] = -np.inf
            count = min(best, len(members) - 1)
            if count:
                result[block] = _top(likes, count)
    return np.clip(result, 0, 1)


def _scores(
    embeddings: Floats, known: Floats, person: Ints, best: int, threshold: float
) -> tuple[Ints, Ints, Floats]:
    """Row, person and mean of the `best` similarities, for all pairs where the mean is enough."""
    order = np.argsort(person, kind="stable")
    known, person = known[order], person[order]
    starts = np.flatnonzero(np.diff(person, prepend=-1))
    ends = np.append(starts[1:], len(person))
    found: list[tuple[Ints, Ints, Floats]] = []
    step = max(16, _PRODUCTS // max(1, len(known)))
    for first in range(0, len(embeddings) if len(known) else 0, step):
        likes = embeddings[first : first + step] @ known.T
        # a mean is at most the highest
        close = np.maximum.reduceat(likes, starts, axis=1) >= threshold
        for i in np.flatnonzero(close.any(axis=0)).tolist():
            rows = np.flatnonzero(close[:, i])
            own = likes[rows, starts[i] : ends[i]]
            means = _top(own, min(best, own.shape[1]))
            enough = means >= threshold
            rows = first + rows[enough]
            found.append((rows, np.full(len(rows), person[starts[i]]), means[enough]))
    if not found:
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, np.empty(0, dtype=np.float32)
    rows, persons, scores = (np.concatenate(each) for each in zip(*found, strict=True))
    return rows, persons, scores


def _top(likes: Floats, count: int) -> Floats:
    """The mean of the highest `count` numbers of each row."""
    highest = np.partition(likes, likes.shape[1] - count, axis=1)[:, likes.shape[1] - count :]
    mean: Floats = np.sort(highest, axis=1).mean(axis=1)
    return mean


def _codes(rows: Ints, persons: Ints) -> Ints:
    """One number for a pair."""
    return rows * (1 << 32) + persons
