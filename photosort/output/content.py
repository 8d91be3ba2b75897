"""Files in DEST that look otherwise than on record: their content decides."""

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from photosort.model import Entry
from photosort.output.copies import THREADS, sha256_of
from photosort.output.tree import Node
from photosort.progress import Progress


def recognise(
    dest: str, doubtful: Iterable[Entry], nodes: Mapping[str, Node], progress: Progress
) -> dict[str, Entry]:
    """Those of `doubtful` that are what was made all the same, by path, with what is new of them.

    Copies get another mtime when they are carried over by a tool that does not keep it, or when
    the clock changes on FAT; hard links another inode when they are carried over with the photos.
    """
    entries = list(doubtful)
    if not entries:
        return {}

    def look(entry: Entry) -> Entry | None:
        return _recognised(dest, entry, nodes[entry.path])

    found = {}
    progress.start("Comparing", len(entries))
    with ThreadPoolExecutor(THREADS) as pool:
        for entry in pool.map(look, entries):
            if entry:
                found[entry.path] = entry
            progress.advance()
    progress.stop()
    return found


def _recognised(dest: str, entry: Entry, node: Node) -> Entry | None:
    path = f"{dest}/{entry.path}"
    try:
        if entry.inode is not None:
            same = os.path.samestat(os.lstat(path), os.lstat(entry.source))
            return entry._replace(inode=node.inode) if same else None
        wanted = entry.sha256 or _sum_of_unchanged(entry)
        if wanted is None or sha256_of(path) != wanted:
            return None
    except OSError:
        return None
    return entry._replace(made_ns=node.mtime_ns if node.mtime_ns != entry.mtime_ns else None)


def _sum_of_unchanged(entry: Entry) -> str | None:
    """The sum of the original of a clone, which has none on record, if it is what was cloned."""
    status = os.lstat(entry.source)
    if (status.st_size, status.st_mtime_ns) != (entry.size, entry.mtime_ns):
        return None
    return sha256_of(entry.source)


def checked(
    entries: Iterable[Entry], look: Callable[[Entry], str | None], progress: Progress
) -> list[tuple[str, str]]:
    """What `look` finds wrong with each of `entries`, as path and reason."""
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
