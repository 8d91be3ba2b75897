"""`photosort date set` and `place set`: what users say of files, over what the files tell."""

import json
import os
import sqlite3

import pytest

from photosort.dates import parse_date
from tests.make import jpeg

KYOTO = {"lat": 35.01, "lon": 135.77}
ROME = "41.9,12.5"


@pytest.fixture
def photos(photosort, tmp_path):
    paths = [
        jpeg(tmp_path / "p/a.jpg", "2023-04-06T10:00:00", seed=1, **KYOTO),
        jpeg(tmp_path / "p/b.jpg", "2023-04-07T10:00:00", seed=2, **KYOTO),
        jpeg(tmp_path / "p/none.jpg", None, seed=3),
    ]
    photosort("index", tmp_path / "p")
    return paths


@pytest.fixture
def show(photosort):
    def facts(path):
        return photosort("show", path, "--json").json

    return facts


def test_words_for_dates(photos, photosort, show):
    for word, precision, length in (
        ("yesterday", "day", 10), ("last month", "month", 7), ("this-year", "year", 4),
    ):  # fmt: skip
        assert photosort("date", "set", photos[0], word).code == 0
        first = parse_date(word).first.isoformat()
        taken = show(photos[0])["taken"]
        assert (taken["local"], taken["precision"]) == (first, precision)
        assert photosort("query", f"taken:{word}", "--count").out == "1\n"
        assert photosort("query", f"taken:{first[:length]}", "--count").out == "1\n"
    assert photosort("date", "set", photos[1], "last", "year", "--dry-run").code == 0
    # what is kept is the date, not the word
    rows = sqlite3.connect(os.environ["PHOTOSORT_LIBRARY"]).execute(
        "SELECT dating FROM date_corrections"
    )
    assert rows.fetchall() == [(first[:4],)]


@pytest.mark.parametrize("text", ["2019..2020", "last week", "tomorrow", "2019-02-30"])
def test_what_no_photo_is_dated_to_names_the_text(photos, photosort, text):
    answer = photosort("date", "set", photos[0], text)
    assert answer.code == 2
    assert f"DATE '{text}': " in answer.err and "write it as 2019, " in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ("trips", "list", "--from", "DATE"),
        ("journeys", "list", "--to", "DATE"),
        ("moments", "list", "--from", "DATE"),
        ("people", "list", "--to", "DATE"),
        ("people", "strangers", "--since", "DATE"),
        ("journeys", "--home", "1,2@DATE"),
        ("index", "--shift", "Canon@DATE=+01:00"),
        ("album", "x", "--year", "DATE"),
        ("query", "taken:DATE"),
    ],
)
def test_every_option_takes_the_same_dates(photos, photosort, words):
    def answer(date):
        return photosort(*(word.replace("DATE", date) for word in words))

    for date in ("2019", "last year", "this year"):
        assert answer(date).code != 2, answer(date).err
    for date in (
        () if "--year" in words else ("2019-07", "2019-07-14", "2019-07..2019-08", "2019..")
    ):
        assert answer(date).code != 2, answer(date).err
    for date in ("2019-13", "julember"):
        wrong = answer(date)
        assert wrong.code == 2
        assert date in wrong.err and "date" in wrong.err and "2019" in wrong.err


def test_from_and_to_are_whole_years_and_months(photos, photosort):
    photosort("trips", "--levels", "country")

    def listed(*words):
        return len(photosort("trips", "list", *words, "--json").json)

    assert listed("--from", "2023") == listed("--to", "2023-04") == listed("--from", "2023-04") == 1
    assert listed("--from", "2023-05") == listed("--to", "2023-03") == 0
    assert listed("--from", "2023-01..2023-03") == 0
    assert listed("--from", "2023-01..2023-04") == listed("--to", "2023-04..2023-06") == 1
    assert listed("--from", "2022", "--to", "2023") == 1


@pytest.mark.parametrize(
    "text, local, precision",
    [
        ("1975", "1975-01-01T00:00:00", "year"),
        ("1975-06", "1975-06-01T00:00:00", "month"),
        ("1975-06-12", "1975-06-12T00:00:00", "day"),
        ("1975-06-12 10:30", "1975-06-12T10:30:00", "minute"),
        ("1975-06-12T10:30:05", "1975-06-12T10:30:05", "second"),
    ],
)
def test_a_date_is_set_and_taken_back(photosort, photos, show, tmp_path, text, local, precision):
    before, stat = show(photos[0]), photos[0].stat()
    answer = photosort("date", "set", photos[0], text, "--json")
    assert (answer.code, answer.json) == (0, {"corrected": 1, "unchanged": 0, "failed": []})
    taken = show(photos[0])["taken"]
    assert (taken["local"], taken["source"], taken["precision"]) == (local, "user", precision)
    assert photosort("date", "set", photos[0], text, "--json").json["unchanged"] == 1
    photosort("index", tmp_path / "p", "--full")
    assert show(photos[0])["taken"] == taken
    assert text.replace("T", " ") in photosort("show", photos[0]).out
    photosort("date", "unset", photos[0])
    assert show(photos[0]) == before
    assert photos[0].stat() == stat


def test_the_zone_of_the_place_gives_the_offset(photosort, photos, show):
    photosort("date", "set", photos[0], "2001-07-01 12:00")
    taken = show(photos[0])["taken"]
    assert (taken["offset"], taken["utc"]) == ("+09:00", "2001-07-01T03:00:00Z")
    photosort("date", "set", photos[0], "2001-07-01T12:00+02:00")
    taken = show(photos[0])["taken"]
    assert (taken["offset"], taken["utc"]) == ("+02:00", "2001-07-01T10:00:00Z")


