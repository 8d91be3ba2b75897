"""Joins faces to known persons: by the most similar faces of each."""

from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np

from photosort.cluster.likeness import BEST, Likeness
from photosort.cluster.linkage import Floats, Ints, against

YEARS = 2 * 365
"""A child is compared with faces this many days away first: later it looks different."""

UNKNOWN_DAY = -(10**9)
"""A day that is far from all others."""

_PRODUCTS = 1 << 22  # similarities held at once


class Side(NamedTuple):
    """Faces to compare: (n, d) rows, (n,) codes of photos, (n,) days when they were taken.

    New faces have days only where they are to be compared with faces of that time first.
    """

    rows: Floats
    photo: Ints
    days: Ints


def no_pairs() -> Ints:
    """No forbidden pairs."""
    return np.empty((0, 2), dtype=np.int64)


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
