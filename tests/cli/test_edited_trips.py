"""Editing and listing trips through the command line."""

import pytest


@pytest.fixture
def trips(photosort, pictures):
    photosort("index", pictures)
    photosort("trips", "--levels", "country,city")
    return photosort


def ids(answer):
    return [trip["id"] for trip in answer.json]


def test_filters_sorting_and_paging(trips):
    everything = trips("trips", "list", "--json").json

    def listed(*words):
        return trips("trips", "list", *words, "--json").json

    assert {t["level"] for t in listed("--level", "city")} == {"city"}
    assert len(listed("--level", "city", "--level", "country")) == len(everything)
    assert {t["address"]["country"] for t in listed("--country", "japan")} == {"Japan"}
    assert [t["address"]["city"] for t in listed("--city", "Kyoto")] == ["Kyoto"]
    assert listed("--province", "Nowhere") == []
    in_2022 = listed("--to", "2022-12-31")
    assert in_2022 and all(t["start"] < "2023" for t in in_2022)
    assert all(t["end"] > "2023" for t in listed("--from", "2023-01-01"))
    overlapping = listed("--from", "2023-04-02", "--to", "2023-04-02", "--level", "country")
    assert [t["address"]["country"] for t in overlapping] == ["Japan"]
    assert listed("--order", "desc")[0]["start"] == max(t["start"] for t in everything)
    ends = [t["end"][:10] for t in listed("--sort", "end")]
    assert ends == sorted(ends)
    assert listed("--limit", "3", "--offset", "2") == everything[2:5]
    assert listed("--limit", "0") == []


def test_titles_and_labels_last(trips, tmp_path):
    id = ids(trips("trips", "list", "--country", "Singapore", "--level", "country", "--json"))[0]
    answer = trips(
        "trips", "update", id, "--title", "Lion city", "--custom-id", "S1",
        "--label", "with=friends", "--json",
    )  # fmt: skip
    assert answer.json["title"] == "Lion city"
    trips("trips", "--levels", "city", "--json")
    trips("trips", "--levels", "country,city", "--json")
    trip = trips("trips", "show", id, "--json").json
    assert (trip["title"], trip["custom_id"], trip["labels"]) == (
        "Lion city", "S1", {"with": "friends"},
    )  # fmt: skip
    assert ids(trips("trips", "list", "--title", "LION", "--json")) == [id]
    assert ids(trips("trips", "list", "--label", "with=friends", "--json")) == [id]
    assert "Lion city (Singapore)" in trips("trips", "list").out
    trips("trips", "undo")
    assert trips("trips", "show", id, "--json").json["title"] is None
    assert trips("trips", "undo").code == 1


def test_deleted_trips_stay_away_and_come_back(trips):
    (id,) = ids(trips("trips", "list", "--city", "Kyoto", "--json"))
    assert trips("trips", "delete", id, "--json").json == {"deleted": [id]}
    assert trips("trips", "list", "--city", "Kyoto", "--json").json == []
    trips("trips", "--levels", "country,city")
    assert trips("trips", "list", "--city", "Kyoto", "--json").json == []
    assert trips("trips", "restore", id).code == 0
    trips("trips", "--levels", "country,city")
    assert ids(trips("trips", "list", "--city", "Kyoto", "--json")) == [id]


@pytest.mark.parametrize(
    "words",
    [
        ("update", "ID"),
        ("update", "ID", "--title", "x" * 1025),
        ("update", "ID", "--title", "é" * 513),
        ("update", "ID", "--custom-id", "x" * 1025),
        ("update", "ID", "--label", "novalue"),
        ("update", "ID", *(w for i in range(101) for w in ("--label", f"k{i}=v"))),
        ("update", "trip-", "--title", "x"),
        ("list", "--level", "village"),
        ("list", "--sort", "colour"),
        ("list", "--order", "up"),
        ("list", "--limit", "-1"),
        ("list", "--from", "someday"),
        ("restore", "ID"),
        ("delete", "trip-unknown"),
        ("update", "trip-unknown", "--title", "x"),
    ],
)
def test_what_is_refused_changes_nothing(trips, words):
    before = trips("trips", "list", "--json").out
    id = ids(trips("trips", "list", "--city", "Kyoto", "--json"))[0]
    answer = trips("trips", *(id if word == "ID" else word for word in words))
    assert answer.code in (1, 2)
    assert answer.err.startswith("photosort: ") and "Traceback" not in answer.err
    assert trips("trips", "list", "--json").out == before


def test_1024_bytes_and_100_labels_are_fine(trips):
    id = ids(trips("trips", "list", "--city", "Kyoto", "--json"))[0]
    labels = [word for i in range(100) for word in ("--label", f"k{i}=v")]
    answer = trips("trips", "update", id, "--title", "x" * 1024, *labels, "--json")
    assert answer.code == 0 and len(answer.json["labels"]) == 100
    assert trips("trips", "update", id, "--label", "k100=v").code == 2
    dry = trips("trips", "update", id, "--title", "dry", "--dry-run", "--json").json
    assert dry["title"] == "dry"
    assert trips("trips", "show", id, "--json").json["title"] == "x" * 1024
