"""Offsets of places, and what they tell about photos."""

from datetime import datetime, timedelta

import pytest

from photosort.model import Taken
from photosort.places.timezones import complete, offset_at_local, offset_at_utc, zone_at


def test_zones():
    assert zone_at(1.29, 103.85) == "Asia/Singapore"
    assert zone_at(40.7, -74.0) == "America/New_York"


def test_offsets_follow_the_season():
    assert offset_at_local("Europe/Paris", datetime(2023, 7, 1)) == 120
    assert offset_at_local("Europe/Paris", datetime(2023, 10, 29)) == 120
    assert offset_at_local("Europe/Paris", datetime(2023, 10, 29, 23)) == 60
    assert offset_at_utc("America/New_York", datetime(2023, 1, 1)) == -300
    assert offset_at_local("Not/AZone", datetime(2023, 1, 1)) is None
    assert offset_at_local(None, datetime(2023, 1, 1)) is None


def test_a_wall_clock_gets_utc_from_its_zone():
    taken = complete(Taken("exif", "local", datetime(2022, 5, 1, 10)), "Asia/Singapore")
    assert (taken.offset, taken.utc) == (480, datetime(2022, 5, 1, 2))
    assert taken.offset_source == "zone"


def test_utc_gets_a_wall_clock_from_its_zone():
    taken = complete(Taken("gps", "utc", utc=datetime(2022, 5, 1, 2)), "Asia/Singapore")
    assert (taken.offset, taken.local) == (480, datetime(2022, 5, 1, 10))


def test_what_the_file_says_stays():
    own = Taken("exif", "local", datetime(2022, 5, 1, 10), datetime(2022, 5, 1, 9), 60, "file")
    assert complete(own, "Asia/Singapore") == own


def test_completing_again_replaces_only_what_a_zone_had_told():
    first = complete(Taken("exif", "local", datetime(2022, 5, 1, 10)), "Asia/Singapore")
    again = complete(first, "Europe/Paris")
    assert (again.local, again.offset) == (datetime(2022, 5, 1, 10), 120)
    assert complete(again, None) == Taken("exif", "local", datetime(2022, 5, 1, 10))


@pytest.mark.parametrize(
    ("local", "offset", "zone", "expected", "source"),
    [
        # a fix half an hour old in Rome, one of an hour, one from the flight
        (datetime(2023, 5, 14, 10, 10), 150, "Europe/Rome", 120, "zone"),
        (datetime(2023, 5, 14, 10, 10), 180, "Europe/Rome", 120, "zone"),
        (datetime(2023, 5, 14, 10, 10), 165, "Europe/Rome", 120, "zone"),
        (datetime(2023, 5, 14, 10, 10), 120, "Europe/Rome", 120, "gps"),
        (datetime(2023, 5, 14, 10, 10), 345, "Asia/Kathmandu", 345, "gps"),
        # what the place had then: double summer time, the hour that came twice
        (datetime(1945, 6, 14, 10, 10), 180, "Europe/Berlin", 180, "gps"),
        (datetime(2023, 10, 29, 2, 30), 60, "Europe/Rome", 60, "gps"),
        (datetime(2023, 10, 29, 2, 30), 120, "Europe/Rome", 120, "gps"),
        (datetime(2023, 10, 29, 2, 30), 90, "Europe/Rome", 120, "zone"),
        (datetime(2023, 5, 14, 10, 10), 150, None, 150, "gps"),
        (datetime(2023, 5, 14, 10, 10), 150, "Not/AZone", 150, "gps"),
    ],
)
@pytest.mark.parametrize("told_by", ["gps", "edit"])
def test_another_clock_counts_only_where_the_place_can_have_its_offset(
    local, offset, zone, expected, source, told_by
):
    before = Taken("exif", "local", local, local - timedelta(minutes=offset), offset, told_by)
    after = complete(before, zone)
    assert (after.offset, after.offset_source) == (expected, told_by if source == "gps" else "zone")
    assert after.utc == local - timedelta(minutes=expected)
    assert complete(after, zone) == after
