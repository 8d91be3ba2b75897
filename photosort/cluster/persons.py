"""Persons: groups of similar faces, known persons first.

Existing persons are never reshuffled. A face joins the person whose faces are most similar; the
remaining faces are grouped by average linkage, and a group with enough good faces is a new person.
"""

from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from math import log
from typing import NamedTuple

import numpy as np

from photosort.cluster.linkage import Bools, Doubles, Floats, Ints, against, link, with_penalty

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

GROWN = 0.025
"""Extra similarity that a face needs each time a person has e times as many faces, from `BEST` on,
as a share of 1 - joining: the best three of many are an extreme value.

Of 13,233 faces with SFace, 0.02 (a share of 0.037) keeps as many strangers out of persons with
hundreds of faces as 0.04 more for everybody does.
"""

CROWD = 0.02
"""How much both thresholds rise each time there are e times as many faces, as a share of
1 - threshold; they fall as much where there are fewer.

At one threshold each face has the more chance doubles the more faces there are: precision fell from
0.995 among 20,000 faces to 0.981 among 100,000 (SFace). With this and `GROWN` it stays above 0.999
in planted crowds of both sizes; twice as much would cost 3 % of recall among 100,000.
"""

FEW = 0.15
"""The fewest faces, as a share of those that were measured, for which thresholds fall."""

OCCASION = 600_000_000
"""Photos at most this many microseconds apart are one occasion."""

YEARS = 2 * 365
"""A child is compared with faces this many days away first: later it looks different."""

UNKNOWN_DAY = -(10**9)
"""A day that is far from all others."""

_PRODUCTS = 1 << 22  # similarities held at once


@dataclass(frozen=True)
class Likeness:
    """When faces count as one person.

    linkage        least mean similarity of two groups
    joining        least mean of the best similarities with which a face joins a person
    min_occasions  occasions with a founding face that make a person
    best           how many similarities count when a face joins
    child          subtracted from the similarity of two faces that are fully children's
    """

    linkage: float
    joining: float
    min_occasions: int = 3
    best: int = BEST
    child: float = 0.0

    @property
    def twice(self) -> float:
        """Penalty on the similarity of two faces in one photo."""
        return TWICE * (1 - self.linkage)

    def among(self, times: float) -> "Likeness":
        """The same, where `times` as many faces are compared as were measured: see `CROWD`."""
        share = min(1.0, CROWD * log(max(times, FEW)))
        return replace(
            self,
            linkage=self.linkage + share * (1 - self.linkage),
            joining=self.joining + share * (1 - self.joining),
        )

    def rows(self, embeddings: Floats, child: Floats) -> Floats:
        """(n, d + 1) the embeddings with what children need in addition: see `with_penalty`."""
        return with_penalty(embeddings, np.float32(self.child) ** 0.5 * child)

    def needed(self, faces: Ints) -> Doubles:
        """Least mean similarity to join a person with so many faces."""
        lacking = np.maximum(0, self.best - faces)
        grown = np.log(np.maximum(faces, self.best) / self.best)
        extra = SCARCE * lacking + GROWN * grown
        needed: Doubles = np.minimum(1.0, self.joining + (1 - self.joining) * extra)
        return needed


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


class Side(NamedTuple):
    """Faces to compare: (n, d) rows, (n,) codes of photos, (n,) days when they were taken.

    New faces have days only where they are to be compared with faces of that time first.
    """

    rows: Floats
    photo: Ints
    days: Ints


def join(
    new: Side, known: Side, person: Ints, forbidden: Ints, likeness: Likeness
) -> tuple[Ints, Floats]:
    """The person that each new face joins, -1 for nobody, and the confidence, 0 to 1.

    new        the n new faces; products of their rows with those of `known` are similarities
    known      the m faces that have a person, person (m,)
    forbidden  (f, 2) pairs of row and person that must not come together

    That is the person with the highest mean of the `best` highest similarities to its faces, if it
    is as much as `Likeness.needed` tells. A person that already has a face in the photo, a known
    one or a more similar new one, gets the penalty `twice`. Otherwise new faces do not affect each
    other.
    """
    twice = likeness.twice
    rows, persons, scores = _scores(new, known, person, likeness.best, likeness.joining)
    needed = likeness.needed(np.bincount(person)[persons])
    barred = np.isin(_codes(rows, persons), _codes(forbidden[:, 0], forbidden[:, 1]))
    free = (scores >= needed) & ~barred
    rows, persons, scores, needed = rows[free], persons[free], scores[free], needed[free]
    taken = set(zip(known.photo.tolist(), person.tolist(), strict=True))
    chosen = np.full(len(new.rows), -1, dtype=np.int64)
    confidence = np.zeros(len(new.rows), dtype=np.float32)
    pairs = zip(*(each.tolist() for each in (rows, persons, scores, needed)), strict=True)
    # the most similar pair first
    queue = [(-score, row, each, enough, False) for row, each, score, enough in pairs]
    heapify(queue)
    while queue:
        score, row, each, enough, paid = heappop(queue)
        if chosen[row] >= 0:
            continue
        place = (int(new.photo[row]), each)
        if paid or place not in taken:
            taken.add(place)
            chosen[row], confidence[row] = each, min(twice * paid - score, 1.0)
        elif -score - twice >= enough:
            heappush(queue, (score + twice, row, each, enough, True))
    return chosen, confidence


