"""Dates that users enter for files: stored in the library, never written to a file."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from photosort.model import Precision, Taken
from photosort.query.values import parse_moment

_PRECISIONS: tuple[Precision, ...] = ("year", "month", "day", "minute", "minute", "second")
_OFFSET = re.compile(r"(.*\d\d:\d\d.*?)\s*(Z|[+-]\d\d:?\d\d)", re.DOTALL)
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
    """Parse `1975`, `1975-06`, `1975-06-12`, `1975-06-12 10:30+02:00`, or a shift `+1d2h`, `-30m`.

    Raises `ValueError`, whose text says what is wrong.
    """
    text = text.strip()
    if match := _SHIFT.fullmatch(text):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
        return _shift(match[1], days * 86_400 + hours * 3600 + minutes * 60 + seconds)
    zoned = _OFFSET.fullmatch(text)
    moment, parts, _ = parse_moment(zoned[1] if zoned else text)
    return Dating(moment, _PRECISIONS[parts - 1], _minutes(zoned[2]) if zoned else None)


def _shift(sign: str, seconds: int) -> Dating:
    if seconds > _LONGEST.total_seconds():
        raise ValueError("shift by at most 100 years, 36525d")
    return Dating(shift=timedelta(seconds=-seconds if sign == "-" else seconds))


def _minutes(text: str) -> int:
    if text == "Z":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes > 14 * 60 or int(text[-2:]) > 59:
        raise ValueError(f"{text} is no offset from UTC")
    return -minutes if text[0] == "-" else minutes


def dating_text(dating: Dating) -> str:
    """The inverse of `parse_dating`."""
    if dating.moment is None:
        seconds = int(dating.shift.total_seconds())
        return f"{'-' if seconds < 0 else '+'}{abs(seconds)}s"
    text = _moment_text(dating.moment, dating.precision)
    if dating.offset is None:
        return text
    hours, minutes = divmod(abs(dating.offset), 60)
    return f"{text}{'-' if dating.offset < 0 else '+'}{hours:02d}:{minutes:02d}"


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
