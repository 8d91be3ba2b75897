"""Labels through the command line: set, taken away, asked for, kept."""

import pytest

from tests.make import jpeg


@pytest.fixture
def photos(photosort, tmp_path):
    made = [
        jpeg(tmp_path / f"p/{name}", f"2022-05-0{i}T10:00:00", lat=1.29, lon=103.85, seed=i)
        for i, name in enumerate(("a.jpg", "b.jpg", "sub/c.jpg"), start=1)
    ]
    photosort("index", tmp_path / "p")
    return made


def labels(photosort, photo):
    return photosort("show", photo, "--json").json["labels"]


def test_files_and_folders_are_labelled(photosort, photos, tmp_path):
    answer = photosort("label", photos[0], photos[1], "at=beach", "with=dog", "--json").json
    assert answer["files"] == 2 and answer["set"] == {"at": "beach", "with": "dog"}
    assert labels(photosort, photos[0]) == {"at": "beach", "with": "dog"}
    assert labels(photosort, photos[2]) == {}
    photosort("label", tmp_path / "p/sub", "at=pier")
    assert labels(photosort, photos[2]) == {"at": "pier"}
    assert photosort("query", "label:at", "--count").out == "3\n"
    assert photosort("query", "label:at=beach", "--count").out == "2\n"
    assert photosort("query", "label:beach", "--count").out == "2\n"
    assert photosort("query", "pier", "--count").out == "1\n"
    assert photosort("query", "--group", "label:at", "--json").json["groups"] == [
        {"value": "beach", "count": 2},
        {"value": "pier", "count": 1},
    ]


def test_labels_are_taken_away(photosort, photos):
    photosort("label", photos[0], "at=beach", "with=dog")
    photosort("label", "--remove", "at", photos[0])
    assert labels(photosort, photos[0]) == {"with": "dog"}
    photosort("label", photos[0], "with=")
    assert labels(photosort, photos[0]) == {}


def test_what_a_question_finds_is_labelled(photosort, photos):
    assert (
        photosort("label", "--where", "taken:2022-05-02..", "at=beach", "--json").json["files"] == 2
    )
    assert photosort("label", "--where", "-taken:2022-05-02..", "--remove", "at").code == 0
    assert photosort("query", "label:at=beach", "--count").out == "2\n"
    assert photosort("label", "--where", "contry:Japan", "at=beach").code == 2


def test_labels_are_kept_through_moves_and_reading_again(photosort, photos, tmp_path):
    photosort("label", photos[0], "at=beach")
    moved = tmp_path / "p/sub/renamed.jpg"
    photos[0].rename(moved)
    assert photosort("index", "--json").json["moved"] == 1
    assert labels(photosort, moved) == {"at": "beach"}
    photosort("index", "--full")
    assert labels(photosort, moved) == {"at": "beach"}
    jpeg(moved, "2022-06-01T10:00:00", seed=9)
    assert photosort("index", "--json").json["changed"] == 1
    assert labels(photosort, moved) == {"at": "beach"}
    moved.unlink()
    photosort("index")
    assert labels(photosort, moved) == {"at": "beach"}


def test_trips_and_journeys_are_labelled(photosort, pictures):
    photosort("index", pictures)
    trips = photosort("trips", "--json").json["trips"]
    journey = photosort("journeys", "--json").json["journeys"][-1]
    answer = photosort("label", trips[0]["id"], journey["id"], "at=beach", "--json")
    assert answer.code == 0 and answer.json["ids"] == [trips[0]["id"], journey["id"]]
    assert photosort("trips", "show", trips[0]["id"], "--json").json["labels"] == {"at": "beach"}
    photosort("journeys", "--gap-days", "0")
    photosort("journeys")
    again = photosort("journeys", "show", journey["id"], "--json").json
    assert again["labels"] == {"at": "beach"}
    assert "at=beach" in photosort("journeys", "show", journey["id"]).out
    photosort("label", "--remove", "at", trips[0]["id"], journey["id"])
    assert photosort("journeys", "show", journey["id"], "--json").json["labels"] == {}
    assert photosort("trips", "show", trips[0]["id"], "--json").json["labels"] == {}


def test_unknown_files_are_named_and_the_rest_is_done(photosort, photos, tmp_path):
    answer = photosort("label", tmp_path / "p/x.jpg", photos[0], "at=beach", "--json")
    assert answer.code == 3
    assert answer.json["failed"] == [
        {"path": str(tmp_path / "p/x.jpg"), "error": "is not in the library"}
    ]
    assert labels(photosort, photos[0]) == {"at": "beach"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("a.jpg",), 2),
        (("at=beach",), 2),
        (("a.jpg", "=beach"), 2),
        (("a.jpg", "--remove", ""), 2),
        (("a.jpg", "--remove", "at=beach"), 2),
        (("a.jpg", "x=" + "y" * 2000), 2),
        (("a.jpg", *(f"k{i}=v" for i in range(101))), 2),
        (("trip-unknown", "at=beach"), 1),
        (("journey-unknown", "at=beach"), 1),
        (("person-1", "at=beach"), 1),
        (("moment-1", "at=beach"), 1),
    ],
)
def test_bad_input_changes_nothing(photosort, photos, words, code):
    photosort("label", photos[0], "at=pier")
    words = [photos[0] if word == "a.jpg" else word for word in words]
    answer = photosort("label", *words, photos[1] if code == 1 else "--json")
    assert answer.code == code
    assert labels(photosort, photos[0]) == {"at": "pier"} and labels(photosort, photos[1]) == {}


def test_too_many_labels_together_change_nothing(photosort, photos):
    first, second = ([f"{x}{i}=v" for i in range(60)] for x in "ab")
    assert photosort("label", photos[0], *first).code == 0
    assert photosort("label", photos[1], photos[0], *second).code == 2
    assert len(labels(photosort, photos[0])) == 60 and labels(photosort, photos[1]) == {}


def test_a_dry_run_says_the_same_and_changes_nothing(photosort, photos):
    dry = photosort("label", photos[0], "at=beach", "--dry-run", "--json").json
    assert labels(photosort, photos[0]) == {}
    assert photosort("label", photos[0], "at=beach", "--json").json == dry


def test_a_file_from_a_mac_is_found_by_a_name_that_looks_the_same(photosort, tmp_path):
    photo = jpeg(tmp_path / "E\u0301te\u0301" / "Fu\u0308\u00dfe.jpg", "2023-05-01T10:00:00")
    photosort("index", tmp_path)
    typed = tmp_path / "\u00c9t\u00e9" / "F\u00fc\u00dfe.jpg"
    assert photosort("label", typed, "k=v").code == 0
    shown = photosort("show", typed, "--json").json
    assert (shown["path"], shown["labels"]) == (str(photo), {"k": "v"})
    other = jpeg(typed, "2024-05-01T10:00:00", seed=2)  # a file of that very name is none but this
    assert photosort("show", other, "--json").code == 1
