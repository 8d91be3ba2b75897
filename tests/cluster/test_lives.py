"""Journeys found in simulated lives, against the true ones and beside plain clusters.

`pytest -s tests/cluster/test_lives.py` prints the figures.
"""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from photosort.cluster.homes import find_homes
from photosort.cluster.journeys import find_journeys
from photosort.cluster.trips import find_runs, place_days
from tests.lives import (
    DAY_US,
    Habits,
    Life,
    dense_lives,
    live,
    matched,
    moving_lives,
    restless_lives,
    sparse_lives,
    working_lives,
)

Spans = list[tuple[int, int]]

SEEDS = (1, 2)


class Score(NamedTuple):
    """Counts of journeys."""

    matched: int = 0
    found: int = 0
    true: int = 0

    def plus(self, found: Spans, true: Spans) -> "Score":
        return Score(
            self.matched + matched(found, true), self.found + len(found), self.true + len(true)
        )

    @property
    def f1(self) -> float:
        return 2 * self.matched / (self.found + self.true)

    def __str__(self) -> str:
        precision, recall = self.matched / self.found, self.matched / self.true
        return f"precision {precision:.3f}  recall {recall:.3f}  F1 {self.f1:.3f}"


def journeys_of(life: Life) -> Spans:
    homes = find_homes(life.day, life.lat, life.lon, local=life.local)
    cities = life.cells(0.2)
    found = find_journeys(
        life.day, life.moment, life.lat, life.lon, cities, homes, local=life.local
    )
    return [(each.first_day, each.last_day) for each in found]


def nights_away(spans: Spans) -> Spans:
    """Without journeys of one day: who works beyond the radius has one a day."""
    return [span for span in spans if span[1] > span[0]]


def clusters_of(life: Life) -> Spans:
    """Trips at the level of provinces, here fields of two degrees."""
    province = life.cells(2.0)
    pairs = place_days(province, life.day, life.local % DAY_US // 1_000_000)
    (runs,) = find_runs(pairs, [range(int(province.max()) + 1)], gap_days=1)
    return list(zip(runs.first_day.tolist(), runs.last_day.tolist(), strict=True))


@pytest.mark.parametrize(
    ("kind", "lives", "least"),
    [
        pytest.param("dense", dense_lives, 0.93, marks=pytest.mark.slow),
        ("sparse", sparse_lives, 0.88),
        pytest.param("moving", moving_lives, 0.88, marks=pytest.mark.slow),
        ("restless", restless_lives, 0.7),
    ],
)
def test_the_journeys_of_simulated_lives(
    kind: str, lives: Callable[[], dict[str, Habits]], least: float
) -> None:
    ours, plain = Score(), Score()
    print()
    for name, habits in lives().items():
        own, baseline = Score(), Score()
        for seed in SEEDS:
            life = live(habits, seed)
            found, clusters = journeys_of(life), clusters_of(life)
            own, ours = own.plus(found, life.journeys), ours.plus(found, life.journeys)
            baseline = baseline.plus(clusters, life.journeys)
            plain = plain.plus(clusters, life.journeys)
        print(f"{kind:9}{name:26}{own}   plain clusters F1 {baseline.f1:.3f}")
    print(f"{kind:9}{'all':26}{ours}\n{'':9}{'plain clusters':26}{plain}")
    assert ours.f1 >= least
    assert plain.f1 < ours.f1


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name == "commuter, 150 km" else pytest.mark.slow)
        for name in working_lives()
    ],
)
def test_days_of_work_are_no_trips(name: str) -> None:
    habits, score = working_lives()[name], Score()
    for seed in SEEDS:
        life = live(habits, seed)
        found, true = journeys_of(life), life.journeys
        if habits.commute_km > 60:
            found, true = nights_away(found), nights_away(true)
        score = score.plus(found, true)
        homes = find_homes(life.day, life.lat, life.lon, local=life.local)
        found_homes = [home for home in homes if home.source == "found"]
        assert len(found_homes) == len(habits.homes)
        for home, (_, point) in zip(found_homes, habits.homes, strict=True):
            assert (home.lat, home.lon) == pytest.approx(point, abs=0.1)
    print(f"\n{name:26}{score}")
    assert score.f1 >= 0.94
