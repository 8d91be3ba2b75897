"""Journeys through the command line, on the sample pictures."""

import json
from xml.etree import ElementTree

import pytest

from tests.make import jpeg


@pytest.fixture
def library(photosort, pictures):
    photosort("index", pictures)
    return photosort


def test_homes_and_journeys(library):
    answer = library("journeys", "--json").json
    (home,) = answer["homes"]
    assert home["address"]["country"] == "Germany"
    assert (home["from"], home["to"]) == (None, None)
    assert abs(home["lat"] - 47.99) < 0.1 and abs(home["lon"] - 7.85) < 0.1
    titles = [each["title"] for each in answer["journeys"]]
    assert titles == ["Singapore, May 2022", "San Francisco, Jun 2022", "Japan, 1–9 Apr 2023"]
    japan = answer["journeys"][-1]
    assert (japan["kind"], japan["nights"]) == ("trip", 8)
    assert japan["start"] == "2023-04-01T00:00:00+09:00"
    assert japan["end"] == "2023-04-09T23:59:59.999999999+09:00"
    assert [stop["address"]["province"] for stop in japan["stops"]] == [
        "Tokyo", "Tochigi", "Kyoto", "Osaka",
    ]  # fmt: skip
    assert 300 < japan["distance_km"] < 800
    # photos of the days count with or without a place
    assert japan["photos"] == 20 > sum(stop["photos"] for stop in japan["stops"])
    assert library("homes", "--json").json[0]["days"] >= 14


def test_nothing_new_changes_nothing(library):
    first = library("journeys", "--json").json
    again = library("journeys", "--json").json
    assert (again["created"], again["updated"]) == (0, 0)
    assert again["journeys"] == first["journeys"] == library("journeys", "list", "--json").json


def test_titles_last(library):
    id = library("journeys", "--json").json["journeys"][-1]["id"]
    library("journeys", "update", id[:12], "--title", "Sakura")
    library("journeys", "--gap-days", "0")
    library("journeys")
    assert library("journeys", "show", id, "--json").json["title"] == "Sakura"
    library("journeys", "update", id, "--title", "")
    assert library("journeys", "show", id, "--json").json["title"] == "Japan, 1–9 Apr 2023"


def test_members_say_whether_they_are_located(library):
    id = library("journeys", "--json").json["journeys"][-1]["id"]
    members = library("journeys", "show", id, "--members", "--json").json["members"]
    assert len(members) == 20
    assert sum(not each["located"] for each in members) == 2
    assert "without a location" in library("journeys", "show", id, "--members").out


def test_given_homes(library):
    answer = library("journeys", "--home", "35.68,139.69", "--json").json
    assert answer["homes"][0]["source"] == "given"
    # at home in Tokyo, what is away is Freiburg
    assert any("Freiburg" in each["title"] for each in answer["journeys"])
    nowhere = library("journeys", "--home", "none", "--json").json
    assert nowhere["homes"] == []
    assert sum(each["photos"] for each in nowhere["journeys"]) >= 47


def test_too_little_says_so(photosort, pictures):
    photosort("index", pictures / "2022 Singapore")
    answer = photosort("journeys")
    assert "No home could be found" in answer.err
    assert photosort("journeys", "--json").json["homes"] == []


def test_routes_for_map_programs(library, tmp_path):
    id = library("journeys", "--json").json["journeys"][-1]["id"]
    files = {kind: tmp_path / f"route.{kind}" for kind in ("gpx", "kml", "geojson")}
    words = [word for kind, path in files.items() for word in (f"--{kind}", path)]
    assert library("journeys", "show", id, *words).code == 0
    gpx = ElementTree.parse(files["gpx"]).getroot()
    name = "{http://www.topografix.com/GPX/1/1}"
    points = gpx.findall(f".//{name}trkpt")
    assert len(points) == 18 and len(gpx.findall(f"{name}wpt")) == 4
    times = [point.find(f"{name}time").text for point in points]
    assert times == sorted(times) and times[0].endswith("Z")
    ElementTree.parse(files["kml"])
    features = json.loads(files["geojson"].read_text())["features"]
    assert features[0]["geometry"]["type"] == "LineString"
    assert len(features[0]["geometry"]["coordinates"]) == len(features[0]["properties"]["times"])
    answer = library("journeys", "show", id, "--gpx", tmp_path / "no/where.gpx")
    assert answer.code == 1 and "where.gpx" in answer.err


def test_hostile_titles_stay_text(library, tmp_path):
    id = library("journeys", "--json").json["journeys"][0]["id"]
    library("journeys", "update", id, "--title", '<script>&"\x1b[31m')
    path = tmp_path / "x.gpx"
    library("journeys", "show", id, "--gpx", path)
    ElementTree.parse(path)
    assert "\x1b" not in library("journeys", "list").out


@pytest.mark.parametrize(
    "words",
    [
        ("--home", "home"),
        ("--home", "95,10"),
        ("--home", "1,2", "--home", "3,4"),
        ("--home", "none", "--home", "1,2"),
        ("--home", "1,2@2020-05-01..2019-01-01"),
        ("--gap-days", "-1"),
        ("--radius-km", "0"),
        ("show", "journey-unknown"),
        ("show", "journey-"),
        ("update", "journey-unknown", "--title", "x"),
        ("update", "journey-unknown"),
    ],
)
def test_what_is_refused_changes_nothing(library, words):
    library("journeys")
    before = library("journeys", "list", "--json").out
    answer = library("journeys", *words)
    assert answer.code in (1, 2) and answer.err.startswith("photosort: ")
    assert library("journeys", "list", "--json").out == before


def test_a_dry_run_stores_nothing(library):
    dry = library("journeys", "--dry-run", "--json").json
    assert library("journeys", "list", "--json").json == []
    real = library("journeys", "--json").json
    for document in (dry, real):
        for each in document["journeys"]:
            del each["created"], each["updated"]
    assert dry == real


def test_ids_do_not_depend_on_the_order_in_which_photos_come(photosort, tmp_path):
    places = {"home": (48.0, 7.85), "away": (35.0, 135.77)}
    days = [("home", f"2023-01-{day:02d}") for day in range(1, 20)]
    days += [("away", f"2023-02-{day:02d}") for day in (3, 4, 5)]
    for i, (place, day) in enumerate(days):
        lat, lon = places[place]
        jpeg(tmp_path / f"all/{i}.jpg", f"{day}T10:00:00", lat=lat, lon=lon, seed=i)
    photosort("index", tmp_path / "all")
    (whole,) = photosort("journeys", "--json").json["journeys"]
    other = ("--library", tmp_path / "other.db")
    photosort("index", *(tmp_path / f"all/{i}.jpg" for i in (*range(19), 20)), *other)
    photosort("journeys", *other)
    photosort("index", tmp_path / "all", *other)
    (grown,) = photosort("journeys", "--json", *other).json["journeys"]
    assert grown["id"] == whole["id"]
