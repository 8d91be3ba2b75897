"""Everything about files, read in batches: rows become the nouns of `model`."""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from photosort.model import (
    LEVELS,
    Coordinates,
    Description,
    Facts,
    FileStamp,
    KnownFace,
    Photo,
    Place,
    Taken,
)
from photosort.plan.copied_faces import in_copy
from photosort.store.faces import CURRENT_ENGINE, KNOWN_COLUMNS, known_face
from photosort.store.times import from_microseconds, to_microseconds

FACTS = (
    "error", "content_type", "width", "height", "orientation", "make", "model", "duration",
    "lat", "lon", "alt", "place_source", "taken_source", "taken_known", "taken_local",
    "taken_utc", "taken_offset", "offset_source", "clock_shift", "taken_precision",
    "content_id", "created_in", "title", "caption", "rating", "favorite", "creator", "copyright",
)  # fmt: skip
TAKEN = FACTS[12:20]
"""The columns of a time."""
DESCRIPTION = FACTS[22:]
"""The columns of a description, whose keywords are a table of their own."""
STAMP = ("path", "size", "mtime_ns", "ctime_ns", "inode")
ADDRESS = ("country_code", *LEVELS, "basis", "timezone", "ids")

_BATCH = 1000
_COLUMNS = (
    "id",
    *STAMP,
    "missing",
    "address_id",
    "sidecars",
    "lead_id",
    "relation",
    "in_flight",
    *FACTS,
)
_GIVEN = "(SELECT value FROM json_each(?))"


