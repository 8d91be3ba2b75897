"""Places that follow from those around them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photosort.cluster.geo import distance_km
from photosort.cluster.inference import MAX_HOURS, MAX_KM, infer_places

HOUR = 3_600_000_000
NAN = float("nan")


def infer(*photos):
    time, lat, lon = zip(*photos, strict=True)
    found = infer_places(
        np.array([round(t * HOUR) for t in time]), np.array(lat, float), np.array(lon, float)
    )
    return [
        None if np.isnan(a) else (round(a, 4), round(b, 4)) for a, b in zip(*found, strict=True)
    ]


def test_between_two_located_ones():
    assert infer((0, 48.0, 16.0), (1, NAN, NAN), (2, 48.1, 16.0)) == [None, (48.05, 16.0), None]


def test_at_most_three_hours_on_either_side():
    assert infer((0, 48, 16), (3, NAN, NAN), (6, 48, 16))[1] == (48, 16)
    assert infer((0, 48, 16), (3.1, NAN, NAN), (6, 48, 16))[1] is None
    assert infer((0, 48, 16), (2.9, NAN, NAN), (6, 48, 16))[1] is None


def test_only_where_they_agree():
    assert infer((0, 48, 16), (1, NAN, NAN), (2, 48.3, 16))[1] is None


def test_never_on_one_side_only():
    assert infer((0, 48, 16), (1, NAN, NAN)) == [None, None]
    assert infer((1, NAN, NAN), (2, 48, 16)) == [None, None]
    assert infer((1, NAN, NAN)) == [None]


def test_at_the_same_moment():
    assert infer((5, 48, 16), (5, NAN, NAN))[1] == (48, 16)


photo = st.tuples(
    st.integers(0, 40).map(lambda x: x / 4),
    st.one_of(st.none(), st.tuples(st.floats(48, 48.5), st.floats(16, 16.5))),
)


@given(st.lists(photo, max_size=25), st.randoms())
def test_equals_a_plain_loop_in_any_order(photos, random):
    expected = []
    for time, place in photos:
        before = [p for p in photos if p[1] and p[0] <= time]
        after = [p for p in photos if p[1] and p[0] >= time]
        if place or not before or not after:
            expected.append(False)
            continue
        nearest_before = max(t for t, _ in before)
        nearest_after = min(t for t, _ in after)
        close = time - nearest_before <= MAX_HOURS and nearest_after - time <= MAX_HOURS
        ends = {p for t, p in photos if p and t in (nearest_before, nearest_after)}
        apart = [distance_km(*map(np.array, (*a, *b))) for a in ends for b in ends]
        expected.append(None if any(d > MAX_KM for d in apart) and close else close)
    rows = [(t, *(p or (NAN, NAN))) for t, p in photos]
    if rows:
        for was, wanted in zip(infer(*rows), expected, strict=True):
            assert wanted is None or (was is not None) == wanted
