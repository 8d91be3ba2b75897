"""What is found in DEST, and the commands that only look at it: `--verify`, `--undo`."""

import os
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

from photosort.errors import PhotosortError
from photosort.model import Entry
from photosort.output import older, record
from photosort.output import tree as disk
from photosort.output.apply import Applied, How, apply, remove_leftovers
from photosort.output.copies import THREADS, sha256_of
from photosort.output.dest import Dest
from photosort.plan.journal import Journal
from photosort.plan.manifest import (
    ALBUM,
    FILE_NAME,
    JOURNAL_NAME,
    ORIGINALS,
    PROBE_NAME,
    Manifest,
    Record,
    Remark,
    remarks,
)
from photosort.plan.sync import Sync, emptied, parents
from photosort.progress import Progress
from photosort.store.times import now


@dataclass(frozen=True)
class Found:
    """DEST as it stands: what was made there, of what kind, and what is somebody else's.

    `made` holds what of the manifest and the journal is as it was made.
    """

    manifest: Manifest | None
    journal: Journal | None
    tree: disk.Tree
    made: tuple[Record, ...]
    leftovers: list[str]
    intact: dict[str, Entry]
    foreign: set[str]

    def alike(self, kind: tuple[str, bool]) -> dict[str, Entry]:
        """What is of a kind, and whole: a copy without its sum was never finished."""
        same = [each for each in self.made if each.kind == kind]
        if len(same) == len(self.made) and kind[0] != "copy":
            return self.intact
        return {
            entry.path: entry
            for each in same
            for entry in each.entries
            if each.mode != "copy" or entry.sha256
        }

    def unlisted(self) -> tuple[Record, ...]:
        """What was made and is only in the journal."""
        return self.made[1:] if self.manifest else self.made

    def folders(self) -> set[str]:
        """All folders that were made for entries."""
        listed = [x.path for x in self.manifest.entries] if self.manifest else []
        noted = [x.path for each in self._noted() for x in each.entries]
        empty = self.manifest.folders if self.manifest else ()
        return parents([*listed, *noted, *(f"{folder}/" for folder in empty)])

    def _noted(self) -> Sequence[Record]:
        return self.journal.records if self.journal else ()


def find(dest: str, by: tuple[str, ...] = ()) -> Found:
    """Look at DEST. Raises `PhotosortError` for what cannot be read.

    The originals in an album are passed over, as they have a manifest of their own; `by` tells
    what a DEST without a manifest is to become.
    """
    manifest, journal = record.read_manifest(dest), record.read_journal(dest)
    album = (manifest.by if manifest else by) == (ALBUM,)
    tree = disk.look(dest, ORIGINALS if album else None)
    if manifest:
        manifest = older.with_unlisted(manifest, tree, dest)
    records = [manifest.record] if manifest else []
    records += journal.records if journal else ()
    made = [
        each._replace(entries=tuple(disk.intact(tree, each, dest).values())) for each in records
    ]
    intact = {entry.path: entry for each in made for entry in each.entries}
    leftovers = disk.leftovers(tree.nodes, journal.runs if journal else ())
    leftovers += older.unfinished(manifest, tree) if manifest else []
    foreign = tree.nodes.keys() - intact.keys() - set(leftovers)
    unfinished = [name for name in tree.own if name not in (FILE_NAME, JOURNAL_NAME)]
    return Found(manifest, journal, tree, tuple(made), [*leftovers, *unfinished], intact, foreign)


