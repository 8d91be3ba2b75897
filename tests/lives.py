"""Simulated lives: photos of somebody who lives, travels and moves, and the true journeys.

A day is drawn as a person would tell it (at home, at work, an outing, on a journey), photos are
drawn from the days, and then damaged as real ones are: places missing, clocks of cameras that
stay in the zone of home, coordinates thrown far off.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
KM_PER_DEGREE = 111.195

Point = tuple[float, float]


@dataclass(frozen=True)
class Habits:
    """What a life is like; shares and chances are 0–1, rates are a year.

    `homes` are (first day of the life, point). `shoots` is the chance that an ordinary day has
    photos, `shoots_away` that a day of a journey has some; `photos` and `photos_away` are how
    many a day on average. Of the days with photos, the share `work_days` are at work, `commute_km`
    off, at `work_hours`; also at weekends where `work_every_day`.
    """

    homes: Sequence[tuple[int, Point]]
    years: int = 6
    shoots: float = 0.5
    shoots_away: float = 0.95
    photos: float = 4
    photos_away: float = 20
    commute_km: float = 15
    weekends: float = 5
    day_trips: float = 5
    holidays: float = 2
    business: float = 2
    outings: float = 25
    long_holidays: Sequence[tuple[int, int]] = ()
    second_home: Point | None = None
    second_home_visits: float = 12
    family: Point | None = None
    date_line: float = 0
    without_gps: float = 0.05
    camera: float = 0.1
    wrong_places: float = 0.002
    work_days: float = 0.4
    work_hours: tuple[float, float] = (9, 17)
    work_every_day: bool = False

    def at_work(self, home: Point, work: Point) -> list[tuple[Point, float, float]]:
        """A day of work, as a plan: at home before or after."""
        begin, end = self.work_hours
        if begin > end:  # a night: asleep at home by day
            return [(work, 0, end), (home, end + 2, begin - 2), (work, begin, 24)]
        return [(home, 6, begin - 2), (work, begin, end), (home, min(end + 2, 23), 24)]


@dataclass
class Life:
    """Columns (n,) of photos, and the first and last day of each true journey, in order.

    `day` and `moment` are as `find_journeys` takes them, `local` is the wall clock as the camera
    had it, in microseconds.
    """

    day: np.ndarray
    moment: np.ndarray
    local: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    journeys: list[tuple[int, int]] = field(default_factory=list)

    def cells(self, degrees: float) -> np.ndarray:
        """A code for each photo by a grid of so many degrees, -1 without a place."""
        known = ~np.isnan(self.lat)
        row, column = (
            np.floor(np.where(known, x, 0) / degrees).astype(np.int64)
            for x in (self.lat + 90, self.lon + 180)
        )
        return np.where(known, row * round(360 / degrees + 1) + column, -1)


def away_from(point, km, bearing):
    """The point so many kilometres off in a direction (radians), on the sphere; also of arrays."""
    lat, lon = np.radians(point)
    arc = km / (KM_PER_DEGREE * 180 / np.pi)
    new_lat = np.arcsin(np.sin(lat) * np.cos(arc) + np.cos(lat) * np.sin(arc) * np.cos(bearing))
    new_lon = lon + np.arctan2(
        np.sin(bearing) * np.sin(arc) * np.cos(lat), np.cos(arc) - np.sin(lat) * np.sin(new_lat)
    )
    return np.degrees(new_lat), (np.degrees(new_lon) + 180) % 360 - 180


class _Diary:
    """Where somebody is on each day: a list of (point, from hour, to hour) a day."""

    def __init__(self, habits: Habits, dice: np.random.Generator) -> None:
        self.habits, self.dice = habits, dice
        self.days = habits.years * 365
        self.plan: dict[int, list[tuple[Point, float, float]]] = {}
        self.journeys: list[tuple[int, int]] = []

    def home(self, day: int) -> Point:
        return [point for first, point in self.habits.homes if first <= day][-1]

    def near(self, point: Point, low: float, high: float) -> Point:
        """Somewhere between so many kilometres off, evenly in the logarithm."""
        km = float(np.exp(self.dice.uniform(np.log(low), np.log(high))))
        return away_from(point, km, float(self.dice.uniform(0, 2 * np.pi)))

    def travel(self, first: int, stops: Sequence[tuple[Point, int]]) -> None:
        """A journey of so many days at each stop, unless another is within two days."""
        length = sum(days for _, days in stops)
        last = first + length - 1
        if last >= self.days or any(day in self.plan for day in range(first - 2, last + 3)):
            return
        if len({self.home(day) for day in range(first, last + 2)}) > 1:
            return
        day = first
        for point, days in stops:
            for each in range(day, day + days):
                self.plan[each] = [(point, 8, 22)]
            day += days
        if length > 1:  # one leaves home in the morning and is back in the evening, or not
            if self.dice.random() < 0.5:
                self.plan[first] = [(self.home(first), 6, 8), (stops[0][0], 12, 22)]
            if self.dice.random() < 0.5:
                self.plan[last] = [(stops[-1][0], 8, 16), (self.home(last), 20, 22)]
            if len(stops) > 1 and self.dice.random() < 0.2:
                self.fly(first, self.home(first), stops[0][0])
        self.journeys.append((first, last))

    def fly(self, day: int, start: Point, end: Point) -> None:
        """Photos from the window, on the way of the first day."""
        share = self.dice.uniform(0.3, 0.7)
        if abs(start[1] - end[1]) < 180:
            middle = tuple(a + share * (b - a) for a, b in zip(start, end, strict=True))
            self.plan[day].insert(-1, ((middle[0], middle[1]), 10, 10.4))

    def dates(self, rate: float) -> list[int]:
        count = self.dice.poisson(rate * self.habits.years)
        return sorted(self.dice.integers(1, self.days, count).tolist())

    def fill(self) -> None:
        habits, dice = self.habits, self.dice
        for first, length in habits.long_holidays:
            place = self.near(self.home(first), 1000, 9000)
            parts = np.diff([0, *sorted(dice.integers(1, length, 3).tolist()), length])
            self.travel(first, [(self.near(place, 5, 300), int(x)) for x in parts if x])
        for _ in range(dice.poisson(habits.date_line * habits.years)):
            first = int(dice.integers(1, self.days))
            west, east = (-17.8, 177.9), (-16.8, -179.9)
            self.travel(first, [(west, 3), (east, 3), (west, 2)])
        for first in self.dates(habits.holidays):
            place = self.near(self.home(first), 150, 9000)
            count = int(dice.integers(1, 6))
            stops = [(self.near(place, 5, 250), int(dice.integers(2, 6))) for _ in range(count)]
            self.travel(first, stops)
        if habits.second_home:
            for first in self.dates(habits.second_home_visits):
                self.travel(first, [(habits.second_home, int(dice.integers(2, 4)))])
        if habits.family:
            for first in self.dates(2):
                self.travel(first, [(habits.family, int(dice.integers(2, 7)))])
        for first in self.dates(habits.weekends):
            place = self.near(self.home(first), 90, 500)
            self.travel(first, [(place, int(dice.integers(2, 4)))])
        for first in self.dates(habits.business):
            place = self.near(self.home(first), 150, 2000)
            self.travel(first, [(place, int(dice.integers(1, 4)))])
        for first in self.dates(habits.day_trips):
            self.travel(first, [(self.near(self.home(first), 75, 200), 1)])
        for day in self.dates(habits.outings):
            if day not in self.plan:
                self.plan[day] = [(self.near(self.home(day), 10, 45), 10, 18)]
        self.journeys.sort()


def live(habits: Habits, seed: int, first_day: int = 16_000) -> Life:
    """The photos of one life. True journeys are cut to their days with photos away."""
    dice = np.random.default_rng(seed)
    diary = _Diary(habits, dice)
    diary.fill()
    works = {point: away_from(point, habits.commute_km, 1.0) for _, point in habits.homes}
    away = {day for first, last in diary.journeys for day in range(first, last + 1)}
    rows: list[tuple[float, float, float]] = []  # microseconds of the wall clock, lat, lon
    for day in range(diary.days):
        travelling = day in away
        if dice.random() >= (habits.shoots_away if travelling else habits.shoots):
            continue
        home = diary.home(day)
        ordinary = [(home, 7, 9), (home, 18, 23)]
        free = (first_day + day + 3) % 7 >= 5 and not habits.work_every_day
        if not free and habits.commute_km and dice.random() < habits.work_days:
            ordinary = habits.at_work(home, works[home])
        plan = diary.plan.get(day, ordinary)
        mean = habits.photos_away if travelling else habits.photos
        count = 1 + dice.poisson(mean * dice.gamma(0.8))
        starts, ends = (np.array([part[i] for part in plan]) for i in (1, 2))
        shares = np.cumsum(ends - starts) / (ends - starts).sum()
        parts = np.searchsorted(shares[:-1], dice.random(count))
        hours = starts[parts] + dice.random(count) * (ends - starts)[parts]
        for part, hour in zip(parts.tolist(), hours.tolist(), strict=True):
            rows.append(((first_day + day) * DAY_US + hour * HOUR_US, *plan[part][0]))
    local, lat, lon = np.array(rows).T
    local = local.astype(np.int64)
    lat, lon = away_from((lat, lon), dice.exponential(2.5, len(lat)), dice.uniform(0, 7, len(lat)))
    seen = set((local // DAY_US).tolist())
    journeys = []
    for first, last in diary.journeys:
        days = [day for day in range(first + first_day, last + 1 + first_day) if day in seen]
        if days:
            journeys.append((days[0], days[-1]))
    return _damaged(habits, dice, local, lat, lon, journeys)


def _damaged(
    habits: Habits,
    dice: np.random.Generator,
    local: np.ndarray,
    lat: np.ndarray,
    lon: np.ndarray,
    journeys: list[tuple[int, int]],
) -> Life:
    """What is left of perfect photos: clocks of home, no places, wrong places."""
    zone = np.round(lon / 15) * HOUR_US
    home_zone = round(habits.homes[0][1][1] / 15) * HOUR_US
    moment = local - zone.astype(np.int64)
    camera = dice.random(len(local)) < habits.camera  # knows no place, runs in the zone of home
    local = np.where(camera, moment + home_zone, local)
    moment = np.where(camera, local, moment)  # and tells no UTC
    blind = camera | (dice.random(len(local)) < habits.without_gps)
    lat, lon = np.where(blind, np.nan, lat), np.where(blind, np.nan, lon)
    wrong = ~blind & (dice.random(len(local)) < habits.wrong_places)
    lat = np.where(wrong, dice.uniform(-60, 70, len(lat)), lat)
    lon = np.where(wrong, dice.uniform(-180, 180, len(lon)), lon)
    order = dice.permutation(len(local))
    day = local // DAY_US
    columns = (day, moment, local, lat, lon)
    return Life(*(column[order] for column in columns), journeys)


BERLIN, VIENNA, LISBON, DENVER = (52.52, 13.4), (48.2, 16.37), (38.72, -9.14), (39.74, -104.99)
TOKYO, SYDNEY, AUCKLAND, SEOUL = (35.68, 139.69), (-33.87, 151.2), (-36.85, 174.76), (37.57, 126.98)

SELDOM = {"shoots": 0.08, "shoots_away": 0.75, "photos": 1.5, "photos_away": 6, "camera": 0.2}


def dense_lives() -> dict[str, Habits]:
    """People with a phone at hand."""
    return {
        "commuter": Habits([(0, BERLIN)], commute_km=40),
        "traveller": Habits([(0, TOKYO)], holidays=5, weekends=10, business=8, day_trips=10),
        "homebody": Habits([(0, DENVER)], holidays=1, weekends=2, business=0, day_trips=3),
        "cottage": Habits([(0, VIENNA)], second_home=(47.0, 13.8), family=(48.3, 11.5)),
        "sabbatical": Habits([(0, SEOUL)], long_holidays=[(500, 70), (1500, 63)]),
        "islander": Habits([(0, AUCKLAND)], date_line=1.5, weekends=8),
        "photographer": Habits([(0, SYDNEY)], photos=15, photos_away=80, camera=0.5, day_trips=12),
    }


def sparse_lives() -> dict[str, Habits]:
    """People who take photos on a few days a month, and on most days of a few journeys a year."""
    rare = {**SELDOM, "years": 10, "weekends": 3, "day_trips": 2, "business": 1}
    return {
        "seldom": Habits([(0, LISBON)], **rare),
        "cottage": Habits([(0, VIENNA)], second_home=(47.0, 13.8), second_home_visits=5, **rare),
        "sabbatical": Habits([(0, SEOUL)], long_holidays=[(900, 70)], **rare),
        "places often missing": Habits([(0, DENVER)], without_gps=0.4, **rare),
        "islander": Habits([(0, AUCKLAND)], date_line=0.5, **rare),
    }


def restless_lives() -> dict[str, Habits]:
    """People who are away every other week and take photos of little else.

    Two journeys with no photo between them and less than five days cannot be told apart.
    """
    rare = {**SELDOM, "years": 10}
    return {
        "weekends": Habits([(0, LISBON)], weekends=12, **rare),
        "cottage": Habits([(0, VIENNA)], second_home=(47.0, 13.8), **rare),
        "places often missing": Habits([(0, DENVER)], without_gps=0.4, **rare),
    }


def moving_lives() -> dict[str, Habits]:
    """People who move: to another town, abroad, and back."""
    return {
        "abroad": Habits([(0, BERLIN), (1000, LISBON)]),
        "three homes": Habits([(0, SEOUL), (700, TOKYO), (1500, SYDNEY)], holidays=3),
        "there and back": Habits([(0, VIENNA), (800, BERLIN), (1300, VIENNA)], family=(48.3, 11.5)),
        "the next town": Habits([(0, DENVER), (1100, (38.83, -104.82))], commute_km=20),
        "abroad, seldom": Habits(
            [(0, LISBON), (1700, BERLIN)], years=9, weekends=3, day_trips=2, **SELDOM
        ),
        "with a sabbatical": Habits([(0, DENVER), (1200, AUCKLAND)], long_holidays=[(400, 70)]),
    }


def working_lives() -> dict[str, Habits]:
    """People whose days of work are many of their days with photos, near home and far from it.

    With work beyond the radius, a day there is a journey of one day.
    """
    return {
        "commuter, 40 km": Habits([(0, BERLIN)], commute_km=40, work_days=0.9),
        "commuter, 100 km": Habits([(0, BERLIN)], commute_km=100, work_days=0.6),
        "commuter, 150 km": Habits([(0, LISBON)], commute_km=150, work_days=0.9, photos=6),
        "commuter who moves": Habits(
            [(0, VIENNA), (1000, BERLIN)], commute_km=90, work_days=0.8, photos=6
        ),
        "shift worker": Habits(
            [(0, DENVER)], commute_km=45, work_hours=(20, 5), work_every_day=True, work_days=0.5
        ),
        "edge of cells": Habits([(0, (52.5, 13.1))], second_home=(52.86, 14.9), commute_km=30),
        "two homes": Habits([(0, VIENNA)], second_home=(48.3, 14.29), second_home_visits=30),
        "student": Habits([(0, LISBON), (600, (41.15, -8.61))], family=LISBON, commute_km=5),
    }


def matched(found: Sequence[tuple[int, int]], true: Sequence[tuple[int, int]]) -> int:
    """How many journeys agree one to one, with at least half of their days shared (Jaccard)."""
    pairs = []
    for i, (first, last) in enumerate(found):
        for j, (true_first, true_last) in enumerate(true):
            shared = min(last, true_last) - max(first, true_first) + 1
            joint = (last - first + 1) + (true_last - true_first + 1) - shared
            if shared > 0 and shared / joint >= 0.5:
                pairs.append((-shared / joint, i, j))
    used: tuple[set[int], set[int]] = set(), set()
    for _, i, j in sorted(pairs):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
    return len(used[0])
