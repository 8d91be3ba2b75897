"""Copies and clones: complete, verified and flushed before they get their names.

A few threads write a batch under temporary names, since hashing and waiting for the disk take
longer than reading. The batch is then flushed, added to the journal with checksums, and renamed, so
nothing incomplete ever stands under a final name.
"""

import errno
import fcntl
import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import NamedTuple

from photosort.model import Entry
from photosort.output.dest import Dest
from photosort.output.links import SourceError, look_at, source_reason
from photosort.regular import open_regular

THREADS = 4
_CHUNK = 1024 * 1024
_BATCH_FILES = 512
_BATCH_BYTES = 512 * 1024 * 1024
_FLUSH_ALONE = 1024 * 1024
"""Files of this size and more are flushed one by one as they are written, smaller ones together."""

_FICLONE = 0x40049409
"""`ioctl` of Linux (linux/fs.h): share the blocks of a file."""

_NO_CLONE = frozenset({errno.EOPNOTSUPP, errno.ENOTTY, errno.EXDEV, errno.EINVAL, errno.ENOSYS})

_buffers = threading.local()


class Copied(NamedTuple):
    """The outcome for one file of a batch: its temporary name, or why there is none."""

    entry: Entry
    temporary: str
    error: OSError | SourceError | None = None


class NoCloneError(OSError):
    """The file system cannot share blocks between these two files."""


def batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries in batches of some size."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += entry.size
        if len(batch) >= _BATCH_FILES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def copy_batch(
    dest: Dest, batch: list[Entry], names: list[str], pool: ThreadPoolExecutor, fill: "Fill"
) -> list[Copied]:
    """Write a batch under the temporary `names`, without flushing it."""
    jobs = [
        pool.submit(_copy, dest.fd, entry, name, fill)
        for entry, name in zip(batch, names, strict=True)
    ]
    return [job.result() for job in jobs]


def flush_alone(file: int, size: int) -> None:
    """Flush an open file that is too large for `flush`. Raises `OSError`."""
    if size >= _FLUSH_ALONE or not _syncfs():
        os.fsync(file)


def flush(dest: Dest, batch: Iterable[Copied]) -> None:
    """Flush what `copy_batch` wrote and has not flushed yet. Raises `OSError`."""
    sync = _syncfs()
    if sync and any(each.entry.size < _FLUSH_ALONE for each in batch):
        problem = sync(dest.fd)
        if problem:
            raise OSError(problem, os.strerror(problem))


def _copy(folder: int, entry: Entry, temporary: str, fill: "Fill") -> Copied:
    try:
        before = look_at(entry.source)
        try:
            source = os.open(
                entry.source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            )
        except OSError as error:
            raise SourceError(source_reason(error)) from error
        try:
            return Copied(_filled(source, folder, entry, temporary, before, fill), temporary)
        finally:
            os.close(source)
    except (OSError, SourceError) as error:
        with suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        return Copied(entry, temporary, error)


def _filled(
    source: int, folder: int, entry: Entry, temporary: str, before: os.stat_result, fill: "Fill"
) -> Entry:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    target = os.open(temporary, flags, 0o600, dir_fd=folder)
    try:
        sha256 = fill(source, target)
        after = os.fstat(source)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise SourceError("changed while it was copied; the next run copies it")
        with suppress(OSError):  # network shares without file modes
            os.fchmod(target, before.st_mode & 0o777)
        with suppress(OSError):
            os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))
        flush_alone(target, before.st_size)
        made = os.fstat(target)
        if made.st_size != before.st_size:
            raise OSError(errno.EIO, "the copy is not as long as the original")
    finally:
        os.close(target)
    return entry._replace(
        size=before.st_size,
        mtime_ns=before.st_mtime_ns,
        sha256=sha256,
        made_ns=made.st_mtime_ns if made.st_mtime_ns != before.st_mtime_ns else None,
    )


Fill = Callable[[int, int], str | None]
"""Fills an empty file from a source, both open; returns the SHA-256 if it read all of it."""


def copy_bytes(source: int, target: int) -> str:
    """Copy, read back what was written, and compare."""
    digest = hashlib.sha256()
    if not hasattr(_buffers, "pair"):
        _buffers.pair = bytearray(_CHUNK), bytearray(_CHUNK)
    written, found = _buffers.pair
    place = 0
    while size := _read(source, written):
        part = memoryview(written)[:size]
        digest.update(part)
        at = 0
        while at < size:
            at += os.pwrite(target, part[at:], place + at)
        again = os.preadv(target, [found], place)
        whole = size == _CHUNK  # otherwise the buffer still holds bytes of the previous chunk
        same = written == found if whole else written[:size] == found[:size]
        if again != size or not same:
            raise OSError(errno.EIO, "what was written reads back differently")
        place += size
    return digest.hexdigest()


def _read(source: int, buffer: bytearray) -> int:
    try:
        return os.readv(source, [buffer])
    except OSError as error:  # an error of the original says nothing about DEST
        raise SourceError(source_reason(error)) from error


def clone(source: int, target: int) -> None:
    """Let the target share the blocks of the source. Raises `NoCloneError`."""
    try:
        fcntl.ioctl(target, _FICLONE, source)
    except OSError as error:
        if error.errno in _NO_CLONE:
            raise NoCloneError(error.errno, "the file system cannot share blocks") from error
        raise


def clone_or_copy(source: int, target: int) -> str | None:
    """Share the blocks if the file system can, otherwise copy."""
    try:
        clone(source, target)
    except NoCloneError:
        return copy_bytes(source, target)
    return None


def sha256_of(path: str) -> str:
    """The SHA-256 of a file. Raises `OSError`."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _syncfs() -> Callable[[int], int] | None:
    """`syncfs` of the C library as a function that returns an errno, 0 for success."""
    import ctypes

    function = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if function is None:
        return None
    return lambda fd: ctypes.get_errno() if function(fd) else 0
