"""Answers to queries as text and JSON."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from photosort.model import LEVELS, Photo
from photosort.plan.dates import shown_moment
from photosort.report import photos as report
from photosort.report.layout import clip, display_width, pad, plural, printable

_AROUND = 60  # characters shown on either side of the error


def excerpt(text: str, start: int, length: int) -> str:
    """The part of an expression that is wrong, with a line of carets below it."""
    first = max(0, start - _AROUND)
    before = ("…" if first else "") + printable(text[first:start])
    wrong = printable(text[start : start + min(length, _AROUND)])
    after = printable(text[start + len(wrong) : start + len(wrong) + _AROUND])
    carets = "^" * max(1, display_width(wrong))
    return f"  {before}{wrong}{after}\n  {' ' * display_width(before)}{carets}"


def photos(found: Iterable[Photo], width: int = 80) -> Iterator[str]:
    """One line per photo: when, where, which file."""
    for photo in found:
        taken = photo.facts.taken if photo.facts else None
        dated = taken and taken.local and taken.source != "mtime"
        when = shown_moment(taken)[:16] if taken and dated else ""
        levels = photo.place.levels if photo.place else {}
        names = [levels[level] for level in LEVELS[2::-1] if level in levels]
        where = ", ".join(dict.fromkeys(names))
        room = max(16, width // 3)
        path = printable(photo.stamp.path)
        yield f"{when:<16}  {pad(clip(printable(where), room), room)}  {path}"


def summary(count: int, shown: int) -> str:
    """How many were found, and how many are shown."""
    return plural(count, "file") + (f", {shown:,} of them shown" if shown < count else "")


def groups(rows: Sequence[Mapping[str, Any]]) -> str:
    """One line per group: count, value, measures."""
    cells = [
        (f"{row['count']:,}", printable(shown_value(row["value"])), " ".join(_measures(row)))
        for row in rows
    ]
    counts, names = (max((display_width(row[i]) for row in cells), default=0) for i in (0, 1))
    return "\n".join(
        f"{count.rjust(counts)}  {pad(name, names)}  {rest}".rstrip() for count, name, rest in cells
    )


def measures(row: Mapping[str, Any]) -> str:
    """One line per measure, after the number of files."""
    return "\n".join([plural(row["count"], "file"), *_measures(row)])


def _measures(row: Mapping[str, Any]) -> list[str]:
    return [
        f"{function} {field} {printable(shown_value(value))}"
        for function in ("min", "max", "sum", "average")
        for field, value in row.get(function, {}).items()
    ]


def shown_value(value: Any) -> str:
    """A value of the JSON of a photo in one line; empty if unknown."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{k}={shown_value(v)}" for k, v in value.items() if v is not None)
    if isinstance(value, list):
        return ", ".join(map(shown_value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def picked(photo: Photo, fields: Sequence[str]) -> dict[str, Any]:
    """Parts of the JSON of a photo: `taken.local` is a nested key, `labels.at` a label."""
    whole = report.to_json(photo)
    return {field: _within(whole, field) for field in fields}


def _within(document: Any, field: str) -> Any:
    for key in field.split(".", 1) if field.startswith("labels.") else field.split("."):
        document = document.get(key) if isinstance(document, Mapping) else None
    return document


def field_names() -> list[str]:
    """The field names for `picked`, without nested keys."""
    from photosort.model import FileStamp

    nothing = Photo(FileStamp(b"", 0, 0, 0, 0), None, None, {}, (), False, None)
    return list(report.to_json(nothing))


def line(values: Mapping[str, Any]) -> bytes:
    """Values separated by tabs; whitespace within them is collapsed."""
    cells = (
        " ".join(shown_value(value).splitlines()).replace("\t", " ") for value in values.values()
    )
    return os.fsencode("\t".join(cells))
