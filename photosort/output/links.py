"""Links: made at once, under their own name, which fails where something stands."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress

from photosort.model import Entry
from photosort.output.dest import is_regular

Maker = Callable[[Entry, int, str, str], Entry]
"""Makes an entry as a name in an open folder, with a link's text; what it became comes back."""


class Clocks:
    """The ctimes of originals that get and lose names: by inode, before the first and now.

    Whoever knows a file by the one may know it by the other. A file that has changed in between
    for another reason is left out.
    """

    def __init__(self) -> None:
        self._spans: dict[int, tuple[int, int] | None] = {}

    def follow(self, before: os.stat_result, source: str) -> None:
        """A name of an original came or went since it was looked at."""
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
        """Inode → ctime before and now, of those that only got or lost names."""
        return {inode: span for inode, span in self._spans.items() if span}


class SourceError(Exception):
    """The original cannot be laid out; the text says why."""


def symlink(entry: Entry, folder: int, name: str, text: str) -> Entry:
    """A symbolic link; one to nothing helps nobody."""
    look_at(entry.source)
    os.symlink(text, name, dir_fd=folder)
    return entry


def hardlink(entry: Entry, folder: int, name: str, text: str) -> Entry:
    """A second name of the original."""
    status = look_at(entry.source)
    if status.st_ino != entry.inode:
        raise SourceError("was replaced by another file; photosort index notices it")
    os.link(entry.source, name, dst_dir_fd=folder, follow_symlinks=False)
    return entry._replace(size=status.st_size)


def look_at(source: str) -> os.stat_result:
    """`lstat` of an original that must be a plain file. Raises `SourceError`."""
    try:
        status = os.lstat(source)
    except OSError as error:
        raise SourceError(source_reason(error)) from error
    if not is_regular(status):
        raise SourceError("is no longer a regular file; photosort index notices it")
    return status


def source_reason(error: OSError) -> str:
    """Why an original cannot be read."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return "is gone; photosort index notices it"
    return f"cannot be read: {error.strerror}"
