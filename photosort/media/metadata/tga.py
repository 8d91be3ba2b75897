"""Truevision TGA: size, and the date of its extension (TGA File Format Specification 2.0).

It has no signature, so the file name must match as well.
"""

import struct

from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source

_TYPES = (1, 2, 3, 9, 10, 11)
_DEPTHS = (8, 15, 16, 24, 32)
_FOOTER = b"TRUEVISION-XFILE.\0"
_DATE_AT = 367  # in the extension


def is_picture(head: bytes) -> bool:
    """Whether the first bytes are a valid TGA header."""
    if len(head) < 18:
        return False
    colours, kind, depth, sides = head[1], head[2], head[16], head[12:16]
    width, height = struct.unpack("<2H", sides)
    mapped = kind in (1, 9)
    map_depth = head[7] in (15, 16, 24, 32) if mapped else True
    return bool(
        kind in _TYPES
        and colours == mapped
        and map_depth
        and depth in _DEPTHS
        and width
        and height
        and not head[17] & 0xC0
    )


def read(source: Source, content_type: str) -> Raw:
    """Size and date of a TGA."""
    raw = Raw(content_type)
    sides = source.read(12, 4)
    if len(sides) == 4:
        raw.width, raw.height = struct.unpack("<2H", sides)
    footer = source.read(source.size - 26, 26)
    extension = int.from_bytes(footer[:4], "little") if footer[8:] == _FOOTER else 0
    date = source.read(extension + _DATE_AT, 12) if extension else b""
    if len(date) == 12:
        month, day, year, hour, minute, second = struct.unpack("<6H", date)
        text = f"{year:04}:{month:02}:{day:02} {hour:02}:{minute:02}:{second:02}"
        raw.exif.append({"DateTimeOriginal": text.encode()})
    return raw
