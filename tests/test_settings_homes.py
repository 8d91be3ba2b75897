"""What `--home` says, and what contradicts itself."""

import pytest

from photosort.errors import UsageError
from photosort.model import Home
from photosort.settings.journeys import parse_homes


def test_homes():
    assert parse_homes([]) == parse_homes(["auto"]) == ()
    assert parse_homes(["none"]) is None
    assert parse_homes(["-33.87, 151.2"]) == (Home(-33.87, 151.2, source="given"),)
    assert parse_homes(["52,13@1970-01-02..1970-01-03", "48,16@1970-01-04..", "50,10"]) == (
        Home(52, 13, 1, 2, source="given"),
        Home(48, 16, 3, None, source="given"),
        Home(50, 10, source="given"),
    )
    assert parse_homes(["52,13@1970..1970-02"]) == (Home(52, 13, 0, 58, source="given"),)
    assert parse_homes(["52,13@1971"]) == (Home(52, 13, 365, 729, source="given"),)
    assert parse_homes(["52,13@..1970-01-03"]) == (Home(52, 13, None, 2, source="given"),)


@pytest.mark.parametrize(
    "texts",
    [
        ["Berlin"],
        [""],
        ["52.5"],
        ["91,0"],
        ["0,181"],
        ["nan,0"],
        ["52,13@2015..20 18"],
        ["52,13@2015-02-30.."],
        ["52,13@2018-01-01..2015-01-01"],
        ["auto", "none"],
        ["none", "52,13"],
        ["52,13", "48,16"],
        ["52,13@2015-01-01..", "48,16@2018-01-01..2019-01-01"],
        ["52,13@..2018-01-01", "48,16@2018-01-01.."],
    ],
)
def test_what_is_no_home_is_said_so(texts):
    with pytest.raises(UsageError) as caught:
        parse_homes(texts)
    assert caught.value.hint
