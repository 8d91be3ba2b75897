"""Dates that users enter for files: stored in the library, never written to a file."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from photosort.dates import Unit, is_range, parse_date
from photosort.model import Precision, Taken
from photosort.settings.parsing import format_offset

_PRECISIONS: dict[Unit, Precision] = {
    "year": "year", "month": "month", "day": "day", "hour": "minute", "minute": "minute",
    "second": "second", "fraction": "second",
}  # fmt: skip
_SHIFT = re.compile(r"([+-])(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.I)
_LONGEST = timedelta(days=36525)


class Dating(NamedTuple):
    """A correction of a date: a date, or a shift of the own date of the file.

    `offset` is in minutes east of UTC, None if the user gave none.
    """

    moment: datetime | None = None
    precision: Precision = "second"
    offset: int | None = None
    shift: timedelta = timedelta()


def parse_dating(text: str) -> Dating:
    """Parse any date, as `1975-06` or `1975-06-12 10:30+02:00`, or a shift, as `+1d2h` or `-30m`.

    Raises `ValueError`, whose text says what is wrong.
    """
    text = text.strip()
    if match := _SHIFT.fullmatch(text):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
        return _shift(match[1], days * 86_400 + hours * 3600 + minutes * 60 + seconds)
    if is_range(text):
        raise ValueError("a photo has one date, not a range")
    span = parse_date(text)
    if span.unit not in _PRECISIONS:
        raise ValueError("a photo is dated to a day, a month or a year, not to a week")
    return Dating(span.first, _PRECISIONS[span.unit], span.offset)


def _shift(sign: str, seconds: int) -> Dating:
    if seconds > _LONGEST.total_seconds():
        raise ValueError("shift by at most 100 years, 36525d")
    return Dating(shift=timedelta(seconds=-seconds if sign == "-" else seconds))


def dating_text(dating: Dating) -> str:
    """The inverse of `parse_dating`."""
    if dating.moment is None:
        seconds = int(dating.shift.total_seconds())
        return f"{'-' if seconds < 0 else '+'}{abs(seconds)}s"
    return _moment_text(dating.moment, dating.precision) + format_offset(dating.offset)


def _moment_text(moment: datetime, precision: Precision) -> str:
    text = moment.isoformat()
    lengths = {"year": 4, "month": 7, "day": 10, "minute": 16}
    return text[: lengths.get(precision, len(text))]


def shown_moment(taken: Taken) -> str:
    """The local time as precisely as known: `1975`, `1975-06`, `1975-06-12 10:30`."""
    if taken.local is None:
        return "unknown local time"
    whole = taken.local.replace(microsecond=0)
    return _moment_text(whole, taken.precision).replace("T", " ")


def added(before: Dating | None, dating: Dating) -> Dating:
    """The correction to store for `dating` after an earlier one: shifts add up."""
    if before is None or dating.moment is not None:
        return dating
    if before.moment is None:
        return Dating(shift=before.shift + dating.shift)
    return before._replace(moment=_moved(before.moment, dating.shift))


def dated(own: Taken | None, dating: Dating) -> Taken | None:
    """The corrected time of a file whose own time is `own`; None if there is nothing to shift."""
    if dating.moment is not None:
        utc = None
        if dating.offset is not None:
            utc = dating.moment - timedelta(minutes=dating.offset)
        return Taken(
            "user", "local", dating.moment, utc, dating.offset,
            None if dating.offset is None else "file", 0, dating.precision,
        )  # fmt: skip
    if not can_be_shifted(own):
        return own
    assert own is not None
    local, utc = (each and _moved(each, dating.shift) for each in (own.local, own.utc))
    return replace(own, source="user", local=local, utc=utc)


def can_be_shifted(own: Taken | None) -> bool:
    """Whether a file has a time of its own; the modification time is none."""
    return own is not None and own.source != "mtime" and (own.local or own.utc) is not None


def _moved(moment: datetime, shift: timedelta) -> datetime:
    try:
        return moment + shift
    except OverflowError:
        raise ValueError("the shifted date is out of range") from None
