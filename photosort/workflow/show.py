"""`photosort show`, `status`, `forget`, `roots`: what the library knows."""

import os
from dataclasses import dataclass

from photosort.errors import PhotosortError
from photosort.media.exif_dump import all_tags
from photosort.model import Photo, Root, Run, Settings
from photosort.store import Store
from photosort.workflow import spelling
from photosort.workflow.index import places, roots
from photosort.workflow.people import listed_persons, setting
from photosort.workflow.remembered import remembered
from photosort.workflow.runs import list_runs


def show(store: Store, file: bytes) -> Photo:
    """Everything about one file. Raises `PhotosortError` if it is not in the library.

    A link in an organized folder leads to its original.
    """
    for path in spelling.meant(file, store.roots.paths):
        photo = store.facts.get(path)
        if photo:
            return photo
    raise PhotosortError(
        f"{os.fsdecode(file)} is not in the library",
        "photosort index takes it in; other files than pictures and videos are left out",
    )


def tags(file: bytes) -> dict[str, str]:
    """All tags of a file, which need not be in the library."""
    return all_tags(os.path.abspath(file))


@dataclass(frozen=True)
class Status:
    """The library in numbers."""

    library: str
    counts: dict[str, int]
    trips: int
    days: tuple[int, int] | None
    roots: list[Root]
    last_run: Run | None
    settings: Settings


def status(store: Store) -> Status:
    """The library in numbers, and the state of its folders."""
    _, faces, _ = store.faces.counts(setting(store).engine)
    persons, _ = listed_persons(store)
    return Status(
        library=str(store.path),
        counts={**store.facts.counts(), "faces": faces, "persons": len(persons)},
        trips=store.trips.count(),
        days=store.facts.day_range(),
        roots=roots.list_roots(store),
        last_run=next(iter(list_runs(store, limit=1)), None),
        settings=remembered(store),
    )


def forget(
    store: Store, paths: list[bytes], *, missing: bool = False, ignored: bool = False
) -> int:
    """Drop files from the library (gone, ignored, or all below `paths`); returns how many.

    No photo is touched. Without any choice, nothing is dropped.
    """
    known = store.roots.paths()
    scopes: list[bytes | None] = [spelling.resolved(path, known) for path in paths]
    some = missing or ignored
    if some and not scopes:
        scopes = [None]
    count = 0
    with store.transaction():
        places.note_changes(store)
        for scope in scopes:
            count += store.files.forget(scope, gone=missing, ignored=ignored)
            if scope is not None and not some:
                store.roots.forget(scope)
    store.runs.counts = {"forgotten": count}
    return count
