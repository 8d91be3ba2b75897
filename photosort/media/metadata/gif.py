"""GIF: the size of the logical screen, XMP from its application extension.

Source: GIF89a; XMP specification part 3 (ISO 16684-3): behind the packet stands a magic trailer,
so that readers of sub-blocks find the end wherever they land in it.
"""

from photosort.media.metadata.blocks import add_xmp
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import HEAD, Block, Source

_MAX_BLOCKS = 5000
_MAX_XMP = 1024 * 1024
_TAIL = 64 * 1024

_XMP = b"\x21\xff\x0bXMP DataXMP"
_TRAILER = b"\x01\xff\xfe\xfd"
_END = b"\x03\x02\x01\0\0"


def read(source: Source, content_type: str) -> Raw:
    """Size and XMP of a GIF; blocks are walked in the first 64 kB, the end is looked at."""
    raw = Raw(content_type)
    head = source.read(0, min(HEAD, source.size))
    if len(head) < 10:
        return raw
    raw.width = int.from_bytes(head[6:8], "little")
    raw.height = int.from_bytes(head[8:10], "little")
    at = _find(head)
    if at is None and source.size > HEAD and _END in source.read(source.size - 16, 16):
        start = max(HEAD, source.size - _TAIL)
        found = source.read(start, _TAIL).rfind(_XMP)
        at = start + found if found >= 0 else None
    if at is not None:
        _packet(source, at + len(_XMP), raw)
    return raw


def _find(head: bytes) -> int | None:
    """The offset of the XMP extension in `head`."""
    if _XMP not in head:
        return None
    block = Block(head)
    at = 13 + _table(head[10:11])
    for _ in range(_MAX_BLOCKS):
        if head[at : at + len(_XMP)] == _XMP:
            return at
        if head[at : at + 1] == b"\x21":
            at = _behind(block, at + 2)
        elif head[at : at + 1] == b"\x2c":
            at = _behind(block, at + 11 + _table(head[at + 9 : at + 10]))
        else:
            break
    return None


def _table(flags: bytes) -> int:
    """The size of a colour table."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _behind(source: Source, at: int) -> int:
    """The offset after a chain of sub-blocks."""
    for _ in range(_MAX_BLOCKS):
        size = source.read(at, 1)
        if not size or not size[0]:
            break
        at += 1 + size[0]
    return at + 1


def _packet(source: Source, at: int, raw: Raw) -> None:
    data = source.read(at, HEAD)
    if _TRAILER not in data:
        data = source.read(at, _MAX_XMP)
    end = data.find(_TRAILER)
    if end >= 0 and data[:1] in (b"<", b"\xef"):
        add_xmp(raw, data[:end])
    else:
        add_xmp(raw, _joined(data))


def _joined(data: bytes) -> bytes:
    """The packet of writers that split it into proper sub-blocks."""
    parts, at = [], 0
    for _ in range(_MAX_BLOCKS):
        size = data[at] if at < len(data) else 0
        if not size:
            break
        parts.append(data[at + 1 : at + 1 + size])
        at += 1 + size
    return b"".join(parts)
