"""`photosort label`: labels of files, trips, journeys, persons and moments."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from photosort.errors import UsageError
from photosort.model import Skipped
from photosort.settings.parsing import MAX_LABELS
from photosort.store import Store
from photosort.texts import entered_labels
from photosort.workflow import journeys, moments, query, trips
from photosort.workflow.people import set_person, show_person
from photosort.workflow.targets import files_at

Labels = Mapping[str, str | None]
"""Labels to set, by key; None removes a label."""


class Words(NamedTuple):
    """The words of a call: what to label, and the KEY=VALUE texts."""

    targets: list[str]
    labels: list[str]


@dataclass
class Labelled:
    """How many files were labelled, which other things were, and what is unknown."""

    files: int = 0
    others: list[str] = field(default_factory=list)
    failed: list[Skipped] = field(default_factory=list)


def sort_out(words: Sequence[str]) -> Words:
    """Separate labels from files and ids: a label has a `=`, and no file has that name."""
    labels = [word for word in words if "=" in word and not os.path.lexists(word)]
    return Words([word for word in words if word not in labels], labels)


def label(store: Store, targets: Sequence[str], where: str | None, labels: Labels) -> Labelled:
    """Set and remove labels of files, folders, ids, and all files that an expression matches.

    Raises `UsageError` if something would get too many labels; then nothing is changed.
    """
    result = Labelled()
    labels = entered_labels(labels)
    files: list[int] = []
    with store.transaction():
        for target in targets:
            noun = target.partition("-")[0]
            if noun in NOUNS and not os.path.lexists(target):
                result.others.append(NOUNS[noun](store, target, labels))
                continue
            found = files_at(store, os.fsencode(target))
            if not found:
                result.failed.append(Skipped(os.fsencode(target), "is not in the library"))
            files += found
        if where is not None:
            files += query.select(store, where)
        files = list(dict.fromkeys(files))
        store.labels.set(files, labels)
        _check(store.labels.most(files))
        result.files = len(files)
    return result


def _check(number: int) -> None:
    if number > MAX_LABELS:
        raise UsageError(f"{number} labels on one are too many", f"at most {MAX_LABELS}")


def merged(before: Mapping[str, str], labels: Labels) -> dict[str, str]:
    """Labels after a change. Raises `UsageError` for too many."""
    after = {**before, **labels}
    _check(len(after))
    return {key: value for key, value in after.items() if value is not None}


def _trip(store: Store, id: str, labels: Labels) -> str:
    trip = trips.show_trip(store, id)
    # an empty value removes a label
    pairs = [(key, value or "") for key, value in labels.items()]
    merged(trip.labels, labels)
    return trips.set_trip(store, trip.id, None, None, pairs).id


def _journey(store: Store, id: str, labels: Labels) -> str:
    journey = journeys.show_journey(store, id)
    store.journeys.set_labels(journey.id, merged(journey.labels, labels))
    return journey.id


def _person(store: Store, id: str, labels: Labels) -> str:
    person = show_person(store, id)
    merged(person.labels, labels)
    pairs = [(key, value or "") for key, value in labels.items()]
    return set_person(store, person.id, labels=pairs).id


def _moment(store: Store, id: str, labels: Labels) -> str:
    moment = moments.show_moment(store, id)
    store.moments.update(moment.id, moment.title, merged(moment.labels, labels))
    return moment.id


NOUNS: dict[str, Callable[[Store, str, Labels], str]] = {
    "trip": _trip,
    "journey": _journey,
    "person": _person,
    "moment": _moment,
}
"""Functions that set the labels of an id, by its prefix; they return the whole id."""
