"""Times between Python and SQLite: microseconds since 1970-01-01, no zone."""

from datetime import UTC, datetime, timedelta

from photosort.dates import EPOCH

_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime | None) -> int | None:
    """Microseconds of a naive datetime since its own 1970-01-01."""
    return None if moment is None else (moment - EPOCH) // _MICROSECOND


def from_microseconds(number: int | None) -> datetime | None:
    """The naive datetime of `to_microseconds`."""
    return None if number is None else EPOCH + number * _MICROSECOND


def now() -> str:
    """The current time as ISO 8601 in UTC, for columns that people read."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
