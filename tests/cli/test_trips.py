"""`photosort trips` through the command line, on the sample pictures."""

import json

import pytest


@pytest.fixture
def library(photosort, pictures):
    """The sample of the specification, indexed."""
    folders = (pictures / "2022 Singapore", pictures / "2022 San Francisco")
    assert photosort("index", *folders).code == 0
    return photosort


def brief(trips):
    return [
        (t["level"], "/".join(t["address"].values()), t["start"], t["end"], t["photos"])
        for t in trips
    ]


def test_the_sample_of_the_specification_with_one_offset(library):
    answer = library("trips", "--tz", "+08:00", "--json").json
    day = "T23:59:59.999999999+08:00"
    assert brief(answer["trips"]) == [
        ("country", "Singapore", "2022-05-01T00:00:00+08:00", f"2022-05-02{day}", 4),
        ("province", "Singapore/Singapore", "2022-05-01T00:00:00+08:00", f"2022-05-02{day}", 4),
        ("country", "United States", "2022-06-02T00:00:00+08:00", f"2022-06-03{day}", 4),
        (
            "province",
            "United States/California",
            "2022-06-02T00:00:00+08:00",
            f"2022-06-03{day}",
            4,
        ),
    ]
    assert answer["options"] == {
        "gap_days": 1,
        "min_days": 1,
        "max_days": 99999,
        "levels": ["country", "province"],
        "tz": "+08:00",
    }
    assert (answer["created"], answer["updated"], answer["hidden"]) == (4, 0, 0)
    assert (answer["unplaced"], answer["undated"]) == (0, 0)


def test_without_an_offset_each_place_has_its_own(library):
    trips = library("trips", "--json").json["trips"]
    assert [trip["start"][-6:] for trip in trips] == ["+08:00", "+08:00", "-07:00", "-07:00"]
    assert [trip["end"][-6:] for trip in trips] == ["+08:00", "+08:00", "-07:00", "-07:00"]
    assert {trip["span_days"] for trip in trips} == {2}


def test_a_second_run_with_nothing_new_changes_nothing(library):
    library("trips", "--json")
    second = library("trips", "--json")
    third = library("trips", "--json")
    assert second.json["created"] == second.json["updated"] == 0
    assert second.out == third.out


def test_new_photos_extend_a_trip_that_keeps_its_id(photosort, pictures, tmp_path):
    import shutil

    folder = tmp_path / "photos"
    source = pictures / "2022 Singapore"
    first, *rest = sorted(source.iterdir(), key=lambda p: "20220501" not in p.name)
    folder.mkdir()
    shutil.copy(first, folder)
    photosort("index", folder)
    before = photosort("trips", "--levels", "country", "--json").json["trips"]
    for path in rest:
        shutil.copy(path, folder)
    photosort("index", folder)
    answer = photosort("trips", "--levels", "country", "--json").json
    after = answer["trips"]
    assert [trip["id"] for trip in after] == [trip["id"] for trip in before]
    assert after[0]["created"] == before[0]["created"] < after[0]["updated"]
    assert (answer["created"], answer["updated"]) == (0, 1)
    assert after[0]["photos"] == 4


def test_levels_not_asked_for_sleep_and_come_back_with_their_ids(library):
    both = library("trips", "--json").json["trips"]
    only = library("trips", "--levels", "country", "--json").json
    assert only["hidden"] == 2
    assert [t["id"] for t in only["trips"]] == [t["id"] for t in both if t["level"] == "country"]
    again = library("trips", "--json").json
    assert again["trips"] == both
    assert (again["created"], again["updated"]) == (0, 0)


