"""`photosort export`: everything that users entered, and all facts, in a file."""

import os
from collections.abc import Iterator
from typing import Any

from photosort.errors import UsageError
from photosort.output import door
from photosort.progress import Progress
from photosort.query.expressions import Everything, Has
from photosort.report import export as report
from photosort.report import journeys as journeys_report
from photosort.report import photos
from photosort.report import trips as trips_report
from photosort.store import Store
from photosort.store.times import now
from photosort.workflow.exchange import people
from photosort.workflow.guard import guard

_KIND = door.Kind("an export", door.begins(b"|".join(report.BEGINNINGS)), private=True)


def export(store: Store, path: str, progress: Progress, *, dry_run: bool = False) -> int:
    """Write a `.json` or `.csv` file; returns how many files of the library are in it.

    It is written completely or not at all, readable only by its owner, and replaces only exports.
    """
    kind = os.path.splitext(path)[1].lower()
    if kind not in (".json", ".csv"):
        raise UsageError(
            f"--to {path}: the name has no known extension", "end the name in .json or .csv"
        )
    target = door.check(path, _KIND, guard(store))
    if dry_run:
        asked = (Has("missing"), Has("ignored"), Everything())
        return sum(store.queries.count(each) for each in asked)
    count = 0

    def counted() -> Iterator[Any]:
        nonlocal count
        progress.start("Writing")
        for each in store.entered.files():
            count += 1
            progress.advance()
            yield each
        progress.stop()

    with target.text() as file:
        if kind == ".csv":
            report.write_csv(file, counted(), store.entered.label_keys())
        else:
            files = ({**photos.to_json(photo), **extra} for photo, extra in counted())
            report.write_json(file, _head(store), [*_lists(store), ("files", files)])
    return count


def _head(store: Store) -> dict[str, Any]:
    return {
        "created": now(),
        "library": str(store.path),
        "questions": store.queries.saved(),
    }


def _lists(store: Store) -> list[tuple[str, list[Any]]]:
    """Everything but the files."""
    states = store.entered.trip_states()
    deleted = store.journeys.deleted()
    trips = [(store.trips.get(id), state) for id, state in states.items()]
    return [
        ("roots", [{"path": os.fsdecode(path)} for path in store.roots.paths()]),
        ("clock_shifts", [shift._asdict() for shift in store.clocks.shifts()]),
        ("homes", [journeys_report.home_to_json(*each) for each in store.journeys.homes()]),
        (
            "trips",
            [{**trips_report.to_json(trip), "state": state} for trip, state in trips if trip],
        ),
        (
            "journeys",
            [
                {
                    **journeys_report.to_json(each),
                    "title_set": store.journeys.entered(each.id).title is not None,
                    "state": "deleted" if each.id in deleted else "known",
                }
                for each in store.journeys.known()
            ],
        ),
        ("moments", people.moments(store)),
        ("persons", store.persons.edited()),
        ("face_claims", people.corrections(store)),
        ("different_persons", [list(pair) for pair in store.reviews.different()]),
    ]
