"""The rules about time and place, once for all containers: `Raw` in, `Facts` out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from photosort.media import filenames
from photosort.media.metadata import xmp
from photosort.media.metadata.positions import from_iso6709, from_xmp, make_coordinates
from photosort.media.metadata.raw import Raw, Tags, Value
from photosort.media.metadata.times import (
    from_timestamp,
    is_plausible,
    offset_between,
    parse_date,
    parse_offset,
)
from photosort.model import Coordinates, Facts, PlaceSource, Taken, TimeSource

_GPS_DATE = re.compile(r"\s*(\d{4})[:./-](\d\d)[:./-](\d\d)\s*")

# the dates of an Exif block, with the offset and the fraction that belong to each
_ORIGINAL = ("DateTimeOriginal", "OffsetTimeOriginal", "SubSecTimeOriginal")
_DIGITIZED = ("DateTimeDigitized", "OffsetTimeDigitized", "SubSecTimeDigitized")
_CHANGED = ("DateTime", "OffsetTime", "SubSecTime")

_XMP_DATES = ("DateTimeOriginal", "DateCreated", "CreateDate", "DateTimeDigitized")

_KEYS = "com.apple.quicktime."
_QUICKTIME_DATES = (f"{_KEYS}creationdate", "©day")
_QUICKTIME_PLACES = (f"{_KEYS}location.ISO6709", "©xyz")


@dataclass(frozen=True)
class SidecarFacts:
    """What a file beside a photo tells of it."""

    taken: Taken | None = None
    coordinates: Coordinates | None = None


def interpret(raw: Raw, path: bytes, mtime_ns: int, sidecars: Sequence[SidecarFacts] = ()) -> Facts:
    """The facts that a file tells; what it lacks, its sidecars, its name and its mtime.

    Values that make no sense (month 13, 200° north, 0,0) count as absent.
    """
    tags = _merge(raw.exif)
    packets = _Packets(raw.xmp)
    coordinates, place_source = _place(raw, tags, packets, sidecars)
    return Facts(
        content_type=raw.content_type,
        width=_positive(raw.width),
        height=_positive(raw.height),
        orientation=1 if raw.rotates else _orientation(tags, packets),
        taken=_taken(raw, tags, packets, sidecars, path) or _from_mtime(mtime_ns),
        coordinates=coordinates,
        place_source=place_source,
        make=_text(tags.get("Make")) or _name(raw, "make", "©mak") or _clean(packets.get("Make")),
        model=_text(tags.get("Model"))
        or _name(raw, "model", "©mod")
        or _clean(packets.get("Model")),
        duration=None if raw.duration is None else round(raw.duration, 3),
        content_id=raw.content_id,
    )


def tells_anything(facts: Facts) -> bool:
    """Whether the file itself says what it is of use for: a picture's size, a time or a place."""
    return bool(
        facts.width
        or facts.height
        or facts.duration is not None
        or (facts.coordinates and facts.place_source != "sidecar")
        or (facts.taken and facts.taken.source not in ("sidecar", "filename", "mtime"))
    )


class _Packets:
    """The XMP packets of a file, parsed when something is asked of them."""

    def __init__(self, packets: Sequence[bytes]) -> None:
        self._packets = packets
        self._found: dict[str, str] | None = None

    def get(self, name: str) -> str | None:
        """A property; the first packet that has it counts."""
        if self._found is None:
            self._found = {}
            for packet in self._packets:
                self._found = xmp.parse(packet) | self._found
        return self._found.get(name)


def _merge(blocks: Sequence[Tags]) -> Tags:
    """All tags; where several blocks hold one, the first counts."""
    merged: Tags = {}
    for block in reversed(blocks):
        merged |= block
    return merged


def _taken(
    raw: Raw, tags: Tags, packets: _Packets, sidecars: Sequence[SidecarFacts], path: bytes
) -> Taken | None:
    """The first valid date in the order of trust."""
    gps = _gps_time(tags) if "GPSDateStamp" in tags else None
    return (
        _exif_date(tags, _ORIGINAL, gps)
        or _quicktime_date(raw)
        or _exif_date(tags, _DIGITIZED, gps)
        or xmp_date(packets.get, "xmp", gps)
        or (Taken("gps", "utc", utc=gps) if gps else None)
        or _exif_date(tags, _CHANGED, gps)
        or _movie_date(raw)
        or next((each.taken for each in sidecars if each.taken), None)
        or filenames.taken(path)
    )


def _exif_date(tags: Tags, names: tuple[str, str, str], gps: datetime | None) -> Taken | None:
    date, offset, fraction = (_text(tags.get(name)) for name in names)
    found = parse_date(date, fraction)
    if not found or not found.has_time:
        return None
    own = parse_offset(offset)
    return from_local("exif", found.local, found.offset if own is None else own, gps)


def xmp_date(
    get: Callable[[str], str | None], source: TimeSource, gps: datetime | None = None
) -> Taken | None:
    """The first valid date among XMP properties."""
    for name in _XMP_DATES:
        found = parse_date(get(name))
        if found:
            return from_local(source, found.local, found.offset, gps)
    return None


