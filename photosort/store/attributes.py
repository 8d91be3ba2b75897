"""The attributes of faces, and which faces still lack what was asked for."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from photosort.model import Attributes, Skipped
from photosort.model.attributes import ATTRIBUTES
from photosort.plan.choice import JOYFUL, SOLEMN
from photosort.query.expressions import Age, Expression, Match
from photosort.store.sql import Sql, joined

_VALUES = ("years", "error", "in_group", "female", "open", "smile")
_COLUMNS = ("asked", *_VALUES)
AS_JSON = f"json_array({', '.join(f't.{name}' for name in _COLUMNS)})"
"""SQL for the attributes of a row `t`, as `read_attributes` takes them."""

CHEER = f"CASE WHEN t.smile IS NULL THEN 1 ELSE {SOLEMN} + {JOYFUL - SOLEMN:.2f} * t.smile END"
"""SQL for `plan.choice.cheer` of a face with the attributes `t`."""

_BITS = {name: 1 << place for place, name in enumerate(ATTRIBUTES)}
_SHOWN = "f.missing = 0 AND f.lead_id IS NULL AND f.content_type IS NOT NULL"


class FaceToDescribe(NamedTuple):
    """A face that lacks something: its number, its time in a video, its landmarks."""

    number: int
    frame_ms: int | None
    landmarks: tuple[tuple[float, float], ...]


class FileToDescribe(NamedTuple):
    """A file with faces that lack something, which are in `faces`; `lacks_child`: the child weight.

    `upright` is width and height of the upright picture, to which landmarks refer;
    `video_seconds` the interval of the frames that were scanned, None for pictures.
    """

    file_id: int
    path: bytes
    content_type: str
    width: int | None
    height: int | None
    orientation: int | None
    upright: tuple[int, int]
    video_seconds: float | None
    faces: tuple[FaceToDescribe, ...]
    lacks_child: bool


class FaceAttributes:
    """Queries about attributes of faces."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def incomplete(
        self, engine: str, asked: Collection[str], *, videos: bool
    ) -> list[FileToDescribe]:
        """Files on disk with faces of `engine` that lack the child weight or an attribute.

        Without those that could not be described and have not changed since, and without videos
        unless they can be decoded.
        """
        bits = _bits(asked)
        lacking = (
            "SELECT number FROM faces WHERE child IS NULL UNION ALL SELECT x.number FROM faces x"
            " LEFT JOIN face_attributes t ON t.number = x.number"
            " WHERE coalesce(t.asked, 0) & :bits != :bits"
            if bits
            else "SELECT number FROM faces WHERE child IS NULL"
        )
        rows = self._connection.execute(
            "SELECT f.id, f.path, f.content_type, f.width, f.height, f.orientation,"
            " l.width, l.height, l.video_seconds, x.number, x.frame_ms, x.landmarks, x.child"
            " FROM faces x JOIN files f ON f.id = x.file_id"
            " JOIN face_looks l ON l.file_id = x.file_id AND l.engine = x.engine"
            " AND l.fingerprint IS f.fingerprint"
            f" WHERE x.number IN ({lacking}) AND x.engine = :engine AND {_SHOWN}"
            " AND (:videos OR x.frame_ms IS NULL)"
            " AND NOT EXISTS (SELECT 1 FROM face_attribute_errors b"
            " WHERE b.file_id = f.id AND b.fingerprint IS f.fingerprint)"
            " ORDER BY f.path, f.id, x.frame_ms, x.number",
            {"engine": engine, "bits": bits, "videos": videos},
        )
        return [_file(file) for file in _by_file(rows)]

    def complete(self, faces: Iterable[tuple[int, float, Attributes | None]]) -> None:
        """Store (number, child, attributes) of faces that are there already."""
        for number, child, attributes in faces:
            self._connection.execute("UPDATE faces SET child = ? WHERE number = ?", (child, number))
            if attributes:
                keep_attributes(self._connection, number, attributes)

    def give_up(self, file_id: int, error: str) -> None:
        """Remember that the faces of a file cannot be described until it changes."""
        self._connection.execute(
            "INSERT OR REPLACE INTO face_attribute_errors"
            " SELECT id, fingerprint, ? FROM files WHERE id = ?",
            (error, file_id),
        )

    def failed(self) -> list[Skipped]:
        """Files on disk whose faces could not be described, and why."""
        rows = self._connection.execute(
            "SELECT f.path, b.error FROM face_attribute_errors b JOIN files f ON f.id = b.file_id"
            f" WHERE b.fingerprint IS f.fingerprint AND {_SHOWN} ORDER BY f.path"
        )
        return [Skipped(*row) for row in rows]

    def known(self) -> frozenset[str]:
        """The attributes that somebody has looked for in any face."""
        return frozenset(
            name
            for name, bit in _BITS.items()
            if self._connection.execute(
                "SELECT 1 FROM face_attributes WHERE asked & ? LIMIT 1", (bit,)
            ).fetchone()
        )

    def forget(self) -> int:
        """Delete all attributes; returns of how many faces there were any."""
        self._connection.execute("DELETE FROM face_attribute_errors")
        return self._connection.execute("DELETE FROM face_attributes").rowcount

    def of_persons(
        self, who: str, values: Mapping[str, Any]
    ) -> dict[str, list[tuple[int | None, Attributes]]]:
        """Person → (year, attributes) of the best faces on disk, at most five a year.

        The latest year comes first, None (no known date) last. `who` is a condition about the
        face `x`; `values` are bound to it, with the `engine` whose faces count.
        """
        if not self._connection.execute("SELECT 1 FROM face_attributes").fetchone():
            return {}
        persons: dict[str, list[tuple[int | None, Attributes]]] = {}
        rows = self._connection.execute(
            "SELECT person_id, year, attributes FROM (SELECT *, row_number() OVER ("
            " PARTITION BY person_id, year ORDER BY value DESC, id) AS place FROM ("
            f"SELECT x.person_id, x.id, {AS_JSON} AS attributes,"
            " CASE WHEN f.cluster_day IS NOT NULL THEN"
            " CAST(strftime('%Y', f.taken_local / 1000000, 'unixepoch') AS INTEGER) END AS year,"
            " x.quality * min(200, min(x.width, x.height)) AS value"
            " FROM face_attributes t JOIN faces x ON x.number = t.number"
            f" JOIN files f ON f.id = x.file_id WHERE x.engine = :engine AND {who} AND {_SHOWN}))"
            f" WHERE place <= {_MOST} ORDER BY person_id, year DESC NULLS LAST, place",
            values,
        )
        for person, year, attributes in rows:
            found = read_attributes(attributes)
            assert found is not None
            persons.setdefault(person, []).append((year, found))
        return persons


