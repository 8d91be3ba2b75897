"""Sections of a city are its townships; suburbs with a council of their own are cities."""

import pytest

from photosort.places.hybrid import HybridGeocoder

SECTIONS = [
    ("Washington", "Shaw", 38.9129, -77.0219),
    ("Washington", "Adams Morgan", 38.9215, -77.0422),
    ("Arlington", "Rosslyn", 38.8968, -77.0725),
    ("Bergen", "Eidsvåg", 60.4368, 5.3103),
    ("San Francisco", "Mission District", 37.7599, -122.4148),
    ("Los Angeles", "Hollywood", 34.0983, -118.3267),
    ("Chicago", "Lincoln Park", 41.9214, -87.6513),
    ("Sydney", "Bondi Beach", -33.8915, 151.2767),
    ("Stockholm", "Södermalm", 59.3147, 18.0728),
    ("Toronto", "Bay Street Corridor", 43.6532, -79.3832),
]

CITIES = [
    ("Santa Monica", 34.0195, -118.4912),
    ("West Hollywood", 34.09, -118.3617),
    ("Beverly Hills", 34.0736, -118.4004),
    ("Berkeley", 37.8715, -122.273),
    ("Salford", 53.4875, -2.2901),
    ("Nanterre", 48.8922, 2.2153),
    ("Washington", 38.8951, -77.0364),
    ("Bergen", 60.3913, 5.3221),
]


@pytest.fixture(scope="module")
def geocoder():
    return HybridGeocoder()


@pytest.mark.parametrize(("city", "township", "lat", "lon"), SECTIONS)
def test_a_section_is_a_township_of_its_city(geocoder, city, township, lat, lon):
    (place,) = geocoder.places([(lat, lon)])
    assert (place.levels["city"], place.levels["township"]) == (city, township)
    assert place.basis["township"] == "nearest" and place.ids["township"].isdigit()
    assert list(place.levels) == ["country", "province", "city", "township"]


@pytest.mark.parametrize(("city", "lat", "lon"), CITIES)
def test_a_city_stays_one(geocoder, city, lat, lon):
    (place,) = geocoder.places([(lat, lon)])
    assert place.levels["city"] == city


def test_what_lies_in_the_municipality_is_its_district(geocoder):
    (place,) = geocoder.places([(39.614, 2.67)])
    assert (place.levels["city"], place.levels["district"]) == ("Palma", "Son Sardina")
