"""`photosort check` and `backup`: finds damage and changes, and copies the library."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from photosort.errors import EXIT_FAILED, EXIT_SOME_FAILED, LibraryError
from photosort.model import Finding
from photosort.output import door
from photosort.output.record import read_manifest
from photosort.progress import Progress
from photosort.store import Store
from photosort.store.backup import is_backup
from photosort.store.lock import holder
from photosort.store.names import true_name
from photosort.workflow.guard import guard
from photosort.workflow.index import roots
from photosort.workflow.organize import astray, find

_SHOWN = 10
_REPAIR = "photosort check --repair mends it"
_RESTORE = "restore it from a backup, or move it away and index again; no photo is touched"
_BACKUP = door.Kind("a backup", is_backup, private=True, endings=(".db", ".sqlite", ".sqlite3"))
_OF_LIBRARY = ("integrity", "schema", "reference")


def check(store: Store, progress: Progress, *, repair: bool = False) -> list[Finding]:
    """Problems of the library and around it. `repair` fixes what can be fixed."""
    found = list(_integrity(store, repair))
    if any(not each.repaired for each in found):
        return found  # nothing else in such a library can be trusted
    found += _schema(store, repair)
    if any(not store.check.is_usable(each.where) for each in found if not each.repaired):
        return found
    found += _references(store, repair)
    found += _around(store, progress)
    return found


def exit_code(found: Sequence[Finding]) -> int:
    """1 for a damaged library, 3 for problems around it, 0 for neither."""
    left = [each for each in found if not each.repaired]
    if any(each.kind in _OF_LIBRARY for each in left):
        return EXIT_FAILED
    return EXIT_SOME_FAILED if left else 0


def backup(store: Store, path: str, *, dry_run: bool = False) -> int:
    """Copy the library to a new file or over an older backup; returns the size of the copy."""
    target = door.check(path, _BACKUP, guard(store))
    if holder(true_name(Path(path))):
        raise LibraryError(f"{path} is a library in use", "name another file")
    if not dry_run:
        with target.staged() as temporary:
            store.fill(Path(temporary))
    return store.size()


def _integrity(store: Store, repair: bool) -> Iterator[Finding]:
    problems = left = store.check.integrity()
    if not problems:
        return
    only_indexes = all("index" in each for each in problems)
    if repair and only_indexes:
        with store.transaction():
            store.check.rebuild_indexes()
        left = store.check.integrity()
    hint = _REPAIR if only_indexes and not repair else _RESTORE
    shown = tuple(problems[:_SHOWN])
    yield Finding(
        "integrity", "damage in the file of the library", len(problems), hint, shown, not left
    )


def _schema(store: Store, repair: bool) -> Iterator[Finding]:
    missing = store.check.missing_from_schema()
    if not missing:
        return
    if repair:
        with store.transaction():
            store.check.add_to_schema(missing)
    left = store.check.missing_from_schema()
    hint, shown = _RESTORE if repair else _REPAIR, tuple(missing[:_SHOWN])
    yield Finding(
        "schema", "table, column, index or view is missing", len(missing), hint, shown, not left
    )


def _references(store: Store, repair: bool) -> Iterator[Finding]:
    for reference, count in store.check.broken_references():
        if repair:
            with store.transaction():
                store.check.mend_reference(reference)
        what = f"{reference.column} in {reference.table} names none of {reference.parent}"
        yield Finding("reference", what, count, _REPAIR, repaired=repair)


def _around(store: Store, progress: Progress) -> Iterator[Finding]:
    absent = [root for root in store.roots.paths() if roots.why_absent(store, root)]
    if absent:
        yield _finding("root", "folder that is not there", absent, "mount the disk")
    gone = list(_missing(store.files.present_paths(), os.path.lexists, progress, absent))
    if gone:
        hint = "photosort index marks them; photosort forget --missing drops them"
        yield _finding("vanished", "file that is no longer there", gone, hint)
    for dest in store.runs.destinations():
        yield from _links(dest, absent)


def _missing(
    paths: Sequence[bytes],
    is_there: Callable[[bytes], bool],
    progress: Progress,
    absent: Sequence[bytes],
) -> Iterator[bytes]:
    progress.start("Looking at files", len(paths))
    for path in paths:
        progress.advance()
        if not is_there(path) and not roots.is_inside(os.path.realpath(path), absent):
            yield path
    progress.stop()


def _links(dest: str, absent: Sequence[bytes]) -> Iterator[Finding]:
    """Links made by photosort in DEST that do not lead to their originals."""
    manifest = read_manifest(dest)
    if manifest is None or manifest.mode not in ("symlink", "hardlink"):
        return
    found = find(os.path.realpath(dest))
    by_kind: dict[bool, list[bytes]] = {True: [], False: []}
    for each in astray(os.path.realpath(dest), found):
        path = os.fsencode(os.path.join(dest, each.path))
        source = os.fsencode(found.intact[each.path].source)
        if not roots.is_inside(source, absent):
            by_kind[each.dead].append(path)
    hint = f"photosort organize {dest} brings it up to date"
    if by_kind[True]:
        yield _finding("dead-link", f"link in {dest} that leads nowhere", by_kind[True], hint)
    if by_kind[False]:
        what = f"link in {dest} that leads to another file than on record"
        yield _finding("wrong-link", what, by_kind[False], hint)


def _finding(kind: str, message: str, paths: Sequence[bytes], hint: str) -> Finding:
    return Finding(kind, message, len(paths), hint, tuple(map(os.fsdecode, paths[:_SHOWN])))
