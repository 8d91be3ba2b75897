"""MP4, QuickTime and 3GP: header, size and texts of a movie, found without its media data.

Source: ISO/IEC 14496-12 (`mvhd`, `tkhd`, `hdlr`, `stsd`), QuickTime File Format (`cmov`; movies
without `ftyp`). XMP is in a `uuid` box (ISO 16684-3).
"""

import struct
import zlib

from photosort.media.metadata import sony, userdata
from photosort.media.metadata.blocks import SOUND, read_xmp
from photosort.media.metadata.bmff import Box, boxes, children, find
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Block, Source

XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""Type of the `uuid` box that holds XMP."""

_FROM_1904 = 2_082_844_800  # seconds from 1904-01-01, the epoch of QuickTime, to 1970
_EARLIEST_UNIX = 631_152_000  # 1990: smaller numbers are not Unix times of movies
_LONGEST = 10_000_000  # seconds
_MAX_METAS = 4
_MAX_TRACKS = 64
_AT_ONCE = 32 * 1024  # largest movie box that is read completely
_MAX_INFLATED = 256 * 1024


def read(source: Source, content_type: str) -> Raw:
    """Date, duration, size and texts of a movie."""
    raw = Raw(content_type)
    movies = metas = 0
    for box in boxes(source):
        if box.kind == b"moov" and not movies:
            movies += 1
            _movie(source, box, raw)
        elif box.kind == b"uuid" and source.read(box.start, 16) == XMP:
            read_xmp(raw, source, box.start + 16, box.size - 16)
        elif box.kind == b"meta" and metas < _MAX_METAS:
            metas += 1
            sony.read(source, box, raw)
            userdata.read_meta(source, box, raw)
        elif box.kind == b"moof":
            break  # only fragments follow
    return raw


def _movie(source: Source, moov: Box, raw: Raw) -> None:
    if moov.size <= _AT_ONCE:
        source, moov = Block(source.read(moov.start, moov.size)), Box(moov.kind, 0, moov.size)
    scale = 0
    tracks = _Tracks()
    for box in children(source, moov):
        if box.kind == b"mvhd":
            scale = _header(source, box, raw)
        elif box.kind == b"trak":
            tracks.add(source, box)
        elif box.kind == b"udta":
            userdata.read(source, box, raw)
        elif box.kind == b"meta":
            userdata.read_meta(source, box, raw)
        elif box.kind == b"uuid" and source.read(box.start, 16) == XMP:
            read_xmp(raw, source, box.start + 16, box.size - 16)
        elif box.kind == b"mvex" and not raw.duration:
            _fragments(source, box, scale, raw)
        elif box.kind == b"cmov":
            _unpacked(source, box, raw)
            break  # there is nothing else
    tracks.add_to(raw)


def _header(source: Source, mvhd: Box, raw: Raw) -> int:
    """Set date and duration; returns the units per second."""
    data = source.read(mvhd.start, min(mvhd.size, 32))
    if len(data) < 20:
        return 0
    if data[0] == 1 and len(data) == 32:
        created, _, scale, duration = struct.unpack(">QQIQ", data[4:32])
    else:
        created, _, scale, duration = struct.unpack(">4I", data[4:20])
    raw.movie_created = from_1904(created)
    raw.duration = _seconds(duration, scale)
    return int(scale)


def from_1904(created: int) -> int | None:
    """Seconds since 1970 for a date in seconds since 1904, or since 1970, as some write it.

    None if the clock was not set: 1904, or the first second of 1970.
    """
    if created > _FROM_1904:
        return created - _FROM_1904
    return created if _EARLIEST_UNIX <= created < _FROM_1904 else None


def _seconds(duration: int, scale: int) -> float | None:
    """The duration; all bits set means unknown."""
    if duration in (0, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF):
        return None if duration else 0.0
    seconds = duration / scale if scale else 0.0
    return seconds if 0 <= seconds < _LONGEST else None


def _fragments(source: Source, mvex: Box, scale: int, raw: Raw) -> None:
    """The duration of a movie in fragments, whose header says 0."""
    mehd = find(source, mvex, b"mehd")
    data = source.read(mehd.start, min(mehd.size, 12)) if mehd else b""
    raw.duration = None
    if len(data) >= 8:
        wide = data[0] == 1 and len(data) == 12
        raw.duration = _seconds(int.from_bytes(data[4 : 12 if wide else 8], "big"), scale)


class _Tracks:
    """The handlers of the tracks, the size of the first video track, the first date."""

    def __init__(self) -> None:
        self._created: int | None = None
        self._handlers: list[bytes] = []
        self._size: tuple[int, int] | None = None

    def add(self, source: Source, trak: Box) -> None:
        """Read a track, unless everything was found already."""
        if b"vide" in self._handlers or len(self._handlers) >= _MAX_TRACKS:
            return
        size, handler = (0, 0), b""
        for box in children(source, trak):
            if box.kind == b"tkhd":
                size = _track_size(source, box)
                self._created = self._created or _created(source, box)
            elif box.kind == b"mdia":
                mdhd = None if self._created else find(source, box, b"mdhd")
                self._created = _created(source, mdhd) if mdhd else self._created
                hdlr = find(source, box, b"hdlr")
                handler = source.read(hdlr.start + 8, 4) if hdlr else b""
                if handler == b"vide" and not all(size):
                    size = _sample_size(source, box)
                break
        self._handlers.append(handler)
        if all(size) and (handler == b"vide" or self._size is None):
            self._size = size

    def add_to(self, raw: Raw) -> None:
        """Set the size and a missing date; a file with sound and no size is not a video."""
        if raw.movie_created is None:
            raw.movie_created = self._created
        if self._size and raw.width is None:
            raw.width, raw.height = self._size
        elif b"soun" in self._handlers and b"vide" not in self._handlers:
            raw.content_type = SOUND


def _created(source: Source, header: Box) -> int | None:
    """The date of a `tkhd` or an `mdhd`."""
    data = source.read(header.start, 12)
    if len(data) < 12:
        return None
    return from_1904(int.from_bytes(data[4:12] if data[0] == 1 else data[4:8], "big"))


def _track_size(source: Source, tkhd: Box) -> tuple[int, int]:
    """Width and height, 16.16 numbers at the end of the header; some write integers."""
    at = 88 if source.read(tkhd.start, 1) == b"\1" else 76
    data = source.read(tkhd.start + at, 8)
    if len(data) < 8 or tkhd.size < at + 8:
        return 0, 0
    width, height = struct.unpack(">2I", data)
    return width >> 16 or width, height >> 16 or height


def _sample_size(source: Source, mdia: Box) -> tuple[int, int]:
    """Width and height of the first sample description."""
    stsd = find(source, mdia, b"minf", b"stbl", b"stsd")
    data = source.read(stsd.start + 40, 4) if stsd else b""
    return int.from_bytes(data[:2], "big"), int.from_bytes(data[2:], "big")


def _unpacked(source: Source, cmov: Box, raw: Raw) -> None:
    """A movie header compressed with zlib: `cmvd` holds its size, then the compressed `moov`."""
    cmvd = find(source, cmov, b"cmvd")
    if not cmvd or cmvd.size > _MAX_INFLATED:
        return
    try:
        data = source.read(cmvd.start + 4, cmvd.size - 4)
        block = Block(zlib.decompressobj().decompress(data, _MAX_INFLATED))
    except zlib.error:
        return
    for box in boxes(block):
        if box.kind == b"moov" and not find(block, box, b"cmov"):
            _movie(block, box, raw)
            break
