"""MPEG transport streams of camcorders (AVCHD, HDV): date, place, size and duration.

Source: ISO/IEC 13818-1 (packets, PES, PCR); the date is in the pictures' own stream, see `h264`.
Packets have 188 bytes, or 192 with a time stamp before each (BDAV).
"""

from photosort.media.metadata import h264
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import HEAD, Source

_PACKET = 188
_MAX_HEAD = 1024 * 1024
_ENOUGH = 256 * 1024  # once the size was found, the date would have been there
_LONGEST_MESSAGE = 2048
_TAIL = 48 * 1024
_MAX_TAILS = 4

_CLOCK = 90_000
_WRAP = 1 << 33


def layout(head: bytes) -> tuple[int, int] | None:
    """The offset of the first packet, and the packet size; None if not a transport stream."""
    for first, step in ((0, _PACKET), (4, _PACKET + 4)):
        marks = head[first : first + 5 * step : step]
        if len(head) > first + 2 * step and marks == b"\x47" * len(marks):
            return first, step
    return None


def read(source: Source, content_type: str) -> Raw:
    """Date, place, size and duration of a transport stream."""
    raw = Raw(content_type)
    form = layout(source.read(0, 1024))
    if form is None:
        return raw
    first, step = form
    stream = _Stream()
    size = (HEAD - first) // step * step
    most = min(_MAX_HEAD, source.size)
    for at in range(first, most, size):
        known = max(0, len(stream.pictures) - _LONGEST_MESSAGE)
        stream.add(source.read(at, size), step)
        pictures = bytes(stream.pictures[known:])
        if raw.width is None:
            raw.width, raw.height = h264.size(pictures) or (None, None)
        tags = h264.clock_and_place(pictures)
        if tags:
            raw.exif.append(tags)
        if raw.width and (tags or at + size > _ENOUGH):
            break
    raw.duration = stream.duration(source, first, step)
    return raw


class _Stream:
    """The contents of the packets of a transport stream: the first video stream, the clock."""

    def __init__(self) -> None:
        self.pictures = bytearray()
        self._pictures_in: int | None = None
        self._clock: int | None = None
        self._clock_in: int | None = None

    def add(self, data: bytes, step: int) -> None:
        """Add packets, the first of which starts `data`."""
        for at in range(0, len(data) - _PACKET + 1, step):
            if data[at] != 0x47:
                continue
            packet = _packet(data, at)
            clock = _clock(data, at)
            if clock is not None and self._clock is None:
                self._clock, self._clock_in = clock, packet
            if not data[at + 3] & 0x10:  # nothing in it
                continue
            start = at + 4 + (1 + data[at + 4] if data[at + 3] & 0x20 else 0)
            if data[at + 1] & 0x40:  # a PES packet starts
                header = data[start : start + 9]
                pictures = header[:3] == b"\0\0\1" and header[3:4] and header[3] & 0xF0 == 0xE0
                if pictures and self._pictures_in is None:
                    self._pictures_in = packet
                start += 9 + header[8] if len(header) == 9 else 0
            if packet == self._pictures_in:
                self.pictures += data[start : at + _PACKET]

    def duration(self, source: Source, first: int, step: int) -> float | None:
        """From the first clock value to the last, which is searched backwards from the end."""
        if self._clock is None:
            return None
        size = _TAIL // step * step
        at = first + (source.size - first + step - _PACKET) // step * step
        for _ in range(_MAX_TAILS):
            at -= size
            data = source.read(max(at, first), size)
            for packet in range((len(data) - _PACKET) // step * step, -1, -step):
                clock = _clock(data, packet)
                if clock is not None and _packet(data, packet) == self._clock_in:
                    return (clock - self._clock) % _WRAP / _CLOCK or None
            if at <= first:
                break
        return None


def _packet(data: bytes, at: int) -> int:
    """The stream of the packet at `at`."""
    return (data[at + 1] & 0x1F) << 8 | data[at + 2]


def _clock(data: bytes, at: int) -> int | None:
    """The clock in the packet at `at`, in 90,000ths of a second."""
    if data[at + 3] & 0x20 and data[at + 4] >= 7 and data[at + 5] & 0x10 and data[at] == 0x47:
        return int.from_bytes(data[at + 6 : at + 11], "big") >> 7
    return None
