"""The views that `organize` can lay out: a name, and the function for its placements.

A new view is one function here and its name in `photosort.settings.organize.VIEWS`; its fields and
default folders are in `photosort.plan.layout.templates`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from photosort.errors import PhotosortError
from photosort.model import LEVELS, FileStamp, Placement
from photosort.plan.layout.folders import (
    journey_values,
    moment_values,
    placements_by_group,
    placements_by_place,
    trip_values,
)
from photosort.plan.layout.templates import Template, Value, default, kind_of
from photosort.store import Store
from photosort.store.facts import Organizable
from photosort.store.times import from_microseconds
from photosort.workflow.people import listed_persons, setting, was_run
from photosort.workflow.query import select
from photosort.workflow.searched import trips_of, was_searched


@dataclass(frozen=True)
class Shelf:
    """What a view works with: the library, its readable files on disk, and the options.

    `photos` includes companions and duplicates, which have a lead; views lay out the others.
    """

    store: Store
    photos: Sequence[Organizable]
    level: str | None
    templates: Mapping[str, Template]

    @cached_property
    def stamps(self) -> dict[int, FileStamp]:
        """File id → stamp."""
        return {photo.id: photo.stamp for photo in self.photos}

    def members(self, pairs: Iterable[tuple[str, int]]) -> dict[str, list[FileStamp]]:
        """The files of each id, from (id, file id); files that are not on disk are left out."""
        found: dict[str, list[FileStamp]] = defaultdict(list)
        stamps = self.stamps
        for id, file in pairs:
            if file in stamps:
                found[id].append(stamps[file])
        return found

    def groups(
        self,
        view: str,
        things: Iterable[tuple[str, Mapping[str, Value]]],
        pairs: Iterable[tuple[str, int]],
    ) -> list[Placement]:
        """Placements with a folder for each thing (id, values), by the template of `view`.

        `pairs` are (id, file id) of all members.
        """
        return placements_by_group(self.templates[view], things, self.members(pairs))


View = Callable[[Shelf, str], list[Placement]]
"""The placements of a view; the name distinguishes saved queries."""


def _places(shelf: Shelf, view: str) -> list[Placement]:
    return _by_place(shelf, view, lambda id: True, {})


def _by_place(
    shelf: Shelf, view: str, wanted: Callable[[int], bool], values: Mapping[str, Value]
) -> list[Placement]:
    """Folders by the facts of each photo, and by `values` that all share."""
    template = shelf.templates[view]
    dated = "taken" in template.fields
    return placements_by_place(
        (
            (photo.stamp, photo.address_id, from_microseconds(photo.taken) if dated else None)
            for photo in shelf.photos
            if not photo.lead and wanted(photo.id)
        ),
        shelf.store.addresses.places(),
        template,
        values,
    )


def _trips(shelf: Shelf, view: str) -> list[Placement]:
    levels = shelf.store.trips.levels()
    level = shelf.level or next((each for each in reversed(LEVELS) if each in levels), None)
    if level not in levels:
        asked = LEVELS if level is None else (level,)
        if any(was_searched(shelf.store, trips_of(each)) for each in asked):
            return []
        raise PhotosortError(
            f"there are no trips{f' of level {level}' if level else ''} yet",
            f"photosort trips{f' --levels {level}' if level else ''} finds them",
        )
    trips = [trip for trip in shelf.store.trips.shown() if trip.level == level]
    return shelf.groups(
        view,
        ((trip.id, trip_values(trip)) for trip in trips),
        shelf.store.trips.members_of_level(level),
    )


def _journeys(shelf: Shelf, view: str) -> list[Placement]:
    journeys = shelf.store.journeys.shown()
    if not journeys and not was_searched(shelf.store, "journeys"):
        raise PhotosortError("there are no journeys yet", "photosort journeys finds them")
    return shelf.groups(
        view,
        ((journey.id, journey_values(journey)) for journey in journeys),
        shelf.store.journeys.members_of_shown(),
    )


def _persons(shelf: Shelf, view: str) -> list[Placement]:
    persons, _ = listed_persons(shelf.store)
    if not persons and not was_run(shelf.store):
        raise PhotosortError("there are no persons yet", "photosort people finds them")
    return shelf.groups(
        view,
        (
            (each.id, {"name": each.name or each.id, "id": each.id, "photos": each.photos})
            for each in persons
        ),
        shelf.store.persons.of_files(setting(shelf.store).engine),
    )


def _moments(shelf: Shelf, view: str) -> list[Placement]:
    moments = shelf.store.moments.shown()
    if not moments and not was_searched(shelf.store, "moments"):
        raise PhotosortError("there are no moments yet", "photosort moments finds them")
    members = shelf.store.moments.members([each.id for each in moments])
    return shelf.groups(
        view,
        ((each.id, moment_values(each)) for each in moments),
        ((moment, file) for moment, file, _ in members),
    )


def _saved(shelf: Shelf, view: str) -> list[Placement]:
    ids = set(select(shelf.store, view))
    return _by_place(shelf, view, ids.__contains__, {"name": view.removeprefix("@")})


VIEWS: Mapping[str, View] = {
    "place": _places,
    "trip": _trips,
    "journey": _journeys,
    "person": _persons,
    "moment": _moments,
    "@": _saved,
}


def placements(
    store: Store,
    photos: Sequence[Organizable],
    by: Sequence[str],
    level: str | None,
    patterns: Mapping[str, Template],
) -> list[Placement]:
    """The placements of the views `by`, with companions beside each photo, without duplicates.

    Raises `PhotosortError` if what a view needs was never searched for.
    """
    shelf = Shelf(store, photos, level, {view: patterns.get(view) or default(view) for view in by})
    return _with_companions(
        [placement for view in by for placement in VIEWS[kind_of(view)](shelf, view)], photos
    )


def _with_companions(found: list[Placement], photos: Sequence[Organizable]) -> list[Placement]:
    paths = {photo.id: photo.stamp.path for photo in photos}
    companions: dict[bytes, list[FileStamp]] = defaultdict(list)
    for photo in photos:
        if photo.lead in paths and photo.relation != "duplicate":
            companions[paths[photo.lead]].append(photo.stamp)
    if not companions:
        return found
    return found + [
        placement._replace(stamp=stamp)
        for placement in found
        for stamp in companions.get(placement.stamp.path, ())
    ]
