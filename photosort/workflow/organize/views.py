"""The views that `organize` can lay out: a name, and the function for its placements.

A new view is one function here and its name in `photosort.settings.organize.VIEWS`; its fields and
default folders are in `photosort.plan.layout.templates`, why a file is not in it in
`photosort.workflow.organize.left_out`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from photosort.errors import PhotosortError
from photosort.model import LEVELS, FileStamp, Journey, Placement, Trip
from photosort.plan.layout.folders import (
    journey_values,
    moment_values,
    placements_by_group,
    placements_by_keyword,
    placements_by_place,
    spellings,
    trip_values,
)
from photosort.plan.layout.left_out import LeftOut
from photosort.plan.layout.templates import Dated, Template, Value, kind_of
from photosort.store import Store
from photosort.store.facts import Organizable
from photosort.store.times import from_microseconds
from photosort.workflow.organize.left_out import Reasons
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
    templates: Mapping[str, Template]
    asked_level: str | None = None
    home: bool = False
    chosen: bool = True

    @cached_property
    def level(self) -> str | None:
        """That of the trips: the one that was asked for, else the finest that was clustered."""
        levels = self.store.trips.levels()
        return self.asked_level or next((x for x in reversed(LEVELS) if x in levels), None)

    @cached_property
    def trips(self) -> list[Trip]:
        """The shown trips of the level."""
        return [trip for trip in self.store.trips.shown() if trip.level == self.level]

    @cached_property
    def journeys(self) -> list[Journey]:
        """The shown journeys."""
        return self.store.journeys.shown()

    @cached_property
    def at_home(self) -> set[str]:
        """The trips that stay out as being at home."""
        return set() if self.home else {trip.id for trip in self.trips if trip.home}

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
            (photo.stamp, photo.address_id, _taken(photo) if dated else None)
            for photo in shelf.photos
            if not photo.lead and wanted(photo.id)
        ),
        shelf.store.addresses.places(),
        template,
        values,
    )


def _taken(photo: Organizable) -> Dated | None:
    moment = from_microseconds(photo.taken)
    return None if moment is None else Dated(moment, photo.precision)


def _dates(shelf: Shelf, view: str) -> list[Placement]:
    dated = {photo.id for photo in shelf.photos if photo.taken is not None}
    return _by_place(shelf, view, dated.__contains__, {})


def _keywords(shelf: Shelf, view: str) -> list[Placement]:
    wanted = {photo.id for photo in shelf.photos if not photo.lead}
    pairs = [(word, id) for word, id in shelf.store.keywords.of_files() if id in wanted]
    spelt = spellings(word for word, _ in pairs)
    words: dict[int, dict[tuple[str, ...], None]] = defaultdict(dict)
    for word, id in pairs:
        words[id][spelt[word]] = None
    template = shelf.templates[view]
    dated = "taken" in template.fields
    return placements_by_keyword(
        (
            (photo.stamp, photo.address_id, _taken(photo) if dated else None, [*words[photo.id]])
            for photo in shelf.photos
            if photo.id in words
        ),
        shelf.store.addresses.places(),
        template,
    )


def _trips(shelf: Shelf, view: str) -> list[Placement]:
    level = shelf.level
    if level is None or level not in shelf.store.trips.levels():
        asked = LEVELS if level is None else (level,)
        if any(was_searched(shelf.store, trips_of(each)) for each in asked):
            return []
        raise PhotosortError(
            f"there are no trips{f' of level {level}' if level else ''} yet",
            f"photosort trips{f' --levels {level}' if level else ''} finds them",
        )
    return shelf.groups(
        view,
        ((trip.id, trip_values(trip)) for trip in shelf.trips if trip.id not in shelf.at_home),
        shelf.store.trips.members_of_level(level),
    )


def _journeys(shelf: Shelf, view: str) -> list[Placement]:
    if shelf.chosen and not shelf.journeys and not was_searched(shelf.store, "journeys"):
        raise PhotosortError("there are no journeys yet", "photosort journeys finds them")
    return shelf.groups(
        view,
        ((journey.id, journey_values(journey)) for journey in shelf.journeys),
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
    "date": _dates,
    "keyword": _keywords,
    "@": _saved,
}


def placements(shelf: Shelf) -> list[Placement]:
    """All that the views of a shelf want, with the companions of each photo beside it.

    Raises `PhotosortError` if what a view needs was never searched for.
    """
    return _with_companions(
        [wanted for view in shelf.templates for wanted in VIEWS[kind_of(view)](shelf, view)],
        shelf.photos,
    )


def unsearched(shelf: Shelf) -> list[str]:
    """The views of a shelf that are empty as nobody has looked for what is in them."""
    if "journey" not in shelf.templates or shelf.journeys:
        return []
    return [] if was_searched(shelf.store, "journeys") else ["journey"]


def left_out(shelf: Shelf, wanted: Iterable[Placement]) -> list[LeftOut]:
    """The files of a shelf that are in nothing that is `wanted`, with the reasons."""
    shown = {placement.stamp.path for placement in wanted}
    rest = [photo for photo in shelf.photos if photo.stamp.path not in shown]
    if not rest:
        return []
    trips = shelf.at_home if "trip" in shelf.templates else ()
    members = shelf.store.trips.members_of_level(shelf.level or "") if trips else ()
    at_home = {file for trip, file in members if trip in trips}
    empty = unsearched(shelf)
    views = {x: template for x, template in shelf.templates.items() if x not in empty}
    return list(Reasons(shelf.store, views, shelf.level, at_home).of(rest))


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
