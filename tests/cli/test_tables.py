"""What trips, journeys and the others look like on a page of so many columns."""

import re
from collections.abc import Iterator

import pytest

from photosort.report.layout import display_width
from tests import travels
from tests.conftest import Photosort, call, isolated
from tests.terminal import on_terminal

WIDE = """\
2019
  30 May – 2 Jun  Denmark   3 nights  12 photos  Copenhagen, Roskilde                     ca5d
  6 – 17 Jul      Norway   11 nights  36 photos  Oslo → Lillehammer → Bergen → Stavanger  1190
  30 Dec – 2 Jan  Austria   3 nights  12 photos  Vienna                                   32d6

2021
  3 – 4 Sep       Austria    1 night   6 photos  Vienna                                   78e8
"""

SHORT = ("ca5d", "1190", "32d6", "78e8")

NARROW = """\
2019
  30 May – 2 Jun  Denmark   3 nights  12 photos  Copenhagen, Roskilde       ca5d
  6 – 17 Jul      Norway   11 nights  36 photos  Oslo → Lillehammer +2      1190
  30 Dec – 2 Jan  Austria   3 nights  12 photos  Vienna                     32d6

2021
  3 – 4 Sep       Austria    1 night   6 photos  Vienna                     78e8
"""

MESSAGES = """\
Home  Hamburg until 9 July 2021, then Munich
4 journeys. 25 photos have no place: photosort index --infer-location would place about 23.
1 photo has no date.
"""

CLUSTERS = "Clusters  157 by country, 162 by province: photosort trips --levels province\n"


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Photosort]:
    folder = tmp_path_factory.mktemp("family")
    travels.make(folder / "photos")
    with isolated(folder):
        assert call("index", folder / "photos").code == 0
        assert call("trips").code == 0
        yield call


def plain(text: str) -> str:
    return re.sub(r"\x1b\[\d*m", "", text)


def test_trips_are_journeys_in_a_pipe(family):
    answer = family("trips")
    assert answer.out == WIDE
    assert answer.err == MESSAGES + CLUSTERS
    assert family("journeys").out == family("journeys", "list").out == WIDE
    assert family("trips", "list").out == WIDE
    assert family("journeys").err == MESSAGES


def test_on_a_terminal_of_80_columns(family):
    shown = on_terminal("trips", env={}, columns=80).out
    assert plain(shown) == NARROW + MESSAGES + CLUSTERS
    assert "\x1b[1m2019\x1b[0m\n" in shown and "\x1b[2mca5d\x1b[0m\n" in shown


def test_on_a_terminal_of_120_columns(family):
    shown = on_terminal("journeys", env={}, columns=120).out
    assert plain(shown) == WIDE + MESSAGES


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_codes_where_none_are_wanted(family, env):
    assert on_terminal("trips", env=env, columns=80).out == NARROW + MESSAGES + CLUSTERS


@pytest.mark.parametrize(
    "words",
    [
        ("trips", "list"),
        ("trips", "list", "--level", "country,city"),
        ("journeys", "list"),
        ("moments",),
        ("people", "list"),
    ],
)
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_of_a_table_is_wider_than_the_terminal(family, words, columns):
    shown = plain(on_terminal(*words, env={"PAGER": "cat"}, columns=columns).out)
    rows = [line for line in shown.splitlines() if line.startswith("  ")]
    assert rows or words[0] == "people"
    assert max(map(display_width, rows), default=0) <= columns


def test_clusters_are_below_their_country_and_home_is_a_line_a_year(family):
    out = family("trips", "--levels", "country,city").out
    countries, cities = out.split("Cities\n\n")
    assert countries.startswith("Countries\n\n2019\n  at home         Germany  49 clusters")
    assert "  30 May – 2 Jun  Denmark       4 days   8 photos  " in countries
    lines = [line[:35].rstrip() for line in cities.splitlines()]
    assert lines[:3] == ["2019", "  at home           Hamburg", "  Denmark"]
    assert lines[3] == "    30 May          Copenhagen, Cap"
    assert "  Norway" in lines and "    6 – 8 Jul       Oslo" in lines
    assert "Hamburg, Munich" in cities
    single = family("trips", "--levels", "city", "--home").out
    assert "at home" not in single and single.count("Hamburg") > 100
    assert family("trips", "list", "--level", "city", "--home").out == single
    family("trips")


def test_a_home_with_a_title_is_shown(family):
    trips = family("trips", "--levels", "city", "--json").json["trips"]
    birthday = next(each["id"] for each in trips if each["home"])
    family("trips", "update", birthday, "--title", "Birthday")
    out = family("trips", "list", "--level", "city").out
    assert "Birthday (Hamburg)" in out and "48 clusters" in out
    family("trips", "update", birthday, "--title", "")
    family("trips")


def test_json_says_what_is_at_home(family):
    answer = family("trips", "--json").json
    assert answer["options"]["levels"] == ["country", "province"]
    assert answer["created"] == answer["updated"] == 0
    away = {each["address"]["country"] for each in answer["trips"] if not each["home"]}
    assert away == {"Denmark", "Norway", "Austria"}  # Lübeck is 58 km from home
    home = {each["address"]["country"] for each in answer["trips"] if each["home"]}
    assert home == {"Germany"}
    one = answer["trips"][0]
    assert family("trips", "show", one["id"], "--json").json == one


