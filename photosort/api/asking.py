"""What can be asked of a library."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Unpack

from photosort.api.answer import Answer, asked
from photosort.api.narrowing import Filters, narrowed
from photosort.api.reading import Reader
from photosort.model import Journey, Moment, Person, Photo, Status, Trip
from photosort.settings.filters import PERSON_SORTS
from photosort.store import Store
from photosort.workflow import journeys, moments, trips
from photosort.workflow import status as state
from photosort.workflow.people import listing
from photosort.workflow.show import show

AnyPath = str | bytes | os.PathLike[str] | os.PathLike[bytes]


class Asking:
    """The reading half of `photosort.Library`: everything here is asked of a `Reader`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def path(self) -> Path:
        """The file of the library."""
        return self._reader.path

    def photos(
        self,
        where: str | None = None,
        *,
        sort: str | tuple[str, ...] = "taken",
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[Photo]:
        """The photos and videos that a query finds, in order; without one, all that are on disk.

        >>> with Library() as library:
        ...     for photo in library.photos("country:Japan", limit=1):
        ...         print(photo.facts.taken.local, photo.place.levels["city"])
        2023-04-01 09:00:00 Tokyo
        """
        return iter(self.query(where or "", sort=sort, limit=limit, offset=offset))

    def query(
        self,
        expression: str = "",
        *,
        sort: str | tuple[str, ...] = "taken",
        limit: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """The answer to a query (docs/query.md): iterate over it, count it, group it.

        `sort` is a field or several, with `-` before it in reverse. Raises `UsageError` for what is
        no query, and `PhotosortError` if it asks for faces before anybody has looked for them.

        >>> with Library() as library:
        ...     answer = library.query("person:Alice has:location", sort="-taken", limit=10)
        ...     for row in answer.group("country"):
        ...         print(row["value"], row["count"])
        Germany 82
        Japan 9
        Denmark 5
        """
        return asked(self._reader, expression, sort, limit, offset)

    def show(self, path: AnyPath) -> Photo:
        """Everything that is known about one file, or about what a link leads to.

        Raises `PhotosortError` if it is not in the library.

        >>> with Library() as library:
        ...     first = next(library.photos())
        ...     library.show(first.path) == first
        True
        """
        return self._reader.ask(lambda store: show(store, os.fsencode(path)))

    def trips(
        self,
        where: str | None = None,
        *,
        levels: Collection[str] = (),
        members: bool = False,
        **filters: Unpack[Filters],
    ) -> Iterator[Trip]:
        """The clusters of days in one place, those that hold a photo which `where` finds.

        `levels` are some of `country`, `province`, `city`, `district`, `township`. With `members`,
        each has the paths of its photos.

        >>> with Library() as library:
        ...     for trip in library.trips("country:Japan", levels=["city"]):
        ...         print(trip.name, trip.start[:10], trip.photos)
        Tokyo 2023-04-01 12
        Kyoto 2023-04-05 12
        """
        wanted = narrowed(where, filters, levels=levels)
        one = trips.with_members if members else _as_is
        return self._reader.each(
            lambda store: (one(store, [each])[0] for each in trips.list_trips(store, wanted))
        )

    def journeys(
        self, where: str | None = None, *, members: bool = False, **filters: Unpack[Filters]
    ) -> Iterator[Journey]:
        """The journeys from leaving home to coming back; otherwise as `trips`.

        >>> with Library() as library:
        ...     for journey in library.journeys(since="2023"):
        ...         print(journey.title, journey.nights, [stop.name for stop in journey.stops])
        Japan 2023 6 ['Tokyo', 'Kyoto']
        """
        wanted = narrowed(where, filters)
        one = journeys.with_members if members else _as_is
        return self._reader.each(
            lambda store: (one(store, [each])[0] for each in journeys.list_journeys(store, wanted))
        )

    def people(
        self,
        where: str | None = None,
        *,
        everybody: bool = False,
        members: bool = False,
        **filters: Unpack[Filters],
    ) -> Iterator[Person]:
        """The persons with a name or in enough photos, those in most photos first.

        `everybody` includes all others. With `members`, each has its faces.

        >>> with Library() as library:
        ...     [person.name for person in library.people(sort="name", limit=2)]
        ['Alice', 'Bob']
        """
        wanted = narrowed(where, filters, sort="faces", sorts=PERSON_SORTS, everybody=everybody)
        one = listing.with_members if members else _as_is
        return self._reader.each(
            lambda store: (one(store, [each])[0] for each in listing.list_persons(store, wanted)[0])
        )

    def moments(self, where: str | None = None, **filters: Unpack[Filters]) -> Iterator[Moment]:
        """The moments, with their photos; otherwise as `trips`.

        >>> with Library() as library:
        ...     [moment.name for moment in library.moments(title="birthday")]
        ['Birthday']
        """
        wanted = narrowed(where, filters)
        return self._reader.each(lambda store: moments.list_moments(store, wanted))

    def status(self) -> Status:
        """The library in numbers, how its folders stand, and what to do next."""
        return self._reader.ask(state.status)


def _as_is(store: Store, found: list[Any]) -> list[Any]:
    """The things without their members."""
    return found
