"""Which photos are in flight: by height alone, or by height and the speed around them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.cluster.flights import HIGH_M, NO_MOMENT, SURE_M, in_flight

HOUR = 3_600_000_000
PARIS, ALPS, ROME, LIMA, CHENGDU = (
    (48.85, 2.35),
    (45.9, 6.9),
    (41.9, 12.5),
    (-12.0, -77.1),
    (30.6, 104.0),
)
LHASA, LA_PAZ = (29.65, 91.1), (-16.5, -68.15)


def flying(*photos):
    """Whether each photo, of (hour or None, (lat, lon), metres or None), is in flight."""
    moment = [NO_MOMENT if hour is None else round(hour * HOUR) for hour, _, _ in photos]
    lat, lon = np.array([point for _, point, _ in photos], dtype=float).T
    alt = np.array([np.nan if metres is None else metres for _, _, metres in photos])
    return in_flight(np.array(moment), lat, lon, alt).tolist()


@pytest.mark.parametrize(
    ("point", "metres", "expected"),
    [
        (LHASA, 3650, False),
        (LA_PAZ, 4061, False),
        ((28.004, 86.857), 5364, False),  # Everest base camp
        ((-3.076, 37.353), 5895, False),  # Kilimanjaro
        ((60.4, 93.3), 10_900, True),
        (PARIS, None, False),
    ],
)
def test_height_alone(point, metres, expected):
    assert flying((None, point, metres)) == [expected]
    days = [(24 * day, point, metres) for day in range(4)]
    assert flying(*days) == [expected] * 4


def test_above_the_mountains_the_speed_tells():
    assert flying((10, PARIS, 40), (11, ALPS, 5000), (12, ROME, 20)) == [False, True, False]
    assert flying((0, PARIS, 40), (5, ALPS, 3800), (13, ROME, 20)) == [False] * 3  # by road
    assert flying((10, PARIS, 40), (11, ALPS, 1500), (12, ROME, 20)) == [False] * 3  # not so high


def test_a_burst_out_of_the_window_is_in_flight_altogether():
    burst = [(11 + k / 60, (ALPS[0] - k * 0.001, ALPS[1]), 5000) for k in range(5)]
    assert flying((10, PARIS, 40), *burst, (12.2, ROME, 20)) == [False, *[True] * 5, False]


def test_who_has_just_landed_is_on_the_ground():
    there = [(3, LHASA, 3600), (4, (29.65, 91.12), 3650), (30, LHASA, 3650)]
    assert flying((0, CHENGDU, 500), *there, (32, CHENGDU, 500)) == [False] * 5
    # a day later somewhere else, by road
    assert flying((0, LIMA, 10), (2.5, LA_PAZ, 4061), (6, (-16.2, -68.9), 3820)) == [False] * 3


def test_a_night_before_tells_nothing_of_the_speed():
    assert flying((0, PARIS, 40), (12, ALPS, 5000), (13, ROME, 20)) == [False, True, False]


photos = st.tuples(
    st.one_of(st.none(), st.integers(0, 200)),
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    st.one_of(st.none(), st.floats(-400, 12_000)),
)


@given(st.lists(photos, min_size=1, max_size=12), st.randoms())
def test_low_ones_never_high_ones_always_in_any_order(given_photos, random):
    found = flying(*given_photos)
    for (_, _, metres), marked in zip(given_photos, found, strict=True):
        if metres is None or metres <= HIGH_M:
            assert not marked
        elif metres > SURE_M:
            assert marked
    if len({hour for hour, _, _ in given_photos}) == len(given_photos):
        order = list(range(len(given_photos)))
        random.shuffle(order)
        shuffled = flying(*[given_photos[i] for i in order])
        assert shuffled == [found[i] for i in order]
