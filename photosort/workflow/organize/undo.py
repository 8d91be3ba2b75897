"""`photosort organize --undo`."""

import os
import secrets
from dataclasses import dataclass, replace

from photosort.output import record
from photosort.output.apply import Applied, How, apply, remove_leftovers
from photosort.output.dest import Dest
from photosort.plan.layout.journal import Journal
from photosort.plan.layout.manifest import FILE_NAME, JOURNAL_NAME, Manifest, Remark, remarks
from photosort.plan.layout.sync import Sync, emptied
from photosort.progress import Progress
from photosort.store import Store
from photosort.store.times import now
from photosort.workflow.organize.dest import Found, find, manifest_of, problem
from photosort.workflow.organize.last import gone, last_of, lost_to
from photosort.workflow.organize.owner import is_owner


@dataclass(frozen=True)
class UndoResult:
    """What is left in DEST: a manifest of what was kept, and what could not be removed."""

    dest: str
    manifest: Manifest
    removed: int
    failures: tuple[Remark, ...] = ()
    applied: Applied | None = None


def undo(
    dest: str,
    progress: Progress,
    *,
    store: Store | None = None,
    dry_run: bool = False,
    lock_wait: float = 0,
) -> UndoResult:
    """Remove what the manifest lists and is unchanged, emptied folders, then the manifest.

    Entries that are the last of a photo stay, and so does the manifest. The library is optional:
    with it, moved originals are recognised, and it learns the new ctime of hard-linked ones.
    """
    dest = os.path.realpath(dest)
    if dry_run:
        found = find(dest, progress=progress)
        plan, manifest = _plan(dest, found, store)
        return UndoResult(dest, manifest, len(plan.remove))
    with Dest(dest, lock_wait) as held:
        found = find(dest, progress=progress)
        plan, manifest = _plan(dest, found, store)
        try:
            result = _undo(held, found, plan, manifest, progress)
        except OSError as error:
            raise held.problem(error, "run --undo again") from error
    if store and result.applied:
        with store.transaction():
            store.files.follow_links(result.applied.clocks.spans())
    return result


def _plan(dest: str, found: Found, store: Store | None) -> tuple[Sync, Manifest]:
    """What to remove, and the manifest afterwards."""
    old = _begun(dest, found)
    lost = lost_to(store) if store and is_owner(store, old) else gone
    everything = list(found.intact.values())
    last = last_of(found, everything, lost)
    plan = Sync([], [], [], everything).keeping(last)
    manifest = replace(
        old,
        created=now(),
        entries=tuple(sorted(plan.keep, key=lambda entry: entry.path)),
        kept=remarks(found.foreign, old, last),
        skipped=(),
        folders=(),
    )
    return plan, manifest


def _begun(dest: str, found: Found) -> Manifest:
    """The manifest to undo; an empty one if a run was killed while it wrote its first."""
    if found.manifest is None and found.leftovers:
        return Manifest(created=now(), library="", mode="copy", absolute=False, by=(), entries=())
    return manifest_of(dest, found)


def _undo(
    dest: Dest, found: Found, plan: Sync, manifest: Manifest, progress: Progress
) -> UndoResult:
    remove_leftovers(dest, found.leftovers, found.homes())
    # from here on, entries of the manifest may be gone
    record.write_journal(dest, Journal((), found.unlisted()))
    remaining = [*found.foreign, *(entry.path for entry in plan.keep)]
    gone_folders = emptied(found.tree.folders, found.in_own_words(remaining), found.folders())
    how = How(manifest.mode, manifest.absolute, None, secrets.token_hex(8))
    done = apply(dest, plan, found.tree.nodes, gone_folders, how, progress)
    if done.hopeless:
        raise problem(dest, done, plan)
    if not done.stuck:
        if plan.keep:
            record.write_manifest(dest, manifest)
        record.remove(dest, JOURNAL_NAME)
        if not plan.keep:
            record.remove(dest, FILE_NAME)
            dest.remove()
    return UndoResult(dest.path, manifest, len(done.removed), tuple(done.skipped), done)
