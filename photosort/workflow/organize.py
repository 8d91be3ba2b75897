"""`photosort organize`: the views as a plan, the plan against DEST, DEST brought in line."""

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from photosort.errors import PhotosortError
from photosort.model import LEVELS, Entry, FileStamp, Wish
from photosort.output import apply as output
from photosort.output import tree as disk
from photosort.plan.folders import lay_out, place_wishes, trip_wishes
from photosort.plan.manifest import ALBUM, Manifest, Remark, Sync, remarks, same_but_for_date, sync
from photosort.progress import Progress
from photosort.settings import OrganizeOptions
from photosort.store import Store
from photosort.store.files import Organizable
from photosort.store.times import now


@dataclass(frozen=True)
class OrganizeResult:
    """The manifest as it now stands, and how many entries were made, removed, left."""

    dest: str
    manifest: Manifest
    made: int
    removed: int
    stayed: int
    failed: int
    left_out: int


def organize(
    store: Store, dest: str, options: OrganizeOptions, progress: Progress, *, dry_run: bool = False
) -> OrganizeResult:
    """Make DEST what the library says now. Only what an earlier manifest made is ever removed."""
    dest = os.path.realpath(dest)
    check_dest(store, dest)
    photos = store.files.organizable()
    sources = {photo.stamp.path: os.fsdecode(photo.stamp.path) for photo in photos}
    old = output.read_manifest(dest)
    if old and old.by == (ALBUM,):
        raise PhotosortError(
            f"{dest} is an album that photosort made",
            "name another folder; organize --undo removes the album",
        )
    tree = disk.look(dest)
    leftovers = disk.leftovers(tree.nodes)
    intact = disk.intact(tree, old, dest)
    foreign = set(tree.nodes) - set(intact) - set(leftovers)
    wishes = _wishes(store, photos, options)
    wanted = lay_out(wishes, options.mode, foreign, sources)
    same_kind = old is not None and (old.mode, old.absolute) == (options.mode, options.absolute)
    plan = sync(wanted, intact, same_kind=same_kind)
    left_out = _left_out(photos, wishes, sources)
    manifest = Manifest(
        created=now(),
        library=str(store.path),
        mode=options.mode,
        absolute=options.absolute,
        by=options.by,
        entries=tuple(sorted([*plan.stay, *plan.make], key=lambda entry: entry.path)),
        kept=remarks(foreign, old),
        skipped=left_out,
    )
    failed: list[Remark] = []
    if not dry_run:
        output.remove_leftovers(dest, leftovers)
        manifest, failed = _carry_out(dest, plan, old, manifest, progress)
    return OrganizeResult(
        dest=dest,
        manifest=manifest,
        made=len(plan.make) - len(failed),
        removed=len(plan.remove),
        stayed=len(plan.stay),
        failed=len(failed),
        left_out=len(left_out),
    )


def undo(dest: str, progress: Progress, *, dry_run: bool = False) -> OrganizeResult:
    """Remove what the manifest lists and is unchanged, emptied folders, then the manifest."""
    dest = os.path.realpath(dest)
    old = _manifest_of(dest)
    tree = disk.look(dest)
    intact = disk.intact(tree, old, dest)
    foreign = set(tree.nodes) - set(intact)
    plan = sync((), intact, same_kind=False)
    if not dry_run:
        output.apply(dest, plan, old.mode, old.absolute, progress)
        output.remove_manifest(dest)
    manifest = Manifest(
        created=now(),
        library=old.library,
        mode=old.mode,
        absolute=old.absolute,
        by=old.by,
        entries=(),
        kept=remarks(foreign, old),
    )
    return OrganizeResult(dest, manifest, 0, len(plan.remove), 0, 0, 0)


def verify(dest: str) -> list[Remark]:
    """What of the manifest is not in DEST as it was made."""
    dest = os.path.realpath(dest)
    manifest = _manifest_of(dest)
    tree = disk.look(dest)
    intact = disk.intact(tree, manifest, dest)
    return [
        Remark(
            entry.path,
            "changed since it was made" if entry.path in tree.nodes else "is gone",
        )
        for entry in manifest.entries
        if entry.path not in intact
    ]


def _manifest_of(dest: str) -> Manifest:
    manifest = output.read_manifest(dest)
    if manifest is None:
        raise PhotosortError(f"{dest} holds no manifest: photosort made nothing there")
    return manifest


