"""Journeys: from leaving home to coming back, with their stops.

Photos are reduced to days, which are at home or away; a journey is a run of days away. Only the
photos of journeys are then examined for stops.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.cluster.geo import Floats, distance_km
from photosort.cluster.homes import distance_from_home
from photosort.cluster.trips import NO_DAY, Ints
from photosort.cluster.whereabouts import Bools, Located, outliers, reachable, stayed_at_home
from photosort.cluster.workplaces import work_days
from photosort.model import Home

FLIGHT_KMH = 250.0
FLIGHT_MINUTES = 10.0
"""Shortest time over which a speed is measured: within a burst, coordinates jump."""

MINOR_SHARE = 0.1
MINOR_KM = 15.0
"""A stop with fewer than `MINOR_SHARE` of the photos, visited once, joins one this near."""

_MINUTE_US = 60_000_000
_HOUR_US = 60 * _MINUTE_US
_DAY_US = 24 * _HOUR_US
_NIGHT_ENDS_US = 4 * _HOUR_US  # a photo away this late: the day did not end at home


class Stop(NamedTuple):
    """Days in one city during a journey.

    `city` is its code as given; `lat` and `lon` are the centre of its photos; `first_row` and
    `last_row` are the rows of its first and last photo.
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

    distance_km  along the stops in order of first visit, without the ways from and to home
    stops        in order of first visit; a return after other days is another stop
    stray        number of photos taken at home meanwhile, by somebody who stayed; not in `rows`
    first_row    row of the first located photo of the first day, for the offset of the start
    last_row     row of the last located photo of the last day
    rows         (m,) all other photos of the days, in order of day and time
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
    stray: int = 0

    @property
    def nights(self) -> int:
        """Number of nights: days from first to last, minus one."""
        return self.last_day - self.first_day

    @property
    def kind(self) -> Literal["trip", "day-trip"]:
        """`trip` with a night away, else `day-trip`."""
        return "trip" if self.nights else "day-trip"

    @property
    def photos(self) -> int:
        """Number of photos on these days, including those without a place, excluding stray ones."""
        return len(self.rows)


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
    local: npt.ArrayLike | None = None,
    camera: npt.ArrayLike | None = None,
    flying: npt.ArrayLike | None = None,
    gap_days: int = 4,
    radius_km: float = 60.0,
) -> list[Journey]:
    """The journeys in order of time; no day belongs to two.

    For each photo, in any order: `day` (n,) in days since 1970-01-01 by the wall clock of the
    place, `NO_DAY` for none; `moment` (n,) in microseconds of UTC, or of the wall clock where UTC
    is unknown; `lat` and `lon` (n,) in degrees, NaN for none; `city` (n,) the code of its city,
    -1 for none. `homes` as from `find_homes`; where none holds every place is away. Optional
    columns: `local` (n,) in microseconds of the wall clock, `camera` (n,) a code
    (-1 for unknown), `flying` (n,) whether the photo was taken in an airplane.

    A day is away if its median photo by distance is farther than `radius_km` from home (of two in
    the middle, the farther one counts). Days away are one journey while at most `gap_days` days
    between two of them have no located photo, none is at home, and none ends or begins with a photo
    at home: then the night was, as it is before and after a day at work (see `workplaces`). Photos
    at home that must be of somebody who stayed count for none of this. Photos without a place
    neither separate nor join days; those on the days of a journey belong to it. Photos in flight
    belong to it, too, but are no stop and make no journey alone. O(n log n).
    """
    days, moments, cities = (np.asarray(x, dtype=np.int64) for x in (day, moment, city))
    lats, lons = np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)
    nights, hours = _clock(days, local)
    cameras = np.full(len(days), -1) if camera is None else np.asarray(camera, dtype=np.int64)
    aloft = np.zeros(len(days), dtype=bool) if flying is None else np.asarray(flying, dtype=bool)
    order = _in_order(moments, lats, lons)
    order = order[days[order] != NO_DAY]
    has_place = ~(np.isnan(lats) | np.isnan(lons))
    rows = order[has_place[order]]
    photos = Located(
        row=rows,
        day=days[rows],
        moment=moments[rows],
        lat=lats[rows],
        lon=lons[rows],
        city=cities[rows],
        night=nights[rows],
        hour=hours[rows],
        camera=cameras[rows],
        flying=aloft[rows],
    )
    far = distance_from_home(photos.day, photos.lat, photos.lon, homes) > radius_km
    far |= photos.flying
    wrong = outliers(photos, far)
    if wrong.any():
        photos, far = photos.take(~wrong), far[~wrong]
    if not far.any():
        return []
    stayed = stayed_at_home(photos, far)
    away, away_far = (photos.take(~stayed), far[~stayed]) if stayed.any() else (photos, far)
    runs = _runs(away, away_far, gap_days)
    if not len(runs.first):
        return []
    stops = _stops(photos, far, runs, gap_days)
    firsts, lasts = _ends(away, runs)
    stray = np.zeros(len(days), dtype=bool)
    stray[photos.row[_stray(photos, far, stayed, runs)]] = True
    by_day = order[np.argsort(days[order], kind="stable")]
    low = np.searchsorted(days[by_day], runs.first)
    high = np.searchsorted(days[by_day], runs.last, side="right")
    journeys = []
    for i in range(len(runs.first)):
        own = by_day[low[i] : high[i]]
        kept = own[~stray[own]]
        journeys.append(
            Journey(
                first_day=int(runs.first[i]),
                last_day=int(runs.last[i]),
                distance_km=_length(stops[i]),
                stops=tuple(stops[i]),
                first_row=int(firsts[i]),
                last_row=int(lasts[i]),
                rows=kept,
                located=has_place[kept],
                stray=len(own) - len(kept),
            )
        )
    return journeys


