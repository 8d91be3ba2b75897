"""`photosort trips`: finds trips, matches them to stored ones, and stores them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from photosort.cluster.identity import Found, match, merged_ids, name
from photosort.cluster.spans import Span, by_path, find_spans
from photosort.cluster.trips import PlaceDays
from photosort.errors import PhotosortError, UsageError
from photosort.model import LEVELS, Place, Trip
from photosort.places.timezones import offset_at_local
from photosort.settings.parsing import MAX_LABELS
from photosort.settings.trips import TripFilter, TripOptions
from photosort.store import Store
from photosort.store.times import now
from photosort.texts import is_part, is_same
from photosort.workflow.prefixes import resolve
from photosort.workflow.searched import note_search, trips_of

_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class TripsResult:
    """The result of `trips`. `created`, `updated`, `hidden` count clusters; the others count photos
    without a place and without a date.
    """

    options: TripOptions
    created: int
    updated: int
    hidden: int
    unplaced: int
    undated: int
    trips: list[Trip]


@dataclass(frozen=True)
class _Columns:
    """The photos of the library by place and day; `present` counts those on disk."""

    pairs: PlaceDays
    places: list[Place]
    address_ids: list[int]
    present: np.ndarray[tuple[int], np.dtype[np.int64]]


def find_trips(store: Store, options: TripOptions, *, rebuild: bool = False) -> TripsResult:
    """Find all trips again and store them under their old ids."""
    with store.transaction():
        note_search(store, *map(trips_of, options.levels))
        if rebuild:
            store.trips.drop_missing()
        columns = _load(store)
        spans = find_spans(
            columns.pairs, columns.places, options, offset_at_local, store.trips.masks()
        )
        found = [Found(each.identity, each.first_day, each.last_day) for each in spans]
        stored = store.trips.stored(options.levels)
        matching = match(found, stored)
        ids = name(found, stored, matching, store.trips.deleted())
        since = {each.id: each.created for each in stored}
        births = [since.get(id or "") for id in matching.ids]
        created, updated = _write(store, columns, spans, ids, births)
        store.trips.merge(merged_ids(matching, ids))
        hidden = store.trips.sleep_all_but(ids)
    unplaced, undated = store.facts.count_outside_clusters()
    shown = store.trips.shown()
    store.runs.counts = {
        "trips": len(shown),
        "created": created,
        "updated": updated,
        "hidden": hidden,
    }
    return TripsResult(
        options=options,
        created=created,
        updated=updated,
        hidden=hidden,
        unplaced=unplaced,
        undated=undated,
        trips=shown,
    )


def _load(store: Store) -> _Columns:
    ordered = by_path(store.addresses.places())
    codes = {id: code for code, (id, _) in enumerate(ordered)}
    table = np.array(store.facts.cluster_days(), dtype=np.int64).reshape(-1, 6)
    address, day, photos, present, first, last = table.T
    place = np.array([codes[id] for id in address.tolist()], dtype=np.int64)
    order = np.lexsort((day, place))
    return _Columns(
        pairs=PlaceDays(
            place=place[order],
            day=day[order],
            photos=photos[order],
            first=first[order] % _DAY_US,
            last=last[order] % _DAY_US,
        ),
        places=[each for _, each in ordered],
        address_ids=[id for id, _ in ordered],
        present=present[order],
    )


def _write(
    store: Store,
    columns: _Columns,
    spans: Sequence[Span],
    ids: Sequence[str],
    births: Sequence[str | None],
) -> tuple[int, int]:
    """Store what is new or has changed; returns how many of each."""
    before = store.trips.contents(ids)
    moment = now()
    created = updated = 0
    present: dict[str, int] = {}
    for span, id, birth in zip(spans, ids, births, strict=True):
        present[id] = int(columns.present[list(span.rows)].sum())
        days = frozenset(
            (columns.address_ids[columns.pairs.place[row]], int(columns.pairs.day[row]))
            for row in span.rows
        )
        old = before.get(id)
        facts = (span.start, span.end, span.photo_days, span.photos)
        if old and old.facts == facts and old.days == days:
            store.trips.wake(id, span.address)
            continue
        created += birth is None
        updated += birth is not None
        store.trips.put(
            _trip(span, id, present[id], birth or moment, moment), span.key, span.photos, days
        )
    store.trips.count_photos(present)
    return created, updated


def _trip(span: Span, id: str, photos: int, created: str, updated: str) -> Trip:
    return Trip(
        id=id,
        level=span.level,
        address=span.address,
        start=span.start,
        end=span.end,
        first_day=span.first_day,
        last_day=span.last_day,
        photo_days=span.photo_days,
        photos=photos,
        title=None,
        custom_id=None,
        labels={},
        created=created,
        updated=updated,
    )


def list_trips(store: Store, filter: TripFilter) -> list[Trip]:
    """The trips of the last run that match `filter`, in its order."""
    found = [trip for trip in store.trips.shown() if _fits(trip, filter)]
    if filter.sort != "start" or filter.order == "desc":
        found.sort(key=_SORTS[filter.sort], reverse=filter.order == "desc")
    end = None if filter.limit is None else filter.offset + filter.limit
    return found[filter.offset : end]


_SORTS: dict[str, Callable[[Trip], Any]] = {
    "start": lambda trip: (trip.first_day, trip.last_day, LEVELS.index(trip.level), trip.id),
    "end": lambda trip: (trip.last_day, trip.first_day, LEVELS.index(trip.level), trip.id),
    "created": lambda trip: (trip.created, trip.first_day, trip.id),
    "updated": lambda trip: (trip.updated, trip.first_day, trip.id),
}


def _fits(trip: Trip, filter: TripFilter) -> bool:
    def same(one: str | None, other: str | None) -> bool:
        return one is None or (other is not None and is_same(one, other))

    return (
        (not filter.levels or trip.level in filter.levels)
        and all(same(name, trip.address.get(level)) for level, name in filter.address.items())
        and (filter.title is None or is_part(filter.title, trip.title or ""))
        and all(trip.labels.get(key) == value for key, value in filter.labels)
        and (filter.first_day is None or trip.last_day >= filter.first_day)
        and (filter.last_day is None or trip.first_day <= filter.last_day)
    )


def show_trip(store: Store, id: str) -> Trip:
    """The trip `id`, or with that unique prefix; a merged one names its successor."""
    trip = _resolve(store, id, ("shown", "merged"))
    into = trip.merged_into
    while into and (next_trip := store.trips.get(into)) and next_trip.merged_into:
        into = next_trip.merged_into
    return replace(trip, merged_into=into)


def _resolve(store: Store, id: str, states: Sequence[str]) -> Trip:
    """A trip by its id or a unique prefix of it. Raises `PhotosortError`, `UsageError`."""
    trips = store.trips
    return resolve(id, "trip", trips.get, lambda prefix: trips.ids_starting(prefix, states))


def update_trip(
    store: Store,
    id: str,
    title: str | None,
    custom_id: str | None,
    labels: Sequence[tuple[str, str]],
) -> Trip:
    """Set title, custom id and labels of a trip; what is None stays."""
    with store.transaction():
        return set_trip(store, id, title, custom_id, labels)


def set_trip(
    store: Store,
    id: str,
    title: str | None,
    custom_id: str | None,
    labels: Sequence[tuple[str, str]],
) -> Trip:
    """As `update_trip`, inside a transaction of the caller."""
    trip = _resolve(store, id, ("shown",))
    merged = {**trip.labels, **dict(labels)}
    if len(merged) > MAX_LABELS:
        raise UsageError(f"{len(merged)} labels are too many", f"at most {MAX_LABELS}")
    store.trips.remember("update", [trip.id])
    store.trips.update(
        trip.id,
        trip.title if title is None else title,
        trip.custom_id if custom_id is None else custom_id,
        {key: value for key, value in merged.items() if value},
    )
    return show_trip(store, trip.id)


def delete_trips(store: Store, ids: Sequence[str]) -> list[str]:
    """Hide trips for good; their days are in no later trip of that place and level."""
    with store.transaction():
        found = [_resolve(store, id, ("shown",)).id for id in ids]
        store.trips.remember("delete", found)
        for id in found:
            store.trips.delete(id)
    return found


def restore_trips(store: Store, ids: Sequence[str]) -> list[str]:
    """Restore deleted trips; they are shown again after the next run."""
    with store.transaction():
        found = [_resolve(store, id, ("deleted",)).id for id in ids]
        store.trips.remember("restore", found)
        for id in found:
            if not store.trips.restore(id):
                raise PhotosortError(f"the trip {id} was not deleted")
    return found


def undo(store: Store) -> tuple[str, list[str]]:
    """Undo the last update, delete or restore: what it was, and of which trips."""
    with store.transaction():
        undone = store.trips.undo()
    if undone is None:
        raise PhotosortError("there is nothing to undo", "undo takes back update, delete, restore")
    return undone


def with_members(store: Store, trips: Sequence[Trip]) -> list[Trip]:
    """The trips with the paths of their photos."""
    return [replace(trip, members=store.trips.members(trip.id)) for trip in trips]
