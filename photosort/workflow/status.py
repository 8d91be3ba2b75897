"""`photosort status`: what the library holds, what is missing, what to do next."""

from collections.abc import Mapping, Sequence

from photosort.model import Census, NextStep, Root, Status
from photosort.store import Store
from photosort.workflow.index import places, roots
from photosort.workflow.next_steps import Standing, next_steps
from photosort.workflow.people import census, was_run
from photosort.workflow.remembered import remembered
from photosort.workflow.runs import list_runs
from photosort.workflow.searched import was_searched

_TRAVEL = ("trips", "journeys", "run")
_FACES = ("people", "run")


def status(store: Store) -> Status:
    """Numbers about the library, how its folders stand, and what to do next."""
    counts, people, known = store.facts.counts(), census(store), roots.list_roots(store)
    return Status(
        library=str(store.path),
        counts=counts,
        people=people,
        trips=store.trips.count(),
        journeys=store.journeys.count(),
        homes=store.journeys.homes(),
        days=store.facts.day_range(),
        roots=known,
        last_run=next(iter(list_runs(store, limit=1)), None),
        settings=remembered(store),
        next=next_steps(_standing(store, counts, people, known)),
    )


def next_step(store: Store, counts: Mapping[str, int], *, added: int = 0) -> NextStep | None:
    """The one next step that matters most, None where all is done.

    `counts` are those of the files now, `added` how many the run that is going on has added.
    """
    now = _standing(store, counts, census(store), roots.list_roots(store), added)
    return next(iter(next_steps(now)), None)


def _standing(
    store: Store,
    counts: Mapping[str, int],
    people: Census,
    known: Sequence[Root],
    added: int = 0,
) -> Standing:
    states = [root.state for root in known]
    return Standing(
        photos=counts["photos"] + counts["videos"],
        pictures=counts["photos"],
        absent=states.count("missing"),
        broken=states.count("failed"),
        located=counts["located"],
        unplaced=counts["unplaced"],
        infers=store.remembered.get(places.INFER) is not None,
        travelled=was_searched(store, "journeys"),
        new_travel=added + store.runs.added_since(_TRAVEL),
        looked=was_run(store),
        new_faces=added + store.runs.added_since(_FACES),
        unnamed=people.unnamed,
        laid_out=bool(store.runs.destinations()),
        moments=was_searched(store, "moments"),
    )
