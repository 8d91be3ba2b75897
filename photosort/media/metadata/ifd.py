"""Exif blocks: a TIFF header, IFD0, and the Exif and GPS directories behind it.

Source: Exif 3.0 (CIPA DC-008), TIFF 6.0. Only tags that become facts are read; entries, value
sizes and directories are capped, so that no block can cost much.
"""

import struct

from photosort.media.metadata.raw import Tags, Value
from photosort.media.metadata.source import Source

_MAX_ENTRIES = 1000
_MAX_VALUE = 1024

# type → bytes of one value; 5 and 10 are rationals
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 13: 4}
_CODES = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I"}

_IFD0 = {
    0x0100: "ImageWidth",
    0x0101: "ImageLength",
    0x010F: "Make",
    0x0110: "Model",
    0x0112: "Orientation",
    0x0132: "DateTime",
    0x8769: "ExifIFD",
    0x8825: "GPSIFD",
}
_EXIF = {
    0x9003: "DateTimeOriginal",
    0x9004: "DateTimeDigitized",
    0x9010: "OffsetTime",
    0x9011: "OffsetTimeOriginal",
    0x9012: "OffsetTimeDigitized",
    0x9290: "SubSecTime",
    0x9291: "SubSecTimeOriginal",
    0x9292: "SubSecTimeDigitized",
    0xA002: "PixelXDimension",
    0xA003: "PixelYDimension",
}
_GPS = {
    0x01: "GPSLatitudeRef",
    0x02: "GPSLatitude",
    0x03: "GPSLongitudeRef",
    0x04: "GPSLongitude",
    0x05: "GPSAltitudeRef",
    0x06: "GPSAltitude",
    0x07: "GPSTimeStamp",
    0x1D: "GPSDateStamp",
}


def parse(source: Source) -> Tags | None:
    """The tags of the block that starts `source`, or None where it is no TIFF structure."""
    header = source.read(0, 8)
    if header[:2] == b"II":
        order = "<"
    elif header[:2] == b"MM":
        order = ">"
    else:
        return None
    if len(header) < 8:
        return None
    tags: Tags = {}
    (first,) = struct.unpack(order + "I", header[4:8])
    _directory(source, order, first, _IFD0, tags)
    for pointer, names in (("ExifIFD", _EXIF), ("GPSIFD", _GPS)):
        at = tags.pop(pointer, None)
        if isinstance(at, tuple) and at and isinstance(at[0], int):
            _directory(source, order, at[0], names, tags)
    return tags


def _directory(source: Source, order: str, at: int, names: dict[int, str], tags: Tags) -> None:
    """Add the named tags of the directory at `at`; those already there stay."""
    start = source.read(at, 2)
    if len(start) < 2:
        return
    count = min(struct.unpack(order + "H", start)[0], _MAX_ENTRIES)
    entries = source.read(at + 2, 12 * count)
    for tag, kind, number, place in struct.iter_unpack(
        order + "HHI4s", entries[: len(entries) // 12 * 12]
    ):
        name = names.get(tag)
        if name is None or name in tags:
            continue
        size = _SIZES.get(kind, 0) * number
        if not 0 < size <= _MAX_VALUE:
            continue
        data = (
            place[:size] if size <= 4 else source.read(struct.unpack(order + "I", place)[0], size)
        )
        if len(data) == size:
            tags[name] = _value(order, kind, number, data)


def _value(order: str, kind: int, number: int, data: bytes) -> Value:
    if kind in (2, 7):
        return data
    if kind in (5, 10):
        numbers = struct.unpack(f"{order}{2 * number}{'I' if kind == 5 else 'i'}", data)
        return tuple(zip(numbers[::2], numbers[1::2], strict=True))
    return struct.unpack(f"{order}{number}{_CODES[kind]}", data)
