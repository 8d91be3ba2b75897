"""Trips, journeys, people and moments through one grammar: the same verbs, filters and ids."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import call, isolated
from tests.make import jpeg
from tests.workflow.test_edits import DAYS, KYOTO

NOUNS = ["trips", "journeys", "moments"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Two journeys from home, to Kyoto, and to Osaka and Kyoto; all that is found of them."""
    made = tmp_path_factory.mktemp("nouns")
    for i, ((lat, lon), day) in enumerate(DAYS):
        jpeg(made / f"p/{i}.jpg", f"{day}T10:00:00", lat=lat, lon=lon, seed=i)
    with isolated(made):
        for words in (
            ["index", made / "p"],
            ["trips", "--levels", "city"],
            *([x] for x in NOUNS[1:]),
        ):
            assert call(*words).code == 0
    return made


@pytest.fixture
def library(photosort, prepared, tmp_path):
    """A copy of the prepared library and its photos, which keep their places."""
    shutil.copy(prepared / "library.db", tmp_path)
    return photosort


def listed(photosort, noun, *words):
    answer = photosort(noun, "list", *words, "--json")
    assert answer.code == 0, answer.err
    return answer.json


def ids(photosort, noun, *words):
    return [each["id"] for each in listed(photosort, noun, *words)]


# verbs


@pytest.mark.parametrize("noun", NOUNS)
def test_what_a_user_enters_lasts_and_names_it(library, noun):
    id = ids(library, noun)[0]
    words = ("--title", "Käse & Wein", "--custom-id", "mine", "--label", "with=dog", "--json")
    changed = library(noun, "update", id, *words).json
    assert (changed["title"], changed["custom_id"], changed["labels"]) == (
        "Käse & Wein", "mine", {"with": "dog"},
    )  # fmt: skip
    library(noun, *(["--levels", "city"] if noun == "trips" else []))
    for text in (
        id,
        id[:-2],
        id.partition("-")[2][:10],
        "MINE",
        "käse & wein",
        "KASE WEIN",
        "wein",
    ):
        shown = library(noun, "show", text, "--json")
        assert shown.code == 0 and shown.json["id"] == id, (text, shown.err)
    shown = library(noun, "show", "mine")
    assert "Käse & Wein" in shown.out and "mine" in shown.out and "with=dog" in shown.out
    assert (
        ids(library, noun, "--label", "with=dog") == ids(library, noun, "--title", "kase") == [id]
    )
    library(noun, "update", "wein", "--label", "with=", "--custom-id", "")
    again = library(noun, "show", "wein", "--json").json
    assert (again["labels"], again["custom_id"]) == ({}, None)
    for _ in range(2):
        assert library(noun, "undo", "--json").json == {"undone": "update", noun: [id]}
    assert library(noun, "show", id, "--json").json["labels"] == {}
    assert library(noun, "undo").code == 1


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_deleted_stays_away_until_it_is_restored(library, noun):
    run = (noun, "--levels", "city") if noun == "trips" else (noun,)
    before = ids(library, noun)
    id = before[1]
    library(noun, "update", id, "--title", "Gone fishing")
    dry = library(noun, "delete", "gone fishing", "--dry-run", "--json").json
    assert ids(library, noun) == before
    assert library(noun, "delete", "gone fishing", "--json").json == dry == {"deleted": [id]}
    for _ in range(2):
        assert ids(library, noun) == [each for each in before if each != id]
        assert ids(library, noun, "--deleted") == [id]
        library(*run)
    answer = library(noun, "show", "fishing")
    assert answer.code == 1 and f"{noun} list --deleted" in answer.err
    answer = library(noun, "update", id, "--title", "x")
    assert answer.code == 1 and f"photosort {noun} restore" in answer.err
    assert library(noun, "restore", before[0]).code == 1
    assert library(noun, "restore", "fishing", "--json").json == {"restored": [id]}
    if noun == "trips":
        library(*run)
    assert ids(library, noun) == before and ids(library, noun, "--deleted") == []
    library(*run)
    assert ids(library, noun) == before
    assert library(noun, "show", id, "--json").json["title"] == "Gone fishing"
    assert library(noun, "undo", "--json").json["undone"] == "restore"
    assert library(noun, "undo", "--json").json["undone"] == "delete"
    assert ids(library, noun) == before


