"""Clusters with addresses, days and offsets, made of `Runs`."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np

from photosort.cluster.trips import Ints, Mask, PlaceDays, Runs, find_runs, is_masked, runs_of_pairs
from photosort.model import LEVELS, Place
from photosort.settings.parsing import format_offset
from photosort.settings.trips import TripOptions

_EPOCH = date(1970, 1, 1)

OffsetAt = Callable[[str | None, datetime], int | None]
"""Minutes east of UTC in a time zone at a wall-clock time."""


class DayMask(NamedTuple):
    """Days of a deleted cluster, which no longer count for its level and key."""

    level: str
    key: str
    first_day: int
    last_day: int


class Span(NamedTuple):
    """A cluster of one level. `rows` are its rows in the `PlaceDays` it was found in.

    `key` is the JSON of `Place.path` at the level. `start` and `end` are ISO 8601 with the offset
    that holds there on that day.
    """

    level: str
    key: str
    address: Mapping[str, str]
    first_day: int
    last_day: int
    photo_days: int
    photos: int
    start: str
    end: str
    rows: tuple[int, ...]

    @property
    def identity(self) -> str:
        """Level and key: clusters that differ in it are never matched."""
        return f"{self.level} {self.key}"


def find_spans(
    pairs: PlaceDays,
    places: Sequence[Place],
    options: TripOptions,
    offset_at: OffsetAt,
    masks: Sequence[DayMask] = (),
) -> list[Span]:
    """The trips in `pairs`, whose place codes index `places`.

    Days in `masks` are ignored at their level and key. Sorted by first day, last day, level
    (coarse first) and address.
    """
    finest_first = [level for level in reversed(LEVELS) if level in options.levels]
    groups = [_groups(places, level) for level in finest_first]
    masked = [
        _masks(level, keys, masks) for level, (_, keys) in zip(finest_first, groups, strict=True)
    ]
    found = find_runs(
        pairs,
        [group for group, _ in groups],
        gap_days=options.gap_days,
        min_days=options.min_days,
        max_days=options.max_days,
        masks=masked,
    )
    spans = []
    for level, (group, keys), runs, out in zip(finest_first, groups, found, masked, strict=True):
        run_of_row = runs_of_pairs(pairs, group, runs)
        run_of_row[is_masked(group[pairs.place], pairs.day, out)] = -1
        rows = _rows_by_run(run_of_row, len(runs.group))
        for i in range(len(runs.group)):
            path = keys[int(runs.group[i])]
            spans.append(_span(level, path, runs, i, rows[i], places, options, offset_at))
    spans.sort(
        key=lambda s: (s.first_day, s.last_day, LEVELS.index(s.level), *s.address.values(), s.key)
    )
    return spans


def _masks(level: str, keys: Sequence[tuple[str, ...]], masks: Sequence[DayMask]) -> list[Mask]:
    """The masks of a level by the number of their group."""
    numbers = {_key(path): number for number, path in enumerate(keys)}
    return [
        (numbers[mask.key], mask.first_day, mask.last_day)
        for mask in masks
        if mask.level == level and mask.key in numbers
    ]


def _key(path: tuple[str, ...]) -> str:
    return json.dumps(path, ensure_ascii=False)


def by_path(places: Mapping[int, Place]) -> list[tuple[int, Place]]:
    """(id, place) sorted by address, so that places of one group are adjacent."""

    def key(item: tuple[int, Place]) -> tuple[list[str], int]:
        known = {**item[1].levels, **item[1].ids}
        return [known.get(level, "") for level in LEVELS], item[0]

    return sorted(places.items(), key=key)


def _groups(places: Sequence[Place], level: str) -> tuple[Ints, list[tuple[str, ...]]]:
    """The group of each place at a level, and the path of names of each group.

    Places without the level get negative numbers of their own.
    """
    numbers: dict[tuple[str, ...], int] = {}
    groups = np.empty(len(places), dtype=np.int64)
    for code, place in enumerate(places):
        path = place.path(level)
        groups[code] = -1 - code if path is None else numbers.setdefault(path, len(numbers))
    return groups, list(numbers)


def _rows_by_run(run_of_row: Ints, count: int) -> list[tuple[int, ...]]:
    """The rows of each run."""
    order = np.argsort(run_of_row, kind="stable")
    bounds = np.searchsorted(run_of_row[order], np.arange(count + 1))
    return [tuple(order[bounds[i] : bounds[i + 1]].tolist()) for i in range(count)]


def _span(
    level: str,
    path: tuple[str, ...],
    runs: Runs,
    i: int,
    rows: tuple[int, ...],
    places: Sequence[Place],
    options: TripOptions,
    offset_at: OffsetAt,
) -> Span:
    first_day, last_day = int(runs.first_day[i]), int(runs.last_day[i])
    place = places[int(runs.first_place[i])]
    start = datetime.combine(_EPOCH + timedelta(days=first_day), time.min)
    end = datetime.combine(_EPOCH + timedelta(days=last_day), time.max)

    def offset(code: int, moment: datetime) -> str:
        if options.tz is not None:
            return format_offset(options.tz)
        return format_offset(offset_at(places[code].timezone, moment))

    return Span(
        level=level,
        key=_key(path),
        address={
            each: place.levels[each]
            for each in LEVELS[: LEVELS.index(level) + 1]
            if each in place.levels
        },
        first_day=first_day,
        last_day=last_day,
        photo_days=int(runs.photo_days[i]),
        photos=int(runs.photos[i]),
        start=f"{start:%Y-%m-%dT%H:%M:%S}{offset(int(runs.first_place[i]), start)}",
        end=f"{end:%Y-%m-%dT%H:%M:%S}.999999999{offset(int(runs.last_place[i]), end)}",
        rows=rows,
    )
