"""The values that fields of a query are compared to: numbers with units, times, ranges.

Each text becomes bounds: pairs of an operation (`< <= > >= =`) and a number.
"""

import re
from datetime import UTC, datetime, timedelta
from math import ceil, floor

from photosort.dates import EPOCH, Span, parse_date, parse_range
from photosort.model.attributes import AGE_GROUPS

Bounds = tuple[tuple[str, int | float], ...]

_UNITS = {
    "size": {
        "": 1, "b": 1, "k": 10**3, "kb": 10**3, "m": 10**6, "mb": 10**6, "g": 10**9, "gb": 10**9,
        "t": 10**12, "tb": 10**12, "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40,
    },
    "duration": {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600},
    "alt": {"": 1, "m": 1, "km": 1000},
}  # fmt: skip
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z]*)", re.I)
_OPERATION = re.compile(r"(>=|<=|>|<|=|)(.*)", re.DOTALL)
_MICROSECOND = timedelta(microseconds=1)


def parse_number(field: str, text: str) -> Bounds:
    """The bounds of `>5MB`, `100..200`, `..200`, `3`. Raises `ValueError`."""
    if ".." in text:
        low, high = (part and _number(field, part) for part in text.split("..", 1))
        return _range(low, high)
    match = _OPERATION.fullmatch(text)
    assert match
    return ((match[1] or "=", _number(field, match[2])),)


def parse_ages(text: str) -> tuple[int | None, int | None]:
    """First and last year of `child`, `3-12`, `60+`, `7`, `>=60`, `3..12`; None is no limit.

    Raises `ValueError`.
    """
    text = text.strip().lower().replace("–", "-")
    if text in AGE_GROUPS:
        return AGE_GROUPS[text]
    text = re.sub(r"(\d)-(\d)", r"\1..\2", re.sub(r"(\d)\+$", r"\1..", text))
    first: int | None = None
    last: int | None = None
    for operation, number in parse_number("age", text):
        if operation in (">", ">=", "="):
            first = floor(number) + 1 if operation == ">" else ceil(number)
        if operation in ("<", "<=", "="):
            last = ceil(number) - 1 if operation == "<" else floor(number)
    return first, last


def parse_times(text: str) -> Bounds:
    """The bounds of `2023`, `2023-04..2023-05`, `>=2023-04-02`, `2023-04-02T10:30`, `last year`.

    A year, month, day, … stands for all of its moments. Raises `ValueError`.
    """
    match = _OPERATION.fullmatch(text)
    assert match
    operation = match[1]
    if operation in ("", "="):
        first, last = parse_range(match[2])
        low = [(">=", _microseconds(_wall_clock(first).first))] if first else []
        high = [("<", _microseconds(_wall_clock(last).after))] if last else []
        return (*low, *high)
    span = _wall_clock(parse_date(match[2]))
    moment = span.first if operation in ("<", ">=") else span.after
    return ((operation[0] if operation in ("<", "<=") else ">=", _microseconds(moment)),)


def _wall_clock(span: Span) -> Span:
    if span.offset is not None:
        raise ValueError("times are those of the clock at the place: leave out the offset from UTC")
    return span


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // _MICROSECOND


def show_time(number: int) -> str:
    """The text whose first moment this is."""
    return (EPOCH + number * _MICROSECOND).isoformat(timespec="microseconds")


def _range(low: int | float | str, high: int | float | str) -> Bounds:
    bounds = [(">=", low)] * (low != "") + [("<=", high)] * (high != "")
    if not bounds:
        raise ValueError("a range needs a start or an end, such as 100..200")
    if low != "" and high != "" and low > high:  # type: ignore[operator]
        raise ValueError("the range ends before it begins")
    return tuple(bounds)  # type: ignore[arg-type]


def _number(field: str, text: str) -> int | float:
    units = _UNITS.get(field, {"": 1})
    match = _NUMBER.fullmatch(text.strip())
    unit = units.get(match[2].lower()) if match else None
    if match is None or unit is None:
        known = ", ".join(x for x in units if x)
        raise ValueError("this is not a number" + (f" with a unit of {known}" if known else ""))
    number = float(match[1]) * unit
    if number - number != 0 or abs(number) >= 2**63:
        raise ValueError("this number is too large")
    return int(number) if number == int(number) else number


def parse_instant(text: str) -> int:
    """Microseconds of an RFC 3339 time on its own wall clock. Raises `ValueError`."""
    match = re.fullmatch(r"(.{19})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?", text.strip())
    if not match:
        raise ValueError("write a time as 2023-04-02T10:30:00+08:00")
    fraction = (match[2] or "")[:6].ljust(6, "0")
    moment = datetime.fromisoformat(match[1]).replace(microsecond=int(fraction), tzinfo=UTC)
    return (moment.replace(tzinfo=None) - EPOCH) // _MICROSECOND
