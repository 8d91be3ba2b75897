"""Lists persons, and finds a person by id or name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from photosort.errors import UsageError
from photosort.model import Person
from photosort.store import Store
from photosort.texts import fold, is_part, is_same
from photosort.workflow.people.last_run import setting
from photosort.workflow.prefixes import resolve
from photosort.workflow.query import select


def listed_persons(store: Store, *, everybody: bool = False) -> tuple[list[Person], int]:
    """The persons to list, most faces first, and how many others there are.

    These are persons that the user has named or changed, and those in enough photos; others and
    ignored persons only with `everybody`.
    """
    now = setting(store)
    persons = [each for each in store.persons.all(now.engine) if each.faces or each.edited]
    persons.sort(key=lambda each: (-each.faces, each.id))
    if everybody:
        return persons, 0
    listed = [each for each in persons if is_listed(each, now.options.min_faces)]
    return listed, len(persons) - len(listed)


def is_listed(person: Person, min_faces: int) -> bool:
    """Whether a person is listed: not ignored, and edited or in enough photos."""
    return not person.ignored and (person.edited or person.photos + person.videos >= min_faces)


@dataclass(frozen=True)
class PersonFilter:
    """Which persons to list, and in what order. None does not filter.

    `where` is an expression of `photosort query`: who is in any of its files.
    """

    name: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    sort: str = "faces"
    everybody: bool = False
    where: str | None = None


SORTS: Mapping[str, Callable[[Person], Any]] = {
    "faces": lambda each: (-each.faces, each.id),
    "name": lambda each: (each.name is None, fold(each.name or ""), each.id),
    "first_seen": lambda each: (each.first_seen or "9999", each.id),
    "last_seen": lambda each: (each.last_seen or "9999", each.id),
}


def list_persons(store: Store, filter: PersonFilter) -> tuple[list[Person], int]:
    """The persons that match `filter`, and how many others are not listed."""
    persons, unlisted = listed_persons(store, everybody=filter.everybody)
    if filter.where is not None:
        files = set(select(store, filter.where))
        seen = store.persons.of_files(setting(store).engine)
        there = {person for person, file in seen if file in files}
        persons = [person for person in persons if person.id in there]
    found = [
        person
        for person in persons
        if (filter.name is None or is_part(filter.name, person.name or ""))
        and all(person.labels.get(key) == value for key, value in filter.labels)
    ]
    return sorted(found, key=SORTS[filter.sort]), unlisted


def with_members(store: Store, persons: Iterable[Person]) -> list[Person]:
    """The persons with their faces."""
    engine = setting(store).engine
    return [replace(each, members=store.persons.members(each.id, engine)) for each in persons]


def show_person(store: Store, id: str) -> Person:
    """A person by id, unique prefix or name; a merged one names its successor."""
    engine = setting(store).engine
    named = [each for each, name in store.persons.names() if is_same(name, id)]
    if len(named) > 1:
        raise UsageError(f"{len(named)} persons are called {id}", "give the id of one")
    person = resolve(
        named[0] if named else id,
        "person",
        lambda whole: store.persons.get(whole, engine),
        store.persons.ids_starting,
        listing="photosort people list",
    )
    into = person.merged_into
    while into and (following := store.persons.get(into, engine)) and following.merged_into:
        into = following.merged_into
    return replace(person, merged_into=into)
