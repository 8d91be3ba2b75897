"""Answers to queries as text and JSON."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from photosort.errors import UsageError
from photosort.model import LEVELS, Photo, place_name
from photosort.plan.dates import shown_moment
from photosort.report import photos as report
from photosort.report.layout import clip, display_width, pad, plural, printable
from photosort.report.table import Column, aligned
from photosort.report.tabular import ADDRESS, value_at

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


NONE = "(none)"
"""What stands for files that have no value in a group."""

GROUP_COLUMNS = ("value", "count")
"""The columns of a list of groups; see `report.tabular`."""


def groups(rows: Sequence[Mapping[str, Any]]) -> str:
    """One line per group: count, value, measures; files without a value come last."""
    cells = [
        (f"{row['count']:,}", printable(_group_name(row)), " ".join(_measures(row))) for row in rows
    ]
    return "\n".join(aligned(cells, (Column(right=True), Column(), Column())))


def flat_groups(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The groups for a table: a measure is a column, as `sum.size`."""
    for row in rows:
        own = {key: value for key, value in row.items() if key not in FUNCTIONS}
        yield own | {f"{each}.{field}": value for each, field, value in _measured(row)}


def flat_measures(row: Mapping[str, Any]) -> dict[str, Any]:
    """The measures for a table: `max.size` and the file that has it, `max.size.path`."""
    flat: dict[str, Any] = {"count": row["count"]}
    for function, field, value in _measured(row):
        flat[f"{function}.{field}"] = value
        if function in row.get("files", {}):
            flat[f"{function}.{field}.path"] = row["files"][function][field]
    return flat


def _group_name(row: Mapping[str, Any]) -> str:
    """What a group is called; trips, journeys and moments with the day they began on."""
    if row["value"] is None:
        return NONE
    name = shown_value(row["value"])
    start = row.get("start")
    return f"{start}  {name}" if start and not name.startswith(start) else name


def measures(row: Mapping[str, Any]) -> str:
    """One line per measure, after the number of files; which file has the smallest or largest."""
    files = row.get("files", {})
    lines = [plural(row["count"], "file")]
    for function, field, value in _measured(row):
        path = files.get(function, {}).get(field)
        said = f"{function} {field} {printable(shown_value(value))}"
        lines.append(f"{said}  {printable(path)}" if path else said)
    return "\n".join(lines)


def _measures(row: Mapping[str, Any]) -> list[str]:
    return [
        f"{function} {field} {printable(shown_value(value))}"
        for function, field, value in _measured(row)
    ]


FUNCTIONS = ("min", "max", "sum", "average")


def _measured(row: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(function, field, value) of what was measured."""
    for function in FUNCTIONS:
        for field, value in row.get(function, {}).items():
            yield function, field, value


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


SHORT = {
    **{level: f"address.{level}" for level in LEVELS},
    "country_code": "address.country_code",
    "date": "taken.local", "local": "taken.local", "utc": "taken.utc", "offset": "taken.offset",
    "lat": "location.lat", "lon": "location.lon", "alt": "location.alt",
    "make": "camera.make", "model": "camera.model", "type": "content_type",
    "keyword": "keywords",
}  # fmt: skip
"""Short names of fields."""

_WORKED_OUT: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "name": lambda document: os.path.basename(document["path"]),
    "place": lambda document: place_name(document["address"]) or None,
    "people": lambda document: _people(document["faces"]),
    "person": lambda document: _people(document["faces"]),
}
"""Fields that follow from others."""

COLUMNS = (
    "path", "content_type", "size", "width", "height", "orientation", "duration",
    "taken.local", "taken.offset", "taken.utc", "taken.source", "taken.precision",
    "location.lat", "location.lon", "location.alt", "location.source", *ADDRESS, "timezone",
    "camera.make", "camera.model", "title", "caption", "keywords", "rating", "favorite", "creator",
    "copyright", "labels", "people", "trips", "in_flight", "pair", "sidecars",
    "companions", "goes_with", "relation", "missing", "ignored", "error",
)  # fmt: skip
"""The columns of a list of files."""


def documents(found: Iterable[Photo]) -> Iterator[dict[str, Any]]:
    """Files as JSON; see `report.photos`."""
    return map(report.to_json, found)


def rows(found: Iterable[Photo]) -> Iterator[dict[str, Any]]:
    """Files for a table: who is in them instead of the faces."""
    for document in documents(found):
        people = _people(document["faces"])
        yield {
            key: value for key, value in document.items() if key not in ("faces", "address_basis")
        } | {"people": people}


def picked(photo: Photo, fields: Sequence[str]) -> dict[str, Any]:
    """Parts of the JSON of a photo: `taken.local` is a nested key, `labels.at` a label.

    `SHORT` has names for some; `city` is `address.city`.
    """
    whole = report.to_json(photo)
    return {
        field: _WORKED_OUT[field](whole)
        if field in _WORKED_OUT
        else value_at(whole, SHORT.get(field, field))
        for field in fields
    }


def in_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """Picked values for people and tables: what has keys of its own in the usual short form."""
    return {
        field: _WORDS[field](value) if field in _WORDS and isinstance(value, Mapping) else value
        for field, value in values.items()
    }


_WORDS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "taken": lambda taken: taken["local"],
    "address": lambda address: place_name(address) or None,
    "location": lambda at: None if at["lat"] is None else f"{at['lat']},{at['lon']}",
    "camera": lambda camera: " ".join(x for x in (camera["make"], camera["model"]) if x) or None,
}


def _people(faces: Sequence[Mapping[str, Any]]) -> list[str]:
    """The persons of faces, by name or id."""
    known = (face.get("name") or face.get("person") for face in faces)
    return list(dict.fromkeys(each for each in known if each))


def check_fields(fields: Sequence[str]) -> None:
    """Raise `UsageError` for a field that there is not, with the nearest one."""
    known = (*field_names(), *SHORT, *_WORKED_OUT)
    if not fields:
        raise UsageError("--fields names nothing", f"choose from {', '.join(known)}")
    for field in fields:
        if field.partition(".")[0] not in field_names() and field not in known:
            near = next(iter(get_close_matches(field, known, 1, 0.5)), None)
            raise UsageError(
                f"--fields: there is no field {field}",
                (f"did you mean {near}? " if near else "") + f"there are {', '.join(known)}",
            )


def field_names() -> list[str]:
    """The field names for `picked`, without nested keys and short names."""
    from photosort.model import FileStamp

    nothing = Photo(FileStamp(b"", 0, 0, 0, 0), None, None, {}, (), False, None)
    return list(report.to_json(nothing))


def line(values: Mapping[str, Any]) -> bytes:
    """Values separated by tabs; whitespace within them is collapsed."""
    cells = (
        " ".join(shown_value(value).splitlines()).replace("\t", " ")
        for value in in_words(values).values()
    )
    return os.fsencode("\t".join(cells))
