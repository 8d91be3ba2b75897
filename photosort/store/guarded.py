"""What of the library stands where: its files and the sidecars that were read with them."""

import json
import os
import sqlite3


class Guarded:
    """Queries about what must not be written over; also of libraries of an older version."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def is_file(self, path: bytes) -> bool:
        """Whether a photo or video is known at `path`, there or missing."""
        query = "SELECT EXISTS (SELECT 1 FROM files WHERE path = ?)"
        return bool(self._connection.execute(query, (path,)).fetchone()[0])

    def sidecars_in(self, folder: bytes) -> set[bytes]:
        """The sidecars that were read with the files of one folder."""
        if not self._has_sidecars():
            return set()
        begin = folder.rstrip(b"/") + b"/"
        rows = self._connection.execute(
            "SELECT sidecars FROM files WHERE sidecars IS NOT NULL AND path >= ? AND path < ?",
            (begin, begin[:-1] + b"0"),  # "0" follows "/"
        )
        return {path for (text,) in rows for path, _ in _stamps(text)}

    def with_inode(self, inode: int) -> list[bytes]:
        """The files and sidecars that had this inode when they were read, of whatever disk."""
        query = "SELECT path FROM files WHERE inode = ?"
        found = [row[0] for row in self._connection.execute(query, (inode,))]
        if self._has_sidecars():
            rows = self._connection.execute(
                "SELECT sidecars FROM files WHERE sidecars IS NOT NULL AND instr(sidecars, ?)",
                (str(inode),),
            )
            found += [path for (text,) in rows for path, its in _stamps(text) if its == inode]
        return found

    def _has_sidecars(self) -> bool:
        columns = self._connection.execute("PRAGMA table_info(files)")
        return any(row[1] == "sidecars" for row in columns)


def _stamps(text: str) -> list[tuple[bytes, int]]:
    """Paths and inodes out of what `plan.changes.sidecar_key` made."""
    return [(os.fsencode(path), rest[-1]) for path, *rest in json.loads(text)]
