"""The folders that the user asked to index."""

import sqlite3

from photosort.store.times import now


class Roots:
    """Queries about roots."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def paths(self) -> list[bytes]:
        """All roots, in order."""
        return [row[0] for row in self._connection.execute("SELECT path FROM roots ORDER BY path")]

    def rows(self) -> list[tuple[bytes, str | None, str | None]]:
        """Path, end of the last complete scan, outcome of the last scan."""
        query = "SELECT path, scanned, outcome FROM roots ORDER BY path"
        return self._connection.execute(query).fetchall()

    def add(self, path: bytes) -> None:
        """Remember a root."""
        self._connection.execute(
            "INSERT INTO roots (path, added) VALUES (?, ?) ON CONFLICT DO NOTHING", (path, now())
        )

    def note(self, path: bytes, outcome: str, *, scanned: bool = False) -> None:
        """Keep how a scan of the root stands."""
        self._connection.execute(
            "UPDATE roots SET outcome = ?, scanned = coalesce(?, scanned) WHERE path = ?",
            (outcome, now() if scanned else None, path),
        )

    def forget(self, path: bytes) -> None:
        """Drop a root; its files are `Files.forget`'s."""
        self._connection.execute("DELETE FROM roots WHERE path = ?", (path,))
