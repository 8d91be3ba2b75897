"""The rules about time and place, once for all containers: `Raw` in, `Facts` out."""

import re
from datetime import UTC, datetime, timedelta

from photosort.media.metadata.raw import Raw, Tags, Value
from photosort.model import Coordinates, Facts, Taken

# Exif writes colons; scanners and editors also dashes, dots, a T, a fraction and an offset
_DATE = re.compile(
    rb"\s*(\d{4})[:./-](\d\d)[:./-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?"
    rb"\s*(Z|[+-]\d\d:?\d\d)?[\s\0]*"
)
_GPS_DATE = re.compile(rb"\s*(\d{4})[:./-](\d\d)[:./-](\d\d)[\s\0]*")
_OFFSET = re.compile(rb"\s*([+-])(\d\d):?(\d\d)[\s\0]*")

_FIRST_PHOTOGRAPH = datetime(1826, 1, 1)

# the dates of an Exif block in order of trust, with the offset and fraction that belong to each
_BEFORE_GPS = (
    ("DateTimeOriginal", "OffsetTimeOriginal", "SubSecTimeOriginal"),
    ("DateTimeDigitized", "OffsetTimeDigitized", "SubSecTimeDigitized"),
)
_BEHIND_GPS = (("DateTime", "OffsetTime", "SubSecTime"),)

_GPS_TOLERANCE = timedelta(minutes=5)  # a fix is often a little older than the photo


def interpret(raw: Raw, mtime_ns: int) -> Facts:
    """The facts that `raw` tells; a date of the file system fills in only where there is none.

    Values that make no sense (month 13, 200° north, 0,0) count as absent.
    """
    tags = _merge(raw.exif)
    coordinates = _coordinates(tags)
    orientation = _integer(tags.get("Orientation"))
    return Facts(
        content_type=raw.content_type,
        width=raw.width or None,
        height=raw.height or None,
        orientation=1 if raw.rotates else orientation if orientation in range(1, 9) else None,
        taken=_taken(tags) or _from_mtime(mtime_ns),
        coordinates=coordinates,
        place_source="exif" if coordinates else None,
        make=_text(tags.get("Make")),
        model=_text(tags.get("Model")),
    )


def tells_anything(facts: Facts) -> bool:
    """Whether the file itself says what it is of use for: a picture's size, a time or a place."""
    return bool(
        (facts.width and facts.height)
        or facts.coordinates
        or (facts.taken and facts.taken.source != "mtime")
    )


def _merge(blocks: list[Tags]) -> Tags:
    """All tags; where several blocks hold one, the first counts."""
    merged: Tags = {}
    for block in reversed(blocks):
        merged |= block
    return merged


def _taken(tags: Tags) -> Taken | None:
    gps = _gps_time(tags)
    local = _first_local(tags, _BEFORE_GPS, gps)
    if local:
        return local
    if gps:
        return Taken("gps", "utc", utc=gps)
    return _first_local(tags, _BEHIND_GPS, gps)


def _first_local(
    tags: Tags, names: tuple[tuple[str, str, str], ...], gps: datetime | None
) -> Taken | None:
    for date, offset, fraction in names:
        found = parse_date(tags.get(date), tags.get(fraction))
        if found:
            local, own_offset = found
            return from_local(local, parse_offset(tags.get(offset), own_offset), gps)
    return None


def from_local(local: datetime, offset: int | None, gps: datetime | None) -> Taken:
    """A moment known by its wall clock: UTC by its own offset, else by the GPS clock."""
    if offset is not None:
        utc = local - timedelta(minutes=offset)
        return Taken("exif", "local", local, utc, offset, "file")
    offset = offset_between(local, gps) if gps else None
    if offset is not None:
        utc = local - timedelta(minutes=offset)
        return Taken("exif", "local", local, utc, offset, "gps")
    return Taken("exif", "local", local)


def offset_between(local: datetime, utc: datetime) -> int | None:
    """The offset (minutes) that explains the difference of two clocks, or None.

    Offsets in use are multiples of 30 minutes, or 45 minutes past for a few.
    """
    minutes = (local - utc) / timedelta(minutes=1)
    for step, remainder in ((30, 0), (60, 45)):
        offset = round((minutes - remainder) / step) * step + remainder
        if abs(minutes - offset) * timedelta(minutes=1) <= _GPS_TOLERANCE:
            return offset if -12 * 60 <= offset <= 14 * 60 else None
    return None


