"""Keywords of files."""

import sqlite3
from collections.abc import Iterable

# each keyword once, by steps in the index
ALL_KEYWORDS = (
    "WITH RECURSIVE every(keyword) AS (SELECT min(keyword) FROM keywords UNION ALL SELECT"
    " (SELECT min(k.keyword) FROM keywords k WHERE k.keyword > every.keyword) FROM every"
    " WHERE every.keyword IS NOT NULL)"
    " SELECT keyword FROM every WHERE keyword IS NOT NULL"
)
"""A query for all keywords, in order."""


class Keywords:
    """Queries about keywords of files."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def any(self) -> bool:
        """Whether any file has one."""
        query = "SELECT EXISTS (SELECT 1 FROM keywords)"
        return bool(self._connection.execute(query).fetchone()[0])

    def drop(self, paths: Iterable[bytes]) -> None:
        """Remove the keywords of files."""
        self._connection.executemany(
            "DELETE FROM keywords WHERE file_id = (SELECT id FROM files WHERE path = ?)",
            ((path,) for path in paths),
        )

    def add(self, path: bytes, keywords: Iterable[str]) -> None:
        """Add the keywords of a file that has none yet."""
        query = "SELECT id FROM files WHERE path = ?"
        (id,) = self._connection.execute(query, (path,)).fetchone()
        self.put(id, keywords)

    def put(self, id: int, keywords: Iterable[str]) -> None:
        """Add keywords of a file."""
        self._connection.executemany(
            "INSERT INTO keywords (file_id, keyword) VALUES (?, ?)", ((id, x) for x in keywords)
        )

    def of_files(self) -> list[tuple[str, int]]:
        """(keyword, id) of the files on disk; a companion has them for its lead."""
        return self._connection.execute(
            "SELECT k.keyword, coalesce(f.lead_id, f.id) FROM keywords k"
            " JOIN files f ON f.id = k.file_id WHERE f.missing = 0 ORDER BY 1, 2"
        ).fetchall()
