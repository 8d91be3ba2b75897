"""Dates as people write them, wherever they write one: options, queries, corrections, settings.

A date is a year, a month, a day or a time (`2019`, `2019-07`, `2019-07-14`, `2019-07-14 10:30`), or
a word for one (`today`, `yesterday`, `this month`, `last year`). It stands for all of its moments.
A range is `A..B`, or `A..` and `..B` where one side is open.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

Unit = Literal["year", "month", "week", "day", "hour", "minute", "second", "fraction"]

HOW = "write it as 2019, 2019-07, 2019-07-14, today, yesterday, last month or last year"
"""How a date is written."""
HOW_RANGE = f"{HOW}, or as a range: 2019-07..2019-08"
"""How a date or a range is written."""

EPOCH = datetime(1970, 1, 1)

_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)"
    r"(?:[T ]\s*(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(?P<fraction>\d{1,6}))?)?)?)?)?)?",
    re.I | re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_OFFSET = re.compile(r"(.*\d\d:\d\d.*?)\s*(Z|[+-]\d\d:?\d\d)", re.DOTALL | re.ASCII)
_WORD = re.compile(r"(today|yesterday)|(this|last)[\s_-]*(week|month|year)", re.I)
_UNITS: tuple[Unit, ...] = ("year", "month", "day", "hour", "minute", "second")
_FIRSTS = (1, 1, 1, 0, 0, 0)
_LENGTHS = {
    "week": timedelta(days=7), "day": timedelta(days=1), "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1), "second": timedelta(seconds=1),
}  # fmt: skip
_NO_SUCH = "there is no such date"


@dataclass(frozen=True)
class Span:
    """All moments from `first` until before `after`, on the wall clock: those of one date.

    `offset` is in minutes east of UTC where one was written, else None.
    """

    first: datetime
    after: datetime
    unit: Unit
    offset: int | None = None

    @property
    def first_day(self) -> int:
        """Its first day, counted from 1970-01-01."""
        return (self.first - EPOCH).days

    @property
    def last_day(self) -> int:
        """Its last day, counted from 1970-01-01."""
        return (self.after - timedelta(microseconds=1) - EPOCH).days


Range = tuple[Span | None, Span | None]
"""From the first moment of one date to the last of another; None where it is open."""


def parse_date(text: str, today: date | None = None) -> Span:
    """What a date stands for. Raises `ValueError` that says what is wrong with it.

    `today` is the day that words are counted from; None for that of the clock.

    >>> parse_date("last month", date(2019, 3, 31)).first.isoformat()
    '2019-02-01T00:00:00'
    """
    text = text.strip()
    if word := _WORD.fullmatch(text):
        return _of_word(word, today or date.today())
    zoned = _OFFSET.fullmatch(text)
    plain = zoned[1] if zoned else text
    if compact := _COMPACT.fullmatch(plain):
        plain = "-".join(compact.groups())
    match = _DATE.fullmatch(plain)
    if not match:
        raise ValueError("this is not a date")
    parts = [int(part) for part in match.groups()[:6] if part]
    fraction = match["fraction"] or ""
    year, month, day, hour, minute, second = (*parts, *_FIRSTS[len(parts) :])
    try:
        first = datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise ValueError(_NO_SUCH) from None
    offset = _minutes(zoned[2]) if zoned else None
    if fraction:
        first += timedelta(microseconds=int(fraction.ljust(6, "0")))
        length = timedelta(microseconds=10 ** (6 - len(fraction)))
        return Span(first, _plus(first, length), "fraction", offset)
    return _span(first, _UNITS[len(parts) - 1], offset)


def iso_day(number: int) -> str:
    """`2023-04-01` for a day that counts from 1970-01-01."""
    return (EPOCH.date() + timedelta(days=number)).isoformat()


def day_number(text: str) -> int:
    """The inverse of `iso_day`. Raises `ValueError`."""
    return (date.fromisoformat(text) - EPOCH.date()).days


def is_word(text: str) -> bool:
    """Whether a text is a word for a date, as `last month`."""
    return _WORD.fullmatch(text.strip()) is not None


def is_range(text: str) -> bool:
    """Whether a text is written as a range of dates."""
    return ".." in text


def parse_range(text: str, today: date | None = None) -> Range:
    """The dates of `A..B`, `A..` and `..B`; a single date is both. Raises `ValueError`."""
    if not is_range(text):
        one = parse_date(text, today)
        return one, one
    first, last = (
        parse_date(part, today) if part.strip() else None for part in text.split("..", 1)
    )
    if first is None and last is None:
        raise ValueError("a range has a beginning or an end")
    if first is not None and last is not None and first.first >= last.after:
        raise ValueError("the range ends before it begins")
    return first, last


def _of_word(word: re.Match[str], today: date) -> Span:
    """What a word for a date means; a week begins on Monday."""
    day = datetime(today.year, today.month, today.day)
    if word[1]:
        back = 1 if word[1].lower() == "yesterday" else 0
        return _span(day - timedelta(days=back), "day")
    unit: Unit = word[3].lower()  # type: ignore[assignment]
    first = _begin(day, unit)
    if word[2].lower() == "last":
        first = _begin(first - timedelta(days=1), unit)
    return _span(first, unit)


def _begin(day: datetime, unit: Unit) -> datetime:
    """The first day of the week, month or year of a day."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _span(first: datetime, unit: Unit, offset: int | None = None) -> Span:
    if unit == "year":
        after = first.replace(year=first.year + 1) if first.year < 9999 else datetime.max
    elif unit == "month":
        after = _plus(first, timedelta(days=31))
        after = after.replace(day=1) if after < datetime.max else after
    else:
        after = _plus(first, _LENGTHS[unit])
    return Span(first, after, unit, offset)


def _plus(first: datetime, length: timedelta) -> datetime:
    """The moment behind; the calendar ends with the year 9999."""
    try:
        return first + length
    except OverflowError:
        return datetime.max


def _minutes(text: str) -> int:
    if text == "Z":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes > 14 * 60 or int(text[-2:]) > 59:
        raise ValueError(f"{text} is not an offset from UTC")
    return -minutes if text[0] == "-" else minutes
