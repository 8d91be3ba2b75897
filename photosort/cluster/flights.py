"""Detects photos taken in an airplane, from altitude and from the speed between photos."""

import numpy as np
import numpy.typing as npt

from photosort.cluster.geo import Floats, distance_km

SURE_M = 6000.0
"""Above this altitude only a few climbers are on the ground."""
HIGH_M = 2000.0
"""Above this altitude a photo is in flight if the speed to and from it is that of an airplane."""
FLIGHT_KMH = 250.0
APART_MINUTES = 10.0
"""Shortest time over which a speed is measured: within a burst, coordinates jump."""
SILENT_HOURS = 6.0
STANDING_KM = 50.0
"""A photo longer ago and farther away says nothing about the speed in between."""
NO_MOMENT = np.iinfo(np.int64).min
"""Stands for an unknown time."""

_MINUTE_US = 60_000_000
_HOUR_US = 60 * _MINUTE_US

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def in_flight(moment: Ints, lat: Floats, lon: Floats, alt: Floats) -> Bools:
    """A mask (n,) of the photos in flight; photos come in any order.

    `moment` (n,) is in microseconds of UTC, or of the wall clock where UTC is unknown, and
    `NO_MOMENT` where neither is; `lat`, `lon` (n,) in degrees and `alt` (n,) in metres above the
    sea are NaN where unknown. Above `SURE_M` a photo is in flight. Above `HIGH_M` it is if the
    ways from the previous photo and to the next one, each at least `APART_MINUTES` away, were
    faster than `FLIGHT_KMH`, or if one was and the other is unknown. Someone who has just landed in
    Lhasa, or is about to leave, is on the ground: one of the two ways was slow. O(n log n).
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
    """Two masks: ways that were flown, and ways that say nothing about it."""
    return km > FLIGHT_KMH * hours, (hours > SILENT_HOURS) & (km > STANDING_KM)
