"""Names of places in many languages."""

import pytest

from photosort.places import lookup
from photosort.places.codes import ALPHA_3, OTHER_NAMES
from photosort.places.countries import COUNTRY_NAMES


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("USA", "US"), ("u.s.a.", "US"), ("us", "US"), ("United States of America", "US"),
        ("UK", "GB"), ("great britain", "GB"), ("DEU", "DE"), ("Germany", "DE"),
        ("aland", "AX"), ("Reunion", "RE"), ("Timor-Leste", "TL"), ("Czech Republic", "CZ"),
    ],
)  # fmt: skip
def test_countries_in_english_and_by_code(name, code):
    assert lookup.country_codes(name) == {code}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Deutschland", "DE"), ("Allemagne", "DE"), ("日本", "JP"), ("Côte d’Ivoire", "CI"),
        ("cote d'ivoire", "CI"), ("Россия", "RU"), ("Österreich", "AT"), ("Atlantis", None),
    ],
)  # fmt: skip
def test_countries_in_any_language(name, code):
    assert lookup.country_codes_in_any_language(name) == ({code} if code else set())


def test_every_country_has_one_code_of_three_letters():
    assert sorted(ALPHA_3.values()) == sorted(COUNTRY_NAMES)
    assert all(len(code) == 3 for code in ALPHA_3)
    assert set(OTHER_NAMES.values()) <= set(COUNTRY_NAMES)


def test_every_name_finds_its_country():
    for code, name in COUNTRY_NAMES.items():
        assert lookup.country_codes(name) == {code}, name
        assert lookup.country_codes(code) == {code}
    for name, code in OTHER_NAMES.items():
        assert lookup.country_codes(name) == {code}, name


def test_provinces_and_places():
    assert lookup.province_codes("Bayern") == lookup.province_codes("bavaria") != set()
    assert lookup.place_ids("Mailand") & lookup.place_ids("Milano") == lookup.place_ids("Mailand")
    assert lookup.place_ids("Nowhere at all") == lookup.province_codes("Nowhere at all") == set()
