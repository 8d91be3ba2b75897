"""`photosort export --xmp`: sidecars for other programs."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from photosort.errors import PhotosortError
from photosort.model import Description, Facts, Photo, Skipped
from photosort.output import door
from photosort.output.xmp import BESIDE, KIND, Region, Sidecar, packet
from photosort.plan.dates import shown_moment
from photosort.progress import Progress
from photosort.regular import read_regular
from photosort.settings.parsing import format_offset
from photosort.store import Store
from photosort.workflow import query
from photosort.workflow.guard import LibraryGuard, check_dest, guard
from photosort.workflow.index import roots


@dataclass
class Written:
    """How many sidecars were written, how many were unchanged, and which failed."""

    written: int = 0
    unchanged: int = 0
    failed: list[Skipped] = field(default_factory=list)


def write(
    store: Store, dest: str | None, where: str, progress: Progress, *, dry_run: bool = False
) -> Written:
    """Write `NAME.jpg.xmp` for each photo with something to write.

    DEST gets the folders below the common folder of the roots; without DEST, sidecars are written
    beside the photos. Raises `PhotosortError` for a DEST among the photos.
    """
    guarded = guard(store)
    if dest is not None:
        check_dest(store, dest)
    ids = query.select(store, where)
    base, folders = _base(store), store.roots.paths()
    if dest is not None:
        _check_apart(os.fsencode(os.path.realpath(dest)), base, folders)
    result = Written()
    progress.start("Writing sidecars", len(ids))
    for photo in store.queries.photos(ids):
        progress.advance()
        text = packet(_sidecar(photo, regions(store, photo)))
        if text:
            path = os.fsdecode(_place(photo.stamp.path, dest, base))
            try:
                if dest is not None:
                    _check_way(path, folders)
                kind = BESIDE if dest is None else KIND
                _put(path, text, kind, guarded, result, dry_run=dry_run)
            except (PhotosortError, OSError) as error:
                why = error.message if isinstance(error, PhotosortError) else str(error.strerror)
                result.failed.append(Skipped(os.fsencode(path), why))
    progress.stop()
    return result


def regions(store: Store, photo: Photo) -> Sequence[Region]:
    """The named faces of a photo."""
    size = store.faces.size_of(photo.lead or photo.stamp.path)
    if size is None:
        return ()
    across, down = (max(1, each) for each in size)
    return [
        Region(
            known.name,
            (box.left + box.width / 2) / across,
            (box.top + box.height / 2) / down,
            box.width / across,
            box.height / down,
        )
        for known in photo.faces
        if known.name and known.face.frame_ms is None and (box := known.face.box)
    ]


def _sidecar(photo: Photo, regions: Sequence[Region]) -> Sidecar:
    place, facts = photo.place, photo.facts
    size = None
    if facts and facts.width and facts.height:
        turned = (facts.orientation or 1) >= 5
        size = (facts.height, facts.width) if turned else (facts.width, facts.height)
    return Sidecar(
        places=place.levels if place else {},
        country_code=place.country_code if place else None,
        labels=photo.labels,
        regions=regions,
        size=size,
        date=_user_date(facts),
        at=_user_position(facts),
        description=facts.description if facts else Description(),
    )


def _user_date(facts: Facts | None) -> str | None:
    taken = facts.taken if facts else None
    if taken is None or taken.source != "user" or taken.local is None:
        return None
    moment = shown_moment(taken).replace(" ", "T")
    zoned = taken.offset is not None and "T" in moment
    return moment + (format_offset(taken.offset or 0) if zoned else "")


def _user_position(facts: Facts | None) -> tuple[float, float] | None:
    if facts is None or facts.place_source != "user" or facts.coordinates is None:
        return None
    return facts.coordinates.lat, facts.coordinates.lon


def _base(store: Store) -> bytes:
    """The folder that contains all roots; for single files `/`."""
    folders = store.roots.paths()
    if not folders or store.files.any_outside(folders):
        return b"/"
    return os.path.commonpath(folders)


def _place(path: bytes, dest: str | None, base: bytes) -> bytes:
    if dest is None:
        return path + b".xmp"
    return os.path.join(os.fsencode(os.path.abspath(dest)), os.path.relpath(path, base)) + b".xmp"


def _check_apart(dest: bytes, base: bytes, folders: Sequence[bytes]) -> None:
    """Refuse a DEST where sidecars would stand among photos."""
    for folder in folders:
        own = os.path.normpath(os.path.join(dest, os.path.relpath(folder, base)))
        if roots.is_inside(own, folders) or any(roots.is_inside(x, [own]) for x in folders):
            raise PhotosortError(
                f"{os.fsdecode(dest)} lies among the photos of {os.fsdecode(folder)}",
                "name a separate folder, or use --beside",
            )


def _check_way(path: str, folders: Sequence[bytes]) -> None:
    """Refuse a path on which a link in DEST leads to the photos."""
    if roots.is_inside(os.path.realpath(os.fsencode(os.path.dirname(path))), folders):
        raise PhotosortError("a link in the path leads to the photos", "remove the link")


def _put(
    path: str, text: str, kind: door.Kind, guarded: LibraryGuard, result: Written, *, dry_run: bool
) -> None:
    if not os.path.islink(path) and _read(path) == text:
        result.unchanged += 1
        return
    target = door.check(path, kind, guarded, new_folders=True)
    if not dry_run:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        target.put(text.encode("utf-8", "surrogateescape"))
    result.written += 1


def _read(path: str) -> str | None:
    try:
        return read_regular(path).decode()
    except (OSError, ValueError):
        return None
