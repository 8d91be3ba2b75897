"""JPEG 2000: size, and the boxes that hold Exif, XMP and IPTC (ISO/IEC 15444-1)."""

import struct

from photosort.media.metadata import photoshop
from photosort.media.metadata.blocks import add_exif, read_xmp
from photosort.media.metadata.bmff import Box, boxes, find
from photosort.media.metadata.movie import XMP
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Slice, Source

CODESTREAM = b"\xff\x4f\xff\x51"
"""A picture without boxes: start, then its size."""

_EXIF = b"JpgTiffExif->JP2"
_IPTC = bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38")
_START = {b"Exif\0\0": 6}


def read(source: Source, content_type: str) -> Raw:
    """Size, Exif, XMP and IPTC date of a JPEG 2000."""
    raw = Raw(content_type)
    if source.read(0, 4) == CODESTREAM:
        _size(source.read(8, 16), raw)
        return raw
    for box in boxes(source):
        if box.kind == b"jp2h":
            header = find(source, box, b"ihdr")
            sides = source.read(header.start, 8) if header else b""
            if len(sides) == 8:
                raw.height, raw.width = struct.unpack(">2I", sides)
        elif box.kind == b"uuid":
            _uuid(source, box, raw)
        elif box.kind == b"xml ":
            read_xmp(raw, source, box.start, box.size)
    return raw


def _size(data: bytes, raw: Raw) -> None:
    """The size of the reference grid less its offset."""
    if len(data) == 16:
        right, bottom, left, top = struct.unpack(">4I", data)
        raw.width, raw.height = max(0, right - left), max(0, bottom - top)


def _uuid(source: Source, box: Box, raw: Raw) -> None:
    kind, at, size = source.read(box.start, 16), box.start + 16, box.size - 16
    if kind == XMP:
        read_xmp(raw, source, at, size)
    elif kind == _EXIF:
        skip = _START.get(source.read(at, 6), 0)
        add_exif(raw, Slice(source, at + skip, size - skip))
    elif kind == _IPTC:
        photoshop.read_iptc(source, at, size, raw)
