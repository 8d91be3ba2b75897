"""The record of runs: every command that writes, how it ended, and what a killed one leaves."""

import time

import pytest

from photosort.store import database, times
from tests.make import copies, jpeg


@pytest.fixture
def photo(tmp_path):
    return jpeg(tmp_path / "p/a.jpg", "2022-05-01T10:00:00", lat=1.29, lon=103.85)


def test_every_writing_command_is_recorded(photosort, photo, tmp_path):
    photosort("index", photo.parent, "--label", "at=beach")
    photosort("trips", "--gap-days", "3", "--levels", "country")
    (trip,) = photosort("trips", "list", "--json").json
    photosort("trips", "update", trip["id"], "--title", "Lion city")
    photosort("trips", "undo")
    photosort("journeys")
    photosort("place", "set", photo, "--city", "Beach")
    photosort("organize", tmp_path / "sorted", "--by", "place")
    photosort("forget", photo)
    photosort("trips", "update", "trip-none", "--title", "x")
    runs = photosort("runs", "--json").json
    assert [(run["command"], run["outcome"]) for run in runs] == [
        ("trips update", "failed"),
        ("forget", "done"),
        ("organize", "done"),
        ("place", "done"),
        ("journeys", "done"),
        ("trips undo", "done"),
        ("trips update", "done"),
        ("trips", "done"),
        ("index", "done"),
    ]
    first, failed = runs[-1], runs[0]
    assert first["id"] == "run-000001"
    assert first["options"] == {"paths": [str(photo.parent)], "label": ["at=beach"]}
    assert (first["counts"]["added"], first["counts"]["found"]) == (1, 1)
    assert first["start"] <= first["end"] and first["seconds"] >= 0
    assert runs[-2]["options"] == {"gap_days": 3, "levels": "country"}
    assert "trip-none" in failed["error"]
    assert runs[2]["options"]["dest"] == str(tmp_path / "sorted")


def test_reading_and_rehearsing_record_nothing(photosort, photo, tmp_path):
    photosort("index", photo.parent)
    for words in (
        ["index", "--dry-run"],
        ["trips", "--dry-run"],
        ["organize", tmp_path / "sorted", "--dry-run"],
        ["run", "--to", tmp_path / "sorted", "--dry-run"],
        ["status"],
        ["runs"],
        ["check"],
        ["trips", "--gap-days", "-1"],
    ):
        photosort(*words)
    assert len(photosort("runs", "--json").json) == 1


def test_one_run(photosort, photo):
    answer = photosort("index", photo.parent, "--json").json
    for id in (answer["run"], "run-1", "1", "run-0000"):
        assert photosort("runs", "show", id, "--json").json["id"] == answer["run"]
    photosort("index")
    assert photosort("runs", "show", "run-0000").code == 2
    assert photosort("runs", "show", "run-7").code == 1
    assert "photosort index" in photosort("runs", "show", "run-000001").out


def test_limit_command_and_prune(photosort, photo):
    photosort("index", photo.parent)
    for _ in range(4):
        photosort("trips")
    assert [run["id"] for run in photosort("runs", "--limit", "2", "--json").json] == [
        "run-000005",
        "run-000004",
    ]
    assert len(photosort("runs", "--command", "index", "--json").json) == 1
    assert photosort("runs", "prune", "--keep", "2", "--dry-run", "--json").json["forgotten"] == 3
    assert photosort("runs", "prune", "--keep", "2", "--json").json["forgotten"] == 3
    assert len(photosort("runs", "--json").json) == 2
    assert photosort("runs", "prune").code == 2
    photosort("trips")
    assert photosort("runs", "--json").json[0]["id"] == "run-000006"


def test_a_killed_run_is_shown_as_such(photosort, start_photosort, tmp_path):
    copies(tmp_path / "p", 1500)
    process = start_photosort("index", tmp_path / "p")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        listed = photosort("runs", "--json")
        if listed.code == 0 and listed.json:
            break
    assert photosort("runs", "--json").json[0]["outcome"] == "running"
    assert photosort("status", "--json").json["last_run"]["outcome"] == "running"
    busy = photosort("trips")
    assert busy.code == 75 and f"photosort index (process {process.pid} on" in busy.err
    process.kill()
    process.communicate()
    assert photosort("runs", "--json").json[0]["outcome"] == "killed"
    assert photosort("runs", "show", "1", "--json").json["outcome"] == "killed"
    assert photosort("status", "--json").json["last_run"]["outcome"] == "killed"
    assert photosort("index").code == 0
    outcomes = [run["outcome"] for run in photosort("runs", "--json").json]
    assert outcomes == ["done", "killed"]


def test_a_clock_that_jumps_back(photosort, photo, tmp_path, monkeypatch):
    """A year back: nothing is missed, nothing is read for nothing, runs stay in their order."""
    old = time.time() - 90 * 86400
    other = jpeg(tmp_path / "p/b.jpg", "2022-05-02T10:00:00", lat=1.29, lon=103.85, mtime=old)
    assert photosort("index", photo.parent, "--json").json["added"] == 2
    photosort("trips")

    class Earlier(times.datetime):
        @classmethod
        def now(cls, zone=None):
            return times.datetime.fromtimestamp(real() - 365 * 86400, zone)

    real, real_ns = time.time, time.time_ns
    with monkeypatch.context() as patch:
        patch.setattr(times, "datetime", Earlier)
        patch.setattr(time, "time_ns", lambda: real_ns() - 365 * 86_400_000_000_000)
        jpeg(tmp_path / "p/c.jpg", "2022-05-03T10:00:00", lat=1.29, lon=103.85, mtime=old)
        size = other.stat().st_size
        jpeg(other, "2022-05-04T10:00:00", lat=1.29, lon=103.85, mtime=old)
        assert other.stat().st_size == size  # same size, same mtime, other content
        answer = photosort("index", "--json").json
        counts = {key: answer[key] for key in ("added", "changed", "unchanged")}
        assert counts == {"added": 1, "changed": 1, "unchanged": 1}
        found = photosort("trips", "--levels", "country", "--json").json
        assert [trip["photos"] for trip in found["trips"]] == [3]
    answer = photosort("index", "--json").json
    assert (answer["found"], answer["unchanged"]) == (3, 3)
    assert photosort("trips", "--levels", "country", "--json").json["updated"] == 0
    runs = photosort("runs", "--json").json
    assert [run["id"] for run in runs] == [f"run-{number:06}" for number in range(6, 0, -1)]
    assert all(run["seconds"] >= 0 and run["outcome"] == "done" for run in runs)
    assert runs[2]["start"] < runs[5]["start"]


def test_an_older_library_is_kept_before_it_is_changed(photosort, library, photo):
    from photosort.store.schema import MIGRATIONS
    from tests.store.test_migrations import library_of_version

    stale = library.parent / "library.db.v1-backup"
    library_of_version(stale, 1, photo)
    foreign = library.parent / "library.db.v2-backup"
    foreign.write_text("notes")
    library_of_version(library, 3, photo)
    answer = photosort("status")
    kept = library.parent / "library.db.v3-backup"
    assert str(kept) in answer.err and answer.code == 0
    assert kept.stat().st_mode & 0o777 == 0o600
    assert not stale.exists() and foreign.read_text() == "notes"
    with database.Store.inspect(kept) as store:
        assert store._version == 3 < len(MIGRATIONS)
    assert photosort("status").err == ""
