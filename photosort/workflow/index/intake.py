"""Stores readings: counts them, recognises moved files, and writes them in batches."""

import os
from collections.abc import Iterable, Mapping

from photosort.media.read import content_hash
from photosort.model import Reading, Shift, Skipped
from photosort.plan.changes import Gone, Known, Moves, sidecar_key
from photosort.plan.shifts import apply_shifts
from photosort.store import Store
from photosort.workflow.index.counts import IndexResult
from photosort.workflow.index.roots import identity_of, is_inside, why_absent

_RACY_NS = 2_000_000_000  # the coarsest mtime of a common file system (FAT)


class Intake:
    """Counts readings and stores them. Possibly moved files wait until all others are in.

    `known` are the known rows of the paths, `renamed` the paths of files that were recognised as
    moved by their stamp alone.
    """

    def __init__(
        self,
        store: Store,
        result: IndexResult,
        known: Mapping[bytes, Known],
        renamed: Mapping[bytes, int],
        moves: Moves,
        *,
        started_ns: int,
        full: bool,
    ) -> None:
        self.moved: set[int] = set(renamed.values())
        self._store = store
        self._result = result
        self._known = known
        self._renamed = renamed
        self._moves = moves
        self._full = full
        self._racy_ns = started_ns - _RACY_NS
        self._waiting: list[Reading] = []
        self._shifts: list[Shift] = store.clocks.shifts()
        self._fingerprints = store.files.fingerprints(row.id for row in known.values() if row.id)
        self._elsewhere = _Elsewhere(store, result.roots)

    def store(self, batch: Iterable[Reading]) -> None:
        """Store a batch in one transaction."""
        kept: list[Reading] = []
        settled: list[bytes] = []
        with self._store.transaction():
            for reading in batch:
                if reading.facts and self._shifts:
                    reading = reading._replace(facts=apply_shifts(reading.facts, self._shifts))
                self._take(reading, kept, settled)
            self._store.facts.put(kept, self._racy_ns)
            self._store.files.settle(settled)

    def _take(self, reading: Reading, kept: list[Reading], settled: list[bytes]) -> None:
        path, result = reading.stamp.path, self._result
        row = self._known.get(path)
        known = row is not None and row.id != 0
        if reading.error is None and reading.facts is None and known:
            reading = reading._replace(error="is no longer a picture or video")
        if reading.error is not None:
            result.failed.append(Skipped(path, reading.error))
        elif reading.facts is None:
            pass  # not a photo, not counted
        elif path in self._renamed or (row and row.moved and self._is_content(row, reading)):
            result.moved += 1
        elif row is None or not known:
            self._take_new(reading, kept)
            return
        elif self._is_same(row, reading):
            result.unchanged += 1
            if row.again < 2 and not self._full:
                settled.append(path)
                return
        else:
            result.changed += 1
        kept.append(reading)

    def _is_same(self, row: Known, reading: Reading) -> bool:
        return (
            row.stamp == reading.stamp
            and row.error is None
            and row.sidecars == sidecar_key(reading.sidecars)
            # 2 means that it only has to be interpreted again
            and (row.again == 2 or self._is_content(row, reading))
        )

    def _is_content(self, row: Known, reading: Reading) -> bool:
        return self._fingerprints.get(row.id) == reading.fingerprint

    def _take_new(self, reading: Reading, kept: list[Reading]) -> None:
        self._moves.add(self._elsewhere.gone(reading))
        id = self._moves.by_inode(reading)
        if id is not None:
            self._move(id, reading)
        elif self._moves.may_match(reading):
            self._waiting.append(reading)
            return
        else:
            self._result.added += 1
        kept.append(reading)

    def _move(self, id: int, reading: Reading) -> None:
        self._store.files.move(id, reading.stamp.path)
        self._result.moved += 1
        self.moved.add(id)

    def settle_moves(self) -> None:
        """Decide about the readings that waited, and store them."""
        if not self._waiting:
            return
        moved = self._moves.by_content(self._waiting, content_hash)
        with self._store.transaction():
            for reading in self._waiting:
                id = moved.get(reading.stamp.path)
                if id is None:
                    self._result.added += 1
                else:
                    self._move(id, reading)
            self._store.facts.put(self._waiting, self._racy_ns)


class _Elsewhere:
    """Finds the origin of new files in folders that this run does not scan."""

    def __init__(self, store: Store, scopes: list[bytes]) -> None:
        self._store = store
        self._scopes = scopes
        self._roots = [root for root in store.roots.paths() if not is_inside(root, scopes)]
        self._online: dict[bytes, bool] = {}
        self._any: bool | None = None

    def gone(self, reading: Reading) -> list[Gone]:
        """Known files with the same content that are gone although their disk is mounted."""
        if self._any is None:
            self._any = self._store.files.any_outside(self._scopes)
        if not self._any or reading.fingerprint is None:
            return []
        return [
            file
            for file, path in self._store.files.alike(reading.stamp.size, reading.fingerprint)
            if not is_inside(path, self._scopes)
            and not os.path.lexists(path)
            and (self._is_online(path) or self._is_same_file(file, path, reading))
        ]

    def _is_online(self, path: bytes) -> bool:
        root = next((root for root in self._roots if is_inside(path, [root])), None)
        if root is None:
            return os.path.isdir(os.path.dirname(path))
        if root not in self._online:
            self._online[root] = why_absent(self._store, root) is None
        return self._online[root]

    def _is_same_file(self, file: Gone, path: bytes, reading: Reading) -> bool:
        """Whether a file of an absent folder is on the disk of that folder."""
        old, new = file.stamp, reading.stamp
        if (old.mtime_ns, old.inode) != (new.mtime_ns, new.inode):
            return False
        roots = self._store.roots.identities()
        device = next((roots[root][0] for root in roots if is_inside(path, [root])), None)
        here = identity_of(os.path.dirname(new.path))
        return old.ctime_ns == new.ctime_ns or (here is not None and here[0] == device)