def begin(
    dest: Dest,
    found: Found,
    manifest: Manifest,
    journal: Journal,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Have on record all that is about to be made, before the first change.

    Where there is no manifest yet, one like `manifest` comes first, so that the folder is known
    not to be indexed. `check` looks whether DEST can hold what is to be made. Raises
    `PhotosortError`: nothing was done.
    """
    new = not found.manifest
    dest.create()
    try:
        remove_leftovers(dest, found.leftovers)
        check()
        if new:
            record.write_manifest(dest, replace(manifest, entries=(), skipped=(), folders=()))
        record.write_journal(dest, journal)
    except BaseException as error:
        if new:
            for name in (FILE_NAME, JOURNAL_NAME, PROBE_NAME):
                with suppress(OSError):
                    record.remove(dest, name)
            dest.withdraw()
        if isinstance(error, OSError):
            raise dest.problem(error, "nothing was done") from error
        raise


def problem(dest: Dest, done: Applied, plan: Sync) -> PhotosortError:
    """The error for a run that could not go on, with how far it came."""
    assert done.hopeless
    count = len(done.made) + len(done.moved) + len(done.removed)
    total = len(plan.make) + len(plan.move) + len(plan.remove)
    return dest.problem(done.hopeless, f"{count:,} of {total:,} changes were made")


@dataclass(frozen=True)
class UndoResult:
    """What is left in DEST: an empty manifest with what was kept, and what could not go."""

    dest: str
    manifest: Manifest
    removed: int
    failures: tuple[Remark, ...] = ()


def undo(
    dest: str, progress: Progress, *, dry_run: bool = False, lock_wait: float = 0
) -> UndoResult:
    """Remove what the manifest lists and is unchanged, emptied folders, then the manifest."""
    dest = os.path.realpath(dest)
    if dry_run:
        found = find(dest)
        return UndoResult(dest, _nothing(_begun(dest, found), found), len(found.intact))
    with Dest(dest, lock_wait) as held:
        found = find(dest)
        manifest = _begun(dest, found)
        try:
            return _undo(held, found, manifest, progress)
        except OSError as error:
            raise held.problem(error, "run --undo again") from error


def _undo(dest: Dest, found: Found, manifest: Manifest, progress: Progress) -> UndoResult:
    remove_leftovers(dest, found.leftovers)
    plan = Sync([], [], [], list(found.intact.values()))
    # from here on the manifest lists what may be gone
    record.write_journal(dest, Journal((), found.unlisted()))
    ours = found.folders()
    gone = emptied(found.tree.folders, found.foreign, ours)
    how = How(manifest.mode, manifest.absolute, None, secrets.token_hex(8))
    done = apply(dest, plan, found.tree.nodes, gone, how, progress)
    if done.hopeless:
        raise problem(dest, done, plan)
    nothing = _nothing(manifest, found)
    if not done.stuck:
        record.remove(dest, JOURNAL_NAME)
        record.remove(dest, FILE_NAME)
        dest.remove()
    return UndoResult(dest.path, nothing, len(done.removed), tuple(done.skipped))


def _nothing(manifest: Manifest, found: Found) -> Manifest:
    return replace(
        manifest,
        created=now(),
        entries=(),
        kept=remarks(found.foreign, manifest),
        skipped=(),
        folders=(),
    )


def verify(dest: str, progress: Progress) -> list[Remark]:
    """What of the manifest is not in DEST as it was made; copies are read and summed."""
    dest = os.path.realpath(dest)
    found = find(dest)
    manifest = _manifest_of(dest, found)
    different = []
    if found.journal:
        reason = "a run was interrupted: run the same command again, or organize --undo"
        different.append(Remark(JOURNAL_NAME, reason))
    intact, nodes = found.intact, found.tree.nodes
    for entry in manifest.entries:
        if entry.path not in intact:
            reason = "changed since it was made" if entry.path in nodes else "is gone"
            different.append(Remark(entry.path, reason))
    sums = [x for x in manifest.entries if x.sha256 and x.path in intact]
    return sorted([*different, *_wrong_sums(dest, sums, progress)])


def _wrong_sums(dest: str, entries: list[Entry], progress: Progress) -> list[Remark]:
    def check(entry: Entry) -> Remark | None:
        try:
            same = sha256_of(f"{dest}/{entry.path}") == entry.sha256
        except OSError as error:
            return Remark(entry.path, f"cannot be read: {error.strerror}")
        return None if same else Remark(entry.path, "its content has changed since it was made")

    if not entries:
        return []
    wrong = []
    progress.start("Checking", len(entries))
    with ThreadPoolExecutor(THREADS) as pool:
        for remark in pool.map(check, entries):
            if remark:
                wrong.append(remark)
            progress.advance()
    progress.stop()
    return wrong


def _begun(dest: str, found: Found) -> Manifest:
    """The manifest to undo; an empty one where a run was killed while it wrote its first."""
    if found.manifest is None and found.leftovers:
        return Manifest(created=now(), library="", mode="copy", absolute=False, by=(), entries=())
    return _manifest_of(dest, found)


def _manifest_of(dest: str, found: Found) -> Manifest:
    if found.manifest is None:
        raise PhotosortError(f"{dest} holds no manifest: photosort made nothing there")
    return found.manifest
