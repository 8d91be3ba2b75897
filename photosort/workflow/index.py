"""`photosort index`: find files, read what is new, remember it, name the places."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from photosort.errors import PhotosortError, RootError
from photosort.media import scan as media
from photosort.media.read import content_hash, read_all
from photosort.model import Reading, Seen, Skipped
from photosort.plan.changes import Changes, Known, Moves, compare, sidecar_key
from photosort.plan.companions import find_companions
from photosort.plan.shifts import apply_shifts
from photosort.progress import Progress
from photosort.settings import IndexOptions
from photosort.store import Store
from photosort.workflow import compute, places

_PART = 64  # files a task
_BATCH = 1000  # files a transaction
_RACY_NS = 2_000_000_000  # the coarsest mtime of a common file system (FAT)


@dataclass
class IndexResult:
    """Every file found is counted once: added, changed, moved, unchanged, or in `failed`.

    `missing` counts files that the library knows in these folders and that are gone. `error`
    tells of known folders that are absent; their files were left as they are.
    """

    run: str
    roots: list[bytes]
    added: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    missing: int = 0
    failed: list[Skipped] = field(default_factory=list)
    seconds: float = 0.0
    error: RootError | None = None

    @property
    def found(self) -> int:
        """All files found."""
        return self.added + self.changed + self.moved + self.unchanged + len(self.failed)

    def counts(self) -> dict[str, int]:
        """The counts, for the record of runs."""
        return {
            "found": self.found,
            "added": self.added,
            "changed": self.changed,
            "moved": self.moved,
            "unchanged": self.unchanged,
            "missing": self.missing,
            "failed": len(self.failed),
        }


def index(
    store: Store,
    paths: Sequence[bytes],
    options: IndexOptions,
    progress: Progress,
    files: Sequence[bytes] = (),
) -> IndexResult:
    """Bring the library up to date with `paths` and the single `files`.

    With neither, all known roots are meant. Raises `RootError` when nothing can be indexed; when
    only some of the roots are absent, the others are indexed and the result carries the error.
    """
    started = time.monotonic()
    scopes = outermost(os.path.realpath(path) for path in paths)
    if not scopes and not files:
        scopes = outermost(store.roots.paths())
        if not scopes:
            hint = "name a folder: photosort index ~/Pictures"
            raise PhotosortError("no folder is known yet", hint)
    absent = {scope: why for scope in scopes if (why := _why_absent(store, scope))}
    scopes = [scope for scope in scopes if scope not in absent]
    if absent and not scopes:
        raise _root_error(absent)
    absent |= _absent_inside(store, scopes)
    with store.transaction():
        named = [os.fsdecode(path) for path in scopes]
        run = store.runs.begin("index", {"paths": named, "full": options.full})
        _remember_roots(store, scopes, absent)
    result = IndexResult(run=run, roots=scopes)
    job = _Job(store, options, progress, result, time.time_ns())
    singles = [
        os.path.join(os.path.realpath(os.path.dirname(f)), os.path.basename(f)) for f in files
    ]
    try:
        _bring_up_to_date(job, scopes, singles, absent)
    except BaseException:
        with store.transaction():
            _note(store, scopes, "failed")
            store.runs.end(run, "failed", result.counts())
        raise
    result.error = _root_error(absent) if absent else None
    result.seconds = round(time.monotonic() - started, 3)
    with store.transaction():
        _note(store, scopes, "ready", scanned=True)
        outcome = "failed" if absent else "some-failed" if result.failed else "done"
        store.runs.end(run, outcome, result.counts())
    return result


@dataclass(frozen=True)
class _Job:
    """What one run of the index works with."""

    store: Store
    options: IndexOptions
    progress: Progress
    result: IndexResult
    started_ns: int


def outermost(paths: Iterable[bytes]) -> list[bytes]:
    """The paths that lie in none of the others, each once, in order."""
    kept: list[bytes] = []
    for path in sorted(set(paths), key=lambda p: p + b"/"):
        if not kept or not (path + b"/").startswith(kept[-1].rstrip(b"/") + b"/"):
            kept.append(path)
    return kept


def _why_absent(store: Store, scope: bytes) -> str | None:
    """Why a folder must not be compared with the library, or None where it may."""
    shown = os.fsdecode(scope)
    try:
        with os.scandir(scope) as entries:
            empty = next(entries, None) is None
    except NotADirectoryError:
        return None
    except PermissionError:
        return None  # said as a failed folder; nothing below it is taken for gone
    except OSError as error:
        known = scope in store.files.known(scope)
        if known and os.path.isdir(os.path.dirname(scope)):
            return None  # a single file that is gone
        return f"{shown} is not there ({error.strerror})"
    count = store.files.count_present(scope) if empty else 0
    return f"{shown} is empty, but {count:,} photos are known there" if count else None


def _absent_inside(store: Store, scopes: Sequence[bytes]) -> dict[bytes, str]:
    """Known roots that lie inside `scopes` and are absent, as a disk mounted there would be."""
    return {
        root: why
        for root in store.roots.paths()
        if root not in scopes
        and any(root.startswith(scope.rstrip(b"/") + b"/") for scope in scopes)
        and (why := _why_absent(store, root))
    }


def _root_error(absent: Mapping[bytes, str]) -> RootError:
    return RootError(
        "; ".join(absent.values()),
        "mount the disk and run it again; for photos that are gone for good: photosort forget PATH",
    )


def _remember_roots(store: Store, scopes: Sequence[bytes], absent: Iterable[bytes]) -> None:
    roots = store.roots.paths()
    for scope in scopes:
        if not any((scope + b"/").startswith(root.rstrip(b"/") + b"/") for root in roots):
            store.roots.add(scope)
    _note(store, scopes, "running")
    for root in absent:
        store.roots.note(root, "missing")


def _note(store: Store, scopes: Iterable[bytes], outcome: str, *, scanned: bool = False) -> None:
    for scope in scopes:
        store.roots.note(scope, outcome, scanned=scanned)


def _bring_up_to_date(
    job: _Job, scopes: Sequence[bytes], files: Sequence[bytes], absent: Iterable[bytes]
) -> None:
    if job.options.shifts:
        with job.store.transaction():
            job.store.clocks.put(job.options.shifts)
    known: dict[bytes, Known] = {}
    for scope in (*scopes, *files):
        known |= job.store.files.known(scope)
    unseen = list(absent)  # grows while `compare` takes in the scan
    stamps = _scan(job, scopes, files, unseen)
    changes = compare(known, stamps, unseen, full=job.options.full)
    job.result.unchanged += changes.unchanged
    job.result.failed += changes.failed
    _read(job, known, changes)
    _compare_twins(job)
    if changes.to_read or changes.vanished or changes.back:
        with job.store.transaction():
            job.store.files.set_companions(find_companions(job.store.files.items()))
    if job.options.infer_location:
        places.infer_places(job.store)
    places.place_files(job.store, job.options.places, job.progress)
    with job.store.transaction():
        for scope in (*scopes, *files):
            job.store.files.label(scope, job.options.labels)
    job.result.missing = sum(job.store.files.count_missing(scope) for scope in (*scopes, *files))
    job.result.failed.sort()


def _scan(
    job: _Job, scopes: Sequence[bytes], files: Sequence[bytes], unseen: list[bytes]
) -> Iterator[Seen]:
    """All files; what cannot be looked at goes to `failed` and `unseen`."""
    excluded = media.exclude(job.options.exclude)
    job.progress.start("Looking for photos")
    for found in _found(scopes, files, excluded):
        if isinstance(found, Skipped):
            job.result.failed.append(found)
            unseen.append(found.path)
            continue
        job.progress.advance()
        yield found
    job.progress.stop()


def _found(
    scopes: Sequence[bytes], files: Sequence[bytes], excluded: media.Excluded | None
) -> Iterator[Seen | Skipped]:
    for scope in scopes:
        if os.path.isdir(scope):
            yield from media.scan(scope, excluded)
        elif found := media.see(scope):
            yield found
    folders = tuple(scope.rstrip(b"/") + b"/" for scope in scopes)
    for path in dict.fromkeys(files):
        if folders and path.startswith(folders):
            continue
        yield media.see(path) or Skipped(path, "is not there")


def _read(job: _Job, known: Mapping[bytes, Known], changes: Changes) -> None:
    """Read what is new or has changed, and store it batch by batch."""
    store = job.store
    vanished = {row.id for row in changes.vanished if row.id}
    moves = Moves(store.files.gone(vanished)) if changes.to_read else None
    again = [row.id for seen in changes.to_read if (row := known.get(seen.stamp.path)) and row.id]
    intake = _Intake(job, known, store.files.fingerprints(again), moves)
    job.progress.start("Reading", len(changes.to_read))
    with compute.executor(job.options.workers, len(changes.to_read)) as pool:
        batch: list[Reading] = []
        parts = compute.map_unordered(
            pool, read_all, changes.to_read, _PART, 4 * job.options.workers
        )
        for readings in parts:
            batch += readings
            job.progress.advance(len(readings))
            if len(batch) >= _BATCH:
                intake.store(batch)
                batch = []
        intake.store(batch)
    job.progress.stop()
    intake.settle_moves()
    with store.transaction():
        store.files.mark_present(changes.back)
        store.files.mark_missing(vanished - intake.moved)
        store.files.drop_ignored(row.stamp[0] for row in changes.vanished if not row.id)


class _Intake:
    """Counts readings and stores them. Those that may be moved files wait for all others."""

    def __init__(
        self,
        job: _Job,
        known: Mapping[bytes, Known],
        fingerprints: Mapping[int, bytes | None],
        moves: Moves | None,
    ) -> None:
        self.moved: set[int] = set()
        self._job = job
        self._known = known
        self._fingerprints = fingerprints
        self._moves = moves
        self._waiting: list[Reading] = []
        self._shifts = job.store.clocks.shifts()

    def store(self, batch: Iterable[Reading]) -> None:
        """Store a batch in one transaction."""
        files = self._job.store.files
        kept: list[Reading] = []
        settled: list[bytes] = []
        with self._job.store.transaction():
            for reading in batch:
                if reading.facts and self._shifts:
                    reading = reading._replace(facts=apply_shifts(reading.facts, self._shifts))
                self._take(reading, kept, settled)
            files.put(kept, self._job.started_ns - _RACY_NS)
            files.settle(settled)

    def _take(self, reading: Reading, kept: list[Reading], settled: list[bytes]) -> None:
        result, row = self._job.result, self._known.get(reading.stamp.path)
        known = row is not None and row.id != 0
        if reading.error is None and reading.facts is None and known:
            reading = reading._replace(error="is no longer a picture or video")
        if reading.error is not None:
            result.failed.append(Skipped(reading.stamp.path, reading.error))
        elif reading.facts is None:
            pass  # not a photo, not counted
        elif row is None or not known:
            self._take_new(reading, kept)
            return
        elif self._is_same(row, reading):
            result.unchanged += 1
            if row.again < 2 and not self._job.options.full:
                settled.append(reading.stamp.path)
                return
        else:
            result.changed += 1
        kept.append(reading)

    def _is_same(self, row: Known, reading: Reading) -> bool:
        return (
            row.stamp == reading.stamp
            and row.error is None
            and row.sidecars == sidecar_key(reading.sidecars)
            and self._fingerprints.get(row.id) == reading.fingerprint
        )

    def _take_new(self, reading: Reading, kept: list[Reading]) -> None:
        id = self._moves.by_inode(reading) if self._moves else None
        if id is not None:
            self._move(id, reading)
        elif self._moves and self._moves.may_match(reading):
            self._waiting.append(reading)
            return
        else:
            self._job.result.added += 1
        kept.append(reading)

    def _move(self, id: int, reading: Reading) -> None:
        self._job.store.files.move(id, reading.stamp.path)
        self._job.result.moved += 1
        self.moved.add(id)

    def settle_moves(self) -> None:
        """Decide about the readings that waited, and store them."""
        if not self._waiting or self._moves is None:
            return
        moved = self._moves.by_content(self._waiting, content_hash)
        with self._job.store.transaction():
            for reading in self._waiting:
                id = moved.get(reading.stamp.path)
                if id is None:
                    self._job.result.added += 1
                else:
                    self._move(id, reading)
            self._job.store.files.put(self._waiting, self._job.started_ns - _RACY_NS)


def _compare_twins(job: _Job) -> None:
    """Hash files in full whose ends are the same, so that each is known again when it moves."""
    twins = job.store.files.unhashed_twins()
    if not twins:
        return
    job.progress.start("Comparing files that look the same", len(twins))
    with compute.executor(job.options.workers, len(twins)) as pool:
        parts = compute.map_unordered(pool, _hash_all, twins, _PART, 4 * job.options.workers)
        for hashes in parts:
            with job.store.transaction():
                job.store.files.set_content_hashes(hashes)
            job.progress.advance(len(hashes))
    job.progress.stop()


def _hash_all(twins: Sequence[tuple[int, bytes]]) -> list[tuple[int, bytes | None]]:
    return [(id, content_hash(path)) for id, path in twins]
