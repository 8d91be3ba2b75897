"""`photosort trips`: find the trips, match them to the stored ones, store them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from photosort.cluster.identity import Found, Matching, match
from photosort.cluster.spans import Span, by_path, find_spans
from photosort.cluster.trips import PlaceDays
from photosort.errors import PhotosortError, UsageError
from photosort.model import Place, Trip
from photosort.places.timezones import offset_at_local
from photosort.settings import TripOptions
from photosort.store import Store
from photosort.store.times import now

_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class TripsResult:
    """What a run of `trips` found. `created`, `updated`, `hidden` count clusters, the others
    photos without a place and without a date.
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
    """The library's photos by place and day; `present` counts those still on disk."""

    pairs: PlaceDays
    places: list[Place]
    address_ids: list[int]
    present: np.ndarray[tuple[int], np.dtype[np.int64]]


def find_trips(store: Store, options: TripOptions, *, rebuild: bool = False) -> TripsResult:
    """Work out all trips afresh and store them under the ids they had."""
    counts = store.files.counts()
    with store.transaction():
        if rebuild:
            store.trips.drop_missing()
        columns = _load(store)
        spans = find_spans(columns.pairs, columns.places, options, offset_at_local)
        matching = match(
            [Found(each.identity, each.first_day, each.last_day) for each in spans],
            store.trips.stored(options.levels),
        )
        ids = _name(spans, matching, store.trips.ids())
        created, updated = _write(store, columns, spans, ids)
        store.trips.merge({old: ids[position] for old, position in matching.merged.items()})
        hidden = store.trips.sleep_all_but(ids)
    return TripsResult(
        options=options,
        created=created,
        updated=updated,
        hidden=hidden,
        unplaced=counts["photos"] + counts["videos"] - counts["placed"],
        undated=counts["photos"] + counts["videos"] - counts["dated"],
        trips=store.trips.shown(),
    )


def _load(store: Store) -> _Columns:
    ordered = by_path(store.files.places())
    codes = {id: code for code, (id, _) in enumerate(ordered)}
    table = np.array(store.files.cluster_days(), dtype=np.int64).reshape(-1, 6)
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


def _name(spans: Sequence[Span], matching: Matching, taken: set[str]) -> list[str]:
    """The id of each span: the stored one, or a new one that follows from what it is."""
    taken = set(taken)
    ids = []
    for span, id in zip(spans, matching.ids, strict=True):
        attempt = 0
        while id is None or (id in taken and attempt):
            text = f"{span.identity} {span.first_day} {attempt}"
            id = f"trip-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
            attempt += 1
        taken.add(id)
        ids.append(id)
    return ids


def _write(
    store: Store, columns: _Columns, spans: Sequence[Span], ids: Sequence[str]
) -> tuple[int, int]:
    """Store what is new or has changed; returns how many of each."""
    before = store.trips.contents(ids)
    moment = now()
    created = updated = 0
    present: dict[str, int] = {}
    for span, id in zip(spans, ids, strict=True):
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
        created += old is None
        updated += old is not None
        trip = Trip(
            id=id,
            level=span.level,
            address=span.address,
            start=span.start,
            end=span.end,
            first_day=span.first_day,
            last_day=span.last_day,
            photo_days=span.photo_days,
            photos=present[id],
            title=None,
            custom_id=None,
            labels={},
            created=moment,
            updated=moment,
        )
        store.trips.put(trip, span.key, span.photos, days)
    store.trips.count_photos(present)
    return created, updated


def list_trips(store: Store) -> list[Trip]:
    """The trips of the last run."""
    return store.trips.shown()


def show_trip(store: Store, id: str) -> Trip:
    """The trip `id`, which may be a unique prefix; one that was merged away says into which."""
    trip = store.trips.get(id)
    if trip is None:
        matches = store.trips.ids_starting(id)
        if len(matches) > 1:
            raise UsageError(f"{id} could be any of {', '.join(matches[:5])}", "type more of it")
        trip = store.trips.get(matches[0]) if matches else None
    if trip is None:
        raise PhotosortError(f"there is no trip {id}", "photosort trips list shows all of them")
    return trip


def with_members(store: Store, trips: Sequence[Trip]) -> list[Trip]:
    """The trips with the paths of their photos."""
    return [replace(trip, members=store.trips.members(trip.id)) for trip in trips]
