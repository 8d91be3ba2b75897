"""Files in DEST whose metadata differs from the record: their content decides."""

import os
import posixpath
import stat
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from photosort.model import Entry
from photosort.output.copies import THREADS, sha256_of
from photosort.output.tree import Node
from photosort.progress import Progress


def recognise(
    dest: str,
    doubtful: Iterable[Entry],
    nodes: Mapping[str, Node],
    progress: Progress,
    *,
    made_in: str = "",
) -> dict[str, Entry]:
    """Those of `doubtful` that are what was made after all, by path, updated.

    Copies get another mtime if a tool that does not preserve it copies them, or if the clock
    changes on FAT; hard links get another inode if they are copied together with the photos.
    `made_in` is where DEST stood when they were made.
    """
    entries = list(doubtful)
    if not entries:
        return {}

    def look(entry: Entry) -> Entry | None:
        return _recognised(dest, entry, nodes[entry.path], (made_in, dest))

    found = {}
    progress.start("Comparing", len(entries))
    with ThreadPoolExecutor(THREADS) as pool:
        for entry in pool.map(look, entries):
            if entry:
                found[entry.path] = entry
            progress.advance()
    progress.stop()
    return found


def _recognised(dest: str, entry: Entry, node: Node, made_in: tuple[str, str]) -> Entry | None:
    path = f"{dest}/{entry.path}"
    try:
        if entry.inode is not None:
            return _linked_again(path, entry, made_in)
        wanted = entry.sha256 or _sum_of_unchanged(entry)
        if wanted is None or sha256_of(path) != wanted:
            return None
    except OSError:
        return None
    return entry._replace(made_ns=node.mtime_ns if node.mtime_ns != entry.mtime_ns else None)


def _linked_again(path: str, entry: Entry, places: tuple[str, str]) -> Entry | None:
    """A hard link that was copied elsewhere: now another file, linked to the original or not.

    If not, it is a copy of the original, and a link may replace it.
    """
    for source in dict.fromkeys((entry.source, _carried_along(entry.source, *places))):
        with suppress(OSError):
            there, status = os.lstat(path), os.lstat(source)
            if os.path.samestat(there, status):
                return entry._replace(source=source, inode=there.st_ino)
            if there.st_size == status.st_size and stat.S_ISREG(status.st_mode):
                sum = sha256_of(path)
                if sha256_of(source) == sum:
                    return _as_copy(entry._replace(source=source), there, status, sum)
    return None


def _carried_along(source: str, before: str, now: str) -> str:
    """The path of an original that was moved along with DEST, from `before` to `now`."""
    if not before:
        return source
    return posixpath.normpath(posixpath.join(now, posixpath.relpath(source, before)))


def _as_copy(entry: Entry, copy: os.stat_result, original: os.stat_result, sum: str) -> Entry:
    return entry._replace(
        size=copy.st_size,
        inode=None,
        sha256=sum,
        mtime_ns=original.st_mtime_ns,
        made_ns=None if copy.st_mtime_ns == original.st_mtime_ns else copy.st_mtime_ns,
    )


def _sum_of_unchanged(entry: Entry) -> str | None:
    """The checksum of the original of a clone (which has none on record), if it is unchanged."""
    status = os.lstat(entry.source)
    if (status.st_size, status.st_mtime_ns) != (entry.size, entry.mtime_ns):
        return None
    return sha256_of(entry.source)


def checked(
    entries: Iterable[Entry], look: Callable[[Entry], str | None], progress: Progress
) -> list[tuple[str, str]]:
    """Path and reason for each of `entries` that `look` finds wrong."""
    listed = list(entries)
    if not listed:
        return []
    wrong = []
    progress.start("Checking", len(listed))
    with ThreadPoolExecutor(THREADS) as pool:
        for entry, reason in zip(listed, pool.map(look, listed), strict=True):
            if reason:
                wrong.append((entry.path, reason))
            progress.advance()
    progress.stop()
    return wrong
