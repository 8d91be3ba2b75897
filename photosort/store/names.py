"""The one name of a library that has several.

SQLite keeps what is not yet in a library beside the name by which it was opened (`-wal`). Under a
second name, a hard link or a file that is mounted elsewhere, that would be lost, and each name
would have its own lock. So a library remembers its name, and whoever comes by another one that
leads to the same file is led there.
"""

import os
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from photosort.errors import LibraryError

FACT = "name"
"""Where a library keeps its name, as hexadecimal digits."""

_MOUNTS = "/proc/self/mountinfo"
_QUERY = "SELECT value FROM facts_of_library WHERE name = ?"


def true_name(path: Path) -> Path:
    """The name by which the library at `path` is to be opened and locked; links are followed."""
    real = Path(os.path.realpath(path))
    known = _remembered(real) if _has_others(real) else None
    with suppress(OSError):
        if known and os.path.samefile(known, real):
            return known
    return real


def remember(connection: sqlite3.Connection, path: Path) -> None:
    """Keep the name of a library in its main file. Raises `LibraryError` where it has no safe one.

    Who calls holds the lock.
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
    """What the main file says, read without touching what may be going on by another name."""
    uri = f"{path.as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            row = connection.execute(_QUERY, (FACT,)).fetchone()
        return Path(os.fsdecode(bytes.fromhex(row[0]))) if row else None
    except (sqlite3.DatabaseError, ValueError):
        return None
