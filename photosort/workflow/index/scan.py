"""`photosort index`: finds files, reads what is new, stores it, and names places."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from photosort.errors import PhotosortError
from photosort.media import scan as media
from photosort.media.read import content_hash, read_all
from photosort.model import FoundFile, Reading, Skipped
from photosort.plan.changes import Changes, Known, Moves, compare, find_renames
from photosort.plan.companions import find_companions
from photosort.progress import Progress
from photosort.settings.index import IndexOptions
from photosort.store import Store
from photosort.workflow import compute, spelling
from photosort.workflow.index import places, relocation, roots, scope
from photosort.workflow.index.counts import IndexResult
from photosort.workflow.index.intake import Intake

_T = TypeVar("_T")
_R = TypeVar("_R")

_FEW = 200  # files for which a pool is not worth its start
_BATCH = 1000  # files per transaction


def index(
    store: Store,
    paths: Sequence[bytes],
    options: IndexOptions,
    progress: Progress,
    listed: Sequence[bytes] | None = None,
    gone: Sequence[bytes] = (),
) -> IndexResult:
    """Bring the library up to date with `paths` and what is `listed`, folders or files.

    With neither, everything known is indexed. Files known at or below `gone` are certainly gone.
    Raises `RootError` if nothing can be indexed; if only some folders are absent, the others are
    indexed and the result carries the error.
    """
    started = time.monotonic()
    known = store.roots.paths()
    named = [spelling.resolved(path, known) for path in (*paths, *(listed or ()))]
    _check_there(store, named[: len(paths)])
    naming = places.choose(store, options.places)
    moves = relocation.follow_renamed(store, named)
    everything = not paths and listed is None
    folders, files = _all_known(store) if everything else _sort_out(store, named)
    rules = scope.rules_of(store, options)
    apart = scope.scanned_apart(store, named, folders, rules)
    folders = [*folders, *apart.folders]
    files = [*files, *(path for path in apart.files if path not in files)]
    absent = {folder: why for folder in folders if (why := roots.why_absent(store, folder))}
    folders = [folder for folder in folders if folder not in absent]
    if absent and not folders and not files:
        with store.transaction():
            roots.note(store, absent, "missing")
        raise roots.root_error(absent)
    absent |= roots.absent_inside(store, folders)
    with store.transaction():
        roots.remember(store, folders, absent)
        for folder in apart.roots:
            store.roots.add(folder)
    result = IndexResult(run=store.runs.id, roots=folders, moves=moves)
    job = _Job(store, options, progress, result, rules, naming, time.time_ns())
    try:
        _bring_up_to_date(job, folders, files, absent, gone)
    except BaseException:
        store.runs.counts = result.counts()
        with store.transaction():
            roots.note(store, folders, "failed")
        raise
    if result.moved:
        with store.transaction():
            roots.drop_emptied(store)
    left = store.roots.paths()
    result.moves = [move for move in result.moves if move.certain or move.old in left]
    absent = {root: why for root, why in absent.items() if root in left}
    result.not_photos = sorted(store.files.ignored_among(files))
    odd = {each.path for each in result.failed if _is_no_file(each.path)}
    strange = [path for path in named[: len(paths)] if path in odd.union(result.not_photos)]
    if absent:
        result.error = roots.root_error(absent)
    elif strange or (result.not_photos and not result.found):
        result.error = _no_photos(strange or result.not_photos)
    if result.error and store.is_bare:
        raise result.error  # later steps would have nothing to work with
    result.seconds = round(time.monotonic() - started, 3)
    with store.transaction():
        roots.note(store, folders, "ready", scanned=True)
        roots.identify(store, folders)
    store.runs.counts = result.counts()
    if result.error:
        store.runs.outcome, store.runs.error = "failed", result.error.message
    return result


@dataclass(frozen=True)
class _Job:
    """The context of one run."""

    store: Store
    options: IndexOptions
    progress: Progress
    result: IndexResult
    rules: media.Rules
    naming: places.Naming
    started_ns: int


def _is_no_file(path: bytes) -> bool:
    """Whether a path is neither a file nor a folder: a pipe, a socket, a device."""
    return os.path.lexists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def _no_photos(paths: Sequence[bytes]) -> PhotosortError:
    names = ", ".join(os.fsdecode(path) for path in paths[:3])
    return PhotosortError(
        f"not a picture or video: {names}{' …' if len(paths) > 3 else ''}",
        "name folders, pictures or videos; the content of a file counts, not its name",
    )


def _check_there(store: Store, named: Sequence[bytes]) -> None:
    """Refuse a PATH that neither exists nor was ever known."""
    known = store.roots.paths()
    for path in named:
        if not os.path.lexists(path) and path not in known and path not in store.files.known(path):
            raise PhotosortError(
                f"{os.fsdecode(path)} does not exist", "name a file or folder that exists"
            )


def _all_known(store: Store) -> tuple[list[bytes], list[bytes]]:
    """The roots, and the known files outside them."""
    folders = roots.outermost(store.roots.paths())
    files = store.files.paths_outside(folders)
    if not folders and not files:
        hint = "name a folder: photosort index ~/Pictures"
        raise PhotosortError("no folder is known yet", hint)
    return folders, files


def _sort_out(store: Store, named: Sequence[bytes]) -> tuple[list[bytes], list[bytes]]:
    """The folders and single files to scan."""
    known = store.roots.paths()
    folders = [path for path in named if os.path.isdir(path) or path in known]
    folders = roots.outermost(folders)
    rest = (path for path in named if not roots.is_inside(path, folders))
    return folders, list(dict.fromkeys(rest))


def _bring_up_to_date(
    job: _Job,
    folders: Sequence[bytes],
    files: Sequence[bytes],
    absent: Iterable[bytes],
    gone: Sequence[bytes],
) -> None:
    store = job.store
    if job.options.shifts:
        with store.transaction():
            store.clocks.put(job.options.shifts)
    known: dict[bytes, Known] = {}
    for within in (*folders, *files, *gone):
        known |= store.files.known(within)
    if job.result.moves:
        new = [move.new for move in job.result.moves]
        known = {
            path: row._replace(moved=roots.is_inside(path, new)) for path, row in known.items()
        }
    unseen = [*absent, *(path for path in files if not os.path.isdir(os.path.dirname(path)))]
    stamps = _scan(job, folders, [path for path in files if path not in unseen], known, unseen)
    # `unseen` grows while `compare` consumes the scan
    changes = compare(known, stamps, unseen, full=job.options.full)
    left_out = scope.take_left_out(changes, folders, job.rules)
    job.result.moves += relocation.follow_copied(
        store, known, changes, [*folders, *files], unseen, job.options.workers
    )
    job.result.unchanged += changes.unchanged
    job.result.moved += changes.moved
    job.result.failed += changes.failed
    _read(job, known, changes)
    _compare_twins(job)
    with store.transaction():
        newly_out = store.files.mark_ignored(left_out)
        scope.remember(store, job.options)
        store.files.mark_named(scope.ignored_files(files, store.roots.paths(), job.rules))
        due = store.remembered.get("companions") is not None  # the rules have changed
        if changes.to_read or changes.vanished or changes.back or newly_out or due:
            store.facts.set_companions(find_companions(store.facts.items()))
            store.copies.pool()
            store.remembered.drop("companions")
    places.infer_places(store, job.options.infer_location)
    places.place_files(store, job.naming, job.progress)
    with store.transaction():
        for within in roots.outermost((*folders, *files)):
            store.labels.set_below(within, job.options.labels)
            if job.options.full:
                store.faces.scan_again(store.files.ids_below(within))
        if job.options.full:
            store.statistics.forget_deadly()
        job.result.unknown_cameras = store.clocks.drop_unknown(job.options.shifts)
    job.result.missing = sum(
        store.files.count_missing(within) for within in roots.outermost((*folders, *files, *gone))
    )
    job.result.ignored, job.result.linked = job.rules.ignored, sorted(job.rules.linked)
    job.result.failed.sort()


def _scan(
    job: _Job,
    folders: Sequence[bytes],
    files: Sequence[bytes],
    known: Mapping[bytes, Known],
    unseen: list[bytes],
) -> Iterator[FoundFile]:
    """All files; what cannot be scanned is added to `failed` and `unseen`."""
    job.progress.start("Looking for photos")
    for found in _found(folders, files, known, job.rules):
        if isinstance(found, Skipped):
            job.result.failed.append(found)
            unseen.append(found.path)
            continue
        job.progress.advance()
        yield found
    job.progress.stop()


def _found(
    folders: Sequence[bytes],
    files: Sequence[bytes],
    known: Mapping[bytes, Known],
    rules: media.Rules,
) -> Iterator[FoundFile | Skipped]:
    for folder in folders:
        yield from media.scan(folder, rules)
    for path, file in media.find_all(files):
        if file:
            yield file
        elif path not in known:
            yield Skipped(path, "is not there")


def _read(job: _Job, known: dict[bytes, Known], changes: Changes) -> None:
    """Read what is new or changed, and store it in batches."""
    store = job.store
    renamed = find_renames(known, changes)
    with store.transaction():
        if changes.to_read or changes.vanished or changes.back:
            places.note_changes(store)
        store.files.rename({row.id: path for path, row in renamed.items()})
    vanished = {row.id for row in changes.vanished if row.id}
    vanished -= {row.id for row in renamed.values()}
    intake = Intake(
        store,
        job.result,
        {
            file.stamp.path: known[file.stamp.path]
            for file in changes.to_read
            if file.stamp.path in known
        },
        {path: row.id for path, row in renamed.items()},
        Moves(store.files.gone(vanished)),
        started_ns=job.started_ns,
        full=job.options.full,
    )
    job.progress.start("Reading", len(changes.to_read))
    _compute(job, _READ, changes.to_read, intake.store)
    job.progress.stop()
    intake.settle_moves()
    with store.transaction():
        store.files.mark_present(changes.back)
        store.files.mark_missing(vanished - intake.moved)
        store.files.drop_ignored(row.stamp[0] for row in changes.vanished if not row.id)


def _compare_twins(job: _Job) -> None:
    """Hash files with equal fingerprints in full, so that each is recognised when it moves."""
    twins = job.store.files.unhashed_twins()
    if not twins:
        return
    job.progress.start("Comparing files that look the same", len(twins))

    def keep(hashes: Sequence[tuple[int, bytes | None]]) -> None:
        with job.store.transaction():
            job.store.files.set_content_hashes(hashes)

    _compute(job, _HASH, twins, keep)
    job.progress.stop()


def _hash_all(twins: Sequence[tuple[int, bytes]]) -> list[tuple[int, bytes | None]]:
    return [(id, content_hash(path)) for id, path in twins]


def _lost(file: FoundFile, reason: str) -> Reading:
    return Reading(file.stamp, file.sidecars, error=reason)


_READ = compute.Task(read_all, _lost, size=64, few=_FEW)
_HASH = compute.Task(_hash_all, lambda twin, _: (twin[0], None), size=64, few=_FEW)


def _compute(
    job: _Job,
    task: compute.Task[_T, _R],
    items: Sequence[_T],
    keep: Callable[[list[_R]], None],
) -> None:
    careful = job.store.runs.was_killed
    compute.work(task, items, keep, _BATCH, job.options.workers, job.progress, careful=careful)
