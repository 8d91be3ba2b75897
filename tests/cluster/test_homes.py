"""Homes from votes of weeks: moves, holidays, second homes, what a user says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photosort.cluster.homes import MIN_DAYS, distance_from_home, find_homes
from photosort.cluster.trips import NO_DAY
from photosort.model import Home

BERLIN, VIENNA, OSLO, LAKE = (52.52, 13.41), (48.21, 16.37), (59.91, 10.75), (53.52, 12.68)
START = 15_000


def columns(*stretches):
    """Columns of (point, first day, end day, step) each."""
    rows = [
        (day, *point) for point, first, end, step in stretches for day in range(first, end, step)
    ]
    day, lat, lon = np.array(rows).T
    return day.astype(np.int64) + START, lat, lon


def found(*stretches, **options):
    """Homes as (point rounded to 0.01°, first day, last day, source), days from 0."""
    return [
        (
            (round(home.lat, 2), round(home.lon, 2)),
            None if home.first_day is None else home.first_day - START,
            None if home.last_day is None else home.last_day - START,
            home.source,
        )
        for home in find_homes(*columns(*stretches), **options)
    ]


def test_one_home_is_open_on_both_sides():
    assert found((BERLIN, 0, 1000, 3)) == [(BERLIN, None, None, "found")]
    (home,) = find_homes(*columns((BERLIN, 0, 1000, 3)))
    assert home.days == 334


def test_a_move_is_dated_to_the_day():
    assert found((BERLIN, 0, 700, 2), (VIENNA, 700, 1400, 2)) == [
        (BERLIN, None, 699, "found"),
        (VIENNA, 700, None, "found"),
    ]


def test_visits_around_a_move_do_not_blur_it():
    homes = found(
        (BERLIN, 0, 700, 2),
        (VIENNA, 630, 633, 1),
        (VIENNA, 703, 1400, 2),
        (BERLIN, 760, 765, 1),
    )
    assert homes == [(BERLIN, None, 702, "found"), (VIENNA, 703, None, "found")]


def test_there_and_back():
    homes = found((BERLIN, 0, 700, 2), (VIENNA, 700, 1100, 2), (BERLIN, 1100, 1800, 2))
    assert homes == [
        (BERLIN, None, 699, "found"),
        (VIENNA, 700, 1099, "found"),
        (BERLIN, 1100, None, "found"),
    ]


@pytest.mark.parametrize("first", [0, 300, 350, 400, 450, 930])
@pytest.mark.parametrize("step", [2, 12])
def test_ten_weeks_of_holiday_are_no_move_wherever_they_lie(first, step):
    before = [(BERLIN, 0, first, step)] if first else []
    homes = found(*before, (OSLO, first, first + 70, 1), (BERLIN, first + 70, 1000, step))
    assert homes == [(BERLIN, None, None, "found")]


def test_nine_hundred_photos_of_one_day_count_once():
    day, lat, lon = columns((BERLIN, 0, 300, 10))
    day = np.concatenate((day, np.full(900, START + 5)))
    lat, lon = np.concatenate((lat, np.full(900, 59.91))), np.concatenate((lon, np.full(900, 10.7)))
    (home,) = find_homes(day, lat, lon)
    assert round(home.lat) == 53


def test_a_town_across_the_edge_of_a_cell_is_one_home():
    west, east = (50.05, 9.99), (50.05, 10.01)
    homes = found((west, 0, 800, 2), (east, 800, 1600, 2))
    assert len(homes) == 1
    assert homes[0][1:] == (None, None, "found")


def test_a_home_at_the_date_line():
    on_the_line = found(((-16.8, 180.0), 0, 300, 4), ((-16.8, -180.0), 1, 300, 4))
    assert on_the_line == [((-16.8, -180.0), None, None, "found")]
    assert (
        len(find_homes(*columns(((-16.8, 179.99), 0, 300, 3), ((-16.8, -179.99), 1, 300, 3)))) == 1
    )


def test_a_place_returned_to_for_years_is_a_second_home():
    weekends = [(LAKE, first, first + 2, 1) for first in range(20, 900, 42)]
    homes = find_homes(*columns((BERLIN, 0, 900, 3), *weekends))
    assert [home.source for home in homes] == ["found", "second"]
    assert homes[1].days == 42
    assert (homes[1].first_day, homes[1].last_day) == (START + 20, START + 861)
    assert len(find_homes(*columns((BERLIN, 0, 900, 3), *weekends), radius_km=150)) == 1


def test_one_long_holiday_is_no_second_home():
    assert len(found((BERLIN, 0, 1500, 3), (OSLO, 400, 480, 1))) == 1


def test_with_too_few_days_the_most_frequent_place_stands_in():
    few = (BERLIN, 0, MIN_DAYS - 6, 1), (OSLO, 50, 55, 1)
    assert found(*few) == [(BERLIN, None, None, "centre")]
    assert found(*few, (BERLIN, 60, 61, 1)) == [(BERLIN, None, None, "found")]


def test_nothing_gives_no_home():
    nothing = np.array([NO_DAY, 5]), np.array([50.0, np.nan]), np.array([10.0, np.nan])
    assert find_homes(*nothing) == []
    assert find_homes([], [], []) == []


def test_given_homes_hold_on_their_dates():
    stretches = (BERLIN, 0, 700, 2), (VIENNA, 700, 1400, 2)
    always = Home(*OSLO, source="given")
    assert found(*stretches, given=[always])[0] == (OSLO, None, None, "given")
    abroad = Home(*OSLO, START + 600, START + 800, source="given")
    assert found(*stretches, given=[abroad]) == [
        (BERLIN, None, 599, "found"),
        (OSLO, 600, 800, "given"),
        (VIENNA, 801, None, "found"),
    ]
    first = Home(*OSLO, None, START + 800, source="given")
    assert found(*stretches, given=[first])[:2] == [
        (OSLO, None, 800, "given"),
        (VIENNA, 801, None, "found"),
    ]
    in_berlin = Home(*BERLIN, START + 100, None, source="given")
    assert found(*stretches, given=[always, in_berlin])[:2] == [
        (OSLO, None, 99, "given"),
        (BERLIN, 100, None, "given"),
    ]
    assert found(*stretches, given=None) == []


def test_given_homes_tell_how_many_days_speak_for_them():
    homes = find_homes(*columns((BERLIN, 0, 700, 2)), given=[Home(52.5, 13.4, source="given")])
    assert homes[0].days == 350


def test_distance_is_to_the_nearest_home_of_the_day():
    homes = [Home(50.0, 10.0, None, 9), Home(0.0, 0.0, 10, None), Home(50, 10, source="second")]
    far = distance_from_home(
        np.array([9, 10]), np.array([50.0, 50.0]), np.array([10.0, 10.0]), homes
    )
    assert far[0] == 0 and far[1] > 5000
    assert distance_from_home(np.array([9]), np.array([50.0]), np.array([10.0]), []) == np.inf


photo = st.tuples(
    st.one_of(st.just(NO_DAY), st.integers(0, 1200)),
    st.sampled_from([BERLIN, VIENNA, OSLO, LAKE, (np.nan, np.nan), (-16.8, 180.0), (90.0, 0.0)]),
)
given_home = st.builds(
    Home,
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.one_of(st.none(), st.integers(0, 600)),
    st.one_of(st.none(), st.integers(600, 1200)),
    st.just(0),
    st.just("given"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(photo, max_size=80), st.lists(given_home, max_size=1), st.randoms())
def test_every_day_has_one_home_in_any_order(photos, given_homes, random):
    def homes():
        day = np.array([day for day, _ in photos], dtype=np.int64)
        lat, lon = np.array([point for _, point in photos], dtype=float).reshape(-1, 2).T
        return find_homes(day, lat, lon, given=given_homes)

    first = homes()
    random.shuffle(photos)
    assert homes() == first
    own = [home for home in first if home.source != "second"]
    if any(day != NO_DAY and point[0] == point[0] for day, point in photos):
        for day in range(0, 1201, 50):
            assert sum(home.holds(day) for home in own) == 1


def clock(day, *hours):
    """The wall clock of each day at the given hours, in turn."""
    return [d * 86_400_000_000 + hours[i % len(hours)] * 3_600_000_000 for i, d in enumerate(day)]


@pytest.mark.parametrize("mirror", [1, -1])
def test_the_office_is_no_home_wherever_it_lies(mirror):
    office = (BERLIN[0] + mirror * 1.4, BERLIN[1] - mirror * 0.3)
    rows = [(day, BERLIN, 20) for day in range(300)]
    rows += [
        (day, office, 11 + k) for day in range(300) if (START + day + 3) % 7 < 5 for k in range(3)
    ]
    day = np.array([row[0] for row in rows]) + START
    lat, lon = np.array([row[1] for row in rows]).T
    for local in (
        None,
        [d * 86_400_000_000 + row[2] * 3_600_000_000 for d, row in zip(day, rows, strict=True)],
    ):
        home, *_ = find_homes(day, lat, lon, local=local)
        assert (home.lat, home.lon) == BERLIN


@pytest.mark.parametrize("mirror", [1, -1])
def test_between_equal_days_the_evenings_decide(mirror):
    day = np.repeat(np.array([d for d in range(START, START + 300) if (d + 3) % 7 < 5]), 2)
    lat = np.where(np.arange(len(day)) % 2 == 0, 50.0, 50.0 + mirror)
    home, *_ = find_homes(day, lat, np.full(len(day), 8.0), local=clock(day, 12, 21))
    assert home.lat == 50.0 + mirror
    home, *_ = find_homes(day, lat, np.full(len(day), 8.0), local=clock(day, 21, 12))
    assert home.lat == 50.0


@pytest.mark.parametrize("edge", [(52.5, 13.05), (52.55, 13.1), (52.5, 13.1), (-0.0, 0.0)])
def test_a_home_on_the_edge_of_cells_is_one(edge):
    dice = np.random.default_rng(1)
    day = np.arange(START, START + 200)
    cottage = (day + 3) % 7 == 5
    kept = cottage | np.isin((day + 3) % 7, (0, 2, 4))
    lat, lon = (x + dice.uniform(-0.002, 0.002, len(day)) for x in edge)
    lat, lon = np.where(cottage, edge[0] + 0.36, lat), np.where(cottage, edge[1] + 0.85, lon)
    home, *_ = find_homes(day[kept], lat[kept], lon[kept])
    assert (home.lat, home.lon) == pytest.approx(edge, abs=0.01)
