"""The files that a command is given: paths, folders, ids, and what an expression finds."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from photosort.model import Skipped
from photosort.store import Store
from photosort.workflow import journeys, moments, query, spelling, trips
from photosort.workflow.people import show_person


@dataclass
class Targets:
    """Distinct ids of files, and the words that name none."""

    files: list[int] = field(default_factory=list)
    failed: list[Skipped] = field(default_factory=list)


def find_targets(store: Store, words: Sequence[str], where: str | None) -> Targets:
    """The files of `words`, and those that the expression `where` finds.

    Raises `PhotosortError` for an unknown id or an invalid expression.
    """
    found = Targets()
    files: list[int] = []
    for word in words:
        ids = files_of(store, word)
        if not ids:
            found.failed.append(Skipped(os.fsencode(word), "is not in the library"))
        files += ids
    if where is not None:
        files += query.select(store, where)
    found.files = list(dict.fromkeys(files))
    return found


def files_of(store: Store, word: str) -> list[int]:
    """The file at a path, all below a folder, or the files of a trip, journey, person or moment."""
    noun = word.partition("-")[0]
    if noun in _MEMBERS and not os.path.lexists(word):
        return _MEMBERS[noun](store, word)
    return files_at(store, os.fsencode(word))


def files_at(store: Store, path: bytes) -> list[int]:
    """The file at a path, or all below a folder; links are followed."""
    for each in spelling.meant(path, store.roots.paths):
        if found := store.files.ids_below(each):
            return found
    return []


def _of_trip(store: Store, id: str) -> list[int]:
    return query.select(store, f'trip:"{trips.show_trip(store, id).id}"')


def _of_journey(store: Store, id: str) -> list[int]:
    return query.select(store, f'journey:"{journeys.show_journey(store, id).id}"')


def _of_person(store: Store, id: str) -> list[int]:
    return query.select(store, f'person:"{show_person(store, id).id}"')


def _of_moment(store: Store, id: str) -> list[int]:
    members = moments.show_moment(store, id).members
    return [file for path in members for file in store.files.ids_below(path)]


_MEMBERS: dict[str, Callable[[Store, str], list[int]]] = {
    "trip": _of_trip,
    "journey": _of_journey,
    "person": _of_person,
    "moment": _of_moment,
}
"""Functions for the files of an id, by its prefix."""
