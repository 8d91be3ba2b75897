"""Workplaces: places far from home from which somebody returns the same day."""

import numpy as np

from photosort.cluster.trips import Ints
from photosort.cluster.visits import around_cell, cells_of
from photosort.cluster.whereabouts import Bools, Located

ROUND_TRIPS = 10
"""Fewest days there that began and ended at home."""
ROUND_SHARE, HOME_SHARE, LATE_SHARE = 0.05, 0.4, 0.1
"""As shares of all days there: at least this many of those, at least this many that began or ended
at home, at most this many with a photo there at night.
"""
LATE_HOUR, EARLY_HOUR = 20, 6


def work_days(photos: Located, far: Bools) -> Ints:
    """The days (d,) with photos at work, sorted.

    Days with a photo there at night are excluded, since that night was not at home. People who
    take few photos have none of most evenings; after work they were at home all the same.
    """
    ground = np.flatnonzero(~photos.flying)
    ground = ground[np.argsort(photos.day[ground], kind="stable")]
    if not far[ground].any():
        return np.zeros(0, dtype=np.int64)
    day, away = photos.day[ground], far[ground]
    starts = np.flatnonzero(np.concatenate(([True], day[1:] != day[:-1])))
    ends = np.concatenate((starts[1:], [len(day)])) - 1
    hour = photos.hour[ground]
    at_night = away & (hour >= 0) & ((hour >= LATE_HOUR) | (hour < EARLY_HOUR))
    late = np.logical_or.reduceat(at_night, starts)
    met = np.minimum.reduceat(np.where(away, np.arange(len(day)), len(day)), starts)
    seen = met < len(day)
    begun, ended = ~away[starts][seen], ~away[ends][seen]
    days, late, row = day[starts][seen], late[seen], ground[met[seen]]
    cell = cells_of(photos.lat[row], photos.lon[row])
    work: Ints = days[_at_work(cell, begun & ended, begun | ended, late) & ~late]
    return work


def _at_work(cell: Ints, round_trip: Bools, home: Bools, late: Bools) -> Bools:
    """Whether the `cell` of each day (d,) is that of a workplace, or beside it."""
    work = np.zeros(len(cell), dtype=bool)
    cells, counts = np.unique(cell[round_trip], return_counts=True)
    for each in cells[np.lexsort((cells, -counts))].tolist():
        here = np.isin(cell, around_cell(each)) & ~work
        days = int(here.sum())
        rounds, homes, lates = (int(kind[here].sum()) for kind in (round_trip, home, late))
        often = rounds >= max(ROUND_TRIPS, ROUND_SHARE * days) and homes >= HOME_SHARE * days
        if often and lates <= LATE_SHARE * days:
            work |= here
    return work
