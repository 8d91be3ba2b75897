"""The boxes of ISO base media files (ISO/IEC 14496-12), which QuickTime calls atoms."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from photosort.media.metadata.source import Source

_MAX_BOXES = 2000
_HEADER = struct.Struct(">I4s").unpack_from


class Box(NamedTuple):
    """The type of a box and the position of its content."""

    kind: bytes
    start: int
    size: int

    @property
    def end(self) -> int:
        """The offset after the content."""
        return self.start + self.size


def boxes(source: Source, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes between two offsets of `source`; stops at the first that makes no sense."""
    end = source.size if end is None else min(end, source.size)
    read = source.read
    for _ in range(_MAX_BOXES):
        header = read(start, 16)
        content = start + 8
        if content > end or len(header) < 8:
            return
        size, kind = _HEADER(header)
        if size < 8:
            if size == 1 and len(header) == 16:
                size = int.from_bytes(header[8:16], "big")
                content += 8
            elif size == 0:
                size = end - start
            if start + size < content:
                return
        after = start + size
        yield Box(kind, content, (after if after < end else end) - content)
        start = after


def children(source: Source, parent: Box, skip: int = 0) -> Iterator[Box]:
    """The boxes in `parent`, after the first `skip` bytes of its content."""
    return boxes(source, parent.start + skip, parent.end)


def find(source: Source, parent: Box | None, *path: bytes) -> Box | None:
    """The first box that `path` leads to, type by type."""
    for kind in path:
        if parent is None:
            return None
        parent = next((box for box in children(source, parent) if box.kind == kind), None)
    return parent


def meta_start(source: Source, meta: Box) -> int:
    """Bytes before the boxes in `meta`: version and flags, except in QuickTime."""
    return 0 if source.read(meta.start + 4, 4) == b"hdlr" else 4
