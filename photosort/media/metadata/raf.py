"""Fujifilm RAF: Exif in the JPEG that it carries, size in its own directory.

Source: the RAF notes of the LibRaw and ExifTool documentation: offsets in a fixed header, all
numbers big-endian.
"""

import struct

from photosort.media.metadata import jpeg
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Slice, Source

_MAX_ENTRIES = 300
_SIZES = (0x111, 0x121, 0x100)  # cropped, stored, whole sensor: height and width each


def read(source: Source, content_type: str) -> Raw:
    """Size, Exif blocks and XMP of a RAF."""
    raw = Raw(content_type)
    header = source.read(84, 16)
    if len(header) < 16:
        return raw
    picture, length, directory, _ = struct.unpack(">4I", header)
    inner = jpeg.read(Slice(source, picture, length), content_type)
    raw.exif, raw.xmp = inner.exif, inner.xmp
    sizes = _sizes(source, directory)
    raw.height, raw.width = next((sizes[tag] for tag in _SIZES if tag in sizes), (None, None))
    return raw


def _sizes(source: Source, at: int) -> dict[int, tuple[int, int]]:
    """The sizes in the directory: a count, then tag, length and value of each entry."""
    sizes: dict[int, tuple[int, int]] = {}
    count = int.from_bytes(source.read(at, 4), "big") if at else 0
    at += 4
    for _ in range(min(count, _MAX_ENTRIES)):
        entry = source.read(at, 8)
        if len(entry) < 8:
            break
        tag, length, height, width = struct.unpack(">4H", entry)
        if tag in _SIZES and length == 4 and height and width:
            sizes[tag] = height, width
        at += 4 + length
    return sizes
