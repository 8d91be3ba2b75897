"""ISO base media files: boxes, and the item metadata of HEIC and AVIF.

Source: ISO/IEC 14496-12 (boxes, `meta`, `iinf`, `iloc`) and 23008-12 (`iprp`, `Exif` items).
"""

from collections.abc import Iterator
from typing import NamedTuple

from photosort.media.metadata import ifd
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Block, Slice, Source

_MAX_BOXES = 2000
_MAX_META = 4 * 1024 * 1024


class Box(NamedTuple):
    """A box's type and the place of its content."""

    kind: bytes
    start: int
    size: int


class _Extent(NamedTuple):
    method: int  # 0: offset in the file, 1: offset in `idat`
    offset: int
    size: int


def boxes(source: Source, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes between two offsets of `source`; stops at the first that makes no sense."""
    end = source.size if end is None else min(end, source.size)
    for _ in range(_MAX_BOXES):
        header = source.read(start, 16)
        if len(header) < 8 or start + 8 > end:
            return
        size, skip = int.from_bytes(header[:4], "big"), 8
        if size == 1 and len(header) == 16:
            size, skip = int.from_bytes(header[8:16], "big"), 16
        elif size == 0:
            size = end - start
        if size < skip:
            return
        yield Box(header[4:8], start + skip, min(size, end - start) - skip)
        start += size


def read(source: Source, content_type: str) -> Raw:
    """Size and Exif block of a HEIC, HEIF or AVIF."""
    raw = Raw(content_type, rotates=True)
    for box in boxes(source):
        if box.kind == b"meta":
            data = source.read(box.start + 4, min(box.size - 4, _MAX_META))
            _meta(source, Block(data), raw)
            break
    return raw


def _meta(source: Source, meta: Block, raw: Raw) -> None:
    children: dict[bytes, Box] = {}
    for box in boxes(meta):
        children.setdefault(box.kind, box)
    if b"iprp" in children:
        raw.width, raw.height = _size(meta, children[b"iprp"], _primary(meta, children))
    for item in _exif_items(meta, children.get(b"iinf")):
        data = b"".join(
            _extent(source, meta, children, extent)
            for extent in _extents(meta, children.get(b"iloc"), item)
        )
        # 4 bytes say how far behind them the TIFF header stands
        skip = int.from_bytes(data[:4], "big")
        tags = ifd.parse(Slice(Block(data), 4 + skip, len(data)))
        if tags:
            raw.exif.append(tags)


def _extent(source: Source, meta: Block, children: dict[bytes, Box], extent: _Extent) -> bytes:
    size = min(extent.size, _MAX_META)
    if extent.method == 0:
        return source.read(extent.offset, size)
    if extent.method == 1 and b"idat" in children:
        return meta.read(children[b"idat"].start + extent.offset, size)
    return b""


def _primary(meta: Block, children: dict[bytes, Box]) -> int:
    if b"pitm" not in children:
        return 1
    data = meta.read(children[b"pitm"].start, 8)
    return int.from_bytes(data[4:6] if data[:1] == b"\0" else data[4:8], "big")


def _exif_items(meta: Block, iinf: Box | None) -> Iterator[int]:
    """Ids of the items of type `Exif`."""
    if iinf is None:
        return
    skip = 6 if meta.read(iinf.start, 1) == b"\0" else 8
    for box in boxes(meta, iinf.start + skip, iinf.start + iinf.size):
        if box.kind != b"infe":
            continue
        data = meta.read(box.start, 14)
        wide = data[:1] == b"\x03"
        at = 8 if wide else 6
        if data[:1] in (b"\x02", b"\x03") and data[at + 2 : at + 6] == b"Exif":
            yield int.from_bytes(data[4:at], "big")


def _extents(meta: Block, iloc: Box | None, wanted: int) -> list[_Extent]:
    """Where the content of item `wanted` lies."""
    if iloc is None:
        return []
    data = meta.read(iloc.start, iloc.size)
    if len(data) < 8:
        return []
    version = data[0]
    offset_size, length_size = data[4] >> 4, data[4] & 15
    base_size, index_size = data[5] >> 4, data[5] & 15 if version else 0
    wide = 4 if version == 2 else 2
    at = 6

    def number(size: int) -> int:
        nonlocal at
        at += size
        return int.from_bytes(data[at - size : at], "big")

    for _ in range(number(wide)):
        if at >= len(data):
            break
        item = number(wide)
        method = number(2) & 15 if version else 0
        number(2)  # data reference
        base = number(base_size)
        extents = []
        for _ in range(number(2)):
            if at > len(data):
                break
            number(index_size)
            offset, length = number(offset_size), number(length_size)
            extents.append(_Extent(method, base + offset, length))
        if item == wanted:
            return extents
    return []


def _size(meta: Block, iprp: Box, primary: int) -> tuple[int | None, int | None]:
    """The `ispe` that belongs to the primary item, or else the first one."""
    properties: list[Box] = []
    associated: list[int] = []
    for box in boxes(meta, iprp.start, iprp.start + iprp.size):
        if box.kind == b"ipco":
            properties = list(boxes(meta, box.start, box.start + box.size))
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
    id_size = 4 if data[0] else 2
    wide = data[3] & 1
    count, at = int.from_bytes(data[4:8], "big"), 8
    for _ in range(min(count, len(data))):
        item = int.from_bytes(data[at : at + id_size], "big")
        number = data[at + id_size] if at + id_size < len(data) else 0
        at += id_size + 1
        step = 2 if wide else 1
        chunk = data[at : at + number * step]
        at += number * step
        if item == wanted:
            mask = 0x7FFF if wide else 0x7F
            return [
                int.from_bytes(chunk[i : i + step], "big") & mask
                for i in range(0, len(chunk), step)
            ]
    return []
