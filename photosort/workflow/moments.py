"""`photosort moments`: finds moments, matches them to stored ones, and stores them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from photosort.cluster import moments as cluster
from photosort.cluster.identity import Found, Matching, Stored, merged_ids, name, settle
from photosort.dates import day_number
from photosort.model import LEVELS, Coordinates, Moment, Place
from photosort.settings.filters import Filter
from photosort.settings.moments import MomentOptions
from photosort.settings.parsing import format_offset
from photosort.store import Store
from photosort.store.moments import StoredMoment, facts_text
from photosort.store.times import from_microseconds, now
from photosort.workflow import edits
from photosort.workflow.listing import Dated, chosen
from photosort.workflow.named import MOMENTS, find, successor
from photosort.workflow.people import setting
from photosort.workflow.searched import note_search

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_DAY_US = 86_400_000_000
_MINUTE_US = 60_000_000


@dataclass(frozen=True)
class MomentsResult:
    """The result of a run; `undated` counts the photos that are in no moment."""

    moments: list[Moment]
    created: int
    updated: int
    undated: int


@dataclass(frozen=True)
class _Photos:
    """Dated photos as columns, one row each, in order of time.

    `time` is in microseconds of UTC, as far as known. `clock` is the wall clock, or UTC if only
    that is known; `ahead` is how far it is ahead of UTC, NaN for unknown; `is_utc` marks photos
    without a wall clock. `city` is a row of `cities`, or -1.
    """

    ids: Ints
    time: Ints
    clock: Ints
    ahead: Floats
    is_utc: npt.NDArray[np.bool_]
    lat: Floats
    lon: Floats
    city: Ints
    cities: list[dict[str, str]]

    def take(self, rows: npt.NDArray[np.bool_]) -> "_Photos":
        """The photos of the chosen rows."""
        columns: dict[str, Any] = {
            name: value[rows] for name, value in vars(self).items() if isinstance(value, np.ndarray)
        }
        return replace(self, **columns)


def find_moments(store: Store, options: MomentOptions) -> MomentsResult:
    """Find all moments again and store them under their old ids."""
    photos = _load(store)
    starts = cluster.find_moments(
        photos.time,
        photos.lat,
        photos.lon,
        time_gap=options.time_gap,
        time_deviation=options.time_deviation,
        distance_km=options.distance_km,
        spread_km=options.spread_km,
        max_gap=options.max_gap_days * _DAY_US,
        exact=options.exact,
    )
    photos, starts = _unmasked(photos, starts, store.moments.masks())
    with store.transaction():
        note_search(store, "moments")
        created, updated = _write(store, photos, starts)
    shown = with_members(store, store.moments.shown())
    store.runs.counts = {"moments": len(shown), "created": created, "updated": updated}
    return MomentsResult(shown, created, updated, store.moments.count_undated())


def _unmasked(
    photos: _Photos, starts: Ints, masks: Sequence[tuple[int, int]]
) -> tuple[_Photos, Ints]:
    """The photos outside `masks`, and where the moments made of them start."""
    keep = np.ones(len(photos.time), dtype=bool)
    for first, last in masks:
        low, high = np.searchsorted(photos.time, [first, last + 1])
        keep[low:high] = False
    if keep.all():
        return photos, starts
    moment = np.searchsorted(starts, np.flatnonzero(keep), side="right")
    left = np.flatnonzero(np.diff(moment, prepend=0))
    return photos.take(keep), left.astype(np.int64)


def _load(store: Store) -> _Photos:
    rows = store.moments.columns()
    ids, local, utc, lat, lon, address = zip(*rows, strict=True) if rows else [()] * 6
    clock = np.array([b if a is None else a for a, b in zip(local, utc, strict=True)], np.int64)
    known = np.array(
        [a is not None and b is not None for a, b in zip(local, utc, strict=True)], bool
    )
    is_utc = np.array([a is None for a in local], dtype=bool)
    told = np.array([0 if b is None else b for b in utc], dtype=np.int64)
    ahead = np.where(known, (clock - told).astype(np.float64), np.nan)
    ahead[is_utc] = 0
    time = clock - _fill(clock, ahead, is_utc)
    codes, cities = _cities(store.addresses.places_in_use())
    order = np.argsort(time, kind="stable")
    return _Photos(
        ids=np.array(ids, dtype=np.int64)[order],
        time=time[order],
        clock=clock[order],
        ahead=ahead[order],
        is_utc=is_utc[order],
        lat=np.array(lat, dtype=np.float64)[order],
        lon=np.where(np.isnan(np.array(lat, np.float64)), np.nan, np.array(lon, np.float64))[order],
        city=np.array([codes.get(a, -1) for a in address], dtype=np.int64)[order],
        cities=cities,
    )


def _fill(clock: Ints, ahead: Floats, is_utc: npt.NDArray[np.bool_]) -> Ints:
    """`ahead`, with unknown values filled in from neighbouring photos."""
    filled = ahead.copy()
    told = np.flatnonzero(~is_utc)
    order = told[np.argsort(clock[told], kind="stable")]
    filled[order] = cluster.fill_shifts(clock[order], ahead[order])
    return filled.astype(np.int64)


def _cities(places: Mapping[int, Place]) -> tuple[dict[int | None, int], list[dict[str, str]]]:
    """Address id → code of its city or coarser level; and the address of each code."""
    codes: dict[int | None, int] = {}
    numbers: dict[tuple[str, ...], int] = {}
    cities: list[dict[str, str]] = []
    for id, place in sorted(places.items()):
        path = next((p for x in reversed(LEVELS[:3]) if (p := place.path(x))), None)
        if path is None:
            continue
        if path not in numbers:
            numbers[path] = len(cities)
            cities.append({x: place.levels[x] for x in LEVELS[:3] if x in place.levels})
        codes[id] = numbers[path]
    return codes, cities


def _write(store: Store, photos: _Photos, starts: Ints) -> tuple[int, int]:
    """Store what is new or has changed; returns how many of each."""
    stored = store.moments.stored()
    ends = np.append(starts, len(photos.time))[1:]
    found = [
        Found("moment", first, last)
        for first, last in zip(
            photos.time[starts].tolist(), photos.time[ends - 1].tolist(), strict=True
        )
    ]
    matching, same = _match(store, photos, starts, stored)
    known = [Stored(each.id, "moment", each.created, (), each.edited) for each in stored]
    ids = name(found, known, matching, store.moments.deleted(), prefix="moment")
    by_id = {each.id: each for each in stored}
    addresses = _addresses(photos, starts)
    moment = now()
    created = updated = 0
    lats, lons = cluster.centers(photos.lat, photos.lon, starts)
    for row, (id, old) in enumerate(zip(ids, matching.ids, strict=True)):
        first, last = int(starts[row]), int(ends[row])
        birth = by_id[old].created if old else None
        each = Moment(
            id=id,
            start=_written(photos, first),
            end=_written(photos, last - 1),
            first=found[row].first_day,
            last=found[row].last_day,
            center=_center(float(lats[row]), float(lons[row])),
            address=addresses[row],
            title=None,
            labels={},
            created=birth or moment,
            updated=moment,
        )
        before = by_id.get(id)
        if before and before.shown and id in same.get(row, ()) and before.facts == facts_text(each):
            continue
        created += birth is None
        updated += birth is not None
        rows = slice(first, last)
        store.moments.put(
            each, zip(photos.ids[rows].tolist(), photos.time[rows].tolist(), strict=True)
        )
    store.moments.hide_all_but(ids, merged_ids(matching, ids))
    return created, updated


def _match(
    store: Store, photos: _Photos, starts: Ints, stored: Sequence[StoredMoment]
) -> tuple[Matching, dict[int, set[str]]]:
    """The stored moment of each found one, by shared photos; and the ids of moments with exactly
    the same photos at the same times.
    """
    files = np.array(store.moments.files(), dtype=np.int64).reshape(-1, 3)
    number, file, time = files.T
    if not len(starts) or not len(file):
        return settle([], len(starts)), {}
    moment = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(photos.time))))
    sizes = np.bincount(moment)
    had = dict(zip(*(x.tolist() for x in np.unique(number, return_counts=True)), strict=True))
    order = np.argsort(photos.ids)
    place = np.searchsorted(photos.ids, file, sorter=order)
    row = order[np.minimum(place, len(order) - 1)]
    kept = photos.ids[row] == file
    number, row, time = number[kept], row[kept], time[kept]
    pairs, inverse, counts = np.unique(
        number * len(starts) + moment[row], return_inverse=True, return_counts=True
    )
    steady = np.bincount(inverse, weights=photos.time[row] == time, minlength=len(pairs))
    by_number = {each.number: each for each in stored}
    claims, same = [], defaultdict(set)
    for pair, count, unmoved in zip(pairs.tolist(), counts.tolist(), steady.tolist(), strict=True):
        old, position = divmod(pair, len(starts))
        each = by_number[old]
        # relative to both, so that a moment that had absorbed another one releases it
        alike = count * 1_000_000_000 // (had[old] + int(sizes[position]) - count)
        first = int(photos.time[starts[position]])
        claims.append((-alike, each.created, each.id, first, position))
        if unmoved == sizes[position] == had[old]:
            same[position].add(each.id)
    return settle(claims, len(starts)), same


def _addresses(photos: _Photos, starts: Ints) -> list[dict[str, str]]:
    """The address of most located photos of each moment."""
    result: list[dict[str, str]] = [{} for _ in starts]
    placed = np.flatnonzero(photos.city >= 0)
    if not len(placed):
        return result
    moment = np.searchsorted(starts, placed, side="right") - 1
    pairs, counts = np.unique(moment * len(photos.cities) + photos.city[placed], return_counts=True)
    for i in np.lexsort((-pairs, counts)).tolist():  # the most frequent one is last, and wins
        position, city = divmod(int(pairs[i]), len(photos.cities))
        result[position] = photos.cities[city]
    return result


def _center(lat: float, lon: float) -> Coordinates | None:
    return None if np.isnan(lat) else Coordinates(round(lat, 6), round(lon, 6))


def _written(photos: _Photos, row: int) -> str:
    """The time of a photo as ISO 8601, with the offset if known."""
    clock = from_microseconds(int(photos.clock[row]))
    assert clock is not None
    text = clock.replace(microsecond=0).isoformat()
    if photos.is_utc[row]:
        return f"{text}Z"
    ahead = float(photos.ahead[row])
    return text if np.isnan(ahead) else text + format_offset(round(ahead / _MINUTE_US))


# the faces

_File = tuple[int, bytes]
"""Id and path of a photo."""


def with_members(store: Store, moments: Sequence[Moment]) -> list[Moment]:
    """The moments with their photos, persons and covers."""
    members: dict[str, list[_File]] = defaultdict(list)
    for moment, id, path in store.moments.members(each.id for each in moments):
        members[moment].append((id, path))
    files = [id for each in members.values() for id, _ in each]
    persons: dict[int, set[str | None]] = defaultdict(set)
    faces = setting(store)
    for person, file in store.persons.seen_in(files, faces.engine):
        persons[file].add(person)
    best = store.persons.largest_faces(files, faces.engine, faces.options.min_quality)
    return [
        replace(
            each,
            members=tuple(path for _, path in members[each.id]),
            groups=_groups(members[each.id], persons),
            cover=_cover(members[each.id], best),
        )
        for each in moments
    ]


def _groups(
    members: Iterable[_File], persons: Mapping[int, set[str | None]]
) -> tuple[tuple[str | None, tuple[bytes, ...]], ...]:
    """The photos of each person, most photos first; then those with unknown faces."""
    groups: dict[str | None, list[bytes]] = defaultdict(list)
    for id, path in members if persons else ():
        for person in persons.get(id, ()):
            groups[person].append(path)
    order = sorted(groups, key=lambda x: (x is None, -len(groups[x]), x or ""))
    return tuple((person, tuple(groups[person])) for person in order)


def _cover(members: Sequence[_File], best: Mapping[int, float]) -> bytes | None:
    """The photo with the largest good face, else the middle one."""
    faces = [(best[id], path) for id, path in members if id in best] if best else []
    if faces:
        return max(faces, key=lambda face: face[0])[1]
    return members[len(members) // 2][1] if members else None


# listing and editing


def list_moments(store: Store, filter: Filter) -> list[Moment]:
    """The moments of the last run that match `filter`, in its order."""
    found = store.moments.shown("deleted" if filter.deleted else "shown")
    if filter.sort == "photos":
        found = with_members(store, found)
    return with_members(store, chosen(store, store.moments, found, filter, _dated))


def _dated(moment: Moment) -> Dated:
    first, last = (day_number(text[:10]) for text in (moment.start, moment.end))
    return Dated((moment.address,), moment.title or "", first, last, len(moment.members))


def show_moment(store: Store, text: str) -> Moment:
    """The moment that `text` matches (see `workflow.named`); a merged one names its successor.

    Raises `PhotosortError` for none, `AmbiguousError` for several.
    """
    return moment_of(store, find(store.moments, MOMENTS, text).id)


def moment_of(store: Store, id: str) -> Moment:
    """The moment with this id; a merged one names its successor."""
    found = store.moments.get(id)
    assert found is not None
    found = replace(found, merged_into=successor(store.moments, found.merged_into))
    return with_members(store, [found])[0]


def update_moment(
    store: Store,
    text: str,
    title: str | None,
    custom_id: str | None,
    labels: Sequence[tuple[str, str]],
) -> Moment:
    """Give a moment a title, a custom id, labels; what is None stays."""
    id = edits.update(store, store.moments, MOMENTS, text, title, custom_id, labels)
    return moment_of(store, id)


def delete_moments(store: Store, texts: Sequence[str]) -> list[str]:
    """Hide moments for good; photos taken in their time are in no later moment."""
    return edits.delete(store, store.moments, MOMENTS, texts)


def restore_moments(store: Store, texts: Sequence[str]) -> list[str]:
    """Restore deleted moments at once, with the photos that they had."""
    return edits.restore(store, store.moments, MOMENTS, texts)


def undo(store: Store) -> tuple[str, list[str]]:
    """Undo the last update, delete or restore: what it was, and of which moments."""
    return edits.undo(store, store.moments)
