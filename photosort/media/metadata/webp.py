"""WebP: size from VP8X, VP8L or VP8, Exif and XMP from their chunks (RFC 9649)."""

from photosort.media.metadata.blocks import add_exif, read_xmp
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Slice, Source

_MAX_CHUNKS = 5000


def read(source: Source, content_type: str) -> Raw:
    """Size, Exif block and XMP of a WebP."""
    raw = Raw(content_type)
    at = 12
    for _ in range(_MAX_CHUNKS):
        header = source.read(at, 8)
        if len(header) < 8:
            break
        kind, length = header[:4], int.from_bytes(header[4:], "little")
        if kind in (b"VP8X", b"VP8L", b"VP8 ") and raw.width is None:
            raw.width, raw.height = _size(kind, source.read(at + 8, 10))
        elif kind == b"EXIF":
            # some write it as in JPEG
            skip = 6 if source.read(at + 8, 6) == b"Exif\0\0" else 0
            add_exif(raw, Slice(source, at + 8 + skip, length - skip))
        elif kind == b"XMP ":
            read_xmp(raw, source, at + 8, length)
        at += 8 + length + length % 2
    return raw


def _size(kind: bytes, data: bytes) -> tuple[int | None, int | None]:
    if kind == b"VP8X" and len(data) >= 10:
        return (
            1 + int.from_bytes(data[4:7], "little"),
            1 + int.from_bytes(data[7:10], "little"),
        )
    if kind == b"VP8L" and len(data) >= 5 and data[0] == 0x2F:
        bits = int.from_bytes(data[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and len(data) >= 10 and data[3:6] == b"\x9d\x01\x2a":
        return (
            int.from_bytes(data[6:8], "little") & 0x3FFF,
            int.from_bytes(data[8:10], "little") & 0x3FFF,
        )
    return None, None
