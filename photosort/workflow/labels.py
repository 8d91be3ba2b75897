"""`photosort label`: labels of files, trips, journeys, persons and moments."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from photosort.errors import UsageError
from photosort.model import Skipped
from photosort.settings.parsing import MAX_LABELS
from photosort.store import Store
from photosort.store.edits import Editable
from photosort.texts import entered_labels
from photosort.workflow import edits, query
from photosort.workflow.meant import Meant, thing_meant
from photosort.workflow.named import check_living
from photosort.workflow.people import set_person
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
            found = files_at(store, os.fsencode(target))
            thing = None if found else thing_meant(store, target)
            if thing is not None:
                _label(store, thing, labels)
                result.others.append(thing.id)
                continue
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


def _label(store: Store, thing: Meant, labels: Labels) -> None:
    """Set the labels of a trip, journey, person or moment."""
    check_living(*thing)
    if thing.noun.kind == "person":
        set_person(store, thing.id, labels=labels)
        return
    parts: dict[str, Editable] = {
        "trip": store.trips,
        "journey": store.journeys,
        "moment": store.moments,
    }
    edits.change(parts[thing.noun.kind], thing.id, labels=labels)
