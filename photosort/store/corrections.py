"""Dates and places of files that users entered, which override what the files say.

Every change here has the address and the time zone of the file worked out again.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from photosort.plan.dates import Dating, dated, dating_text, parse_dating
from photosort.store.photos import TAKEN, read_taken, taken_row
from photosort.texts import composed

_LOCATION = ("lat", "lon", "alt", "place_source")


def _these(ids: Iterable[int]) -> str:
    return json.dumps(list(ids))


class Corrections:
    """Queries about corrections of files. What a file itself says is kept, for `unset`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def keep(self) -> None:
        """Apply corrections to the facts of files that were just read."""
        for id, text, *own in self._connection.execute(
            f"SELECT file_id, dating, {', '.join(TAKEN)} FROM date_corrections"
            " JOIN files ON id = file_id WHERE taken_source IS NOT 'user'"
        ).fetchall():
            self._write_date(id, parse_dating(text), own)
        for id, to_lat, to_lon, *own in self._connection.execute(
            "SELECT c.file_id, c.lat, c.lon, f.lat, f.lon, f.alt, f.place_source"
            " FROM location_corrections c JOIN files f ON f.id = c.file_id"
            " WHERE f.place_source IS NOT 'user'"
        ).fetchall():
            self._write_location(id, to_lat, to_lon, own)

    # dates

    def date(self, id: int) -> Dating | None:
        """The correction of the date of a file, or None."""
        row = self._connection.execute(
            "SELECT dating FROM date_corrections WHERE file_id = ?", (id,)
        ).fetchone()
        return parse_dating(row[0]) if row else None

    def own_time(self, id: int) -> list[Any]:
        """The columns `TAKEN` as the file itself has them."""
        row = self._connection.execute(
            "SELECT own FROM date_corrections WHERE file_id = ?", (id,)
        ).fetchone()
        if row:
            return list(json.loads(row[0]))
        return list(
            self._connection.execute(
                f"SELECT {', '.join(TAKEN)} FROM files WHERE id = ?", (id,)
            ).fetchone()
        )

    def set_date(self, id: int, dating: Dating) -> None:
        """Set the date of a file."""
        self._write_date(id, dating, self.own_time(id))

    def drop_date(self, id: int) -> bool:
        """Restore the own date of a file; False if it has it already."""
        if self.date(id) is None:
            return False
        self._put(id, TAKEN, self.own_time(id))
        self._connection.execute("DELETE FROM date_corrections WHERE file_id = ?", (id,))
        return True

    def _write_date(self, id: int, dating: Dating, own: list[Any]) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO date_corrections VALUES (?, ?, ?)",
            (id, dating_text(dating), json.dumps(own)),
        )
        self._put(id, TAKEN, taken_row(dated(read_taken(own), dating)))

    # places

    def levels(self, ids: Iterable[int]) -> dict[int, dict[str, str]]:
        """Names that the user gave to the places of files, by id and level."""
        rows = self._connection.execute(
            "SELECT file_id, levels FROM place_corrections"
            " WHERE file_id IN (SELECT value FROM json_each(?))",
            (_these(ids),),
        )
        return {id: json.loads(levels) for id, levels in rows}

    def is_located(self, id: int) -> bool:
        """Whether coordinates of a file are known."""
        query = "SELECT lat IS NOT NULL FROM files WHERE id = ?"
        return bool(self._connection.execute(query, (id,)).fetchone()[0])

    def location(self, id: int) -> tuple[float, float] | None:
        """The coordinates that the user gave a file."""
        row: tuple[float, float] | None = self._connection.execute(
            "SELECT lat, lon FROM location_corrections WHERE file_id = ?", (id,)
        ).fetchone()
        return row

    def set_levels(self, id: int, levels: Mapping[str, str]) -> None:
        """Set the levels of the place of a file, replacing earlier ones."""
        self._connection.execute("DELETE FROM place_corrections WHERE file_id = ?", (id,))
        if levels:
            kept = {level: composed(name) for level, name in levels.items()}
            self._connection.execute(
                "INSERT INTO place_corrections VALUES (?, ?)", (id, json.dumps(kept))
            )
        # another name for the same place: trips follow
        self._connection.execute(
            "UPDATE files SET old_address_id = coalesce(old_address_id, address_id),"
            " address_id = NULL WHERE id = ?",
            (id,),
        )

    def set_location(self, id: int, lat: float, lon: float) -> None:
        """Set the coordinates of a file."""
        self._write_location(id, lat, lon, self._own_location(id))

    def drop_location(self, id: int) -> bool:
        """Restore the own coordinates of a file; False if it has them already."""
        if self.location(id) is None:
            return False
        self._put(id, _LOCATION, self._own_location(id))
        self._connection.execute("DELETE FROM location_corrections WHERE file_id = ?", (id,))
        return True

    def _own_location(self, id: int) -> list[Any]:
        row = self._connection.execute(
            "SELECT own FROM location_corrections WHERE file_id = ?", (id,)
        ).fetchone()
        if row:
            return list(json.loads(row[0]))
        own = self._connection.execute(
            f"SELECT {', '.join(_LOCATION)} FROM files WHERE id = ?", (id,)
        ).fetchone()
        return [None] * len(own) if own[-1] == "inferred" else list(own)

    def _write_location(self, id: int, lat: float, lon: float, own: list[Any]) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO location_corrections VALUES (?, ?, ?, ?)",
            (id, lat, lon, json.dumps(own)),
        )
        self._put(id, _LOCATION, (lat, lon, None, "user"))

    def _put(self, id: int, columns: Iterable[str], values: Iterable[Any]) -> None:
        settings = ", ".join(f"{name} = ?" for name in (*columns, "address_id"))
        self._connection.execute(f"UPDATE files SET {settings} WHERE id = ?", (*values, None, id))
