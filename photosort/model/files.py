"""Files as a scan finds them."""

from typing import NamedTuple


class FileStamp(NamedTuple):
    """The result of `lstat` for a file; while it is the same, the file is not opened again."""

    path: bytes
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Skipped(NamedTuple):
    """A file that could not be read or written, and why."""

    path: bytes
    reason: str


class FoundFile(NamedTuple):
    """A file that a scan found, and its sidecars."""

    stamp: FileStamp
    sidecars: tuple[FileStamp, ...] = ()
