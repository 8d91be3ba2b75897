"""Finding the trips of a million photos at five levels, against one sort of a million numbers."""

from collections.abc import Callable
from time import process_time
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from photosort.cluster.trips import Runs, find_runs, place_days

from .measure import RUNS, Row, seconds

pytestmark = pytest.mark.bench

Ints = npt.NDArray[np.int64]

PHOTOS = 1_000_000
YEARS = 20
JOURNEYS = 8  # a year
GAP_DAYS = 1


class Stream(NamedTuple):
    """Photos in order of time, and the group of each place at each level, finest first."""

    place: Ints
    day: Ints
    clock: Ints
    groups: list[Ints]


def _life() -> Stream:
    """Twenty years: a home with four everyday places, journeys of several stops at fresh ones.

    Places are numbered in order of their address, as `photosort trips` does.
    """
    dice = np.random.default_rng(1)
    names: list[tuple[int, ...]] = [
        (0, 0, 0, 0, 0),
        (0, 0, 0, 0, 1),
        (0, 0, 0, 1, 0),
        (0, 0, 1, 0, 0),
    ]
    days: list[tuple[int, int, int]] = []  # name, day, weight
    away: set[int] = set()
    for number in range(YEARS * JOURNEYS):
        day = int((number + dice.random() * 0.7) * 365.25 / JOURNEYS)
        country = int(dice.integers(0, 40))
        for stop in range(int(dice.integers(8, 17))):
            names.append(
                (country, number * 10 + stop // 6, stop // 3, stop // 2, number * 100 + stop)
            )
            for each in range(day, day + int(dice.integers(1, 3))):
                days.append((len(names) - 1, each, int(dice.integers(3, 9))))
                away.add(each)
            day += int(dice.integers(0, 2))
    for day in range(int(YEARS * 365.25)):
        if day not in away:
            for place in range(4):
                if dice.random() < (0.5, 0.2, 0.1, 0.05)[place]:
                    days.append((place, day, 1))
    code = {name: number for number, name in enumerate(sorted(set(names)))}
    days.sort(key=lambda each: each[1])
    rows = np.array([(code[names[name]], day, weight) for name, day, weight in days])
    shares = rows[:, 2] * dice.gamma(0.7, size=len(rows))
    photos = dice.multinomial(PHOTOS, shares / shares.sum())
    places, dates = (np.repeat(rows[:, column], photos) for column in (0, 1))
    hours = dice.integers(0, 12, PHOTOS)  # a burst of a few minutes in each
    clocks = 28_800 + 3_600 * hours + dice.integers(0, 600, PHOTOS)
    order = np.lexsort((clocks, dates))
    ordered = sorted(code)
    groups = []
    for depth in range(5, 0, -1):
        paths = sorted({name[:depth] for name in ordered})
        numbers = {path: i for i, path in enumerate(paths)}
        groups.append(np.array([numbers[name[:depth]] for name in ordered]))
    return Stream(places[order], dates[order], clocks[order], groups)


def _uniform() -> Stream:
    """Fifty places, ten years, any photo at any place on any day."""
    dice = np.random.default_rng(2)
    place, day, clock = (dice.integers(0, most, PHOTOS) for most in (50, 3_650, 86_400))
    return Stream(place, day, clock, [np.arange(50) // size for size in (1, 2, 5, 10, 25)])


def _find(stream: Stream) -> list[Runs]:
    pairs = place_days(stream.place, stream.day, stream.clock)
    return find_runs(pairs, stream.groups, gap_days=GAP_DAYS)


def _count(stream: Stream, group: Ints) -> int:
    """How many trips there are at a level, the plain way."""
    pairs = np.unique(np.stack([group[stream.place], stream.day], axis=1), axis=0)
    same, gap = pairs[1:, 0] == pairs[:-1, 0], pairs[1:, 1] - pairs[:-1, 1]
    return 1 + int((~same | (gap > GAP_DAYS + 1)).sum())


def _least(work: Callable[[], object]) -> float:
    """CPU seconds, the least of several runs."""
    times = []
    for _ in range(max(7, RUNS)):
        started = process_time()
        work()
        times.append(process_time() - started)
    return min(times)


@pytest.mark.parametrize(
    ("name", "make"), [("of twenty years", _life), ("50 places × 3,650 days at random", _uniform)]
)
def test_trips(name: str, make: Callable[[], Stream], report: Callable[[Row], None]) -> None:
    stream = make()
    numbers = np.random.default_rng(3).integers(0, 2**62, PHOTOS)
    for group, runs in zip(stream.groups, _find(stream), strict=True):
        assert runs.photos.sum() == PHOTOS
        assert len(runs.group) == _count(stream, group)
    one, other = _least(lambda: _find(stream)), _least(lambda: np.sort(numbers))
    report(
        Row(
            f"trips of {PHOTOS:,} photos, 5 levels, {name}",
            seconds(one),
            f"np.sort {seconds(other)}",
            one / other,
            "at most 8 ×, goal 5 ×",
            one <= 8 * other,
        )
    )
