"""Where the files of the library are, and the sidecars that were read with them."""

import json
import os
import sqlite3


class Guarded:
    """Queries about what must not be overwritten; they work on older versions as well."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def is_file(self, path: bytes) -> bool:
        """Whether a photo or video is known at `path`, present or missing."""
        query = "SELECT EXISTS (SELECT 1 FROM files WHERE path = ?)"
        return bool(self._connection.execute(query, (path,)).fetchone()[0])

    def count_below(self, folder: bytes) -> int:
        """The number of photos and videos below a folder."""
        query = "SELECT count(*) FROM files WHERE missing = 0 AND path >= ? AND path < ?"
        return int(self._connection.execute(query, _bounds(folder)).fetchone()[0])

    def is_sidecar(self, path: bytes) -> bool:
        """Whether a file was read as the sidecar of a file beside it."""
        if not self._has_sidecars():
            return False
        query = (
            "SELECT EXISTS (SELECT 1 FROM files WHERE sidecars IS NOT NULL"
            " AND path >= ? AND path < ? AND instr(sidecars, ?))"
        )
        quoted = json.dumps(path.decode("utf-8", "surrogateescape"))  # in the form of `sidecar_key`
        values = (*_bounds(os.path.dirname(path)), quoted)
        return bool(self._connection.execute(query, values).fetchone()[0])

    def with_inode(self, inode: int) -> list[bytes]:
        """The files and sidecars that had this inode when they were read, on any device."""
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


def _bounds(folder: bytes) -> tuple[bytes, bytes]:
    """The range of paths below a folder: "0" follows "/"."""
    begin = folder.rstrip(b"/")
    return begin + b"/", begin + b"0"


def _stamps(text: str) -> list[tuple[bytes, int]]:
    """Paths and inodes out of what `plan.changes.sidecar_key` made."""
    return [(os.fsencode(path), rest[-1]) for path, *rest in json.loads(text)]
