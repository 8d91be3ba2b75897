"""Matroska and WebM: date, duration, size, and the tags that QuickTime had (RFC 9559, RFC 8794)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from photosort.media.metadata.blocks import SOUND
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source
from photosort.media.metadata.text import decoded

_MAX_ELEMENTS = 500
_MAX_TAGS = 500
_MAX_TEXT = 1024
_LONGEST = 10_000_000  # seconds
_LONGEST_SIDE = 0x7FFFFFFF

_FROM_2001 = 978_307_200  # seconds from 1970 to 2001-01-01, the epoch of DateUTC
_VIDEO, _AUDIO = 1, 2

_SEGMENT, _SEEK_HEAD, _SEEK, _SEEK_ID, _SEEK_POSITION = (
    0x18538067, 0x114D9B74, 0x4DBB, 0x53AB, 0x53AC,
)  # fmt: skip
_INFO, _SCALE, _DURATION, _DATE, _TITLE = 0x1549A966, 0x2AD7B1, 0x4489, 0x4461, 0x7BA9
_TRACKS, _ENTRY, _TYPE, _PICTURE, _WIDTH, _HEIGHT = 0x1654AE6B, 0xAE, 0x83, 0xE0, 0xB0, 0xBA
_TAGS, _TAG, _SIMPLE, _NAME, _STRING = 0x1254C367, 0x7373, 0x67C8, 0x45A3, 0x4487
_CLUSTER = 0x1F43B675

_KEYS = "com.apple.quicktime."
_TEXTS = {
    "title": "title", "description": "caption", "comment": "caption", "artist": "creator",
    "copyright": "copyright", "keywords": "keywords",
}  # fmt: skip


class _Element(NamedTuple):
    name: int
    start: int
    end: int


def read(source: Source, content_type: str) -> Raw:
    """Date, duration, size and tags of a Matroska file."""
    raw = Raw(content_type)
    roots = _elements(source, 0, source.size)
    segment = next((each for each in roots if each.name == _SEGMENT), None)
    if segment is None:
        return raw
    met: set[int] = set()
    elsewhere: dict[int, int] = {}
    for element in _elements(source, segment.start, segment.end):
        if element.name == _CLUSTER:
            break
        if element.name == _SEEK_HEAD:
            elsewhere |= _seek(source, element, segment.start)
        elif element.name not in met:
            met.add(element.name)
            _level1(source, element, raw)
    for name, at in elsewhere.items():
        if name not in met:
            found = next(_elements(source, at, segment.end), None)
            if found and found.name == name:
                _level1(source, found, raw)
    return raw


def _elements(source: Source, at: int, end: int) -> Iterator[_Element]:
    """The elements between two offsets; one without a size ends where its parent does."""
    for _ in range(_MAX_ELEMENTS):
        header = source.read(at, min(12, end - at))
        if len(header) < 2 or not header[0] & 0xF0:
            return
        width = 9 - header[0].bit_length()
        name = int.from_bytes(header[:width], "big")
        length = 9 - header[width].bit_length() if width < len(header) else 9
        if length > 8 or width + length > len(header):
            return
        ones = (1 << 7 * length) - 1
        size = int.from_bytes(header[width : width + length], "big") & ones
        start = at + width + length
        stop = end if size == ones else min(start + size, end)
        yield _Element(name, start, stop)
        at = stop


def _bytes(source: Source, element: _Element) -> bytes:
    return source.read(element.start, min(element.end - element.start, _MAX_TEXT))


def _number(source: Source, element: _Element) -> int:
    return int.from_bytes(_bytes(source, element)[:8], "big")


def _seek(source: Source, head: _Element, base: int) -> dict[int, int]:
    """Offsets of elements that may come after the clusters."""
    places: dict[int, int] = {}
    for seek in _elements(source, head.start, head.end):
        if seek.name == _SEEK:
            parts = {each.name: each for each in _elements(source, seek.start, seek.end)}
            if _SEEK_ID not in parts or _SEEK_POSITION not in parts:
                continue
            name = _number(source, parts[_SEEK_ID])
            if name in (_INFO, _TRACKS, _TAGS):
                places.setdefault(name, base + _number(source, parts[_SEEK_POSITION]))
    return places


def _level1(source: Source, element: _Element, raw: Raw) -> None:
    if element.name == _INFO:
        _info(source, element, raw)
    elif element.name == _TRACKS:
        _tracks(source, element, raw)
    elif element.name == _TAGS:
        _tags(source, element, raw)


def _info(source: Source, info: _Element, raw: Raw) -> None:
    scale, duration = 1_000_000, 0.0
    for element in _elements(source, info.start, info.end):
        data = _bytes(source, element)
        if element.name == _SCALE:
            scale = int.from_bytes(data[:8], "big")
        elif element.name == _DURATION and len(data) in (4, 8):
            (duration,) = struct.unpack(">f" if len(data) == 4 else ">d", data)
        elif element.name == _TITLE:
            raw.texts["title"] = decoded(data)
        elif element.name == _DATE and len(data) == 8 and any(data):
            (nanoseconds,) = struct.unpack(">q", data)
            raw.movie_created = _FROM_2001 + nanoseconds // 1_000_000_000
    seconds = duration * scale / 1e9
    raw.duration = seconds if 0 < seconds < _LONGEST else None


def _tracks(source: Source, tracks: _Element, raw: Raw) -> None:
    """The size of the first video track; without one, this is not a video."""
    types = set()
    for entry in _elements(source, tracks.start, tracks.end):
        if entry.name != _ENTRY or raw.width:
            continue
        parts = {each.name: each for each in _elements(source, entry.start, entry.end)}
        types.add(_number(source, parts[_TYPE]) if _TYPE in parts else _VIDEO)
        if _PICTURE in parts and _VIDEO in types:
            picture = parts[_PICTURE]
            for each in _elements(source, picture.start, picture.end):
                if each.name == _WIDTH:
                    raw.width = _number(source, each) & _LONGEST_SIDE
                elif each.name == _HEIGHT:
                    raw.height = _number(source, each) & _LONGEST_SIDE
    if _AUDIO in types and _VIDEO not in types:
        raw.content_type = SOUND


def _tags(source: Source, tags: _Element, raw: Raw) -> None:
    """QuickTime keys that survived a conversion, and the place as named by ffmpeg."""
    left = _MAX_TAGS
    for tag in _elements(source, tags.start, tags.end):
        for simple in _elements(source, tag.start, tag.end) if tag.name == _TAG else ():
            left -= 1
            if left < 0:
                return
            if simple.name != _SIMPLE:
                continue
            parts = {each.name: each for each in _elements(source, simple.start, simple.end)}
            if _NAME not in parts or _STRING not in parts:
                continue
            name = _bytes(source, parts[_NAME]).decode("utf-8", "replace").lower()
            if name.startswith(_KEYS):
                key = name.replace(".iso6709", ".ISO6709")
            elif name == "location":
                key = "©xyz"
            elif name in _TEXTS:
                raw.texts.setdefault(_TEXTS[name], decoded(_bytes(source, parts[_STRING])))
                continue
            else:
                continue
            raw.quicktime.setdefault(key, _bytes(source, parts[_STRING]))
