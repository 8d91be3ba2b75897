"""Parses and validates values of options: days, durations, offsets, lists, labels, ranges."""

import re
from collections.abc import Collection

from photosort import dates
from photosort.errors import UsageError
from photosort.texts import composed, is_text

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A language tag, such as `de` or `zh-Hant`."""

MAX_LABELS = 100
MAX_LABEL_BYTES = 1024

Days = tuple[int | None, int | None]
"""A first and a last day, counted from 1970-01-01; None where it is open."""

_DURATION = re.compile(r"(\d{1,12})(?:\.(\d{0,6}))?\s*([smhd])?")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LONGEST = 36_525 * 86_400_000_000
_OFFSET = re.compile(r"([+-])(\d\d):?([0-5]\d)")


def check_range(option: str, value: int, low: int, high: int) -> None:
    """Raise `UsageError` unless `low <= value <= high`."""
    if not low <= value <= high:
        raise UsageError(f"{option} {value} is out of range", f"give a number from {low} to {high}")


def check_real(option: str, value: float, low: float, high: float) -> None:
    """Raise `UsageError` unless `low <= value <= high`; NaN is out of range."""
    if not low <= value <= high:
        raise UsageError(
            f"{option} {value:g} is out of range", f"give a number from {low:g} to {high:g}"
        )


def check_choices(option: str, values: Collection[str], allowed: Collection[str]) -> None:
    """Raise `UsageError` unless `values` is some of `allowed`."""
    wrong = [value for value in values if value not in allowed]
    if wrong or not values:
        what = f"{option}: unknown value {wrong[0]!r}" if wrong else f"{option} names nothing"
        raise UsageError(what, f"choose from {', '.join(allowed)}")


def parse_days(option: str, text: str) -> Days:
    """The first and the last day of a date or range, see `photosort.dates`. Raises `UsageError`.

    >>> parse_days("--from", "1970-01..1970-02")
    (0, 58)
    """
    try:
        first, last = dates.parse_range(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r}: {error}", dates.HOW_RANGE) from error
    return first.first_day if first else None, last.last_day if last else None


def parse_between(
    since: str | None, until: str | None = None, options: tuple[str, str] = ("--from", "--to")
) -> Days:
    """The days of `--from` and `--to`: the first day of the one, the last day of the other.

    A range in one of them gives both. Raises `UsageError`.
    """
    from_, to = options
    given = {from_: since, to: until}
    found = {option: parse_days(option, text) for option, text in given.items() if text is not None}
    for option, text in given.items():
        if text is not None and dates.is_range(text):
            if len(found) == 2:
                raise UsageError(
                    f"{option} {text!r} is a range, which has both ends already",
                    f"give the range alone, or one date to {from_} and one to {to}",
                )
            return found[option]
    first = found[from_][0] if from_ in found else None
    last = found[to][1] if to in found else None
    if first is not None and last is not None and first > last:
        raise UsageError(f"{from_} {since!r} is later than {to} {until!r}", "swap the two dates")
    return first, last


def parse_duration(option: str, text: str) -> int:
    """Microseconds of `2h`, `90m`, `1.5d`, `30s` or a bare number of seconds, at most 100 years.

    Raises `UsageError`.
    """
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise UsageError(
            f"{option} {text!r} is not a duration",
            "give a number with s, m, h or d, such as 90m or 2h",
        )
    microseconds = int(match[1] + (match[2] or "").ljust(6, "0")) * _UNITS[match[3] or "s"]
    if microseconds > _LONGEST:
        raise UsageError(f"{option} {text!r} is out of range", "give at most 100 years, 36525d")
    return microseconds


def check_bytes(option: str, text: str | None, most: int) -> None:
    """Raise `UsageError` for a text that is not UTF-8, or has more than `most` bytes."""
    if not is_text(text or ""):
        raise UsageError(f"{option} is not UTF-8", "type it again")
    size = len((text or "").encode())
    if size > most:
        raise UsageError(f"{option} is {size:,} bytes long", f"at most {most:,}")


def sorting(field: str, order: str) -> tuple[str, str]:
    """A field to sort by and `asc` or `desc`; a minus before the field reverses the order.

    >>> sorting("-taken", "asc")
    ('taken', 'desc')
    """
    if not field.startswith("-"):
        return field, order
    return field[1:], "asc" if order == "desc" else "desc"


def split_list(text: str) -> tuple[str, ...]:
    """The values of a comma-separated option: `country, city` → `("country", "city")`."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def parse_offset(text: str, option: str = "--tz") -> int:
    """Minutes east of UTC of `+08:00`; `Z` and `UTC` are 0. Raises `UsageError`."""
    if text.upper() in ("Z", "UTC"):
        return 0
    match = _OFFSET.fullmatch(text)
    if match:
        minutes = int(match[2]) * 60 + int(match[3])
        if minutes <= 14 * 60:
            return -minutes if match[1] == "-" else minutes
    raise UsageError(
        f"{option} {text!r} is not an offset from UTC",
        "give an offset from -14:00 to +14:00, such as +08:00",
    )


def format_offset(minutes: int | None) -> str:
    """`+08:00` for 480; empty for None."""
    if minutes is None:
        return ""
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def parse_labels(texts: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The pairs of `KEY=VALUE` texts. Raises `UsageError` for one without `=` or too long."""
    pairs = []
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise UsageError(
                f"label {text!r} is not KEY=VALUE",
                "write a label as KEY=VALUE, such as holiday=beach",
            )
        if not is_text(text):
            raise UsageError(f"label {key!r} is not UTF-8")
        if len(text.encode()) > MAX_LABEL_BYTES:
            raise UsageError(f"label {key[:40]!r}… is longer than {MAX_LABEL_BYTES} bytes")
        pairs.append((composed(key), composed(value)))
    check_number_of_labels(len(pairs))
    return tuple(pairs)


def check_number_of_labels(number: int) -> None:
    """Raise `UsageError` for more labels than one thing may have."""
    if number > MAX_LABELS:
        raise UsageError(f"{number} labels are too many", f"at most {MAX_LABELS}")
