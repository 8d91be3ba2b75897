"""The addresses of files: which are missing, and which were replaced."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from photosort.model import LEVELS, Place, Taken
from photosort.store.photos import ADDRESS, TAKEN, read_place, read_taken, taken_row


class Unplaced(NamedTuple):
    """A file without an address that has coordinates, or a place from the user or from itself."""

    id: int
    lat: float | None
    lon: float | None
    taken: Taken | None
    created_in: Mapping[str, str] | None = None
    in_flight: bool = False


class Addresses:
    """The addresses of files."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def unplaced(self) -> list[Unplaced]:
        """Files without an address that can get one."""
        columns = f"id, lat, lon, created_in, in_flight, {', '.join(TAKEN)}"
        return [
            Unplaced(
                row[0],
                row[1],
                row[2],
                read_taken(row[5:]),
                json.loads(row[3] or "null"),
                bool(row[4]),
            )
            for row in self._connection.execute(
                f"SELECT {columns} FROM files WHERE lat IS NOT NULL AND address_id IS NULL"
                f" UNION ALL SELECT {columns} FROM files"
                " WHERE lat IS NULL AND address_id IS NULL AND created_in IS NOT NULL"
                f" UNION ALL SELECT {columns} FROM files JOIN place_corrections ON file_id = id"
                " WHERE lat IS NULL AND address_id IS NULL AND created_in IS NULL"
            )
        ]

    def any_unplaced(self) -> bool:
        """Whether any file without an address can get one."""
        row = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM files WHERE lat IS NOT NULL AND address_id IS NULL)"
            " OR EXISTS (SELECT 1 FROM files"
            " WHERE lat IS NULL AND address_id IS NULL AND created_in IS NOT NULL)"
            " OR EXISTS (SELECT 1 FROM files JOIN place_corrections ON file_id = id"
            " WHERE lat IS NULL AND address_id IS NULL)"
        ).fetchone()
        return bool(row[0])

    def address_ids(self, places: Iterable[Place]) -> list[int]:
        """The id of each address; new ones are added."""
        known: dict[tuple[Any, ...], int] = {}
        ids = []
        for place in places:
            key = (
                place.country_code,
                place.timezone,
                *(tuple(x.items()) for x in (place.levels, place.basis, place.ids)),
            )
            if key not in known:
                known[key] = self._address_id(place)
            ids.append(known[key])
        return ids

    def _address_id(self, place: Place) -> int:
        names = [place.levels.get(level) for level in LEVELS]
        basis, ids = (json.dumps(dict(x), sort_keys=True) for x in (place.basis, place.ids))
        values = (place.country_code, *names, basis, place.timezone, ids)
        identity = json.dumps(values)
        row = self._connection.execute(
            "SELECT id FROM addresses WHERE identity = ?", (identity,)
        ).fetchone()
        if row:
            return int(row[0])
        cursor = self._connection.execute(
            f"INSERT INTO addresses ({', '.join(ADDRESS)}, identity)"
            f" VALUES ({', '.join('?' * (len(ADDRESS) + 1))})",
            (*values, identity),
        )
        return int(cursor.lastrowid or 0)

    def set(self, placed: Iterable[tuple[int, int, Taken | None]]) -> None:
        """Store address and completed time of files: (id, address id, taken)."""
        self._connection.executemany(
            f"UPDATE files SET {', '.join(f'{name} = ?' for name in TAKEN)}, address_id = ?"
            " WHERE id = ?",
            ((*taken_row(taken), address, id) for id, address, taken in placed),
        )

    def reset(self, condition: str = "1", values: Sequence[Any] = ()) -> None:
        """Have all addresses worked out again; `old_address_id` keeps the old ones."""
        self._connection.execute(
            "UPDATE files SET old_address_id = coalesce(old_address_id, address_id),"
            f" address_id = NULL WHERE address_id IS NOT NULL AND {condition}",
            values,
        )

    def replaced(self) -> list[tuple[int, int, int]]:
        """(old address id, new address id, files), most files first."""
        return self._connection.execute(
            "SELECT old_address_id, address_id, count(*) FROM files"
            " WHERE old_address_id IS NOT NULL AND address_id IS NOT NULL"
            " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        ).fetchall()

    def used(self) -> list[int]:
        """Ids of the addresses that files have."""
        query = "SELECT DISTINCT address_id FROM files WHERE address_id IS NOT NULL"
        return [row[0] for row in self._connection.execute(query)]

    def settle(self) -> None:
        """Drop the old addresses: everything named after them has followed."""
        self._connection.execute(
            "UPDATE files SET old_address_id = NULL"
            " WHERE old_address_id IS NOT NULL AND address_id IS NOT NULL"
        )

    def countries(self, codes: Iterable[str]) -> list[str]:
        """What the countries of some ISO 3166-1 alpha-2 codes are called."""
        return self._names("country", "country_code", codes)

    def names(self, level: str, ids: Iterable[str]) -> list[str]:
        """What the places with some ids are called, which an engine gave them at a level."""
        return self._names(level, f"json_extract(ids, '$.{level}')", ids)

    def _names(self, level: str, key: str, keys: Iterable[str]) -> list[str]:
        wanted = json.dumps(sorted(keys))
        if level not in LEVELS or wanted == "[]":
            return []
        rows = self._connection.execute(
            f"SELECT DISTINCT {level} FROM addresses WHERE {level} IS NOT NULL"
            f" AND {key} IN (SELECT value FROM json_each(?)) ORDER BY 1",
            (wanted,),
        )
        return [name for (name,) in rows]

    def places_in_use(self) -> dict[int, Place]:
        """The addresses of files by id, without old ones in other languages."""
        used = set(self.used())
        return {id: place for id, place in self.places().items() if id in used}

    def places(self) -> dict[int, Place]:
        """All addresses by id."""
        query = f"SELECT id, {', '.join(ADDRESS)} FROM addresses"
        return {row[0]: read_place(row[1:]) for row in self._connection.execute(query)}
