"""Reads windows of a file, or of a block in memory, on demand."""

import os
from typing import Protocol

HEAD = 64 * 1024

_AHEAD = 4096  # bytes to read at once if small reads follow each other
_NEAR = 512

# no reader needs more of a sound file; beyond these limits, the file appears to end
_MAX_READS = 12_000
_MAX_BYTES = 32 * 1024 * 1024


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
    """A `Source` over an open file; the head is read once, the rest on demand.

    Beyond the head, the number of reads and bytes is limited, whatever a reader asks for.
    """

    def __init__(self, descriptor: int, size: int) -> None:
        self.descriptor = descriptor
        self.size = size
        self.head = os.pread(descriptor, HEAD, 0)
        self._window = b""
        self._start = 0
        self._end = -_AHEAD  # where the last read ended
        self._reads = _MAX_READS
        self._bytes = _MAX_BYTES

    def read(self, offset: int, size: int) -> bytes:
        """See `Source.read`."""
        if offset < 0 or size <= 0 or offset >= self.size:
            return b""
        if offset + size <= len(self.head):
            return self.head[offset : offset + size]
        return self._beyond(offset, size)

    def _beyond(self, offset: int, size: int) -> bytes:
        self._reads -= 1
        at = offset - self._start
        if self._reads > 0 and at >= 0 and at + size <= len(self._window):
            self._end = offset + size
            return self._window[at : at + size]
        if self._reads <= 0 or size > self._bytes:
            return b""
        near = -_NEAR <= offset - self._end <= _NEAR
        data = os.pread(self.descriptor, max(size, _AHEAD) if near else size, offset)
        self._bytes -= len(data)
        self._window, self._start, self._end = data, offset, offset + size
        return data[:size]


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
