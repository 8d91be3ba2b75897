"""Photos as JSON and as text."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from photosort.model import (
    Description,
    Facts,
    Journey,
    KnownFace,
    Moment,
    Photo,
    Taken,
    Trip,
    camera_name,
)
from photosort.report import attributes, places
from photosort.report import taken as taken_report
from photosort.report.faces import face
from photosort.report.json import offset
from photosort.report.layout import days, printable
from photosort.report.persons import at
from photosort.report.runs import moment as shown
from photosort.report.trips import place_of

_Row = tuple[str, str]


def details(
    photo: Photo,
    trips: Sequence[Trip] = (),
    journey: Journey | None = None,
    moment: Moment | None = None,
) -> str:
    """Everything about one file, a fact a line."""
    rows = [
        *_facts(photo),
        *_description(photo),
        *_company(photo),
        *_persons(photo),
        *_groups(trips, journey, moment),
        *_states(photo),
    ]
    lines = [f"  {name:<12}{printable(value)}" for name, value in rows if value]
    return "\n".join([printable(photo.stamp.path), *lines])


def _facts(photo: Photo) -> list[_Row]:
    """What was read of the file: kind, time, place, camera."""
    facts = photo.facts
    if facts is None:
        return []
    where, place = facts.coordinates, photo.place
    size = f", {facts.width} × {facts.height}" if facts.width else ""
    rows = [("type", f"{facts.content_type}{size}, {photo.stamp.size:,} bytes")]
    if facts.taken:
        rows.append(("taken", taken_report.sentence(facts.taken)))
        rows.append(("utc", taken_report.utc(facts.taken)))
    if where:
        height = f", {where.alt:.0f} m" if where.alt is not None else ""
        height += ", in flight" if photo.in_flight else ""
        told = _PLACE_SOURCES.get(facts.place_source or "", "")
        rows.append(("location", f"{where.lat}, {where.lon}{height}, {told}"))
    if place and (place.levels or not photo.in_flight):
        rows.append(("place", places.details(place)))
        rows.append(("", places.basis(place)))
    rows.append(("camera", camera_name(facts.make, facts.model)))
    if facts.orientation not in (None, 1):
        rows.append(("orientation", str(facts.orientation)))
    if facts.duration:
        rows.append(("duration", f"{facts.duration:.1f} s"))
    return rows


def _description(photo: Photo) -> list[_Row]:
    """What people wrote about it."""
    told = photo.facts.description if photo.facts else Description()
    return [
        ("title", told.title or ""),
        *(("caption" if number == 0 else "", line) for number, line in enumerate(_lines(told))),
        ("keywords", ", ".join(told.keywords)),
        ("rating", stars(told.rating)),
        ("favorite", "yes" if told.favorite else ""),
        ("creator", told.creator or ""),
        ("copyright", told.copyright or ""),
    ]


def _lines(told: Description) -> list[str]:
    return [line for line in (told.caption or "").splitlines() if line.strip()]


def stars(rating: int | None) -> str:
    """A rating as stars.

    >>> stars(4), stars(-1), stars(None)
    ('★★★★', 'rejected', '')
    """
    if rating is None:
        return ""
    return "rejected" if rating < 0 else "★" * rating


_PLACE_SOURCES = {
    "exif": "from Exif",
    "quicktime": "from the movie",
    "xmp": "from XMP",
    "sidecar": "from the sidecar",
    "inferred": "inferred from photos taken shortly before or after",
    "user": "set by you",
}


def _company(photo: Photo) -> list[_Row]:
    """The files that belong to it, and copies of it."""
    rows = [("sidecar", printable(path)) for path in photo.sidecars]
    if photo.pair:
        rows.append(("pair", f"{printable(photo.pair)} (Live Photo)"))
    rows += [("with it", printable(path)) for path in photo.companions if path != photo.pair]
    if photo.lead and photo.relation != "duplicate" and photo.lead != photo.pair:
        rows.append((photo.relation or "", f"goes with {printable(photo.lead)}"))
    return rows + [("duplicate", printable(path)) for path in photo.duplicates]


def _persons(photo: Photo) -> list[_Row]:
    """Who is in it, and each face with its id."""
    known = dict.fromkeys(face.name or face.person for face in photo.faces)
    people = ", ".join(name for name in known if name)
    return [("people", people), *(("face", _whose(face)) for face in photo.faces)]


def _groups(trips: Sequence[Trip], journey: Journey | None, moment: Moment | None) -> list[_Row]:
    """The journey, the trips and the moment that it belongs to."""
    rows = []
    if journey:
        # a title that was found tells the days itself
        own = journey.title != journey.found_title
        when = f", {days(journey.first_day, journey.last_day)}" if own else ""
        rows.append(("journey", f"{journey.title}{when}  {journey.id}"))
    for trip in trips:
        when = days(trip.first_day, trip.last_day)
        rows.append(("trip", f"{place_of(trip)}, {when}  {trip.id}"))
    if moment:
        name = f"{moment.name}, " if moment.name else ""
        rows.append(("moment", f"{name}{shown(moment.start)}  {moment.id}"))
    return rows


def _states(photo: Photo) -> list[_Row]:
    """Labels, and what is not as it should be."""
    rows = [("labels", ", ".join(f"{k}={v}" for k, v in photo.labels.items()))]
    if photo.missing:
        rows.append(("missing", "no longer on disk"))
    if photo.ignored:
        rows.append(("ignored", "left out by the ignore rules or --exclude; labels are kept"))
    return [*rows, ("error", photo.error or "")]


def _whose(known: KnownFace) -> str:
    who = known.name or known.person or "nobody known"
    told = attributes.words(known.face.attributes)
    return f"{known.id}  {who}, at {at(known.face.box)}{f', {told}' if told else ''}"


def to_json(photo: Photo, *, embeddings: bool = False) -> dict[str, Any]:
    """A file as `show` and `query` give it."""
    facts = photo.facts or Facts(content_type="")
    location, described = facts.coordinates, facts.description
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
        "address": places.address(place),
        "address_basis": dict(place.basis) if place else {},
        "timezone": place.timezone if place else None,
        "camera": {"make": facts.make, "model": facts.model},
        "duration": facts.duration,
        "title": described.title,
        "caption": described.caption,
        "keywords": list(described.keywords),
        "rating": described.rating,
        "favorite": described.favorite,
        "creator": described.creator,
        "copyright": described.copyright,
        "labels": dict(photo.labels),
        "pair": os.fsdecode(photo.pair) if photo.pair else None,
        "sidecars": [os.fsdecode(path) for path in photo.sidecars],
        "companions": [os.fsdecode(path) for path in photo.companions],
        "duplicates": [os.fsdecode(path) for path in photo.duplicates],
        "goes_with": os.fsdecode(photo.lead) if photo.lead else None,
        "relation": photo.relation,
        "faces": [face(each, embedding=embeddings) for each in photo.faces],
        "trips": list(photo.trips),
        "journey": photo.journey,
        "moment": photo.moment,
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
