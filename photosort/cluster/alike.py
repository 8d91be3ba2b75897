"""Which persons may be one, and which faces without a person belong together: for a user to judge.

Similarities are means over all pairs of faces, as `photosort.cluster.linkage` compares groups.
"""

from typing import NamedTuple

import numpy as np

from photosort.cluster.linkage import Bools, Floats, Ints, against

REACH = 0.15
"""How far below the threshold a pair is still asked about, as a share of 1 - threshold.

With SFace at 0.44 that is 0.36. Among 60 persons of four to six faces, 0.3 % of all pairs of two
people are at 0.27 to 0.32 and none above, so that most questions are worth an answer.
"""

_EACH = 3  # questions about one person


class Pair(NamedTuple):
    """Two persons, by their codes, the one with more faces first, and their mean similarity."""

    one: int
    other: int
    similarity: float


def means(rows: Floats, person: Ints, persons: int) -> Floats:
    """The mean row of the faces of each person.

    rows    (n, d + 1) as of `photosort.cluster.linkage.with_penalty`
    person  (n,) codes from 0 to `persons` - 1, -1 for nobody
    """
    own = person >= 0
    sums = np.zeros((persons, rows.shape[1]), dtype=np.float64)
    np.add.at(sums, person[own], rows[own])
    counts = np.bincount(person[own], minlength=persons)
    result: Floats = (sums / np.maximum(counts, 1)[:, None]).astype(np.float32)
    return result


def likeness(centres: Floats) -> Floats:
    """The mean similarity of any two persons.

    centres  (p, d + 1) as `means` gives them; the result is (p, p), -1 on its diagonal
    """
    result: Floats = against(centres) @ centres.T
    np.fill_diagonal(result, -1)
    return result


def together(photo: Ints, person: Ints, persons: int) -> Bools:
    """(p, p): whether two persons are in one photo, and hence are two.

    photo, person  (n,) codes of each face, -1 for nobody
    """
    own = person >= 0
    found = np.zeros((persons, persons), dtype=np.bool_)
    pairs = np.unique(np.stack([photo[own], person[own]], axis=1), axis=0)
    starts = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
    ends = np.append(starts[1:], len(pairs))
    several = ends - starts > 1
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        members = pairs[start:end, 1]
        found[np.ix_(members, members)] = True
    return found


def questions(alike: Floats, faces: Ints, apart: Bools, threshold: float) -> list[Pair]:
    """The pairs of persons that a user should be asked about, most useful first.

    alike   (p, p) similarities, see `likeness`
    faces   (p,) number of faces of each
    apart   (p, p) pairs that are known to be two

    These are pairs just below the threshold, and above it where nothing has joined them. Useful is
    what moves many faces and is likely: the faces of the smaller person times the similarity. No
    person is in more than three of the questions.
    """
    least = threshold - REACH * (1 - threshold)
    ones, others = np.nonzero(np.triu((alike >= least) & ~apart, 1))
    worth = np.minimum(faces[ones], faces[others]) * alike[ones, others]
    asked = np.zeros(len(faces), dtype=np.int64)
    found: list[Pair] = []
    for i in np.lexsort((others, ones, -worth)).tolist():
        one, other = int(ones[i]), int(others[i])
        if max(asked[one], asked[other]) < _EACH:
            asked[[one, other]] += 1
            if faces[other] > faces[one]:
                one, other = other, one
            found.append(Pair(one, other, float(alike[one, other])))
    return found


def nearest(alike: Floats, apart: Bools, count: int) -> list[list[int]]:
    """The `count` persons most like each, the most similar first."""
    open = np.where(apart, np.float32(-1), alike)
    order = np.argsort(-open, axis=1, kind="stable")[:, :count]
    return [[code for code in row if open[i, code] > 0] for i, row in enumerate(order.tolist())]


def piles(rows: Floats, threshold: float) -> list[list[int]]:
    """Faces put together for a user to look at: lists of rows, the largest first.

    Each face in turn goes to the pile that it is most like on average, if that is at least
    `threshold`, and else begins a new one. Unlike average linkage this depends on the order of the
    rows: give the best faces first.
    """
    sums = np.zeros_like(rows)
    counts = np.zeros(len(rows), dtype=np.int64)
    found: list[list[int]] = []
    for row, signed in enumerate(against(rows)):
        many = len(found)
        likes = sums[:many] @ signed / np.maximum(counts[:many], 1)
        best = int(np.argmax(likes)) if many else -1
        if best < 0 or likes[best] < threshold:
            best = many
            found.append([])
        found[best].append(row)
        sums[best] += rows[row]
        counts[best] += 1
    return sorted(found, key=lambda rows: (-len(rows), rows[0]))
