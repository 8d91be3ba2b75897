"""Plans the layout of DEST: the difference between what is wanted and what is there."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from photosort.errors import PhotosortError
from photosort.model import Entry, Placement
from photosort.plan.layout.folders import lay_out
from photosort.plan.layout.left_out import LeftOut, count
from photosort.plan.layout.manifest import Manifest, Record, Remark, remarks
from photosort.plan.layout.names import collision_key
from photosort.plan.layout.sync import Sync, emptied, followed, parents, sync
from photosort.settings.organize import OrganizeOptions
from photosort.store import Store
from photosort.store.facts import Organizable
from photosort.store.times import now
from photosort.workflow.organize.dest import Found
from photosort.workflow.organize.last import Lost, gone, last_of, lost_to


@dataclass(frozen=True)
class Layout:
    """What to do in DEST, and the manifest afterwards.

    `dropped` are (folder, view), outermost folders only, that lose files because their view is no
    longer asked for.
    """

    found: Found
    sync: Sync
    emptied: list[str]
    manifest: Manifest
    left_out: Sequence[LeftOut]
    dropped: tuple[tuple[str, str], ...] = ()


def plan_layout(
    store: Store,
    found: Found,
    dest: str,
    options: OrganizeOptions,
    by: tuple[str, ...],
    photos: Sequence[Organizable],
    wanted: Sequence[Placement],
    left_out: Sequence[LeftOut],
) -> Layout:
    """What to do in DEST so that it holds exactly what is `wanted` of ours.

    `by` are the views that `wanted` is of, `left_out` the `photos` that are not in it.
    Raises `PhotosortError` where that would empty DEST.
    """
    sources = {photo.stamp.path: os.fsdecode(photo.stamp.path) for photo in photos}
    lost = gone if options.take_over else lost_to(store)
    plan, last = _difference(found, options, wanted, sources, lost)
    if not wanted and not options.allow_empty:
        _check_not_emptied(dest, found)
    standing = plan.wanted
    gone_folders, left = _folders(found, plan, standing, prune=options.prune_empty)
    manifest = Manifest(
        created=now(),
        library=str(store.path),
        mode=options.mode,
        absolute=options.absolute,
        by=by,
        entries=tuple(standing),
        kept=remarks(found.foreign, found.manifest, last),
        skipped=tuple(Remark(sources[each.path], each.reason) for each in left_out),
        folders=tuple(left),
        library_id=store.id,
        dest=dest,
        left_out=tuple((each.reason, each.files) for each in count(left_out)),
    )
    dropped = _dropped(found, plan, by)
    return Layout(found, plan, gone_folders, manifest, left_out, dropped)


def _difference(
    found: Found,
    options: OrganizeOptions,
    wanted: Sequence[Placement],
    sources: Mapping[bytes, str],
    lost: Lost,
) -> tuple[Sync, dict[str, str]]:
    """The difference, and what stays although it is not wanted: path → reason.

    If something that stays has the path of something wanted, that gets another path.
    """
    alike = found.alike(Record(options.mode, options.absolute, ()).kind)
    links = options.mode == "symlink" and not options.absolute
    taken = set(found.foreign)
    folders = [*set(found.tree.folders).difference(found.folders()), *parents(found.foreign)]
    while True:
        entries = lay_out(wanted, options.mode, taken, sources, folders)
        made = alike if options.mode == "symlink" else followed(alike, entries, gone)
        plan = sync(entries, found.intact, made, fixed_depth=links)
        last = last_of(found, plan.remove, lost)
        names = {collision_key(entry.path) for entry in entries}
        in_the_way = {path for path in last if collision_key(path) in names}
        if not in_the_way - taken:
            return plan.keeping(last), last
        taken |= in_the_way


def _check_not_emptied(dest: str, found: Found) -> None:
    listed = len(found.manifest.entries) if found.manifest else 0
    count = max(listed, len(found.intact))
    if count:
        raise PhotosortError(
            f"no photo is left to lay out in {dest}: all {count:,} entries that photosort made"
            f" there"
            " would go; nothing was done",
            f"photosort organize --undo {dest} removes them; with --allow-empty this command does",
        )


def _dropped(found: Found, plan: Sync, by: Sequence[str]) -> tuple[tuple[str, str], ...]:
    views = set(found.manifest.by if found.manifest else ()) - set(by)
    if not views:
        return ()
    leaving = [*plan.remove, *(move.old for move in plan.move)]
    return tuple(sorted({(x.path.partition("/")[0], x.view) for x in leaving if x.view in views}))


def _folders(
    found: Found, plan: Sync, standing: Sequence[Entry], *, prune: bool
) -> tuple[list[str], list[str]]:
    """The folders to remove, innermost first, and our folders that hold only foreign files."""
    existing = set(found.tree.folders)
    needed = parents(entry.path for entry in standing)
    ours = existing & found.folders() - needed
    if not ours:
        return [], []
    touched = parents([*(x.path for x in plan.remove), *(x.old.path for x in plan.move)])
    if found.journal and found.manifest:  # a run was interrupted, perhaps before it got to these
        touched |= ours.difference(found.manifest.folders)
    remaining = [*(entry.path for entry in standing), *found.in_own_words(found.foreign)]
    going = emptied(existing | needed, remaining, ours if prune else ours & touched)
    key = found.tree.folding.key
    same = set(map(key, needed))  # a folder under another spelling of its name still exists
    return going, sorted(each for each in ours.difference(going) if key(each) not in same)
