"""Trips as JSON and as text."""

import os
from collections.abc import Sequence
from typing import Any

from photosort.model import (
    LEVELS,
    Trip,
)
from photosort.report.layout import clip, day, days, display_width, pad, plural, printable


def table(listed: Sequence[Trip], width: int = 80) -> str:
    """The trips, one section per year, dates first; `width` is that of the terminal."""
    if not listed:
        return ""
    several = len({trip.level for trip in listed}) > 1
    rows = [
        (
            day(trip.first_day).year,
            days(trip.first_day, trip.last_day, year=False),
            place_of(trip),
            trip.level if several else "",
            plural(trip.photo_days, "day"),
            plural(trip.photos, "photo"),
            trip.id,
        )
        for trip in listed
    ]
    widths = [max(display_width(str(row[i])) for row in rows) for i in range(7)]
    fixed = 2 + widths[1] + sum(w + 2 for w in widths[3:] if w)
    room = max(12, width - fixed - 2)
    lines: list[str] = []
    year = None
    for row in rows:
        if row[0] != year:
            year = row[0]
            lines += [""] * bool(lines) + [str(year)]
        place = pad(clip(row[2], room), min(room, widths[2]))
        cells = [pad(row[1], widths[1]), place]
        cells += [pad(row[3], widths[3])] * bool(widths[3])
        cells += [row[4].rjust(widths[4]), row[5].rjust(widths[5]), row[6]]
        lines.append(f"  {'  '.join(cells)}".rstrip())
    return "\n".join(lines)


def place_of(trip: Trip) -> str:
    """`Kyoto, Japan`, after the title if there is one."""
    names = [trip.address[level] for level in reversed(LEVELS) if level in trip.address]
    place = ", ".join(dict.fromkeys(names))
    return printable(f"{trip.title} ({place})" if trip.title else place)


def details(trip: Trip) -> str:
    """One trip, line by line."""
    lines = [
        f"{place_of(trip)}, {days(trip.first_day, trip.last_day)}",
        f"  {trip.level}, {plural(trip.photos, 'photo')} on {plural(trip.photo_days, 'day')}"
        f" of {trip.span_days}",
        f"  from {trip.start}",
        f"  to   {trip.end}",
        f"  {trip.id}",
    ]
    if trip.merged_into:
        lines.append(f"  merged into {trip.merged_into}")
    if trip.custom_id:
        lines.append(f"  id of your own: {printable(trip.custom_id)}")
    if trip.labels:
        labels = ", ".join(f"{key}={value}" for key, value in trip.labels.items())
        lines.append(f"  labels: {printable(labels)}")
    lines += [f"  {printable(path)}" for path in trip.members or ()]
    return "\n".join(lines)


def to_json(trip: Trip) -> dict[str, Any]:
    """A trip; `members` and `merged_into` only if known."""
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
