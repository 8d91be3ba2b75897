"""The folders that the user asked to index."""

import json
import os
import sqlite3
from collections.abc import Mapping

from photosort.store.scopes import within
from photosort.store.times import now

Identity = tuple[int, int]
"""Device and inode of a folder, which identify it whatever its path."""

_BELOW = "CAST(? || substr(path, ?) AS BLOB)"
"""A path below another folder, with the values of `_below`."""

_FRESH = ("size", "mtime_ns", "ctime_ns", "inode", "again", "sidecars", "missing", "content_hash")

# one file under two paths: what users entered for either, and the stamp of the one that is there
_MERGE = (
    f"UPDATE files SET ({', '.join(_FRESH)}) = (SELECT {', '.join(_FRESH)} FROM files"
    " WHERE id = :gone) WHERE id = :kept"
    " AND fingerprint = (SELECT fingerprint FROM files WHERE id = :gone)",
    "INSERT OR IGNORE INTO file_labels SELECT :kept, key, value FROM file_labels"
    " WHERE file_id = :gone",
    *(
        f"INSERT OR IGNORE INTO {table} SELECT :kept, {columns} FROM {table} WHERE file_id = :gone"
        for table, columns in (
            ("place_corrections", "levels"),
            ("date_corrections", "dating, own"),
            ("location_corrections", "lat, lon, own"),
            ("imported_descriptions", "title, caption, rating, keywords"),
        )
    ),
    "UPDATE faces SET file_id = :kept WHERE file_id = :gone"
    " AND engine NOT IN (SELECT engine FROM face_looks WHERE file_id = :kept)",
    "UPDATE regions SET file_id = :kept WHERE file_id = :gone"
    " AND given NOT IN (SELECT given FROM regions WHERE file_id = :kept)",
    "UPDATE OR IGNORE face_looks SET file_id = :kept WHERE file_id = :gone",
    "UPDATE files SET lead_id = :kept WHERE lead_id = :gone",
    "UPDATE files SET lead_id = NULL, relation = NULL WHERE id = :kept AND lead_id = :kept",
    "DELETE FROM files WHERE id = :gone",
)


def _below(old: bytes, new: bytes) -> tuple[bytes, int]:
    return new.rstrip(b"/") or b"", len(old.rstrip(b"/")) + 1


class Roots:
    """Queries about roots."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def paths(self) -> list[bytes]:
        """All roots, in order."""
        return [row[0] for row in self._connection.execute("SELECT path FROM roots ORDER BY path")]

    def rows(self) -> list[tuple[bytes, str | None, str | None]]:
        """Path, end of the last complete scan, and outcome of the last scan of each root."""
        query = "SELECT path, scanned, outcome FROM roots ORDER BY path"
        return self._connection.execute(query).fetchall()

    def identities(self) -> dict[bytes, Identity]:
        """The identity of each root when it was last indexed, if known."""
        query = "SELECT path, device, inode FROM roots WHERE inode IS NOT NULL ORDER BY path"
        return {path: (device, inode) for path, *(device, inode) in self._connection.execute(query)}

    def identify(self, path: bytes, identity: Identity) -> None:
        """Store the identity of a root."""
        self._connection.execute(
            "UPDATE roots SET device = ?, inode = ? WHERE path = ?", (*identity, path)
        )

    def add(self, path: bytes) -> None:
        """Add a root."""
        self._connection.execute(
            "INSERT INTO roots (path, added) VALUES (?, ?) ON CONFLICT DO NOTHING", (path, now())
        )

    def note(self, path: bytes, outcome: str, *, scanned: bool = False) -> None:
        """Store the outcome of the scan of a root."""
        self._connection.execute(
            "UPDATE roots SET outcome = ?, scanned = coalesce(?, scanned) WHERE path = ?",
            (outcome, now() if scanned else None, path),
        )

    def move(self, folders: Mapping[bytes, bytes]) -> None:
        """Move everything known at or below each old folder to its new one.

        No old folder lies inside another; a new one may be the old one of another. A file that is
        already known at a new path is the same file: see `_MERGE`.
        """
        steps = [(b"\0%d" % number, *pair) for number, pair in enumerate(folders.items())]
        for between, old, _ in steps:
            for table in ("files", "ignored", "roots"):
                self._move(table, old, between)
        for between, _, new in steps:
            self._merge_known(between, new)
            for table in ("files", "ignored", "roots"):
                self._move(table, between, new)
        for _, old, new in steps:
            self._set_texts(new)
            self._move_sidecars(old, new)

    def _move(self, table: str, old: bytes, new: bytes) -> None:
        condition, values = within(old)
        self._connection.execute(
            f"UPDATE {table} SET path = {_BELOW} WHERE {condition}", (*_below(old, new), *values)
        )

    def _set_texts(self, folder: bytes) -> None:
        """Work out again what `store.paths` tells of the paths below a folder."""
        condition, values = within(folder)
        self._connection.execute(
            "UPDATE files SET path_text = path_text(path), name_at = name_at(path)"
            f" WHERE {condition}",
            values,
        )

    def _merge_known(self, old: bytes, new: bytes) -> None:
        """Merge the rows at `new` into those that come from `old`."""
        condition, values = within(old)
        for table in ("ignored", "roots"):
            self._connection.execute(
                f"DELETE FROM {table} WHERE path IN"
                f" (SELECT {_BELOW} FROM {table} WHERE {condition})",
                (*_below(old, new), *values),
            )
        same = self._connection.execute(
            f"SELECT old.id, new.id FROM (SELECT id, {_BELOW} AS path FROM files WHERE {condition})"
            " AS old JOIN files AS new USING (path)",
            (*_below(old, new), *values),
        ).fetchall()
        for step in _MERGE:
            self._connection.executemany(step, ({"kept": a, "gone": b} for a, b in same))

    def _move_sidecars(self, old: bytes, new: bytes) -> None:
        """Move the sidecars, whose stamps hold paths as well."""
        condition, values = within(new)
        before, after = (os.fsdecode(each.rstrip(b"/") + b"/") for each in (old, new))
        rows = self._connection.execute(
            f"SELECT id, sidecars FROM files WHERE sidecars IS NOT NULL AND {condition}", values
        ).fetchall()
        for id, text in rows:
            stamps = json.loads(text)
            for stamp in stamps:
                if stamp[0].startswith(before):
                    stamp[0] = after + stamp[0].removeprefix(before)
            self._connection.execute(
                "UPDATE files SET sidecars = ? WHERE id = ?", (json.dumps(stamps), id)
            )

    def forget(self, path: bytes) -> None:
        """Drop a root, but not its files: see `Files.forget`."""
        self._connection.execute("DELETE FROM roots WHERE path = ?", (path,))
