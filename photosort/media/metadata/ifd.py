"""Exif blocks: a TIFF header, IFD0, and the Exif and GPS directories behind it.

Source: Exif 3.0 (CIPA DC-008), TIFF 6.0, and BigTIFF (Adobe, libtiff), whose counts and offsets
have 8 bytes. Only tags that become facts are read; entries, value sizes and directories are
capped, so that no block can cost much.
"""

import struct
from typing import NamedTuple

from photosort.media.metadata.raw import Tags, Value
from photosort.media.metadata.source import Slice, Source

_MAX_ENTRIES = 1000
_MAX_VALUE = 1024
_MAX_TEXT = 16 * 1024

# type → bytes of one value; 5 and 10 are rationals, 11 and 12 floating, 129 is UTF-8, 16 to 18
# are of BigTIFF
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_SIZES |= {16: 8, 17: 8, 18: 8, 129: 1}
_CODES = {
    1: "B",
    3: "H",
    4: "I",
    6: "b",
    8: "h",
    9: "i",
    11: "f",
    12: "d",
    13: "I",
    16: "Q",
    17: "q",
    18: "Q",
}
_TEXT = (2, 7, 129)

EXIF = {
    0x882A: "TimeZoneOffset",
    0x9003: "DateTimeOriginal",
    0x9004: "DateTimeDigitized",
    0x9010: "OffsetTime",
    0x9011: "OffsetTimeOriginal",
    0x9012: "OffsetTimeDigitized",
    0x9290: "SubSecTime",
    0x9291: "SubSecTimeOriginal",
    0x9292: "SubSecTimeDigitized",
    0x9286: "UserComment",
    0x927C: "MakerNote",
    0xA002: "PixelXDimension",
    0xA003: "PixelYDimension",
}
IFD0 = {  # TIFF/EP and some scanners have the dates here
    **EXIF,
    0x0100: "ImageWidth",
    0x0101: "ImageLength",
    0x010F: "Make",
    0x0110: "Model",
    0x010E: "ImageDescription",
    0x0112: "Orientation",
    0x0132: "DateTime",
    0x013B: "Artist",
    0x4746: "Rating",
    0x4749: "RatingPercent",
    0x8298: "Copyright",
    0x9C9B: "XPTitle",
    0x9C9C: "XPComment",
    0x9C9D: "XPAuthor",
    0x9C9E: "XPKeywords",
    0x8769: "ExifIFD",
    0x8825: "GPSIFD",
}
GPS = {
    0x01: "GPSLatitudeRef",
    0x02: "GPSLatitude",
    0x03: "GPSLongitudeRef",
    0x04: "GPSLongitude",
    0x05: "GPSAltitudeRef",
    0x06: "GPSAltitude",
    0x07: "GPSTimeStamp",
    0x1D: "GPSDateStamp",
}

_LONG = frozenset({"ImageDescription", "UserComment", "XPComment", "XPKeywords"})
"""Tags that may hold a long text."""

_PLACES = ("MakerNote", "JpgFromRaw", "XMP", "IPTC", "Photoshop")
"""Tags whose value becomes their offset and size."""

_APPLE = b"Apple iOS\0"
_APPLE_NOTE = {0x11: "ContentIdentifier"}


class Layout(NamedTuple):
    """How numbers are written in a TIFF structure, and where its first directory is."""

    order: str
    big: bool
    first: int


def layout(source: Source) -> Layout | None:
    """The layout of the TIFF structure at the start of `source`, or None."""
    header = source.read(0, 16)
    order = {b"II": "<", b"MM": ">"}.get(header[:2])
    if order is None or len(header) < 8:
        return None
    if header[2:8] in (b"+\0\x08\0\0\0", b"\0+\0\x08\0\0") and len(header) == 16:
        return Layout(order, True, struct.unpack(order + "Q", header[8:])[0])
    return Layout(order, False, struct.unpack(order + "I", header[4:8])[0])


def parse(source: Source, names: dict[int, str] = IFD0) -> Tags | None:
    """The tags of the block at the start of `source`, or None if it is not a TIFF structure.

    `names` are those of the first directory.
    """
    form = layout(source)
    if form is None:
        return None
    tags: Tags = {}
    directory(source, form, form.first, names, tags)
    follow(source, form, tags)
    return tags


def follow(source: Source, form: Layout, tags: Tags) -> None:
    """Replace the pointers to the Exif and GPS directories by their tags."""
    for pointer, names in (("ExifIFD", EXIF), ("GPSIFD", GPS)):
        at = number(tags, pointer)
        tags.pop(pointer, None)
        if at is not None:
            more: Tags = {}
            directory(source, form, at, names, more)
            tags |= more
    note = take_place(tags, "MakerNote")
    if note:
        _apple_note(source, *note, tags)


def take_place(tags: Tags, name: str) -> tuple[int, int] | None:
    """Remove a tag whose value is offset and size from `tags`, and return them."""
    value = tags.pop(name, None)
    if isinstance(value, tuple) and len(value) == 2:
        at, size = value
        if isinstance(at, int) and isinstance(size, int):
            return at, size
    return None


def number(tags: Tags, name: str) -> int | None:
    """The first number of a tag of integers."""
    value = tags.get(name)
    if isinstance(value, tuple) and value and isinstance(value[0], int):
        return value[0]
    return None


def _apple_note(source: Source, at: int, size: int, tags: Tags) -> None:
    """The identifier that links a Live Photo; offsets count from the start of the note."""
    header = source.read(at, 14)
    if header.startswith(_APPLE):
        order = "<" if header[12:] == b"II" else ">"
        directory(Slice(source, at, size), Layout(order, False, 14), 14, _APPLE_NOTE, tags)


def directory(source: Source, form: Layout, at: int, names: dict[int, str], tags: Tags) -> int:
    """Add the named tags of the directory at `at`; those already there stay.

    Returns the offset of the next directory of the chain, 0 at its end.
    """
    order, big, _ = form
    counted, entry, pointer = ("Q", "HHQ8s", "Q") if big else ("H", "HHI4s", "I")
    head, width, inline = (8, 20, 8) if big else (2, 12, 4)
    start = source.read(at, head)
    if len(start) < head:
        return 0
    (count,) = struct.unpack(order + counted, start)
    size = width * min(count, _MAX_ENTRIES)
    data = source.read(at + head, size + inline)
    entries = data[: min(size, len(data)) // width * width]
    for tag, kind, number, field in struct.iter_unpack(order + entry, entries):
        name = names.get(tag)
        if name is None or name in tags:
            continue
        length = _SIZES.get(kind, 0) * number
        place = 0 if length <= inline else struct.unpack(order + pointer, field)[0]
        if name in _PLACES:
            tags[name] = (place, length)
        elif 0 < length <= _MAX_VALUE or (0 < length <= _MAX_TEXT and name in _LONG):
            value = source.read(place, length) if place else field[:length]
            if len(value) == length:
                tags[name] = _value(order, kind, number, value)
    if count > _MAX_ENTRIES or len(data) < size + inline:
        return 0
    return int(struct.unpack_from(order + pointer, data, size)[0])


def _value(order: str, kind: int, number: int, data: bytes) -> Value:
    if kind in _TEXT:
        return data
    if kind in (5, 10):
        numbers = struct.unpack(f"{order}{2 * number}{'I' if kind == 5 else 'i'}", data)
        return tuple(zip(numbers[::2], numbers[1::2], strict=True))
    return struct.unpack(f"{order}{number}{_CODES[kind]}", data)
