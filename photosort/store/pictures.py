"""The pictures of albums and films: which files they are, and what is shown of each."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from photosort.model import Place
from photosort.store.times import from_microseconds

_SHOWN = "f.missing = 0 AND f.lead_id IS NULL AND f.content_type IS NOT NULL"


class Shown(NamedTuple):
    """A file that an album may show; `day` is None if only its modification time is known."""

    id: int
    path: bytes
    size: int
    mtime_ns: int
    fingerprint: bytes | None
    content_hash: bytes | None
    content_type: str
    width: int | None
    height: int | None
    orientation: int | None
    lat: float | None
    lon: float | None
    local: datetime | None
    utc: datetime | None
    day: int | None
    rating: int | None
    favorite: bool
    in_flight: bool
    place: Place | None


class Pictures:
    """Queries about files, without companions and duplicates."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of_journey(self, id: str) -> list[int]:
        """The files of a journey."""
        return self._ids("JOIN journey_files j ON j.file_id = f.id WHERE j.journey_id = ?", (id,))

    def of_trip(self, id: str) -> list[int]:
        """The files of a trip."""
        return self._ids(
            "JOIN trip_days d ON d.address_id = f.address_id AND d.day = f.cluster_day"
            " WHERE d.trip_id = ?",
            (id,),
        )

    def of_days(self, first: int, last: int) -> list[int]:
        """The files of some days; days count from 1970-01-01."""
        return self._ids("WHERE f.cluster_day BETWEEN ? AND ?", (first, last))

    def undated(self) -> list[int]:
        """The files without a day."""
        return self._ids("WHERE f.cluster_day IS NULL", ())

    def years(self) -> list[int]:
        """The years that have dated files, in order."""
        rows = self._connection.execute(
            "SELECT DISTINCT CAST(strftime('%Y', f.cluster_day * 86400, 'unixepoch') AS INTEGER)"
            f" FROM files f WHERE f.cluster_day IS NOT NULL AND {_SHOWN} ORDER BY 1"
        )
        return [row[0] for row in rows]

    def _ids(self, condition: str, values: tuple[str | int, ...]) -> list[int]:
        query = f"SELECT f.id FROM files f {condition} AND {_SHOWN} ORDER BY f.id"
        return [row[0] for row in self._connection.execute(query, values)]

    def shown(self, ids: Iterable[int], places: dict[int, Place]) -> list[Shown]:
        """The files as albums show them; `places` are the addresses by id."""
        rows = self._connection.execute(
            "SELECT id, path, size, mtime_ns, fingerprint, content_hash, content_type, width,"
            " height, orientation, lat, lon, taken_local, taken_utc, cluster_day, rating, favorite,"
            " in_flight, address_id"
            " FROM files WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return [
            Shown._make(
                (
                    *facts,
                    from_microseconds(local),
                    from_microseconds(utc),
                    day,
                    rating,
                    bool(favorite),
                    bool(in_flight),
                    places.get(address),
                )
            )
            for *facts, local, utc, day, rating, favorite, in_flight, address in rows
        ]
