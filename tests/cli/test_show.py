"""`show`: everything about one file, in words."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Photosort
from tests.make import jpeg


def rows(text: str) -> list[tuple[str, str]]:
    """The rows below the path: name and value."""
    return [(line[2:14].strip(), line[14:]) for line in text.splitlines()[1:]]


def of(text: str, name: str) -> list[str]:
    return [value for each, value in rows(text) if each == name]


@pytest.fixture
def norway(home: Photosort) -> dict[str, Any]:
    """A photo of a journey with somebody in it."""
    found = home("query", "taken:2019-07-07..2019-07-16 has:place faces:>0", "--json").json
    first: dict[str, Any] = found[0]
    return first


def test_what_a_photo_belongs_to(home: Photosort, norway: dict[str, Any]) -> None:
    person = norway["faces"][0]["person"]
    home("people", "name", person, "Anna")
    said = home("show", norway["path"]).out
    assert re.fullmatch(r"Norway, 6–17 Jul 2019  journey-[0-9a-f]+", *of(said, "journey"))
    country, province = of(said, "trip")
    assert re.fullmatch(r"Norway, \d+–\d+ Jul 2019  trip-[0-9a-f]+", country)
    assert re.fullmatch(r"\w+, Norway, .* 2019  trip-[0-9a-f]+", province)
    assert of(said, "moment")[0].endswith(norway["moment"])
    assert "Anna" in of(said, "people")[0]
    journeys = home("journeys", "list", "--json").json
    assert norway["journey"] in {each["id"] for each in journeys}
    assert set(norway["trips"]) <= {each["id"] for each in home("trips", "list", "--json").json}
    home("journeys", "update", norway["journey"], "--title", "Fjords")
    assert re.fullmatch(
        r"Fjords, 6–17 Jul 2019  journey-[0-9a-f]+",
        *of(home("show", norway["path"]).out, "journey"),
    )


def test_query_gives_the_same_keys(home: Photosort, norway: dict[str, Any]) -> None:
    assert home("show", norway["path"], "--json").json == norway
    assert {"journey", "moment", "trips", "duplicates"} <= set(norway)


def test_time_and_place_say_what_they_rest_on(home: Photosort, norway: dict[str, Any]) -> None:
    said = home("show", norway["path"]).out
    local = norway["taken"]["local"].replace("T", " ")
    zone = "(the zone of the place)"
    assert of(said, "taken") == [f"{local}, UTC+02:00 {zone}, from Exif"]
    assert of(said, "utc") == [norway["taken"]["utc"].replace("T", " ").rstrip("Z")]
    assert of(said, "location")[0].endswith(", from Exif")
    words = {"polygon": "within borders", "nearest": "nearest known place"}
    (rests,) = of(said, "")
    for level, basis in norway["address_basis"].items():
        assert re.search(rf"{level}[^;]*: {words[basis]}", rests)


def test_copies_name_each_other(home: Photosort) -> None:
    found = home("query", "", "--json").json
    copy = next(each for each in found if each["relation"] == "duplicate")
    original = home("show", copy["goes_with"], "--json").json
    assert original["path"] in copy["duplicates"] and copy["path"] in original["duplicates"]
    assert (copy["relation"], copy["journey"]) == ("duplicate", original["journey"])
    assert copy["moment"] == original["moment"]
    assert of(home("show", copy["path"]).out, "duplicate") == copy["duplicates"]
    assert original["companions"] == []


@pytest.mark.parametrize(
    ("make", "model", "name"),
    [
        ("Canon", "Canon EOS 80D", "Canon EOS 80D"),
        ("NIKON CORPORATION", "NIKON D70", "NIKON D70"),
        ("EASTMAN KODAK COMPANY", "KODAK DX6490", "KODAK DX6490"),
        ("LG Electronics", "LG-H870", "LG-H870"),
        ("samsung", "Samsung S10", "Samsung S10"),
        ("Apple", "iPhone 7", "Apple iPhone 7"),
        ("Canon", None, "Canon"),
        (None, "X100", "X100"),
    ],
)
def test_a_camera_has_one_name_everywhere(
    photosort: Photosort, tmp_path: Path, make: str | None, model: str | None, name: str
) -> None:
    path = jpeg(tmp_path / "p/a.jpg", "2024-01-01T10:00:00", make=make, model=model)
    photosort("index", path.parent)
    assert of(photosort("show", path).out, "camera") == [name]
    groups = photosort("query", "", "--group", "camera", "--json").json["groups"]
    assert [each["value"] for each in groups] == [name]
    assert photosort("query", f'camera:"{name}"', "--count").out == "1\n"
    shifted = photosort("index", "--shift", f"{name}=+01:00", "--json")
    assert shifted.json["unknown_cameras"] == ([name] if model is None else [])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("1975", "1975, month and day unknown, set by you"),
        ("1975-06", "1975-06, day unknown, set by you"),
        ("1975-06-12", "1975-06-12, time of day unknown, set by you"),
        ("1975-06-12 10:30", "1975-06-12 10:30, time zone unknown, to the minute, set by you"),
        (
            "1975-06-12 10:30:05+02:00",
            "1975-06-12 10:30:05, UTC+02:00, set by you",
        ),
    ],
)
def test_the_time_says_how_precise_it_is(
    photosort: Photosort, tmp_path: Path, said: str, told: str
) -> None:
    path = jpeg(tmp_path / "p/a.jpg", "2024-01-01T10:00:00")
    photosort("index", path.parent)
    photosort("date", "set", path, said)
    assert of(photosort("show", path).out, "taken") == [told]


def test_the_date_of_the_file_is_told_as_such(photosort: Photosort, tmp_path: Path) -> None:
    path = jpeg(tmp_path / "p/a.jpg", mtime=1_700_000_000)
    photosort("index", path.parent)
    (told,) = of(photosort("show", path).out, "taken")
    assert told.endswith("the date of the file on disk, which puts it in no trip")
