"""Lists persons, and finds a person by id or name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from photosort.model import Census, Person
from photosort.query.expressions import And, Compare, Expression, Match
from photosort.query.patterns import literal
from photosort.settings.filters import Filter
from photosort.store import Store
from photosort.texts import plain
from photosort.workflow.named import PERSONS, find, successor
from photosort.workflow.people.last_run import setting
from photosort.workflow.query import resolved, select

_DAY_US = 86_400_000_000


def listed_persons(store: Store, *, everybody: bool = False) -> tuple[list[Person], int]:
    """The persons to list, most faces first, and how many others there are.

    These are persons that the user has named or changed, and those in enough photos; others and
    ignored persons only with `everybody`.
    """
    now = setting(store)
    persons = [
        each for each in store.persons.all(now.engine) if each.faces or each.edited or each.name
    ]
    persons.sort(key=lambda each: (-each.faces, each.id))
    if everybody:
        return persons, 0
    listed = [each for each in persons if is_listed(each, now.options.min_faces)]
    return listed, len(persons) - len(listed)


def census(store: Store) -> Census:
    """How many faces there are and how many persons `listed_persons` gives, by counting alone."""
    now = setting(store)
    return store.persons.census(now.engine, now.options.min_faces)


def is_listed(person: Person, min_faces: int) -> bool:
    """Whether a person is listed: not ignored, and named, edited or in enough photos."""
    known = person.edited or person.name is not None
    return not person.ignored and (known or person.photos + person.videos >= min_faces)


_SORTS: Mapping[str, Callable[[Person], Any]] = {
    "faces": lambda each: (-each.faces, each.id),
    "name": lambda each: (each.name is None, plain(each.name or ""), each.id),
    "photos": lambda each: (-each.photos - each.videos, each.id),
    "first_seen": lambda each: (each.first_seen or "9999", each.id),
    "last_seen": lambda each: (each.last_seen or "9999", each.id),
    "created": lambda each: (each.created, each.id),
    "updated": lambda each: (each.updated, each.id),
}


def list_persons(store: Store, filter: Filter) -> tuple[list[Person], int]:
    """The persons that match `filter`, and how many others are not listed.

    Places, days and `where` refer to files: a person must be in one that matches all of them.
    """
    everybody = filter.everybody or filter.deleted
    persons, unlisted = listed_persons(store, everybody=everybody)
    if filter.deleted:
        persons = [each for each in persons if each.ignored]
    files = _files(store, filter)
    if files is not None:
        seen = store.persons.of_files(setting(store).engine, ignored=everybody)
        there = {person for person, file in seen if file in files}
        persons = [person for person in persons if person.id in there]
    found = [
        person
        for person in persons
        if (filter.title is None or plain(filter.title) in plain(person.name or ""))
        and all(person.labels.get(key) == value for key, value in filter.labels)
    ]
    found.sort(key=_SORTS[filter.sort])
    if filter.backwards:
        found.reverse()
    end = None if filter.limit is None else filter.offset + filter.limit
    return found[filter.offset : end], unlisted


def _files(store: Store, filter: Filter) -> set[int] | None:
    """The files of which a person must be in one; None if that does not matter."""
    files = None if filter.where is None else set(select(store, filter.where))
    parts: list[Expression] = [
        Match(level, literal(name)) for level, name in filter.address.items()
    ]
    if filter.first_day is not None:
        parts.append(Compare("taken", ">=", filter.first_day * _DAY_US))
    if filter.last_day is not None:
        parts.append(Compare("taken", "<", (filter.last_day + 1) * _DAY_US))
    if not parts:
        return files
    found = set(store.queries.select(resolved(store, And(tuple(parts)))))
    return found if files is None else files & found


def with_members(store: Store, persons: Iterable[Person]) -> list[Person]:
    """The persons with their faces."""
    engine = setting(store).engine
    return [replace(each, members=store.persons.members(each.id, engine)) for each in persons]


def show_person(store: Store, text: str) -> Person:
    """The person that `text` matches (see `workflow.named`); a merged one names its successor.

    Raises `PhotosortError` for none, `AmbiguousError` for several.
    """
    return person_of(store, find(store.persons, PERSONS, text).id)


def person_of(store: Store, id: str) -> Person:
    """The person with this id; a merged one names its successor."""
    person = store.persons.get(id, setting(store).engine)
    assert person is not None
    return replace(person, merged_into=successor(store.persons, person.merged_into))
