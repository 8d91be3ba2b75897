"""The layout of DEST: what the library wants there, and the difference to what is there."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from photosort.model import Entry, Wish
from photosort.plan.folders import lay_out
from photosort.plan.manifest import Manifest, Record, Remark, remarks
from photosort.plan.sync import Sync, emptied, parents, sync
from photosort.settings import OrganizeOptions
from photosort.store import Store
from photosort.store.files import Organizable
from photosort.store.times import now
from photosort.workflow.dest import Found


@dataclass(frozen=True)
class Layout:
    """What is to be done in DEST, and the manifest when it is done."""

    found: Found
    sync: Sync
    emptied: list[str]
    manifest: Manifest
    left_out: int


def plan_layout(
    store: Store,
    found: Found,
    options: OrganizeOptions,
    by: tuple[str, ...],
    photos: Sequence[Organizable],
    wanted: Sequence[Wish],
) -> Layout:
    """What is to be done in DEST so that it holds what is `wanted`, and no more of ours.

    `by` are the views that `wanted` is of.
    """
    sources = {photo.stamp.path: os.fsdecode(photo.stamp.path) for photo in photos}
    entries = lay_out(wanted, options.mode, found.foreign, sources)
    kind = Record(options.mode, options.absolute, ()).kind
    links = options.mode == "symlink" and not options.absolute
    plan = sync(entries, found.intact, found.alike(kind), fixed_depth=links)
    standing = plan.wanted
    gone, left = _folders(found, plan, standing, prune=options.prune_empty)
    left_out = _left_out(photos, wanted, sources, by)
    manifest = Manifest(
        created=now(),
        library=str(store.path),
        mode=options.mode,
        absolute=options.absolute,
        by=by,
        entries=tuple(standing),
        kept=remarks(found.foreign, found.manifest),
        skipped=left_out,
        folders=tuple(left),
    )
    return Layout(found, plan, gone, manifest, len(left_out))


def _folders(
    found: Found, plan: Sync, standing: Sequence[Entry], *, prune: bool
) -> tuple[list[str], list[str]]:
    """The folders that go, innermost first, and those of ours that hold only what others made."""
    existing = set(found.tree.folders)
    needed = parents(entry.path for entry in standing)
    ours = existing & found.folders() - needed
    if not ours:
        return [], []
    touched = parents([*(x.path for x in plan.remove), *(x.old.path for x in plan.move)])
    if found.journal and found.manifest:  # a run was interrupted, perhaps before it came to these
        touched |= ours.difference(found.manifest.folders)
    remaining = [*(entry.path for entry in standing), *found.foreign]
    gone = emptied(existing | needed, remaining, ours if prune else ours & touched)
    return gone, sorted(ours.difference(gone))


def _left_out(
    photos: Iterable[Organizable],
    wanted: Iterable[Wish],
    sources: dict[bytes, str],
    by: Sequence[str],
) -> tuple[Remark, ...]:
    """The photos that appear nowhere."""
    shown = {wish.stamp.path for wish in wanted}
    reason = f"in none of the views {', '.join(by)}" if by[1:] else f"not in the view {by[0]}"
    return tuple(
        Remark(
            sources[photo.stamp.path],
            "a duplicate of another file" if photo.relation == "duplicate" else reason,
        )
        for photo in photos
        if photo.stamp.path not in shown
    )
