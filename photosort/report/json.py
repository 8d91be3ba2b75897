"""Results as JSON: the keys that other programs rely on."""

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from photosort.errors import PhotosortError
from photosort.model import (
    Facts,
    FolderMove,
    Home,
    Journey,
    Photo,
    Place,
    Root,
    Settings,
    Skipped,
    Taken,
    Trip,
)
from photosort.report.faces import face
from photosort.settings.parsing import format_offset


def error(problem: PhotosortError) -> dict[str, Any]:
    """`{"error": {"message", "hint", "code"}}`."""
    return {
        "error": {"message": problem.message, "hint": problem.hint, "code": problem.code},
    }


def failures(failed: Sequence[Skipped]) -> list[dict[str, str]]:
    """Files that could not be read, and why."""
    return [{"path": os.fsdecode(path), "error": reason} for path, reason in failed]


def offset(minutes: int | None) -> str | None:
    """`+08:00` for 480, None for None."""
    return None if minutes is None else format_offset(minutes)


def photo(photo: Photo, *, embeddings: bool = False) -> dict[str, Any]:
    """A file as `show` and `query` give it."""
    facts = photo.facts or Facts(content_type="")
    location = facts.coordinates
    place = photo.place
    return {
        "path": os.fsdecode(photo.stamp.path),
        "content_type": facts.content_type or None,
        "size": photo.stamp.size,
        "width": facts.width,
        "height": facts.height,
        "orientation": facts.orientation,
        "taken": taken(facts.taken),
        "location": {
            "lat": location and location.lat,
            "lon": location and location.lon,
            "alt": location and location.alt,
            "source": facts.place_source,
        },
        "in_flight": photo.in_flight,
        "address": address(place),
        "address_basis": dict(place.basis) if place else {},
        "timezone": place.timezone if place else None,
        "camera": {"make": facts.make, "model": facts.model},
        "duration": facts.duration,
        "labels": dict(photo.labels),
        "pair": os.fsdecode(photo.pair) if photo.pair else None,
        "sidecars": [os.fsdecode(path) for path in photo.sidecars],
        "companions": [os.fsdecode(path) for path in photo.companions],
        "goes_with": os.fsdecode(photo.lead) if photo.lead else None,
        "relation": photo.relation,
        "faces": [face(each, embedding=embeddings) for each in photo.faces],
        "trips": list(photo.trips),
        "missing": photo.missing,
        "ignored": photo.ignored,
        "error": photo.error,
    }


_TAKEN = ("local", "offset", "utc", "source", "precision", "offset_source", "shift")


def taken(moment: Taken | None) -> dict[str, Any]:
    """When a photo was taken, to the second; unknown values are null."""
    if moment is None:
        return dict.fromkeys(_TAKEN)
    return {
        "local": _second(moment.local),
        "offset": offset(moment.offset),
        "utc": _second(moment.utc, "Z"),
        "source": moment.source,
        "precision": moment.precision,
        "offset_source": moment.offset_source,
        "shift": moment.shift,
    }


def _second(moment: datetime | None, suffix: str = "") -> str | None:
    return moment.replace(microsecond=0).isoformat() + suffix if moment else None


def address(place: Place | None) -> dict[str, str]:
    """The known levels of an address, with the country's code."""
    if place is None or not place.levels:
        return {}
    code = {"country_code": place.country_code} if place.country_code else {}
    levels = dict(place.levels)
    return {"country": levels.pop("country"), **code, **levels} if "country" in levels else levels


def place(lat: float, lon: float, found: Place) -> dict[str, Any]:
    """A line of `photosort place`."""
    return {
        "lat": lat,
        "lon": lon,
        "address": address(found),
        "address_basis": dict(found.basis),
        "timezone": found.timezone,
    }


def trip(trip: Trip) -> dict[str, Any]:
    """A trip; `members` and `merged_into` only where they are known."""
    document: dict[str, Any] = {
        "id": trip.id,
        "level": trip.level,
        "address": dict(trip.address),
        "start": trip.start,
        "end": trip.end,
        "span_days": trip.span_days,
        "photo_days": trip.photo_days,
        "photos": trip.photos,
        "title": trip.title,
        "custom_id": trip.custom_id,
        "labels": dict(trip.labels),
        "created": trip.created,
        "updated": trip.updated,
    }
    if trip.merged_into:
        document["merged_into"] = trip.merged_into
    if trip.members is not None:
        document["members"] = [os.fsdecode(path) for path in trip.members]
    return document


def journey(journey: Journey) -> dict[str, Any]:
    """A journey with its stops."""
    document: dict[str, Any] = {
        "id": journey.id,
        "title": journey.title,
        "kind": journey.kind,
        "start": journey.start,
        "end": journey.end,
        "nights": journey.nights,
        "photos": journey.photos,
        "distance_km": journey.distance_km,
        "stray": journey.stray,
        "stops": [
            {
                "address": dict(stop.address),
                "start": stop.start,
                "end": stop.end,
                "photos": stop.photos,
                "lat": stop.lat,
                "lon": stop.lon,
            }
            for stop in journey.stops
        ],
        "labels": dict(journey.labels),
        "created": journey.created,
        "updated": journey.updated,
    }
    if journey.merged_into:
        document["merged_into"] = journey.merged_into
    return document


def home(home: Home, address: Mapping[str, str]) -> dict[str, Any]:
    """A home; null dates are open."""
    return {
        "lat": home.lat,
        "lon": home.lon,
        "address": dict(address),
        "from": _day(home.first_day),
        "to": _day(home.last_day),
        "days": home.days,
        "source": home.source,
    }


def _day(number: int | None) -> str | None:
    return None if number is None else (date(1970, 1, 1) + timedelta(days=number)).isoformat()


def root(root: Root) -> dict[str, Any]:
    """A known folder and how it stands."""
    return {
        "path": os.fsdecode(root.path),
        "phase": root.phase,
        "state": root.state,
        "last_run": root.last_run,
    }


def folder_move(move: FolderMove) -> dict[str, Any]:
    """A known folder that stands elsewhere now."""
    return {
        "from": os.fsdecode(move.old),
        "to": os.fsdecode(move.new),
        "found": move.found,
        "files": move.files,
    }


def settings(kept: Settings) -> dict[str, Any]:
    """What a library is bound to."""
    return {
        "languages": list(kept.languages),
        "geocoder": kept.geocoder,
        "infer_location": kept.infer_location,
        "clock_shifts": [
            {
                "camera": shift.camera,
                "from": shift.first or None,
                "to": shift.last or None,
                "seconds": shift.seconds,
            }
            for shift in kept.clock_shifts
        ],
        "ignore": kept.ignore,
        "exclude": list(kept.excludes),
        "engine": kept.engine,
    }


def status(
    library: str,
    counts: Mapping[str, int],
    trips: int,
    roots: Sequence[Root],
    kept: Settings,
) -> Any:
    """The library in numbers."""
    return {
        "library": library,
        **{key: counts[key] for key in ("files", "photos", "videos", "located", "dated")},
        "faces": counts["faces"],
        "persons": counts["persons"],
        "trips": trips,
        "missing": counts["missing"],
        "ignored": counts["ignored"],
        "failed": counts["failed"],
        "roots": [root(each) for each in roots],
        "settings": settings(kept),
    }