def test_a_deleted_journey_keeps_its_days_and_what_lies_beyond_is_another(library, tmp_path):
    (kyoto, both) = ids(library, "journeys")
    library("journeys", "delete", kyoto)
    lat, lon = KYOTO
    for i, day in enumerate(("2023-02-04", "2023-02-06", "2023-02-07")):
        jpeg(tmp_path / f"q/{i}.jpg", f"{day}T11:00:00", lat=lat, lon=lon, seed=100 + i)
    library("index", tmp_path / "q")
    library("journeys")
    found = listed(library, "journeys")
    assert [(each["start"][:10], each["photos"]) for each in found] == [
        ("2023-02-06", 2), ("2023-04-01", 4),
    ]  # fmt: skip
    assert found[1]["id"] == both and found[0]["id"] != kyoto
    # its days are free no more
    library("journeys", "restore", kyoto)
    library("journeys")
    (whole, other) = listed(library, "journeys")
    assert (whole["photos"], other["id"]) == (6, both)
    answer = library("journeys", "show", found[0]["id"], "--json").json
    assert whole["id"] in (kyoto, answer["merged_into"], found[0]["id"])


def test_a_restored_journey_waits_where_its_days_are_anothers(library):
    kyoto, _both = ids(library, "journeys")
    library("journeys", "delete", kyoto)
    library("journeys", "--home", "none", "--gap-days", "99")  # one journey around its days
    (life,) = listed(library, "journeys")
    library("journeys", "restore", kyoto)
    assert listed(library, "journeys") == [life]
    library("journeys")
    assert [each["start"][:10] for each in listed(library, "journeys")] == [
        "2023-02-03", "2023-04-01",
    ]  # fmt: skip


def test_a_photo_in_the_time_of_a_deleted_moment_is_in_none(library, tmp_path):
    moments = listed(library, "moments")
    last = moments[-1]
    library("moments", "delete", last["id"])
    lat, lon = KYOTO
    jpeg(tmp_path / "q/in.jpg", "2023-04-07T22:00:00", lat=lat, lon=lon, seed=100)
    jpeg(tmp_path / "q/behind.jpg", "2023-04-08T10:30:00", lat=lat, lon=lon, seed=101)
    library("index", tmp_path / "q")
    library("moments")
    found = listed(library, "moments")
    assert [each["id"] for each in found[:-1]] == [each["id"] for each in moments[:-1]]
    assert [Path(each).name for each in found[-1]["members"]] == ["behind.jpg"]


# ids and names


def test_several_fits_are_listed_and_a_miss_has_a_hint(library):
    kyoto, both = ids(library, "journeys")
    answer = library("journeys", "delete", "2023")
    assert answer.code == 2 and ids(library, "journeys") == [kyoto, both]
    assert kyoto in answer.err and both in answer.err and len(answer.err.splitlines()) == 4
    error = library("journeys", "show", "2023", "--json").json["error"]
    assert error["code"] == 2 and kyoto in error["message"] and both in error["message"]
    answer = library("journeys", "show", "kyotto 2023")
    assert answer.code == 1 and kyoto in answer.err and "photosort journeys list" in answer.err
    assert library("trips", "delete", "trip-").code == 2


