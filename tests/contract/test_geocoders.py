"""What every geocoder must do: the default, and those of extras."""

import pytest

from photosort.errors import MissingExtraError
from photosort.model import LEVELS
from photosort.places import geocoders
from photosort.places.geocoder import Geocoder
from photosort.settings.places import PlaceOptions

KYOTO, PARIS, WELLINGTON = (35.0116, 135.7681), (48.8566, 2.3522), (-41.2866, 174.7756)
PACIFIC = (0.0, -140.0)
EDGES = [(90.0, 0.0), (-90.0, 0.0), (0.0, 180.0), (0.0, -180.0), (0.0, 0.0)]


@pytest.fixture(scope="module", params=list(geocoders.ENGINES))
def geocoder(request: pytest.FixtureRequest) -> Geocoder:
    try:
        return geocoders.load(PlaceOptions(geocoder=request.param))
    except MissingExtraError as error:
        pytest.skip(f"THE GEOCODER {request.param} IS NOT TESTED: {error.message}; {error.hint}")


def test_a_place_for_each_coordinate_in_order(geocoder: Geocoder) -> None:
    found = geocoder.places([WELLINGTON, KYOTO, PARIS, KYOTO])
    assert [each.country_code for each in found] == ["NZ", "JP", "FR", "JP"]
    assert [each.timezone for each in found] == [
        "Pacific/Auckland",
        "Asia/Tokyo",
        "Europe/Paris",
        "Asia/Tokyo",
    ]
    assert found[1] == found[3]


def test_levels_come_coarsest_first_each_with_its_basis(geocoder: Geocoder) -> None:
    for each in geocoder.places([KYOTO, PARIS, WELLINGTON]):
        assert list(each.levels) == [level for level in LEVELS if level in each.levels]
        assert {"country", "province", "city"} <= each.levels.keys() == each.basis.keys()
        assert all(each.levels.values())


def test_an_answer_does_not_depend_on_the_batch(geocoder: Geocoder) -> None:
    points = [KYOTO, PACIFIC, PARIS, *EDGES, WELLINGTON]
    together = geocoder.places(points)
    assert [geocoder.places([point])[0] for point in points] == together
    assert geocoder.places(points[::-1]) == together[::-1]


def test_the_open_sea_has_a_time_zone_and_no_address(geocoder: Geocoder) -> None:
    [sea] = geocoder.places([PACIFIC])
    assert not sea.levels and sea.country_code is None
    assert sea.timezone


def test_no_coordinates(geocoder: Geocoder) -> None:
    assert geocoder.places([]) == []
