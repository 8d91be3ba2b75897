"""Homes: where somebody lives, and when, from the days and places of the photos.

The world is divided into cells of 0.1°. A cell gets one vote for each week with photos in it or in
a neighbouring cell, so a holiday with many photos counts once. The homes are the path through
windows of 26 weeks that collects most votes, where each change of cell costs some. Ties are broken
by days, then evenings and nights, then weekends, then by which cell was home before.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.cluster.geo import Floats, distance_km
from photosort.cluster.trips import NO_DAY, Ints
from photosort.cluster.visits import (
    WHOLE_VOTE,
    Visits,
    around_cell,
    ballots_of,
    cells_of,
    centres,
    firsts,
    most_frequent,
    pooled,
    visits_of,
    votes_of,
)
from photosort.model import Home, HomeSource

WINDOW_WEEKS = 26
SWITCH_VOTES = 6
MIN_DAYS = 14
"""Fewest photo days to look for a home; with fewer, the most frequent place stands in for it."""
MIN_STAY_DAYS = 91
"""Fewest days at a place that count as having moved there: a quarter of a year."""
NEAR_KM = 10.0
"""Consecutive homes this close are one, since a town may lie across the edge of a cell."""
SECOND_WEEKS = 10
SECOND_SEASONS = 4
"""A second home has photos in at least this many weeks, of this many quarters of a year."""

EVENING_HOUR, MORNING_HOUR = 19, 8
"""Hours between which people are at home rather than at work."""

_SEASON_WEEKS = 13
_HOUR_US = 3_600_000_000
_DAY_US = 24 * _HOUR_US
_YEAR_DAYS = 365


class _Stay(NamedTuple):
    """A cell that is home from one day to another; None stands for an open end."""

    cell: int
    first_day: int | None
    last_day: int | None

    def span(self, days: Ints) -> slice:
        """Which of the sorted `days` lie in the stay."""
        low = 0 if self.first_day is None else int(np.searchsorted(days, self.first_day))
        high = None
        if self.last_day is not None:
            high = int(np.searchsorted(days, self.last_day, side="right"))
        return slice(low, high)


class _Photos(NamedTuple):
    """Photos with day and place; columns (n,). `dark`: in the evening or at night, if known."""

    day: Ints
    lat: Floats
    lon: Floats
    cell: Ints
    dark: npt.NDArray[np.bool_] | None

    def pooled(self, visits: Visits) -> tuple[Visits, Visits | None]:
        """`visits` pooled by the cells that stand out, and those in the evening or at night."""
        if self.dark is None:
            return pooled(visits, visits), None
        nights = visits_of(self.cell[self.dark], self.day[self.dark])
        return pooled(visits, visits), pooled(visits, nights)

    def home(self, stay: _Stay, source: HomeSource) -> Home:
        """The home of a stay: the centre of the photos in its cell, or else in those around it."""
        dated = np.ones(len(self.day), dtype=bool)
        if stay.first_day is not None:
            dated &= self.day >= stay.first_day
        if stay.last_day is not None:
            dated &= self.day <= stay.last_day
        around = np.zeros(len(self.day), dtype=bool)
        for cell in around_cell(stay.cell).tolist():
            around |= self.cell == cell
        held = np.flatnonzero(dated & around)
        inside = held[self.cell[held] == stay.cell]
        middle = inside if len(inside) else held
        lat, lon = (round(float(np.median(x[middle])), 5) for x in (self.lat, self.lon))
        return Home(lat, lon, stay.first_day, stay.last_day, len(np.unique(self.day[held])), source)


def find_homes(
    day: npt.ArrayLike,
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    *,
    local: npt.ArrayLike | None = None,
    given: Sequence[Home] | None = (),
    radius_km: float = 60.0,
) -> list[Home]:
    """The homes in order of their first day, then second homes in order of theirs.

    `day` (n,) is days since 1970-01-01 by the wall clock of the place, `NO_DAY` for none; `lat`
    and `lon` (n,) are degrees, NaN for none; photos without a day or a place are ignored. `local`
    (n,) is microseconds of the wall clock, None if the hours are unknown.

    Homes that are found cover all dates and do not overlap. `given` homes hold on their dates
    whatever the photos say, one without dates wherever no other given home holds; None says
    that there is no home at all. Second homes are farther than `radius_km` from the home of the
    day. With fewer than `MIN_DAYS` photo days the only home found is a "centre". O(n log n)
    for one sort.
    """
    if given is None:
        return []
    photos = _located(day, lat, lon, local)
    visits = visits_of(photos.cell, photos.day)
    undated = [each for each in given if each.first_day is None and each.last_day is None]
    if undated or not len(photos.day):
        homes = undated
    elif len(np.unique(visits.day)) < MIN_DAYS:
        homes = [photos.home(_Stay(most_frequent(visits, photos.cell), None, None), "centre")]
    else:
        homes = _join_near([photos.home(stay, "found") for stay in _stays(*photos.pooled(visits))])
    for each in given:
        if each not in undated:
            homes = [part for old in homes for part in _outside(old, each)] + [each]
    homes = [_counted(each, visits) if each.source == "given" else each for each in homes]
    homes.sort(key=_by_first_day)
    if any(each.source == "centre" for each in homes):
        return homes
    second = [photos.home(stay, "second") for stay in _second_homes(visits, homes, radius_km)]
    return homes + sorted(second, key=_by_first_day)


def distance_from_home(day: Ints, lat: Floats, lon: Floats, homes: Sequence[Home]) -> Floats:
    """Kilometres (n,) to the nearest home that holds on each `day` (n,).

    Infinite where none holds; second homes do not count.
    """
    result = np.full(len(day), np.inf)
    for home in homes:
        if home.source == "second":
            continue
        if home.first_day is None and home.last_day is None:
            far = distance_km(np.array(home.lat), np.array(home.lon), lat, lon)
            np.minimum(result, far, out=result)
            continue
        held = np.ones(len(day), dtype=bool)
        if home.first_day is not None:
            held &= day >= home.first_day
        if home.last_day is not None:
            held &= day <= home.last_day
        far = distance_km(np.array(home.lat), np.array(home.lon), lat[held], lon[held])
        result[held] = np.minimum(result[held], far)
    return result


def _located(
    day: npt.ArrayLike, lat: npt.ArrayLike, lon: npt.ArrayLike, local: npt.ArrayLike | None
) -> _Photos:
    """The photos with both a day and a place."""
    days = np.asarray(day, dtype=np.int64)
    lats, lons = np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)
    hours = None if local is None else np.asarray(local) % _DAY_US // _HOUR_US
    kept = (days != NO_DAY) & ~np.isnan(lats) & ~np.isnan(lons)
    if not kept.all():
        days, lats, lons = days[kept], lats[kept], lons[kept]
        hours = None if hours is None else hours[kept]
    lons = np.where(lons >= 180, lons - 360, lons)
    dark = None if hours is None else (hours >= EVENING_HOUR) | (hours < MORNING_HOUR)
    return _Photos(days, lats, lons, cells_of(lats, lons), dark)


def _by_first_day(home: Home) -> tuple[bool, int, float, float]:
    return home.first_day is not None, home.first_day or 0, home.lat, home.lon


def _stays(visits: Visits, nights: Visits | None) -> list[_Stay]:
    """The homes over time. Stays too short for a home are dropped and the rest is decided again."""
    cells, windows, votes = _votes(visits, nights)
    while True:
        legs = _legs(_path(votes))
        stays = _dated(visits, [(int(cells[c]), windows[i], windows[j - 1]) for c, i, j in legs])
        seen = [visits.of(stay.cell)[stay.span(visits.of(stay.cell))] for stay in stays]
        lengths = [int(days[-1] - days[0]) + 1 for days in seen]
        shortest = lengths.index(min(lengths))
        if len(stays) == 1 or lengths[shortest] >= MIN_STAY_DAYS:
            return stays
        column, first, end = legs[shortest]
        votes[first:end, column] = 0


def _votes(visits: Visits, nights: Visits | None) -> tuple[Ints, Ints, Ints]:
    """The cells (c,) that may be home, the windows (w,) with photos, and the votes (w, c).

    A cell with no more votes than a switch costs can only be the start of a best path.
    Cells with equal votes come in the order in which they were seen.
    """
    ballots = ballots_of(visits, nights)
    cells, first, inverse, weeks = np.unique(
        ballots.cell, return_index=True, return_inverse=True, return_counts=True
    )
    totals = np.bincount(inverse, weights=ballots.votes).astype(np.int64)
    ranking = np.lexsort((cells, ballots.week[first], -totals))
    ranking = ranking[: max(1, int((weeks > SWITCH_VOTES).sum()))]
    column = np.full(len(cells), -1)
    column[ranking] = np.arange(len(ranking))
    kept = column[inverse] >= 0
    windows, rows = np.unique(ballots.week[kept] // WINDOW_WEEKS, return_inverse=True)
    code = rows * len(ranking) + column[inverse[kept]]
    votes = np.bincount(
        code, weights=ballots.votes[kept], minlength=len(windows) * len(ranking)
    ).astype(np.int64)
    return cells[ranking], windows, votes.reshape(len(windows), len(ranking))


def _path(votes: Ints) -> Ints:
    """The column (w,) of `votes` (w, c) in each row with most votes, less those for switches.

    Dynamic programming over rows; a tie is no reason to switch.
    """
    count, width = votes.shape
    own = np.arange(width)
    origin = np.empty((count, width), dtype=np.int32)
    best = votes[0]
    for row in range(1, count):
        top = int(np.argmax(best))
        switched = best[top] - SWITCH_VOTES * WHOLE_VOTE
        origin[row] = np.where(best >= switched, own, top)
        best = np.maximum(best, switched) + votes[row]
    path = np.empty(count, dtype=np.int64)
    path[-1] = np.argmax(best)
    for row in range(count - 1, 0, -1):
        path[row - 1] = origin[row, path[row]]
    return path


def _legs(path: Ints) -> list[tuple[int, int, int]]:
    """Column, first row and end row (beyond the last) of each stretch of a path."""
    edges = [0, *(np.flatnonzero(path[1:] != path[:-1]) + 1).tolist(), len(path)]
    return [(int(path[i]), i, j) for i, j in pairwise(edges)]


def _dated(visits: Visits, legs: Sequence[tuple[int, int, int]]) -> list[_Stay]:
    """The stays by the day, of (cell, first window, last window) each."""
    stays = []
    first: int | None = None
    for (cell, window, _), (new_cell, _, last_window) in pairwise(legs):
        earliest = _first_day(window) if first is None else max(first + 1, _first_day(window))
        end = _first_day(last_window + 1)
        moved = _moving_day(visits.of(cell), visits.of(new_cell), earliest, end)
        stays.append(_Stay(cell, first, moved - 1))
        first = moved
    stays.append(_Stay(legs[-1][0], first, None))
    return stays


def _first_day(window: int) -> int:
    return int(window) * WINDOW_WEEKS * 7 - 3


def _moving_day(old: Ints, new: Ints, first: int, end: int) -> int:
    """The day of `new` that best separates the days of an old home from those of a new one.

    `old` and `new` are sorted days with photos there; those from `first` to before `end` count.
    """
    old, new = (days[(days >= first) & (days < end)] for days in (old, new))
    right = np.searchsorted(old, new) + np.arange(len(new), 0, -1)
    return int(new[np.argmax(right)])


def _join_near(homes: Sequence[Home]) -> list[Home]:
    """Join consecutive homes within `NEAR_KM`; the joined home is where most days are."""
    joined: list[Home] = []
    for home in homes:
        last = joined[-1] if joined else None
        if last is None or _distance(last, home) > NEAR_KM:
            joined.append(home)
            continue
        best = home if home.days > last.days else last
        joined[-1] = best._replace(
            first_day=last.first_day, last_day=home.last_day, days=last.days + home.days
        )
    return joined


def _distance(a: Home, b: Home) -> float:
    lat1, lon1, lat2, lon2 = (np.array(x) for x in (a.lat, a.lon, b.lat, b.lon))
    return float(distance_km(lat1, lon1, lat2, lon2))


def _outside(home: Home, other: Home) -> Iterator[Home]:
    """The dates of a home, less those on which another home holds."""
    first, last = home.first_day, home.last_day
    if other.first_day is not None and (first is None or first < other.first_day):
        end = other.first_day - 1
        yield home._replace(last_day=end if last is None else min(last, end))
    if other.last_day is not None and (last is None or last > other.last_day):
        start = other.last_day + 1
        yield home._replace(first_day=start if first is None else max(first, start))


def _counted(home: Home, visits: Visits) -> Home:
    """A given home with the number of photo days near it while it holds."""
    lat, lon = centres(visits.cell)
    near = distance_km(np.array(home.lat), np.array(home.lon), lat, lon) <= NEAR_KM
    days = np.unique(visits.day[near])
    return home._replace(days=len(days[_Stay(0, home.first_day, home.last_day).span(days)]))


def _second_homes(visits: Visits, homes: Sequence[Home], radius_km: float) -> list[_Stay]:
    """Places far from home with photos in many weeks of several seasons, each for its dates."""
    lat, lon = centres(visits.cell)
    visits = visits.where(distance_from_home(visits.day, lat, lon, homes) > radius_km)
    weeks = votes_of(visits)
    seasons = weeks.where(firsts(weeks.cell) | firsts(weeks.day // _SEASON_WEEKS))
    cells, counts = np.unique(weeks.cell, return_counts=True)
    often = counts >= SECOND_WEEKS
    often &= np.unique(seasons.cell, return_counts=True)[1] >= SECOND_SEASONS
    chosen: list[_Stay] = []
    for i in np.lexsort((cells, -counts)):
        days = visits.of(int(cells[i]))
        if often[i] and days[-1] - days[0] >= _YEAR_DAYS and not _is_near(cells[i], chosen):
            chosen.append(_Stay(int(cells[i]), int(days[0]), int(days[-1])))
    return chosen


def _is_near(cell: Ints, stays: Sequence[_Stay]) -> bool:
    """Whether a cell is a neighbour of one of the stays, or of a neighbour."""
    lat, lon = centres(np.array([cell, *(stay.cell for stay in stays)]))
    return bool((distance_km(lat[:1], lon[:1], lat[1:], lon[1:]) <= 2.5 * NEAR_KM).any())
