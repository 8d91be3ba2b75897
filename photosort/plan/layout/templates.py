"""Patterns for the folders of a view: `{start:%Y}/{start:%Y-%m-%d} {title}`.

A pattern is a path below DEST. A `/` in it separates folders; one in a value never does, since
values are filled in folder by folder and each folder is then made a safe name. Only a value of
several levels, as a hierarchical keyword, makes a folder of each.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from string import Formatter
from typing import Literal, NamedTuple

from photosort.errors import UsageError
from photosort.model import Precision

Kind = Literal["text", "date", "number"]


class Dated(NamedTuple):
    """A wall clock that is known to the year, the month, the day, …; what is finer is made up."""

    moment: datetime
    precision: Precision


Value = str | datetime | Dated | int | tuple[str, ...] | None

_ADDRESS: dict[str, Kind] = dict.fromkeys(
    ("country", "province", "city", "district", "township"), "text"
)
_PHOTO: dict[str, Kind] = {**_ADDRESS, "country_code": "text", "taken": "date"}
_SPAN: dict[str, Kind] = {"start": "date", "end": "date"}

FIELDS: Mapping[str, Mapping[str, Kind]] = {
    "place": _PHOTO,
    "trip": {**_SPAN, "title": "text", **_ADDRESS, "level": "text", "days": "number", "id": "text"},
    "journey": {
        **_SPAN,
        "title": "text",
        "place": "text",
        "country": "text",
        "countries": "text",
        "stops": "text",
        "year": "number",
        "nights": "number",
        "kind": "text",
        "id": "text",
    },
    "person": {"name": "text", "id": "text", "photos": "number"},
    "moment": {**_SPAN, "place": "text", **_ADDRESS, "id": "text"},
    "date": _PHOTO,
    "keyword": {"keyword": "text", "top": "text", "leaf": "text", **_PHOTO},
    "@": {"name": "text", **_PHOTO},
}
"""What a pattern of each view may name; `@` is any saved query."""

DEFAULTS: Mapping[str, str] = {
    "place": "places/{country}/{province}/{city}",
    "trip": "trips/{start:%Y-%m-%d} {title}",
    "journey": "journeys/{start:%Y-%m-%d} {title}",
    "person": "people/{name}",
    "moment": "moments/{start:%Y-%m-%d %H.%M} {place}",
    "date": "{taken:%Y}/{taken:%m}",
    "keyword": "keywords/{keyword}",
    "@": "queries/{name}",
}
"""The default pattern of each view."""

_NAMING = frozenset({"title", "name", "id"})
_DIRECTIVES = frozenset("YymdBbHMSIpjAauGVUW%")
_NUMBER = re.compile(r"0?\d?d?")
_DIRECTIVE = re.compile(r"(%.)")
_TOLD: Mapping[str, str] = {"year": "YyG%", "month": "YyG%mBb", "day": "YyG%mBbdjaAuUVW"}
"""What a date tells that is known to so much; a finer one tells all."""


class Part(NamedTuple):
    """Literal text and the field after it; no field at the end of a folder name."""

    text: str
    field: str | None
    format: str


class Template(NamedTuple):
    """A parsed pattern; `folders` holds the parts of each folder name, outermost first."""

    view: str
    folders: tuple[tuple[Part, ...], ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the pattern names."""
        return frozenset(part.field for parts in self.folders for part in parts if part.field)

    @property
    def shared(self) -> bool:
        """Whether things with equal folders share one: no field identifies a single thing."""
        return not self.fields & _NAMING

    def folder(self, values: Mapping[str, Value]) -> tuple[str, ...]:
        """The path for `values`, empty if none of its fields is known.

        Unknown values are empty; a folder without any known value is left out.

        >>> parse("trip", "{start:%Y}/{city} {title}").folder({"title": "a/b"})
        ('a/b',)
        >>> parse("keyword", "by {keyword}").folder({"keyword": ("Places", "Japan")})
        ('by Places', 'Japan')
        """
        names = []
        known = not self.fields
        for parts in self.folders:
            texts = [_text(values.get(x.field), x.format) if x.field else "" for x in parts]
            if any(texts) or not any(part.field for part in parts):
                known = known or any(texts)
                name = "".join(part.text + text for part, text in zip(parts, texts, strict=True))
                levels = (level.strip() for level in name.split(_BETWEEN))
                names += [level for level in levels if level]
        return tuple(names) if known else ()


