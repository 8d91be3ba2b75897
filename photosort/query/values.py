"""The values that fields of a query are compared to: numbers with units, times, ranges.

Each text becomes bounds: pairs of an operation (`< <= > >= =`) and a number.
"""

import re
from datetime import UTC, datetime, timedelta

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
_TIME = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?)?)?)?"
)
_FIRSTS = (1, 1, 1, 0, 0, 0)
_NO_DATE = "there is no such date"
_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


def parse_number(field: str, text: str) -> Bounds:
    """The bounds of `>5MB`, `100..200`, `..200`, `3`. Raises `ValueError`."""
    if ".." in text:
        low, high = (part and _number(field, part) for part in text.split("..", 1))
        return _range(low, high, "<=")
    match = _OPERATION.fullmatch(text)
    assert match
    return ((match[1] or "=", _number(field, match[2])),)


def parse_times(text: str) -> Bounds:
    """The bounds of `2023`, `2023-04..2023-05`, `>=2023-04-02`, `2023-04-02T10:30`.

    A year, month, day, … stands for all of its moments. Raises `ValueError`.
    """
    if ".." in text:
        low, high = text.split("..", 1)
        return _range(low and _span(low)[0], high and _span(high)[1], "<")
    match = _OPERATION.fullmatch(text)
    assert match
    first, after = _span(match[2])
    if match[1] in ("", "="):
        return (">=", first), ("<", after)
    kinds = {">": (">=", after), ">=": (">=", first), "<": ("<", first), "<=": ("<", after)}
    return (kinds[match[1]],)


def show_time(number: int) -> str:
    """The text whose first moment this is."""
    return (_EPOCH + number * _MICROSECOND).isoformat(timespec="microseconds")


def _range(low: int | float | str, high: int | float | str, upper: str) -> Bounds:
    bounds = [(">=", low)] * (low != "") + [(upper, high)] * (high != "")
    if not bounds:
        raise ValueError("a range has a beginning or an end, as 2023-04..2023-05")
    if low != "" and high != "" and (low > high or (upper == "<" and low == high)):  # type: ignore[operator]
        raise ValueError("the range ends before it begins")
    return tuple(bounds)  # type: ignore[arg-type]


def _number(field: str, text: str) -> int | float:
    units = _UNITS.get(field, {"": 1})
    match = _NUMBER.fullmatch(text.strip())
    unit = units.get(match[2].lower()) if match else None
    if match is None or unit is None:
        known = ", ".join(x for x in units if x)
        raise ValueError("this is no number" + (f" with a unit of {known}" if known else ""))
    number = float(match[1]) * unit
    if number - number != 0 or abs(number) >= 2**63:
        raise ValueError("this number is too large")
    return int(number) if number == int(number) else number


def _span(text: str) -> tuple[int, int]:
    """The first microsecond of a year, month, day, …, and the first behind it."""
    first, parts, fraction = parse_moment(text)
    try:
        after = _next(first, parts, fraction)
    except (ValueError, OverflowError):
        raise ValueError(_NO_DATE) from None
    return (first - _EPOCH) // _MICROSECOND, (after - _EPOCH) // _MICROSECOND


def parse_moment(text: str) -> tuple[datetime, int, str]:
    """The first moment of `2023`, `2023-04`, `2023-04-02`, `2023-04-02T10:30:05.25`.

    With it come the number of parts (1 for a year to 6 for seconds) and the digits of a fraction.
    Raises `ValueError`.
    """
    match = _TIME.fullmatch(text.strip())
    if not match:
        raise ValueError("write a date as 2023, 2023-04 or 2023-04-02")
    parts = [int(part) for part in match.groups()[:6] if part]
    fraction = match[7] or ""
    year, month, day, hour, minute, second = (*parts, *_FIRSTS[len(parts) :])
    try:
        first = datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise ValueError(_NO_DATE) from None
    return first + timedelta(microseconds=int(fraction.ljust(6, "0"))), len(parts), fraction


def _next(first: datetime, precision: int, fraction: str) -> datetime:
    """The moment behind the year, month, day, … that begins at `first`."""
    if fraction:
        return first + timedelta(microseconds=10 ** (6 - len(fraction)))
    if precision == 1:
        return first.replace(year=first.year + 1)
    if precision == 2:
        return (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(seconds=(86_400, 3600, 60, 1)[precision - 3])


def parse_instant(text: str) -> int:
    """Microseconds of an RFC 3339 time on its own wall clock. Raises `ValueError`."""
    match = re.fullmatch(r"(.{19})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?", text.strip())
    if not match:
        raise ValueError("write a time as 2023-04-02T10:30:00+08:00")
    fraction = (match[2] or "")[:6].ljust(6, "0")
    moment = datetime.fromisoformat(match[1]).replace(microsecond=int(fraction), tzinfo=UTC)
    return (moment.replace(tzinfo=None) - _EPOCH) // _MICROSECOND
