"""Chooses the best photos of a journey: rated, sharp, with faces, spread over stops and days."""

from collections.abc import Hashable, Sequence
from itertools import groupby
from typing import NamedTuple

ALIKE = 10
"""Perceptual hashes (64 bits) that differ in fewer bits show the same view."""

SMALL = 800
"""Long side in pixels below which a picture is chosen only if there is no other."""

BURST_SECONDS = 8.0
"""Photos of one stop this close in time show the same scene."""

SOLEMN, JOYFUL = 0.8, 1.2
"""Weights of a face in the choice of covers, if it does not smile at all, and if it surely does."""


class PictureStatistics(NamedTuple):
    """Measurements of a picture.

    `hash` is a difference hash of 64 bits, `sharpness` the variance of the Laplacian of the grey
    picture at 256 pixels; `width` and `height` are upright.
    """

    hash: int
    sharpness: float
    width: int
    height: int


STAR = 0.4
"""What a star is worth: three of them are more than sharpness and faces mostly tell apart."""

REJECTED = -1


class Candidate(NamedTuple):
    """A photo that may be chosen.

    `faces` counts the faces of known persons; `smiles` is how many of all its faces smile, as a
    share, 0 where nobody has looked. `rating` is 1 to 5, 0 for none, -1 for rejected; such a photo
    is never chosen.
    """

    id: int
    stop: Hashable
    day: int | None
    seconds: float | None
    statistics: PictureStatistics
    faces: int = 0
    smiles: float = 0.0
    rating: int = 0
    favorite: bool = False


def choose(candidates: Sequence[Candidate], count: int) -> list[int]:
    """The ids of at most `count` candidates, in the order of the candidates.

    Stops get shares by the square root of their photos (Sainte-Laguë), as do the days of a stop;
    within a day the best come first, and near-duplicates never. The result depends only on the
    candidates. Each step examines all days and all photos chosen so far, so use it for one journey.
    """
    candidates = _eligible(candidates)
    value = dict(zip((c.id for c in candidates), _values(candidates), strict=True))
    waiting: dict[tuple[Hashable, int | None], list[Candidate]] = {}
    for each in sorted(candidates, key=lambda c: (-value[c.id], c.id)):
        waiting.setdefault((each.stop, each.day), []).append(each)
    shares = _Shares(candidates)
    chosen: list[Candidate] = []
    while waiting and len(chosen) < count:
        group = min(waiting, key=lambda key: shares.turn(key, value[waiting[key][0].id]))
        each = waiting[group].pop(0)
        if not waiting[group]:
            del waiting[group]
        if not any(alike(each, other) for other in chosen):
            chosen.append(each)
            shares.take(group)
    picked = {each.id for each in chosen}
    return [each.id for each in candidates if each.id in picked]


def best(candidates: Sequence[Candidate]) -> int | None:
    """The id of the cover picture. Landscape pictures are preferred."""
    candidates = _eligible(candidates)
    if not candidates:
        return None
    value = _values(candidates)
    ranked = zip(value, candidates, strict=True)
    return min(ranked, key=lambda x: (-x[0] - 0.5 * _is_wide(x[1].statistics), x[1].id))[1].id


def cheer(smile: float | None) -> float:
    """The weight of a face that smiles so probably; 1 where nobody has looked."""
    return 1.0 if smile is None else SOLEMN + (JOYFUL - SOLEMN) * smile


def alike(one: Candidate, other: Candidate) -> bool:
    """Whether two photos show the same view or belong to a burst."""
    if (one.statistics.hash ^ other.statistics.hash).bit_count() < ALIKE:
        return True
    return (
        one.stop == other.stop
        and one.seconds is not None
        and other.seconds is not None
        and abs(one.seconds - other.seconds) < BURST_SECONDS
    )


def _eligible(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [each for each in candidates if each.rating != REJECTED]


def _values(candidates: Sequence[Candidate]) -> list[float]:
    """The value of each: its rank by sharpness from 0 to 1, up to 0.8 for faces that smile, and
    `STAR` for each star; a favorite counts as five.

    Ranks, since sharpness differs between cameras and subjects; equal values share a rank. Icons
    and thumbnails come last: they are sharp but look poor.
    """
    order = sorted(range(len(candidates)), key=lambda i: candidates[i].statistics.sharpness)
    value = [0.0] * len(candidates)
    done = 0
    for _, group in groupby(order, key=lambda i: candidates[i].statistics.sharpness):
        numbers = list(group)
        for i in numbers:
            value[i] = done / max(len(candidates) - 1, 1) + 0.2 * min(candidates[i].faces, 3)
            value[i] += STAR * (5 if candidates[i].favorite else candidates[i].rating)
            value[i] += 0.2 * candidates[i].smiles
            value[i] -= 2 * (max(candidates[i].statistics[2:]) < SMALL)
        done += len(numbers)
    return value


def _is_wide(statistics: PictureStatistics) -> bool:
    return statistics.width >= 1.2 * statistics.height


class _Shares:
    """Shares of stops, then of the days of a stop: says whose turn it is."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._size: dict[Hashable, int] = {}
        self._taken: dict[Hashable, int] = {}
        for each in candidates:
            for key in (each.stop, (each.stop, each.day)):
                self._size[key] = self._size.get(key, 0) + 1

    def turn(self, key: tuple[Hashable, int | None], value: float) -> tuple[float, float, float]:
        """The key for the next turn: the smallest is next."""
        return self._need(key[0]), self._need(key), -value

    def _need(self, key: Hashable) -> float:
        return (2 * self._taken.get(key, 0) + 1) / float(self._size[key] ** 0.5)

    def take(self, key: tuple[Hashable, int | None]) -> None:
        """Count a choice from this stop and day."""
        for each in (key[0], key):
            self._taken[each] = self._taken.get(each, 0) + 1