@pytest.mark.parametrize(
    "text", [b"\xff", b"", b" ", b"%", b"a\nb", b"'", b"*", b"-", "☃".encode()]
)
@pytest.mark.parametrize("noun", [*NOUNS, "people"])
def test_whatever_is_typed_is_answered_in_words(library, noun, text):
    for words in (
        (noun, "show", "--", text),
        (noun, "delete", "--", text),
        (noun, "restore", "--", text),
    ):
        answer = library(*words)
        assert answer.code in (1, 2) and "unexpected" not in answer.err, (words, answer.err)
    assert library("label", "at=dawn", "--", text).code in (1, 2, 3)
    assert "unexpected" not in library(noun, "list", "--title", text).err


@pytest.mark.parametrize("text", [b"\xff", b"%", "☃".encode()])
def test_a_place_that_nothing_has_is_answered_in_words(library, text):
    assert "unexpected" not in library("trips", "list", "--city", text).err


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("option", ["--title", "--custom-id"])
def test_what_is_no_text_is_refused(library, noun, option):
    answer = library(noun, "update", ids(library, noun)[0], option, b"\xff")
    assert answer.code == 2 and option in answer.err


def test_every_command_that_takes_an_id_takes_a_name(library, tmp_path):
    kyoto, _ = ids(library, "journeys")
    library("journeys", "update", kyoto, "--title", "Temples", "--custom-id", "T1")
    library("trips", "update", ids(library, "trips")[0], "--title", "Winter at home")
    library("moments", "update", ids(library, "moments")[0], "--title", "New year")
    for words in (
        ("journeys", "show", "temples", "--gpx", tmp_path / "a.gpx"),
        ("journeys", "map", "temples", "--out", tmp_path / "a.svg"),
        ("album", tmp_path / "a", "--journey", "temples"),
        ("album", tmp_path / "b", "--trip", "winter"),
        ("album", tmp_path / "c", "--moment", "new year"),
        ("film", tmp_path / "a.mp4", "--journey", "t1", "--dry-run"),
    ):
        answer = library(*words, "--dry-run") if "--dry-run" not in words else library(*words)
        assert answer.code == 0, (words, answer.err)
        wrong = [
            "nothing such" if each in ("temples", "winter", "new year", "t1") else each
            for each in words
        ]
        assert library(*wrong).code == 1


def test_labels_places_and_dates_take_names(library):
    kyoto, both = ids(library, "journeys")
    library("journeys", "update", kyoto, "--title", "Temples", "--custom-id", "T1")
    for text in ("temples", "T1", kyoto[8:], kyoto):
        assert library("label", text, "at=dawn", "--json").json["ids"] == [kyoto]
    assert listed(library, "journeys")[0]["labels"] == {"at": "dawn"}
    assert library("journeys", "undo").code == 0
    assert library("label", "2023", "at=dawn").code == 2
    library("journeys", "delete", both)
    refused = library("label", both, "at=dawn")
    assert refused.code == 1 and "restore" in refused.err
    answer = library("label", "no such file.jpg", "at=dawn", "--json")
    assert answer.code == 3 and len(answer.json["failed"]) == 1
    assert library("place", "set", "temples", "--district", "Gion", "--json").code == 0
    assert library("query", "district:Gion", "--count").out == "3\n"
    assert library("date", "set", "t1", "2023-02-09", "--dry-run", "--json").code == 0


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("journey:temples", 3),
        ("journey:T1", 3),
        ('journey:"temples 2023"', 3),
        ("journey:Tempel", 0),
        ("-journey:temples", len(DAYS) - 3),
        ("trip:Kyoto", 5),
        ('trip:"kyoto 2023-02"', 3),
        ("moment:osaka", 2),
        ("moment:nothing", 0),
        ("moment:moment-", len(DAYS)),
    ],
)
def test_queries_take_names(library, expression, number):
    library(
        "journeys", "update", ids(library, "journeys")[0], "--title", "Temples", "--custom-id", "T1"
    )
    answer = library("query", expression, "--count")
    assert answer.out == f"{number}\n"


