"""Which photos were taken in an airplane, by their height and by the speed around them."""

import numpy as np
import numpy.typing as npt

from photosort.cluster.geo import Floats, distance_km

SURE_M = 6000.0
"""Above this nobody is on the ground, but for some climbers."""
HIGH_M = 2000.0
"""From here on a photo is in flight where the way to it and from it tells the speed of one."""
FLIGHT_KMH = 250.0
APART_MINUTES = 10.0
"""Speeds are taken over at least this time, as coordinates jump between photos of one burst."""
SILENT_HOURS = 6.0
STANDING_KM = 50.0
"""A photo longer ago, and farther off, tells nothing of the speed on the way."""
NO_MOMENT = np.iinfo(np.int64).min
"""Stands for a time that is not known."""

_MINUTE_US = 60_000_000
_HOUR_US = 60 * _MINUTE_US

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def in_flight(moment: Ints, lat: Floats, lon: Floats, alt: Floats) -> Bools:
    """Marks (n,) the photos in flight, given in any order.

    `moment` (n,) is in microseconds of UTC, or of the wall clock where UTC is unknown, and
    `NO_MOMENT` where neither is; `lat`, `lon` (n,) in degrees and `alt` (n,) in metres above the
    sea are NaN where unknown. Above `SURE_M` a photo is in flight; above `HIGH_M` it is where the
    ways from the photo before and to the one after, each at least `APART_MINUTES` off, were
    faster than `FLIGHT_KMH`, or one was and the other tells nothing. Whoever has just landed in
    Lhasa, or is about to leave it, is on the ground: one of the ways was slow. O(n log n).
    """
    flying: Bools = alt > SURE_M
    timed = (moment != NO_MOMENT) & ~(np.isnan(lat) | np.isnan(lon))
    rows = np.flatnonzero(timed & (alt > HIGH_M) & ~flying)
    if not len(rows):
        return flying
    fixes = np.flatnonzero(timed)
    fixes = fixes[np.argsort(moment[fixes], kind="stable")]
    apart, times = int(APART_MINUTES * _MINUTE_US), moment[fixes]
    before = np.searchsorted(times, moment[rows] - apart, side="right") - 1
    after = np.searchsorted(times, moment[rows] + apart)
    known = (before >= 0) & (after < len(fixes))
    rows, ends = rows[known], (fixes[before[known]], fixes[after[known]])
    (fast, silent), (fast_on, silent_on) = (
        _way(
            distance_km(lat[rows], lon[rows], lat[end], lon[end]),
            np.abs(moment[end] - moment[rows]) / _HOUR_US,
        )
        for end in ends
    )
    flying[rows] = (fast & (fast_on | silent_on)) | (fast_on & silent)
    return flying


def _way(km: Floats, hours: Floats) -> tuple[Bools, Bools]:
    """Whether ways were flown, and whether they tell nothing of it."""
    return km > FLIGHT_KMH * hours, (hours > SILENT_HOURS) & (km > STANDING_KM)
