"""Files as they stand on disk: their stamps, which are there, gone or left out."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from photosort.model import FileStamp
from photosort.plan.changes import Gone, Known
from photosort.store import paths as path_columns
from photosort.store.photos import STAMP
from photosort.store.scopes import Scope, outside, within

GONE = "missing > 0 AND missing < 3"
"""Files that are gone from disk; 0 is present, 3 is ignored or excluded."""

DATED = "taken_local IS NOT NULL AND taken_source != 'mtime'"
"""Files whose local date is known; that of the file on disk is none."""

_SET_PATH = f"UPDATE files SET {path_columns.SET} WHERE id = ?2"


class Files:
    """Queries about files on disk, and those that are not there any more."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def known(self, scope: Scope) -> dict[bytes, Known]:
        """All known files below `scope`, photos or not, by path."""
        condition, values = within(scope)
        known: dict[bytes, Known] = {}
        for path, size, mtime_ns, ctime_ns, inode in self._connection.execute(
            f"SELECT {', '.join(STAMP)} FROM ignored WHERE {condition}", values
        ):
            known[path] = Known((path, size, mtime_ns, ctime_ns, inode), 0, 0, False, None)
        for row in self._connection.execute(
            f"SELECT {', '.join(STAMP)}, id, again, missing, error, sidecars FROM files"
            f" WHERE {condition}",
            values,
        ):
            known[row[0]] = Known(row[:5], row[5], row[6], row[7] != 0, *row[8:])
        return known

    def alike(self, size: int, fingerprint: bytes) -> list[tuple[Gone, bytes]]:
        """Files with the same fingerprint, with their paths."""
        columns = f"id, {', '.join(STAMP)}, fingerprint, content_hash"
        rows = self._connection.execute(
            f"SELECT {columns} FROM files WHERE size = ? AND fingerprint = ?", (size, fingerprint)
        )
        return [(Gone(row[0], FileStamp(*row[1:6]), row[6], row[7]), row[1]) for row in rows]

    def paths_outside(self, folders: Iterable[bytes]) -> list[bytes]:
        """Paths of files that lie in none of `folders`."""
        condition, values = outside(folders)
        query = f"SELECT path FROM files WHERE {condition} ORDER BY path"
        return [row[0] for row in self._connection.execute(query, values)]

    def present_paths(self) -> list[bytes]:
        """Paths of all files that were on disk at the last scan."""
        query = "SELECT path FROM files WHERE missing = 0 ORDER BY path"
        return [row[0] for row in self._connection.execute(query)]

    def is_known(self, path: bytes) -> bool:
        """Whether a file is or was known at a path."""
        row = self._connection.execute("SELECT 1 FROM files WHERE path = ?", (path,)).fetchone()
        return row is not None

    def known_only_at(self, paths: Iterable[bytes]) -> list[bytes]:
        """Those of `paths` that are known and whose content no other present file has."""
        found = []
        for path in paths:
            row = self._connection.execute(
                "SELECT EXISTS (SELECT 1 FROM files other WHERE other.size = file.size"
                " AND other.fingerprint = file.fingerprint AND other.missing = 0"
                " AND other.content_hash = file.content_hash AND other.id != file.id)"
                " FROM files file WHERE path = ?",
                (path,),
            ).fetchone()
            if row and not row[0]:
                found.append(path)
        return found

    def sample(self, scope: Scope, most: int) -> list[FileStamp]:
        """The stamps of up to `most` files on disk below `scope`, spread over it."""
        condition, values = within(scope)
        step = max(1, -(-self.count_present(scope) // most))
        rows = self._connection.execute(
            f"SELECT {', '.join(STAMP)} FROM (SELECT row_number() OVER (ORDER BY path) AS number, *"
            f" FROM files WHERE missing = 0 AND {condition}) WHERE number % ? = 0",
            (*values, step),
        )
        return [FileStamp(*row) for row in rows]

    def any_outside(self, folders: Iterable[bytes]) -> bool:
        """Whether any file lies in none of `folders`."""
        condition, values = outside(folders)
        query = f"SELECT EXISTS (SELECT 1 FROM files WHERE {condition})"
        return bool(self._connection.execute(query, values).fetchone()[0])

    def gone(self, ids: Iterable[int]) -> Iterator[Gone]:
        """The files `ids`, and all that are marked as gone."""
        columns = f"id, {', '.join(STAMP)}, fingerprint, content_hash"
        wanted = json.dumps(list(ids))
        for row in self._connection.execute(
            f"SELECT {columns} FROM files WHERE ({GONE}) OR id IN (SELECT value FROM json_each(?))",
            (wanted,),
        ):
            yield Gone(row[0], FileStamp(*row[1:6]), row[6], row[7])

    def fingerprints(self, ids: Iterable[int]) -> dict[int, bytes | None]:
        """Fingerprints of the files `ids`."""
        query = "SELECT id, fingerprint FROM files WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._connection.execute(query, (json.dumps(list(ids)),)))

    def ignored_among(self, paths: Iterable[bytes]) -> set[bytes]:
        """Those of `paths` that were read and are not photos."""
        wanted = set(paths)
        if not wanted:
            return wanted
        return wanted.intersection(
            row[0] for row in self._connection.execute("SELECT path FROM ignored")
        )

    def fingerprints_below(self, scope: Scope) -> dict[bytes, tuple[FileStamp, bytes | None]]:
        """Stamp and fingerprint of the files on disk below `scope`, by path."""
        condition, values = within(scope)
        query = (
            f"SELECT {', '.join(STAMP)}, fingerprint FROM files WHERE missing = 0 AND {condition}"
        )
        rows = self._connection.execute(query, values)
        return {row[0]: (FileStamp(*row[:5]), row[5]) for row in rows}

    def rename(self, paths: Mapping[int, bytes]) -> None:
        """Give files new paths, which may be old paths of others among them."""
        self._connection.executemany(
            "UPDATE files SET path = CAST(? AS BLOB) WHERE id = ?",
            ((b"\0%d" % id, id) for id in paths),
        )
        self._connection.executemany(_SET_PATH, ((path, id) for id, path in paths.items()))

    def move(self, id: int, path: bytes) -> None:
        """Give a file its new path."""
        self._connection.execute(_SET_PATH, (path, id))

    def mark_missing(self, ids: Iterable[int]) -> None:
        """Mark files as gone from disk."""
        self._connection.executemany(
            "UPDATE files SET missing = 1 WHERE id = ? AND missing IN (0, 3)",
            ((id,) for id in ids),
        )

    def mark_ignored(self, ids: Iterable[int]) -> int:
        """Mark files as ignored or excluded; returns how many were not before."""
        return self._connection.executemany(
            "UPDATE files SET missing = 3 WHERE id = ? AND missing != 3", ((id,) for id in ids)
        ).rowcount

    def mark_named(self, paths: Iterable[bytes]) -> None:
        """Mark files that were named explicitly and stay whatever the rules say."""
        self._connection.executemany(
            "UPDATE files SET named = 1 WHERE path = ?", ((path,) for path in paths)
        )

    def named_paths(self) -> list[bytes]:
        """The paths of files that were named explicitly."""
        return [row[0] for row in self._connection.execute("SELECT path FROM files WHERE named")]

    def mark_present(self, ids: Iterable[int]) -> None:
        """Mark files as present again, unchanged."""
        self._connection.executemany(
            "UPDATE files SET missing = 0 WHERE id = ?", ((id,) for id in ids)
        )

    def drop_ignored(self, paths: Iterable[bytes]) -> None:
        """Drop paths that are gone and were not photos."""
        self._connection.executemany(
            "DELETE FROM ignored WHERE path = ?", ((path,) for path in paths)
        )

    def count_missing(self, scope: Scope) -> int:
        """The number of known files below `scope` that are gone from disk."""
        condition, values = within(scope)
        return self._count(f"{GONE} AND {condition}", values)

    def count_present(self, scope: Scope) -> int:
        """The number of files below `scope` that are on disk, as far as known."""
        condition, values = within(scope)
        return self._count(f"missing = 0 AND {condition}", values)

    def forget(self, scope: Scope, *, gone: bool = False, ignored: bool = False) -> int:
        """Delete files below `scope` (all, or those gone or ignored); returns how many."""
        condition, values = within(scope)
        if gone or ignored:
            of = [GONE] * gone + ["missing = 3"] * ignored
            condition += f" AND ({' OR '.join(of)})"
        else:
            self._connection.execute(f"DELETE FROM ignored WHERE {condition}", values)
        return self._connection.execute(f"DELETE FROM files WHERE {condition}", values).rowcount

    def unhashed_twins(self) -> list[tuple[int, bytes]]:
        """Id and path of present files that share a fingerprint and have no content hash yet."""
        return self._connection.execute(
            """
            SELECT id, path FROM files
            JOIN (
                SELECT size, fingerprint FROM files
                WHERE fingerprint IS NOT NULL AND missing = 0
                GROUP BY size, fingerprint HAVING count(*) > 1
            ) USING (size, fingerprint)
            WHERE content_hash IS NULL AND missing = 0
            """
        ).fetchall()

    def set_content_hashes(self, hashes: Iterable[tuple[int, bytes | None]]) -> None:
        """Store the content hash of each id."""
        self._connection.executemany(
            "UPDATE files SET content_hash = ? WHERE id = ?", ((h, id) for id, h in hashes)
        )

    def follow_links(self, changed: Mapping[int, tuple[int, int]]) -> None:
        """Adopt the ctime of files that only got or lost a name: inode → ctime before and now."""
        if not changed:
            return
        rows = self._connection.execute("SELECT id, inode, ctime_ns FROM files WHERE missing = 0")
        news = [
            (changed[inode][1], id)
            for id, inode, ctime in rows
            if inode in changed and changed[inode][0] == ctime
        ]
        self._connection.executemany("UPDATE files SET ctime_ns = ? WHERE id = ?", news)

    def settle(self, paths: Iterable[bytes]) -> None:
        """Mark files that were read again and are unchanged: from now on the stamp suffices."""
        self._connection.executemany(
            "UPDATE files SET again = 0, missing = 0 WHERE path = ?", ((path,) for path in paths)
        )

    def ids_below(self, scope: Scope) -> list[int]:
        """Ids of the files at or below `scope`, also of those gone from disk."""
        condition, values = within(scope)
        query = f"SELECT id FROM files WHERE {condition}"
        return [row[0] for row in self._connection.execute(query, values)]

    def path_of(self, id: int) -> bytes:
        """The path of a file."""
        row = self._connection.execute("SELECT path FROM files WHERE id = ?", (id,)).fetchone()
        return bytes(row[0])

    # inferred places

    # flights

    # companions

    # addresses

    # for the commands that show

    def _count(self, condition: str, values: tuple[bytes, ...]) -> int:
        query = f"SELECT count(*) FROM files WHERE {condition}"
        return int(self._connection.execute(query, values).fetchone()[0])
