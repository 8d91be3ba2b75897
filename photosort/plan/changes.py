"""Compares found files with known ones: what is new, changed, moved, gone."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from photosort.model import FileStamp, FoundFile, Reading, Skipped


class Known(NamedTuple):
    """What the library knows of a path. `id` is 0 for a file that is no photo.

    `again` asks for another reading although the stamp is the same: 1 if the content may have
    changed, 2 if the facts have to be interpreted again. `sidecars` is the `sidecar_key` of the
    last reading. `moved` says that this run has moved it here, with its folder.
    """

    stamp: tuple[bytes, int, int, int, int]
    id: int
    again: int
    missing: bool
    error: str | None
    sidecars: str | None = None
    moved: bool = False


class Gone(NamedTuple):
    """A known file that is no longer at its path."""

    id: int
    stamp: FileStamp
    fingerprint: bytes | None
    content_hash: bytes | None


@dataclass
class Changes:
    """The outcome of comparing one scan with the library.

    `to_read` are new, changed and doubtful files; `back` are ids of missing files that are back,
    unchanged; `moved` counts unchanged files of a moved folder; `failed` are files that were
    unreadable before and have not changed since; `vanished` are known files that were not found.
    """

    to_read: list[FoundFile] = field(default_factory=list)
    unchanged: int = 0
    moved: int = 0
    back: list[int] = field(default_factory=list)
    failed: list[Skipped] = field(default_factory=list)
    vanished: list[Known] = field(default_factory=list)


def compare(
    known: Mapping[bytes, Known],
    found: Iterable[FoundFile],
    unseen: Iterable[bytes] = (),
    *,
    full: bool = False,
) -> Changes:
    """Compare a scan with the library.

    `unseen` are folders and files that could not be scanned: what is known at or below them does
    not count as vanished. `full` asks for a reading of every file.
    """
    changes = Changes()
    met = set()
    for file in found:
        stamp, sidecars = file
        row = known.get(stamp.path)
        if row is None:
            changes.to_read.append(file)
            continue
        met.add(stamp.path)
        if full or row.again or row.stamp != stamp or row.sidecars != sidecar_key(sidecars):
            changes.to_read.append(file)
        elif row.id:
            _count_same(changes, row)
    hidden = tuple(unseen)
    changes.vanished = [
        row
        for path, row in known.items()
        if path not in met and not (hidden and _is_below(path, hidden))
    ]
    return changes


def sidecar_key(sidecars: Sequence[FileStamp]) -> str | None:
    """A text that is the same while the sidecars are; JSON of their stamps, paths first."""
    if not sidecars:
        return None
    return json.dumps(
        [(stamp.path.decode("utf-8", "surrogateescape"), *stamp[1:]) for stamp in sidecars]
    )


def _count_same(changes: Changes, row: Known) -> None:
    if row.missing:
        changes.back.append(row.id)
    if row.moved and row.error is None:
        changes.moved += 1
    elif row.error is None:
        changes.unchanged += 1
    else:
        changes.failed.append(Skipped(row.stamp[0], row.error))


def _is_below(path: bytes, folders: tuple[bytes, ...]) -> bool:
    return any(path == folder or path.startswith(folder + b"/") for folder in folders)


def find_renames(known: Mapping[bytes, Known], changes: Changes) -> dict[bytes, Known]:
    """Files that were certainly renamed, since only the path of their stamp differs: path → row.

    A path that belonged to another known file counts only if that one was renamed as well, and a
    file leaves its path only if that is gone or was taken by another known file. This tells files
    that swap or pass on names from files that were replaced, for example by an editor that keeps
    the old file under another name.
    """
    displaced = {row.stamp[0]: row for row in changes.vanished if row.id}
    gone = set(displaced)
    for file in changes.to_read:
        row = known.get(file.stamp.path)
        if row and row.id and row.stamp[4] != file.stamp.inode:
            displaced[file.stamp.path] = row
    by_stamp: dict[tuple[int, int, int], list[Known]] = defaultdict(list)
    for row in displaced.values():
        by_stamp[_identity(row.stamp)].append(row)
    renamed = {}
    for file in changes.to_read:
        path = file.stamp.path
        rows = by_stamp.get(_identity(file.stamp), ())
        if len(rows) == 1 and (path not in known or not known[path].id or path in displaced):
            renamed[path] = rows[0]
    while True:
        leaving = {row.stamp[0] for row in renamed.values()}
        stuck = [
            path
            for path, row in renamed.items()
            if (path in displaced and path not in leaving)
            or (row.stamp[0] not in gone and row.stamp[0] not in renamed)
        ]
        if not stuck:
            return renamed
        for path in stuck:
            del renamed[path]


def _identity(stamp: tuple[bytes, int, int, int, int]) -> tuple[int, int, int]:
    """Size, mtime and inode."""
    return stamp[1], stamp[2], stamp[4]


class Moves:
    """Recognises new files as known ones that have moved.

    First by inode and size, with the same fingerprint or mtime; else by fingerprint, and by the
    whole content if several files share it. Ambiguous files are new.
    """

    def __init__(self, gone: Iterable[Gone]) -> None:
        self._by_inode: dict[tuple[int, int], list[Gone]] = defaultdict(list)
        self._by_content: dict[bytes, list[Gone]] = defaultdict(list)
        self._taken: set[int] = set()
        self._all: set[int] = set()
        self.add(gone)

    def add(self, gone: Iterable[Gone]) -> None:
        """Add files that are gone, unless they were added before."""
        for each in gone:
            if each.id in self._all:
                continue
            self._all.add(each.id)
            self._by_inode[each.stamp.inode, each.stamp.size].append(each)
            if each.fingerprint:
                self._by_content[each.fingerprint].append(each)

    def by_inode(self, reading: Reading) -> int | None:
        """The id of the gone file that `reading` is by its inode; it cannot be matched again."""
        stamp = reading.stamp
        candidates = [
            each
            for each in self._by_inode.get((stamp.inode, stamp.size), ())
            if each.id not in self._taken
            and (
                each.stamp.mtime_ns == stamp.mtime_ns
                # if others share the fingerprint, only the whole content can decide
                or (each.fingerprint == reading.fingerprint and each.content_hash is None)
            )
        ]
        if len(candidates) != 1:
            return None
        self._taken.add(candidates[0].id)
        return candidates[0].id

    def may_match(self, reading: Reading) -> bool:
        """Whether a gone file has the same fingerprint; `by_content` decides."""
        return reading.fingerprint in self._by_content

    def by_content(
        self, readings: Iterable[Reading], content_hash: Callable[[bytes], bytes | None]
    ) -> dict[bytes, int]:
        """New path → id of the gone file, for readings that `may_match`."""
        moved: dict[bytes, int] = {}
        groups: dict[bytes | None, list[Reading]] = defaultdict(list)
        for reading in readings:
            groups[reading.fingerprint].append(reading)
        for fingerprint, news in groups.items():
            gone = [
                each for each in self._by_content[fingerprint or b""] if each.id not in self._taken
            ]
            if len(news) == 1 and len(gone) == 1 and gone[0].content_hash is None:
                moved[news[0].stamp.path] = gone[0].id
            elif gone:
                moved |= _by_hash(news, gone, content_hash)
        return moved


def _by_hash(
    news: list[Reading], gone: list[Gone], content_hash: Callable[[bytes], bytes | None]
) -> dict[bytes, int]:
    new_by_hash: dict[bytes | None, list[bytes]] = defaultdict(list)
    gone_by_hash: dict[bytes | None, list[int]] = defaultdict(list)
    for reading in news:
        new_by_hash[content_hash(reading.stamp.path)].append(reading.stamp.path)
    for each in gone:
        gone_by_hash[each.content_hash].append(each.id)
    return {
        paths[0]: gone_by_hash[key][0]
        for key, paths in new_by_hash.items()
        if key is not None and len(paths) == 1 and len(gone_by_hash[key]) == 1
    }