def test_deleted_files_change_no_trip_until_rebuild(photosort, pictures, tmp_path):
    import shutil

    folder = tmp_path / "photos"
    shutil.copytree(pictures / "2022 Singapore", folder)
    photosort("index", folder)
    (before,) = photosort("trips", "--levels", "city", "--json").json["trips"]
    second_day = [
        p
        for p in folder.iterdir()
        if photosort("show", p, "--json").json["taken"]["local"] > "2022-05-02"
    ]
    for path in second_day:
        path.unlink()
    photosort("index", folder)
    (same,) = photosort("trips", "--levels", "city", "--json").json["trips"]
    assert (same["id"], same["end"], same["updated"]) == (
        before["id"],
        before["end"],
        before["updated"],
    )
    assert same["photos"] == before["photos"] - len(second_day) == 2
    (less,) = photosort("trips", "--levels", "city", "--rebuild", "--json").json["trips"]
    assert less["id"] == before["id"]
    assert less["end"].startswith("2022-05-01")
    (still,) = photosort("trips", "--levels", "city", "--json").json["trips"]
    assert still == less


def test_list_show_and_members(library):
    trips = library("trips", "--members", "--json").json["trips"]
    assert all(len(trip["members"]) == trip["photos"] for trip in trips)
    listed = library("trips", "list", "--json").json
    assert [trip["id"] for trip in listed] == [trip["id"] for trip in trips]
    assert "members" not in listed[0]
    with_members = library("trips", "list", "--members", "--json").json
    assert with_members == trips
    id = trips[0]["id"]
    assert library("trips", "show", id, "--json").json == listed[0]
    assert library("trips", "show", id[:9], "--json").json["id"] == id
    assert "Singapore" in library("trips", "show", id).out
    member = trips[0]["members"][0]
    assert id in library("show", member, "--json").json["trips"]


def test_an_unknown_or_ambiguous_id(library):
    library("trips")
    unknown = library("trips", "show", "trip-nothing", "--json")
    assert unknown.code == 1
    assert "trip-nothing" in unknown.json["error"]["message"]
    assert library("trips", "show", "trip-").code == 2
    assert library("trips", "show", "trip-%").code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("--gap-days", "-1"),
        ("--gap-days", "100000"),
        ("--min-days", "0"),
        ("--max-days", "100000"),
        ("--min-days", "5", "--max-days", "4"),
        ("--levels", "village"),
        ("--levels", ""),
        ("--tz", "8"),
        ("--tz", "+25:00"),
        ("--gap-days", "many"),
    ],
)
def test_values_out_of_range_are_refused_by_name(library, arguments):
    answer = library("trips", *arguments)
    assert answer.code == 2
    assert arguments[0] in answer.err
    assert "Traceback" not in answer.err
    assert library("trips", "list", "--json").json == []
    assert library("trips", *arguments, "--json").json["error"]["code"] == 2


def test_a_dry_run_says_the_same_and_changes_nothing(library):
    dry = library("trips", "--dry-run", "--json").json
    assert library("trips", "list", "--json").json == []
    real = library("trips", "--json").json
    for document in (dry, real):
        for trip in document["trips"]:
            del trip["created"], trip["updated"]
    assert dry == real


def test_photos_without_place_or_date_are_counted(photosort, pictures):
    photosort("index", pictures)
    answer = photosort("trips", "--json").json
    golden = json.loads((pictures.parent / "golden/pictures.json").read_text())
    good = [facts for facts in golden.values() if not facts["broken"]]
    assert answer["unplaced"] == sum(facts["lat"] is None for facts in good) > 0
    # the name of the screenshot tells its date
    assert answer["undated"] == sum(facts["taken"] is None for facts in good) - 1 > 0


def test_the_table_tells_a_year_at_a_glance(photosort, pictures):
    photosort("index", pictures / "2023 Japan")
    out = photosort("trips", "--levels", "province").out
    assert out.splitlines()[:2] == ["2023", "  Japan"]
    assert "    1 – 5 Apr  Tokyo    4 days" in out
    assert "    6 – 8 Apr  Kyoto    3 days" in out


def test_no_library(photosort):
    answer = photosort("trips", "list")
    assert answer.code == 1
    assert "photosort index" in answer.err
    assert json.loads(photosort("trips", "--json").out)["error"]["code"] == 1
