"""The largest JPEG in a RAW file: the rendering by the camera.

If the directories of the format point to one, it takes a few reads to find it. Otherwise (Olympus
keeps it in a maker note, Sigma in sections of its own) the whole file is searched for JPEG headers.

Sources: TIFF/EP and DNG 1.7 (previews in directories), the notes on CR3 and RAF in their readers.
"""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from photosort.media.metadata import ifd
from photosort.media.metadata.bmff import boxes
from photosort.media.metadata.raw import Tags
from photosort.media.metadata.source import Source

_ENOUGH = 1000  # pixels on the long side from which the file is not searched
_MAX_DIRECTORIES = 32
_MAX_CANDIDATES = 5000
_MAX_SEGMENTS = 100
_CHUNK = 4 * 1024 * 1024

_NAMES = {
    0x0103: "Compression",
    0x0111: "StripOffsets",
    0x0117: "StripByteCounts",
    0x002E: "JpgFromRaw",
    0x014A: "SubIFDs",
    0x0201: "JPEGInterchangeFormat",
    0x0202: "JPEGInterchangeFormatLength",
}
_JPEG = (6, 7, 99)  # Compression

_START = b"\xff\xd8\xff"
_FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive: supported by decoders
_NO_FRAMES = (0xC4, 0xC8, 0xCC)
_SCAN = 0xDA


class Preview(NamedTuple):
    """A JPEG in a file: where it starts, and its size in pixels."""

    offset: int
    width: int
    height: int


def largest(source: Source) -> Preview | None:
    """The JPEG with most pixels in a RAW file, or None."""
    best = _best(_frames(source, _told(source)))
    if best is None or max(best.width, best.height) < _ENOUGH:
        found = _best(_frames(source, _searched(source)))
        best = _best(iter([each for each in (best, found) if each]))
    return best


def _best(previews: Iterator[Preview]) -> Preview | None:
    return max(previews, key=lambda each: (each.width * each.height, -each.offset), default=None)


def _frames(source: Source, offsets: Iterator[int]) -> Iterator[Preview]:
    for offset in islice(offsets, _MAX_CANDIDATES):
        size = _frame(source, offset)
        if size:
            yield Preview(offset, *size)


def _frame(source: Source, at: int) -> tuple[int, int] | None:
    """Width and height of the 8-bit JPEG at an offset, or None."""
    if source.read(at, 3) != _START:
        return None
    at += 2
    for _ in range(_MAX_SEGMENTS):
        head = source.read(at, 9)
        if len(head) < 9 or head[0] != 0xFF:
            return None
        marker = head[1]
        if marker in _FRAMES:
            height, width = int.from_bytes(head[5:7], "big"), int.from_bytes(head[7:9], "big")
            return (width, height) if head[4] == 8 and width and height else None
        if marker == _SCAN or (0xC0 <= marker <= 0xCF and marker not in _NO_FRAMES):
            return None
        at += 2 + max(2, int.from_bytes(head[2:4], "big"))
    return None


def _told(source: Source) -> Iterator[int]:
    """Offsets of JPEGs according to the format."""
    if source.read(0, 8) == b"FUJIFILM":
        yield int.from_bytes(source.read(84, 4), "big")
    elif source.read(4, 4) == b"ftyp":
        # the first sample is the whole photo as JPEG; a box holds a smaller one
        yield from (box.start for box in boxes(source) if box.kind == b"mdat")
    else:
        yield from _in_directories(source)


def _in_directories(source: Source) -> Iterator[int]:
    form = ifd.layout(source)
    if form is None:
        return
    waiting, seen = [form.first], {0}
    while waiting and len(seen) <= _MAX_DIRECTORIES:
        at = waiting.pop(0)
        if at in seen:
            continue
        seen.add(at)
        tags: Tags = {}
        following = ifd.directory(source, form, at, _NAMES, tags)
        waiting += [each for each in tags.get("SubIFDs", ()) if isinstance(each, int)]
        waiting.append(following)
        yield from _in(tags)


def _in(tags: Tags) -> Iterator[int]:
    picture = ifd.take_place(tags, "JpgFromRaw")
    if picture:
        yield picture[0]
    offset = ifd.number(tags, "JPEGInterchangeFormat")
    if offset:
        yield offset
    strip = ifd.number(tags, "StripOffsets")
    if strip and ifd.number(tags, "Compression") in _JPEG:
        yield strip


def _searched(source: Source) -> Iterator[int]:
    """Every offset at which a JPEG may start."""
    for base in range(0, source.size, _CHUNK):
        block = source.read(base, _CHUNK + len(_START) - 1)
        at = block.find(_START)
        while at >= 0:
            yield base + at
            at = block.find(_START, at + 1)
