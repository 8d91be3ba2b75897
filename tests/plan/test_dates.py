"""Dates that users give: parsed, written down, laid over what a file tells."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.model import Taken
from photosort.plan.dates import Dating, added, dated, dating_text, parse_dating

MOMENT = datetime(1975, 6, 12, 10, 30)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("1975", Dating(datetime(1975, 1, 1), "year")),
        ("1975-06", Dating(datetime(1975, 6, 1), "month")),
        ("1975-06-12", Dating(datetime(1975, 6, 12), "day")),
        ("1975-06-12 10:30", Dating(MOMENT, "minute")),
        ("1975-06-12T10:30:00", Dating(MOMENT)),
        ("1975-06-12T10:30+02:00", Dating(MOMENT, "minute", 120)),
        ("1975-06-12 10:30 -0330", Dating(MOMENT, "minute", -210)),
        ("1975-06-12T10:30:00Z", Dating(MOMENT, "second", 0)),
        ("+1d2h", Dating(shift=timedelta(days=1, hours=2))),
        ("-30m", Dating(shift=timedelta(minutes=-30))),
        ("+90s", Dating(shift=timedelta(seconds=90))),
    ],
)
def test_what_is_a_date(text, expected):
    assert parse_dating(text) == expected
    assert parse_dating(dating_text(expected)) == expected


@pytest.mark.parametrize(
    "text",
    ["", "+", "+-1h", "1h", "75", "1975-13", "1975-02-30", "1975-6", "+99999999d", "today?",
     "1975-06-12T25:00", "1975-06-12T10:30+99:00", "+1d1d", "0000"],
)  # fmt: skip
def test_what_is_none(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_dating(text)


SECONDS = st.integers(-(10**8), 10**8)
SHIFTS = SECONDS.map(lambda n: Dating(shift=timedelta(seconds=n)))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(Dating)


@given(st.one_of(SHIFTS, MOMENTS))
def test_every_date_is_read_as_it_was_written(dating):
    assert parse_dating(dating_text(dating)) == dating


@given(st.lists(SHIFTS, min_size=1), MOMENTS)
def test_shifts_add_up(shifts, start):
    own = Taken("exif", "local", start.moment)
    kept = None
    for shift in shifts:
        kept = added(kept, shift)
    total = sum((each.shift for each in shifts), timedelta())
    assert dated(own, kept).local == start.moment + total
    assert dated(None, added(start, kept)).local == start.moment + total


def test_the_date_of_the_file_on_disk_cannot_be_shifted():
    own = Taken("mtime", "utc", utc=MOMENT)
    assert dated(own, parse_dating("+1h")) == own
    assert dated(None, parse_dating("+1h")) is None