def nearest(
    new: Side, known: Side, person: Ints, likeness: Likeness, limit: int = 5
) -> list[list[tuple[int, float, bool]]]:
    """The closest persons of each row, closest first, as `join` sees them.

    Each with its similarity, and whether that is enough to join.
    """
    rows, persons, scores = _scores(new, known, person, likeness.best, -1.0)
    enough = scores >= likeness.needed(np.bincount(person)[persons])
    order = np.lexsort((persons, -scores, rows))
    found: list[list[tuple[int, float, bool]]] = [[] for _ in range(len(new.rows))]
    for i in order.tolist():
        if len(found[rows[i]]) < limit:
            found[rows[i]].append((int(persons[i]), float(scores[i]), bool(enough[i])))
    return found


def confidences(rows: Floats, labels: Ints, best: int = BEST) -> Floats:
    """Confidence of members of groups, 0 to 1: the mean of the `best` similarities to the others.

    rows (n, d + 1) as of `with_penalty`; labels (n,) from 0 on. The only member of a group has 0.
    """
    signed = against(rows)
    result = np.zeros(len(labels), dtype=np.float32)
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    for members in np.split(order, starts[1:]) if len(order) else []:
        step = max(1, _PRODUCTS // len(members))
        for start in range(0, len(members), step):
            block = members[start : start + step]
            likes = signed[block] @ rows[members].T
            likes[np.arange(len(block)), start + np.arange(len(block))] = -np.inf
            count = min(best, len(members) - 1)
            if count:
                result[block] = _top(likes, count)
    return np.clip(result, 0, 1)


def _scores(
    new: Side, known: Side, person: Ints, best: int, threshold: float
) -> tuple[Ints, Ints, Floats]:
    """Row, person and mean of the `best` similarities, for all pairs where the mean is enough."""
    order = np.argsort(person, kind="stable")
    faces, days, person = known.rows[order], known.days[order], person[order]
    starts = np.flatnonzero(np.diff(person, prepend=-1))
    ends = np.append(starts[1:], len(person))
    found: list[tuple[Ints, Ints, Floats]] = []
    step = max(16, _PRODUCTS // max(1, len(faces)))
    for first in range(0, len(new.rows) if len(faces) else 0, step):
        likes = new.rows[first : first + step] @ faces.T
        # a mean is at most the highest
        close = np.maximum.reduceat(likes, starts, axis=1) >= threshold
        for i in np.flatnonzero(close.any(axis=0)).tolist():
            rows = np.flatnonzero(close[:, i])
            own = likes[rows, starts[i] : ends[i]]
            own = _of_that_time(own, new.days[first + rows], days[starts[i] : ends[i]], best)
            means = _top(own, min(best, own.shape[1]))
            enough = means >= threshold
            rows = first + rows[enough]
            found.append((rows, np.full(len(rows), person[starts[i]]), means[enough]))
    if not found:
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, np.empty(0, dtype=np.float32)
    rows, persons, scores = (np.concatenate(each) for each in zip(*found, strict=True))
    return rows, persons, scores


def _of_that_time(likes: Floats, days: Ints, known: Ints, best: int) -> Floats:
    """The likes, without those to faces of other years in rows with `best` faces of theirs."""
    rows = np.flatnonzero(days != UNKNOWN_DAY)
    if not len(rows) or len(known) <= best:
        return likes
    near = np.abs(days[rows, None] - known[None, :]) <= YEARS
    told = near.sum(axis=1) >= best
    likes = likes.copy()
    likes[rows[told]] = np.where(near[told], likes[rows[told]], -np.inf)
    return likes


def _top(likes: Floats, count: int) -> Floats:
    """The mean of the highest `count` numbers of each row."""
    highest = np.partition(likes, likes.shape[1] - count, axis=1)[:, likes.shape[1] - count :]
    mean: Floats = np.sort(highest, axis=1).mean(axis=1)
    return mean


def _codes(rows: Ints, persons: Ints) -> Ints:
    """One number for a pair."""
    return rows * (1 << 32) + persons
