"""Which attributes of faces a library wants, and how faces found earlier get them."""

import os
from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from photosort.model import Skipped
from photosort.progress import Progress
from photosort.settings.people import PersonOptions
from photosort.store import Store
from photosort.store.attributes import FileToDescribe
from photosort.workflow import compute
from photosort.workflow.people.describing import Description, describe_faces

_PART = 8  # files per part
_BATCH = 100  # files per transaction


class Completed(NamedTuple):
    """How many files were looked at again, whether faces got their child weight, what failed."""

    files: int
    children: bool
    failed: list[Skipped]


def wanted(store: Store, asked: Sequence[str] | None) -> tuple[str, ...]:
    """The attributes to look for: those asked for, with None those that the library remembers.

    Raises `PhotosortError` if a model for new ones is damaged.
    """
    kept = store.remembered.attributes()
    names = kept if asked is None else tuple(asked)
    if not set(names) <= set(kept):
        from photosort.faces.attributes import require

        require(names)
    return names


def remember(store: Store, names: Sequence[str]) -> None:
    """Have later runs look for these attributes; with none of them, for nothing."""
    if tuple(names) != store.remembered.attributes():
        with store.transaction():
            store.remembered.want_attributes(names)


def forget(store: Store) -> int:
    """Delete all attributes and the choice of them; returns how many faces had any.

    The child weight stays, since faces are grouped by it.
    """
    with store.transaction():
        faces = store.attributes.forget()
        store.remembered.want_attributes(())
    store.shrink()
    return faces


def complete(
    store: Store, engine: str, names: Sequence[str], options: PersonOptions, progress: Progress
) -> Completed:
    """Give faces that were found earlier the child weight and the attributes that they lack.

    Nothing is detected or embedded again. Files that are not there now wait for a later run.
    """
    from photosort.media import frames

    files = [
        file
        for file in store.attributes.incomplete(engine, names, videos=frames.is_installed())
        if os.path.exists(file.path)
    ]
    later: list[Skipped] = []
    waiting = {file.file_id: file for file in files}
    if files:
        progress.start("Looking at faces again", len(files))

        def keep(found: Iterable[Description]) -> None:
            later.extend(_keep(store, waiting, found))

        task = compute.Task(partial(describe_faces, names), _lost, size=_PART, few=2 * _PART)
        careful = store.runs.was_killed
        compute.work(task, files, keep, _BATCH, options.workers, progress, careful=careful)
        progress.stop()
    failed = [*store.attributes.failed(), *later]
    children = any(file.lacks_child and file.file_id not in waiting for file in files)
    return Completed(len(files), children, failed)


def _keep(
    store: Store, waiting: dict[int, FileToDescribe], found: Iterable[Description]
) -> list[Skipped]:
    """Store descriptions; returns the files that failed now, which the next run tries again.

    Files that are done are taken from those `waiting`.
    """
    later = []
    with store.transaction():
        for each in found:
            if each.error and each.retry:
                later.append(Skipped(waiting[each.file_id].path, each.error))
            elif each.error:
                store.attributes.give_up(each.file_id, each.error)
            else:
                store.attributes.complete(each.faces)
                del waiting[each.file_id]
    return later


def _lost(file: FileToDescribe, reason: str) -> Description:
    return Description(file.file_id, error=reason)
