"""The corrections that a page of `photosort people review` saves, as a file and as values.

The file is JSON, one action a line; docs/people.md describes it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from json.decoder import JSONDecoder
from typing import Any

MARK = "photosort_review"
"""The key that marks such a file; its value is the version of the format."""

_NEEDED: dict[str, tuple[str, ...]] = {
    "name": ("person", "name"),
    "merge": ("person", "into"),
    "ignore": ("person",),
    "remove": ("person", "face"),
    "move": ("person", "faces"),
    "not_same": ("person", "other"),
    "confirm": ("person",),
}
"""The keys that each kind of action must have."""

_IDS = {"person": "person-", "into": "person-", "other": "person-", "face": "face-"}
_MOST_FACES = 100_000
_DECODER = JSONDecoder()
_SPACE = " \t\r\n"


class UnfitError(ValueError):
    """A file that is no saved review, or of another version; the message says why."""


@dataclass(frozen=True)
class Action:
    """One correction: what `do` is (see docs/people.md), and of what.

    `number` is the same whenever the page saves it, `line` is where the file has it. `fault` says
    what is wrong with an action that cannot be read.
    """

    number: int
    line: int
    do: str
    person: str = ""
    version: int | None = None
    name: str | None = None
    into: str = ""
    other: str = ""
    face: str = ""
    faces: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Review:
    """A saved review: of which library and page, how far corrections had come when it was made."""

    library: str
    page: str
    edits: int | None
    actions: tuple[Action, ...]


def parse(text: str) -> Review:
    """The review in the text of a file. Raises `UnfitError` for anything else.

    An action that cannot be read is kept, with its fault: it does not stop the others.

    >>> parse('{"photosort_review": 1, "library": "a", "page": "b", "actions": []}').page
    'b'
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        told = (
            f"line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else ""
        )
        raise UnfitError(f"it is no JSON{', ' if told else ''}{told}") from error
    if not isinstance(document, dict) or MARK not in document:
        raise UnfitError("photosort people review did not save it")
    if document[MARK] != 1:
        raise UnfitError(f"it is of version {document[MARK]}, which is newer than this program")
    actions, edits = document.get("actions"), document.get("edits")
    library, page = document.get("library"), document.get("page")
    if not isinstance(actions, list) or not isinstance(library, str) or not isinstance(page, str):
        raise UnfitError("it is incomplete: library, page or actions are missing")
    lines = _lines(text, len(actions))
    return Review(
        library,
        page,
        edits if _is_number(edits) else None,
        tuple(read_action(each, line) for each, line in zip(actions, lines, strict=True)),
    )


def read_action(item: Any, line: int) -> Action:
    """An action from its JSON; what is wrong with it stands in `fault`."""
    if not isinstance(item, Mapping):
        return Action(0, line, "", fault="it is no object")
    do, number = item.get("do"), item.get("n")
    if not isinstance(do, str) or do not in _NEEDED:
        return Action(0, line, str(do or ""), fault=f"there is no action {do!r}")
    if not isinstance(number, int) or not _is_number(number):
        return Action(0, line, do, fault="its number n is missing")
    values = {key: item[key] for key in ("person", "name", "into", "other", "face", "faces")
              if item.get(key) is not None}  # fmt: skip
    missing = [key for key in _NEEDED[do] if key not in values]
    wrong = [key for key, value in values.items() if not _fits(key, value)]
    if missing or wrong:
        told = f"{missing[0]} is missing" if missing else f"{wrong[0]} is not what it should be"
        return Action(number, line, do, fault=told)
    if "faces" in values:
        values["faces"] = tuple(values["faces"])
    version = item.get("version")
    return Action(number, line, do, version=version if _is_number(version) else None, **values)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 62


def _fits(key: str, value: Any) -> bool:
    if key == "faces":
        return (
            isinstance(value, list)
            and 0 < len(value) <= _MOST_FACES
            and all(_is_id(each, "face-") for each in value)
        )
    return _is_id(value, _IDS[key]) if key in _IDS else isinstance(value, str)


def _is_id(value: object, kind: str) -> bool:
    """Whether a value is a whole id: beginnings of ids and names are for people."""
    return (
        isinstance(value, str)
        and value.startswith(kind)
        and value.removeprefix(kind).isalnum()
        and value.isascii()
    )


def _lines(text: str, count: int) -> list[int]:
    """The line on which each action begins, in a text that is known to be right."""
    place = _skip(text, 0) + 1
    while True:
        key, place = _DECODER.raw_decode(text, _skip(text, place, ","))
        place = _skip(text, place, ":")
        if key == "actions":
            break
        _, place = _DECODER.raw_decode(text, place)
    found: list[int] = []
    line, seen = 1, 0
    place = _skip(text, place + 1)
    for _ in range(count):
        place = _skip(text, place, ",")
        line, seen = line + text.count("\n", seen, place), place
        found.append(line)
        _, place = _DECODER.raw_decode(text, place)
    return found


def _skip(text: str, place: int, also: str = "") -> int:
    """The place of the next character that is neither space nor one of `also`."""
    while place < len(text) and text[place] in _SPACE + also:
        place += 1
    return place
