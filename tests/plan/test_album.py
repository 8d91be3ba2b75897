from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.dates import EPOCH
from photosort.model import Box, JourneyStop, Place
from photosort.plan.album import (
    Figure,
    Picture,
    everywhere,
    fit,
    fixes,
    make_album,
    moments,
    parts,
)

START = datetime(2023, 4, 1, 9)


def place(city, country="Japan", code="JP"):
    return Place({"country": country, "city": city}, code, {}, None, {})


def picture(number, day=0, hour=9, city=None, lat=None, lon=None, dated=True):
    moment = START + timedelta(days=day, hours=hour - 9, minutes=number)
    days = (moment.date() - EPOCH.date()).days if dated else None
    return Picture(
        number, f"k{number:019}", b"/p/%d.jpg" % number, days, moment, moment, lat, lon,
        place(city) if city else None, 4000, 3000,
    )  # fmt: skip


def names(album):
    return [stay.name for stay in album.stays]


def test_days_in_one_city_are_one_stay_with_a_group_for_each_day():
    album = make_album("x", [picture(i, day=i, city="Tokyo") for i in range(3)])
    assert names(album) == ["Tokyo"]
    assert [len(numbers) for _, numbers in album.stays[0].days] == [1, 1, 1]


def test_a_day_in_two_cities_does_not_flicker_between_them():
    cities = ["Tokyo", "Yokohama", "Tokyo", "Yokohama"]
    pictures = [picture(i, hour=9 + i, city=city) for i, city in enumerate(cities)]
    assert names(make_album("x", pictures)) == ["Tokyo", "Yokohama"]


def test_a_second_day_begins_where_the_first_ended():
    pictures = [
        picture(0, city="Tokyo"),
        picture(1, hour=12, city="Nikko"),
        picture(2, day=1, city="Tokyo"),
        picture(3, day=1, hour=8, city="Nikko"),
    ]
    assert names(make_album("x", pictures)) == ["Tokyo", "Nikko", "Tokyo"]


def test_a_photo_without_a_place_stays_with_those_around_it():
    pictures = [picture(0), picture(1, hour=10, city="Kyoto"), picture(2, hour=11)]
    assert names(make_album("x", pictures)) == ["Kyoto"]


def test_undated_photos_come_last_and_make_no_day():
    album = make_album("x", [picture(0, dated=False), picture(1, city="Kyoto")])
    assert album.stays[-1].days[0][0] is None
    assert album.numbers.days == 1
    assert [p.id for p in album.pictures] == [1, 0]


def stop(city, first, last, lat, lon):
    base = (START.date() - EPOCH.date()).days
    return JourneyStop({"city": city}, "", "", base + first, base + last, 1, lat, lon)


def test_photos_go_to_the_nearest_stop_of_their_day():
    stops = [stop("Tokyo", 0, 4, 35.7, 139.7), stop("Nikko", 3, 3, 36.7, 139.6)]
    pictures = [
        picture(0, day=1, lat=35.6, lon=139.7),
        picture(1, day=3, lat=36.75, lon=139.6),
        picture(2, day=3, hour=18),
        picture(3, day=4, lat=35.7, lon=139.8),
    ]
    album = make_album("x", pictures, stops, 300.0)
    found = {stay.name: [i for _, numbers in stay.days for i in numbers] for stay in album.stays}
    assert found == {"Tokyo": [0, 3], "Nikko": [1, 2]}
    assert album.numbers.km == 300


def test_figures_count_days_with_photos_and_distances_by_the_way():
    pictures = [
        picture(0, lat=52.5, lon=13.4, city="Berlin"),
        picture(1, day=9, lat=48.1, lon=11.6, city="Munich"),
    ]
    numbers = make_album("x", pictures).numbers
    assert (numbers.pictures, numbers.days, numbers.places) == (2, 2, 2)
    assert 490 < numbers.km < 520
    assert len(numbers.chart) == 10
    assert sum(count for _, count in numbers.chart) == 2


def test_a_long_time_is_charted_by_month():
    numbers = make_album("x", [picture(i, day=i * 30) for i in range(12)]).numbers
    assert 11 <= len(numbers.chart) <= 13
    assert numbers.chart[0][0] == "2023-04"


def test_everywhere_joins_what_is_near_and_keeps_the_larger_name():
    pictures = [picture(i, day=i, city="Tokyo", lat=35.68, lon=139.7) for i in range(3)]
    pictures += [picture(9, day=9, city="Kawasaki", lat=35.53, lon=139.7)]
    pictures += [picture(10, day=10, city="Osaka", lat=34.7, lon=135.5)]
    stops = everywhere(make_album("x", pictures).stays, 60.0)
    assert [(s.name, s.photos) for s in stops] == [("Tokyo", 4), ("Osaka", 1)]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 23)), max_size=30))
def test_every_picture_is_shown_exactly_once_and_in_turn(facts):
    pictures = [
        picture(i, day=day, hour=hour, lat=10.0 if located else None, lon=20.0 + day)
        for i, (located, day, hour) in enumerate(facts)
    ]
    album = make_album("x", pictures)
    shown = [i for stay in album.stays for _, numbers in stay.days for i in numbers]
    assert sorted(shown) == list(range(len(pictures)))
    count = len(fixes(album.pictures)[0])
    times = moments(album.pictures, [i / max(count, 1) for i in range(count)])
    assert times == sorted(times)
    assert all(0 <= each <= 1 for each in times)


def test_pictures_are_never_enlarged():
    assert fit(300, 200, 1600) == (300, 200)
    assert fit(3000, 9000, 480) == (160, 480)
    assert fit(1, 100_000, 480) == (1, 480)


def test_a_large_album_is_cut_between_days():
    pictures = [picture(i, day=i // 4) for i in range(30)]
    found = parts(pictures, 10)
    assert [len(part) for part in found] == [8, 8, 8, 6]
    assert [p.id for part in found for p in part] == list(range(30))
    assert [len(part) for part in parts([picture(i) for i in range(25)], 10)] == [10, 10, 5]
    assert parts([], 10) == [[]]


@pytest.mark.parametrize(
    "box, size, square",
    [
        (Box(400, 300, 100, 80), (1000, 800), Box(365, 255, 170, 170)),
        (Box(0, 0, 100, 100), (1000, 800), Box(0, 0, 170, 170)),
        (Box(900, 700, 100, 100), (1000, 800), Box(830, 630, 170, 170)),
        (Box(10, 10, 580, 700), (600, 800), Box(0, 60, 600, 600)),
        (Box(10, 10, 20, 20), (0, 0), None),
    ],
)
def test_portraits_are_squares_around_faces_within_the_picture(box, size, square):
    assert Figure("id", "Aunt", 1, "key", box, size).portrait == square