def _clock(day: Ints, local: npt.ArrayLike | None) -> tuple[Ints, Ints]:
    """The day to whose night each photo belongs, and its hour (-1: unknown)."""
    if local is None:
        return day, np.full(len(day), -1)
    clock = np.asarray(local, dtype=np.int64)
    return (clock - _NIGHT_ENDS_US) // _DAY_US, clock % _DAY_US // _HOUR_US


def _in_order(moment: Ints, lat: Floats, lon: Floats) -> Ints:
    """Rows by time, then place: the same whatever the order of the input."""
    order = np.argsort(moment, kind="stable")
    ordered = moment[order]
    same = np.concatenate(([False], ordered[1:] == ordered[:-1]))[: len(order)]
    same[:-1] |= same[1:]
    rows = order[same]
    order[same] = rows[np.lexsort((lon[rows], lat[rows], moment[rows]))]
    return order


def _runs(photos: Located, far: Bools, gap_days: int) -> _Runs:
    """Runs of days away: at least half of the photos of each day are far, no night at home."""
    origin = int(photos.day.min())
    day = photos.day - origin
    count = np.bincount(day)
    away = np.bincount(day[far], minlength=len(count)) * 2 >= count
    seen = np.flatnonzero(count)
    away = away[seen]
    joined = away[1:] & away[:-1] & (np.diff(seen) <= gap_days + 1)
    ended, begun = _nights_at_home(photos, far)
    joined &= ~np.isin(seen[:-1] + origin, ended) & ~np.isin(seen[1:] + origin, begun)
    worked = np.isin(seen + origin, work_days(photos, far))
    joined &= ~worked[:-1] & ~worked[1:]
    starts = away & ~np.concatenate(([False], joined))
    ends = away & ~np.concatenate((joined, [False]))
    runs = _Runs(seen[starts] + origin, seen[ends] + origin)
    landed = np.zeros(len(runs.first), dtype=bool)
    journey = runs.of(photos.day[far & ~photos.flying])
    landed[journey[journey >= 0]] = True
    return _Runs(runs.first[landed], runs.last[landed])


def _nights_at_home(photos: Located, far: Bools) -> tuple[Ints, Ints]:
    """Days that ended with a photo at home, and days that began with one."""
    ground = np.flatnonzero(~photos.flying)
    ground = ground[np.argsort(photos.night[ground], kind="stable")]
    night, home = photos.night[ground], ~far[ground]
    changed = night[1:] != night[:-1]
    last = np.concatenate((changed, [True]))[: len(night)]
    first = np.concatenate(([True], changed))[: len(night)]
    return night[last & home], night[first & home]


def _stray(photos: Located, far: Bools, stayed: Bools, runs: _Runs) -> Bools:
    """A mask of photos at home between the first and the last photo away of a journey, and of those
    before and after that nobody on the journey can have taken.
    """
    journey = runs.of(photos.day)
    stray = stayed & (journey >= 0)
    away = np.flatnonzero(far & (journey >= 0))
    first = away[np.searchsorted(journey[away], np.arange(len(runs.first)))]
    last = away[np.searchsorted(journey[away], np.arange(len(runs.first)), side="right") - 1]
    home = np.flatnonzero(~far & ~photos.flying & (journey >= 0))
    left, back = first[journey[home]], last[journey[home]]
    between = (home > left) & (home < back)
    stray[home] |= between | ~reachable(photos, home, np.where(home < left, left, back))
    return stray


def _ends(photos: Located, runs: _Runs) -> tuple[Ints, Ints]:
    """The rows of the first photo of each first day and of the last one of each last day."""
    order = np.argsort(photos.day, kind="stable")
    ordered = photos.day[order]
    first = np.searchsorted(ordered, runs.first)
    last = np.searchsorted(ordered, runs.last, side="right") - 1
    return photos.row[order[first]], photos.row[order[last]]


def _stops(photos: Located, far: Bools, runs: _Runs, gap_days: int) -> list[list[Stop]]:
    """The stops of each journey: runs of days in a city, in order of their first photos."""
    journey = runs.of(photos.day)
    chosen = np.flatnonzero(far & (journey >= 0) & (photos.city >= 0) & ~photos.flying)
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
    return [_without_minor(each) for each in stops]


def _without_minor(stops: list[Stop]) -> list[Stop]:
    """The stops, minor ones joined to the nearer neighbour."""
    least = MINOR_SHARE * sum(stop.photos for stop in stops)
    visits = Counter(stop.city for stop in stops)
    kept, at = list(stops), 0
    while at < len(kept):
        stop = kept[at]
        minor = stop.photos < least and visits[stop.city] == 1
        beside = [i for i in (at - 1, at + 1) if minor and 0 <= i < len(kept)]
        apart = [_length([stop, kept[i]]) for i in beside]
        if apart and min(apart) < MINOR_KM:
            nearest = beside[apart.index(min(apart))]
            kept[nearest] = _joined(kept[nearest], stop)
            del kept[at]
            at = 0
        else:
            at += 1
    return kept


def _joined(stop: Stop, minor: Stop) -> Stop:
    """A stop with the days and photos of a minor one added; its position stays."""
    return stop._replace(
        first_day=min(stop.first_day, minor.first_day),
        last_day=max(stop.last_day, minor.last_day),
        photos=stop.photos + minor.photos,
        first_row=minor.first_row if minor.first_day < stop.first_day else stop.first_row,
        last_row=minor.last_row if minor.last_day > stop.last_day else stop.last_row,
    )


def _in_flight(photos: Located, chosen: Ints) -> Bools:
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
    """The centre of each stretch of photos, on the sphere, so also across the date line."""
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