def test_homes_that_are_given_count(family):
    family("journeys", "--home", "48.208,16.373")
    trips = family("trips", "list", "--json").json
    assert {each["address"]["country"] for each in trips if each["home"]} == {"Austria"}
    # homes that were given hold for trips, too
    trips = family("trips", "--levels", "country", "--json").json["trips"]
    assert {each["address"]["country"] for each in trips if each["home"]} == {"Austria"}
    family("journeys")
    trips = family("trips", "--json").json["trips"]
    assert {each["address"]["country"] for each in trips if each["home"]} == {"Germany"}


def test_who_has_no_home_is_not_told_so(family):
    assert "ome" not in family("journeys", "--home", "none").err
    family("journeys")


def test_too_few_photos_make_no_home(photosort, pictures):
    photosort("index", pictures / "2022 Singapore")
    assert not any(each["home"] for each in photosort("trips", "--json").json["trips"])


def test_the_order_of_runs_does_not_matter(photosort, tmp_path):
    travels.make(tmp_path / "photos")
    photosort("index", tmp_path / "photos")
    first = photosort("trips", "--levels", "city", "--json").json["trips"]
    photosort("journeys")
    again = photosort("trips", "--levels", "city", "--json").json["trips"]
    assert first == again and any(each["home"] for each in first)


def test_short_ids_are_accepted(family):
    for short in SHORT:
        whole = family("journeys", "show", short, "--json").json
        assert whole["id"].startswith(f"journey-{short}")
        assert family("trips", "show", short, "--json").json == whole
    out = family("trips", "list", "--level", "province").out
    ids = re.findall(r"(?m)  ([0-9a-f]{4,})$", out)
    assert len(ids) > 5
    for short in ids:
        assert family("trips", "show", short, "--json").json["level"] == "province"


def test_a_journey_is_changed_as_one(family):
    answer = family("trips", "update", "1190", "--title", "Fjords")
    assert answer.code == 1
    assert "photosort journeys update journey-1190" in answer.err


def test_a_title_of_the_user_stands_in_the_table(family):
    family("journeys", "update", "1190", "--title", "Fjords 2019")
    assert "6 – 17 Jul      Fjords 2019  11 nights" in family("journeys", "list").out
    family("journeys", "update", "1190", "--title", "")
    assert family("journeys", "list").out == WIDE


def test_numbers_add_up(family):
    details = family("journeys", "show", "1190").out
    assert details.startswith("Norway, 6–17 Jul 2019  journey-1190")
    assert "36 photos, 24 of them at 4 stops, 12 without a place" in details
    assert "11 nights, 585 km from stop to stop" in details
    for short in SHORT:
        whole, *parts = re.findall(
            r"(\d+) (?:photos?|of them|at|on the|without)",
            family("journeys", "show", short).out.splitlines()[2],
        )
        assert int(whole) == sum(map(int, parts))


def test_what_would_be_placed_is_true(photosort, tmp_path):
    travels.make(tmp_path / "photos")
    photosort("index", tmp_path / "photos")
    said = photosort("journeys").err
    unplaced, placed = map(int, re.findall(r"(\d+) photos have no place: .* about (\d+)", said)[0])
    photosort("index", "--infer-location")
    after = photosort("trips", "--json").json["unplaced"]
    assert unplaced - after == placed == 23
    assert "2 photos have no place.\n" in photosort("journeys").err


def test_homes_of_journeys(family):
    assert family("journeys", "homes").out == family("homes").out
    assert family("journeys", "homes", "--json").json == family("homes", "--json").json


def test_lists_of_trips_are_journeys_unless_a_level_is_asked_for(family):
    answer = family("trips", "list", "--country", "Norway")
    assert [line.split()[-1] for line in answer.out.splitlines()] == ["2019", "1190"]
    assert answer.err == (
        "Clusters  1 by country, 4 by province: photosort trips list --level province\n"
    )
    json = family("trips", "list", "--country", "Norway", "--json").json
    assert sorted(each["level"] for each in json) == ["country", *["province"] * 4]
    nowhere = family("trips", "list", "--country", "Peru")
    assert nowhere.out == "" and "No trips fit these filters; photosort trips list" in nowhere.err


def test_an_option_on_clusters_shows_clusters(family):
    assert family("trips", "--min-days", "3").out.startswith("Countries\n")
    assert family("trips").out == WIDE


@pytest.mark.parametrize(
    ("pattern", "folder"),
    [
        (None, "journeys/2019-07-06 Norway"),
        (None, "journeys/2019-05-30 Copenhagen & Roskilde"),
        ("{year}/{country}", "2019/Norway"),
        ("{countries}/{place}", "Denmark/Copenhagen & Roskilde"),
        ("{year:06}/{stops}", "002019/Oslo, Lillehammer, Bergen, Stavanger"),
    ],
)
def test_folders_of_journeys(family, tmp_path, pattern, folder):
    template = ("--template", f"journey={pattern}") if pattern else ()
    family("organize", tmp_path / "sorted", "--by", "journey", *template)
    assert (tmp_path / "sorted" / folder).is_dir()


def test_a_title_of_the_user_names_the_folder(family, tmp_path):
    family("journeys", "update", "ca5d", "--title", "Summer 2019, with dates")
    family("organize", tmp_path / "sorted", "--by", "journey")
    family("journeys", "update", "ca5d", "--title", "")
    assert (tmp_path / "sorted/journeys/2019-05-30 Summer 2019, with dates").is_dir()


def test_where_no_journey_fits_there_are_clusters(family):
    out = family("trips", "list", "--country", "Germany").out
    assert out.startswith("Countries\n\n2019\n  at home  Germany  49 clusters")
