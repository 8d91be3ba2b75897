"""Offsets of places, and what they tell about photos."""

from datetime import datetime

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
