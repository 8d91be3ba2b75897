"""`photosort import`: puts back what users entered, from an export."""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from photosort.dates import day_number
from photosort.errors import PhotosortError
from photosort.model import Description, Home, Journey, NamedRegion, Shift, Trip
from photosort.plan.dates import parse_dating
from photosort.plan.stream import members
from photosort.plan.upright import inside
from photosort.progress import Progress
from photosort.settings.places import PlaceOptions
from photosort.store import Store
from photosort.store.digikam import is_digikam
from photosort.texts import composed, entered, entered_labels
from photosort.workflow import labels
from photosort.workflow.exchange import people
from photosort.workflow.exchange.albums import import_albums
from photosort.workflow.exchange.digikam import import_digikam
from photosort.workflow.exchange.result import Imported
from photosort.workflow.index import places

_CHUNK = 1 << 20

_T = TypeVar("_T", Trip, Journey)


def import_(store: Store, path: str, options: PlaceOptions, progress: Progress) -> Imported:
    """Put back what users entered, from an export, a digiKam database or a Google Takeout.

    Doing it again changes nothing.
    """
    result = Imported()
    if os.path.isdir(path):
        with store.transaction():
            import_albums(store, path, result, progress)
        return result
    if is_digikam(Path(path)):
        with store.transaction():
            import_digikam(store, Path(path), result, progress)
        return result
    naming = places.choose(store, options)
    try:
        with (
            open(path, encoding="utf-8", errors="surrogateescape", newline="") as file,
            store.transaction(),
        ):
            if path.lower().endswith(".csv"):
                _read_table(store, csv.DictReader(file), result)
            else:
                _read(store, iter(lambda: file.read(_CHUNK), ""), result)
    except (csv.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PhotosortError(
            f"{path} is not an export of photosort, or is damaged: {error}",
            "photosort export --to FILE.json makes one; nothing was changed",
        ) from error
    if result.places or result.dates:
        places.place_files(store, naming, progress)
    return result


def _read(store: Store, chunks: Iterator[str], result: Imported) -> None:
    version = None
    for key, value in members(chunks):
        if key == "photosort_export":
            version = value
        if version != 1:
            raise ValueError("it does not begin with the version 1 of exports")
        if key in _READERS:
            _READERS[key](store, value, result)
    if version is None:
        raise ValueError("it is empty")


def _read_table(store: Store, rows: Iterable[Mapping[str, str]], result: Imported) -> None:
    """The labels of a `.csv` export, which identifies photos by path only."""
    for row in rows:
        own = {key[6:]: text for key, text in row.items() if key and key.startswith("label:")}
        item: dict[str, Any] = {
            "path": row["path"],
            "size": row["size"],
            "fingerprint": None,
            "place_set": {},
            "location_set": None,
            "date_set": None,
        }
        _file(store, {**item, "labels": {key: text for key, text in own.items() if text}}, result)


def _file(store: Store, item: Mapping[str, Any], result: Imported) -> None:
    # exports of earlier versions have neither coordinates nor dates
    location, date_set = item.get("location_set"), item.get("date_set")
    told, regions = item.get("imported"), item.get("imported_regions")
    if not (item["labels"] or item["place_set"] or location or date_set or told or regions):
        return
    fingerprint = bytes.fromhex(item["fingerprint"]) if item["fingerprint"] else None
    found = store.entered.alike(os.fsencode(item["path"]), int(item["size"]), fingerprint)
    if not found:
        result.unmatched.append((item["path"], "is not in this library"))
    for id, _ in found:
        before = store.entered.labels(id)
        after = labels.merged(before, _texts(item["labels"]))
        if after != before:
            store.labels.set([id], after)
            result.files += 1
        result.places += _place(store, id, _texts(item["place_set"]), location)
        result.dates += date_set is not None and _date(store, id, str(date_set))
        result.descriptions += told is not None and _description(store, id, told)
        result.regions += bool(regions) and store.regions.give(id, _regions(regions or ()))


def _place(store: Store, id: int, levels: Mapping[str, str], location: Any) -> bool:
    """Put back a corrected place; whether that changes anything."""
    changed = False
    if levels and levels != store.corrections.levels([id]).get(id):
        store.corrections.set_levels(id, levels)
        changed = True
    if location and tuple(location) != store.corrections.location(id):
        lat, lon = map(float, location)
        store.corrections.set_location(id, lat, lon)
        changed = True
    return changed


def _date(store: Store, id: int, text: str) -> bool:
    """Put back a corrected date; whether that changes anything."""
    dating = parse_dating(text)
    if store.corrections.date(id) == dating:
        return False
    store.corrections.set_date(id, dating)
    return True


def _description(store: Store, id: int, told: Mapping[str, Any]) -> bool:
    """Put back what an import from another program said; whether that changes anything."""
    title, caption = (entered(told[key]) for key in ("title", "caption"))
    words = tuple(composed(str(word)) for word in told["keywords"])
    rating = None if told["rating"] is None else int(told["rating"])
    described = Description(title=title, caption=caption, keywords=words, rating=rating)
    return store.imports.give(id, described)


def _regions(told: Sequence[Sequence[Any]]) -> list[NamedRegion]:
    return [
        NamedRegion(composed(str(name)), area and inside([float(x) for x in area]), str(source))
        for name, area, source in told
    ]


def _texts(value: Any) -> dict[str, str]:
    if not all(isinstance(text, str) for pair in value.items() for text in pair):
        raise ValueError("a value that should be text is not")
    return entered_labels(value)


def _trip(store: Store, item: Mapping[str, Any], result: Imported) -> None:
    deleted = item["state"] == "deleted"
    own = _texts(item["labels"])
    if not (deleted or item["title"] or item["custom_id"] or own):
        return
    trip = _same_trip(store, item)
    if trip is None:
        result.unmatched.append((item["id"], "no such trip; run photosort trips, import again"))
        return
    title = entered(item["title"]) or trip.title
    custom_id = entered(item["custom_id"]) or trip.custom_id
    after = labels.merged(trip.labels, own)
    changed = (title, custom_id, after) != (trip.title, trip.custom_id, dict(trip.labels))
    if changed:
        store.trips.update(trip.id, title, custom_id, after)
    if deleted and store.entered.trip_states().get(trip.id) != "deleted":
        store.entered.delete("trip", trip.id, *_days(item))
        changed = True
    result.trips += changed


def _days(item: Mapping[str, Any]) -> tuple[int, int]:
    """First and last day of a trip or journey."""
    first, last = (day_number(item[x][:10]) for x in ("start", "end"))
    return first, last


def _same_trip(store: Store, item: Mapping[str, Any]) -> Trip | None:
    """The trip with that id, else the one at that place that shares most days."""
    found = store.trips.get(str(item["id"]))
    if found is not None and found.merged_into is None:
        return found
    rows = [
        trip
        for trip in map(store.trips.get, store.entered.trip_states())
        if trip and trip.level == item["level"] and dict(trip.address) == item["address"]
    ]
    return _most_shared(rows, _days(item))


def _most_shared(rows: Sequence[_T], days: tuple[int, int]) -> _T | None:
    first, last = days

    def shared(each: _T) -> int:
        return min(each.last_day, last) - max(each.first_day, first)

    best = max(rows, key=shared, default=None)
    return best if best is not None and shared(best) >= 0 else None


def _journey(store: Store, item: Mapping[str, Any], result: Imported) -> None:
    own = _texts(item["labels"])
    # exports of earlier versions tell neither state nor custom id
    deleted = item.get("state") == "deleted"
    if not (deleted or item["title_set"] or item.get("custom_id") or own):
        return
    journey = store.journeys.get(str(item["id"]))
    if journey is None or journey.merged_into:
        journey = _most_shared(store.journeys.known(), _days(item))
    if journey is None:
        why = "no such journey; run photosort journeys, import again"
        result.unmatched.append((item["id"], why))
        return
    before = store.journeys.entered(journey.id)
    title = entered(str(item["title"])) if item["title_set"] else before.title
    custom_id = entered(item.get("custom_id")) or before.custom_id
    after = labels.merged(before.labels, own)
    changed = (title, custom_id, after) != tuple(before)
    if changed:
        store.journeys.update(journey.id, title, custom_id, after)
    if deleted and journey.id not in store.journeys.deleted():
        store.entered.delete("journey", journey.id, *_days(item))
        changed = True
    result.journeys += changed


def _home(store: Store, item: Mapping[str, Any], result: Imported) -> None:
    if item["source"] != "given":
        return
    first, last = (None if item[x] is None else day_number(item[x]) for x in ("from", "to"))
    home = Home(float(item["lat"]), float(item["lon"]), first, last, int(item["days"]), "given")
    if all(home[:4] != known[:4] for known, _ in store.journeys.homes()):
        store.entered.add_home(home, _texts(item["address"]))
        result.homes += 1


def _shift(store: Store, item: Mapping[str, Any], result: Imported) -> None:
    shift = Shift(str(item["camera"]), str(item["first"]), str(item["last"]), int(item["seconds"]))
    if shift not in store.clocks.shifts():
        store.clocks.put([shift])
        result.clock_shifts += 1


def _questions(store: Store, item: Mapping[str, Any], result: Imported) -> None:
    saved = store.queries.saved()
    for name, text in _texts(item).items():
        if saved.get(name) != text:
            store.queries.save(name, text)
            result.questions += 1


def _moment(store: Store, item: Mapping[str, Any], result: Imported) -> None:
    changed = people.read_moment(store, item)
    if changed is None:
        why = "no such moment; run photosort moments, import again"
        result.unmatched.append((item["id"], why))
    result.moments += bool(changed)


def _person(store: Store, item: Mapping[str, Any], result: Imported) -> None:
    result.persons += people.read_person(store, item)


def _face_correction(store: Store, item: Mapping[str, Any], result: Imported) -> None:
    result.face_claims += people.read_correction(store, item)


def _different_persons(store: Store, item: Sequence[str], result: Imported) -> None:
    one, other = map(str, item)
    result.different_persons += store.reviews.keep_apart(one, other, 0)


_READERS: dict[str, Callable[[Store, Any, Imported], None]] = {
    "questions": _questions,
    "clock_shifts": _shift,
    "homes": _home,
    "trips": _trip,
    "journeys": _journey,
    "moments": _moment,
    "persons": _person,
    "face_claims": _face_correction,
    "different_persons": _different_persons,
    "files": _file,
}
"""The function that puts back each kind of item."""
