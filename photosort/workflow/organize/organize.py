"""`photosort organize`: plans the views, compares the plan with DEST, and carries it out."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from photosort.errors import PhotosortError
from photosort.model import Entry, Placement
from photosort.output import record
from photosort.output.apply import Applied, How, apply, remove_leftovers
from photosort.output.dest import Dest, free_bytes
from photosort.output.links import Clocks
from photosort.output.probe import probe
from photosort.plan.layout import templates
from photosort.plan.layout.journal import Journal
from photosort.plan.layout.left_out import LeftOut
from photosort.plan.layout.manifest import (
    ALBUM,
    JOURNAL_NAME,
    ORIGINALS,
    Manifest,
    Record,
    Remark,
    same_but_for_date,
)
from photosort.plan.layout.sync import Sync
from photosort.progress import Progress
from photosort.settings.organize import OrganizeOptions
from photosort.store import Store
from photosort.store.facts import Organizable
from photosort.workflow.guard import check_dest
from photosort.workflow.organize.dest import Found, begin, find, problem
from photosort.workflow.organize.layout import Layout, plan_layout
from photosort.workflow.organize.mounts import check_is_mounted, remember_mount
from photosort.workflow.organize.owner import check_owner
from photosort.workflow.organize.views import Shelf, left_out, placements, unsearched
from photosort.workflow.query import select
from photosort.workflow.spelling import resolved_text


@dataclass(frozen=True)
class OrganizeResult:
    """The manifest afterwards, and what was done; for a dry run, what would be.

    `left_out` are the files that are in none of the views, `failures` tells what could not be
    done. `plan` is the difference that was carried out; `dropped` are folders of which files go
    since their view is not asked for any more: folder and view. `unsearched` are views that are
    empty as nobody has looked for their journeys. `went_home` counts the trips whose folders go
    since they are at home.
    """

    dest: str
    manifest: Manifest
    plan: Sync
    made: int
    moved: int
    removed: int
    left_out: Sequence[LeftOut]
    failures: tuple[Remark, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    unsearched: Sequence[str] = ()
    went_home: int = 0

    @property
    def stayed(self) -> int:
        """How many entries are unchanged."""
        return len(self.manifest.entries) - self.made - self.moved


def organize(
    store: Store,
    dest: str,
    options: OrganizeOptions,
    progress: Progress,
    *,
    dry_run: bool = False,
    lock_wait: float = 0,
) -> OrganizeResult:
    """Make DEST match the library. Only entries of earlier manifests are ever removed."""
    patterns = {view: templates.parse(view, pattern) for view, pattern in options.templates}
    views = {view: patterns.get(view) or templates.default(view) for view in options.by}
    check_dest(store, dest)
    dest = resolved_text(dest, store.roots.paths())
    check_is_mounted(store, dest)
    photos = _photos(store, options.where)
    shelf = Shelf(store, photos, views, options.level, options.home, options.chosen)
    try:
        wanted = placements(shelf)
    except PhotosortError:
        if not options.take_over:  # the owner of DEST is the more important error
            check_owner(store, dest, record.read_manifest(dest))
        raise
    result = lay_out_placements(
        store, dest, options, options.by, photos, wanted, progress,
        left_out=left_out(shelf, wanted), dry_run=dry_run, lock_wait=lock_wait,
    )  # fmt: skip
    result = replace(
        result, unsearched=unsearched(shelf), went_home=_count_home(result.plan, shelf)
    )
    if dry_run:
        return result
    remember_mount(store, dest)
    store.runs.counts = {
        "made": result.made,
        "moved": result.moved,
        "removed": result.removed,
        "stayed": result.stayed,
        "failed": len(result.failures),
    }
    return result


def _count_home(plan: Sync, shelf: Shelf) -> int:
    """How many trips of which something goes are left out as being at home."""
    if "trip" not in shelf.templates:
        return 0
    leaving = [*plan.remove, *(move.old for move in plan.move)]
    return len({entry.id for entry in leaving if entry.view == "trip"} & shelf.at_home)


def lay_out_placements(
    store: Store,
    dest: str,
    options: OrganizeOptions,
    by: tuple[str, ...],
    photos: Sequence[Organizable],
    wanted: Sequence[Placement],
    progress: Progress,
    *,
    left_out: Sequence[LeftOut] = (),
    dry_run: bool = False,
    lock_wait: float = 0,
) -> OrganizeResult:
    """Make DEST, a real path, hold what is `wanted` of `photos`; `by` are its views.

    `left_out` are those of `photos` of which nothing is wanted, with the reasons.
    Raises `PhotosortError` for a DEST that cannot take it.
    """
    if dry_run:
        found = _find(store, dest, by, options, progress)
        return _as_planned(
            dest, plan_layout(store, found, dest, options, by, photos, wanted, left_out)
        )
    with Dest(dest, lock_wait) as held:
        found = _find(store, dest, by, options, progress)
        plan = plan_layout(store, found, dest, options, by, photos, wanted, left_out)
        return _carry_out(store, held, plan, options, progress)


def _photos(store: Store, where: str | None) -> list[Organizable]:
    """The files that may be laid out; companions are selected by their lead."""
    photos = store.facts.organizable()
    if where is None:
        return photos
    wanted = set(select(store, where))
    return [photo for photo in photos if (photo.lead or photo.id) in wanted]


def _find(
    store: Store, dest: str, by: tuple[str, ...], options: OrganizeOptions, progress: Progress
) -> Found:
    """DEST as it is. Refuse one of another command or another library."""
    found = find(dest, progress=progress)
    if not options.take_over:
        check_owner(store, dest, found.manifest)
    before = found.manifest.by if found.manifest else by
    if before == (ALBUM,):
        raise PhotosortError(
            f"{dest} is an album that photosort made",
            "name another folder; organize --undo removes the album",
        )
    if before != by and (ORIGINALS,) in (before, by):
        maker = "album --with-originals" if before == (ORIGINALS,) else "organize"
        raise PhotosortError(
            f"{dest} was laid out by photosort {maker}",
            f"name another folder; photosort organize --undo {dest} removes what it made",
        )
    return found


def _as_planned(dest: str, plan: Layout) -> OrganizeResult:
    difference = plan.sync
    return OrganizeResult(
        dest,
        plan.manifest,
        difference,
        len(difference.make),
        len(difference.move),
        len(difference.remove),
        plan.left_out,
        dropped=plan.dropped,
    )


def _carry_out(
    store: Store, dest: Dest, plan: Layout, options: OrganizeOptions, progress: Progress
) -> OrganizeResult:
    """Write only if something changes; the journal always lists everything made."""
    found = plan.found
    result = _as_planned(dest.path, plan)
    try:
        if plan.sync or plan.emptied:
            return _apply(store, dest, plan, options, progress)
        remove_leftovers(dest, found.leftovers, found.homes())
        if found.manifest and same_but_for_date(found.manifest, plan.manifest):
            result = replace(result, manifest=found.manifest)
        else:
            dest.create()
            record.write_manifest(dest, plan.manifest)
        if found.journal:
            record.remove(dest, JOURNAL_NAME)
    except OSError as error:
        raise dest.problem(error, "nothing was done") from error
    return result


def _apply(
    store: Store, dest: Dest, plan: Layout, options: OrganizeOptions, progress: Progress
) -> OrganizeResult:
    how = How(options.mode, options.absolute, options.fallback, secrets.token_hex(8))
    clocks = Clocks()
    _begin(dest, plan, how, clocks)
    done = apply(dest, plan.sync, plan.found.tree.nodes, plan.emptied, how, progress, clocks)
    with store.transaction():
        store.files.follow_links(done.clocks.spans())
    manifest = _as_done(dest.path, plan, done)
    try:
        record.write_manifest(dest, manifest)
        if not done.hopeless:
            _end_journal(dest, plan, done)
    except OSError as error:
        done.hopeless = done.hopeless or error
    if done.hopeless:  # the journal stays, so the next run can continue
        raise problem(dest, done, plan.sync) from done.hopeless
    return OrganizeResult(
        dest.path,
        manifest,
        plan.sync,
        len(done.made),
        len(done.moved),
        len(done.removed),
        plan.left_out,
        tuple(done.skipped),
        plan.dropped,
    )


def _begin(dest: Dest, plan: Layout, how: How, clocks: Clocks) -> None:
    """Prepare DEST for the first change. Raises `PhotosortError` if nothing was done."""
    _check_space(dest.path, plan.sync, how)

    def check() -> None:
        if plan.sync.make:
            probe(dest, how, plan.sync.make, clocks)

    begin(dest, plan.found, plan.manifest, _journal(dest.path, plan, how), check)


def _journal(dest: str, plan: Layout, how: How) -> Journal:
    """What will be made, and what an earlier run made that is in no manifest."""
    coming = [*(move.new for move in plan.sync.move), *plan.sync.make]
    return Journal(
        (how.run,),
        (*plan.found.unlisted(), Record(how.mode, how.absolute, tuple(coming), dest)),
    )


def _as_done(dest: str, plan: Layout, done: Applied) -> Manifest:
    """The manifest of what is in DEST now."""
    manifest = plan.manifest
    if done.hopeless or done.skipped or done.stuck or manifest.mode in ("copy", "reflink"):
        made = {entry.path: entry for entry in _still_there(dest, plan, done)}
        standing = (*plan.sync.stay, *plan.sync.keep, *done.moved, *done.made)
        made |= {entry.path: entry for entry in standing}
        manifest = replace(
            manifest,
            entries=tuple(made[path] for path in sorted(made)),
            skipped=(*manifest.skipped, *done.skipped),
        )
    if done.hopeless:
        still = {folder for folder in plan.emptied if os.path.lexists(f"{dest}/{folder}")}
        manifest = replace(manifest, folders=tuple(sorted({*manifest.folders, *still})))
    return manifest


def _still_there(dest: str, plan: Layout, done: Applied) -> list[Entry]:
    """Entries that were to be removed or moved, and are still there."""
    key = plan.found.tree.folding.key
    taken = {key(entry.path) for entry in (*done.moved, *done.made)}
    old = [*plan.sync.remove, *(move.old for move in plan.sync.move)]
    alike = plan.found.alike(plan.manifest.record.kind)
    return [
        entry
        for entry in old
        if entry.path in alike
        and key(entry.path) not in taken
        and os.path.lexists(f"{dest}/{entry.path}")
    ]


def _end_journal(dest: Dest, plan: Layout, done: Applied) -> None:
    """Remove the journal, unless entries of another kind could not be removed."""
    removed = {entry.path for entry in done.removed}
    left = {entry.path for entry in plan.sync.remove} - removed
    rest = [
        each._replace(entries=tuple(x for x in each.entries if x.path in left))
        for each in plan.found.made
        if left and each.kind != plan.manifest.record.kind
    ]
    if any(each.entries for each in rest):
        record.write_journal(dest, Journal((), tuple(rest)))
    else:
        record.remove(dest, JOURNAL_NAME)


def _check_space(dest: str, plan: Sync, how: How) -> None:
    """Refuse to start copies that do not fit on the disk."""
    if how.mode != "copy":
        return
    free = free_bytes(dest)
    needed = sum(entry.size for entry in plan.make)
    freed = sum(entry.size for entry in plan.remove if entry.mtime_ns is not None)
    if free is not None and needed > free + freed:
        raise PhotosortError(
            f"the copies need {_megabytes(needed)}, and {dest} has {_megabytes(free)} free"
            + (f" ({_megabytes(freed)} more once old copies are removed)" if freed else "")
            + "; nothing was done",
            "free some space, or use --mode symlink",
        )


def _megabytes(size: int) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"
