"""Windows of a file or of a block in memory, read as needed."""

import os
from typing import Protocol

HEAD = 64 * 1024


class Source(Protocol):
    """Bytes that can be read at any offset."""

    size: int

    def read(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`; fewer at the end, none outside."""


class Block:
    """A `Source` over bytes in memory."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = len(data)

    def read(self, offset: int, size: int) -> bytes:
        """See `Source.read`."""
        return self.data[offset : offset + size] if offset >= 0 and size > 0 else b""


class FileSource:
    """A `Source` over an open file; the head is read once, the rest on demand."""

    def __init__(self, descriptor: int, size: int) -> None:
        self.descriptor = descriptor
        self.size = size
        self.head = os.pread(descriptor, HEAD, 0)

    def read(self, offset: int, size: int) -> bytes:
        """See `Source.read`."""
        if offset < 0 or size <= 0 or offset >= self.size:
            return b""
        if offset + size <= len(self.head):
            return self.head[offset : offset + size]
        return os.pread(self.descriptor, size, offset)


class Slice:
    """A `Source` over a part of another."""

    def __init__(self, source: Source, offset: int, size: int) -> None:
        self.source = source
        self.offset = offset
        self.size = max(0, min(size, source.size - offset))

    def read(self, offset: int, size: int) -> bytes:
        """See `Source.read`."""
        if offset < 0:
            return b""
        return self.source.read(self.offset + offset, min(size, self.size - offset))
