"""What imports from other programs say about photos, which outweighs what the files say."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from photosort.model import Description
from photosort.plan.descriptions import merge
from photosort.store.keywords import Keywords


class Candidate(NamedTuple):
    """A file on disk that a photo of another program may be; `upright` is its size when upright."""

    id: int
    path: bytes
    size: int
    upright: tuple[int, int] | None


class Imports:
    """Queries about descriptions that were imported."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def give(self, file_id: int, told: Description) -> bool:
        """Store what an import says of a file, in place of what an earlier one said; whether new.

        A file that an earlier one described is read again by the next `index`.
        """
        wanted = (told.title, told.caption, told.rating, json.dumps(told.keywords))
        before = self._connection.execute(
            "SELECT title, caption, rating, keywords FROM imported_descriptions WHERE file_id = ?",
            (file_id,),
        ).fetchone()
        if before == wanted or (before is None and told == Description()):
            return False
        self._connection.execute(
            "INSERT OR REPLACE INTO imported_descriptions VALUES (?, ?, ?, ?, ?)",
            (file_id, *wanted),
        )
        if before is not None:
            self._connection.execute("UPDATE files SET again = 2 WHERE id = ?", (file_id,))
        self._apply(file_id, *wanted)
        return True

    def candidates(self) -> Iterator[Candidate]:
        """All readable files on disk."""
        for id, path, size, width, height, orientation in self._connection.execute(
            "SELECT id, path, size, width, height, coalesce(orientation, 1) FROM files"
            " WHERE missing = 0 AND content_type IS NOT NULL"
        ):
            known = (width, height) if width and height else None
            yield Candidate(id, path, size, known[::-1] if known and orientation >= 5 else known)

    def copies_of(self, path: bytes) -> list[int]:
        """The file at a path and those of the same content."""
        rows = self._connection.execute(
            "SELECT id FROM files WHERE path = ?1 UNION SELECT o.id FROM files f JOIN files o"
            " ON o.size = f.size AND o.fingerprint = f.fingerprint"
            " AND o.content_hash = f.content_hash AND o.missing = 0 WHERE f.path = ?1 ORDER BY 1",
            (path,),
        )
        return [id for (id,) in rows]

    def keep(self, paths: Iterable[bytes]) -> None:
        """Apply what imports said to files that were just read."""
        if not self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM imported_descriptions)"
        ).fetchone()[0]:
            return
        for path in paths:
            for row in self._connection.execute(
                "SELECT i.* FROM imported_descriptions i JOIN files f ON f.id = i.file_id"
                " WHERE f.path = ?",
                (path,),
            ).fetchall():
                self._apply(*row)

    def _apply(
        self, id: int, title: str | None, caption: str | None, rating: int | None, words: str
    ) -> None:
        self._connection.execute(
            "UPDATE files SET title = coalesce(?, title), caption = coalesce(?, caption),"
            " rating = coalesce(?, rating) WHERE id = ?",
            (title, caption, rating, id),
        )
        own = self._connection.execute(
            "SELECT keyword FROM keywords WHERE file_id = ? ORDER BY keyword", (id,)
        ).fetchall()
        before = tuple(word for (word,) in own)
        after = merge((*before, *json.loads(words)))
        if after != before:
            self._connection.execute("DELETE FROM keywords WHERE file_id = ?", (id,))
            Keywords(self._connection).put(id, after)
