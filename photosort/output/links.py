"""Links: made at once, under their own name, which fails where something stands."""

import errno
import os
from collections.abc import Callable

from photosort.model import Entry
from photosort.output.dest import is_regular

Maker = Callable[[Entry, int, str, str], Entry]
"""Makes an entry as a name in an open folder, with a link's text; what it became comes back."""


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