def parse_date(
    value: Value | None, fraction: Value | None = None
) -> tuple[datetime, int | None] | None:
    """Wall-clock time and, where the text itself carries one, its offset in minutes.

    None for blanks, zeroes, dates that do not exist, before 1826 or in the future.
    """
    if not isinstance(value, bytes):
        return None
    match = _DATE.fullmatch(value)
    if not match:
        return None
    year, month, day, hour, minute = (int(match[i]) for i in range(1, 6))
    try:
        date = datetime(year, month, day, hour, minute, int(match[6] or 0))
    except ValueError:
        return None
    digits = match[7] or (fraction.strip(b" \0") if isinstance(fraction, bytes) else b"")
    if digits.isdigit():
        date = date.replace(microsecond=int(digits[:6].ljust(6, b"0")))
    if not is_plausible(date):
        return None
    return date, parse_offset(match[8]) if match[8] else None


def is_plausible(date: datetime) -> bool:
    """Whether a photo can have been taken then, with a day of slack for time zones."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return _FIRST_PHOTOGRAPH <= date <= now + timedelta(days=1)


def parse_offset(value: Value | None, default: int | None = None) -> int | None:
    """Minutes east of UTC of `+08:00`, `+0800` or `Z`; `default` for anything else."""
    if not isinstance(value, bytes):
        return default
    if value == b"Z":
        return 0
    match = _OFFSET.fullmatch(value)
    if not match or int(match[3]) > 59 or int(match[2]) > 14:
        return default
    minutes = int(match[2]) * 60 + int(match[3])
    return -minutes if match[1] == b"-" else minutes


def _gps_time(tags: Tags) -> datetime | None:
    """The UTC moment of the GPS clock."""
    date = tags.get("GPSDateStamp")
    clock = _rationals(tags.get("GPSTimeStamp"), 3)
    match = _GPS_DATE.fullmatch(date) if isinstance(date, bytes) else None
    if not match or not clock or not (clock[0] < 24 and clock[1] < 60 and clock[2] < 60):
        return None
    try:
        day = datetime(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    moment = day + timedelta(hours=clock[0], minutes=clock[1], seconds=clock[2])
    return moment if is_plausible(moment) else None


def _coordinates(tags: Tags) -> Coordinates | None:
    lat = _degrees(tags, "GPSLatitude", b"N", b"S")
    lon = _degrees(tags, "GPSLongitude", b"E", b"W")
    altitude = _rationals(tags.get("GPSAltitude"), 1)
    if altitude and _integer(tags.get("GPSAltitudeRef")) in (1, 3):
        altitude = [-altitude[0]]
    return make_coordinates(lat, lon, altitude[0] if altitude else None)


def make_coordinates(
    lat: float | None, lon: float | None, alt: float | None = None
) -> Coordinates | None:
    """Coordinates, or None where they are out of range, not a number, or 0,0 (no fix)."""
    if lat is None or lon is None or not (abs(lat) <= 90 and abs(lon) <= 180):
        return None
    if lat == 0 and lon == 0:
        return None
    return Coordinates(round(lat, 7), round(lon, 7), None if alt is None else round(alt, 2))


def _degrees(tags: Tags, name: str, positive: bytes, negative: bytes) -> float | None:
    reference = tags.get(name + "Ref")
    parts = _rationals(tags.get(name), 3)
    if not parts or not isinstance(reference, bytes):
        return None
    sign = reference[:1].upper()
    if sign not in (positive, negative):
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -degrees if sign == negative else degrees


def _rationals(value: Value | None, count: int) -> list[float] | None:
    """`count` numbers, missing ones as 0; None where one is divided by zero."""
    if not isinstance(value, tuple) or not value:
        return None
    pairs = [each if isinstance(each, tuple) else (each, 1) for each in value[:count]]
    if any(denominator == 0 for _, denominator in pairs):
        return None
    numbers = [numerator / denominator for numerator, denominator in pairs]
    return numbers + [0.0] * (count - len(numbers))


def _integer(value: Value | None) -> int | None:
    if isinstance(value, bytes):
        return value[0] if value else None
    return value[0] if value and isinstance(value[0], int) else None


def _text(value: Value | None) -> str | None:
    if not isinstance(value, bytes):
        return None
    text = value.split(b"\0", 1)[0].decode("utf-8", "replace").strip()
    return "".join(c for c in text if c.isprintable()) or None


def _from_mtime(mtime_ns: int) -> Taken | None:
    try:
        utc = datetime.fromtimestamp(mtime_ns / 1e9, UTC).replace(tzinfo=None)
    except (OverflowError, ValueError, OSError):
        return None
    return Taken("mtime", "utc", utc=utc) if is_plausible(utc) else None
