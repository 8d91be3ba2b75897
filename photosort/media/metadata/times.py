"""Dates and offsets as cameras, editors and phones write them."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from photosort.model import Precision

_OFFSET_FORM = r"[Zz]|[+-](?:\d\d|\d(?=:))(?::?\d\d)?(?::?00)?"
# Exif writes colons and two digits; scanners, editors and old cameras also dashes, dots, blanks,
# one digit, no seconds, a T, a fraction, a half of the day and an offset
_DATE = re.compile(
    r"\s*(\d{4})\s*[:./-]\s*(\d{1,2})\s*[:./-]\s*(\d{1,2})"
    r"(?:[ T:]\s*(\d{1,2})\s*[:-]\s*(\d{1,2})"
    r"(?:\s*[:-]\s*(?:(\d{1,2})(?:[.,](\d{1,9}))?)?)?"
    rf"\s*(?:([AaPp])\.?[Mm]\.?)?\s*({_OFFSET_FORM})?|[ T:-]*)\s*",
    re.ASCII,
)
# ISO 8601 allows truncated dates
_BEGINNING = re.compile(r"\s*(\d{4})(?:-(0[1-9]|1[0-2]))?\s*", re.ASCII)
# Sun, 14 May 2023 10:10:10 +0200 (RFC 1123), Sun May 14 10:10:10 2023 (asctime), 14 May 2023
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# 20230514101010, 20230514T101010Z
_COMPACT = re.compile(
    r"\s*(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d))?\s*(Z|[+-]\d\d:?\d\d)?\s*", re.ASCII
)
_UTC = ("GMT", "UTC", "UT", "Z")
_OFFSET = re.compile(r"\s*([+-])(\d\d|\d(?=:))(?::?(\d\d))?(?::?00)?\s*", re.ASCII)

_WESTMOST, _EASTMOST = -12 * 60, 14 * 60  # minutes: the range of all time zones
_FIRST_PHOTOGRAPH = datetime(1826, 1, 1)
_GPS_TOLERANCE = timedelta(minutes=5)  # a fix is often a little older than the photo


class WallClock(NamedTuple):
    """A wall-clock time and, where the same text carries one, its offset in minutes."""

    local: datetime
    offset: int | None = None
    precision: Precision = "second"


def parse_date(text: str | None, fraction: str | None = None) -> WallClock | None:
    """The time in a text; the fraction of a second is given separately.

    None for blanks, zeroes, dates that do not exist, are before 1826 or in the future.

    >>> parse_date("2023: 5:14  9:10")
    WallClock(local=datetime.datetime(2023, 5, 14, 9, 10), offset=None, precision='minute')
    >>> parse_date("2023-05-14T09:10:11.5+2:00").offset
    120
    """
    match = _DATE.fullmatch(text) if text else None
    clock = _clock(match) if match else None
    if not match or not clock:
        return None
    try:
        date = datetime(int(match[1]), int(match[2]), int(match[3]), *clock)
    except ValueError:
        return None
    digits = match[7] or (fraction or "").strip()
    if digits.isdecimal():
        date = date.replace(microsecond=int(digits[:6].ljust(6, "0")))
    if not is_plausible(date):
        return None
    precision: Precision = "day" if match[4] is None else "minute" if match[6] is None else "second"
    return WallClock(date, parse_offset(match[9]), precision)


def parse_beginning(text: str | None) -> WallClock | None:
    """The start of a year, or of a year and month, such as `1975` and `1975-06`."""
    match = _BEGINNING.fullmatch(text) if text else None
    if not match or not int(match[1]):
        return None
    date = datetime(int(match[1]), int(match[2] or 1), 1)
    return WallClock(date, None, "month" if match[2] else "year") if is_plausible(date) else None


def _clock(match: re.Match[str]) -> tuple[int, int, int] | None:
    """Hour, minute and second of a date, 0 where they are left out.

    Some phones write 24 for the hour after midnight, of the new day; 60 is a leap second. Which
    midnight 24:00:00 means is unknown: in ISO 8601 it ends the day.
    """
    hour, minute, second = (int(match[part] or 0) for part in (4, 5, 6))
    if match[8] and 1 <= hour <= 12:
        hour = half_day(hour, afternoon=match[8] in "Pp")
    if hour == 24:
        hour = 0
        if minute == second == 0:
            return None
    return hour, minute, min(second, 59) if second == 60 else second


def half_day(hour: int, *, afternoon: bool) -> int:
    """The hour, 0 to 23, for 1 to 12 in one half of the day."""
    return hour % 12 + (12 if afternoon else 0)


def spelled(text: str) -> str:
    """A date in words or digits only, as ISO 8601; any other text unchanged.

    >>> spelled("Sun, 14 May 2023 10:10:10 GMT")
    '2023-05-14 10:10:10Z'
    >>> spelled("May 14, 2023")
    '2023-05-14'
    """
    match = _COMPACT.fullmatch(text)
    if match:
        clock = f" {match[4]}:{match[5]}:{match[6]}{match[7] or ''}" if match[4] else ""
        return f"{match[1]}-{match[2]}-{match[3]}{clock}"
    match = _in_words().fullmatch(text)
    if not match:
        return _without_zone_name(text)
    parts = match.groupdict()
    month = (parts["month"] or parts["month2"]).lower()
    year = parts["year"] or parts["year2"] or parts["year3"]
    if month not in _MONTHS or not year:
        return text
    day = f"{year}-{_MONTHS.index(month) + 1:02}-{int(parts['day'] or parts['day2']):02}"
    return f"{day} {parts['clock']}{_offset_of(parts['zone'])}" if parts["clock"] else day


@cache
def _in_words() -> re.Pattern[str]:
    """Patterns for dates in words, compiled on demand, since few files need them."""
    return re.compile(
        r"\s*(?:[a-z]{3,9}\.?,?\s+)?"
        r"(?:(?P<day>\d{1,2})[\s-](?P<month>[a-z]{3})[a-z]*\.?[\s-](?P<year>\d{4})"
        r"|(?P<month2>[a-z]{3})[a-z]*\.?\s+(?P<day2>\d{1,2})(?:,?\s+(?P<year2>\d{4}))?)"
        r"(?:,?\s+(?P<clock>\d{1,2}:\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?)"
        r"\s*(?P<zone>[a-z]{1,5}|[+-]\d\d:?\d\d)?)?(?:\s+(?P<year3>\d{4}))?\s*",
        re.ASCII | re.IGNORECASE,
    )


def _without_zone_name(text: str) -> str:
    """`2023-05-14 10:10:10 UTC` with an offset for the name; other names are ambiguous."""
    start, _, zone = text.strip().rpartition(" ")
    return f"{start}{_offset_of(zone)}" if start and zone.isalpha() and len(zone) > 2 else text


def _offset_of(zone: str | None) -> str:
    """The offset after a time, or that of a zone name, if it is unambiguous."""
    if zone and zone[0] in "+-":
        return zone
    return "Z" if zone and zone.upper() in _UTC else ""


def is_plausible(date: datetime) -> bool:
    """Whether a photo can have been taken then, with a day of tolerance for time zones."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return _FIRST_PHOTOGRAPH <= date <= now + timedelta(days=1)


