"""Trips as JSON and as text."""

import os
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from photosort.model import LEVELS, Trip, place_name
from photosort.report.layout import day, days, days_below, plural, printable
from photosort.report.page import Page
from photosort.report.remarks import remarks
from photosort.report.table import Column, Names, Row, tabulate
from photosort.report.tabular import ADDRESS

COLUMNS = (
    "id", "level", "title", *ADDRESS[1:], "start", "end", "span_days", "photo_days", "photos",
    "custom_id", "labels", "created", "updated", "home",
)  # fmt: skip
"""The columns of a list of trips; see `report.tabular`."""

_COLUMNS = (Column(), Column(cut=True), Column(right=True), Column(right=True), Column(dim=True))
_BLOCKS = {
    "country": "Countries",
    "province": "Provinces",
    "city": "Cities",
    "district": "Districts",
    "township": "Townships",
}


def table(listed: Sequence[Trip], page: Page, *, home: bool = True) -> str:
    """The clusters, a block a level, in it a year a section, finer ones below their country.

    Without `home`, days at home are one line a year, but for those with a title.
    """
    blocks = {level: [each for each in listed if each.level == level] for level in LEVELS}
    shown = {level: trips for level, trips in blocks.items() if trips}
    texts = []
    for level, trips in shown.items():
        text = tabulate(_rows(trips, page, home=home), _COLUMNS, page)
        heading = f"{page.bold(_BLOCKS[level])}\n\n" if shown.keys() != {level} else ""
        texts.append(heading + text)
    return "\n\n".join(texts)


def _rows(trips: Sequence[Trip], page: Page, *, home: bool) -> list[Row]:
    rows: list[Row] = []
    for year, group in groupby(trips, lambda trip: str(day(trip.first_day).year)):
        folded: list[Trip] = []
        alone: list[Trip] = []
        for each in group:
            (folded if each.home and not each.title and not home else alone).append(each)
        rows += [_home_row(year, folded)] if folded else []
        rows += [_row(year, each, page) for each in alone]
    return rows


def _row(year: str, trip: Trip, page: Page) -> Row:
    country = trip.address.get("country", "")
    below = trip.level != "country" and country
    names = [trip.address[x] for x in reversed(LEVELS) if x in trip.address]
    place = ", ".join(dict.fromkeys(names[:-1] if below else names))
    return Row(
        (year, printable(country)) if below else (year,),
        (
            days_below(trip.first_day, trip.last_day),
            _titled(trip, place),
            plural(trip.photo_days, "day"),
            plural(trip.photos, "photo"),
            page.short(trip.id),
        ),
    )


def _home_row(year: str, trips: Sequence[Trip]) -> Row:
    """The days at home in a year, where they were most first."""
    photos: dict[str, int] = {}
    for trip in trips:
        name = trip.address[trip.level]
        photos[name] = photos.get(name, 0) + trip.photos
    names = sorted(photos, key=lambda name: (-photos[name], name))
    between = (", ",) * (len(names) - 1)
    return Row(
        (year,),
        (
            "at home",
            Names(tuple(map(printable, names)), between),
            plural(len(trips), "cluster"),
            plural(sum(photos.values()), "photo"),
            "",
        ),
    )


def clusters(listed: Sequence[Trip], command: str) -> str:
    """`Clusters  34 by country, 120 by province: photosort trips --levels province`.

    `command` is what shows them, up to the level, here the finest one; empty without any.
    """
    counts = Counter(trip.level for trip in listed)
    levels = [level for level in LEVELS if counts[level]]
    if not levels:
        return ""
    each = ", ".join(f"{counts[level]:,} by {level}" for level in levels)
    return f"Clusters  {each}: {command} {levels[-1]}"


def place_of(trip: Trip) -> str:
    """`Kyoto, Japan`, after the title if there is one."""
    return _titled(trip, place_name(trip.address))


def _titled(trip: Trip, place: str) -> str:
    return printable(f"{trip.title} ({place})" if trip.title else place)


def details(trip: Trip) -> str:
    """One trip, line by line."""
    kind = f"{trip.level}, at home" if trip.home else trip.level
    lines = [
        f"{place_of(trip)}, {days(trip.first_day, trip.last_day)}",
        f"  {kind}, {plural(trip.photos, 'photo')} on {trip.photo_days:,}"
        f" of {plural(trip.span_days, 'day')}",
        f"  {trip.id}",
    ]
    lines += [f"  {line}" for line in remarks(trip)]
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
        "home": trip.home,
    }
    if trip.merged_into:
        document["merged_into"] = trip.merged_into
    if trip.members is not None:
        document["members"] = [os.fsdecode(path) for path in trip.members]
    return document
