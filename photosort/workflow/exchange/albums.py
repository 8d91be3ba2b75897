"""`photosort import TAKEOUT`: the albums of Google Takeout as labels."""

import os
from collections.abc import Mapping
from itertools import count

from photosort.errors import PhotosortError
from photosort.media.takeout import albums
from photosort.progress import Progress
from photosort.store import Store
from photosort.workflow import labels
from photosort.workflow.exchange.result import Imported

_KEY = "album"


def import_albums(store: Store, folder: str, result: Imported, progress: Progress) -> None:
    """Label the photos of each album, and exact copies of them; doing it again changes nothing."""
    progress.start("Looking for albums")
    found = albums(os.fsencode(os.path.abspath(folder)))
    progress.stop()
    if not found:
        raise PhotosortError(
            f"there is no album in {folder}",
            "unpack all parts of a Takeout into one folder, and give that folder",
        )
    for album in found:
        for path in album.photos:
            files = store.imports.copies_of(path)
            if not files:
                result.unmatched.append((os.fsdecode(path), "is not in this library"))
            for id in files:
                result.files += _label(store, id, album.title)
        for path in album.absent:
            why = (
                f"its photo, in the album {album.title}, is in no part of the Takeout that is here"
            )
            result.unmatched.append((os.fsdecode(path), why))


def _label(store: Store, id: int, title: str) -> bool:
    """Label a file with an album; whether that is new."""
    before = store.entered.labels(id)
    key = _free(before, title)
    if key is None:
        return False
    labels.merged(before, {key: title})
    store.labels.set([id], {key: title})
    return True


def _free(before: Mapping[str, str], title: str) -> str | None:
    """The key for an album: `album`, or `album-2` and so on for further ones; None if it is there.

    >>> _free({"album": "Rome"}, "Best of"), _free({"album": "Rome"}, "Rome")
    ('album-2', None)
    """
    for number in count(1):
        key = _KEY if number == 1 else f"{_KEY}-{number}"
        if key not in before:
            return key
        if before[key] == title:
            return None
    raise AssertionError
