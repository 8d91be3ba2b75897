"""`photosort trips`: finds trips, matches them to stored ones, and stores them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from photosort.cluster.identity import Found, match, merged_ids, name
from photosort.cluster.spans import Span, by_path, find_spans
from photosort.cluster.trips import PlaceDays
from photosort.model import LEVELS, Home, Place, Trip
from photosort.places.timezones import offset_at_local
from photosort.settings.filters import Filter
from photosort.settings.trips import TripOptions
from photosort.store import Store
from photosort.store.times import now
from photosort.workflow import edits
from photosort.workflow.at_home import mark_at_home
from photosort.workflow.listing import Dated, chosen
from photosort.workflow.named import TRIPS, find, successor
from photosort.workflow.searched import note_search, trips_of

_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class TripsResult:
    """The result of `trips`; `created`, `updated`, `hidden` count clusters."""

    options: TripOptions
    created: int
    updated: int
    hidden: int
    trips: list[Trip]


@dataclass(frozen=True)
class _Columns:
    """The photos of the library by place and day; `present` counts those on disk."""

    pairs: PlaceDays
    places: list[Place]
    address_ids: list[int]
    present: np.ndarray[tuple[int], np.dtype[np.int64]]


def find_trips(
    store: Store,
    options: TripOptions,
    *,
    rebuild: bool = False,
    homes: Sequence[Home] = (),
    radius_km: float = 60.0,
) -> TripsResult:
    """Find all trips again and store them under their old ids.

    Trips that are days within `radius_km` of `homes` are marked.
    """
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
        mark_at_home(store, homes, radius_km)
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


def list_trips(store: Store, filter: Filter) -> list[Trip]:
    """The trips of the last run that match `filter`, in its order."""
    trips = store.trips.shown("deleted" if filter.deleted else "shown")
    levels = filter.levels or LEVELS
    return chosen(
        store, store.trips, (each for each in trips if each.level in levels), filter, _dated
    )


def _dated(trip: Trip) -> Dated:
    return Dated((trip.address,), trip.title or "", trip.first_day, trip.last_day, trip.photos)


def show_trip(store: Store, text: str) -> Trip:
    """The trip that `text` matches (see `workflow.named`); a merged one names its successor.

    Raises `PhotosortError` for none, `AmbiguousError` for several.
    """
    return trip_of(store, find(store.trips, TRIPS, text).id)


def trip_of(store: Store, id: str) -> Trip:
    """The trip with this id; a merged one names its successor."""
    trip = store.trips.get(id)
    assert trip is not None
    return replace(trip, merged_into=successor(store.trips, trip.merged_into))


def update_trip(
    store: Store,
    text: str,
    title: str | None,
    custom_id: str | None,
    labels: Sequence[tuple[str, str]],
) -> Trip:
    """Give a trip a title, a custom id, labels; what is None stays."""
    return trip_of(store, edits.update(store, store.trips, TRIPS, text, title, custom_id, labels))


def delete_trips(store: Store, texts: Sequence[str]) -> list[str]:
    """Hide trips for good; their days are in no later trip of that place and level."""
    return edits.delete(store, store.trips, TRIPS, texts)


def restore_trips(store: Store, texts: Sequence[str]) -> list[str]:
    """Restore deleted trips; they are shown again after the next run."""
    return edits.restore(store, store.trips, TRIPS, texts)


def undo(store: Store) -> tuple[str, list[str]]:
    """Undo the last update, delete or restore: what it was, and of which trips."""
    return edits.undo(store, store.trips)


def with_members(store: Store, trips: Sequence[Trip]) -> list[Trip]:
    """The trips with the paths of their photos."""
    return [replace(trip, members=store.trips.members(trip.id)) for trip in trips]
