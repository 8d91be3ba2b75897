"""Edits of trips, journeys and moments: whatever is done, undo brings back what was before."""

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photosort.settings.filters import Filter
from photosort.settings.journeys import JourneyOptions
from photosort.settings.moments import MomentOptions
from photosort.settings.trips import TripOptions
from photosort.store import Store
from photosort.workflow import journeys, moments, trips
from tests.conftest import call, isolated
from tests.make import jpeg

HOME, KYOTO, OSAKA = (48.0, 7.85), (35.01, 135.77), (34.69, 135.50)
DAYS = [
    *((HOME, f"2023-01-{day:02d}") for day in range(1, 20)),
    *((KYOTO, f"2023-02-{day:02d}") for day in (3, 4, 5)),
    *((HOME, f"2023-03-{day:02d}") for day in range(1, 9)),
    *((OSAKA, f"2023-04-{day:02d}") for day in (1, 2)),
    *((KYOTO, f"2023-04-{day:02d}") for day in (7, 8)),
]

NOUNS = {
    "trips": SimpleNamespace(
        run=lambda store, gap: trips.find_trips(store, TripOptions(gap_days=gap)).trips,
        list=lambda store: trips.list_trips(store, Filter()),
        update=trips.update_trip,
        delete=trips.delete_trips,
        restore=trips.restore_trips,
        undo=trips.undo,
    ),
    "journeys": SimpleNamespace(
        run=lambda store, gap: journeys.find_journeys(store, JourneyOptions(gap_days=gap)).journeys,
        list=journeys.list_journeys,
        update=journeys.update_journey,
        delete=journeys.delete_journeys,
        restore=journeys.restore_journeys,
        undo=journeys.undo,
    ),
    "moments": SimpleNamespace(
        run=lambda store, gap: moments.find_moments(store, MomentOptions(max_gap_days=gap)).moments,
        list=lambda store: moments.list_moments(store, Filter()),
        update=moments.update_moment,
        delete=moments.delete_moments,
        restore=moments.restore_moments,
        undo=moments.undo,
    ),
}
KEPT = {"trips": 1, "journeys": 4, "moments": 2}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Two journeys from home, with what was found of them."""
    made = tmp_path_factory.mktemp("edits")
    for i, ((lat, lon), day) in enumerate(DAYS):
        jpeg(made / f"p/{i}.jpg", f"{day}T10:00:00", lat=lat, lon=lon, seed=i)
    with isolated(made):
        assert call("index", made / "p").code == 0
        for noun in NOUNS:
            assert call(noun).code == 0
    return made / "library.db"


def tables(store, noun):
    """All that is stored of a noun, but for its edits and when it was last changed by a run."""
    one = noun[:-1]
    return [
        store._connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        for table in (noun, f"{one}_labels", f"{one}_masks")
    ]


EDIT = st.tuples(
    st.sampled_from(["title", "custom", "label", "delete", "restore"]),
    st.integers(0, 30),
    st.sampled_from(["", "a", "é", "x" * 100]),
)


def perform(nouns, store, action, number, text):
    """Do an edit to one of what there is; whether there was anything to do it to."""
    shown, deleted = nouns.list(store), sorted(nouns.part(store).deleted())
    ids = deleted if action == "restore" else [each.id for each in shown]
    if not ids:
        return False
    id = ids[number % len(ids)]
    if action in ("delete", "restore"):
        getattr(nouns, action)(store, [id])
    else:
        values = {
            "title": (text, None, ()),
            "custom": (None, text, ()),
            "label": (None, None, (("k", text),)),
        }
        nouns.update(store, id, *values[action])
    return True


@pytest.mark.parametrize("noun", NOUNS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(EDIT, min_size=1, max_size=8))
def test_any_edits_and_as_many_undos_change_nothing(library, noun, edits):
    nouns = NOUNS[noun]
    nouns.part = lambda store: getattr(store, noun)
    with Store.write(library, rehearse=True) as store:
        states = [tables(store, noun)]
        for edit in edits:
            if perform(nouns, store, *edit):
                states.append(tables(store, noun))
        for before in reversed(states[:-1]):
            nouns.undo(store)
            assert tables(store, noun) == before


@pytest.mark.parametrize("noun", NOUNS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.one_of(EDIT, st.integers(0, 4)), min_size=1, max_size=8))
def test_runs_between_keep_what_was_said_and_undo_takes_it_back(library, noun, edits):
    nouns = NOUNS[noun]
    nouns.part = lambda store: getattr(store, noun)
    with Store.write(library, rehearse=True) as store:
        part = getattr(store, noun)
        first = nouns.run(store, KEPT[noun])
        done = 0
        for edit in edits:
            if isinstance(edit, int):
                said = {each.id: part.entered(each.id) for each in nouns.list(store)}
                deleted = part.deleted()
                # fewer days part things; more would join some, and hand titles over
                nouns.run(store, min(edit, KEPT[noun]))
                assert part.deleted() == deleted
                again = nouns.run(store, KEPT[noun])
                for each in again:
                    if each.id in said and any(said[each.id]):
                        assert part.entered(each.id) == said[each.id]
                assert not deleted & {each.id for each in again}
            else:
                done += perform(nouns, store, *edit)
        for _ in range(done):
            nouns.undo(store)
        last = nouns.run(store, KEPT[noun])
        outline = [(each.start, each.end, each.title, each.custom_id, each.labels) for each in last]
        assert outline == [(x.start, x.end, x.title, x.custom_id, x.labels) for x in first]


APART_AND_JOINED = {"trips": (1, 90), "journeys": (1, 9), "moments": (0, 3)}


@pytest.mark.parametrize("noun", NOUNS)
def test_what_was_taken_over_in_a_merger_and_then_removed_does_not_come_back(library, noun):
    nouns, (apart, joined) = NOUNS[noun], APART_AND_JOINED[noun]
    with Store.write(library, rehearse=True) as store:
        for each in nouns.run(store, apart):
            nouns.update(store, each.id, f"as {each.id}", None, (("k", "v"),))
        nouns.run(store, joined)
        merged = {each.merged_into for each in getattr(store, noun).named()} - {None}
        assert merged
        for id in merged:
            nouns.update(store, id, "", None, (("k", ""),))
        nouns.run(store, joined)
        for id in merged:
            assert getattr(store, noun).entered(id) == (None, None, {})
