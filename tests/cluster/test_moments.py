"""Moments: the rules one by one, and equal to the plain loop on thousands of random streams."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photosort.cluster.geo import EARTH_KM
from photosort.cluster.moments import centers, fill_shifts, find_moments, split_by_time

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
DEFAULTS = {
    "time_gap": 2 * HOUR,
    "time_deviation": 90 * MINUTE,
    "distance_km": 5.0,
    "spread_km": 3.0,
    "max_gap": 2 * DAY,
}
NOWHERE = (math.nan, math.nan)
KM = 1 / 111.195  # in degrees of latitude


def moments(photos, **options):
    """The moments of (time, (lat, lon)) as lists of row numbers."""
    time = [each[0] for each in photos]
    lat, lon = ([each[1][i] for each in photos] for i in (0, 1))
    starts = find_moments(time, lat, lon, **{**DEFAULTS, **options}).tolist()
    return [list(range(a, b)) for a, b in pairwise([*starts, len(photos)])]


# the rules as they are written, a photo at a time


def is_located(photo):
    return not math.isnan(photo[1][0])


def haversine(a, b):
    (lat1, lon1), (lat2, lon2) = ([math.radians(x) for x in each] for each in (a, b))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1, h)))


def spread(places, exact):
    centroid = (sum(p[0] for p in places) / len(places), sum(p[1] for p in places) / len(places))
    squares = [haversine(place, centroid) ** 2 for place in places]
    return sum(squares) if exact else sum(squares) / len(squares)


def plain_loop(photos, time_gap, time_deviation, distance_km, spread_km, max_gap, exact=False):
    piles = [[0]] if photos else []
    for i in range(1, len(photos)):
        pile, t = piles[-1], photos[i][0]
        near = t - photos[i - 1][0] <= time_gap
        if near and sum(t - photos[j][0] for j in pile) <= time_deviation * len(pile):
            pile.append(i)
        else:
            piles.append([i])
    merged = piles[:1]
    for a, b in pairwise(piles):
        located_a, located_b = ([photos[i][1] for i in x if is_located(photos[i])] for x in (a, b))
        if (
            located_a
            and located_b
            and haversine(located_a[-1], located_b[0]) <= distance_km
            and spread([located_a[-1], *located_b], exact) <= spread_km**2
            and (exact or photos[b[0]][0] - photos[a[-1]][0] <= max_gap)
        ):
            merged[-1] = merged[-1] + b
        else:
            merged.append(b)
    return merged


@st.composite
def streams(draw):
    """Photos in order of time: bursts and pauses, walks and jumps, some without a place."""
    steps = draw(
        st.lists(
            st.tuples(
                st.one_of(
                    st.integers(0, 20),
                    st.integers(0, 90),
                    st.sampled_from([0, 89, 90, 91, 119, 120, 121]),
                    st.integers(100, 5000),
                ),
                st.sampled_from(["walk", "walk", "walk", "jump", "none", "none"]),
                st.floats(-3, 3).map(lambda x: round(x, 3)),
                st.floats(-3, 3).map(lambda x: round(x, 3)),
            ),
            max_size=40,
        )
    )
    time, north, east, photos = 0, 0.0, 0.0, []
    for pause, kind, up, right in steps:
        time += pause * MINUTE
        factor = 4 if kind == "jump" else 1
        north, east = north + factor * up, east + factor * right
        photos.append((time, NOWHERE if kind == "none" else (48 + north * KM, 11 + east * KM)))
    return photos


@settings(max_examples=150, deadline=None)
@given(
    streams(),
    st.sampled_from([0, 20 * MINUTE, 2 * HOUR, DAY]),
    st.sampled_from([0, 10 * MINUTE, 90 * MINUTE, DAY]),
    st.sampled_from([0.7001, 5.0001]),
    st.sampled_from([0.5001, 3.0001, 12.0001]),
    st.sampled_from([0, DAY, 2 * DAY]),
    st.booleans(),
)
def test_equal_to_the_plain_loop(photos, gap, deviation, km, spread_km, max_gap, exact):
    options = {
        "time_gap": gap,
        "time_deviation": deviation,
        "distance_km": km,
        "spread_km": spread_km,
        "max_gap": max_gap,
        "exact": exact,
    }
    assert moments(photos, **options) == plain_loop(photos, **options)


def test_equal_to_the_plain_loop_on_thousands_of_streams():
    """Faster than hypothesis makes them; photos within one city, minutes to hours apart."""
    dice = np.random.default_rng(7)
    for _ in range(3000):
        size = int(dice.integers(2, 40))
        pauses = dice.integers(0, 60, size) * 5 ** dice.integers(0, 4, size) * MINUTE
        north, east = dice.normal(0, 1.5, (2, size)).cumsum(axis=1) * KM
        placed = dice.random(size) < 0.7
        photos = [
            (int(t), (48 + n, 11 + e) if known else NOWHERE)
            for t, n, e, known in zip(np.cumsum(pauses), north, east, placed, strict=True)
        ]
        exact = bool(dice.integers(0, 2))
        assert moments(photos, exact=exact) == plain_loop(photos, **DEFAULTS, exact=exact)


@pytest.mark.parametrize("unit", [1, 10**6, 10**13])
@pytest.mark.parametrize("seed", range(20))
def test_long_stretches_cut_many_times(unit, seed):
    """Also where sums leave 64 bits."""
    dice = np.random.default_rng(seed)
    time = np.cumsum(dice.integers(0, 60, 800) * dice.integers(0, 2, 800)) * unit
    photos = [(int(t), NOWHERE) for t in time]
    for gap, deviation in ((59, 40), (30, 200), (59, 2000), (59, 100_000)):
        options = {**DEFAULTS, "time_gap": gap * unit, "time_deviation": deviation * unit}
        assert moments(photos, **options) == plain_loop(photos, **options)


def test_photos_all_the_time_are_cut_by_the_mean():
    """One a minute: the mean of a pile lags half its length behind, so that it lasts 3 hours."""
    starts = split_by_time(np.arange(1000) * MINUTE, 2 * HOUR, 90 * MINUTE)
    assert starts.tolist() == [0, 180, 360, 540, 720, 900]


def test_nothing_and_one():
    assert moments([]) == []
    assert moments([(5, NOWHERE)]) == [[0]]
    assert [x.tolist() for x in centers(*np.empty((2, 0)), np.empty(0, np.int64))] == [[], []]


def test_place_joins_what_time_has_split():
    here, near, far = (48.0, 11.0), (48 + 2 * KM, 11.0), (48 + 20 * KM, 11.0)
    assert moments([(0, here), (DAY, near)]) == [[0, 1]]
    assert moments([(0, here), (DAY, far)]) == [[0], [1]]
    assert moments([(0, here), (DAY, NOWHERE), (2 * DAY, here)]) == [[0], [1], [2]]
    assert moments([(0, here), (2 * DAY, here)]) == [[0, 1]]
    assert moments([(0, here), (2 * DAY + 1, here)]) == [[0], [1]]
    assert moments([(0, here), (900 * DAY, here)], exact=True) == [[0, 1]]


def test_the_sum_of_squares_grows_with_the_photos():
    """Forty photos some 500 m apart: near each other in the mean, far in the sum."""
    places = [(48 + 0.5 * (i % 2) * KM, 11.0) for i in range(41)]
    photos = [(0, places[0]), *((DAY + i, place) for i, place in enumerate(places[1:]))]
    assert len(moments(photos, spread_km=1)) == 1
    assert len(moments(photos, spread_km=1, exact=True)) == 2


def test_the_date_line_is_no_border():
    photos = [(0, (0.0, 179.995)), (DAY, (0.0, -179.995))]
    assert moments(photos) == [[0, 1]]
    lat, lon = centers(
        np.array([0.0, 0.0]), np.array([179.99, -179.97]), np.array([0], dtype=np.int64)
    )
    assert (lat[0], lon[0]) == pytest.approx((0, -179.99))


def test_centers_are_means_of_the_located():
    lat, lon = centers(
        np.array([math.nan, 1, 3, math.nan]),
        np.array([math.nan, 10, 20, math.nan]),
        np.array([0, 3]),
    )
    assert (lat[0], lon[0]) == (2, 15)
    assert math.isnan(lat[1]) and math.isnan(lon[1])


def test_clocks_without_a_zone_follow_those_around():
    none = math.nan
    assert fill_shifts([1, 2], [none, none]).tolist() == [0, 0]
    assert fill_shifts([1, 2, 3, 4], [none, 2, none, none]).tolist() == [2, 2, 2, 2]
    # between Berlin and Tokyo it changes in the longest pause: the flight
    clock = [0, 10, 11, 30, 31, 32]
    assert fill_shifts(clock, [1, none, none, none, none, 9]).tolist() == [1, 1, 1, 9, 9, 9]
    assert fill_shifts([], []).tolist() == []
