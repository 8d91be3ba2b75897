"""Answers to queries about files, and the queries that are kept."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from photosort.model import LEVELS, Photo
from photosort.query.expressions import (
    LOOKS,
    Age,
    And,
    Compare,
    Everything,
    Expression,
    Has,
    Match,
    walk,
)
from photosort.store.attributes import FaceAttributes
from photosort.store.conditions import NAME, condition, prepare
from photosort.store.faces import CURRENT_ENGINE
from photosort.store.photos import read_photos
from photosort.store.sql import Sql
from photosort.texts import composed


class Queries:
    """Answers to queries about files, and the queries that were saved."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        prepare(connection)

    def select(
        self,
        expression: Expression,
        order: Sequence[tuple[str, str]] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[int]:
        """Ids of the files that match; see `ORDERS` for what they may be ordered by.

        Files that are gone from disk, or ignored, match only where the expression asks for
        `missing` or `ignored`.
        """
        rows = self._rows("f.id", expression, order, limit, offset)
        return [row[0] for row in rows]

    def paths(
        self,
        expression: Expression,
        order: Sequence[tuple[str, str]] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[bytes]:
        """Paths of the files that match, as `select`."""
        return [row[0] for row in self._rows("f.path", expression, order, limit, offset)]

    def count(self, expression: Expression) -> int:
        """How many files match."""
        return int(next(iter(self._rows("count(*)", expression)))[0])

    def photos(self, ids: Sequence[int]) -> Iterator[Photo]:
        """Everything about files, in the order of `ids`; read in batches as they are taken."""
        return read_photos(self._connection, ids)

    def extreme(self, expression: Expression, function: str, field: str) -> bytes | None:
        """The path of the file whose value is the `min` or `max`, the first by path of several."""
        value = MEASURES[field]
        direction = "ASC" if function == "min" else "DESC"
        where = self.where(expression)
        row = self._execute(
            f"SELECT f.path FROM files f WHERE {where.text} AND {value} IS NOT NULL"
            f" ORDER BY {value} {direction}, f.path LIMIT 1",
            where.values,
        ).fetchone()
        return None if row is None else bytes(row[0])

    def measure(self, expression: Expression, wanted: Sequence[tuple[str, str]]) -> list[Any]:
        """A number for each (function, field): min, max, sum or average of what is known."""
        columns = ", ".join(_measured(*each) for each in wanted)
        return list(next(iter(self._rows(columns, expression))))

    def group(
        self, expression: Expression, field: str, wanted: Sequence[tuple[str, str]]
    ) -> list[tuple[Any, ...]]:
        """(value, count, *measures) for each value of a field, most files first, unknown last.

        The values of `trip`, `journey`, `moment` and `person` are ids; a file may be in several.
        """
        joins, value = _grouped(field)
        measures = "".join(f", {_measured(*each)}" for each in wanted)
        where = self.where(expression)
        label = (composed(field.partition(":")[2]),) if field.startswith("label:") else ()
        return self._execute(
            f"SELECT {value} AS grouped, count(*){measures} FROM files f {joins}"
            f" WHERE {where.text} GROUP BY 1 ORDER BY grouped IS NULL, 2 DESC, 1",
            (*label, *where.values),
        ).fetchall()

    def where(self, expression: Expression) -> Sql:
        """The condition of an expression about the file `f`."""
        found = condition(expression)
        if any(each in (Has("missing"), Has("ignored")) for each in walk(expression)):
            return found
        return Sql(f"f.missing = 0 AND {found.text}", found.values)

    def _rows(
        self,
        columns: str,
        expression: Expression,
        order: Sequence[tuple[str, str]] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterable[tuple[Any, ...]]:
        where = self.where(expression)
        joins = _JOIN_ADDRESS if any(field in LEVELS for field, _ in order) else ""
        query = f"SELECT {columns} FROM files f {joins} WHERE {where.text}"
        if order:
            # walking all files in order is worth it only where nearly all of them match
            plus = "" if isinstance(expression, Everything) or _is_of_time(expression) else "+"
            terms = [f"{plus}{_ordered(*each)}" for each in order]
            query += f" ORDER BY {', '.join(terms)}, f.path"
        if limit is not None or offset:
            query += " LIMIT ? OFFSET ?"
            where = Sql(query, (*where.values, -1 if limit is None else limit, offset))
        return self._execute(query, where.values)

    def _execute(self, query: str, values: Sequence[Any]) -> sqlite3.Cursor:
        return self._connection.execute(query, values)

    def lacks_faces(self, expression: Expression, group: str | None = None) -> bool:
        """Whether faces are asked for, and nobody has looked for any yet."""
        asked = group in ("person", "faces") or any(
            (isinstance(each, Match | Compare) and each.field in ("person", "faces"))
            or (isinstance(each, Has) and each.what in ("person", "faces"))
            for each in walk(expression)
        )
        looked = "SELECT 1 FROM facts_of_library WHERE name = 'people'"
        return asked and not self._connection.execute(looked).fetchone()

    def unknown_attributes(self, expression: Expression) -> frozenset[str]:
        """The attributes of faces that are asked for and that nobody has looked for yet."""
        asked = frozenset(
            "age" if isinstance(each, Age) else each.field
            for each in walk(expression)
            if isinstance(each, Age) or (isinstance(each, Match) and each.field in LOOKS)
        )
        return asked - FaceAttributes(self._connection).known() if asked else asked

    # saved ones

    def saved(self) -> dict[str, str]:
        """The saved queries by name."""
        rows = self._connection.execute("SELECT name, expression FROM questions ORDER BY name")
        return dict(rows)

    def save(self, name: str, expression: str) -> None:
        """Keep a query under a name, instead of the one that had it."""
        self._connection.execute(
            "INSERT OR REPLACE INTO questions VALUES (?, ?)",
            (composed(name), composed(expression)),
        )

    def forget(self, name: str) -> bool:
        """Drop a saved query; False where there is none of that name."""
        done = self._connection.execute("DELETE FROM questions WHERE name = ?", (composed(name),))
        return done.rowcount > 0


# order, measures, groups

_JOIN_ADDRESS = "LEFT JOIN addresses a ON a.id = f.address_id"
_CAMERA = "nullif(camera_name(f.make, f.model), '')"
_TAKEN = "CASE WHEN f.taken_source != 'mtime' THEN f.taken_local END"
_FACES = f"(SELECT count(*) FROM faces x WHERE x.file_id = f.id AND x.engine = {CURRENT_ENGINE})"

ORDERS = {
    "faces": _FACES,
    "taken": "f.taken_local",
    "path": "f.path",
    "name": NAME,
    "modified": "f.mtime_ns",
    "camera": _CAMERA,
    "type": "f.content_type",
    **{name: f"f.{name}" for name in ("size", "width", "height", "duration", "lat", "lon", "alt")},
    **{name: f"f.{name}" for name in ("rating", "title", "creator")},
    **{level: f"a.{level}" for level in LEVELS},
}
"""What files may be ordered by; unknown values come last."""

MEASURES = {
    "faces": _FACES,
    "taken": _TAKEN,
    "modified": "f.mtime_ns / 1000",
    **{
        name: f"f.{name}"
        for name in (
            "size", "width", "height", "duration", "lat", "lon", "alt", "orientation", "rating",
        )
    },
}  # fmt: skip
"""What may be measured."""

_FUNCTIONS = {"min": "min", "max": "max", "sum": "sum", "average": "avg"}
_DAY = f"date(({_TAKEN}) / 1000000, 'unixepoch')"
_GROUPS = {
    "faces": _FACES,
    "type": "+f.content_type",
    "camera": _CAMERA,
    "day": _DAY,
    "month": f"substr({_DAY}, 1, 7)",
    "year": f"substr({_DAY}, 1, 4)",
    "date": "f.taken_source",
    "location": "f.place_source",
    "timezone": "a.timezone",
    "rating": "+f.rating",
    "creator": "+f.creator",
    "title": "+f.title",
    "favorite": "CASE WHEN f.favorite THEN 'yes' END",
    **{name: f"+f.{name}" for name in ("width", "height", "size", "orientation")},
    **{level: f"a.{level}" for level in LEVELS},
}
_LEAD = "coalesce(f.lead_id, f.id)"
_NOUNS = {
    "trip": "(SELECT m.id AS file, t.id AS noun FROM trips t JOIN trip_days d ON d.trip_id = t.id"
    " JOIN files m ON m.address_id = d.address_id AND m.cluster_day = d.day"
    f" WHERE t.state = 'shown') g ON g.file = {_LEAD}",
    "journey": "(SELECT m.file_id AS file, j.id AS noun FROM journeys j"
    " JOIN journey_files m ON m.journey_id = j.id"
    f" WHERE j.state = 'shown') g ON g.file = {_LEAD}",
    "moment": "(SELECT m.file_id AS file, s.id AS noun FROM moments s"
    " JOIN moment_files m ON m.moment = s.number"
    f" WHERE s.state = 'shown') g ON g.file = {_LEAD}",
    "person": "(SELECT DISTINCT x.file_id AS file, p.id AS noun FROM persons p"
    " JOIN faces x ON x.person_id = p.id"
    f" WHERE x.engine = {CURRENT_ENGINE} AND p.state = 'shown') g ON g.file = f.id",
}
NOUNS = tuple(_NOUNS)
"""Groups whose values are ids."""
GROUPS = (*_GROUPS, *_NOUNS, "keyword", "label:KEY")
"""What files may be grouped by."""


def _is_of_time(expression: Expression) -> bool:
    """Whether only the time of the files is asked for."""
    return all(
        isinstance(each, And) or (isinstance(each, Compare) and each.field == "taken")
        for each in walk(expression)
    )


def _ordered(field: str, direction: str) -> str:
    return f"{ORDERS[field]} {direction.upper()} NULLS LAST"


def _measured(function: str, field: str) -> str:
    return f"{_FUNCTIONS[function]}({MEASURES[field]})"


def _grouped(field: str) -> tuple[str, str]:
    """Joins and the value of a field that files are grouped by."""
    if field.startswith("label:"):
        return "LEFT JOIN file_labels l ON l.file_id = f.id AND l.key = ?", "l.value"
    if field == "keyword":
        return "LEFT JOIN keywords k ON k.file_id = f.id", "k.keyword"
    if field in _NOUNS:
        return f"LEFT JOIN {_NOUNS[field]}", "g.noun"
    return (_JOIN_ADDRESS if field in (*LEVELS, "timezone") else ""), _GROUPS[field]