def read_photos(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[Photo]:
    """The files `ids` in that order, each with its labels, trips, companions and faces."""
    places: dict[int | None, Place | None] = {None: None}
    for start in range(0, len(ids), _BATCH):
        yield from _Batch(connection, ids[start : start + _BATCH], places).photos()


class _Batch:
    """Files that are read together; `places` keeps the addresses of earlier batches."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        ids: Sequence[int],
        places: dict[int | None, Place | None],
    ) -> None:
        self._connection = connection
        self._places = places
        given = json.dumps(list(ids))
        self._order = ids
        self._rows: dict[int, dict[str, Any]] = {
            row[0]: dict(zip(_COLUMNS, row, strict=True))
            for row in connection.execute(
                f"SELECT {', '.join(_COLUMNS)} FROM files WHERE id IN {_GIVEN}", (given,)
            )
        }
        leads = sorted({row["lead_id"] for row in self._rows.values() if row["lead_id"]})
        self._lead_paths = dict(
            connection.execute(
                f"SELECT id, path FROM files WHERE id IN {_GIVEN}", (json.dumps(leads),)
            )
        )
        self._labels = self._gathered(
            f"SELECT file_id, key, value FROM file_labels WHERE file_id IN {_GIVEN} ORDER BY key",
            given,
        )
        self._keywords = self._gathered(
            f"SELECT file_id, keyword FROM keywords WHERE file_id IN {_GIVEN} ORDER BY 1, 2", given
        )
        self._companions = self._gathered(
            "SELECT lead_id, path, relation FROM files"
            f" WHERE lead_id IN {_GIVEN} AND missing = 0 ORDER BY path",
            json.dumps([*ids, *leads]),
        )
        self._trips = self._gathered(
            "SELECT f.id, t.id FROM files f JOIN trip_days d"
            " ON d.address_id = f.address_id AND d.day = f.cluster_day"
            f" JOIN trips t ON t.id = d.trip_id WHERE f.id IN {_GIVEN} AND t.state = 'shown'"
            " ORDER BY t.id",
            json.dumps([*ids, *leads]),
        )
        self._journeys = self._gathered(
            "SELECT j.file_id, j.journey_id FROM journey_files j JOIN journeys n"
            f" ON n.id = j.journey_id WHERE j.file_id IN {_GIVEN} AND n.state = 'shown'",
            json.dumps([*ids, *leads]),
        )
        self._moments = self._gathered(
            "SELECT m.file_id, n.id FROM moment_files m JOIN moments n ON n.number = m.moment"
            f" WHERE m.file_id IN {_GIVEN} AND n.state = 'shown'",
            json.dumps([*ids, *leads]),
        )
        self._faces = self._gathered(
            f"SELECT x.file_id, l.width, l.height, {KNOWN_COLUMNS} FROM faces x"
            " JOIN face_looks l ON l.file_id = x.file_id AND l.engine = x.engine"
            " LEFT JOIN embeddings e ON e.number = x.number"
            f" WHERE x.engine = {CURRENT_ENGINE} AND x.file_id IN {_GIVEN}"
            " ORDER BY x.frame_ms, x.left, x.id",
            json.dumps([*ids, *leads]),
        )

    def _gathered(self, query: str, given: str) -> dict[int, list[Any]]:
        """The rows of a query by the file id in their first column."""
        found: dict[int, list[Any]] = {}
        for id, *rest in self._connection.execute(query, (given,)):
            found.setdefault(id, []).append(rest)
        return found

    def photos(self) -> Iterator[Photo]:
        """The files, in order."""
        for id in self._order:
            if id in self._rows:
                yield self._photo(id, self._rows[id])

    def _photo(self, id: int, row: Mapping[str, Any]) -> Photo:
        lead, relation = self._lead_paths.get(row["lead_id"]), row["relation"]
        companions = self._companions.get(id, [])
        first = row["lead_id"] or id
        live = [path for path, how in companions if how == "live"]
        return Photo(
            stamp=FileStamp(*(row[name] for name in STAMP)),
            facts=read_facts(
                [row[name] for name in FACTS[1:]], [word for (word,) in self._keywords.get(id, ())]
            ),
            place=self._place(row["address_id"]),
            labels=dict(self._labels.get(id, ())),
            trips=tuple(trip for (trip,) in self._trips.get(first, ())),
            missing=row["missing"] in (1, 2),
            ignored=row["missing"] == 3,
            error=row["error"],
            sidecars=tuple(os.fsencode(each[0]) for each in json.loads(row["sidecars"] or "[]")),
            pair=lead if lead and relation == "live" else live[0] if live else None,
            lead=lead,
            relation=relation,
            companions=tuple(path for path, how in companions if how != "duplicate"),
            faces=self._faces_of(first, row),
            in_flight=bool(row["in_flight"]),
            journey=_only(self._journeys.get(first)),
            moment=_only(self._moments.get(first)),
            duplicates=self._duplicates(first, row, lead),
        )

    def _faces_of(self, first: int, row: Mapping[str, Any]) -> tuple[KnownFace, ...]:
        """The faces in pixels of this file; those of a companion were found in its lead."""
        found = ((known_face(each[2:]), (each[0], each[1])) for each in self._faces.get(first, ()))
        if row["lead_id"] is None:
            return tuple(known for known, _ in found)
        facts = read_facts([row[name] for name in FACTS[1:]])
        return tuple(moved for known, size in found if (moved := in_copy(known, size, facts)))

    def _duplicates(
        self, first: int, row: Mapping[str, Any], lead: bytes | None
    ) -> tuple[bytes, ...]:
        """The other files of the same content; a lead that this is a copy of comes first."""
        if lead and row["relation"] != "duplicate":
            return ()
        copies = (path for path, how in self._companions.get(first, ()) if how == "duplicate")
        return (*([lead] if lead else []), *(path for path in copies if path != row["path"]))

    def _place(self, id: int | None) -> Place | None:
        if id not in self._places:
            row = self._connection.execute(
                f"SELECT {', '.join(ADDRESS)} FROM addresses WHERE id = ?", (id,)
            ).fetchone()
            self._places[id] = read_place(row) if row else None
        return self._places[id]


def _only(rows: Sequence[Any] | None) -> str | None:
    """The one id of rows of one column."""
    return rows[0][0] if rows else None


def read_facts(row: Sequence[Any], keywords: Sequence[str] = ()) -> Facts | None:
    """Facts from the columns `FACTS` without the error; None if nothing was read."""
    content_type, width, height, orientation, make, model, duration, lat, lon, alt, source = row[
        :11
    ]
    if content_type is None:
        return None
    return Facts(
        content_type=content_type,
        width=width,
        height=height,
        orientation=orientation,
        taken=read_taken(row[11:19]),
        coordinates=None if lat is None else Coordinates(lat, lon, alt),
        place_source=source,
        make=make,
        model=model,
        duration=duration,
        content_id=row[19],
        created_in=json.loads(row[20]) if row[20] else None,
        description=read_description(row[21:], keywords),
    )


def read_description(row: Sequence[Any], keywords: Sequence[str]) -> Description:
    """The columns `DESCRIPTION`, and keywords."""
    title, caption, rating, favorite, creator, copyright = row
    return Description(title, caption, tuple(keywords), rating, bool(favorite), creator, copyright)


def description_row(found: Description) -> tuple[Any, ...]:
    """The inverse of `read_description`, without the keywords."""
    return (
        found.title,
        found.caption,
        found.rating,
        int(found.favorite),
        found.creator,
        found.copyright,
    )


def read_taken(row: Sequence[Any]) -> Taken | None:
    """The columns `TAKEN`."""
    source, known, local, utc, offset, offset_source, shift, precision = row
    if source is None:
        return None
    return Taken(
        source,
        known,
        from_microseconds(local),
        from_microseconds(utc),
        offset,
        offset_source,
        shift or 0,
        precision or "second",
    )


def taken_row(taken: Taken | None) -> tuple[Any, ...]:
    """The inverse of `read_taken`."""
    if taken is None:
        return (None,) * len(TAKEN)
    return (
        taken.source,
        taken.known,
        to_microseconds(taken.local),
        to_microseconds(taken.utc),
        taken.offset,
        taken.offset_source,
        taken.shift,
        None if taken.precision == "second" else taken.precision,
    )


def read_place(row: Sequence[Any]) -> Place:
    """The columns `ADDRESS`."""
    code, *names, basis, timezone, ids = row
    levels: Mapping[str, str] = {
        level: name for level, name in zip(LEVELS, names, strict=True) if name is not None
    }
    return Place(levels, code, json.loads(basis), timezone, json.loads(ids))
