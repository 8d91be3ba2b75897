"""Trips, journeys, moments, homes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from photosort.model.facts import Coordinates
from photosort.model.places import LEVELS

HomeSource = Literal["found", "given", "centre", "second"]


@dataclass(frozen=True)
class Trip:
    """A cluster of photos by time and place at one level of the address.

    `start` and `end` are ISO 8601 with the offset at the place; days count from 1970-01-01.
    `home` tells whether most of its photo days are at home.
    """

    id: str
    level: str
    address: Mapping[str, str]
    start: str
    end: str
    first_day: int
    last_day: int
    photo_days: int
    photos: int
    title: str | None
    custom_id: str | None
    labels: Mapping[str, str]
    created: str
    updated: str
    merged_into: str | None = None
    members: tuple[bytes, ...] | None = None
    home: bool = False

    @property
    def span_days(self) -> int:
        """Number of days from first to last, including days without photos."""
        return self.last_day - self.first_day + 1

    @property
    def name(self) -> str:
        """The title, else the name of the place."""
        return self.title or self.address[self.level]


class Home(NamedTuple):
    """Where somebody lives, from a first to a last day; None is open.

    Days count from 1970-01-01. `days` is the number of photo days that support it. `source` says
    whether it was found or given; "centre" stands in if too little is known to find a home, and
    "second" is a place returned to while another is home: stays there are journeys.
    """

    lat: float
    lon: float
    first_day: int | None = None
    last_day: int | None = None
    days: int = 0
    source: HomeSource = "found"

    def holds(self, day: int) -> bool:
        """Whether `day` is between first and last."""
        return (self.first_day is None or day >= self.first_day) and (
            self.last_day is None or day <= self.last_day
        )


class Outside(NamedTuple):
    """Photos that no trip and no journey can hold: how many have no place, and no date.

    `inferable` of those without a place would get one from the photos around them.
    """

    unplaced: int
    undated: int
    inferable: int


class JourneyStop(NamedTuple):
    """Days in one place during a journey. `start` and `end` as for a trip."""

    address: Mapping[str, str]
    start: str
    end: str
    first_day: int
    last_day: int
    photos: int
    lat: float
    lon: float

    @property
    def name(self) -> str:
        """The city, or what is coarser; empty where nothing has a name."""
        levels = ("city", "province", "country")
        return next((self.address[x] for x in levels if x in self.address), "")


@dataclass(frozen=True)
class Journey:
    """From leaving home to coming back. `found_title` follows from the stops.

    `place` is the found title without its dates, `countries` are those of the stops, listed as in
    a title; both are empty where no stop has a name. `unplaced` counts the photos without a
    location.

    `start` and `end` are ISO 8601 with the offset at the place; days count from 1970-01-01;
    `distance_km` is measured along the stops. `stray` counts photos taken at home meanwhile, by
    somebody who stayed; no other figure includes them.
    """

    id: str
    title: str
    found_title: str
    start: str
    end: str
    first_day: int
    last_day: int
    photos: int
    distance_km: float
    stops: tuple[JourneyStop, ...]
    created: str
    updated: str
    merged_into: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    stray: int = 0
    custom_id: str | None = None
    members: tuple[tuple[bytes, bool], ...] | None = None
    """(path, located) of the photos, where they were asked for."""
    place: str = ""
    countries: str = ""
    unplaced: int = 0

    @property
    def name(self) -> str:
        """The title as it stands beside dates: without its own, unless a user gave it."""
        return self.place if self.title == self.found_title else self.title

    @property
    def nights(self) -> int:
        """Number of nights: days from first to last, minus one."""
        return self.last_day - self.first_day

    @property
    def kind(self) -> str:
        """`trip` with a night away, else `day-trip`."""
        return "trip" if self.nights else "day-trip"


@dataclass(frozen=True)
class Moment:
    """Photos close in time and place, in order of time.

    `start` and `end` are ISO 8601, with the offset if known; `first` and `last` are the same in
    microseconds of UTC, as far as known. `center` is the mean of the located photos, `address`
    where most of them are. `groups` are the persons in it with their photos, None for unknown
    faces; `cover` is the photo that shows it best.
    """

    id: str
    start: str
    end: str
    first: int
    last: int
    center: Coordinates | None
    address: Mapping[str, str]
    title: str | None
    labels: Mapping[str, str]
    created: str
    updated: str
    custom_id: str | None = None
    merged_into: str | None = None
    members: tuple[bytes, ...] = ()
    groups: tuple[tuple[str | None, tuple[bytes, ...]], ...] = ()
    cover: bytes | None = None

    @property
    def name(self) -> str:
        """The title, else the name of the place; empty if neither is known."""
        finest = next((self.address[x] for x in reversed(LEVELS) if x in self.address), "")
        return self.title or finest
