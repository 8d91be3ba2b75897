"""What the commands of trips, journeys, people and moments have in common."""

import json

import pytest

from tests.make import jpeg

NOUNS = ("trips", "journeys", "people", "moments")


@pytest.fixture
def library(photosort, tmp_path):
    """Two days in Kyoto."""
    for day in (2, 3):
        jpeg(tmp_path / f"p/{day}.jpg", f"2023-04-0{day}T14:05:30", lat=35.01, lon=135.77, seed=day)
    photosort("index", tmp_path / "p")
    return photosort


@pytest.mark.parametrize("noun", NOUNS)
def test_an_empty_list_says_what_would_give_some(library, noun):
    answer = library(noun, "list")
    assert (answer.code, answer.out) == (0, "")
    assert f"Run photosort {noun} to find" in answer.err
    assert library(noun, "list", "-q").err == ""
    assert library(noun, "list", "--json").json == []


@pytest.mark.parametrize("noun", NOUNS)
def test_wrong_usage_is_told_of_before_the_library_is_looked_for(photosort, noun):
    answer = photosort(noun, "update", "some-id")
    assert answer.code == 2 and "give --" in answer.err
    assert photosort(noun, "show", "some-id").code == 1


@pytest.mark.parametrize("noun", NOUNS)
def test_wrong_usage_is_no_run(library, noun):
    before = library("runs", "--json").json
    assert library(noun, "update", "some-id").code == 2
    assert library("runs", "--json").json == before


@pytest.mark.parametrize(("verb", "done"), [("delete", "deleted"), ("restore", "restored")])
def test_a_dry_run_says_what_would_be(library, verb, done):
    trip = library("trips", "--json").json["trips"][0]["id"]
    if verb == "restore":
        library("trips", "delete", trip)
    before = library("trips", "list", "--json").json
    answer = library("trips", verb, trip, "--dry-run")
    assert answer.err.startswith(f"Would have {done}: {trip}")
    assert library("trips", verb, trip, "--dry-run", "--json").json == {done: [trip]}
    assert library("trips", "list", "--json").json == before
    assert library("trips", verb, trip).err.startswith(f"{done.capitalize()}: {trip}")


def test_undo_in_a_dry_run_takes_nothing_back(library):
    trip = library("trips", "--json").json["trips"][0]["id"]
    library("trips", "update", trip, "--title", "Temples")
    answer = library("trips", "undo", "--dry-run")
    assert answer.err == f"Would undo: update of {trip}\n"
    assert library("trips", "show", trip, "--json").json["title"] == "Temples"
    assert library("trips", "undo").err == f"Undid: update of {trip}\n"


def test_messages_of_one_call_say_nothing_of_the_next(library):
    asked = library("--log-json", "trips", "show", "none")
    assert json.loads(asked.err)["level"] == "error"
    assert library("trips", "show", "none").err.startswith("photosort: ")
