"""JPEG: the frame header and the Exif segments, in whatever order they stand (ITU T.81)."""

from photosort.media.metadata import ifd
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Block, Source

_MAX_SEGMENTS = 500
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length


def read(source: Source, content_type: str) -> Raw:
    """Size and Exif blocks of a JPEG."""
    raw = Raw(content_type)
    at = 2
    for _ in range(_MAX_SEGMENTS):
        header = source.read(at, 16)
        if len(header) < 4 or header[0] != 0xFF:
            break
        marker = header[1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker in _BARE:
            at += 2
            continue
        if marker in (0xD9, 0xDA):
            break
        length = header[2] << 8 | header[3]
        if marker in _FRAMES and len(header) >= 9:
            raw.height = header[5] << 8 | header[6]
            raw.width = header[7] << 8 | header[8]
        elif marker == 0xE1 and header[4:10] == b"Exif\0\0":
            tags = ifd.parse(Block(source.read(at + 10, length - 8)))
            if tags:
                raw.exif.append(tags)
        at += 2 + length
    return raw