_BETWEEN = "\0"
"""Stands between the levels of a value, until they are folders."""


def _text(value: Value, format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "" if value.isspace() else value
    if isinstance(value, Dated):
        return value.moment.strftime(_told(format, value.precision))
    if isinstance(value, tuple):
        return _BETWEEN.join(map(str, value))
    return value.__format__(format)


def _told(format: str, precision: Precision) -> str:
    """A format up to what a date of that precision does not tell.

    >>> _told("%Y-%m-%d", "month")
    '%Y-%m'
    """
    if precision not in _TOLD:
        return format
    told = ""
    for text, directive in zip(*[iter([*_DIRECTIVE.split(format), ""])] * 2, strict=True):
        told += text
        if directive and directive[1] not in _TOLD[precision]:
            return told.rstrip(" -_.,") if "%" in told else ""
        told += directive
    return told


def kind_of(view: str) -> str:
    """The view itself, `@` for a saved query such as `@NAME`."""
    return "@" if view.startswith("@") else view


def default(view: str) -> Template:
    """The default template of a view."""
    return parse(view, DEFAULTS[kind_of(view)])


def parse(view: str, pattern: str) -> Template:
    """Parse a pattern. Raises `UsageError`, which names what is wrong.

    >>> parse("journey", "{title}/{nights:02} nights").folder({"title": "Japan", "nights": 7})
    ('Japan', '07 nights')
    """
    fields = FIELDS[kind_of(view)]
    try:
        parsed = list(Formatter().parse(pattern))
    except ValueError as error:
        raise _wrong(view, f"{pattern!r}: {error}", "write a brace itself as {{ or }}") from error
    folders: list[list[Part]] = [[]]
    for literal, field, format, conversion in parsed:
        *whole, text = literal.split("/")
        for each in whole:
            folders[-1].append(Part(each, None, ""))
            folders.append([])
        if field is not None:
            if conversion:
                raise _wrong(view, f"!{conversion} in {{{field}!{conversion}}}", "leave it out")
            if field not in fields:
                raise _unknown(view, field)
            format = _checked_format(view, field, fields[field], format or "")
        folders[-1].append(Part(text, field, format or ""))
    _check_inside(view, pattern, folders)
    return Template(view, tuple(tuple(parts) for parts in folders if _has_content(parts)))


def _has_content(parts: list[Part]) -> bool:
    return any(part.field or part.text.strip() for part in parts)


def _check_inside(view: str, pattern: str, folders: list[list[Part]]) -> None:
    fixed = [parts for parts in folders if not any(part.field for part in parts)]
    literal = {"".join(part.text for part in parts).strip() for parts in fixed}
    if pattern.startswith("/") or {".", ".."} & literal:
        raise _wrong(view, f"{pattern!r} leads outside of DEST", "give a path below DEST")
    if not any(map(_has_content, folders)):
        raise _wrong(view, "the pattern is empty", f"the default is {DEFAULTS[kind_of(view)]!r}")


def _checked_format(view: str, field: str, kind: Kind, format: str) -> str:
    if kind == "date":
        format = format or "%Y-%m-%d"
        letters = re.findall(r"%(.?)", format)
        wrong = [letter for letter in letters if letter not in _DIRECTIVES or not letter]
        if wrong or not letters or set("/{}") & set(format):
            raise _wrong(
                view,
                f"{{{field}:{format}}} is not a format of a date",
                f"write it as {{{field}:%Y-%m-%d}}, and folders as {{{field}:%Y}}/{{{field}:%m}}",
            )
    elif (kind == "number" and not _NUMBER.fullmatch(format)) or (kind == "text" and format):
        hint = f"{{{field}:03}}" if kind == "number" else f"{{{field}}}"
        raise _wrong(
            view, f"{{{field}:{format}}} is not a format of a {kind}", f"write it as {hint}"
        )
    return format


def _unknown(view: str, field: str) -> UsageError:
    from difflib import get_close_matches

    fields = FIELDS[kind_of(view)]
    near = get_close_matches(field, fields, 1, 0.5)
    guess = f"; did you mean {{{near[0]}}}?" if near else ""
    return _wrong(
        view, f"{{{field}}} is unknown{guess}", f"fields of this view: {', '.join(fields)}"
    )


def _wrong(view: str, what: str, hint: str) -> UsageError:
    return UsageError(f"--template {view}: {what}", hint)
