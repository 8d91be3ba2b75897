"""Links: made under their final name, which fails if something stands there."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress

from photosort.model import Entry
from photosort.output.dest import is_regular

Maker = Callable[[Entry, int, str, str], Entry]
"""Makes an entry as a name in an open folder, with the text of a link; returns it as made."""


class Clocks:
    """The ctime of originals that got or lost names: by inode, before the first change and now.

    A file known by the old ctime may be recognised by the new one. Files that changed meanwhile for
    another reason are left out.
    """

    def __init__(self) -> None:
        self._spans: dict[int, tuple[int, int] | None] = {}

    def follow(self, before: os.stat_result, source: str) -> None:
        """A name of an original was added or removed since its status was read."""
        with suppress(OSError):
            self._follow(before, os.lstat(source))

    def _follow(self, before: os.stat_result, after: os.stat_result) -> None:
        if (before.st_ino, before.st_dev) != (after.st_ino, after.st_dev):
            return
        span = self._spans.get(before.st_ino, (before.st_ctime_ns, before.st_ctime_ns))
        unchanged = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        follows = span is not None and span[1] == before.st_ctime_ns
        self._spans[before.st_ino] = (
            (span[0], after.st_ctime_ns) if span and follows and unchanged else None
        )

    def spans(self) -> dict[int, tuple[int, int]]:
        """Inode → ctime before and now, for files that only got or lost names."""
        return {inode: span for inode, span in self._spans.items() if span}


class SourceError(Exception):
    """The original cannot be linked or copied; the text says why."""


def symlink(entry: Entry, folder: int, name: str, text: str) -> Entry:
    """Make a symbolic link, unless its original is gone."""
    look_at(entry.source)
    os.symlink(text, name, dir_fd=folder)
    return entry


def hardlink(entry: Entry, folder: int, name: str, text: str) -> Entry:
    """Make a hard link to the original."""
    status = look_at(entry.source)
    if status.st_ino != entry.inode:
        raise SourceError("was replaced by another file; run photosort index to update the library")
    os.link(entry.source, name, dst_dir_fd=folder, follow_symlinks=False)
    return entry._replace(size=status.st_size)


def look_at(source: str) -> os.stat_result:
    """`lstat` of an original, which must be a regular file. Raises `SourceError`."""
    try:
        status = os.lstat(source)
    except OSError as error:
        raise SourceError(source_reason(error)) from error
    if not is_regular(status):
        raise SourceError("is no longer a regular file; run photosort index to update the library")
    return status


def source_reason(error: OSError) -> str:
    """Why an original cannot be read."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return "is gone; photosort index notices it"
    return f"cannot be read: {error.strerror}"
