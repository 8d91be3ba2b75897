"""MXF of professional cameras: date, size and duration (SMPTE ST 377-1)."""

import calendar
import struct
from collections.abc import Iterator
from typing import NamedTuple

from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source

_MAX_SETS = 2000
_MAX_SET = 64 * 1024
_MAX_SEARCH = 16 * 1024 * 1024
_LONGEST = 10_000_000  # seconds

PARTITION = bytes.fromhex("060e2b34020501010d01020101")
"""How a file begins, whatever the kind of its first partition."""

_SET = bytes.fromhex("060e2b34025301010d01010101")  # of local tags
_PACKAGES = (0x36, 0x37)  # material package, source package
_DESCRIPTORS = (0x27, 0x28, 0x29, 0x51)  # of pictures
_ESSENCE = bytes.fromhex("060e2b34010201010d010301")
_CREATED, _RATE, _FRAMES, _HEIGHT, _WIDTH = 0x4404, 0x3001, 0x3002, 0x3202, 0x3203


class _Part(NamedTuple):
    key: bytes
    start: int
    size: int


def read(source: Source, content_type: str) -> Raw:
    """Date, size and duration of an MXF."""
    raw = Raw(content_type)
    for part in _parts(source):
        if part.key.startswith(_ESSENCE):
            break
        if not part.key.startswith(_SET):
            continue
        kind = part.key[14]
        if kind in _PACKAGES and raw.movie_created is None:
            tags = _tags(source.read(part.start, min(part.size, _MAX_SET)))
            raw.movie_created = _timestamp(tags.get(_CREATED, b""))
        elif kind in _DESCRIPTORS and raw.width is None:
            _picture(_tags(source.read(part.start, min(part.size, _MAX_SET))), raw)
    return raw


def _parts(source: Source) -> Iterator[_Part]:
    """The sequence of key, length and value."""
    at = 0
    for _ in range(_MAX_SETS):
        header = source.read(at, 25)
        if len(header) < 17 or at > _MAX_SEARCH:
            return
        more = header[16] & 0x7F if header[16] & 0x80 else 0
        size = int.from_bytes(header[17 : 17 + more], "big") if more else header[16]
        if more > 8:
            return
        yield _Part(header[:16], at + 17 + more, size)
        at += 17 + more + size


def _tags(data: bytes) -> dict[int, bytes]:
    """The local tags of a set: number, length, value."""
    tags: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(data):
        number, size = struct.unpack_from(">2H", data, at)
        tags.setdefault(number, data[at + 4 : at + 4 + size])
        at += 4 + size
    return tags


def _timestamp(data: bytes) -> int | None:
    """Seconds since 1970 of year, month, day, hour, minute, second, UTC; zeroes are none."""
    if len(data) != 8:
        return None
    year, month, day, hour, minute, second = struct.unpack(">H5B", data[:7])
    if not (year and 1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60):
        return None
    return calendar.timegm((year, month, day, hour, minute, min(second, 59)))


def _picture(tags: dict[int, bytes], raw: Raw) -> None:
    raw.width = int.from_bytes(tags.get(_WIDTH, b"")[:4], "big") or None
    raw.height = int.from_bytes(tags.get(_HEIGHT, b"")[:4], "big") or None
    rate, frames = tags.get(_RATE, b""), tags.get(_FRAMES, b"")
    if len(rate) == 8 and len(frames) == 8:
        (count,), (over, under) = struct.unpack(">q", frames), struct.unpack(">2i", rate)
        seconds = count * under / over if over > 0 else 0.0
        raw.duration = seconds if 0 < seconds < _LONGEST else None
