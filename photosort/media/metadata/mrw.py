"""Minolta MRW: size, and an Exif block among its own (ExifTool's MinoltaRaw tags)."""

import struct

from photosort.media.metadata.blocks import add_exif
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Slice, Source

_MAX_BLOCKS = 50


def read(source: Source, content_type: str) -> Raw:
    """Size and Exif of an MRW."""
    raw = Raw(content_type)
    order = ">" if source.read(0, 4) == b"\0MRM" else "<"
    at = 8
    for _ in range(_MAX_BLOCKS):
        header = source.read(at, 8)
        if len(header) < 8 or header[:1] != b"\0":
            break
        (size,) = struct.unpack(order + "I", header[4:])
        if header[:4] in (b"\0TTW", b"\0WTT"):
            add_exif(raw, Slice(source, at + 8, size))
        elif header[:4] in (b"\0PRD", b"\0DRP"):
            sides = source.read(at + 16, 8)  # sensor first, then picture, heights first
            if len(sides) == 8:
                _, _, raw.height, raw.width = struct.unpack(order + "4H", sides)
        at += 8 + size
    return raw
