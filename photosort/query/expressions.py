"""Expression trees, which queries about files are made of, and their text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from photosort.query.values import show_time

HAS = (
    "gps", "time", "place", "camera", "labels", "trip", "journey", "faces", "person", "sidecar",
    "companions", "error", "missing", "ignored", "title", "duration", "flight", "moment",
    "duplicate", "caption", "keywords", "rating", "favorite", "creator", "copyright",
)  # fmt: skip
"""Properties that a file may have; `duplicate`: it is an exact copy of another file."""

OTHER_WORDS = {
    "location": "gps", "date": "time", "taken": "time", "label": "labels", "face": "faces",
    "people": "person", "persons": "person", "country": "place", "address": "place",
    "duplicates": "duplicate", "keyword": "keywords", "tags": "keywords", "tag": "keywords",
    "stars": "rating", "description": "caption", "comment": "caption", "author": "creator",
    "artist": "creator", "favourite": "favorite", "rights": "copyright",
}  # fmt: skip
"""Other words for these properties."""

LOOKS = {"gender": ("female", "male"), "mouth": ("open", "closed"), "smile": ("yes", "no")}
"""Attributes of faces and their values; a term about one is a `Match`, about an age an `Age`."""


@dataclass(frozen=True)
class Everything:
    """All files."""


@dataclass(frozen=True)
class Match:
    """A text field matches `pattern`, ignoring case. The field "" is any searched by free text."""

    field: str
    pattern: str


@dataclass(frozen=True)
class Compare:
    """A number, or a time in microseconds of the wall clock since 1970-01-01, compared to a value.

    `operation` is one of `< <= > >= =`; an unknown number never matches.
    """

    field: str
    operation: str
    value: int | float


@dataclass(frozen=True)
class Label:
    """A label with this key and value; without a value, one that has it as key or as value."""

    key: str
    value: str | None = None


@dataclass(frozen=True)
class Near:
    """Within `km` of a point."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True)
class Box:
    """Between two parallels, and from the meridian `west` eastward to `east`."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True)
class Has:
    """The file has a property, one of `HAS`."""

    what: str


@dataclass(frozen=True)
class Age:
    """A face of about this age, from `first` to `last` years; None is no limit."""

    first: int | None
    last: int | None


@dataclass(frozen=True)
class Saved:
    """What a saved query asks."""

    name: str


@dataclass(frozen=True)
class Not:
    """All files that the part does not match."""

    part: "Expression"


@dataclass(frozen=True)
class And:
    """All parts match."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Or:
    """Any part matches."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class OneFace:
    """All parts match one and the same face: persons, ages, and what `LOOKS` has."""

    parts: tuple["Expression", ...]


Expression = (
    Everything | Match | Compare | Label | Near | Box | Has | Age | Saved | Not | And | Or
    | OneFace
)  # fmt: skip


def show(tree: Expression) -> str:
    """The text of a tree."""
    match tree:
        case Everything():
            return ""
        case And(parts) | OneFace(parts):
            return " ".join(_bracketed(part) for part in parts)
        case Or(parts):
            return " or ".join(_bracketed(part) for part in parts)
        case Not(part):
            return f"-{_bracketed(part)}"
    return _show_term(tree)


def _bracketed(tree: Expression) -> str:
    text = show(tree)
    return f"({text})" if isinstance(tree, And | Or | Not | OneFace) else text


def _show_term(tree: Expression) -> str:
    match tree:
        case Match("", pattern):
            return _quoted(pattern)
        case Match(field, pattern):
            return f"{field}:{_quoted(pattern)}"
        case Compare("taken" | "modified" as field, operation, value):
            return f"{field}:{operation}{show_time(int(value))}"
        case Compare(field, operation, value):
            return f"{field}:{'' if operation == '=' else operation}{value!r}"
        case Label(key, None):
            return f"label:{_quoted(key)}"
        case Label(key, value):
            return f"label:{_quoted(key)}={_quoted(value or '')}"
        case Near(lat, lon, km):
            return f"near:{lat!r},{lon!r},{km!r}km"
        case Box(south, west, north, east):
            return f"box:{south!r},{west!r},{north!r},{east!r}"
        case Has(what):
            return f"has:{what}"
        case Age(first, last):
            return f"age:{'' if first is None else first}..{'' if last is None else last}"
        case Saved(name):
            return f"@{_quoted(name)}"
    raise AssertionError(tree)


def quoted(text: str) -> str:
    """A text as it is written in a query, in quotes where it needs them."""
    return text if re.fullmatch(r"\w[\w./=-]*", text) else _quoted(text)


def _quoted(pattern: str) -> str:
    return '"' + pattern.replace('"', '\\"') + '"'


def walk(tree: Expression) -> Iterator[Expression]:
    """The tree and all its parts."""
    yield tree
    if isinstance(tree, And | Or | OneFace):
        for part in tree.parts:
            yield from walk(part)
    elif isinstance(tree, Not):
        yield from walk(tree.part)


def of_one_face(tree: Expression) -> Expression:
    """The tree, with joined terms about different things of a face put into one `OneFace`.

    So `person:Alice smile:yes` asks for Alice smiling. Where two terms are about the same thing,
    as in `age:child age:senior`, there must be several faces, and each term is about any of them.
    """
    match tree:
        case Not(part):
            return Not(of_one_face(part))
        case Or(parts):
            return Or(tuple(of_one_face(each) for each in parts))
        case And(parts):
            return _joined([of_one_face(each) for each in parts])
    return tree


def _joined(parts: list[Expression]) -> Expression:
    about = [(each, _of_face(each)) for each in parts]
    fields = [field for _, field in about if field]
    if len(fields) < 2 or len(set(fields)) < len(fields):
        return And(tuple(parts))
    face = OneFace(tuple(each for each, field in about if field))
    rest = [each for each, field in about if not field]
    return And((*rest, face)) if rest else face


def _of_face(term: Expression) -> str | None:
    """What a term tells of a face: `person`, `age`, or one of `LOOKS`."""
    if isinstance(term, Age):
        return "age"
    if isinstance(term, Match) and (term.field == "person" or term.field in LOOKS):
        return term.field
    return None


def rewritten(tree: Expression, term: Callable[[Expression], Expression]) -> Expression:
    """The tree with what `term` makes of each term: of every part but `and`, `or` and `not`."""
    match tree:
        case Not(part):
            return Not(rewritten(part, term))
        case And(parts) | Or(parts) | OneFace(parts):
            return replace(tree, parts=tuple(rewritten(each, term) for each in parts))
    return term(tree)
