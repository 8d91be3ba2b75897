"""JPEG: frame header, Exif and XMP segments, in any order (ITU T.81).

Source: Exif 3.0 (APP1 `Exif`), ISO 16684-3 (APP1 XMP and extended XMP), Photoshop (APP13).
"""

import re

from photosort.media.metadata import photoshop
from photosort.media.metadata.blocks import add_exif, add_xmp, read_xmp
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Block, Source

_MAX_SEGMENTS = 500
_MAX_SEARCHES = 4
_SEARCHED = 64 * 1024
_MAX_CANDIDATES = 500
_MAX_EXTENDED = 4 * 1024 * 1024

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_ENDS = frozenset({0xD9, 0xDA})
_MARKER = re.compile(rb"\xff[\xc0-\xcf\xda\xdb\xdd\xe0-\xef\xfe]")

_PHOTOSHOP = b"Photoshop 3.0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_LONGEST_NAME = len(_EXTENSION)
_PICTURES = b"http://ns.google.com/photos/1.0/"  # depth maps and the like
_ADOBE = b"http://ns.adobe.com/"
_GUID = re.compile(rb"HasExtendedXMP\s*(?:=\s*[\"']|>)\s*([0-9A-Fa-f]{32})")


def read(source: Source, content_type: str) -> Raw:
    """Size, Exif blocks and XMP packets of a JPEG."""
    raw = Raw(content_type)
    extended = _ExtendedXmp()
    at, searches = 2, 0
    for _ in range(_MAX_SEGMENTS):
        header = source.read(at, 16)
        if len(header) < 4:
            break
        lead, marker = header[0], header[1]
        length = header[2] << 8 | header[3]
        if lead == 0xFF and marker in _ENDS:
            break
        if lead == 0xFF and (marker == 0xFF or marker in _BARE):
            at += 1 if marker == 0xFF else 2
            continue
        if lead != 0xFF or marker < 0xC0 or length < 2:
            searches += 1
            found = _next_segment(source, at) if searches <= _MAX_SEARCHES else None
            if found is None:
                break
            at = found
            continue
        if marker == 0xE1:
            _application(source, at + 4, length - 2, raw, extended)
        elif marker == 0xED and raw.iptc is None:
            _resources(source, at + 4, length - 2, raw)
        elif marker in _FRAMES and raw.width is None and len(header) >= 9:
            raw.height = header[5] << 8 | header[6]
            raw.width = header[7] << 8 | header[8]
        at += 2 + length
    extended.add_to(raw)
    return raw


def _application(source: Source, at: int, size: int, raw: Raw, extended: "_ExtendedXmp") -> None:
    start = source.read(at, 6)
    if start[:5] == b"Exif\0":
        add_exif(raw, Block(source.read(at + 6, size - 6)))
    elif start in (b"http:/", b"XMP\0:/"):  # some write over the first four letters
        name = source.read(at, _LONGEST_NAME)
        if name[4:].startswith(_XMP[4:]):
            read_xmp(raw, source, at + len(_XMP), size - len(_XMP))
        elif name.startswith(_EXTENSION):
            extended.add(source, at + len(_EXTENSION), size - len(_EXTENSION))


def _resources(source: Source, at: int, size: int, raw: Raw) -> None:
    """APP13: image resources of Photoshop, of which one is IPTC."""
    skip = len(_PHOTOSHOP)
    if source.read(at, skip) == _PHOTOSHOP:
        photoshop.read_resources(source, at + skip, size - skip, raw)


class _ExtendedXmp:
    """A packet too big for one segment: its parts by GUID, each with its offset."""

    def __init__(self) -> None:
        self._parts: dict[bytes, dict[int, bytes]] = {}
        self._pictures: set[bytes] = set()
        self._size = 0

    def add(self, source: Source, at: int, size: int) -> None:
        """Store a part: GUID, size of the whole, offset of the part, the part.

        Packets that start like a second picture are not read any further.
        """
        header = source.read(at, 40)
        guid, offset = header[:32].upper(), int.from_bytes(header[36:], "big")
        self._size += size
        if guid in self._pictures or self._size > _MAX_EXTENDED or size <= len(header):
            return
        if int.from_bytes(header[32:36], "big") > _MAX_EXTENDED:
            return
        if offset == 0:
            start = source.read(at + 40, min(size - 40, 2048))
            if _PICTURES in start and _ADOBE not in start:
                self._pictures.add(guid)
                return
        self._parts.setdefault(guid, {})[offset] = source.read(at + 40, size - 40)

    def add_to(self, raw: Raw) -> None:
        """Add the packets that the main one names, or all if it names none."""
        named = {each[1].upper() for packet in raw.xmp for each in _GUID.finditer(packet)}
        for guid, parts in self._parts.items():
            if guid not in self._pictures and (not named or guid in named):
                add_xmp(raw, b"".join(part for _, part in sorted(parts.items())))


def _next_segment(source: Source, at: int) -> int | None:
    """The next segment after garbage: a marker, a length, and a marker at its end."""
    data = source.read(at, _SEARCHED)
    for count, match in enumerate(_MARKER.finditer(data)):
        start = match.start()
        if count >= _MAX_CANDIDATES:
            break
        if data[start + 1] == 0xDA:
            if start + 4 < len(data) and data[start + 3] == 6 + 2 * data[start + 4]:
                return at + start
            continue
        length = int.from_bytes(data[start + 2 : start + 4], "big")
        if length >= 2 and source.read(at + start + 2 + length, 1) == b"\xff":
            return at + start
    return None
