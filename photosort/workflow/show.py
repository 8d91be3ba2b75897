"""`photosort show` and `forget`: what the library knows."""

import os
from typing import NamedTuple

from photosort.errors import PhotosortError
from photosort.media.exif_dump import all_tags
from photosort.model import LEVELS, Journey, Moment, Photo, Trip
from photosort.store import Store
from photosort.workflow import spelling
from photosort.workflow.index import places


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
        "photosort index reads new photos; files other than pictures and videos are left out",
    )


class Belonging(NamedTuple):
    """The trips, the journey and the moment that a photo belongs to."""

    trips: list[Trip]
    journey: Journey | None
    moment: Moment | None


def belonging(store: Store, photo: Photo) -> Belonging:
    """What a photo belongs to, coarse trips first."""
    trips = [trip for trip in map(store.trips.get, photo.trips) if trip]
    trips.sort(key=lambda trip: (LEVELS.index(trip.level), trip.first_day, trip.id))
    return Belonging(
        trips,
        store.journeys.get(photo.journey) if photo.journey else None,
        store.moments.get(photo.moment) if photo.moment else None,
    )


def tags(file: bytes) -> dict[str, str]:
    """All tags of a file, which need not be in the library."""
    return all_tags(os.path.abspath(file))


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
