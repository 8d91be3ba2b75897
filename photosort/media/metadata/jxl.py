"""JPEG XL: size from the codestream, Exif and XMP from the container (ISO/IEC 18181-1 and -2).

Boxes compressed with Brotli (`brob`) are not read.
"""

from photosort.media.metadata.blocks import add_exif_item, read_xmp
from photosort.media.metadata.bmff import boxes
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source

_MAX_EXIF = 1024 * 1024
_CODESTREAM = b"\xff\x0a"
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


def read(source: Source, content_type: str) -> Raw:
    """Size, Exif block and XMP of a JPEG XL."""
    raw = Raw(content_type, rotates=True)
    if source.read(0, 2) == _CODESTREAM:
        _size(source, 0, raw)
        return raw
    for box in boxes(source):
        if box.kind == b"jxlc":
            _size(source, box.start, raw)
        elif box.kind == b"jxlp":  # parts; the first has the header
            _size(source, box.start + 4, raw)
        elif box.kind == b"Exif":
            add_exif_item(raw, source.read(box.start, min(box.size, _MAX_EXIF)))
        elif box.kind == b"xml ":
            read_xmp(raw, source, box.start, box.size)
    return raw


class _Bits:
    """Bits of a codestream, the lowest of each byte first."""

    def __init__(self, data: bytes) -> None:
        self.value = int.from_bytes(data, "little")

    def take(self, count: int) -> int:
        """The next `count` bits as a number."""
        number = self.value & (1 << count) - 1
        self.value >>= count
        return number


def _size(source: Source, at: int, raw: Raw) -> None:
    """Size from the header of the codestream at `at`."""
    data = source.read(at, 14)
    if raw.width is not None or data[:2] != _CODESTREAM:
        return
    bits = _Bits(data[2:])
    small = bits.take(1)
    height = _length(bits, small)
    ratio = bits.take(3)
    if ratio:
        across, down = _RATIOS[ratio - 1]
        width = height * across // down
    else:
        width = _length(bits, small)
    raw.width, raw.height = width, height


def _length(bits: _Bits, small: int) -> int:
    """One side: a multiple of 8 up to 256, or a number of 9, 13, 18 or 30 bits, plus one."""
    if small:
        return 8 * (1 + bits.take(5))
    return 1 + bits.take((9, 13, 18, 30)[bits.take(2)])
