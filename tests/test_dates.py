"""Dates as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.dates import day_number, iso_day, parse_date, parse_range
from photosort.errors import UsageError
from photosort.settings.index import parse_shifts
from photosort.settings.parsing import parse_between, parse_days


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2019", (2019, 1, 1), (2020, 1, 1)),
        ("2019-07", (2019, 7, 1), (2019, 8, 1)),
        ("2020-02", (2020, 2, 1), (2020, 3, 1)),
        ("2019-12", (2019, 12, 1), (2020, 1, 1)),
        (" 2019-07-14 ", (2019, 7, 14), (2019, 7, 15)),
        ("20190714", (2019, 7, 14), (2019, 7, 15)),
        ("2019-07-14T10", (2019, 7, 14, 10), (2019, 7, 14, 11)),
        ("2019-07-14 10:30", (2019, 7, 14, 10, 30), (2019, 7, 14, 10, 31)),
        ("2019-07-14 10:30:59", (2019, 7, 14, 10, 30, 59), (2019, 7, 14, 10, 31)),
        ("2019-07-14T10:30:59.25", (2019, 7, 14, 10, 30, 59, 250_000),
         (2019, 7, 14, 10, 30, 59, 260_000)),
        ("today", (2020, 3, 1), (2020, 3, 2)),
        ("Yesterday", (2020, 2, 29), (2020, 3, 1)),
        ("this week", (2020, 2, 24), (2020, 3, 2)),
        ("last week", (2020, 2, 17), (2020, 2, 24)),
        ("this month", (2020, 3, 1), (2020, 4, 1)),
        ("LAST  month", (2020, 2, 1), (2020, 3, 1)),
        ("last-month", (2020, 2, 1), (2020, 3, 1)),
        ("this_year", (2020, 1, 1), (2021, 1, 1)),
        ("lastyear", (2019, 1, 1), (2020, 1, 1)),
    ],
)  # fmt: skip
def test_a_date_stands_for_all_of_its_moments(text, first, after):
    span = parse_date(text, date(2020, 3, 1))  # a Sunday
    assert (span.first, span.after) == (datetime(*first), datetime(*after))


@pytest.mark.parametrize(
    "text",
    ["", "19", "2019-7", "2019-13", "2019-02-30", "0000", "july", "last", "last day", "tomorrow",
     "2019-07-14T25", "2019-07-14 10:30+15:00", "2019..2020", "٢٠١٩-13"],
)  # fmt: skip
def test_what_is_no_date(text):
    with pytest.raises(ValueError, match=r"date|offset"):
        parse_date(text)


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31", "9999-12-31T23:59:59"])
def test_the_end_of_the_calendar_is_a_date(text):
    assert parse_date(text).last_day == (date(9999, 12, 31) - date(1970, 1, 1)).days


@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_a_range_goes_from_the_first_of_one_to_the_last_of_the_other(a, b, short, shorter):
    first, last = sorted([a, b])
    texts = first.isoformat()[:short], last.isoformat()[:shorter]
    low, high = parse_range("..".join(texts))
    assert low == parse_date(texts[0]) and high == parse_date(texts[1])
    assert low.first.date() <= first <= last < high.after.date() or last.year == 9999
    assert parse_range(f"{texts[0]}..") == (low, None)
    assert parse_range(f" .. {texts[1]}") == (None, high)


@pytest.mark.parametrize("text", ["..", "2020..2019", "2019-07-15..2019-07-14", "2019..x"])
def test_what_is_no_range(text):
    with pytest.raises(ValueError, match=r"range|date"):
        parse_range(text)


def test_from_is_the_first_day_and_to_the_last():
    assert parse_between("1970", None) == (0, None)
    assert parse_between(None, "1970") == (None, 364)
    assert parse_between("1970-02", "1970-02") == (31, 58)
    assert parse_between("1970-01..1970-02", None) == (0, 58)
    assert parse_between(None, "..1970-01-02") == (None, 1)
    assert parse_between(None, None) == (None, None)


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (("1971", "1970"), "--from '1971' is later than --to '1970'"),
        (("1970..1971", "1972"), "--from '1970..1971' is a range"),
        (("1970", "1971.."), "--to '1971..' is a range"),
        (("july", None), "--from 'july': this is not a date"),
        ((None, "2019-02-30"), "--to '2019-02-30': there is no such date"),
    ],
)
def test_the_option_and_the_text_are_named(texts, says):
    with pytest.raises(UsageError) as caught:
        parse_between(*texts)
    assert says in caught.value.message
    assert caught.value.hint


def test_periods_of_clock_corrections_are_days():
    (shift,) = parse_shifts(["Canon EOS 80D@2023-04..2023-05-14=-00:05:30"])
    assert (shift.first, shift.last, shift.seconds) == ("2023-04-01", "2023-05-14", -330)
    (shift,) = parse_shifts(["X@2023=1:00"])
    assert (shift.first, shift.last) == ("2023-01-01", "2023-12-31")
    (shift,) = parse_shifts(["X=+01:00"])
    assert (shift.first, shift.last) == ("", "")


def test_how_to_write_it_is_told():
    with pytest.raises(UsageError) as caught:
        parse_days("--home", "in 2019")
    assert "2019-07-14" in caught.value.hint and "last month" in caught.value.hint


@given(st.dates())
def test_a_day_is_written_and_read_back(day):
    number = (day - date(1970, 1, 1)).days
    assert iso_day(number) == day.isoformat() and day_number(day.isoformat()) == number
