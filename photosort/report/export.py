"""A whole library as one JSON document, or as a table of files."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from photosort.model import Photo
from photosort.report import photos
from photosort.report.tabular import ADDRESS, cell, value_at

_COLUMNS = (
    "path", "content_type", "size", "width", "height", "orientation", "taken.local",
    "taken.offset", "taken.utc", "taken.source", "taken.precision", "location.lat", "location.lon",
    "location.alt", "location.source", *ADDRESS, "timezone", "camera.make", "camera.model",
    "duration", "missing", "error", "title", "caption", "keywords", "rating", "favorite", "creator",
    "copyright",
)  # fmt: skip

_WORDS = ("title", "caption", "keywords", "creator", "copyright")
"""Columns of text that may come from anybody."""

_NAMES = [
    name.rpartition(".")[2]
    if name.startswith(("location.", "address.", "camera.")) and name != "location.source"
    else name
    for name in _COLUMNS
]

BEGINNINGS = (rb'\{\s*"photosort_export": 1', re.escape(",".join(_NAMES[:10]).encode()))
"""What exports begin with, as regular expressions; nobody else has these columns in this order."""


def write_json(
    file: IO[str],
    head: Mapping[str, Any],
    lists: Iterable[tuple[str, Iterable[Mapping[str, Any]]]],
) -> None:
    """Write `head`, then each of `lists`, one item per line, as they are produced."""
    file.write(json.dumps({"photosort_export": 1, **head}, indent=1)[:-2])
    for name, items in lists:
        file.write(f",\n {json.dumps(name)}: [")
        for i, item in enumerate(items):
            file.write(("," if i else "") + "\n  " + json.dumps(item))
        file.write("\n ]")
    file.write("\n}\n")


def write_csv(
    file: IO[str], files: Iterator[tuple[Photo, Mapping[str, Any]]], keys: Sequence[str]
) -> None:
    """Write one line per file, with a column for each label key."""
    writer = csv.writer(file)
    writer.writerow([*_NAMES, *(f"label:{key}" for key in keys)])
    for photo, _ in files:
        whole = photos.to_json(photo)
        writer.writerow(
            [*(_value(whole, name) for name in _COLUMNS), *(photo.labels.get(x) for x in keys)]
        )


def _value(whole: Mapping[str, Any], name: str) -> Any:
    """What stands in a column; texts are made harmless for spreadsheets."""
    value = value_at(whole, name)
    return cell(value) if name in _WORDS else value
