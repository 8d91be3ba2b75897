"""Trips over several runs: the worked scripts, through the store, and what must hold for any."""

import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photosort.model import Coordinates, Facts, FileStamp, Place, Reading, Taken
from photosort.settings.filters import Filter
from photosort.settings.trips import TripOptions
from photosort.store import Store
from photosort.workflow import trips as workflow

CASES = json.loads((Path(__file__).parents[2] / "fixtures/timelines/trip-cases.json").read_text())
SCRIPTS = {case["id"]: case for case in CASES["incremental"]}
EPOCH = date(1970, 1, 1)


class Script:
    """A library in which photos are put by place and day, as the scripts say."""

    def __init__(self) -> None:
        self.store = Store.write(Path("/nowhere/library.db"), create=True, rehearse=True)
        self.photos = 0
        self.runs: list[list] = []

    def add(self, photos):
        readings, places = [], []
        for photo in photos:
            place = CASES["places"][photo["place"]]
            for _ in range(photo["n"]):
                self.photos += 1
                local = datetime.fromisoformat(photo["day"]) + timedelta(hours=12)
                path = f"/p/{photo['place']}/{photo['day']}/{self.photos}.jpg".encode()
                taken = Taken("exif", "local", local)
                facts = Facts(
                    "image/jpeg",
                    1,
                    1,
                    taken=taken,
                    coordinates=Coordinates(place["lat"], place["lon"]),
                )
                readings.append(Reading(FileStamp(path, 1, 2, 3, self.photos), facts=facts))
                places.append(Place(place["address"], timezone="Asia/Tokyo"))
        addresses = self.store.addresses
        with self.store.transaction():
            self.store.facts.put(readings, 2**62)
            by_path = {r.stamp.path: place for r, place in zip(readings, places, strict=True)}
            for row in addresses.unplaced():
                path = addresses._connection.execute(
                    "SELECT path FROM files WHERE id = ?", (row.id,)
                ).fetchone()[0]
                (address,) = addresses.address_ids([by_path[path]])
                addresses.set([(row.id, address, row.taken)])

    def remove(self, place, day):
        ids = [
            row[0]
            for row in self.store.files._connection.execute(
                "SELECT id FROM files WHERE CAST(path AS TEXT) LIKE ?", (f"/p/{place}/{day}/%",)
            )
        ]
        assert ids
        self.store.files.mark_missing(ids)

    def run(self, options, rebuild=False):
        values = {**options, "levels": tuple(options["levels"])}
        result = workflow.find_trips(self.store, TripOptions(**values), rebuild=rebuild)
        self.runs.append(result.trips)
        return result


def check(script, expected):
    shown = script.runs[-1]
    assert len(shown) == len(expected)
    for trip, wanted in zip(shown, expected, strict=True):
        if "same_id_as" in wanted:
            run, cluster = wanted["same_id_as"]
            earlier = script.runs[run - 1][cluster]
            assert trip.id == earlier.id
            if wanted.get("unchanged"):
                assert trip == earlier
        if "start" in wanted:
            assert trip.start.startswith(wanted["start"])
            assert trip.end.startswith(wanted["end"])
        if "title" in wanted:
            assert trip.title == wanted["title"]
        if "labels" in wanted:
            assert dict(trip.labels) == wanted["labels"]
        for run, cluster in wanted.get("merged", ()):
            old = workflow.show_trip(script.store, script.runs[run - 1][cluster].id)
            assert old.merged_into == trip.id


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name != "order-free"])
def test_the_worked_scripts(name):
    script = Script()
    for step in SCRIPTS[name]["steps"]:
        if "expect" in step:
            check(script, step["expect"])
        elif step["do"] == "add":
            script.add(step["photos"])
        elif step["do"] == "run":
            script.run(step["options"], step.get("rebuild", False))
        elif step["do"] == "update":
            id = script.runs[-1][step["cluster"]].id
            labels = tuple(step.get("labels", {}).items())
            workflow.update_trip(script.store, id, step.get("title"), None, labels)
        elif step["do"] == "remove_photos":
            script.remove(step["place"], step["day"])
        elif step["do"] == "delete_cluster":
            workflow.delete_trips(script.store, [script.runs[-1][step["cluster"]].id])
        else:
            raise AssertionError(step)


def outline(trips):
    return [(t.id, t.level, t.start, t.end, t.photo_days, t.photos, dict(t.address)) for t in trips]


def test_order_free():
    (step, _) = SCRIPTS["order-free"]["steps"]
    assert_free_of_order(step["photos"], step["options"], range(step["seeds"]))


def assert_free_of_order(photos, options, seeds):
    whole = Script()
    whole.add(photos)
    expected = outline(whole.run(options).trips)
    for seed in seeds:
        shuffled = random.Random(seed).sample(photos, len(photos))
        script = Script()
        cuts = sorted(random.Random(seed).sample(range(len(photos) + 1), min(3, len(photos))))
        for start, end in zip([0, *cuts], [*cuts, len(photos)], strict=True):
            script.add(shuffled[start:end])
            last = script.run(options)
        assert outline(last.trips) == expected


