"""Moments as JSON and as text."""

import os
from collections.abc import Sequence
from datetime import date
from typing import Any

from photosort.model import Moment, place_name
from photosort.report.layout import days, plural, printable
from photosort.report.page import Page
from photosort.report.remarks import remarks
from photosort.report.table import Column, Row, tabulate
from photosort.report.tabular import ADDRESS

COLUMNS = (
    "id", "title", "start", "end", "photos", "center.lat", "center.lon", *ADDRESS[1:], "cover",
    "labels", "created", "updated",
)  # fmt: skip
"""The columns of a list of moments; see `report.tabular`."""

_EPOCH = date(1970, 1, 1)


def to_json(moment: Moment) -> dict[str, Any]:
    """A moment; `merged_into` only if known."""
    document: dict[str, Any] = {
        "id": moment.id,
        "start": moment.start,
        "end": moment.end,
        "photos": len(moment.members),
        "members": [os.fsdecode(path) for path in moment.members],
        "center": moment.center and {"lat": moment.center.lat, "lon": moment.center.lon},
        "groups": [
            {"person": person, "photos": [os.fsdecode(path) for path in photos]}
            for person, photos in moment.groups
        ],
        "address": dict(moment.address),
        "cover": None if moment.cover is None else os.fsdecode(moment.cover),
        "title": moment.title,
        "custom_id": moment.custom_id,
        "labels": dict(moment.labels),
        "created": moment.created,
        "updated": moment.updated,
    }
    if moment.merged_into:
        document["merged_into"] = moment.merged_into
    return document


_COLUMNS = (
    Column(),
    Column(cut=True),
    Column(right=True),
    Column(),
    Column(cut=True),
    Column(dim=True),
)


def table(listed: Sequence[Moment], page: Page) -> str:
    """The moments, a year a section: times, place, photos, people, the best photo."""
    rows = [
        Row(
            (each.start[:4],),
            (
                _when(each),
                where(each),
                plural(len(each.members), "photo"),
                _people(each),
                printable(os.path.basename(each.cover)) if each.cover else "",
                page.short(each.id),
            ),
        )
        for each in listed
    ]
    return tabulate(rows, _COLUMNS, page)


def details(moment: Moment) -> str:
    """One moment, line by line, with its photos; its cover is marked."""
    lines = [
        f"{where(moment) or 'No known place'}, {days(_day(moment.start), _day(moment.end))}",
        f"  from {moment.start}",
        f"  to   {moment.end}",
        f"  {plural(len(moment.members), 'photo')}"
        + (f", {people}" if (people := _people(moment)) else ""),
        f"  {moment.id}",
    ]
    lines += [f"  {line}" for line in remarks(moment)]
    for person, photos in moment.groups:
        lines.append(f"  {person or 'nobody known'}: {plural(len(photos), 'photo')}")
    lines += [
        f"  {'*' if path == moment.cover else ' '} {printable(path)}" for path in moment.members
    ]
    return "\n".join(lines)


def where(moment: Moment) -> str:
    """`Kyoto, Japan`, after the title if there is one."""
    place = place_name(moment.address)
    if not moment.title:
        return printable(place)
    return printable(f"{moment.title} ({place})" if place else moment.title)


def _people(moment: Moment) -> str:
    count = sum(person is not None for person, _ in moment.groups)
    return "" if not count else "1 person" if count == 1 else f"{count} people"


def _day(text: str) -> int:
    return (date.fromisoformat(text[:10]) - _EPOCH).days


def _when(moment: Moment) -> str:
    """`2 Apr 14:05–15:30`; with the last day if it differs."""
    start, end = moment.start[11:16], moment.end[11:16]
    first, last = _day(moment.start), _day(moment.end)
    text = f"{days(first, first, year=False)} {start}"
    if first == last:
        return text if start == end else f"{text}–{end}"
    return f"{text} – {days(last, last, year=moment.start[:4] != moment.end[:4])} {end}"
