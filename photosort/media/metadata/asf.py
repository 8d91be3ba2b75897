"""Windows Media (WMV, ASF): date, duration and size (Advanced Systems Format, Microsoft)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from photosort.media.metadata.blocks import SOUND
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source

_MAX_OBJECTS = 200
_MAX_TEXT = 64 * 1024
_LONGEST = 10_000_000  # seconds
_LONGEST_SIDE = 0x7FFFFFFF

HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
"""The GUID at the start of a file."""

_FILE = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_DESCRIPTION = bytes.fromhex("3326b2758e66cf11a6d900aa0062ce6c")
_STREAM = bytes.fromhex("9107dcb7b7a9cf118ee600c00c205365")
_EXTENSION = bytes.fromhex("b503bf5f2ea9cf118ee300c00c205365")
_EXTENDED_STREAM = bytes.fromhex("cba5e61472c632439983a96952065b5a")
_VIDEO = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")

_FROM_1601 = 11_644_473_600  # seconds from 1601-01-01, the epoch of Windows, to 1970
_UNITS = 10_000_000  # of a second


class _Object(NamedTuple):
    kind: bytes
    start: int
    end: int


def read(source: Source, content_type: str) -> Raw:
    """Date, duration and size; a file without pictures is sound."""
    raw = Raw(content_type)
    streams: list[bytes] = []
    header = _objects(source, 30, min(int.from_bytes(source.read(16, 8), "little"), source.size))
    for each in header:
        if each.kind == _FILE:
            _properties(source.read(each.start, 64), raw)
        elif each.kind == _DESCRIPTION:
            _texts(source.read(each.start, min(each.end - each.start, _MAX_TEXT)), raw)
        elif each.kind == _STREAM:
            streams.append(_stream(source, each, raw))
        elif each.kind == _EXTENSION:
            streams += _more_streams(source, each, raw)
    if streams and _VIDEO not in streams:
        raw.content_type = SOUND
    return raw


def _objects(source: Source, at: int, end: int) -> Iterator[_Object]:
    """The objects between two offsets: GUID, size of the whole, content."""
    for _ in range(_MAX_OBJECTS):
        header = source.read(at, 24)
        size = int.from_bytes(header[16:], "little")
        if len(header) < 24 or size < 24 or at + 24 > end:
            return
        yield _Object(header[:16], at + 24, min(at + size, end))
        at += size


def _texts(data: bytes, raw: Raw) -> None:
    """Title, author, copyright and description: five lengths, then the texts in UTF-16."""
    if len(data) < 10:
        return
    at = 10
    lengths = struct.unpack("<5H", data[:10])
    for name, length in zip(("title", "creator", "copyright", "caption"), lengths, strict=False):
        text = data[at : at + length].decode("utf-16-le", "replace").split("\0", 1)[0]
        if text:
            raw.texts[name] = text
        at += length


def _properties(data: bytes, raw: Raw) -> None:
    """When the file was created, and its duration without preroll."""
    if len(data) < 64:
        return
    created, _, duration, _, preroll = struct.unpack("<5Q", data[24:64])
    raw.movie_created = created // _UNITS - _FROM_1601 if created else None
    seconds = duration / _UNITS - preroll / 1000
    raw.duration = seconds if 0 < seconds < _LONGEST else None


def _stream(source: Source, each: _Object, raw: Raw) -> bytes:
    """The type of a stream; sets the size if it is video."""
    data = source.read(each.start, 62)
    if data[:16] == _VIDEO and len(data) == 62 and raw.width is None:
        width, height = struct.unpack("<2I", data[54:62])
        raw.width, raw.height = width & _LONGEST_SIDE, height & _LONGEST_SIDE
    return data[:16]


def _more_streams(source: Source, extension: _Object, raw: Raw) -> list[bytes]:
    """The streams of the header's extension: each at the end of its extended properties."""
    found = []
    for each in _objects(source, extension.start + 22, extension.end):
        if each.kind == _EXTENDED_STREAM:
            data = source.read(each.start, min(each.end - each.start, 4096))
            at = data.find(_STREAM)
            if at >= 0:
                inner = _Object(_STREAM, each.start + at + 24, each.end)
                found.append(_stream(source, inner, raw))
    return found
