"""The nearest city, against a plain search over all of them."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photosort.places.countries import COUNTRY_NAMES
from photosort.places.nearest import MAX_KM, NearestCity, _read_table

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


@pytest.fixture(scope="module")
def geocoder():
    return NearestCity()


@pytest.fixture(scope="module")
def cities():
    rows = list(csv.reader(_read_table().decode().splitlines()))[1:]
    lat, lon = np.radians(np.array([[float(row[0]), float(row[1])] for row in rows])).T
    return rows, lat, lon


def nearest(cities, lat, lon):
    """Haversine over every city: kilometres and row."""
    rows, lats, lons = cities
    a, b = np.radians([lat, lon])
    h = np.sin((lats - a) / 2) ** 2 + np.cos(a) * np.cos(lats) * np.sin((lons - b) / 2) ** 2
    km = 2 * 6371.0 * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    return float(km.min()), rows[int(km.argmin())]


@settings(max_examples=100, deadline=None)
@given(latitudes, longitudes)
def test_equals_a_plain_search(geocoder, cities, lat, lon):
    km, row = nearest(cities, lat, lon)
    (place,) = geocoder.places([(lat, lon)])
    if km > MAX_KM + 0.1:
        assert place.levels == {} and place.country_code is None
    elif km < MAX_KM - 0.1:
        assert (place.levels["city"], place.country_code) == (row[2], row[5])
        assert place.levels["country"] == COUNTRY_NAMES[row[5]]


def test_an_answer_does_not_depend_on_the_batch(geocoder):
    rng = np.random.default_rng(5)
    points = list(zip(rng.uniform(-90, 90, 400), rng.uniform(-180, 180, 400), strict=True))
    together = geocoder.places(points)
    assert together == [geocoder.places([point])[0] for point in points]


def test_agrees_with_reverse_geocoder_where_metrics_do(geocoder):
    """Near the equator degrees are the same in both directions."""
    rg = pytest.importorskip("reverse_geocoder")
    rng = np.random.default_rng(6)
    points = list(zip(rng.uniform(-8, 8, 2000), rng.uniform(95, 120, 2000), strict=True))
    theirs = rg.RGeocoder(mode=1, verbose=False).query(points)
    ours = geocoder.places(points)
    pairs = [(o, t) for o, t in zip(ours, theirs, strict=True) if o.levels]
    same = sum(o.levels["city"] == t["name"] and o.country_code == t["cc"] for o, t in pairs)
    assert len(pairs) > 1000
    assert same / len(pairs) > 0.995


def test_no_coordinates(geocoder):
    assert geocoder.places([]) == []


def test_both_sides_of_the_date_line(geocoder):
    east, west = geocoder.places([(-16.78, 179.99), (-16.78, -179.99)])
    assert east.levels["country"] == west.levels["country"] == "Fiji"


def test_an_undivided_country_carries_its_name_as_province(geocoder):
    (place,) = geocoder.places([(43.738, 7.424)])
    assert place.levels["province"] == place.levels["country"] == "Monaco"
