"""The rules for time and place, once for all containers: `Raw` in, `Facts` out."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from photosort.media import filenames
from photosort.media.metadata import describe, region_packets, regions, xmp
from photosort.media.metadata.positions import from_iso6709, from_xmp, hemisphere, make_coordinates
from photosort.media.metadata.raw import Raw, Tags, Value
from photosort.media.metadata.times import (
    WallClock,
    from_timestamp,
    is_plausible,
    offset_between,
    parse_beginning,
    parse_date,
    parse_offset,
)
from photosort.model import (
    Coordinates,
    Description,
    Facts,
    NamedRegion,
    OffsetSource,
    PlaceSource,
    Taken,
    TimeSource,
    is_raw,
)
from photosort.plan.descriptions import complete

_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]\d+)?", re.ASCII)
_GPS_DATE = re.compile(r"\s*(\d{4})\s*[:./-]\s*(\d{1,2})\s*[:./-]\s*(\d{1,2})\s*", re.ASCII)

# the dates of an Exif block, each with its offset and fraction
_ORIGINAL = ("DateTimeOriginal", "OffsetTimeOriginal", "SubSecTimeOriginal")
_DIGITIZED = ("DateTimeDigitized", "OffsetTimeDigitized", "SubSecTimeDigitized")
_CHANGED = ("DateTime", "OffsetTime", "SubSecTime")

_OTHER_OFFSETS = frozenset(
    ("TimeZoneOffset", "OffsetTime", "OffsetTimeOriginal", "OffsetTimeDigitized")
)

# the dates of XMP, with an offset in a property of its own
_XMP_DATES = (
    ("DateTimeOriginal", "OffsetTimeOriginal"),
    ("DateCreated", "OffsetTimeOriginal"),
    ("CreateDate", "OffsetTimeDigitized"),
    ("DateTimeDigitized", "OffsetTimeDigitized"),
)
# LocationCreated of XMP by level of the address
_XMP_ADDRESS = {
    "country_code": "CountryCode",
    "country": "CountryName",
    "province": "ProvinceState",
    "city": "City",
    "district": "Sublocation",
}

# properties that describe the content; most packets of cameras have none
_DESCRIBING = re.compile(
    rb":(?:title|description|subject|creator|rights|Rating|Favorite|hierarchicalSubject|TagsList"
    rb"|LastKeywordXMP|CatalogSets|ImageDescription|UserComment)[\s=>/]"
)

# epochs of the clocks of movies
_FIRST_SECONDS = (datetime(1904, 1, 1), datetime(1970, 1, 1))

_KEYS = "com.apple.quicktime."
_QUICKTIME_DATES = (f"{_KEYS}creationdate", "©day", "date")
_QUICKTIME_PLACES = (f"{_KEYS}location.ISO6709", "©xyz")


@dataclass(frozen=True)
class SidecarFacts:
    """Facts from a sidecar."""

    taken: Taken | None = None
    coordinates: Coordinates | None = None
    description: Description = field(default_factory=Description)
    stated: tuple[regions.Stated, ...] = ()
    """Names of persons."""


def interpret(raw: Raw, path: bytes, mtime_ns: int, sidecars: Sequence[SidecarFacts] = ()) -> Facts:
    """The facts of a file; what it lacks comes from its sidecars, its name and its mtime.

    Invalid values (month 13, 200° north, 0,0) count as absent.
    """
    tags = _merge(raw.exif)
    packets = _Packets(raw.xmp)
    coordinates, place_source = _place(raw, tags, packets, sidecars)
    own = describe.describe(raw, tags, packets.describing())
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
        created_in=_address(packets) if raw.xmp else None,
        description=complete(own, (each.description for each in sidecars)),
        regions=_regions(raw, tags, packets, sidecars),
    )


def tells_anything(facts: Facts) -> bool:
    """Whether the file itself has any fact: a size, a time or a place."""
    return bool(
        facts.width
        or facts.height
        or facts.duration is not None
        or (facts.coordinates and facts.place_source != "sidecar")
        or (facts.taken and facts.taken.source not in ("sidecar", "filename", "mtime"))
    )


def is_dated_beside(facts: Facts) -> bool:
    """Whether a sidecar or the name says when or where it was taken."""
    return bool(facts.coordinates or (facts.taken and facts.taken.source != "mtime"))


class _Packets:
    """The XMP packets of a file, parsed on demand."""

    def __init__(self, packets: Sequence[bytes]) -> None:
        self._packets = packets
        self._found: xmp.Properties | None = None

    def mention(self, name: bytes) -> bool:
        """Whether the packets mention a property that few files have."""
        return any(name in packet for packet in self._packets)

    def get(self, name: str) -> str | None:
        """A property; the first packet that has it counts."""
        return self._all().single.get(name)

    def describing(self) -> xmp.Properties | None:
        """All properties, if there may be some that describe the content."""
        # a packet in UTF-16 has zero bytes between its letters
        told = any(b"\0" in each[:64] or _DESCRIBING.search(each) for each in self._packets)
        return self._all() if told else None

    def _all(self) -> xmp.Properties:
        if self._found is None:
            self._found = xmp.Properties({}, {})
            for packet in self._packets:
                found = xmp.read(packet)
                self._found = xmp.Properties(
                    found.single | self._found.single, found.lists | self._found.lists
                )
        return self._found


def _merge(blocks: Sequence[Tags]) -> Tags:
    """All tags; the first block that has a tag counts."""
    merged: Tags = {}
    for block in reversed(blocks):
        merged |= block
    return merged


def _taken(
    raw: Raw, tags: Tags, packets: _Packets, sidecars: Sequence[SidecarFacts], path: bytes
) -> Taken | None:
    """The first valid date by reliability; a day alone gets the time of a later date."""
    day: Taken | None = None
    for found in _dates(raw, tags, packets, sidecars, path):
        if found is None:
            continue
        if day is None and found.precision == "day" and found.source not in ("sidecar", "filename"):
            day = found
        elif day is None or _has_time_of(found, day):
            return found
    return day


def _has_time_of(found: Taken, day: Taken) -> bool:
    """Whether a date has a time on `day`."""
    same = found.local and day.local and found.local.date() == day.local.date()
    return bool(same) and found.precision in ("second", "minute")


def _dates(
    raw: Raw, tags: Tags, packets: _Packets, sidecars: Sequence[SidecarFacts], path: bytes
) -> Iterator[Taken | None]:
    """All dates, most reliable first, computed on demand."""
    gps = _gps_time(tags) if "GPSDateStamp" in tags else None
    yield _exif_date(tags, _ORIGINAL, gps)
    yield _quicktime_date(raw)
    yield _exif_date(tags, _DIGITIZED, gps)
    yield xmp_date(packets.get, "xmp", gps)
    yield _text_date("iptc", raw.iptc, gps)
    yield Taken("gps", "utc", utc=gps) if gps else None
    yield _text_date("png", raw.created, gps)
    yield _exif_date(tags, _CHANGED, gps)
    yield _movie_date(raw)
    for each in sidecars:
        yield each.taken
    yield filenames.taken(path)


def _exif_date(tags: Tags, names: tuple[str, str, str], gps: datetime | None) -> Taken | None:
    name, offset_name, fraction = names
    text = _text(tags.get(name))
    found = parse_date(text, _text(tags.get(fraction)))
    if not found:
        return None
    own = parse_offset(_text(tags.get(offset_name)))
    if own is not None:
        found = found._replace(offset=own)
    elif found.offset is None and not _OTHER_OFFSETS.isdisjoint(tags):
        changed = _text(tags.get("DateTime"))
        offset, of_edit = _other_offset(tags, names, edited=changed not in (None, text))
        if of_edit:
            return from_local("exif", found._replace(offset=offset), gps, "edit")
        found = found._replace(offset=offset)
    return from_local("exif", found, gps)


def _other_offset(
    tags: Tags, names: tuple[str, str, str], *, edited: bool
) -> tuple[int | None, bool]:
    """The offset for a date without one, and whether it may be that of an edit.

    TimeZoneOffset (hours) holds that of DateTimeOriginal, then that of DateTime.
    """
    hours = tags.get("TimeZoneOffset")
    if isinstance(hours, tuple) and hours and names != _CHANGED:
        first = hours[0]
        if isinstance(first, int) and abs(first) <= 14:
            return parse_offset(f"{first:+03}"), False
    for other in (_ORIGINAL, _DIGITIZED, _CHANGED):
        offset = parse_offset(_text(tags.get(other[1])))
        if offset is not None:
            return offset, other == _CHANGED and edited
    return None, False


def xmp_date(
    get: Callable[[str], str | None], source: TimeSource, gps: datetime | None = None
) -> Taken | None:
    """The first valid date among XMP properties."""
    for name, offset in _XMP_DATES:
        text = get(name)
        found = parse_date(text) or parse_beginning(text)
        if found:
            if found.offset is None and found.precision in ("second", "minute"):
                apart = parse_offset(get(offset))
                apart = parse_offset(get("OffsetTime")) if apart is None else apart
                found = found._replace(offset=apart)
            return from_local(source, found, gps)
    return None


def _text_date(source: TimeSource, text: str | None, gps: datetime | None) -> Taken | None:
    found = (parse_date(text) or parse_beginning(text)) if text else None
    return from_local(source, found, gps) if found else None


def _quicktime_date(raw: Raw) -> Taken | None:
    for key in _QUICKTIME_DATES:
        found = parse_date(_decode(raw.quicktime.get(key)))
        if found and found.precision != "day" and found.local not in _FIRST_SECONDS:
            return from_local("quicktime", found, None)
    return None


def _movie_date(raw: Raw) -> Taken | None:
    utc = from_timestamp(raw.movie_created)
    return Taken("quicktime", "utc", utc=utc) if utc and utc not in _FIRST_SECONDS else None


def from_local(
    source: TimeSource, found: WallClock, gps: datetime | None, told_by: OffsetSource = "file"
) -> Taken:
    """A time known by its wall clock: UTC by its own offset, else by the GPS clock.

    A day, a month or a year has no offset.
    """
    local, offset, precision = found
    if precision not in ("second", "minute"):
        return Taken(source, "local", local, precision=precision)
    if offset is None and gps:
        offset, told_by = offset_between(local, gps), "gps"
    if offset is None:
        return Taken(source, "local", local, precision=precision)
    utc = local - timedelta(minutes=offset)
    return Taken(source, "local", local, utc, offset, told_by, precision=precision)


def _gps_time(tags: Tags) -> datetime | None:
    """The time of the GPS clock, in UTC."""
    match = _GPS_DATE.fullmatch(_text(tags.get("GPSDateStamp")) or "")
    clock = _numbers(tags.get("GPSTimeStamp"), 3)
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
    """The first valid place by reliability, and its source."""
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
    lat = _degrees(tags, "GPSLatitude", "NS")
    lon = _degrees(tags, "GPSLongitude", "EW")
    altitude = _numbers(tags.get("GPSAltitude"), 1)
    if altitude and _integer(tags.get("GPSAltitudeRef")) in (1, 3):
        altitude = [-abs(altitude[0])]
    return make_coordinates(lat, lon, altitude[0] if altitude else None)


def xmp_place(get: Callable[[str], str | None]) -> Coordinates | None:
    """The place among XMP properties."""
    found = from_xmp(
        get("GPSLatitude"), get("GPSLongitude"), get("GPSLatitudeRef"), get("GPSLongitudeRef")
    )
    if not found:
        return None
    numerator, _, denominator = (get("GPSAltitude") or "").partition("/")
    try:
        altitude = float(numerator) / float(denominator or 1)
    except (ValueError, ZeroDivisionError):
        return found
    if get("GPSAltitudeRef") == "1":
        altitude = -abs(altitude)
    return make_coordinates(found.lat, found.lon, altitude)


def _degrees(tags: Tags, name: str, letters: str) -> float | None:
    """Degrees with a hemisphere letter; if there is one, the sign of the numbers is ignored."""
    parts = _numbers(tags.get(name), 3) if name in tags else None
    half = hemisphere(_text(tags.get(name + "Ref")), letters) if parts else None
    if not parts or not half:
        return None
    degrees = abs(parts[0] + parts[1] / 60 + parts[2] / 3600)
    return -degrees if half in ("S", "W") else degrees


def _numbers(value: Value | None, count: int) -> list[float] | None:
    """`count` numbers, also from a text, missing ones as 0; None if one is not a number."""
    if isinstance(value, bytes):
        text = value.decode("ascii", "replace")
        numbers = [float(each) for each in _DECIMAL.findall(text)[:count]]
    else:
        numbers = []
        for each in (value or ())[:count]:
            if not isinstance(each, tuple):
                numbers.append(float(each))
            elif each[1]:
                numbers.append(each[0] / each[1])
            else:
                return None
    if not numbers or not math.isfinite(sum(numbers)):
        return None
    return numbers if len(numbers) == count else numbers + [0.0] * (count - len(numbers))


def _address(packets: _Packets) -> dict[str, str] | None:
    """The levels of the address in the file itself, from LocationCreated of XMP."""
    if not packets.mention(b"LocationCreated"):
        return None
    found = {
        level: text
        for level, name in _XMP_ADDRESS.items()
        if (text := _clean(packets.get(f"LocationCreated.{name}")))
    }
    return found or None


def _orientation(tags: Tags, packets: _Packets) -> int | None:
    number = _integer(tags.get("Orientation"))
    if number is None:
        text = packets.get("Orientation") or ""
        number = int(text) if len(text) == 1 and text.isdecimal() else None
    return number if number in range(1, 9) else None


def _regions(
    raw: Raw, tags: Tags, packets: _Packets, sidecars: Sequence[SidecarFacts]
) -> tuple[NamedRegion, ...]:
    """Names of persons with their areas in the upright picture; what the file says goes first."""
    stated = [each for packet in raw.xmp for each in region_packets.parse(packet)]
    stated += [each for sidecar in sidecars for each in sidecar.stated]
    if not stated:
        return ()
    size = _positive(raw.width), _positive(raw.height)
    if raw.rotates:
        # such a container turns by itself, mostly as its Exif says; most programs see the result
        stated = [each._replace(upright=not regions.is_of(each, size)) for each in stated]
    sensor = is_raw(raw.content_type)
    return regions.settle(stated, size, _orientation(tags, packets), cropped=not sensor)


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
    """Printable text, or None if nothing is left."""
    if text is None or text.isprintable():
        return text or None
    return "".join(c for c in text if c.isprintable()).strip() or None


def _from_mtime(mtime_ns: int) -> Taken | None:
    utc = from_timestamp(mtime_ns / 1e9)
    return Taken("mtime", "utc", utc=utc) if utc else None


def from_packet(found: xmp.Properties) -> SidecarFacts:
    """Facts from the XMP properties of a sidecar."""
    get = found.single.get
    return SidecarFacts(xmp_date(get, "sidecar"), xmp_place(get), describe.of_packet(found))
