"""File stamps from `stat` results, in integers that SQLite can hold."""

import os

from photosort.model import FileStamp

_MOST = 2**63 - 1


def make_stamp(path: bytes, status: os.stat_result) -> FileStamp:
    """The stamp of a file; 64-bit inodes become signed, times end in 2262."""
    inode = status.st_ino
    return FileStamp(
        path,
        status.st_size,
        _clip(status.st_mtime_ns),
        _clip(status.st_ctime_ns),
        inode if inode <= _MOST else inode - 2**64,
    )


def _clip(time_ns: int) -> int:
    return min(max(time_ns, -_MOST), _MOST)
