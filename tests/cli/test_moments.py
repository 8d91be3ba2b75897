"""`photosort moments` through the command line."""

import os

import pytest

from tests.make import jpeg

KYOTO = {"lat": 35.01, "lon": 135.77}
OSAKA = {"lat": 34.69, "lon": 135.50}


@pytest.fixture
def library(photosort, tmp_path):
    """Two days in Kyoto near each other, and one in Osaka two weeks later."""
    for i, (taken, place) in enumerate(
        [
            ("2023-04-02T14:05:30", KYOTO),
            ("2023-04-02T14:50:00", KYOTO),
            ("2023-04-02T15:30:00", {}),
            ("2023-04-03T09:00:00", KYOTO),
            ("2023-04-17T10:00:00", OSAKA),
        ]
    ):
        jpeg(tmp_path / f"p/{i}.jpg", taken, **place, seed=i)
    photosort("index", tmp_path / "p")
    return photosort


def found(photosort, *words):
    return photosort("moments", *words, "--json").json["moments"]


def names(moment):
    return [os.path.basename(path) for path in moment["members"]]


def test_what_is_found(library, tmp_path):
    kyoto, osaka = found(library)
    assert names(kyoto) == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]
    assert (kyoto["start"], kyoto["end"], kyoto["photos"]) == (
        "2023-04-02T14:05:30+09:00", "2023-04-03T09:00:00+09:00", 4,
    )  # fmt: skip
    assert kyoto["center"] == pytest.approx(KYOTO, abs=1e-5)
    assert kyoto["address"]["city"] == "Kyoto" and kyoto["groups"] == []
    assert kyoto["cover"] == str(tmp_path / "p/2.jpg")
    assert names(osaka) == ["4.jpg"] and osaka["center"] == pytest.approx(OSAKA, abs=1e-5)


def test_asking_again_gives_the_same_bytes(library):
    first = library("moments", "--json").json
    second, third = library("moments", "--json"), library("moments", "--json")
    assert (first["created"], second.json["created"], second.json["updated"]) == (2, 0, 0)
    assert second.out == third.out
    assert second.json["moments"] == first["moments"] == library("moments", "list", "--json").json


def test_options_and_durations(library):
    assert [each["photos"] for each in found(library, "--max-gap-days", "0")] == [3, 1, 1]
    for gap in ("40m", "2400", "2400s"):
        split = found(library, "--time-gap", gap, "--max-gap-days", "0")
        assert [each["photos"] for each in split] == [1, 2, 1, 1], gap
    # with any pause, and a spread wide enough for both cities
    assert len(found(library, "--exact", "--distance-km", "60", "--spread-km", "40")) == 1
    assert len(found(library, "--distance-km", "60", "--spread-km", "40")) == 2


def test_unlocated_photos_are_on_the_clock_of_those_around(photosort, tmp_path):
    jpeg(tmp_path / "p/phone.jpg", "2023-04-02T14:05:00", **KYOTO, seed=1)
    jpeg(tmp_path / "p/camera.jpg", "2023-04-02T14:20:00", seed=2)
    photosort("index", tmp_path / "p")
    (only,) = found(photosort)
    assert names(only) == ["phone.jpg", "camera.jpg"]
    assert only["end"] == "2023-04-02T14:20:00"


def test_order_is_that_of_utc(photosort, tmp_path):
    """A photo in Tokyo at noon is taken before one in Paris at ten."""
    jpeg(tmp_path / "p/paris.jpg", "2023-04-02T10:00:00", lat=48.86, lon=2.35, seed=1)
    jpeg(tmp_path / "p/tokyo.jpg", "2023-04-02T12:00:00", lat=35.68, lon=139.69, seed=2)
    photosort("index", tmp_path / "p")
    assert [names(each) for each in found(photosort)] == [["tokyo.jpg"], ["paris.jpg"]]


def test_what_does_not_count(photosort, tmp_path):
    """Dates of files, inferred places, duplicates."""
    jpeg(tmp_path / "p/undated.jpg", **KYOTO, seed=1)
    jpeg(tmp_path / "p/a.jpg", "2023-04-02T10:00:00", **KYOTO, seed=2)
    jpeg(tmp_path / "p/b.jpg", "2023-04-02T10:30:00", seed=3)
    jpeg(tmp_path / "p/c.jpg", "2023-04-02T11:00:00", **KYOTO, seed=4)
    jpeg(tmp_path / "p/c copy.jpg", "2023-04-02T11:00:00", **KYOTO, seed=4)
    photosort("index", tmp_path / "p", "--infer-location")
    shown = photosort("show", tmp_path / "p/b.jpg", "--json").json
    assert shown["location"]["source"] == "inferred"
    answer = photosort("moments", "--time-gap", "20m", "--json").json
    assert answer["undated"] == 1
    centers = {tuple(names(each)): each["center"] for each in answer["moments"]}
    assert centers.pop(("b.jpg",)) is None
    assert sorted(len(each) for each in centers) == [1, 1]


