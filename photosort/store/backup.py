"""Copies of a library, whole and checked, while it is in use."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from photosort.errors import LibraryError
from photosort.store.schema import APPLICATION_ID


def copy(source: sqlite3.Connection, target: Path) -> None:
    """Write a copy to `target`, which is replaced only by one that is whole; mode 0600.

    Raises `LibraryError`: the library is damaged, or there is no room.
    """
    temporary = Path(f"{target}.{os.getpid()}.tmp")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _fill(source, temporary)
        descriptor = os.open(temporary, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        os.replace(temporary, target)
    except OSError as error:
        raise LibraryError(f"cannot write {target}: {error.strerror}") from error
    except sqlite3.DatabaseError as error:
        hint = "free some space, or name another file" if "full" in str(error) else ""
        raise LibraryError(f"cannot copy the library to {target}: {error}", hint) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _fill(source: sqlite3.Connection, temporary: Path) -> None:
    with closing(sqlite3.connect(temporary, isolation_level=None)) as target:
        source.backup(target)  # all in one step, so that it is of one moment
        target.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        (said,) = target.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise LibraryError(
            f"the library is damaged, and an older backup stays as it is: {said}",
            "photosort check says more",
        )


def is_library(path: Path) -> bool:
    """Whether a file is a photosort library or a backup of one."""
    try:
        if not path.is_file():  # a pipe would keep us waiting
            return False
        with path.open("rb") as file:
            head = file.read(72)
    except OSError:
        return False
    # of the format of SQLite 3: the magic text, and the application's id at byte 68
    return head.startswith(b"SQLite format 3\0") and head[68:] == APPLICATION_ID.to_bytes(4, "big")


def keep_before_migration(source: sqlite3.Connection, library: Path, version: int) -> Path:
    """Copy a library of an older version beside it; of such copies only the latest is kept."""
    target = Path(f"{library}.v{version}-backup")
    copy(source, target)
    for other in library.parent.glob(f"{_literal(library.name)}.v*-backup"):
        if other != target and is_library(other):
            other.unlink()
    return target


def _literal(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)
