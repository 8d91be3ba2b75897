"""Runs of days away, their stops and members; what is no journey."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photosort.cluster.journeys import find_journeys
from photosort.cluster.trips import NO_DAY
from photosort.model import Home

HOUR = 3_600_000_000
HOME, NEAR, PARIS, NICE, ROME = (
    (52.5, 13.4),
    (52.4, 13.1),
    (48.86, 2.35),
    (43.7, 7.27),
    (41.9, 12.5),
)
NEAR_PRAGUE = (50.6, 14.4)
FIJI_WEST, FIJI_EAST = (-17.8, 179.9), (-16.8, -179.9)
CODES = {HOME: 0, NEAR: 1, PARIS: 2, NICE: 3, ROME: 4, FIJI_WEST: 5, FIJI_EAST: 6}
HOMES = [Home(*HOME)]


def journeys(photos, homes=HOMES, **options):
    """The journeys of (day, hour, point or None) each."""
    day = np.array([day for day, _, _ in photos], dtype=np.int64)
    moment = np.array(
        [0 if day == NO_DAY else int((day * 24 + hour) * HOUR) for day, hour, _ in photos],
        dtype=np.int64,
    )
    points = [point or (np.nan, np.nan) for _, _, point in photos]
    lat, lon = np.array(points, dtype=float).reshape(-1, 2).T
    city = [CODES.get(point, -1) for _, _, point in photos]
    return find_journeys(day, moment, lat, lon, city, homes, **options)


def days(photos, *args, **options):
    return [(each.first_day, each.last_day) for each in journeys(photos, *args, **options)]


def stay(point, *dates, hours=(10, 14)):
    return [(day, hour, point) for day in dates for hour in hours]


def test_a_trip_from_door_to_door():
    photos = stay(HOME, 1) + stay(PARIS, 2, 3) + stay(NICE, 4) + stay(HOME, 5)
    (journey,) = journeys(photos)
    assert (journey.first_day, journey.last_day, journey.nights) == (2, 4, 2)
    assert (journey.kind, journey.photos) == ("trip", 6)
    assert [(s.city, s.first_day, s.last_day, s.photos) for s in journey.stops] == [
        (2, 2, 3, 4),
        (3, 4, 4, 2),
    ]
    assert 680 < journey.distance_km < 690
    assert journey.rows.tolist() == [2, 3, 4, 5, 6, 7]
    assert (journey.first_row, journey.last_row) == (2, 7)
    assert journey.located.all()


def test_one_day_is_a_day_trip():
    (journey,) = journeys(stay(HOME, 1) + stay(PARIS, 2) + stay(HOME, 3))
    assert (journey.kind, journey.nights, journey.distance_km) == ("day-trip", 0, 0)


@pytest.mark.parametrize(("gap", "count"), [(3, 2), (4, 1)])
def test_empty_days_between(gap, count):
    assert len(journeys(stay(PARIS, 2, 7), gap_days=gap)) == count


def test_a_day_at_home_ends_it():
    assert days(stay(PARIS, 2, 4) + stay(HOME, 3)) == [(2, 2), (4, 4)]
    assert days(stay(PARIS, 2, 4) + stay(NEAR, 3)) == [(2, 2), (4, 4)]


def test_the_median_photo_decides_the_day():
    mostly_home = [(2, 8, HOME), (2, 9, HOME), (2, 10, HOME), (2, 16, PARIS), (2, 17, PARIS)]
    assert days(mostly_home) == []
    assert days([(2, 8, HOME), *stay(PARIS, 2)]) == [(2, 2)]
    # north in the morning, south at night: the middle is home, but one was never there
    assert days([(2, 8, (54.5, 13.4)), (2, 20, (50.5, 13.4))]) == [(2, 2)]


def test_home_is_no_stop():
    (journey,) = journeys([(2, 6, HOME), *stay(PARIS, 2, 3), (3, 22, HOME)])
    assert [stop.city for stop in journey.stops] == [2]
    assert journey.photos == 6
    assert (journey.first_row, journey.last_row) == (0, 5)


def test_a_gps_outlier_is_no_journey():
    assert days([(2, 10, HOME), (2, 12, PARIS), (2, 15, HOME)]) == []
    slow = [(2, 2, HOME), (2, 12, PARIS), (2, 22, HOME)]
    assert days(stay(PARIS, 2, hours=(12,)) + stay(HOME, 1, 3)) == [(2, 2)]
    assert days([*slow, (2, 13, PARIS)]) == [(2, 2)]
    assert days([(1, 22, HOME), (2, 12, (-33.9, 151.2)), (2, 23, HOME), (3, 1, HOME)]) == []


def test_photos_without_a_place_are_members_but_bridge_nothing():
    photos = stay(PARIS, 2, 4) + stay(None, 1, 3, 4, 5) + [(NO_DAY, 0, PARIS)]
    (journey,) = journeys(photos)
    assert (journey.first_day, journey.last_day, journey.photos) == (2, 4, 8)
    assert journey.located.sum() == 4
    assert days(stay(PARIS, 2, 9) + stay(None, 3, 4, 5, 6, 7, 8)) == [(2, 2), (9, 9)]
    assert days(stay(None, 1, 2, 3)) == days([]) == []


def test_stops_are_runs_of_days_in_order_of_first_visit():
    photos = stay(PARIS, 1, 2, 12) + stay(NICE, 3, 5) + stay(ROME, 4, 6, 8, 10)
    (journey,) = journeys(photos)
    assert [(s.city, s.first_day, s.last_day) for s in journey.stops] == [
        (2, 1, 2),
        (3, 3, 5),
        (4, 4, 10),
        (2, 12, 12),
    ]


def test_photos_in_flight_are_no_stops():
    over_the_alps = (47.0, 10.0)
    CODES[over_the_alps] = 9
    photos = [(1, 9, HOME), (1, 11, HOME), (1, 12, over_the_alps), (1, 13, ROME), (2, 10, ROME)]
    photos += [(1, 15, ROME), (1, 12.02, over_the_alps)]
    (journey,) = journeys(photos)
    assert [stop.city for stop in journey.stops] == [4]
    slow = [(1, 3, HOME), (1, 12, over_the_alps), (1, 22, ROME), (2, 10, ROME)]
    assert [stop.city for stop in journeys(slow)[0].stops] == [9, 4]


def test_jumping_coordinates_are_no_flight():
    jumping = [(1, 10 + i / 3600, (48.86 + i % 2 * 0.01, 2.35)) for i in range(10)]
    for _, _, point in jumping:
        CODES[point] = 2
    assert journeys(jumping)[0].stops[0].photos == 10


def test_the_date_line_is_nothing_special():
    (journey,) = journeys(stay(FIJI_WEST, 1, 2) + stay(FIJI_EAST, 3, 4))
    assert [stop.city for stop in journey.stops] == [5, 6]
    assert 110 < journey.distance_km < 115
    both_sides = [(1, 10, (-17.0, 179.99)), (1, 11, (-17.0, -179.99))]
    CODES.update({point: 5 for _, _, point in both_sides})
    assert abs(journeys(both_sides)[0].stops[0].lon) > 179.9
    assert days(both_sides, [Home(-17.0, 180.0)]) == []
    assert days(both_sides, [Home(-17.0, -179.5)]) == []


def test_home_is_that_of_the_date():
    homes = [Home(*HOME, None, 9), Home(*PARIS, 10, None)]
    assert days(stay(PARIS, 8, 12) + stay(HOME, 9, 14), homes) == [(8, 8), (14, 14)]


def test_several_homes_at_a_time_and_none():
    photos = stay(PARIS, 1) + stay(NICE, 2) + stay(HOME, 3, 20)
    assert days(photos, [Home(*HOME), Home(*PARIS)]) == [(2, 2)]
    assert days(photos, []) == [(1, 3), (20, 20)]


def test_a_stay_at_a_second_home_is_a_journey_unless_near():
    photos = stay(HOME, 1) + stay(PARIS, 2, 3) + stay(NEAR, 5, 6) + stay(HOME, 7)
    second = [Home(*HOME), Home(*PARIS, source="second"), Home(*NEAR, source="second")]
    assert days(photos, second) == [(2, 3)]


photo = st.tuples(
    st.one_of(st.integers(0, 40), st.just(NO_DAY)),
    st.integers(0, 23),
    st.sampled_from([None, *[HOME, NEAR, PARIS, NICE, ROME, FIJI_WEST, FIJI_EAST]]),
)


def as_values(found, photos):
    """What does not depend on the order in which the photos were given."""
    return [
        (
            each.first_day,
            each.last_day,
            each.distance_km,
            [(*stop[:6], photos[stop.first_row], photos[stop.last_row]) for stop in each.stops],
            photos[each.first_row],
            photos[each.last_row],
            sorted(map(repr, (photos[row] for row in each.rows))),
        )
        for each in found
    ]


@settings(max_examples=300, deadline=None)
@given(st.lists(photo, max_size=60), st.integers(0, 5), st.randoms())
def test_no_day_is_in_two_journeys_and_each_is_away_in_any_order(photos, gap, random):
    found = journeys(photos, gap_days=gap)
    before = as_values(found, photos)
    for one, other in pairwise(found):
        assert one.last_day < other.first_day
    for each in found:
        inside = [p for p in photos if each.first_day <= p[0] <= each.last_day]
        assert each.photos + each.stray == len(inside)
        for day in (each.first_day, each.last_day):
            assert any(p[0] == day and p[2] not in (None, HOME, NEAR) for p in photos)
        assert not each.stops or each.stops[0].first_day >= each.first_day
        assert all(stop.city > 1 for stop in each.stops)
        assert sum(stop.photos for stop in each.stops) <= each.located.sum()
    random.shuffle(photos)
    assert as_values(journeys(photos, gap_days=gap), photos) == before


def test_a_night_at_home_ends_a_journey():
    week = [
        (day, hour, point)
        for day in range(1, 6)
        for hour, point in (
            (7, HOME),
            (11, NEAR_PRAGUE),
            (13, NEAR_PRAGUE),
            (16, NEAR_PRAGUE),
            (20, HOME),
        )
    ]
    assert days(week) == [(day, day) for day in range(1, 6)]
    assert days([photo for photo in week if photo[1] != 7]) == [(day, day) for day in range(1, 6)]
    assert days([photo for photo in week if photo[1] in (11, 13, 16)]) == [(1, 5)]


def test_a_night_that_ends_after_midnight_is_that_of_the_day_before():
    photos = [
        (1, 12, NEAR_PRAGUE),
        (1, 14, NEAR_PRAGUE),
        (2, 1, HOME),
        (2, 15, NEAR_PRAGUE),
        (2, 16, NEAR_PRAGUE),
    ]
    local = [int((day * 24 + hour) * HOUR) for day, hour, _ in photos]
    assert days(photos, local=local) == [(1, 1), (2, 2)]


def test_who_stayed_at_home_counts_apart():
    away = [(day, hour, ROME) for day in range(1, 5) for hour in (9, 12, 17)]
    at_home = [(day, hour, HOME) for day in range(1, 5) for hour in (10, 11, 13, 14, 20)]
    photos = stay(HOME, 0) + away + at_home + stay(HOME, 6)
    (journey,) = journeys(photos)
    assert (journey.first_day, journey.last_day) == (1, 4)
    assert journey.photos + journey.stray == len(away) + len(at_home)
    assert {photos[row][2] for row in journey.rows[:-1].tolist()} == {ROME}
    assert [stop.city for stop in journey.stops] == [CODES[ROME]]
    assert journey.distance_km == 0
    # nearer by, only another camera tells that nobody came home
    away = [(day, hour, NEAR_PRAGUE) for day in range(1, 5) for hour in (9, 17)]
    at_home = [(day, 21, HOME) for day in range(1, 4)]
    photos, camera = away + at_home, [0] * len(away) + [1] * len(at_home)
    assert days(photos, camera=camera) == [(1, 4)]
    assert days(photos) == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_leaving_home_and_coming_back_are_parts_of_the_journey():
    photos = [(1, 7, HOME), *stay(PARIS, 1, 2, 3), (3, 22, HOME)]
    (journey,) = journeys(photos)
    assert (journey.photos, journey.stray) == (8, 0)


def test_photos_in_flight_belong_to_the_journey_but_are_no_stop():
    photos = [*stay(HOME, 0), (1, 23, NICE), *stay(ROME, 2, 3), *stay(HOME, 5)]
    flying = [point == NICE for _, _, point in photos]
    (journey,) = journeys(photos, flying=flying)
    assert (journey.first_day, journey.last_day, journey.photos) == (1, 3, 5)
    assert [stop.city for stop in journey.stops] == [CODES[ROME]]
    alone = [*stay(HOME, 0), (2, 9, NICE), *stay(HOME, 4)]
    assert days(alone) == [(2, 2)]
    assert days(alone, flying=[point == NICE for _, _, point in alone]) == []


@pytest.mark.parametrize(
    ("minor", "away", "stops"),
    [
        (1, (41.95, 12.5), [4]),  # under a tenth, 6 km off
        (1, (42.2, 12.5), [4, 9]),  # 33 km off
        (5, (41.95, 12.5), [4, 9]),  # more of the photos
    ],
)
def test_minor_stops_join_their_neighbour(minor, away, stops):
    photos = [(1, 8 + k / 10, ROME) for k in range(20)]
    photos += [(2, 8 + k / 10, away) for k in range(minor)]
    city = [CODES.get(point, 9) for _, _, point in photos]
    day, hour, _ = zip(*photos, strict=True)
    moment = [int((d * 24 + h) * HOUR) for d, h in zip(day, hour, strict=True)]
    lat, lon = np.array([point for _, _, point in photos]).T
    (journey,) = find_journeys(np.array(day), np.array(moment), lat, lon, np.array(city), HOMES)
    assert [stop.city for stop in journey.stops] == stops
    assert sum(stop.photos for stop in journey.stops) == len(photos)
    assert journey.stops[-1].last_day == 2
