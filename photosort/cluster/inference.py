"""Infers the places of photos without GPS from located photos shortly before and after."""

import numpy as np
import numpy.typing as npt

from photosort.cluster.geo import Floats, distance_km

MAX_HOURS = 3.0
MAX_KM = 25.0


def infer_places(time: npt.NDArray[np.int64], lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """Coordinates for photos that have none (NaN); NaN where nothing can be inferred.

    `time` (n,) is microseconds of the wall clock, `lat` and `lon` (n,) degrees. A photo between
    two located ones, at most `MAX_HOURS` before and after and within `MAX_KM` of each other, is
    placed between them in proportion to time. The result for located photos is NaN. O(n log n).
    """
    found_lat, found_lon = np.full(len(time), np.nan), np.full(len(time), np.nan)
    located = np.flatnonzero(~np.isnan(lat))
    if not len(located):
        return found_lat, found_lon
    located = located[np.argsort(time[located], kind="stable")]
    wanted = np.flatnonzero(np.isnan(lat))
    after = np.searchsorted(time[located], time[wanted], side="left")
    inside = (after < len(located)) & ((after > 0) | _at(time, located, after, time[wanted]))
    wanted, after = wanted[inside], after[inside]
    # a photo at the same moment as a located one is where that one is
    same = time[located[after]] == time[wanted]
    a, b = located[np.where(same, after, after - 1)], located[after]
    limit = MAX_HOURS * 3600e6
    near = (time[wanted] - time[a] <= limit) & (time[b] - time[wanted] <= limit)
    near &= distance_km(lat[a], lon[a], lat[b], lon[b]) <= MAX_KM
    near &= np.abs(lon[a] - lon[b]) < 180
    wanted, a, b = wanted[near], a[near], b[near]
    share = (time[wanted] - time[a]) / np.maximum(time[b] - time[a], 1)
    found_lat[wanted] = lat[a] + share * (lat[b] - lat[a])
    found_lon[wanted] = lon[a] + share * (lon[b] - lon[a])
    return found_lat, found_lon


def _at(
    time: npt.NDArray[np.int64],
    located: npt.NDArray[np.int64],
    position: npt.NDArray[np.int64],
    moment: npt.NDArray[np.int64],
) -> npt.NDArray[np.bool_]:
    """Whether the located photo at each position was taken at each moment."""
    at: npt.NDArray[np.bool_] = time[located[np.minimum(position, len(located) - 1)]] == moment
    return at