def _quicktime_date(raw: Raw) -> Taken | None:
    for key in _QUICKTIME_DATES:
        found = parse_date(_decode(raw.quicktime.get(key)))
        if found and found.has_time:
            return from_local("quicktime", found.local, found.offset, None)
    return None


def _movie_date(raw: Raw) -> Taken | None:
    utc = from_timestamp(raw.movie_created)
    return Taken("quicktime", "utc", utc=utc) if utc else None


def from_local(
    source: TimeSource, local: datetime, offset: int | None, gps: datetime | None
) -> Taken:
    """A moment known by its wall clock: UTC by its own offset, else by the GPS clock."""
    if offset is not None:
        return Taken(source, "local", local, local - timedelta(minutes=offset), offset, "file")
    offset = offset_between(local, gps) if gps else None
    if offset is not None:
        return Taken(source, "local", local, local - timedelta(minutes=offset), offset, "gps")
    return Taken(source, "local", local)


def _gps_time(tags: Tags) -> datetime | None:
    """The UTC moment of the GPS clock."""
    match = _GPS_DATE.fullmatch(_text(tags.get("GPSDateStamp")) or "")
    clock = _rationals(tags.get("GPSTimeStamp"), 3)
    if (
        not match
        or not clock
        or not (0 <= clock[0] < 24 and 0 <= clock[1] < 60 and 0 <= clock[2] < 60)
    ):
        return None
    try:
        day = datetime(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    moment = day + timedelta(hours=clock[0], minutes=clock[1], seconds=clock[2])
    return moment if is_plausible(moment) else None


def _place(
    raw: Raw, tags: Tags, packets: _Packets, sidecars: Sequence[SidecarFacts]
) -> tuple[Coordinates | None, PlaceSource | None]:
    """The first valid place in the order of trust, and where it stands."""
    found = _exif_place(tags)
    if found:
        return found, "exif"
    for key in _QUICKTIME_PLACES:
        if key in raw.quicktime:
            found = from_iso6709(_decode(raw.quicktime[key]) or "")
            if found:
                return found, "quicktime"
    found = make_coordinates(*raw.loci) if raw.loci else None
    if found:
        return found, "quicktime"
    found = xmp_place(packets.get)
    if found:
        return found, "xmp"
    found = next((each.coordinates for each in sidecars if each.coordinates), None)
    return found, "sidecar" if found else None


def _exif_place(tags: Tags) -> Coordinates | None:
    lat = _degrees(tags, "GPSLatitude", "N", "S")
    lon = _degrees(tags, "GPSLongitude", "E", "W")
    altitude = _rationals(tags.get("GPSAltitude"), 1)
    if altitude and _integer(tags.get("GPSAltitudeRef")) in (1, 3):
        altitude = [-altitude[0]]
    return make_coordinates(lat, lon, altitude[0] if altitude else None)


def xmp_place(get: Callable[[str], str | None]) -> Coordinates | None:
    """The place among XMP properties."""
    found = from_xmp(get("GPSLatitude"), get("GPSLongitude"))
    if not found:
        return None
    numerator, _, denominator = (get("GPSAltitude") or "").partition("/")
    try:
        altitude = float(numerator) / float(denominator or 1)
    except (ValueError, ZeroDivisionError):
        return found
    sign = -1 if get("GPSAltitudeRef") == "1" else 1
    return make_coordinates(found.lat, found.lon, sign * altitude)


def _degrees(tags: Tags, name: str, positive: str, negative: str) -> float | None:
    parts = _rationals(tags.get(name), 3)
    sign = (_text(tags.get(name + "Ref")) or "")[:1].upper()
    if not parts or sign not in (positive, negative):
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


def _orientation(tags: Tags, packets: _Packets) -> int | None:
    number = _integer(tags.get("Orientation"))
    if number is None:
        text = packets.get("Orientation") or ""
        number = int(text) if len(text) == 1 and text.isdecimal() else None
    return number if number in range(1, 9) else None


def _positive(number: int | None) -> int | None:
    return number if number and number > 0 else None


def _integer(value: Value | None) -> int | None:
    if isinstance(value, bytes):
        return value[0] if value else None
    return value[0] if value and isinstance(value[0], int) else None


def _name(raw: Raw, key: str, atom: str) -> str | None:
    return _clean(_decode(raw.quicktime.get(_KEYS + key) or raw.quicktime.get(atom)))


def _text(value: Value | None) -> str | None:
    return _clean(_decode(value.split(b"\0", 1)[0])) if isinstance(value, bytes) else None


def _decode(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "replace").strip("\0 ")


def _clean(text: str | None) -> str | None:
    """Text that can be shown, or None where nothing is left."""
    if text is None or text.isprintable():
        return text or None
    return "".join(c for c in text if c.isprintable()).strip() or None


def _from_mtime(mtime_ns: int) -> Taken | None:
    utc = from_timestamp(mtime_ns / 1e9)
    return Taken("mtime", "utc", utc=utc) if utc else None


def from_properties(found: Mapping[str, str]) -> SidecarFacts:
    """What XMP properties of a sidecar tell."""
    return SidecarFacts(xmp_date(found.get, "sidecar"), xmp_place(found.get))
