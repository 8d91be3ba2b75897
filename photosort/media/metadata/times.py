"""Dates and offsets as cameras, editors and phones write them."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

# Exif writes colons; scanners and editors also dashes, dots, a T, a fraction and an offset
_DATE = re.compile(
    r"\s*(\d{4})[:./-](\d\d)[:./-](\d\d)"
    r"(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?)?\s*"
)
_OFFSET = re.compile(r"\s*([+-])(\d\d):?(\d\d)\s*")

_WESTMOST, _EASTMOST = -12 * 60, 14 * 60  # minutes: all zones there are
_FIRST_PHOTOGRAPH = datetime(1826, 1, 1)
_GPS_TOLERANCE = timedelta(minutes=5)  # a fix is often a little older than the photo


class WallClock(NamedTuple):
    """A wall-clock time and, where the same text carries one, its offset in minutes."""

    local: datetime
    offset: int | None
    has_time: bool


def parse_date(text: str | None, fraction: str | None = None) -> WallClock | None:
    """The moment that a text names, with the fraction of a second given apart.

    None for blanks, zeroes, dates that do not exist, before 1826 or in the future.
    """
    match = _DATE.fullmatch(text) if text else None
    if not match:
        return None
    try:
        day = datetime(int(match[1]), int(match[2]), int(match[3]))
        date = day.replace(
            hour=int(match[4] or 0), minute=int(match[5] or 0), second=int(match[6] or 0)
        )
    except ValueError:
        return None
    digits = match[7] or (fraction or "").strip()
    if digits.isdecimal():
        date = date.replace(microsecond=int(digits[:6].ljust(6, "0")))
    if not is_plausible(date):
        return None
    return WallClock(date, parse_offset(match[8]), match[4] is not None)


def is_plausible(date: datetime) -> bool:
    """Whether a photo can have been taken then, with a day of slack for time zones."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return _FIRST_PHOTOGRAPH <= date <= now + timedelta(days=1)


def parse_offset(text: str | None) -> int | None:
    """Minutes east of UTC of `+08:00`, `+0800` or `Z`, None for anything else."""
    if not text:
        return None
    if text.strip() == "Z":
        return 0
    match = _OFFSET.fullmatch(text)
    if not match or int(match[3]) > 59:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
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
    """The UTC moment of seconds since 1970; None where no photo can be from then."""
    if seconds is None:
        return None
    try:
        moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None
    return moment if is_plausible(moment) else None
