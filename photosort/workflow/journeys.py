"""`photosort journeys`: finds homes and journeys, matches them to stored ones, stores them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from photosort.cluster import journeys as cluster
from photosort.cluster.geo import distance_km
from photosort.cluster.homes import find_homes
from photosort.cluster.identity import Found, match, merged_ids, name
from photosort.cluster.trips import NO_DAY
from photosort.model import LEVELS, Home, Journey, JourneyStop, Place
from photosort.output import door, track
from photosort.places.timezones import offset_at_local
from photosort.settings.filters import Filter
from photosort.settings.journeys import JourneyOptions
from photosort.settings.parsing import format_offset
from photosort.store import Store
from photosort.store.journeys import facts_text
from photosort.store.times import now
from photosort.workflow import edits
from photosort.workflow.at_home import mark_at_home
from photosort.workflow.guard import guard
from photosort.workflow.listing import Dated, chosen
from photosort.workflow.named import JOURNEYS, find, successor
from photosort.workflow.searched import note_search

_EPOCH = date(1970, 1, 1)
_DAY_US = 86_400_000_000
_HOME_KM = 30.0  # an address this near names a home


@dataclass(frozen=True)
class JourneysResult:
    """The result of a run; `homes` with the addresses of photos near them."""

    homes: list[tuple[Home, dict[str, str]]]
    journeys: list[Journey]
    created: int
    updated: int


@dataclass(frozen=True)
class _Photos:
    """Dated photos as columns, one row each, and their places."""

    ids: npt.NDArray[np.int64]
    day: npt.NDArray[np.int64]
    local: npt.NDArray[np.int64]
    moment: npt.NDArray[np.int64]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    address: npt.NDArray[np.int64]
    camera: npt.NDArray[np.int64]
    flying: npt.NDArray[np.bool_]
    places: dict[int, Place]
    city: npt.NDArray[np.int64]
    cities: list[Place]

    def take(self, rows: npt.NDArray[np.bool_]) -> "_Photos":
        """The photos of the chosen rows."""
        columns: dict[str, Any] = {
            name: value[rows] for name, value in vars(self).items() if isinstance(value, np.ndarray)
        }
        return replace(self, **columns)


def find_journeys(
    store: Store, options: JourneyOptions, language: str | None = None
) -> JourneysResult:
    """Find homes and journeys again and store the journeys under their old ids.

    `language` is that of the titles in the result, None for the language of place names.
    """
    photos = _load(store)
    homes = _homes(photos, options)
    named = [(home, _address_near(photos, home)) for home in homes]
    photos, found = _find(photos, homes, options, store.journeys.masks())
    with store.transaction():
        note_search(store, "journeys")
        store.journeys.set_homes(named)
        created, updated = _write(store, photos, found)
        mark_at_home(store, homes, options.radius_km)
    store.journeys.language = language
    shown = store.journeys.shown()
    store.journeys.language = None
    store.runs.counts = {"journeys": len(shown), "created": created, "updated": updated}
    return JourneysResult(named, shown, created, updated)


def look_for_homes(store: Store, options: JourneyOptions) -> list[Home]:
    """The homes by `options` as the photos are now; nothing is stored."""
    return _homes(_load(store), options)


def with_given_homes(store: Store, options: JourneyOptions) -> JourneyOptions:
    """`options` with the homes that were given last, where they themselves give none."""
    given = tuple(home for home, _ in store.journeys.homes() if home.source == "given")
    return replace(options, homes=given) if options.homes == () and given else options


def _homes(photos: _Photos, options: JourneyOptions) -> list[Home]:
    if options.homes is None:
        return []
    return find_homes(
        np.where(photos.flying, NO_DAY, photos.day),
        photos.lat,
        photos.lon,
        local=photos.local,
        given=options.homes,
        radius_km=options.radius_km,
    )


def _find(
    photos: _Photos,
    homes: Sequence[Home],
    options: JourneyOptions,
    masks: Sequence[tuple[int, int]],
) -> tuple[_Photos, list[cluster.Journey]]:
    """The photos that count, and the journeys in them outside `masks`, the days of deleted ones.

    A journey within masks is left out. If it extends beyond them, the search is repeated without
    its masked photos. All other photos count, so whatever ends a journey still ends it.
    """
    while True:
        found = cluster.find_journeys(
            photos.day,
            photos.moment,
            photos.lat,
            photos.lon,
            photos.city,
            homes,
            local=photos.local,
            camera=photos.camera,
            flying=photos.flying,
            gap_days=options.gap_days,
            radius_km=options.radius_km,
        )
        masked = np.zeros(len(photos.day), dtype=bool)
        for first, last in masks:
            masked |= (photos.day >= first) & (photos.day <= last)
        partly = np.zeros(len(photos.day), dtype=bool)
        for each in found:
            if not masked[each.rows].all():
                partly[each.rows] = masked[each.rows]
        if not partly.any():
            return photos, [each for each in found if not masked[each.rows].all()]
        photos = photos.take(~partly)


def _load(store: Store) -> _Photos:
    places = store.addresses.places_in_use()
    rows = store.journeys.columns()
    ids, day, local, utc, lat, lon, address, camera, flying = (
        zip(*rows, strict=True) if rows else [()] * 9
    )
    cameras: dict[str | None, int] = {None: -1}
    numbers: dict[tuple[str, ...], int] = {}
    cities: list[Place] = []
    code_of: dict[int | None, int] = {None: -1}
    for id, place in sorted(places.items()):
        path = next((p for x in ("city", "province", "country") if (p := place.path(x))), None)
        if path is not None and path not in numbers:
            numbers[path] = len(cities)
            cities.append(place)
        code_of[id] = -1 if path is None else numbers[path]
    return _Photos(
        ids=np.array(ids, dtype=np.int64),
        day=np.array(day, dtype=np.int64),
        local=_by_day(np.array(local, dtype=np.int64)),
        moment=np.array(
            [a if a is not None else b for a, b in zip(utc, local, strict=True)], dtype=np.int64
        ),
        lat=np.array(lat, dtype=np.float64),
        lon=np.array(lon, dtype=np.float64),
        address=np.array([-1 if a is None else a for a in address], dtype=np.int64),
        camera=np.array([cameras.setdefault(x, len(cameras)) for x in camera], dtype=np.int64),
        flying=np.array(flying, dtype=bool),
        places=places,
        city=np.array([code_of[a] for a in address], dtype=np.int64),
        cities=cities,
    )


def _by_day(local: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Wall clocks; a date without a time of day (stored as midnight) says nothing about nights."""
    return np.where(local % _DAY_US == 0, local + _DAY_US // 2, local)


def _address_near(photos: _Photos, home: Home) -> dict[str, str]:
    """The address of most photos near a home, down to the city."""
    near = photos.address >= 0
    near &= ~np.isnan(photos.lat)
    if not near.any():
        return {}
    km = distance_km(photos.lat, photos.lon, np.array(home.lat), np.array(home.lon))
    near &= km <= min(_HOME_KM, float(np.nanmin(km[near])) + 5)
    ids, counts = np.unique(photos.address[near], return_counts=True)
    if not len(ids):
        return {}
    levels = photos.places[int(ids[counts.argmax()])].levels
    return {level: levels[level] for level in LEVELS[:3] if level in levels}


def _write(store: Store, photos: _Photos, found: Sequence[cluster.Journey]) -> tuple[int, int]:
    spans = [Found("journey", each.first_day, each.last_day) for each in found]
    stored = store.journeys.stored()
    matching = match(spans, stored)
    ids = name(spans, stored, matching, store.journeys.deleted(), prefix="journey")
    since = {each.id: each.created for each in stored}
    before = store.journeys.contents()
    moment = now()
    created = updated = 0
    for each, id, old in zip(found, ids, matching.ids, strict=True):
        birth = since.get(old or "")
        journey = _journey(photos, each, id, birth or moment, moment)
        files = photos.ids[each.rows].tolist()
        if before.get(id) == (facts_text(journey), frozenset(files)):
            continue
        created += birth is None
        updated += birth is not None
        days = np.unique(photos.day[each.rows]).tolist()
        store.journeys.put(journey, days, zip(files, each.located.tolist(), strict=True))
    store.journeys.hide_all_but(ids, merged_ids(matching, ids))
    return created, updated


def _journey(
    photos: _Photos, found: cluster.Journey, id: str, created: str, updated: str
) -> Journey:
    stops = tuple(
        JourneyStop(
            address=_address(photos, stop.city),
            start=_start(photos, stop.first_day, stop.first_row),
            end=_end(photos, stop.last_day, stop.last_row),
            first_day=stop.first_day,
            last_day=stop.last_day,
            photos=stop.photos,
            lat=round(stop.lat, 5),
            lon=round(stop.lon, 5),
        )
        for stop in found.stops
    )
    return Journey(
        id=id,
        title="",
        found_title="",  # rendered when it is shown
        start=_start(photos, found.first_day, found.first_row),
        end=_end(photos, found.last_day, found.last_row),
        first_day=found.first_day,
        last_day=found.last_day,
        photos=len(found.rows),
        distance_km=round(found.distance_km, 1),
        stray=found.stray,
        stops=stops,
        created=created,
        updated=updated,
    )


def _address(photos: _Photos, city: int) -> dict[str, str]:
    levels = photos.cities[city].levels if city >= 0 else {}
    return {level: levels[level] for level in LEVELS[:3] if level in levels}


def _offset(photos: _Photos, row: int, moment: datetime) -> str:
    place = photos.places.get(int(photos.address[row]))
    return format_offset(offset_at_local(place.timezone if place else None, moment))


def _start(photos: _Photos, day: int, row: int) -> str:
    moment = datetime.combine(_EPOCH + timedelta(days=day), time.min)
    return f"{moment:%Y-%m-%dT%H:%M:%S}{_offset(photos, row, moment)}"


def _end(photos: _Photos, day: int, row: int) -> str:
    moment = datetime.combine(_EPOCH + timedelta(days=day), time.max)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.999999999{_offset(photos, row, moment)}"


def list_journeys(store: Store, filter: Filter | None = None) -> list[Journey]:
    """The journeys of the last run that match `filter`, in its order."""
    filter = filter or Filter()
    journeys = store.journeys.shown("deleted" if filter.deleted else "shown")
    return chosen(store, store.journeys, journeys, filter, _dated)


def _dated(journey: Journey) -> Dated:
    places = [stop.address for stop in journey.stops]
    return Dated(places, journey.title, journey.first_day, journey.last_day, journey.photos)


def list_homes(store: Store) -> list[tuple[Home, dict[str, str]]]:
    """The homes of the last run."""
    return store.journeys.homes()


def show_journey(store: Store, text: str) -> Journey:
    """The journey that `text` matches (see `workflow.named`); a merged one names its successor.

    Raises `PhotosortError` for none, `AmbiguousError` for several.
    """
    return journey_of(store, find(store.journeys, JOURNEYS, text).id)


def journey_of(store: Store, id: str) -> Journey:
    """The journey with this id; a merged one names its successor."""
    journey = store.journeys.get(id)
    assert journey is not None
    return replace(journey, merged_into=successor(store.journeys, journey.merged_into))


def write_track(
    store: Store, journey: Journey, files: Mapping[str, str], *, dry_run: bool = False
) -> int:
    """Write the route of a journey to files, by format; returns the number of photos on it.

    A dry run only checks. Raises `PhotosortError` before anything is written if a file cannot be.
    """
    guarded = guard(store)
    targets = {kind: door.check(path, track.KINDS[kind], guarded) for kind, path in files.items()}
    points = store.journeys.track(journey.id)
    for kind, target in targets.items() if not dry_run else ():
        target.put(track.FORMATS[kind](journey, points).encode())
    return len(points)


def with_members(store: Store, journeys: Sequence[Journey]) -> list[Journey]:
    """The journeys with their photos, in order, and whether each has a location."""
    return [replace(each, members=tuple(store.journeys.members(each.id))) for each in journeys]


def update_journey(
    store: Store,
    text: str,
    title: str | None,
    custom_id: str | None,
    labels: Sequence[tuple[str, str]],
) -> Journey:
    """Give a journey a title, a custom id, labels; what is None stays.

    An empty title brings back the one that was found.
    """
    id = edits.update(store, store.journeys, JOURNEYS, text, title, custom_id, labels)
    return journey_of(store, id)


def delete_journeys(store: Store, texts: Sequence[str]) -> list[str]:
    """Hide journeys for good; their days are in no later journey."""
    return edits.delete(store, store.journeys, JOURNEYS, texts)


def restore_journeys(store: Store, texts: Sequence[str]) -> list[str]:
    """Restore deleted journeys, at once unless another one has any of their days by now."""
    return edits.restore(store, store.journeys, JOURNEYS, texts)


def undo(store: Store) -> tuple[str, list[str]]:
    """Undo the last update, delete or restore: what it was, and of which journeys."""
    return edits.undo(store, store.journeys)
