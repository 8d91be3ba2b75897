"""Copies a library while it is in use, completely and with a check of the copy."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

from photosort.errors import LibraryError
from photosort.store.schema import APPLICATION_ID

_HEADER = 72  # bytes that tell what a database is


def copy(source: sqlite3.Connection, target: Path) -> None:
    """Write a copy to `target`, which is replaced only by a complete copy; mode 0600.

    Raises `LibraryError` if the library is damaged, or if there is no space.
    """
    temporary = Path(f"{target}.{os.getpid()}.tmp")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        fill(source, temporary)
        descriptor = os.open(temporary, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        os.replace(temporary, target)
    except OSError as error:
        raise LibraryError(f"cannot write {target}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def fill(source: sqlite3.Connection, file: Path) -> None:
    """Copy a library into an empty file and check the copy. Raises `LibraryError`."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as target:
            source.backup(target)  # in a single step, so that it is a consistent snapshot
            target.execute("PRAGMA journal_mode = DELETE")  # a single file, without a -wal
            (said,) = target.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        hint = "free some space, or name another file" if "full" in str(error) else ""
        raise LibraryError(f"cannot copy the library: {error}", hint) from error
    if said != "ok":
        raise LibraryError(
            f"the library is damaged, and an older backup stays as it is: {said}",
            "photosort check says more",
        )


def is_library(path: Path) -> bool:
    """Whether a file is a photosort library or a backup of one."""
    try:
        if not path.is_file():  # reading a pipe would block
            return False
        with path.open("rb") as file:
            return _is_library(file.read(_HEADER))
    except OSError:
        return False


def is_backup(file: IO[bytes]) -> bool:
    """Whether a file is a backup: a library that was not opened for writing since."""
    head = file.read(_HEADER)
    # bytes 18 and 19 are the journal mode: 2 is WAL, which libraries use
    return _is_library(head) and head[18:20] == b"\1\1"


def _is_library(head: bytes) -> bool:
    # of the format of SQLite 3: the magic text, and the application's id at byte 68
    return head.startswith(b"SQLite format 3\0") and head[68:] == APPLICATION_ID.to_bytes(4, "big")


def keep_before_migration(source: sqlite3.Connection, library: Path, version: int) -> Path:
    """Copy a library of an older version beside it; only the latest such copy is kept."""
    target = Path(f"{library}.v{version}-backup")
    copy(source, target)
    for other in library.parent.glob(f"{_literal(library.name)}.v*-backup"):
        if other != target and is_library(other):
            other.unlink()
    return target


def _literal(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)
