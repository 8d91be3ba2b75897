"""Journeys and homes as JSON and as text."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from photosort.model import (
    Home,
    Journey,
)
from photosort.report.json import iso_day
from photosort.report.layout import clip, day, days, display_width, pad, plural, printable


def table(listed: Sequence[Journey], width: int = 80) -> str:
    """The journeys, one section per year: dates, title, nights, stops, photos."""
    if not listed:
        return ""
    rows = [
        (
            str(day(each.first_day).year),
            days(each.first_day, each.last_day, year=False),
            printable(each.title),
            plural(each.nights, "night") if each.nights else "day trip",
            plural(len(each.stops), "stop"),
            f"{each.distance_km:,.0f} km" if each.distance_km else "",
            plural(each.photos, "photo"),
            each.id,
        )
        for each in listed
    ]
    widths = [max(display_width(row[i]) for row in rows) for i in range(8)]
    room = max(16, width - sum(widths[1:2] + widths[3:]) - 14)
    lines: list[str] = []
    for i, row in enumerate(rows):
        if i == 0 or row[0] != rows[i - 1][0]:
            lines += [""] * bool(lines) + [row[0]]
        title = pad(clip(row[2], room), min(room, widths[2]))
        numbers = [row[k].rjust(widths[k]) for k in range(3, 7)]
        lines.append(f"  {'  '.join([pad(row[1], widths[1]), title, *numbers, row[7]])}")
    return "\n".join(lines)


def details(journey: Journey, members: Sequence[tuple[bytes, bool]] | None) -> str:
    """A journey stop by stop."""
    lines = [
        f"{printable(journey.title)}  {journey.id}",
        f"  {days(journey.first_day, journey.last_day)},"
        f" {plural(journey.nights, 'night') if journey.nights else 'a day trip'},"
        f" {plural(journey.photos, 'photo')}, {journey.distance_km:,.0f} km between stops",
    ]
    if journey.stray:
        lines.append(f"  {plural(journey.stray, 'photo')} at home meanwhile: not part of it")
    if journey.merged_into:
        lines.append(f"  merged into {journey.merged_into}")
    if journey.custom_id:
        lines.append(f"  id of your own: {printable(journey.custom_id)}")
    if journey.labels:
        labels = ", ".join(f"{key}={value}" for key, value in journey.labels.items())
        lines.append(f"  labels: {printable(labels)}")
    rows = [
        (
            days(stop.first_day, stop.last_day, year=False),
            printable(_place_name(stop.address) or "unnamed"),
            plural(stop.photos, "photo"),
        )
        for stop in journey.stops
    ]
    widths = [max((display_width(row[i]) for row in rows), default=0) for i in range(3)]
    lines += [
        f"  {pad(when, widths[0])}  {pad(where, widths[1])}  {count.rjust(widths[2])}"
        for when, where, count in rows
    ]
    for path, located in members or ():
        lines.append(f"  {printable(path)}{'' if located else ' (without a location)'}")
    return "\n".join(lines)


def homes(found: Sequence[tuple[Home, Mapping[str, str]]]) -> str:
    """Where home was, when, and how many days support it."""
    real = [each for each in found if each[0].source != "centre"]
    if not real:
        return ""
    return "\n".join(_home_line(home, address) for home, address in real)


def _place_name(address: Mapping[str, str]) -> str:
    """`Kyoto, Japan`: finest first, each name once."""
    return ", ".join(dict.fromkeys(reversed(list(address.values()))))


def _home_line(home: Home, address: Mapping[str, str]) -> str:
    where = printable(_place_name(address))
    where = where or f"{home.lat:.3f}, {home.lon:.3f}"
    since = f" from {day(home.first_day):%Y-%m-%d}" if home.first_day is not None else ""
    until = f" to {day(home.last_day):%Y-%m-%d}" if home.last_day is not None else ""
    kind = "Second home" if home.source == "second" else "Home"
    rests = f" ({plural(home.days, 'photo day')})" if home.days else ""
    return f"{kind}: {where}{since}{until}{rests}"


def to_json(journey: Journey) -> dict[str, Any]:
    """A journey with its stops."""
    document: dict[str, Any] = {
        "id": journey.id,
        "title": journey.title,
        "custom_id": journey.custom_id,
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
    if journey.members is not None:
        document["members"] = [
            {"path": os.fsdecode(path), "located": bool(located)}
            for path, located in journey.members
        ]
    return document


def home_to_json(home: Home, address: Mapping[str, str]) -> dict[str, Any]:
    """A home; null dates are open."""
    return {
        "lat": home.lat,
        "lon": home.lon,
        "address": dict(address),
        "from": iso_day(home.first_day),
        "to": iso_day(home.last_day),
        "days": home.days,
        "source": home.source,
    }
