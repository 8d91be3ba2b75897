"""The true name of a library that has several names.

SQLite writes recent changes beside the name by which a library was opened (`-wal`). Under a second
name (a hard link, a bind mount) these would be lost, and each name would have a lock of its own. So
a library remembers its name, and opening it by another name of the same file leads there.
"""

import os
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from photosort.errors import LibraryError

FACT = "name"
"""The fact that holds the name, in hexadecimal digits."""

_MOUNTS = "/proc/self/mountinfo"
_QUERY = "SELECT value FROM facts_of_library WHERE name = ?"


def true_name(path: Path) -> Path:
    """The name by which to open and lock the library at `path`; follows links."""
    real = Path(os.path.realpath(path))
    known = _remembered(real) if _has_others(real) else None
    with suppress(OSError):
        if known and os.path.samefile(known, real):
            return known
    return real


def remember(connection: sqlite3.Connection, path: Path) -> None:
    """Store the name of a library in its main file. Raises `LibraryError` if it has no safe name.

    The caller holds the lock.
    """
    row = connection.execute(_QUERY, (FACT,)).fetchone()
    name = os.fsencode(path).hex()
    if row == (name,):
        return
    if _is_mounted(path):
        raise LibraryError(
            f"the library {path} is mounted as a single file, and what is written beside it"
            " does not reach it",
            "mount the folder that holds it instead",
        )
    connection.execute("INSERT OR REPLACE INTO facts_of_library VALUES (?, ?)", (FACT, name))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _has_others(path: Path) -> bool:
    try:
        return path.stat().st_nlink > 1 or _is_mounted(path)
    except OSError:
        return False


def _is_mounted(path: Path) -> bool:
    """Whether something is mounted at this very path."""
    try:
        lines = Path(_MOUNTS).read_bytes().splitlines()
    except OSError:
        return False
    wanted = os.fsencode(path)
    # proc(5): the fifth field, with blanks and backslashes as octal numbers
    return any(
        re.sub(rb"\\([0-7]{3})", lambda each: bytes([int(each[1], 8)]), line.split(b" ")[4])
        == wanted
        for line in lines
    )


def _remembered(path: Path) -> Path | None:
    """The name in the main file, read without disturbing a process that uses another name."""
    uri = f"{path.as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            row = connection.execute(_QUERY, (FACT,)).fetchone()
        return Path(os.fsdecode(bytes.fromhex(row[0]))) if row else None
    except (sqlite3.DatabaseError, ValueError):
        return None
