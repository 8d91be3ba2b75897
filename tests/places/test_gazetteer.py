"""What lies above a place that is named: found in all names at once, as line by line."""

import pytest

from photosort.places.gazetteer import _key, _lines_that_are, levels_above
from photosort.settings.places import PlaceOptions

NAMES = ["München", "", "Łódź", "İzmir", "Straße", "é\u0323", "munchen", "MÜNCHEN", "", "東京"]


@pytest.mark.parametrize("wanted", [*NAMES, "Strasse", "nowhere", "o", "tokyo\nmunich"])
def test_lines_are_those_of_a_plain_loop(wanted: str) -> None:
    key = _key(wanted)
    plain = [line for line, name in enumerate(NAMES) if _key(name) == key]
    assert list(_lines_that_are(key, "\n".join(NAMES))) == plain


@pytest.mark.parametrize(
    ("language", "city"), [("en", "munich"), ("de", "MUNCHEN"), ("de", "Munich"), ("fr", "Münich")]
)
def test_a_city_in_any_language_of_the_user(language: str, city: str) -> None:
    found = levels_above({"city": city}, PlaceOptions(languages=(language,)))
    assert found["province"] in ("Bavaria", "Bayern", "Bavière")


def test_a_name_of_two_lines_is_none() -> None:
    assert levels_above({"city": "Munich\nParis"}, PlaceOptions()) == {}