def test_a_title_lasts_through_other_options_and_new_photos(library, tmp_path):
    kyoto, osaka = found(library)
    id = kyoto["id"]
    changed = library(
        "moments", "update", id[:12], "--title", "Blossoms", "--label", "at=beach", "--json"
    ).json
    assert (changed["title"], changed["labels"]) == ("Blossoms", {"at": "beach"})
    library("moments", "update", osaka["id"], "--title", "Castle")
    split = found(library, "--time-gap", "1s", "--max-gap-days", "0")
    assert len(split) == 5 and sum(each["title"] == "Blossoms" for each in split) == 1
    assert [each["title"] for each in found(library)] == ["Blossoms", "Castle"]
    (both,) = found(library, "--distance-km", "90", "--spread-km", "90", "--max-gap-days", "20")
    assert (both["id"], both["title"]) == (id, "Blossoms")
    merged = library("moments", "show", osaka["id"], "--json").json
    assert merged["merged_into"] == id
    jpeg(tmp_path / "p/early.jpg", "2023-04-02T13:30:00", **KYOTO, seed=9)
    library("index")
    again = found(library)
    assert [(each["id"], each["title"], each["photos"]) for each in again] == [
        (id, "Blossoms", 5),
        (osaka["id"], "Castle", 1),
    ]
    assert [
        each["id"] for each in library("moments", "list", "--title", "bloss", "--json").json
    ] == [id]
    assert library("moments", "list", "--label", "at=beach", "--json").json == again[:1]
    library("moments", "update", id, "--title", "", "--label", "at=")
    assert library("moments", "show", id, "--json").json["labels"] == {}


def test_unedited_ids_do_not_depend_on_the_order_in_which_photos_come(library, tmp_path):
    whole = found(library)
    other = ("--library", tmp_path / "other.db")
    for i in (3, 1, 4, 0, 2):
        library("index", tmp_path / f"p/{i}.jpg", *other)
        grown = found(library, *other)
    assert [each["id"] for each in grown] == [each["id"] for each in whole]
    assert [each["members"] for each in grown] == [each["members"] for each in whole]


def test_an_id_that_was_replaced_still_answers(library, tmp_path):
    kyoto, _ = found(library)
    jpeg(tmp_path / "p/early.jpg", "2023-04-02T13:30:00", **KYOTO, seed=9)
    library("index")
    now, _ = found(library)
    assert now["id"] != kyoto["id"] and now["created"] == kyoto["created"]
    assert library("moments", "show", kyoto["id"], "--json").json["merged_into"] == now["id"]


def test_photos_that_are_gone_leave_their_moment(library, tmp_path):
    (tmp_path / "p/1.jpg").unlink()
    library("index")
    assert names(library("moments", "--json").json["moments"][0]) == ["0.jpg", "2.jpg", "3.jpg"]
    library("forget", "--missing")
    library("forget", tmp_path / "p/4.jpg")
    assert len(found(library)) == 1


def test_lists(library):
    kyoto, osaka = found(library)
    for words, expected in [
        (("--from", "2023-04-04"), [osaka]),
        (("--to", "2023-04-04"), [kyoto]),
        (("--order", "desc"), [osaka, kyoto]),
        (("--limit", "1"), [kyoto]),
        (("--offset", "1"), [osaka]),
    ]:
        assert library("moments", "list", "--json", *words).json == expected
    text = library("moments", "list").out
    assert "2 Apr 14:05 – 3 Apr 09:00  Kyoto, Japan" in text and "4 photos  2.jpg" in text
    details = library("moments", "show", kyoto["id"]).out
    assert "* " in details and kyoto["members"][3] in details


def test_folders(library, tmp_path):
    _, osaka = found(library)
    library("moments", "update", osaka["id"], "--title", "Castle")
    assert library("organize", tmp_path / "sorted", "--by", "moment").code == 0
    folders = {
        each.name: len(list(each.iterdir())) for each in (tmp_path / "sorted/moments").iterdir()
    }
    assert folders == {"2023-04-02 14.05 Kyoto": 4, "2023-04-17 10.00 Castle": 1}


def test_folders_before_there_are_moments(library, tmp_path):
    refused = library("organize", tmp_path / "sorted", "--by", "moment")
    assert refused.code == 1 and "no moments yet" in refused.err


def test_a_dry_run_stores_nothing(library):
    dry = library("moments", "--dry-run", "--json").json
    assert library("moments", "list", "--json").json == []
    real = library("moments", "--json").json
    for document in (dry, real):
        for each in document["moments"]:
            del each["created"], each["updated"]
    assert dry == real


def test_an_empty_library_has_none(photosort, tmp_path):
    jpeg(tmp_path / "p/undated.jpg", seed=1)
    photosort("index", tmp_path / "p")
    assert photosort("moments", "--json").json == {
        "created": 0, "updated": 0, "undated": 1, "moments": [],
    }  # fmt: skip
    answer = photosort("moments")
    assert (answer.out, answer.code) == ("", 0) and "0 moments" in answer.err
    answer = photosort("moments", "list")
    assert (answer.out, answer.code) == (
        "",
        0,
    ) and "Run photosort moments to find some" in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ("--time-gap", "soon"),
        ("--time-gap", "-1"),
        ("--time-gap", "2w"),
        ("--time-deviation", "200000d"),
        ("--time-deviation", "1h 30m"),
        ("--distance-km", "-1"),
        ("--spread-km", "nan"),
        ("--spread-km", "inf"),
        ("--max-gap-days", "-1"),
        ("--max-gap-days", "1.5"),
        ("show", "moment-unknown"),
        ("show", "moment-"),
        ("update", "moment-unknown", "--title", "x"),
        ("update", "ID"),
        ("update", "ID", "--title", "x" * 1025),
        ("update", "ID", "--label", "novalue"),
        ("update", "ID", *(w for i in range(101) for w in ("--label", f"k{i}=v"))),
        ("list", "--order", "up"),
        ("list", "--limit", "-1"),
        ("list", "--from", "some day"),
    ],
)
def test_what_is_refused_changes_nothing(library, words):
    id = found(library)[0]["id"]
    before = library("moments", "list", "--json").out
    answer = library("moments", *(id if word == "ID" else word for word in words))
    assert answer.code == (1 if "moment-unknown" in words else 2)
    assert answer.err.startswith("photosort: ") and "Traceback" not in answer.err
    assert library("moments", "list", "--json").out == before