_MOST = 5


def keep_attributes(connection: sqlite3.Connection, number: int, attributes: Attributes) -> None:
    """Store the attributes of a face beside those that are known of it."""
    values = ", ".join(f"{name} = coalesce(excluded.{name}, {name})" for name in _VALUES)
    connection.execute(
        f"INSERT INTO face_attributes (number, {', '.join(_COLUMNS)})"
        f" VALUES ({', '.join('?' * (1 + len(_COLUMNS)))}) ON CONFLICT (number)"
        f" DO UPDATE SET asked = asked | excluded.asked, {values}",
        (number, _bits(attributes.asked), *attributes[1:]),
    )


def read_attributes(text: str | None) -> Attributes | None:
    """The attributes that `AS_JSON` gives; None for none."""
    if text is None:
        return None
    asked, *values = json.loads(text)
    return Attributes(frozenset(name for name, bit in _BITS.items() if asked & bit), *values)


_LOOKS = {"gender": ("female", "female"), "mouth": ("open", "open"), "smile": ("smile", "yes")}
"""The column of a field of queries, and the value that it is the probability of."""


def looks(term: Expression) -> Sql:
    """The condition that a face with the attributes `t` matches a term about one of them."""
    if isinstance(term, Age):
        bounds = [("t.years >= ?", term.first), ("t.years <= ?", term.last)]
        known = [Sql(text, (value,)) for text, value in bounds if value is not None]
        return joined(" AND ", [Sql("t.years IS NOT NULL"), *known])
    assert isinstance(term, Match)
    column, value = _LOOKS[term.field]
    return Sql(f"t.{column} {'>=' if term.pattern == value else '<'} 0.5")


def _bits(names: Iterable[str]) -> int:
    return sum(_BITS[name] for name in set(names))


def _file(rows: Sequence[Sequence[Any]]) -> FileToDescribe:
    """A file by the rows of its faces."""
    id, path, kind, width, height, orientation, *upright, seconds = rows[0][:9]
    return FileToDescribe(
        id, path, kind, width, height, orientation, (upright[0], upright[1]), seconds,
        faces=tuple(FaceToDescribe(row[9], row[10], _points(row[11])) for row in rows),
        lacks_child=any(row[12] is None for row in rows),
    )  # fmt: skip


def _points(text: str) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in json.loads(text))


def _by_file(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    for _, group in groupby(rows, key=lambda row: row[0]):
        yield list(group)
