"""MPEG program streams (MPG, VOB, MOD of camcorders, DAT of Video CDs): size and duration.

Source: ISO/IEC 11172-1 and 13818-1 (packs with a clock), 11172-2 and 13818-2 (sequence header).
They hold no date.
"""

from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import HEAD, Source

_PACK, _SEQUENCE = b"\0\0\1\xba", b"\0\0\1\xb3"
_MAX_HEAD = 512 * 1024
_TAIL = 128 * 1024
_CLOCK = 90_000
_WRAP = 1 << 33
_LONGEST = 100_000  # seconds; a longer time means that the clock was reset in between


def is_stream(head: bytes) -> bool:
    """Whether a pack, a sequence of pictures or a Video CD begins here."""
    if head.startswith(_PACK):
        return _time(head, 0) is not None
    if head.startswith(_SEQUENCE):
        return _size(head, 0) is not None
    return head[:4] == b"RIFF" and head[8:12] == b"CDXA"


def read(source: Source, content_type: str) -> Raw:
    """Size and duration of a program stream, size of a stream of pictures."""
    raw = Raw(content_type)
    for at in range(0, min(_MAX_HEAD, source.size), HEAD):
        data = source.read(at, HEAD + 8)
        found = data.find(_SEQUENCE)
        size = _size(data, found) if found >= 0 else None
        if size:
            raw.width, raw.height = size
            break
    head = source.read(0, 16)
    first = _time(head, 0) if head.startswith(_PACK) else None
    last = _last_time(source) if first is not None else None
    if first is not None and last is not None:
        seconds = (last - first) % _WRAP / _CLOCK
        raw.duration = seconds if 0 < seconds < _LONGEST else None
    return raw


def _size(data: bytes, at: int) -> tuple[int, int] | None:
    """Width and height of the sequence header at `at`; each has 12 bits."""
    sides = data[at + 4 : at + 8]
    if len(sides) < 4:
        return None
    width, height = sides[0] << 4 | sides[1] >> 4, (sides[1] & 15) << 8 | sides[2]
    # what follows are the shape of a pixel and the rate of pictures, none of them 0
    return (width, height) if width and height and sides[3] >> 4 and sides[3] & 15 else None


def _last_time(source: Source) -> int | None:
    start = max(0, source.size - _TAIL)
    data = source.read(start, _TAIL)
    at = data.rfind(_PACK)
    while at >= 0:
        time = _time(data, at)
        if time is not None:
            return time
        at = data.rfind(_PACK, 0, at)
    return None


def _time(data: bytes, at: int) -> int | None:
    """The clock of the pack at `at`, in 90,000ths of a second: 33 bits among marker bits."""
    if len(data) < at + 9:
        return None
    bits = int.from_bytes(data[at + 4 : at + 9], "big")
    if bits >> 38 == 1:  # MPEG-2
        if not bits >> 34 & bits >> 18 & bits >> 2 & 1:
            return None
        return (bits >> 35 & 7) << 30 | (bits >> 19 & 0x7FFF) << 15 | bits >> 3 & 0x7FFF
    if bits >> 36 == 2 and bits >> 32 & bits >> 16 & bits & 1:  # MPEG-1
        return (bits >> 33 & 7) << 30 | (bits >> 17 & 0x7FFF) << 15 | bits >> 1 & 0x7FFF
    return None
