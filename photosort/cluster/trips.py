"""Trips: photos of one place on days that follow one another, at each level of the address.

The semantics are those of Alibaba Cloud IMM's spatio-temporal clustering
(CreateLocationDateClusteringTask). Photos are reduced once to distinct (place, day) pairs; each
level then works on the pairs of the finer one, so the work after the single sort of all photos
is small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

Mask = tuple[int, int, int]
"""A group, with the first and last day on which it is ignored."""

NO_DAY = np.iinfo(np.int32).min
"""The day of a photo without a date."""

_CLOCK_BITS = 17  # seconds of a day


@dataclass(frozen=True)
class PlaceDays:
    """Distinct (place, day) pairs, one per row, sorted by place, then day.

    place      code of the finest place
    day        days since 1970-01-01, by the wall clock of the place
    photos     how many photos
    first      clock of the day's first photo
    last       clock of the day's last photo
    """

    place: Ints
    day: Ints
    photos: Ints
    first: Ints
    last: Ints


@dataclass(frozen=True)
class Runs:
    """Clusters of one level, one per row, sorted by group, then day.

    group        the group of places, as given to `find_runs`
    first_day    day of the first photo
    last_day     day of the last photo
    photo_days   days with photos
    photos       how many photos
    first_place  place of the first photo of the first day
    last_place   place of the last photo of the last day
    """

    group: Ints
    first_day: Ints
    last_day: Ints
    photo_days: Ints
    photos: Ints
    first_place: Ints
    last_place: Ints


@dataclass(frozen=True)
class _Cells:
    """Distinct pairs of group and day; `first` and `last` are clock << bits | place."""

    group: Ints
    day: Ints
    photos: Ints
    first: Ints
    last: Ints


def place_days(place: npt.ArrayLike, day: npt.ArrayLike, clock: npt.ArrayLike) -> PlaceDays:
    """Reduce photos to their distinct (place, day) pairs.

    `place` (n,) is the code of the finest place, -1 for none; `day` (n,) days since 1970-01-01,
    `NO_DAY` for none; `clock` (n,) seconds of the wall-clock day. Photos without place or day
    are ignored. Costs one sort of n integers.
    """
    places, days, clocks = (np.asarray(x, dtype=np.int64) for x in (place, day, clock))
    kept = (places >= 0) & (days != NO_DAY)
    if not kept.all():
        places, days, clocks = places[kept], days[kept], clocks[kept]
    if not len(places):
        return PlaceDays(*(np.empty(0, dtype=np.int64) for _ in range(5)))
    origin = int(days.min())
    day_bits = int(days.max() - origin).bit_length()
    if int(places.max()).bit_length() + day_bits + _CLOCK_BITS > 63:
        raise ValueError("places and days span more than 63 bits")
    code = places << (day_bits + _CLOCK_BITS)
    code |= (days - origin) << _CLOCK_BITS
    code |= clocks
    code.sort()
    pair = code >> _CLOCK_BITS
    starts, ends = _stretches(pair)
    mask = (1 << _CLOCK_BITS) - 1
    pair = pair[starts]
    return PlaceDays(
        place=pair >> day_bits,
        day=(pair & ((1 << day_bits) - 1)) + origin,
        photos=ends - starts,
        first=code[starts] & mask,
        last=code[ends - 1] & mask,
    )


def find_runs(
    pairs: PlaceDays,
    groups: Sequence[npt.ArrayLike],
    *,
    gap_days: int,
    min_days: int = 1,
    max_days: int = 99_999,
    masks: Sequence[Sequence[Mask]] = (),
) -> list[Runs]:
    """The clusters at each level.

    `groups` holds an array per level, finest level first: the group (≥ 0) of each place code, or a
    negative number if the place has no such level. Places of one group must also share a group, or
    have none, at each coarser level. Each negative number is a group of its own.

    Two photo days of a group join if at most `gap_days` empty days lie between them. Clusters
    whose span is outside `min_days`..`max_days` are dropped. `masks`, one sequence per level, names
    the days of groups that are ignored at that level.

    >>> pairs = place_days([0, 0, 0], [4, 5, 7], [0, 0, 0])
    >>> [run.first_day.tolist() for run in find_runs(pairs, [[0]], gap_days=1)]
    [[4]]
    >>> [run.first_day.tolist() for run in find_runs(pairs, [[0]], gap_days=0)]
    [[4, 7]]
    """
    if not len(pairs.place):
        empty = np.empty(0, dtype=np.int64)
        return [Runs(*(empty for _ in range(7))) for _ in groups]
    bits = max(1, int(pairs.place.max()).bit_length())
    cells = _Cells(
        pairs.place,
        pairs.day,
        pairs.photos,
        pairs.first << bits | pairs.place,
        pairs.last << bits | pairs.place,
    )
    mask = (1 << bits) - 1
    result = []
    for level, masked in zip_longest(groups, masks, fillvalue=()):
        cells = _regroup(cells, np.asarray(level, dtype=np.int64), mask)
        kept = (cells.group >= 0) & ~is_masked(cells.group, cells.day, masked)
        result.append(_runs(_select(cells, kept), gap_days, min_days, max_days, mask))
    return result


def is_masked(group: Ints, day: Ints, masks: Sequence[Mask]) -> npt.NDArray[np.bool_]:
    """Whether each pair of group and day lies in one of `masks`."""
    masked = np.zeros(len(group), dtype=bool)
    for own, first, last in masks:
        masked |= (group == own) & (day >= first) & (day <= last)
    return masked


def runs_of_pairs(pairs: PlaceDays, group: npt.ArrayLike, runs: Runs) -> Ints:
    """The row of `runs` that each pair belongs to, or -1. `group` is the group of each place."""
    own = np.asarray(group, dtype=np.int64)[pairs.place]
    if not len(runs.group):
        return np.full(len(own), -1, dtype=np.int64)
    origin = int(min(pairs.day.min(), runs.first_day.min()))
    bits = int(max(pairs.day.max(), runs.last_day.max()) - origin).bit_length() + 1
    starts = (runs.group << bits) + (runs.first_day - origin)
    row = np.searchsorted(starts, (own << bits) + (pairs.day - origin), side="right") - 1
    inside = (row >= 0) & (runs.group[row] == own) & (pairs.day <= runs.last_day[row])
    return np.where(inside, row, -1)


def _stretches(values: Ints) -> tuple[Ints, Ints]:
    """Starts and ends of the stretches of equal values."""
    edges = np.flatnonzero(values[1:] != values[:-1]) + 1
    return np.concatenate(([0], edges)), np.concatenate((edges, [len(values)]))


def _regroup(cells: _Cells, level: Ints, mask: int) -> _Cells:
    """Join the cells of one group and day. The group of a cell is that of any of its places."""
    group = level[cells.first & mask]
    low, origin = int(group.min()), int(cells.day.min())
    day_bits = int(cells.day.max() - origin).bit_length()
    code = (group - low << day_bits) | (cells.day - origin)
    if not (code[1:] < code[:-1]).any():
        order = None  # already sorted, for example if groups are numbered like places
    else:
        order = _argsort(code)
        code = code[order]
    starts, _ = _stretches(code)
    if order is None and len(starts) == len(code):
        return _Cells(group, cells.day, cells.photos, cells.first, cells.last)
    photos, first, last = (
        column if order is None else column[order]
        for column in (cells.photos, cells.first, cells.last)
    )
    code = code[starts]
    return _Cells(
        group=(code >> day_bits) + low,
        day=(code & ((1 << day_bits) - 1)) + origin,
        photos=np.add.reduceat(photos, starts),
        first=np.minimum.reduceat(first, starts),
        last=np.maximum.reduceat(last, starts),
    )


def _argsort(code: Ints) -> Ints:
    """A stable order of non-negative codes: one plain sort if the row number fits in."""
    bits = len(code).bit_length()
    if int(code.max()).bit_length() + bits > 63:
        return np.argsort(code, kind="stable")
    return np.sort(code << bits | np.arange(len(code))) & ((1 << bits) - 1)


def _select(cells: _Cells, kept: npt.NDArray[np.bool_]) -> _Cells:
    if kept.all():
        return cells
    columns = (cells.group, cells.day, cells.photos, cells.first, cells.last)
    return _Cells(*(column[kept] for column in columns))


def _runs(cells: _Cells, gap_days: int, min_days: int, max_days: int, mask: int) -> Runs:
    if not len(cells.group):
        return Runs(*(np.empty(0, dtype=np.int64) for _ in range(7)))
    apart = (cells.group[1:] != cells.group[:-1]) | (cells.day[1:] - cells.day[:-1] > gap_days + 1)
    edges = np.flatnonzero(apart) + 1
    starts = np.concatenate(([0], edges))
    ends = np.concatenate((edges, [len(cells.group)]))
    photos = np.add.reduceat(cells.photos, starts)
    span = cells.day[ends - 1] - cells.day[starts] + 1
    kept = (span >= min_days) & (span <= max_days)
    if not kept.all():
        starts, ends, photos = starts[kept], ends[kept], photos[kept]
    return Runs(
        group=cells.group[starts],
        first_day=cells.day[starts],
        last_day=cells.day[ends - 1],
        photo_days=ends - starts,
        photos=photos,
        first_place=cells.first[starts] & mask,
        last_place=cells.last[ends - 1] & mask,
    )