def test_shifts_add_up_and_need_a_date(photosort, photos, show):
    answer = photosort("date", "set", photos[0].parent, "+1d2h", "--json")
    assert answer.code == 3 and answer.json["corrected"] == 2
    assert [each["path"] for each in answer.json["failed"]] == [str(photos[2])]
    assert show(photos[0])["taken"]["local"] == "2023-04-07T12:00:00"
    photosort("date", "set", photos[0], "-2h")
    assert show(photos[0])["taken"]["local"] == "2023-04-07T10:00:00"
    assert show(photos[0])["taken"]["utc"] == "2023-04-07T01:00:00Z"
    photosort("date", "unset", photos[0])
    assert show(photos[0])["taken"]["source"] == "exif"


def test_what_is_known_to_the_month_sorts_is_found_and_joins_no_trip(photosort, photos):
    photosort("date", "set", photos[0], "1975-06")
    photosort("date", "set", photos[1], "1975")

    def found(expression):
        answer = photosort("query", expression, "--json").json
        return [each["path"][-5:] for each in answer]

    assert found("taken:1975") == ["b.jpg", "a.jpg"]
    assert found("taken:1975-06") == ["a.jpg"]
    assert found("taken:1975-01") == []
    assert found("taken:1974..1976") == ["b.jpg", "a.jpg"]
    assert found("taken:<1975-12") == ["a.jpg"]
    answer = photosort("trips", "--json").json
    assert answer["trips"] == [] and answer["undated"] == 3
    assert photosort("journeys", "--json").json["journeys"] == []
    assert photosort("status", "--json").json["dated"] == 2


def test_folders_ids_and_expressions(photosort, photos, show):
    (trip,) = photosort("trips", "--levels", "country", "--json").json["trips"]
    assert photosort("date", "set", trip["id"], "2020-01-01", "--json").json["corrected"] == 2
    answer = photosort("date", "set", "--where", "name:none", "2019", "--json")
    assert answer.json["corrected"] == 1
    assert show(photos[2])["taken"]["precision"] == "year"
    assert photosort("date", "unset", photos[0].parent, "--json").json["corrected"] == 3
    assert photosort("place", "set", trip["id"], ROME, "--json").json["corrected"] == 2


def test_what_is_wrong_changes_nothing(photosort, photos, show, tmp_path):
    before = show(photos[0])
    for wrong in (["1975-13"], ["yesteryear"], []):
        answer = photosort("date", "set", photos[0], *wrong)
        assert answer.code == 2, answer
    assert photosort("date", "set", "1975").code == 2
    unknown = photosort("date", "set", tmp_path / "no.jpg", "1975")
    assert unknown.code == 3 and "no.jpg" in unknown.err
    photosort("date", "set", photos[0], "1975", "--dry-run")
    assert show(photos[0]) == before


def test_coordinates_are_set_and_taken_back(photosort, photos, show, tmp_path):
    before = show(photos[0])
    assert photosort("place", "set", photos[0], photos[2], ROME, "--json").json["corrected"] == 2
    for path in photos[0], photos[2]:
        now = show(path)
        assert (now["location"]["lat"], now["location"]["source"]) == (41.9, "user")
        assert now["address"]["country"] == "Italy"
    assert show(photos[0])["taken"]["offset"] == "+02:00"
    photosort("index", tmp_path / "p", "--full", "--infer-location")
    assert show(photos[0])["location"]["source"] == "user"
    photosort("place", "unset", photos[0], photos[2])
    assert show(photos[0]) == before
    assert photosort("place", "set", photos[0], "95,200").code == 1


def test_a_city_alone_brings_what_is_above_it(photosort, photos, show):
    answer = photosort("place", "set", photos[2], "--city", "Munich")
    assert "Munich, Bavaria, Germany" in answer.err
    assert show(photos[2])["address"] == {
        "country": "Germany", "province": "Bavaria", "city": "Munich",
    }  # fmt: skip
    photosort("place", "set", photos[2], "--city", "Springfield")  # there are many
    assert show(photos[2])["address"] == {"city": "Springfield"}
    photosort("place", "set", photos[2], "--city", "Paris", "--country", "France")
    assert show(photos[2])["address"]["province"] == "Île-de-France"
    # where a photo is located, that tells what is above
    photosort("place", "set", photos[0], "--city", "Munich")
    assert show(photos[0])["address"]["country"] == "Japan"


def test_export_import_and_xmp_carry_both(photosort, photos, show, tmp_path):
    photosort("date", "set", photos[0], "1975-06")
    photosort("date", "set", photos[1], "+1h")
    photosort("place", "set", photos[2], ROME)
    photosort("place", "set", photos[1], "--city", "Home")
    wanted = [show(each) for each in photos]
    photosort("export", "--to", tmp_path / "all.json")
    exported = json.loads((tmp_path / "all.json").read_text())["files"]
    assert [each["date_set"] for each in exported] == ["1975-06", "+3600s", None]
    other = tmp_path / "other.db"
    photosort("--library", other, "index", tmp_path / "p")
    answer = photosort("--library", other, "import", tmp_path / "all.json", "--json").json
    assert (answer["dates"], answer["places"]) == (2, 2)
    assert [photosort("--library", other, "show", x, "--json").json for x in photos] == wanted
    again = photosort("--library", other, "import", tmp_path / "all.json", "--json").json
    assert (again["dates"], again["places"]) == (0, 0)
    photosort("export", "--xmp", tmp_path / "xmp")
    text = "".join(each.read_text() for each in (tmp_path / "xmp").rglob("*.xmp"))
    assert "<exif:DateTimeOriginal>1975-06</exif:DateTimeOriginal>" in text
    assert "<exif:DateTimeOriginal>2023-04-07T11:00:00+09:00<" in text
    assert "<exif:GPSLatitude>41,54.000000N</exif:GPSLatitude>" in text