def parse_offset(text: str | None) -> int | None:
    """Minutes east of UTC of `+08:00`, `+8:00`, `+0800`, `+08` or `Z`, None for anything else."""
    if not text:
        return None
    if text.strip() in ("Z", "z"):
        return 0
    match = _OFFSET.fullmatch(text)
    if not match or int(match[3] or 0) > 59:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    minutes = -minutes if match[1] == "-" else minutes
    return minutes if _WESTMOST <= minutes <= _EASTMOST else None


def offset_between(local: datetime, utc: datetime) -> int | None:
    """The offset (minutes) that explains the difference of two clocks, or None.

    Offsets in use are multiples of 30 minutes, or 45 minutes past for a few.
    """
    minutes = (local - utc) / timedelta(minutes=1)
    for step, remainder in ((30, 0), (60, 45)):
        offset = round((minutes - remainder) / step) * step + remainder
        if abs(minutes - offset) * timedelta(minutes=1) <= _GPS_TOLERANCE:
            return offset if _WESTMOST <= offset <= _EASTMOST else None
    return None


def from_timestamp(seconds: float | None) -> datetime | None:
    """The UTC time of seconds since 1970; None if no photo can be from then."""
    if seconds is None:
        return None
    try:
        moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None
    return moment if is_plausible(moment) else None
