"""AVI: size, duration, the camera's clock, XMP (RIFF; Microsoft's AVI reference; OpenDML)."""

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from photosort.media.metadata.blocks import read_xmp
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source
from photosort.media.metadata.text import until_zero

_MAX_CHUNKS = 500
_LONGEST = 10_000_000  # seconds

_MAX_TEXT = 4096
_TEXTS = {
    b"INAM": "title", b"ISBJ": "caption", b"ICMT": "caption", b"IART": "creator",
    b"ICOP": "copyright", b"IKEY": "keywords",
}  # fmt: skip

_MONTHS = b"JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
# as asctime writes it
_SPELLED = re.compile(
    rb"\s*\w{3,9},?\s+(?P<month>[A-Za-z]{3})\w{0,6}\s+(?P<day>\d{1,2})\s+"
    rb"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)\s+(?P<year>\d{4})"
)
# 2005:08:17 11:42:43, 2001/ 1/27  1:42PM, 2005-08-17T11:42:43
_NUMBERS = re.compile(
    rb"\s*(?P<year>\d{4})[-/:.](?P<month> ?\d{1,2})[-/:.](?P<day> ?\d{1,2})[ T]+"
    rb"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s*(?P<half>[AaPp])?"
)


class _Chunk(NamedTuple):
    kind: bytes  # of a list: that of what it lists
    start: int
    end: int
    is_list: bool


def read(source: Source, content_type: str) -> Raw:
    """Size, duration, date, texts and XMP of an AVI."""
    raw = Raw(content_type)
    for chunk in _chunks(source, 12, source.size):
        if chunk.kind == b"hdrl" and chunk.is_list:
            _header(source, chunk, raw)
        elif chunk.kind == b"INFO" and chunk.is_list:
            for info in _chunks(source, chunk.start, chunk.end):
                if info.kind in (b"IDIT", b"ICRD"):
                    _date(source, info, raw)
                elif info.kind in _TEXTS:
                    data = source.read(info.start, min(info.end - info.start, _MAX_TEXT))
                    raw.texts.setdefault(_TEXTS[info.kind], until_zero(data))
        elif chunk.kind == b"IDIT":
            _date(source, chunk, raw)
        elif chunk.kind == b"_PMX":
            read_xmp(raw, source, chunk.start, chunk.end - chunk.start)
    return raw


def _chunks(source: Source, at: int, end: int) -> Iterator[_Chunk]:
    for _ in range(_MAX_CHUNKS):
        header = source.read(at, 12)
        if len(header) < 8 or at + 8 > end:
            return
        kind, size = header[:4], int.from_bytes(header[4:8], "little")
        is_list = kind in (b"LIST", b"RIFF")
        stop = min(at + 8 + size, end)
        if is_list:
            yield _Chunk(header[8:], at + 12, stop, True)
        else:
            yield _Chunk(kind, at + 8, stop, False)
        at += 8 + size + size % 2


def _header(source: Source, header: _Chunk, raw: Raw) -> None:
    """Size and duration; a total of two or three times the video counts streams twice."""
    step = frames = all_frames = 0
    pictures: float | None = None
    for chunk in _chunks(source, header.start, header.end):
        if chunk.kind == b"avih":
            data = source.read(chunk.start, 40)
            if len(data) == 40:
                step, frames = struct.unpack_from("<I12xI", data)
                raw.width, raw.height = struct.unpack_from("<2I", data, 32)
        elif chunk.kind == b"strl" and chunk.is_list and pictures is None:
            pictures = _pictures(source, chunk, raw)
        elif chunk.kind == b"odml" and chunk.is_list:  # behind the first gigabyte
            all_frames = int.from_bytes(source.read(chunk.start + 8, 4), "little")
        elif chunk.kind == b"IDIT":
            _date(source, chunk, raw)
    whole = _seconds(step * max(frames, all_frames), 1_000_000)
    doubled = whole and pictures and 1.9 < whole / pictures < 3.1
    raw.duration = pictures if doubled or not whole else whole


def _pictures(source: Source, stream: _Chunk, raw: Raw) -> float | None:
    """The duration of a video stream; its size if the header has none."""
    seconds = None
    kind = b""
    for chunk in _chunks(source, stream.start, stream.end):
        data = source.read(chunk.start, min(chunk.end - chunk.start, 48))
        if chunk.kind == b"strh" and len(data) >= 36:
            kind = data[:4]
            scale, rate, _, length = struct.unpack_from("<4I", data, 20)
            seconds = _seconds(length * scale, rate) if kind == b"vids" else None
        elif chunk.kind == b"strf" and len(data) >= 12 and kind == b"vids":
            width, height = struct.unpack_from("<2i", data, 4)
            raw.width, raw.height = raw.width or abs(width), raw.height or abs(height)
    return seconds


def _seconds(time: int, scale: int) -> float | None:
    return time / scale if scale and 0 < time / scale < _LONGEST else None


def _date(source: Source, chunk: _Chunk, raw: Raw) -> None:
    """Add the camera's clock as Exif writes it."""
    text = source.read(chunk.start, min(chunk.end - chunk.start, 64))
    match = _SPELLED.match(text) or _NUMBERS.match(text)
    if not match or raw.exif:
        return
    parts = match.groupdict()
    month = parts["month"].upper()
    numbers = {name: int(parts[name] or 0) for name in ("year", "day", "hour", "minute", "second")}
    if month in _MONTHS:
        numbers["month"] = _MONTHS.index(month) + 1
    elif month.strip().isdigit():
        numbers["month"] = int(month)
    else:
        return
    half = (parts.get("half") or b"").upper()
    if half:
        numbers["hour"] = numbers["hour"] % 12 + (12 if half == b"P" else 0)
    date = "{year:04}:{month:02}:{day:02} {hour:02}:{minute:02}:{second:02}".format(**numbers)
    raw.exif.append({"DateTimeOriginal": date.encode()})
