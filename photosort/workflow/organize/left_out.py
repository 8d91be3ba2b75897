"""Why a file is in none of the views: what each of them lacks of it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from photosort.cluster.homes import distance_from_home
from photosort.model import Place, camera_name
from photosort.plan.layout import left_out as why
from photosort.plan.layout.left_out import LeftOut
from photosort.plan.layout.templates import Template, kind_of
from photosort.settings.journeys import JourneyOptions
from photosort.store import Store
from photosort.store.facts import Organizable, Whereabouts
from photosort.workflow.index import places
from photosort.workflow.people import setting


class Reasons:
    """What the views lack, of the library as it is.

    `at_home` are the files of trips that the trip view left out as being at home.
    """

    def __init__(
        self,
        store: Store,
        templates: Mapping[str, Template],
        level: str | None,
        at_home: Collection[int],
    ) -> None:
        self._store = store
        self._templates = templates
        self._level = level
        self._at_home = at_home
        self._near_home: set[int] = set()

    def of(self, files: Sequence[Organizable]) -> Iterator[LeftOut]:
        """Why each of these, all that are in no view, is left out.

        What goes along with another file is left out for the reasons of that one.
        """
        ids = {each.lead or each.id for each in files}
        known = {each.id: each for each in self._store.facts.whereabouts(ids)}
        if "journey" in self._templates:
            self._near_home = _taken_at_home(self._store, known.values())
        for each in files:
            it = known.get(each.lead or each.id)
            if each.relation == "duplicate" or it is None:
                yield LeftOut(each.stamp.path, (why.DUPLICATE,))
                continue
            reasons = dict.fromkeys(_VIEWS[kind_of(x)](self, it, x) for x in self._templates)
            placeable = why.NO_PLACE in reasons and it.id in self._inferable
            yield LeftOut(
                each.stamp.path, tuple(reasons), camera_name(it.make, it.model), placeable
            )

    @cached_property
    def _places(self) -> Mapping[int, Place]:
        return self._store.addresses.places()

    @cached_property
    def _inferable(self) -> set[int]:
        return places.inferable(self._store)

    @cached_property
    def _looked(self) -> dict[int, int | None]:
        return self._store.faces.looked_at(setting(self._store).engine)

    def no_place(self, it: Whereabouts) -> str | None:
        """What is lacking of the address, None where it has one."""
        if it.flying:
            return why.IN_FLIGHT
        if not self._levels(it):
            return why.AT_SEA if it.located else why.NO_PLACE
        return None

    def _levels(self, it: Whereabouts) -> Mapping[str, str]:
        place = self._places.get(it.address_id or 0)
        return place.levels if place else {}

    def in_no_place(self, it: Whereabouts, view: str) -> str:
        """Of the view `place`, whose template found nothing to name."""
        names = " or ".join(sorted(self._templates[view].fields - {"taken", "country_code"}))
        return self.no_place(it) or why.NOT_KNOWN.format(names.replace("_", " ") or "place")

    def in_no_date(self, it: Whereabouts, view: str) -> str:
        """Of the view `date`."""
        return why.NO_DAY if it.dated else why.NO_DATE

    def in_no_trip(self, it: Whereabouts, view: str) -> str:
        """Of the view `trip`."""
        if it.id in self._at_home:
            return why.AT_HOME
        lacking = no_day(it) or self.no_place(it)
        if lacking:
            return lacking
        level = self._level
        return why.NOT_KNOWN.format(level) if level not in self._levels(it) else why.IN_NO_TRIP

    def in_no_journey(self, it: Whereabouts, view: str) -> str:
        """Of the view `journey`."""
        if lacking := no_day(it):
            return lacking
        return why.AT_HOME if it.id in self._near_home else why.IN_NO_JOURNEY

    def in_no_moment(self, it: Whereabouts, view: str) -> str:
        """Of the view `moment`."""
        return no_day(it) or why.IN_NO_MOMENT

    def of_nobody(self, it: Whereabouts, view: str) -> str:
        """Of the view `person`."""
        if it.id not in self._looked:
            return why.VIDEO_NOT_LOOKED_AT if it.video else why.NOT_LOOKED_AT
        faces = self._looked[it.id]
        if faces is None:
            return why.UNREADABLE
        return why.NOBODY_KNOWN if faces else why.NO_FACE

    def without_keyword(self, it: Whereabouts, view: str) -> str:
        """Of the view `keyword`."""
        return why.NO_KEYWORD

    def not_found(self, it: Whereabouts, view: str) -> str:
        """Of a saved query."""
        return why.NOT_FOUND.format(view)


def no_day(it: Whereabouts) -> str | None:
    """What is lacking of the date, None where the day is known."""
    if it.day is not None:
        return None
    return why.NO_DAY if it.dated else why.NO_DATE


def _taken_at_home(store: Store, photos: Iterable[Whereabouts]) -> set[int]:
    """The ids of those taken at the home of their day, one that was found or given."""
    homes = [home for home, _ in store.journeys.homes() if home.source in ("found", "given")]
    placed = [
        (x.id, x.day, x.lat, x.lon) for x in photos if x.day is not None and x.lat is not None
    ]
    if not (homes and placed):
        return set()
    ids, days, lat, lon = map(np.array, zip(*placed, strict=True))
    near = distance_from_home(days, lat, lon, homes) <= JourneyOptions().radius_km
    return set(ids[near].tolist())


_VIEWS: Mapping[str, Callable[[Reasons, Whereabouts, str], str]] = {
    "place": Reasons.in_no_place,
    "trip": Reasons.in_no_trip,
    "journey": Reasons.in_no_journey,
    "person": Reasons.of_nobody,
    "moment": Reasons.in_no_moment,
    "date": Reasons.in_no_date,
    "keyword": Reasons.without_keyword,
    "@": Reasons.not_found,
}