@pytest.mark.parametrize("noun", NOUNS)
def test_queries_take_ids(library, noun):
    one = listed(library, noun)[0]
    whole = library("query", f"{noun[:-1]}:{one['id']}", "--json").json
    bare = library("query", f"{noun[:-1]}:{one['id'].partition('-')[2]}", "--json").json
    assert whole == bare and len(whole) == one["photos"]


# filters


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("--from", "2023-04-01"), {"trips": 2, "journeys": 1, "moments": 2}),
        (("--to", "2023-02-05", "--from", "2023-02-01"), dict.fromkeys(NOUNS, 1)),
        (("--country", "japan"), {"trips": 3, "journeys": 2, "moments": 3}),
        (("--city", "Osaka"), dict.fromkeys(NOUNS, 1)),
        (("--country", "France"), dict.fromkeys(NOUNS, 0)),
        (("--where", "city:osaka"), dict.fromkeys(NOUNS, 1)),
        (("--where", "taken:2023-02-04 or city:osaka"), dict.fromkeys(NOUNS, 2)),
        (("--limit", "1"), dict.fromkeys(NOUNS, 1)),
        (("--deleted",), dict.fromkeys(NOUNS, 0)),
        (("--title", "no such title"), dict.fromkeys(NOUNS, 0)),
    ],
)
def test_filters(library, noun, words, count):
    assert len(listed(library, noun, *words)) == count[noun]


@pytest.mark.parametrize("noun", NOUNS)
def test_sorting(library, noun):
    everything = listed(library, noun)
    assert listed(library, noun, "--sort", "-start") == everything[::-1]
    assert listed(library, noun, "--sort", "start", "--order", "desc") == everything[::-1]
    assert listed(library, noun, "--sort", "-start", "--order", "desc") == everything
    photos = [each["photos"] for each in listed(library, noun, "--sort", "-photos")]
    assert photos == sorted(photos, reverse=True)
    for field in ("end", "title", "created", "updated"):
        assert len(listed(library, noun, "--sort", field)) == len(everything)
    for words in (("--sort", "colour"), ("--from", "2023-02-01", "--to", "2023-01-01")):
        assert library(noun, "list", *words).code == 2
    none = library(noun, "list", "--city", "Atlantis")
    assert (none.out, none.code) == ("", 0) and f"photosort {noun} list" in none.err


@pytest.mark.parametrize("noun", NOUNS)
def test_lists_name_the_photos(library, noun):
    words = () if noun == "moments" else ("--members",)
    for each in listed(library, noun, *words):
        assert len(each["members"]) == each["photos"]
        assert library(noun, "show", each["id"], *words, "--json").json == each


# another library


def test_deleted_and_numbered_ones_go_to_another_library(library, prepared, tmp_path):
    kyoto, both = ids(library, "journeys")
    library("journeys", "update", both, "--custom-id", "J2")
    library("journeys", "delete", kyoto)
    first, second = ids(library, "moments")[:2]
    library("moments", "update", second, "--custom-id", "M2")
    library("moments", "delete", first)
    assert library("export", "--to", tmp_path / "mine.json").code == 0
    other = ("--library", tmp_path / "other.db")
    library("index", prepared / "p", *other)
    for noun in NOUNS[1:]:
        library(noun, *other)
    answer = library("import", tmp_path / "mine.json", "--json", *other).json
    assert (answer["journeys"], answer["moments"], answer["unmatched"]) == (2, 2, [])
    for noun in NOUNS[1:]:
        library(noun, *other)
        assert ids(library, noun, *other) == ids(library, noun)
        assert ids(library, noun, "--deleted", *other) == ids(library, noun, "--deleted")
        assert [x["custom_id"] for x in listed(library, noun, *other)] == [
            x["custom_id"] for x in listed(library, noun)
        ]
    again = library("import", tmp_path / "mine.json", "--json", *other).json
    assert (again["journeys"], again["moments"]) == (0, 0)
