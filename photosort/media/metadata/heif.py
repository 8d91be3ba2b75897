"""HEIC, HEIF and AVIF: size of the primary item, and the items that hold Exif and XMP.

Source: ISO/IEC 14496-12 (`meta`, `iinf`, `iloc`) and 23008-12 (`iprp`, `Exif` and `mime` items).
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from photosort.media.metadata import movie
from photosort.media.metadata.blocks import add_exif_item, add_xmp
from photosort.media.metadata.bmff import Box, boxes, children
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Block, Source

_MAX_META = 1024 * 1024
_MAX_ITEM = 4 * 1024 * 1024
_MAX_ENTRIES = 100  # that may hold metadata
_MAX_ITEMS = 8  # that do
_MAX_STEPS = 10_000
_MAX_PARTS = 5  # of `iprp`: one `ipco`, one or two `ipma`

_XMP = b"application/rdf+xml"
# version, flags, id, protection, type
_INFE = re.compile(rb"infe(?:\x02...(..)..|\x03...(....)..)(Exif|mime)", re.DOTALL)


class _Extent(NamedTuple):
    method: int  # 0: offset in the file, 1: offset in `idat`
    offset: int
    size: int


def read(source: Source, content_type: str) -> Raw:
    """Size, Exif blocks and XMP of a HEIC, HEIF or AVIF."""
    raw = Raw(content_type, rotates=True)
    meta = next((box for box in boxes(source) if box.kind == b"meta"), None)
    if meta:
        _meta(source, meta, raw)
    else:  # a sequence may be a movie only; its date is that of the encoding
        track = movie.read(source, content_type)
        raw.width, raw.height, raw.xmp = track.width, track.height, track.xmp
    return raw


def _meta(source: Source, box: Box, raw: Raw) -> None:
    meta = Block(source.read(box.start + 4, min(box.size - 4, _MAX_META)))
    parts: dict[bytes, Box] = {}
    for part in boxes(meta):
        parts.setdefault(part.kind, part)
    if b"iprp" in parts:
        raw.width, raw.height = _size(meta, parts[b"iprp"], _primary(meta, parts.get(b"pitm")))
    items = dict(islice(_items(meta, parts.get(b"iinf")), _MAX_ITEMS))
    places = _places(meta, parts.get(b"iloc"), items)
    # the offset of `idat` in the file, which may extend beyond what was read of `meta`
    base = box.start + 4 + parts[b"idat"].start if b"idat" in parts else None
    for item, kind in items.items():
        data = _content(source, base, places.get(item, ()))
        if kind == b"Exif":
            add_exif_item(raw, data)
        else:
            add_xmp(raw, data)


def _content(source: Source, idat: int | None, extents: tuple[_Extent, ...]) -> bytes:
    """The content of the extents of an item; a size of zero means everything that follows."""
    parts, room = [], _MAX_ITEM
    for extent in extents:
        at = {0: 0, 1: idat}.get(extent.method)
        if at is None or extent.size > room or room <= 0:
            break
        parts.append(source.read(at + extent.offset, extent.size or min(room, _MAX_META)))
        room -= len(parts[-1]) + 1
    return b"".join(parts)


def _primary(meta: Block, pitm: Box | None) -> int:
    if pitm is None:
        return 1
    data = meta.read(pitm.start, 8)
    return int.from_bytes(data[4:6] if data[:1] == b"\0" else data[4:8], "big")


def _items(meta: Block, iinf: Box | None) -> Iterator[tuple[int, bytes]]:
    """Id and type of the items of type `Exif`, and of type `mime` that are XMP."""
    data = meta.read(iinf.start, iinf.size) if iinf else b""
    for match in islice(_INFE.finditer(data), _MAX_ENTRIES):
        kind = match[3]
        if kind == b"Exif" or _is_xmp(data[match.end() : match.end() + 256]):
            yield int.from_bytes(match[1] or match[2], "big"), kind


def _is_xmp(texts: bytes) -> bool:
    """Whether name and content type of an item, with a zero behind each, are those of XMP."""
    return texts.split(b"\0", 2)[1:2] == [_XMP]


def _places(
    meta: Block, iloc: Box | None, wanted: dict[int, bytes]
) -> dict[int, tuple[_Extent, ...]]:
    """The extents of each item of `wanted`."""
    places: dict[int, tuple[_Extent, ...]] = {}
    data = meta.read(iloc.start, iloc.size) if iloc else b""
    if len(data) < 8 or not wanted:
        return places
    number = int.from_bytes
    version = data[0]
    offset_size, length_size = data[4] >> 4, data[4] & 15
    base_size, index_size = data[5] >> 4, data[5] & 15 if version else 0
    wide = 4 if version == 2 else 2
    to_base = wide + (4 if version else 2)  # after id, method and data reference
    each = index_size + offset_size + length_size
    at = 6 + wide
    left = min(number(data[6:at], "big"), _MAX_STEPS)
    while left > 0 and at < len(data):
        base = at + to_base
        start = base + base_size + 2
        count = number(data[start - 2 : start], "big")
        item = number(data[at : at + wide], "big")
        if item in wanted and item not in places:
            method = number(data[at + wide : at + wide + 2], "big") & 15 if version else 0
            offset = number(data[base : start - 2], "big")
            places[item] = tuple(
                _extent(data[place + index_size : place + each], method, offset, offset_size)
                for place in range(start, min(start + count * each, len(data)), each or 1)
            )
            if len(places) == len(wanted):
                break
        at = start + count * each
        left -= 1
    return places


def _extent(data: bytes, method: int, base: int, offset_size: int) -> _Extent:
    offset = base + int.from_bytes(data[:offset_size], "big")
    return _Extent(method, offset, int.from_bytes(data[offset_size:], "big"))


def _size(meta: Block, iprp: Box, primary: int) -> tuple[int | None, int | None]:
    """The `ispe` that belongs to the primary item, or else the first one."""
    properties: list[Box] = []
    associated: list[int] = []
    for box in islice(children(meta, iprp), _MAX_PARTS):
        if box.kind == b"ipco" and not properties:
            properties = list(children(meta, box))
        elif box.kind == b"ipma":
            associated += _associations(meta.read(box.start, box.size), primary)
    own = [properties[index - 1] for index in associated if 0 < index <= len(properties)]
    for box in [*own, *properties]:
        data = meta.read(box.start, 12)
        if box.kind == b"ispe" and len(data) == 12:
            return int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:12], "big")
    return None, None


def _associations(data: bytes, wanted: int) -> list[int]:
    """The indices (from 1) of the properties of item `wanted` in an `ipma` box."""
    if len(data) < 8:
        return []
    width = 4 if data[0] else 2
    step = 2 if data[3] & 1 else 1
    mask = 0x7FFF if step == 2 else 0x7F
    key = wanted.to_bytes(4, "big")[-width:]
    at = 8
    for _ in range(min(int.from_bytes(data[4:8], "big"), _MAX_STEPS)):
        start = at + width + 1
        if start > len(data):
            break
        end = start + step * data[start - 1]
        if data[at : at + width] == key:
            places = range(start, min(end, len(data)), step)
            return [int.from_bytes(data[i : i + step], "big") & mask for i in places]
        at = end
    return []
