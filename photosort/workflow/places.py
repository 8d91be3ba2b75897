"""Addresses for the files of the library: geocoded, inferred, corrected by the user."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from photosort.model import LEVELS, Basis, Coordinates, Place
from photosort.places import geocoder
from photosort.places.timezones import complete
from photosort.places.user import UserPlaces
from photosort.progress import Progress
from photosort.settings import PlaceOptions
from photosort.store import Store
from photosort.store.files import Unplaced

_BATCH = 1000  # files a transaction
_USER: Basis = "user"


def place_files(store: Store, options: PlaceOptions, progress: Progress) -> int:
    """Name the places of all files that have no address yet; returns how many.

    Addresses that another engine, version, language or set of own places gave are worked out
    again, without reading files, and trips follow to the new ones.
    """
    chosen = _chosen(store, options)
    version = geocoder.version_of(chosen)
    if store.files.fact("geocoder") != version:
        with store.transaction():
            store.files.reset_addresses()
            store.files.set_fact("geocoder", version)
    unplaced = store.files.unplaced()
    if not unplaced:
        return 0
    progress.start("Naming places", len(unplaced))
    corrections = store.corrections.levels(each.id for each in unplaced)
    keys = [_key(each, by_day=bool(chosen.own)) for each in unplaced]
    distinct = sorted({key for key in keys if key}, key=str)
    named: dict[_Key | None, Place] = dict(zip(distinct, _ask(chosen, distinct), strict=True))
    named[None] = Place()
    located = list(zip(unplaced, keys, strict=True))
    for start in range(0, len(located), _BATCH):
        part = located[start : start + _BATCH]
        places = [corrected(named[key], corrections.get(each.id)) for each, key in part]
        with store.transaction():
            ids = store.files.address_ids(places)
            store.files.set_addresses(
                (each.id, id, complete(each.taken, place.timezone))
                for (each, _), place, id in zip(part, places, ids, strict=True)
            )
        progress.advance(len(part))
    _follow(store)
    progress.stop()
    return len(unplaced)


def _chosen(store: Store, options: PlaceOptions) -> PlaceOptions:
    """The options, with what an earlier run chose where this one says nothing."""
    kept = json.loads(store.files.fact("places") or "{}")
    engine = options.geocoder or kept.get("geocoder") or geocoder.DEFAULT
    languages = options.languages or tuple(kept.get("languages", ())) or options.locale
    with store.transaction():
        store.files.set_fact(
            "places", json.dumps({"geocoder": engine, "languages": list(languages)})
        )
    return replace(options, geocoder=engine, languages=languages)


_Key = tuple[float, float, date | None]
"""A coordinate and, where places of the user's may hold for some time only, a day."""


def _key(file: Unplaced, *, by_day: bool) -> _Key | None:
    if file.lat is None or file.lon is None:
        return None
    local = file.taken.local if file.taken and by_day else None
    return (*geocoder.rounded(file.lat, file.lon), local.date() if local else None)


def _ask(options: PlaceOptions, keys: list[_Key]) -> list[Place]:
    """The place of each key, in one call."""
    if not keys:
        return []
    engine = geocoder.load(options)
    if isinstance(engine, UserPlaces):
        return engine.places_on(keys)
    return engine.places([(lat, lon) for lat, lon, _ in keys])


def corrected(place: Place, levels: Mapping[str, str] | None) -> Place:
    """`place` with the levels that the user set."""
    if not levels:
        return place
    basis = {**place.basis, **dict.fromkeys(levels, _USER)}
    ids = {**place.ids, **{level: f"user:{name}" for level, name in levels.items()}}
    names = {**place.levels, **levels}
    ordered = {level: names[level] for level in LEVELS if level in names}
    return replace(place, levels=ordered, basis=basis, ids=ids if place.ids else {})


def _follow(store: Store) -> None:
    """Let trips follow where all photos of a place have got another address."""
    replaced = store.files.replaced_addresses()
    if not replaced:
        return
    known = store.files.places()
    used = store.files.used_addresses()
    keys: dict[tuple[str, str], str] = {}
    for level in LEVELS:
        living = {known[id].path(level) for id in used}
        for old, new, _ in replaced:  # most files first
            before, after = known[old].path(level), known[new].path(level)
            if before and after and before not in living:
                keys.setdefault((level, _text(before)), _text(after))
    with store.transaction():
        store.trips.rename(keys)
        store.files.settle_addresses()


def _text(path: tuple[str, ...]) -> str:
    return json.dumps(path, ensure_ascii=False)


def infer_places(store: Store) -> None:
    """Give photos without GPS the place of located ones shortly before and after."""
    import numpy as np

    from photosort.cluster.inference import infer_places as infer

    rows = store.files.timeline()
    if not rows:
        return
    own = np.array([row[2] is None or row[4] for row in rows])
    lat, lon = (
        np.where(own, np.nan, np.array([row[i] for row in rows], dtype=np.float64)) for i in (2, 3)
    )
    found = infer(np.array([row[1] for row in rows], dtype=np.int64), lat, lon)
    changes: list[tuple[int, float | None, float | None]] = []
    for (id, _, old_lat, old_lon, inferred), (new_lat, new_lon) in zip(
        rows, zip(*found, strict=True), strict=True
    ):
        place = (
            None
            if np.isnan(new_lat)
            else Coordinates(round(float(new_lat), 6), round(float(new_lon), 6))
        )
        if place and (not inferred or (old_lat, old_lon) != (place.lat, place.lon)):
            changes.append((id, place.lat, place.lon))
        elif inferred and not place:
            changes.append((id, None, None))
    with store.transaction():
        store.files.set_inferred(changes)
