"""The manifest and the journal as files in DEST, each put in place complete or not at all."""

import json
import os
from contextlib import suppress

from photosort.errors import PhotosortError
from photosort.model import Entry
from photosort.output.dest import Dest
from photosort.plan.layout.journal import Journal, added_text, journal_text, parse_journal
from photosort.plan.layout.manifest import (
    FILE_NAME,
    JOURNAL_NAME,
    UNFINISHED,
    Manifest,
    damaged,
    from_json,
    to_text,
)
from photosort.regular import read_regular


def read_manifest(dest: str) -> Manifest | None:
    """The manifest in DEST, or None. Raises `PhotosortError` if it cannot be read."""
    text = _read(dest, FILE_NAME)
    if text is None:
        return None
    path = os.path.join(dest, FILE_NAME)
    try:
        document = json.loads(text)
    except ValueError:
        raise damaged(path) from None
    return from_json(document, path)


def read_journal(dest: str) -> Journal | None:
    """The journal of an interrupted run, or None. Raises `PhotosortError` if it cannot be read."""
    text = _read(dest, JOURNAL_NAME)
    return None if text is None else parse_journal(text, os.path.join(dest, JOURNAL_NAME))


def _read(dest: str, name: str) -> str | None:
    path = os.path.join(dest, name)
    try:
        return read_regular(path).decode()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError:
        raise damaged(path) from None
    except OSError as error:
        raise PhotosortError(
            f"cannot read {path}: {error.strerror}",
            "make the file readable, or move it away; the entries that it lists are then left"
            " alone",
        ) from error


def write_manifest(dest: Dest, manifest: Manifest) -> None:
    """Put the manifest in place. Raises `OSError`."""
    _write(dest, FILE_NAME, to_text(manifest))


def write_journal(dest: Dest, journal: Journal) -> None:
    """Put the journal in place. Raises `OSError`."""
    _write(dest, JOURNAL_NAME, journal_text(journal))


def add_to_journal(dest: Dest, entries: list[Entry]) -> None:
    """Add what is known of entries only now; flushed before they get their names.

    Raises `OSError`.
    """
    fd = os.open(
        JOURNAL_NAME, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=dest.fd
    )
    with open(fd, "w", encoding="utf-8") as file:
        file.write(added_text(entries))
        file.flush()
        os.fsync(fd)


def remove(dest: Dest, name: str) -> None:
    """Delete the manifest or the journal, if it is there. Raises `OSError`."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=dest.fd)


def _write(dest: Dest, name: str, text: str) -> None:
    temporary = UNFINISHED[name]
    # do not wait for a reader if a pipe has this name: that is an error
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    fd = os.open(temporary, flags, 0o666, dir_fd=dest.fd)
    try:
        with open(fd, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(fd)
        os.rename(temporary, name, src_dir_fd=dest.fd, dst_dir_fd=dest.fd)
        with suppress(OSError):  # not every file system can do this
            os.fsync(dest.fd)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary, dir_fd=dest.fd)
        raise
