"""Canon's first RAW, CRW: date, camera and size (CIFF 1.0, Canon; ExifTool's CanonRaw tags)."""

import struct
from datetime import datetime, timedelta

from photosort.media.metadata.raw import Raw, Tags
from photosort.media.metadata.source import Source

_MAX_RECORDS = 500
_MAX_DEPTH = 4

_CAMERA, _CAPTURED, _SIZE = 0x080A, 0x180E, 0x1810
_HEAPS = (0x2800, 0x3000)  # kinds of records that are heaps themselves
_INLINE = 0x4000
_ZONE_KNOWN = 0x80000000


def read(source: Source, content_type: str) -> Raw:
    """Date, camera and size of a CRW."""
    raw = Raw(content_type)
    header = source.read(0, 6)
    order = "<" if header[:2] == b"II" else ">"
    if len(header) == 6:
        tags: Tags = {}
        _heap(source, order, struct.unpack(order + "I", header[2:])[0], source.size, raw, tags)
        raw.exif.append(tags)
    return raw


def _heap(
    source: Source, order: str, start: int, end: int, raw: Raw, tags: Tags, depth: int = 0
) -> None:
    """Records are listed at the end of their heap, behind the offset of the list."""
    pointer = source.read(end - 4, 4)
    if len(pointer) < 4 or end <= start or depth > _MAX_DEPTH:
        return
    at = start + struct.unpack(order + "I", pointer)[0]
    count = int.from_bytes(source.read(at, 2), "little" if order == "<" else "big")
    for number in range(min(count, _MAX_RECORDS)):
        entry = source.read(at + 2 + 10 * number, 10)
        if len(entry) < 10:
            return
        kind, size, offset = struct.unpack(order + "HII", entry)
        if kind & 0xC000 == _INLINE:
            place, size = at + 2 + 10 * number + 2, 8
        else:
            place = start + offset
        if kind & 0x3800 in _HEAPS and not kind & _INLINE:
            _heap(source, order, place, min(place + size, end), raw, tags, depth + 1)
        elif kind & 0x3FFF in (_CAMERA, _CAPTURED, _SIZE):
            _take(kind & 0x3FFF, source.read(place, min(size, 256)), order, raw, tags)


def _take(kind: int, data: bytes, order: str, raw: Raw, tags: Tags) -> None:
    if kind == _CAMERA:
        make, _, model = data.partition(b"\0")
        tags["Make"], tags["Model"] = make, model.split(b"\0", 1)[0]
    elif kind == _SIZE and len(data) >= 8:
        raw.width, raw.height = struct.unpack(order + "2I", data[:8])
    elif kind == _CAPTURED and len(data) >= 4:
        _captured(data, order, tags)


def _captured(data: bytes, order: str, tags: Tags) -> None:
    """The wall clock in seconds since 1970, then the zone in seconds, if known."""
    (seconds,) = struct.unpack(order + "I", data[:4])
    if not seconds:
        return
    moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    tags["DateTimeOriginal"] = f"{moment:%Y:%m:%d %H:%M:%S}".encode()
    if len(data) >= 12:
        zone, known = struct.unpack(order + "iI", data[4:12])
        if known & _ZONE_KNOWN and abs(zone) <= 14 * 3600:
            sign, minutes = "-" if zone < 0 else "+", abs(zone) // 60
            offset = f"{sign}{minutes // 60:02}:{minutes % 60:02}"
            tags["OffsetTimeOriginal"] = offset.encode()
