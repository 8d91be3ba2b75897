"""Journeys: from leaving home to coming back, with their stops.

Photos are reduced to days, which are at home or away; a journey is a run of days away. Only the
photos of journeys are looked at more closely, for the stops on the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.cluster.geo import Floats, distance_km
from photosort.cluster.homes import distance_from_home
from photosort.cluster.trips import NO_DAY, Ints
from photosort.model import Home

OUTLIER_HOURS = 3.0
"""A far photo between two at home, each within this time, has a wrong place."""
IMPOSSIBLE_KMH = 1000.0
"""So has one that nobody can have come to, and back from, so fast."""
FLIGHT_KMH = 250.0
FLIGHT_MINUTES = 10.0
"""Speeds are taken over at least this time, as coordinates jump between photos of one burst."""

_MINUTE_US = 60_000_000
_HOUR_US = 60 * _MINUTE_US

Bools = npt.NDArray[np.bool_]


class Stop(NamedTuple):
    """Days in one city during a journey.

    `city` is its code as given; `lat` and `lon` are the centre of its photos; `first_row` and
    `last_row` are the rows of the first and the last of them.
    """

    city: int
    first_day: int
    last_day: int
    photos: int
    lat: float
    lon: float
    first_row: int
    last_row: int


@dataclass(frozen=True, eq=False)
class Journey:
    """A journey; days count from 1970-01-01.

    distance_km  along the stops, in order of first visit; from and to home is not in it
    stops        in order of first visit; a place come back to after other days is one more
    first_row    row of the first located photo of the first day, for the offset of the start
    last_row     row of the last located photo of the last day
    rows         (m,) all photos of the days, in order of day and time
    located      (m,) whether each of them has coordinates of its own
    """

    first_day: int
    last_day: int
    distance_km: float
    stops: tuple[Stop, ...]
    first_row: int
    last_row: int
    rows: Ints
    located: Bools

    @property
    def nights(self) -> int:
        """Days from the first to the last, less one."""
        return self.last_day - self.first_day

    @property
    def kind(self) -> Literal["trip", "day-trip"]:
        """Whether there was a night away."""
        return "trip" if self.nights else "day-trip"

    @property
    def photos(self) -> int:
        """All photos of the days, also those without a place."""
        return len(self.rows)


class _Located(NamedTuple):
    """Photos with day and place, in order of time; `row` is where each was given."""

    row: Ints
    day: Ints
    moment: Ints
    lat: Floats
    lon: Floats
    city: Ints

    def take(self, chosen: Ints | Bools) -> "_Located":
        row, day, moment, lat, lon, city = self
        lat, lon = lat[chosen], lon[chosen]
        return _Located(row[chosen], day[chosen], moment[chosen], lat, lon, city[chosen])


class _Runs(NamedTuple):
    """First and last day (j,) of each journey, in order."""

    first: Ints
    last: Ints

    def of(self, day: Ints) -> Ints:
        """The journey of each day, -1 for none."""
        run = np.searchsorted(self.first, day, side="right") - 1
        inside = run >= 0
        inside[inside] = day[inside] <= self.last[run[inside]]
        return np.where(inside, run, -1)


def find_journeys(
    day: npt.ArrayLike,
    moment: npt.ArrayLike,
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    city: npt.ArrayLike,
    homes: Sequence[Home],
    *,
    gap_days: int = 4,
    radius_km: float = 60.0,
) -> list[Journey]:
    """The journeys in order of time; no day belongs to two.

    For each photo, in any order: `day` (n,) in days since 1970-01-01 by the wall clock of the
    place, `NO_DAY` for none; `moment` (n,) in microseconds of UTC, or of the wall clock where UTC
    is unknown; `lat` and `lon` (n,) in degrees, NaN for none; `city` (n,) the code of its city,
    -1 for none. `homes` as from `find_homes`; where none holds every place is away.

    A day is away when its median photo, in order of distance, is farther than `radius_km` from
    home (of two in the middle, the farther one counts). Days away are one journey while at most
    `gap_days` days between two of them have no located photo, and none is at home. Photos without
    a place neither part nor join days; those on the days of a journey belong to it. O(n log n).
    """
    days, moments, cities = (np.asarray(x, dtype=np.int64) for x in (day, moment, city))
    lats, lons = np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)
    order = _in_order(moments, lats, lons)
    order = order[days[order] != NO_DAY]
    has_place = ~(np.isnan(lats) | np.isnan(lons))
    rows = order[has_place[order]]
    photos = _Located(rows, days[rows], moments[rows], lats[rows], lons[rows], cities[rows])
    far = distance_from_home(photos.day, photos.lat, photos.lon, homes) > radius_km
    wrong = _outliers(photos, far)
    if wrong.any():
        photos, far = photos.take(~wrong), far[~wrong]
    if not far.any():
        return []
    runs = _runs(photos.day, far, gap_days)
    stops = _stops(photos, far, runs, gap_days)
    firsts, lasts = _ends(photos, runs)
    by_day = order[np.argsort(days[order], kind="stable")]
    low = np.searchsorted(days[by_day], runs.first)
    high = np.searchsorted(days[by_day], runs.last, side="right")
    return [
        Journey(
            first_day=int(runs.first[i]),
            last_day=int(runs.last[i]),
            distance_km=_length(stops[i]),
            stops=tuple(stops[i]),
            first_row=int(firsts[i]),
            last_row=int(lasts[i]),
            rows=by_day[low[i] : high[i]],
            located=has_place[by_day[low[i] : high[i]]],
        )
        for i in range(len(runs.first))
    ]


def _in_order(moment: Ints, lat: Floats, lon: Floats) -> Ints:
    """Rows in order of time, those of one moment in order of place, however they were given."""
    order = np.argsort(moment, kind="stable")
    ordered = moment[order]
    same = np.concatenate(([False], ordered[1:] == ordered[:-1]))[: len(order)]
    same[:-1] |= same[1:]
    rows = order[same]
    order[same] = rows[np.lexsort((lon[rows], lat[rows], moment[rows]))]
    return order


def _outliers(photos: _Located, far: Bools) -> Bools:
    """Marks single far photos between two at home that are too close in time to be true."""
    wrong = np.zeros(len(far), dtype=bool)
    single = 1 + np.flatnonzero(far[1:-1] & ~far[:-2] & ~far[2:])
    wrong[single] = True
    hurried = wrong.copy()
    for before, after in ((single - 1, single), (single, single + 1)):
        hours = (photos.moment[after] - photos.moment[before]) / _HOUR_US
        lat, lon = photos.lat, photos.lon
        km = distance_km(lat[before], lon[before], lat[after], lon[after])
        wrong[single] &= hours <= OUTLIER_HOURS
        hurried[single] &= km > IMPOSSIBLE_KMH * hours
    return wrong | hurried


def _runs(day: Ints, far: Bools, gap_days: int) -> _Runs:
    """Runs of days away: days of which at least half of the photos are far."""
    origin = int(day.min())
    photos = np.bincount(day - origin)
    away = np.bincount((day - origin)[far], minlength=len(photos)) * 2 >= photos
    seen = np.flatnonzero(photos)
    away = away[seen]
    joined = away[1:] & away[:-1] & (np.diff(seen) <= gap_days + 1)
    starts = away & ~np.concatenate(([False], joined))
    ends = away & ~np.concatenate((joined, [False]))
    return _Runs(seen[starts] + origin, seen[ends] + origin)


def _ends(photos: _Located, runs: _Runs) -> tuple[Ints, Ints]:
    """The rows of the first photo of each first day and of the last one of each last day."""
    order = np.argsort(photos.day, kind="stable")
    ordered = photos.day[order]
    first = np.searchsorted(ordered, runs.first)
    last = np.searchsorted(ordered, runs.last, side="right") - 1
    return photos.row[order[first]], photos.row[order[last]]


def _stops(photos: _Located, far: Bools, runs: _Runs, gap_days: int) -> list[list[Stop]]:
    """The stops of each journey: runs of days in a city, in order of their first photos."""
    journey = runs.of(photos.day)
    chosen = np.flatnonzero(far & (journey >= 0) & (photos.city >= 0))
    chosen = chosen[~_in_flight(photos, chosen)]
    stops: list[list[Stop]] = [[] for _ in runs.first]
    if not len(chosen):
        return stops
    journey, inside = journey[chosen], photos.take(chosen)
    order = np.lexsort((inside.day, inside.city, journey))
    journey, inside = journey[order], inside.take(order)
    parted = (np.diff(journey) != 0) | (np.diff(inside.city) != 0)
    parted |= np.diff(inside.day) > gap_days + 1
    edges = np.flatnonzero(parted) + 1
    starts, ends = np.concatenate(([0], edges)), np.concatenate((edges, [len(order)]))
    lat, lon = _centres(inside.lat, inside.lon, starts)
    met = np.minimum.reduceat(order, starts)
    for i in np.lexsort((met, journey[starts])):
        start, last = starts[i], ends[i] - 1
        stop = Stop(
            city=int(inside.city[start]),
            first_day=int(inside.day[start]),
            last_day=int(inside.day[last]),
            photos=int(ends[i] - start),
            lat=round(float(lat[i]), 5),
            lon=round(float(lon[i]), 5),
            first_row=int(inside.row[start]),
            last_row=int(inside.row[last]),
        )
        stops[journey[start]].append(stop)
    return stops


def _in_flight(photos: _Located, chosen: Ints) -> Bools:
    """Whether each chosen photo was reached and left faster than `FLIGHT_KMH`."""
    now = photos.moment[chosen]
    apart = int(FLIGHT_MINUTES * _MINUTE_US)
    before = np.searchsorted(photos.moment, now - apart, side="right") - 1
    after = np.searchsorted(photos.moment, now + apart)
    flying = (before >= 0) & (after < len(photos.moment))
    for other in (before, after):
        rows = np.flatnonzero(flying)
        a, b = chosen[rows], other[rows]
        km = distance_km(photos.lat[a], photos.lon[a], photos.lat[b], photos.lon[b])
        hours = np.abs(photos.moment[b] - photos.moment[a]) / _HOUR_US
        flying[rows] = km > FLIGHT_KMH * hours
    return flying


def _centres(lat: Floats, lon: Floats, starts: Ints) -> tuple[Floats, Floats]:
    """The centre on the sphere of each stretch of photos; the date line is nothing special."""
    a, b = np.radians(lat), np.radians(lon)
    x, y, z = (
        np.add.reduceat(each, starts)
        for each in (np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a))
    )
    return np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))


def _length(stops: Sequence[Stop]) -> float:
    """Kilometres from stop to stop."""
    lat, lon = np.array([stop.lat for stop in stops]), np.array([stop.lon for stop in stops])
    return round(float(distance_km(lat[:-1], lon[:-1], lat[1:], lon[1:]).sum()), 1)
