"""Moments: photos close in time, and piles of them close in place.

The method is that of a Chinese patent application for clustering images: photos in order of time
are split into piles by the gap to the previous photo and by the distance in time to the mean of the
pile; consecutive piles are merged if they are close in place. (The third stage, the faces in them,
depends on who is known: see `workflow.moments`.)

The spread of the application is a sum of squares. It grows with the number of photos, so large
piles never merge. Here it is the mean; `exact` asks for the sum.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from photosort.cluster.geo import distance_km as sphere_km

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_SETTLED = 0.3
"""Examining all open stretches at once pays while it settles this share of their photos."""
_EXACT_BITS = 62


def find_moments(
    time: npt.ArrayLike,
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    *,
    time_gap: int,
    time_deviation: int,
    distance_km: float,
    spread_km: float,
    max_gap: int,
    exact: bool = False,
) -> Ints:
    """The row of the first photo of each moment, ascending.

    `time` (n,) ascending, integers; `time_gap`, `time_deviation`, `max_gap` are in its unit. `lat`
    and `lon` (n,) in degrees, NaN for none. Linear. `exact` is the application to the letter: the
    sum of squared distances instead of their mean, and no `max_gap`.

    >>> find_moments([0, 1, 9], [np.nan] * 3, [np.nan] * 3, time_gap=2, time_deviation=2,
    ...              distance_km=5, spread_km=3, max_gap=9).tolist()
    [0, 2]
    """
    times = np.asarray(time, dtype=np.int64)
    lats, lons = (np.asarray(x, dtype=np.float64) for x in (lat, lon))
    piles = split_by_time(times, time_gap, time_deviation)
    joined = is_near_before(lats, lons, piles, distance_km, spread_km, exact=exact)
    if not exact:
        joined &= _pauses(times, piles) <= max_gap
    return piles[~joined]


def split_by_time(time: Ints, gap: int, deviation: int) -> Ints:
    """The first row of each pile. `time` (n,) ascending.

    A photo joins the open pile if it comes at most `gap` after the previous photo and at most
    `deviation` after the mean of the pile. Exact, in integers.
    """
    if not len(time):
        return np.empty(0, dtype=np.int64)
    # too far from the previous photo means too far from the mean of the previous ones
    cuts = np.flatnonzero(np.diff(time) > min(gap, deviation)) + 1
    starts, ends = np.concatenate(([0], cuts)), np.concatenate((cuts, [len(time)]))
    found = [starts]
    while len(starts):
        photos = int((ends - starts).sum())
        most = int((ends - starts).max()) * int((time[ends - 1] - time[starts]).max())
        if most.bit_length() > _EXACT_BITS:
            return _sorted([*found, _walk_all(time, starts, ends, deviation)])
        cuts = _first_cuts(time, starts, ends, deviation)
        open_ = cuts >= 0
        starts, ends = cuts[open_], ends[open_]
        found.append(starts)
        if int((ends - starts).sum()) > (1 - _SETTLED) * photos:
            return _sorted([*found, _walk_all(time, starts, ends, deviation)])
    return _sorted(found)


def _first_cuts(time: Ints, starts: Ints, ends: Ints, deviation: int) -> Ints:
    """For each stretch, the first row too far from the mean of the rows before it, or -1."""
    sizes = ends - starts
    heads = np.cumsum(sizes) - sizes
    place = np.arange(int(sizes.sum())) - np.repeat(heads, sizes)
    row = place + np.repeat(starts, sizes)
    since = time[row] - np.repeat(time[starts], sizes)
    # sums over all stretches may overflow; differences within one stretch are right modulo 2**64
    before = np.cumsum(since) - since
    before -= np.repeat(before[heads], sizes)
    limit = np.minimum(deviation, time[ends - 1] - time[starts])
    too_far = since * place - before > np.repeat(limit, sizes) * place
    first = np.minimum.reduceat(np.where(too_far, row, len(time)), heads)
    return np.where(first < len(time), first, -1)


def _walk_all(time: Ints, starts: Ints, ends: Ints, deviation: int) -> Ints:
    """The later piles of each stretch, photo by photo, for stretches that are cut many times."""
    cuts: list[int] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        first, total = start, 0
        for row, moment in enumerate(time[start:end].tolist(), start):
            count = row - first
            if count * moment - total > deviation * count:
                cuts.append(row)
                first, total = row, 0
            total += moment
    return np.array(cuts, dtype=np.int64)


def _sorted(parts: list[Ints]) -> Ints:
    return np.sort(np.concatenate(parts))


def _pauses(time: Ints, piles: Ints) -> Ints:
    """Time since the last photo of the previous pile; 0 for the first pile."""
    pauses = np.zeros(len(piles), dtype=np.int64)
    pauses[1:] = time[piles[1:]] - time[piles[1:] - 1]
    return pauses


def is_near_before(
    lat: Floats, lon: Floats, piles: Ints, distance: float, spread: float, *, exact: bool
) -> npt.NDArray[np.bool_]:
    """Whether each pile is near the previous one.

    The last located photo of the previous pile must be within `distance` km of the first located
    photo of this one, and its spread with all located photos of this one at most `spread` squared.
    """
    joined = np.zeros(len(piles), dtype=bool)
    rows, counts, heads = _located(lat, piles)
    pair = np.flatnonzero((counts[1:] > 0) & (counts[:-1] > 0)) + 1
    last, first = rows[heads[pair] - 1], rows[heads[pair]]
    pair = pair[sphere_km(lat[last], lon[last], lat[first], lon[first]) <= distance]
    if not len(pair):
        return joined
    # each pair as one stretch of rows: the last located photo of the previous pile, then this one
    sizes = counts[pair] + 1
    starts = np.cumsum(sizes) - sizes
    stretch = np.arange(int(sizes.sum())) + np.repeat(heads[pair] - 1 - starts, sizes)
    own_lat, own_lon = lat[rows[stretch]], lon[rows[stretch]]
    mean_lat, mean_lon = (np.repeat(x, sizes) for x in _means(own_lat, own_lon, starts, sizes))
    squares = np.add.reduceat(sphere_km(own_lat, own_lon, mean_lat, mean_lon) ** 2, starts)
    joined[pair] = (squares if exact else squares / sizes) <= spread**2
    return joined


def centers(lat: Floats, lon: Floats, starts: Ints) -> tuple[Floats, Floats]:
    """The mean coordinates of the located photos of each stretch of rows; NaN without any."""
    rows, counts, heads = _located(lat, starts)
    some = counts > 0
    result = np.full((2, len(starts)), np.nan)
    if some.any():
        result[:, some] = _means(lat[rows], lon[rows], heads[some], counts[some])
    return result[0], result[1]


def _located(lat: Floats, starts: Ints) -> tuple[Ints, Ints, Ints]:
    """The located rows, how many each stretch has, and where those of each stretch begin."""
    rows = np.flatnonzero(~np.isnan(lat))
    heads = np.searchsorted(rows, starts)
    return rows, np.diff(np.append(heads, len(rows))), heads


def _means(lat: Floats, lon: Floats, starts: Ints, sizes: Ints) -> tuple[Floats, Floats]:
    """The mean place of each stretch, on the side of the globe where its first photo is."""
    base_lat, base_lon = lat[starts], lon[starts]
    east = lon - np.repeat(base_lon, sizes)
    east -= 360 * np.round(east / 360)
    north = lat - np.repeat(base_lat, sizes)
    mean_lat = base_lat + np.add.reduceat(north, starts) / sizes
    mean_lon = base_lon + np.add.reduceat(east, starts) / sizes
    return mean_lat, (mean_lon + 180) % 360 - 180


def fill_shifts(local: npt.ArrayLike, shift: npt.ArrayLike) -> Floats:
    """How far each wall clock is ahead of UTC, filled in where unknown.

    `local` (n,) ascending; `shift` (n,) in its unit, NaN for unknown. Between two photos with the
    same known shift, it is that shift. If they differ, it changes in the longest pause between
    them. If none is known, it is 0.

    >>> fill_shifts([0, 1, 5, 6], [2, np.nan, np.nan, 3]).tolist()
    [2.0, 2.0, 3.0, 3.0]
    """
    clock = np.asarray(local, dtype=np.int64)
    filled = np.array(shift, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(filled))
    if not len(known):
        return np.zeros(len(filled))
    before = np.searchsorted(known, np.arange(len(filled)), side="right") - 1
    original = filled[known]
    filled = original[np.maximum(before, 0)]
    changes = known[np.append(original[1:] != original[:-1], False)]
    following = dict(pairwise(known.tolist()))
    for row in changes.tolist():
        end = following[row]
        pauses = np.diff(clock[row : end + 1])
        filled[row + 1 + int(pauses.argmax()) : end] = filled[end]
    return filled
