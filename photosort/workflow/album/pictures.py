"""The pictures of an album: finds and encodes missing ones."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from photosort.model import Skipped
from photosort.plan.album import LARGE, SMALL, picture_path
from photosort.plan.choice import PictureStatistics
from photosort.progress import Progress
from photosort.settings.album import AlbumOptions
from photosort.store import Store
from photosort.store.pictures import Shown
from photosort.workflow import compute
from photosort.workflow.album.folder import AlbumFolder
from photosort.workflow.album.site import Site

if TYPE_CHECKING:
    from photosort.workflow.album.encoding import Encoded

_PART = 4  # pictures per part
_BATCH = 50  # pictures per transaction
_FEW = 8  # pictures for which a pool is not worth its start


def find_missing(
    folder: AlbumFolder, files: Mapping[str, Shown], statistics: Mapping[str, PictureStatistics]
) -> list[str]:
    """The keys of pictures to encode; the files of all others are kept."""
    missing = []
    for key in files:
        paths = [picture_path(key, side) for side in (LARGE, SMALL)]
        if key in statistics and all(path in folder.standing for path in paths):
            for path in paths:
                folder.keep(path)
        elif not any(folder.is_foreign(path) for path in paths):
            missing.append(key)
    return missing


def encode_missing(
    store: Store,
    folder: AlbumFolder,
    site: Site,
    missing: Sequence[str],
    statistics: dict[str, PictureStatistics],
    options: AlbumOptions,
    progress: Progress,
) -> list[Skipped]:
    """Encode missing pictures and store their statistics; returns those that failed."""
    if not missing:
        return []
    from photosort.workflow.album.encoding import Encoded, Task, encode, lost

    tasks = []
    deadly = store.statistics.deadly(missing)
    failed = [Skipped(site.files[key].path, reason) for key, reason in deadly.items()]
    for key in missing:
        if key in deadly:
            continue
        file = site.files[key]
        kind = (file.content_type, file.orientation, (file.width, file.height))
        tasks.append(Task(key, file.path, *kind, (LARGE, SMALL)))

    def keep(results: Sequence[Encoded]) -> None:
        for each in results:
            for side, content in each.files.items():
                path = picture_path(each.key, side)
                folder.put(path, content, source=os.fsdecode(each.path))
        folder.settle()
        failed.extend(keep_statistics(store, results, statistics))

    progress.start("Encoding pictures", len(tasks))
    task = compute.Task(encode, lost, size=_PART, few=_FEW)
    careful = store.runs.was_killed
    try:
        compute.work(task, tasks, keep, _BATCH, options.workers, progress, careful=careful)
    finally:
        progress.stop()
    return sorted(failed)


def keep_statistics(
    store: Store, results: Sequence["Encoded"], statistics: dict[str, PictureStatistics]
) -> list[Skipped]:
    """Store what was measured and add it to `statistics`; returns what could not be decoded."""
    fresh = {each.key: each.statistics for each in results if each.statistics}
    without = [each for each in results if each.statistics is None]
    statistics.update(fresh)
    with store.transaction():
        store.statistics.put(fresh)
        deadly = {each.key: each.error or "" for each in without if each.is_deadly}
        store.statistics.put_deadly(deadly)
    return [Skipped(each.path, each.error or "cannot be decoded") for each in without]
