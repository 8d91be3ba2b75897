"""Filters, sorting and paging of lists of trips, journeys and moments."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from photosort.settings.filters import Filter
from photosort.store import Store
from photosort.texts import plain
from photosort.workflow.place_names import names_by_level
from photosort.workflow.query import select


class Dated(NamedTuple):
    """What filters compare: places, title, days since 1970-01-01, number of photos."""

    places: Sequence[Mapping[str, str]]
    title: str
    first_day: int
    last_day: int
    photos: int


class Thing(Protocol):
    """What is listed."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """Its labels."""
        ...

    @property
    def created(self) -> str:
        """When it was first found."""
        ...

    @property
    def updated(self) -> str:
        """When it was last changed."""
        ...


T = TypeVar("T", bound=Thing)


class Holding(Protocol):
    """A part of the store that finds things by their files."""

    def holding(self, files: Iterable[int]) -> set[str]:
        """The ids of the things that contain any of the files."""
        ...


def chosen(
    store: Store,
    part: Holding,
    things: Iterable[T],
    filter: Filter,
    facts: Callable[[T], Dated],
) -> list[T]:
    """The `things`, given in order of time, that match `filter`, in its order."""
    found = [(each, facts(each)) for each in things]
    asked = names_by_level(store, filter.address)
    names = {level: set(map(plain, some)) for level, some in asked.items()}
    found = [(each, dated) for each, dated in found if _fits(each, dated, filter, names)]
    if filter.where is not None:
        ids = part.holding(select(store, filter.where))
        found = [(each, dated) for each, dated in found if each.id in ids]
    if filter.sort != "start":
        found.sort(key=lambda item: _SORTS[filter.sort](*item))
    if filter.backwards:
        found.reverse()
    end = None if filter.limit is None else filter.offset + filter.limit
    return [each for each, _ in found[filter.offset : end]]


def _fits(thing: Thing, dated: Dated, filter: Filter, address: Mapping[str, set[str]]) -> bool:
    return (
        (not address or any(_is_at(place, address) for place in dated.places))
        and (filter.title is None or plain(filter.title) in plain(dated.title))
        and all(thing.labels.get(key) == value for key, value in filter.labels)
        and (filter.first_day is None or dated.last_day >= filter.first_day)
        and (filter.last_day is None or dated.first_day <= filter.last_day)
    )


def _is_at(place: Mapping[str, str], address: Mapping[str, set[str]]) -> bool:
    return all(plain(place.get(level, "")) in names for level, names in address.items())


_SORTS: dict[str, Callable[[Any, Dated], Any]] = {
    "end": lambda thing, dated: (dated.last_day, dated.first_day),
    "title": lambda thing, dated: (not dated.title, plain(dated.title)),
    "photos": lambda thing, dated: dated.photos,
    "created": lambda thing, dated: (thing.created, dated.first_day),
    "updated": lambda thing, dated: (thing.updated, dated.first_day),
}
