"""Journeys and homes as JSON and as text."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from photosort.model import (
    Home,
    Journey,
    Outside,
    place_name,
)
from photosort.report.json import iso_day
from photosort.report.layout import (
    day,
    days,
    days_below,
    long_day,
    plural,
    printable,
)
from photosort.report.page import Page
from photosort.report.remarks import remarks
from photosort.report.table import Column, Names, Row, aligned, tabulate
from photosort.report.tabular import ADDRESS

_COLUMNS = (
    Column(),
    Column(cut=True),
    Column(right=True),
    Column(right=True),
    Column(cut=True),
    Column(dim=True),
)

_STOP_COLUMNS = (Column(), Column(), Column(right=True))

COLUMNS = (
    "id", "title", "kind", "start", "end", "nights", "photos", "stray", "distance_km", "stops",
)  # fmt: skip
"""The columns of a list of journeys; see `report.tabular`."""


def table(listed: Sequence[Journey], page: Page) -> str:
    """The journeys, a year a section: days, where, nights, photos, stops, id."""
    rows = [
        Row(
            (str(day(each.first_day).year),),
            (
                days_below(each.first_day, each.last_day),
                printable(_where(each)),
                nights(each),
                plural(each.photos, "photo"),
                _stops(each),
                page.short(each.id),
            ),
        )
        for each in listed
    ]
    return tabulate(rows, _COLUMNS, page)


def _where(journey: Journey) -> str:
    """The user's title, else the countries, as the stops stand beside it."""
    return journey.name if journey.name != journey.place else journey.countries or journey.place


def _stops(journey: Journey) -> Names:
    """The stops: `A → B` where one followed the other, `A, B` where their days overlap."""
    names: list[str] = []
    between: list[str] = []
    last_day = 0
    for stop in journey.stops:
        name = printable(stop.name)
        if name and name not in names[-1:]:
            between += [" → " if stop.first_day >= last_day else ", "] if names else []
            names.append(name)
        last_day = max(last_day, stop.last_day)
    return Names(tuple(names), tuple(between))


def nights(journey: Journey) -> str:
    """`11 nights`; `day trip` without one."""
    return plural(journey.nights, "night") if journey.nights else "day trip"


def photos(journey: Journey) -> str:
    """`147 photos, 93 of them at 6 stops, 54 without a place`: the parts add up to the whole."""
    stopped = sum(stop.photos for stop in journey.stops)
    others = journey.photos - stopped - journey.unplaced
    parts = (
        (stopped, f"at {plural(len(journey.stops), 'stop')}"),
        (others, "on the way"),
        (journey.unplaced, "without a place"),
    )
    told = [(count, where) for count, where in parts if count > 0]
    if len(told) == 1:
        return f"{plural(journey.photos, 'photo')} {told[0][1]}"
    each = [
        f"{count:,} of them {where}" if i == 0 else f"{count:,} {where}"
        for i, (count, where) in enumerate(told)
    ]
    return ", ".join([plural(journey.photos, "photo"), *each])


def details(journey: Journey) -> str:
    """A journey stop by stop, with its photos if known."""
    lines = [
        f"{printable(journey.title)}  {journey.id}",
        f"  {days(journey.first_day, journey.last_day)}, {nights(journey)}{_distance(journey)}",
        f"  {photos(journey)}",
    ]
    if journey.stray:
        lines.append(
            f"  {plural(journey.stray, 'photo')} taken at home in the meantime, not counted"
        )
    lines += [f"  {line}" for line in remarks(journey)]
    rows = [
        (
            days(stop.first_day, stop.last_day, year=False),
            printable(place_name(stop.address) or "unnamed"),
            plural(stop.photos, "photo"),
        )
        for stop in journey.stops
    ]
    lines += [f"  {line}" for line in aligned(rows, _STOP_COLUMNS)]
    for path, located in journey.members or ():
        lines.append(f"  {printable(path)}{'' if located else ' (without a location)'}")
    return "\n".join(lines)


def _distance(journey: Journey) -> str:
    if not journey.distance_km:
        return ""
    return f", {journey.distance_km:,.0f} km from stop to stop"


def summary(count: int, changes: str, outside: Outside) -> str:
    """`18 journeys. 635 photos have no place: … would place about 214.`"""
    found = f"{plural(count, 'journey')}{changes}" if count else "No journeys"
    return f"{found}. {left_out(outside)}".rstrip()


def left_out(outside: Outside) -> str:
    """Sentences on the photos without a place or a date, and what would help; a line each."""
    said = []
    if outside.unplaced:
        text = f"{_photos_have(outside.unplaced)} no place"
        if outside.inferable:
            text += f": photosort index --infer-location would place about {outside.inferable:,}"
        said.append(f"{text}.")
    if outside.undated:
        said.append(f"{_photos_have(outside.undated)} no date.")
    return "\n".join(said)


def _photos_have(count: int) -> str:
    return f"{plural(count, 'photo')} {'has' if count == 1 else 'have'}"


def homes(found: Sequence[tuple[Home, Mapping[str, str]]]) -> str:
    """Where home was, when, and how many days support it."""
    real = [each for each in found if each[0].source != "centre"]
    if not real:
        return ""
    return "\n".join(_home_line(home, address) for home, address in real)


def _home_line(home: Home, address: Mapping[str, str]) -> str:
    where = printable(place_name(address))
    where = where or f"{home.lat:.3f}, {home.lon:.3f}"
    since = f" from {long_day(home.first_day)}" if home.first_day is not None else ""
    until = f" until {long_day(home.last_day)}" if home.last_day is not None else ""
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


HOME_COLUMNS = ("lat", "lon", *ADDRESS[1:], "from", "to", "days", "source")
"""The columns of a list of homes; see `report.tabular`."""


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
