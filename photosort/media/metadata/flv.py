"""Flash Video: size, duration and date of its `onMetaData` (Video File Format 10.1, AMF0)."""

import struct

from photosort.media.metadata.blocks import SOUND, add_date
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source

_MAX_SCRIPT = 32 * 1024
_MAX_TAGS = 20
_MAX_PAIRS = 200
_LONGEST = 10_000_000  # seconds
_LONGEST_SIDE = 0x7FFFFFFF

_SCRIPT = 18
_DATES = ("creationdate", "creation_time", "datetimeoriginal")

Value = float | str


def read(source: Source, content_type: str) -> Raw:
    """Size, duration and date of an FLV."""
    raw = Raw(content_type)
    header = source.read(0, 9)
    if len(header) == 9 and header[4] & 5 == 4:  # sound only
        raw.content_type = SOUND
    at = int.from_bytes(header[5:], "big") + 4
    for _ in range(_MAX_TAGS):
        tag = source.read(at, 11)
        if len(tag) < 11:
            break
        size = int.from_bytes(tag[1:4], "big")
        if tag[0] & 0x1F == _SCRIPT:
            _take(_pairs(source.read(at + 11, min(size, _MAX_SCRIPT))), raw)
            break
        at += 11 + size + 4
    return raw


def _take(found: dict[str, Value], raw: Raw) -> None:
    width, height, seconds = (found.get(name) for name in ("width", "height", "duration"))
    if isinstance(width, float) and isinstance(height, float):
        sides = (width, height)
        if all(0 < side <= _LONGEST_SIDE for side in sides):
            raw.width, raw.height = int(width), int(height)
    if isinstance(seconds, float) and 0 < seconds < _LONGEST:
        raw.duration = seconds
    for name in _DATES:
        text = found.get(name)
        if isinstance(text, str):
            add_date(raw, text)


def _pairs(data: bytes) -> dict[str, Value]:
    """Numbers and texts of the list after `onMetaData`, up to anything else."""
    found: dict[str, Value] = {}
    name, at = _text(data, 1)
    if name != "onMetaData" or data[at : at + 1] not in (b"\x08", b"\x03"):
        return found
    at += 5 if data[at] == 8 else 1
    for _ in range(_MAX_PAIRS):
        key, at = _text(data, at)
        kind = data[at] if at < len(data) else 9
        if kind == 0 and at + 9 <= len(data):
            (found[key.lower()],) = struct.unpack(">d", data[at + 1 : at + 9])
            at += 9
        elif kind == 1:
            at += 2
        elif kind == 2:
            found[key.lower()], at = _text(data, at + 1)
        else:
            break
    return found


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text behind its length, and where it ends."""
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    return data[at + 2 : end].decode("utf-8", "replace"), end