def check_dest(store: Store, dest: str) -> None:
    """Refuse a DEST in which originals stand."""
    path = os.fsencode(dest)
    for root in store.roots.paths():
        if (root + b"/").startswith(path.rstrip(b"/") + b"/"):
            raise PhotosortError(
                f"{dest} holds your photos in {os.fsdecode(root)}",
                "name a folder of its own, as ~/Sorted",
            )
    count = store.files.count_present(path)
    if count:
        raise PhotosortError(
            f"{dest} holds {count:,} indexed photos", "name a folder of its own, as ~/Sorted"
        )
    if os.path.exists(dest) and not os.path.isdir(dest):
        raise PhotosortError(f"{dest} is not a folder")


def _wishes(store: Store, photos: Sequence[Organizable], options: OrganizeOptions) -> list[Wish]:
    wishes: list[Wish] = []
    if "place" in options.by:
        places = store.files.places()
        wishes += place_wishes(
            (photo.stamp, places.get(photo.address_id or 0)) for photo in photos if not photo.lead
        )
    if "trip" in options.by:
        wishes += _trip_wishes(store, photos, options.level)
    return _with_companions(wishes, photos)


def _with_companions(wishes: list[Wish], photos: Sequence[Organizable]) -> list[Wish]:
    """The same, with the companions of each photo beside it; duplicates stay out."""
    paths = {photo.id: photo.stamp.path for photo in photos}
    companions: dict[bytes, list[FileStamp]] = defaultdict(list)
    for photo in photos:
        if photo.lead in paths and photo.relation != "duplicate":
            companions[paths[photo.lead]].append(photo.stamp)
    if not companions:
        return wishes
    return wishes + [
        wish._replace(stamp=stamp)
        for wish in wishes
        for stamp in companions.get(wish.stamp.path, ())
    ]


def _trip_wishes(store: Store, photos: Iterable[Organizable], level: str | None) -> list[Wish]:
    levels = store.trips.levels()
    level = level or next((each for each in reversed(LEVELS) if each in levels), None)
    if level is None or level not in levels:
        raise PhotosortError(
            f"there are no trips{f' of level {level}' if level else ''} yet",
            f"photosort trips{f' --levels {level}' if level else ''} finds them",
        )
    stamps = {photo.id: photo.stamp for photo in photos}
    members: dict[str, list[FileStamp]] = defaultdict(list)
    for trip, file in store.trips.members_of_level(level):
        if file in stamps:
            members[trip].append(stamps[file])
    return trip_wishes((trip for trip in store.trips.shown() if trip.level == level), members)


def _left_out(
    photos: Iterable[Organizable], wishes: Iterable[Wish], sources: dict[bytes, str]
) -> tuple[Remark, ...]:
    """The photos that appear nowhere."""
    shown = {wish.stamp.path for wish in wishes}
    return tuple(
        Remark(
            sources[photo.stamp.path],
            "a duplicate of another file"
            if photo.relation == "duplicate"
            else "no known place, and in no trip",
        )
        for photo in photos
        if photo.stamp.path not in shown
    )


def _carry_out(
    dest: str, plan: Sync, old: Manifest | None, new: Manifest, progress: Progress
) -> tuple[Manifest, list[Remark]]:
    """Apply the plan. The manifest on disk names everything made, at any moment."""
    if not (plan.make or plan.remove):
        if old and same_but_for_date(old, new):
            return old, []
        output.write_manifest(dest, new)
        return new, []
    ahead = new if not plan.remove else _with(new, [*new.entries, *plan.remove])
    output.write_manifest(dest, ahead)
    try:
        done = output.apply(dest, plan, new.mode, new.absolute, progress)
    except output.ApplyError as error:
        output.write_manifest(dest, _with(new, [*plan.stay, *error.applied.made]))
        raise error.error from error
    final = _with(new, [*plan.stay, *done.made], [*new.skipped, *done.skipped])
    if not same_but_for_date(ahead, final):
        output.write_manifest(dest, final)
    return final, done.skipped


def _with(
    manifest: Manifest, entries: Iterable[Entry], skipped: Iterable[Remark] | None = None
) -> Manifest:
    ordered = tuple(sorted(entries, key=lambda entry: entry.path))
    return replace(
        manifest,
        entries=ordered,
        skipped=manifest.skipped if skipped is None else tuple(skipped),
    )
