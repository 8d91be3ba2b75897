"""What a library has to suggest to somebody who is typing: titles, names, places, labels, ids.

It answers a key press, so it reads without the rest of the store, and waits for nobody.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from photosort.dates import iso_day
from photosort.model import LEVELS
from photosort.store.keywords import ALL_KEYWORDS
from photosort.store.names import true_name

MOST = 1000
"""More suggestions of a kind than these are no help."""

_PATIENCE = 0.2  # seconds
_THINGS = {
    "trips": "SELECT id, title, address, first_day FROM trips WHERE state = ? ORDER BY first_day",
    "journeys": "SELECT id, title, facts, first_day FROM journeys WHERE state = ?"
    " ORDER BY first_day",
    "people": "SELECT id, name, NULL, NULL FROM persons WHERE state = ?"
    " ORDER BY name IS NULL, name",
    "moments": "SELECT id, title, NULL, NULL FROM moments WHERE state = ? ORDER BY first",
    "runs": "SELECT printf('run-%06d', id), NULL, command, NULL FROM runs WHERE ? = 'shown'"
    " ORDER BY id DESC",
}
_Row = tuple[str, str | None, str | None, int | None]
"""Id, title or name, what else is known, first day."""

_LABELS = " UNION ".join(
    f"SELECT key, value FROM {table}"
    for table in ("file_labels", "trip_labels", "journey_labels", "person_labels", "moment_labels")
)


@contextmanager
def suggestions(library: Path) -> "Iterator[Suggestions]":
    """What the library at a path has to suggest; read only. Raises `sqlite3.Error`."""
    name = quote(os.fsencode(true_name(library)))
    with closing(
        sqlite3.connect(f"file:{name}?mode=ro", timeout=_PATIENCE, uri=True)
    ) as connection:
        yield Suggestions(connection)


class Suggestions:
    """What a library has to suggest; see the top of this module."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def things(self, noun: str, state: str = "shown") -> list[tuple[str, str, str]]:
        """Id, title or name (empty where there is none) and a remark of each of a noun."""
        rows = self._connection.execute(f"{_THINGS[noun]} LIMIT {MOST}", (state,)).fetchall()
        if noun == "journeys":
            rows = self._with_titles(rows)
        return [(id, *_called(noun, title, facts, day)) for id, title, facts, day in rows]

    def _with_titles(self, journeys: Iterable[_Row]) -> list[_Row]:
        """Rows of journeys, those without a title with the one that lists of journeys show."""
        from photosort.store.journeys import TITLE_LANGUAGE, found_title

        (language,) = self._connection.execute(f"SELECT {TITLE_LANGUAGE}").fetchone()
        return [
            (id, title or found_title(day or 0, facts or "", language), None, day)
            for id, title, facts, day in journeys
        ]

    def places(self, *levels: str) -> list[str]:
        """The names of places at levels."""
        found = set()
        for level in levels:
            assert level in LEVELS
            query = f"SELECT DISTINCT {level} FROM addresses WHERE {level} IS NOT NULL"
            found |= {row[0] for row in self._connection.execute(query)}
        return sorted(found)

    def cameras(self) -> list[str]:
        """The models of the cameras."""
        query = "SELECT DISTINCT model FROM files WHERE model IS NOT NULL ORDER BY model"
        return [row[0] for row in self._connection.execute(query)]

    def creators(self) -> list[str]:
        """Who made the photos."""
        query = "SELECT DISTINCT creator FROM files WHERE creator IS NOT NULL ORDER BY creator"
        return [row[0] for row in self._connection.execute(f"{query} LIMIT {MOST}")]

    def keywords(self) -> list[str]:
        """The keywords, and what is above them."""
        words = [row[0] for row in self._connection.execute(f"{ALL_KEYWORDS} LIMIT {MOST}")]
        above = ("/".join(word.split("/")[:end]) for word in words for end in range(1, 9))
        return sorted({*above} - {""})

    def labels(self) -> list[tuple[str, str]]:
        """Keys and values of labels."""
        return self._connection.execute(f"{_LABELS} ORDER BY key, value LIMIT {MOST}").fetchall()

    def saved(self) -> list[tuple[str, str]]:
        """The saved queries: name and expression."""
        query = "SELECT name, expression FROM questions ORDER BY name"
        return self._connection.execute(query).fetchall()


def _called(noun: str, title: str | None, facts: str | None, day: int | None) -> tuple[str, str]:
    """What a thing is called, and what is said of it."""
    when = "" if day is None else iso_day(day)
    if noun == "trips" and facts:
        return title or "", f"{_finest(json.loads(facts)) or ''}, {when}"
    return title or "", facts or when


def _finest(address: Mapping[str, str]) -> str | None:
    return next((address[level] for level in reversed(LEVELS) if level in address), None)
