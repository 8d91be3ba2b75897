"""PNG: size from IHDR, Exif from the eXIf chunk wherever it stands (PNG third edition)."""

from photosort.media.metadata import ifd
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Slice, Source

_MAX_CHUNKS = 50_000


def read(source: Source, content_type: str) -> Raw:
    """Size and Exif block of a PNG."""
    raw = Raw(content_type)
    at = 8
    for _ in range(_MAX_CHUNKS):
        header = source.read(at, 8)
        if len(header) < 8:
            break
        length, kind = int.from_bytes(header[:4], "big"), header[4:]
        if kind == b"IHDR":
            size = source.read(at + 8, 8)
            if len(size) == 8:
                raw.width = int.from_bytes(size[:4], "big")
                raw.height = int.from_bytes(size[4:], "big")
        elif kind == b"eXIf":
            tags = ifd.parse(Slice(source, at + 8, length))
            if tags:
                raw.exif.append(tags)
        elif kind == b"IEND":
            break
        at += 12 + length
    return raw
