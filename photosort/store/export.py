"""Everything that users entered, for export and import."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from photosort.model import Home, Photo
from photosort.store.photos import read_photos
from photosort.store.times import now

_BATCH = 1000
_DESCRIBED = (
    "CASE WHEN i.file_id IS NOT NULL THEN json_object('title', i.title, 'caption', i.caption,"
    " 'rating', i.rating, 'keywords', json(i.keywords)) END"
)
_NAMED = (
    "(SELECT json_group_array(json_array(r.name, json(r.area), r.source)) FROM regions r"
    " WHERE r.file_id = f.id AND r.given)"
)


class Entered:
    """Queries about what users entered, in all tables."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def files(self) -> Iterator[tuple[Photo, dict[str, Any]]]:
        """All files by path, with what an import needs: checksums, corrected places and dates."""
        ids = [row[0] for row in self._connection.execute("SELECT id FROM files ORDER BY path")]
        for start in range(0, len(ids), _BATCH):
            part = ids[start : start + _BATCH]
            extra = {
                row[0]: row[1:]
                for row in self._connection.execute(
                    "SELECT f.id, fingerprint, content_hash, levels, l.lat, l.lon, dating,"
                    f" {_DESCRIBED}, {_NAMED}"
                    " FROM files f"
                    " LEFT JOIN place_corrections p ON p.file_id = f.id"
                    " LEFT JOIN location_corrections l ON l.file_id = f.id"
                    " LEFT JOIN date_corrections d ON d.file_id = f.id"
                    " LEFT JOIN imported_descriptions i ON i.file_id = f.id"
                    " WHERE f.id IN (SELECT value FROM json_each(?))",
                    (json.dumps(part),),
                )
            }
            for id, photo in zip(part, read_photos(self._connection, part), strict=True):
                fingerprint, whole, levels, lat, lon, dating, described, named = extra[id]
                yield (
                    photo,
                    {
                        "fingerprint": fingerprint and fingerprint.hex(),
                        "content_hash": whole and whole.hex(),
                        "place_set": json.loads(levels or "{}"),
                        "location_set": None if lat is None else [lat, lon],
                        "date_set": dating,
                        "imported": json.loads(described) if described else None,
                        "imported_regions": json.loads(named),
                    },
                )

    def label_keys(self) -> list[str]:
        """The keys of all labels of files."""
        query = "SELECT DISTINCT key FROM file_labels ORDER BY key"
        return [row[0] for row in self._connection.execute(query)]

    def trip_states(self) -> dict[str, str]:
        """The state of each trip that was not merged away: shown, asleep or deleted."""
        return dict(self._connection.execute("SELECT id, state FROM trips WHERE state != 'merged'"))

    def alike(self, path: bytes, size: int, fingerprint: bytes | None) -> list[tuple[int, bytes]]:
        """(id, path) of the file at a path, else of the files with that content."""
        found = self._connection.execute(
            "SELECT id, path FROM files WHERE path = ?", (path,)
        ).fetchall()
        if found or fingerprint is None:
            return found
        return self._connection.execute(
            "SELECT id, path FROM files WHERE size = ? AND fingerprint = ?", (size, fingerprint)
        ).fetchall()

    def labels(self, id: int) -> dict[str, str]:
        """The labels of a file."""
        query = "SELECT key, value FROM file_labels WHERE file_id = ?"
        return dict(self._connection.execute(query, (id,)))

    def delete(self, noun: Literal["trip", "journey"], id: str, first: int, last: int) -> None:
        """Hide a trip or journey for good, with the days that its mask had elsewhere."""
        own = "level, key, " if noun == "trip" else ""
        self._connection.execute(
            f"INSERT OR REPLACE INTO {noun}_masks SELECT id, {own}?, ? FROM {noun}s WHERE id = ?",
            (first, last, id),
        )
        self._connection.execute(
            f"UPDATE {noun}s SET state = 'deleted', updated = ? WHERE id = ?", (now(), id)
        )

    def add_home(self, home: Home, address: Mapping[str, str]) -> None:
        """Add a home that a user gave."""
        self._connection.execute(
            "INSERT INTO homes SELECT coalesce(max(number), -1) + 1, ?, ?, ?, ?, ?, ?, ?"
            " FROM homes",
            (*home, json.dumps(dict(address))),
        )
