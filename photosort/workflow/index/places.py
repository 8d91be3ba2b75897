"""Addresses of files: geocoded, inferred, corrected by the user. See docs/design/places.md."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date

from photosort.model import LEVELS, Basis, Coordinates, Outside, Place
from photosort.places import geocoder, geocoders
from photosort.places.timezones import complete
from photosort.places.user import UserPlaces
from photosort.progress import Progress
from photosort.settings.places import PlaceOptions
from photosort.store import Store
from photosort.store.addresses import Unplaced
from photosort.store.renaming import Renamed, down_to

_BATCH = 1000  # files per transaction
_USER: Basis = "user"
_TOLD: Basis = "xmp"


@dataclass
class Naming:
    """How places are named: the options, on top of what the library remembers, validated."""

    options: PlaceOptions
    version: str
    engine: geocoder.Geocoder | None = None

    def ask(self, keys: "list[_Key]") -> list[Place]:
        """The place of each key, in one call."""
        if not keys:
            return []
        self.engine = self.engine or geocoders.load(self.options)
        if isinstance(self.engine, UserPlaces):
            return self.engine.places_on(keys)
        return self.engine.places([(lat, lon) for lat, lon, _ in keys])


def choose(store: Store, options: PlaceOptions) -> Naming:
    """How to name places from now on. Raises for invalid options. Stores nothing yet."""
    remembered = store.remembered.languages()
    if options.geocoder is not None or options.languages not in ((), remembered):
        geocoders.check(options)
    chosen = replace(
        options,
        geocoder=options.geocoder or store.remembered.geocoder() or geocoders.DEFAULT,
        languages=options.languages or remembered or geocoders.known_locale(options),
    )
    naming = Naming(chosen, geocoders.version_of(chosen))
    plain = chosen.geocoder == geocoders.DEFAULT and not chosen.own and not chosen.policy
    if not plain and store.remembered.get("geocoder") != naming.version:
        naming.engine = geocoders.load(chosen)  # raises before any work if something is wrong
    return naming


def place_files(store: Store, naming: Naming, progress: Progress) -> int:
    """Name the places of all files that have no address yet; returns how many.

    Addresses from another engine, version, language or set of own places are worked out again,
    without reading files. In the same transaction everything named after places follows, and the
    choice is remembered.
    """
    if store.remembered.get("geocoder") == naming.version:
        return _name_unplaced(store, naming, progress, store.transaction)
    with store.transaction():
        store.addresses.reset()
        count = _name_unplaced(store, naming, progress, nullcontext)
        chosen = {
            "geocoder": naming.options.geocoder,
            "languages": list(naming.options.languages),
        }
        store.remembered.set("places", json.dumps(chosen))
        store.journeys.retitle()
        store.remembered.set("geocoder", naming.version)
    return count


Transaction = Callable[[], AbstractContextManager[None]]


def _name_unplaced(
    store: Store, naming: Naming, progress: Progress, transaction: Transaction
) -> int:
    if not store.addresses.any_unplaced() and store.remembered.get("flights"):
        return 0
    mark_flights(store, transaction)
    unplaced = store.addresses.unplaced()
    if not unplaced:
        return 0
    progress.start("Naming places", len(unplaced))
    corrections = store.corrections.levels(each.id for each in unplaced)
    keys = [_key(each, by_day=bool(naming.options.own)) for each in unplaced]
    distinct = sorted({key for key in keys if key}, key=str)
    named: dict[_Key | None, Place] = dict(zip(distinct, naming.ask(distinct), strict=True))
    named[None] = Place()
    located = list(zip(unplaced, keys, strict=True))
    for start in range(0, len(located), _BATCH):
        part = located[start : start + _BATCH]
        places = [
            corrected(
                _above(named[key]) if each.in_flight else _filled(named[key], each, key),
                corrections.get(each.id),
            )
            for each, key in part
        ]
        with transaction():
            ids = store.addresses.address_ids(places)
            store.addresses.set(
                (each.id, id, complete(each.taken, place.timezone))
                for (each, _), place, id in zip(part, places, ids, strict=True)
            )
        progress.advance(len(part))
    _follow(store, transaction)
    progress.stop()
    return len(unplaced)


def mark_flights(store: Store, transaction: Transaction) -> None:
    """Mark photos in flight; the addresses of changed ones are worked out again."""
    import numpy as np

    from photosort.cluster.flights import HIGH_M, NO_MOMENT, SURE_M, in_flight

    high = store.facts.high(HIGH_M)
    heights = {id: alt for id, alt, _ in high}
    undecided = any(alt is not None and alt <= SURE_M for alt in heights.values())
    fixes = store.facts.fixes() if undecided else []
    fixes += [(id, NO_MOMENT, np.nan, np.nan) for id in heights.keys() - {row[0] for row in fixes}]
    ids, moment, lat, lon = zip(*fixes, strict=True) if fixes else [()] * 4
    alt = np.array([heights.get(id) for id in ids], dtype=np.float64)
    flying = in_flight(np.array(moment, dtype=np.int64), np.array(lat), np.array(lon), alt)
    now = {id for id, marked in zip(ids, flying.tolist(), strict=True) if marked}
    before = {id for id, _, marked in high if marked}
    with transaction():
        store.facts.set_in_flight(now - before, True)
        store.facts.set_in_flight(before - now, False)
        store.remembered.set("flights", "1")


def _above(place: Place) -> Place:
    """The address in an airplane: only the time zone, since the land below was not visited."""
    return Place(timezone=place.timezone)


_Key = tuple[float, float, date | None]
"""A coordinate and, if places of the user may be limited in time, a day."""


def _key(file: Unplaced, *, by_day: bool) -> _Key | None:
    if file.lat is None or file.lon is None:
        return None
    local = file.taken.local if file.taken and by_day else None
    return (*geocoder.rounded(file.lat, file.lon), local.date() if local else None)


def _filled(place: Place, file: Unplaced, key: _Key | None) -> Place:
    """`place` with what the file itself says; coordinates on the open sea are in no country."""
    return filled(place, file.created_in) if place.levels or not key else place


def filled(place: Place, told: Mapping[str, str] | None) -> Place:
    """`place` with further levels from the file itself, unless these are in another country.

    `told` maps levels and `country_code`.
    """
    code = (told or {}).get("country_code", "").upper()
    code = code if len(code) == 2 and code.isalpha() else ""
    own = {k: v for k, v in (told or {}).items() if k in LEVELS and k not in place.levels}
    if not own or (code and place.country_code not in (None, code)):
        return place
    return _with_levels(replace(place, country_code=place.country_code or code or None), own, _TOLD)


def corrected(place: Place, levels: Mapping[str, str] | None) -> Place:
    """`place` with the levels that the user set."""
    if not levels:
        return place
    return _with_levels(place, levels, _USER)


def _with_levels(place: Place, levels: Mapping[str, str], source: Basis) -> Place:
    basis = {**place.basis, **dict.fromkeys(levels, source)}
    ids = {**place.ids, **{level: f"{source}:{name}" for level, name in levels.items()}}
    names = {**place.levels, **levels}
    ordered = {level: names[level] for level in LEVELS if level in names}
    return replace(place, levels=ordered, basis=basis, ids=ids if place.ids else {})


def _follow(store: Store, transaction: Transaction) -> None:
    """Give trips the new keys of places whose photos all got another address, and rewrite texts
    that contain old place names.
    """
    replaced = store.addresses.replaced()
    if not replaced:
        return
    known = store.addresses.places()
    living = [known[id] for id in store.addresses.used()]
    keys: dict[tuple[str, str], str] = {}
    names: Renamed = {}
    for level in LEVELS:
        paths, texts = {x.path(level) for x in living}, {down_to(x.levels, level) for x in living}
        for old, new, _ in replaced:  # most files first
            before, after = known[old].path(level), known[new].path(level)
            if before and after and before not in paths:
                keys.setdefault((level, _text(before)), _text(after))
            told, now = (down_to(known[id].levels, level) for id in (old, new))
            if told and now and told not in texts:
                names.setdefault(told, now)
    with transaction():
        store.trips.rename(keys)
        if names:
            for noun in (store.trips, store.journeys, store.moments):
                noun.rename_places(names)
        store.addresses.settle()


def _text(path: tuple[str, ...]) -> str:
    return json.dumps(path, ensure_ascii=False)


INFER = "infer_location"
"""The fact that places are inferred: `due` if files have changed since, else `done`."""


def infer_places(store: Store, wanted: bool | None) -> None:
    """Infer the places of photos without GPS, if the library does so and files have changed;
    `wanted` turns it on or off.
    """
    state = store.remembered.get(INFER)
    if wanted is False and state is not None:
        with store.transaction():
            store.facts.drop_inferred()
            store.remembered.drop(INFER)
    elif state == "due" or (wanted and state is None):
        mark_flights(store, store.transaction)
        changes = _inferred(store)
        with store.transaction():
            store.facts.set_inferred(changes)
            store.remembered.set(INFER, "done")


def note_changes(store: Store) -> None:
    """Have places inferred again, since files will have changed."""
    if store.remembered.get(INFER) == "done":
        store.remembered.set(INFER, "due")


def outside(store: Store) -> Outside:
    """The photos without a place or a date, and how many would be placed by `infer_places`.

    Nothing is stored. None would where the library infers already.
    """
    unplaced, undated = store.facts.count_outside_clusters()
    return Outside(unplaced, undated, len(inferable(store)) if unplaced else 0)


def inferable(store: Store) -> set[int]:
    """The files without an address that `infer_places` would place; none where it does already."""
    if store.remembered.get(INFER) is not None:
        return set()
    waiting = store.facts.unplaced()
    if not waiting:
        return set()
    return {id for id, _, _ in _inferred(store) if id in waiting}


def _inferred(store: Store) -> list[tuple[int, float | None, float | None]]:
    """The files whose inferred place has changed: (id, lat, lon)."""
    import numpy as np

    from photosort.cluster.inference import infer_places as infer

    rows = store.facts.timeline()
    if not rows:
        return []
    own = np.array([row[2] is None or row[4] for row in rows])
    lat, lon = (
        np.where(own, np.nan, np.array([row[i] for row in rows], dtype=np.float64)) for i in (2, 3)
    )
    found = infer(np.array([row[1] for row in rows], dtype=np.int64), lat, lon)
    changes: list[tuple[int, float | None, float | None]] = []
    before = np.array([row[4] for row in rows], dtype=bool)
    for i in np.flatnonzero(before | ~np.isnan(found[0])).tolist():
        id, _, old_lat, old_lon, inferred = rows[i]
        new_lat, new_lon = (float(column[i]) for column in found)
        place = None if np.isnan(new_lat) else Coordinates(round(new_lat, 6), round(new_lon, 6))
        if place and (not inferred or (old_lat, old_lon) != (place.lat, place.lon)):
            changes.append((id, place.lat, place.lon))
        elif inferred and not place:
            changes.append((id, None, None))
    return changes