photo = st.fixed_dictionaries(
    {
        "place": st.sampled_from(["kyoto", "tokyo", "hangzhou", "jiaxing"]),
        "day": st.integers(0, 14).map(lambda n: (date(2023, 4, 1) + timedelta(days=n)).isoformat()),
        "n": st.just(1),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(photo, min_size=1, max_size=12), st.integers(0, 3), st.integers(0, 10**6))
def test_ids_do_not_depend_on_order_or_batches(photos, gap, seed):
    options = {"gap_days": gap, "levels": ["country", "province", "city"]}
    assert_free_of_order(photos, options, [seed])


OPTIONS = {"gap_days": 1, "levels": ["city"]}
KYOTO = [{"place": "kyoto", "day": f"2023-04-0{day}", "n": 1} for day in (2, 3)]


def test_an_edited_trip_keeps_its_id_when_it_grows_at_the_front():
    script = Script()
    script.add(KYOTO)
    (before,) = script.run(OPTIONS).trips
    workflow.update_trip(script.store, before.id, "Sakura", None, ())
    script.add([{"place": "kyoto", "day": "2023-04-01", "n": 1}])
    result = script.run(OPTIONS)
    (after,) = result.trips
    assert (after.id, after.title, after.created) == (before.id, "Sakura", before.created)
    assert (result.created, result.updated) == (0, 1)


def test_an_id_that_was_replaced_still_answers():
    script = Script()
    script.add(KYOTO)
    (before,) = script.run(OPTIONS).trips
    script.add([{"place": "kyoto", "day": "2023-04-01", "n": 1}])
    (after,) = script.run(OPTIONS).trips
    assert workflow.show_trip(script.store, before.id).merged_into in (after.id, None)
    assert after.created == before.created


def test_restore_brings_a_trip_back_at_the_next_run():
    script = Script()
    script.add(KYOTO)
    (trip,) = script.run(OPTIONS).trips
    workflow.update_trip(script.store, trip.id, "Sakura", None, ())
    workflow.delete_trips(script.store, [trip.id])
    assert script.run(OPTIONS).trips == []
    workflow.restore_trips(script.store, [trip.id[:9]])
    assert workflow.list_trips(script.store, Filter()) == []
    (back,) = script.run(OPTIONS).trips
    assert (back.id, back.title) == (trip.id, "Sakura")


def test_a_mask_holds_for_its_level_only():
    script = Script()
    script.add(KYOTO)
    options = {"gap_days": 1, "levels": ["country", "city"]}
    country, city = script.run(options).trips
    workflow.delete_trips(script.store, [city.id])
    (left,) = script.run(options).trips
    assert left.id == country.id


def test_masked_days_inside_a_longer_trip_do_not_count():
    script = Script()
    script.add(KYOTO)
    (trip,) = script.run(OPTIONS).trips
    workflow.delete_trips(script.store, [trip.id])
    script.add([{"place": "kyoto", "day": f"2023-04-0{day}", "n": 1} for day in (1, 4)])
    (longer,) = script.run({"gap_days": 5, "levels": ["city"]}).trips
    assert (longer.photos, longer.photo_days) == (2, 2)
    assert len(workflow.with_members(script.store, [longer])[0].members) == 2


def test_undo_takes_back_one_edit_after_the_other():
    script = Script()
    script.add(KYOTO)
    (trip,) = script.run(OPTIONS).trips
    workflow.update_trip(script.store, trip.id, "One", None, (("k", "v"),))
    workflow.update_trip(script.store, trip.id, "Two", "mine", (("k", ""),))
    workflow.delete_trips(script.store, [trip.id])
    assert workflow.undo(script.store) == ("delete", [trip.id])
    (shown,) = workflow.list_trips(script.store, Filter())
    assert (shown.title, shown.custom_id, dict(shown.labels)) == ("Two", "mine", {})
    workflow.undo(script.store)
    (shown,) = workflow.list_trips(script.store, Filter())
    assert (shown.title, shown.custom_id, dict(shown.labels)) == ("One", None, {"k": "v"})
    workflow.undo(script.store)
    assert workflow.list_trips(script.store, Filter()) == [trip]


def test_undo_leaves_what_a_later_run_has_merged():
    script = Script()
    script.add([{"place": "kyoto", "day": f"2023-04-0{day}", "n": 1} for day in (1, 2, 5)])
    long, short = script.run(OPTIONS).trips
    workflow.update_trip(script.store, short.id, "Temples", None, ())
    (whole,) = script.run({"gap_days": 3, "levels": ["city"]}).trips
    assert workflow.undo(script.store) == ("update", [short.id])
    assert workflow.list_trips(script.store, Filter()) == [whole]
    assert long.id == whole.id or workflow.show_trip(script.store, long.id).merged_into == whole.id
