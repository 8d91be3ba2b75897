"""Photos as JSON and as text."""

import os
from datetime import datetime
from typing import Any

from photosort.model import (
    Facts,
    KnownFace,
    Photo,
    Taken,
)
from photosort.plan.dates import shown_moment
from photosort.report import places
from photosort.report.faces import face
from photosort.report.json import offset
from photosort.report.layout import printable


def details(photo: Photo) -> str:
    """Everything about one file, one fact per line."""
    facts = photo.facts
    rows: list[tuple[str, str]] = []
    if facts:
        taken, where = facts.taken, facts.coordinates
        size = f", {facts.width} × {facts.height}" if facts.width else ""
        rows.append(("type", f"{facts.content_type}{size}, {photo.stamp.size:,} bytes"))
        if taken:
            shift = f" {offset(taken.offset)}" if taken.offset is not None else ""
            rows.append(("taken", f"{shown_moment(taken)}{shift} ({_time_source(photo)})"))
        if where:
            height = f", {where.alt:.0f} m" if where.alt is not None else ""
            height += ", in flight" if photo.in_flight else ""
            rows.append(("location", f"{where.lat}, {where.lon}{height} ({facts.place_source})"))
        if photo.place and (photo.place.levels or not photo.in_flight):
            rows.append(("place", places.details(photo.place)))
        if facts.make or facts.model:
            rows.append(("camera", " ".join(x for x in (facts.make, facts.model) if x)))
        if facts.orientation not in (None, 1):
            rows.append(("orientation", str(facts.orientation)))
    if facts and facts.duration:
        rows.append(("duration", f"{facts.duration:.1f} s"))
    rows += [("sidecar", printable(path)) for path in photo.sidecars]
    rows += [("with it", printable(path)) for path in photo.companions]
    if photo.lead:
        rows.append((photo.relation or "", f"goes with {printable(photo.lead)}"))
    if photo.labels:
        rows.append(("labels", ", ".join(f"{k}={v}" for k, v in photo.labels.items())))
    rows += [("face", _whose(face)) for face in photo.faces]
    rows += [("trip", trip) for trip in photo.trips]
    if photo.missing:
        rows.append(("missing", "no longer on disk"))
    if photo.ignored:
        rows.append(("ignored", "left out by the ignore rules or --exclude; labels are kept"))
    if photo.error:
        rows.append(("error", photo.error))
    lines = [printable(photo.stamp.path)]
    lines += [f"  {name:<12}{printable(value)}" for name, value in rows]
    return "\n".join(lines)


def _whose(known: KnownFace) -> str:
    who = known.name or known.person or "nobody known"
    left, top, width, height = known.face.box
    return f"{known.id}  {who}, at {left},{top} ({width} × {height})"


def _time_source(photo: Photo) -> str:
    taken = photo.facts.taken if photo.facts else None
    if taken is None:
        return ""
    if taken.source == "mtime":
        return "date of the file: places it in no trip"
    if taken.source == "user":
        return "set by you"
    zone = {
        "gps": ", offset by the GPS clock",
        "edit": ", offset of the last change",
        "zone": ", offset by the place",
    }
    return f"{taken.source}{zone.get(taken.offset_source or '', '')}"


def to_json(photo: Photo, *, embeddings: bool = False) -> dict[str, Any]:
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
        "address": places.address(place),
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
