"""BMP: the size, which is all that it has (BITMAPCOREHEADER, BITMAPINFOHEADER)."""

from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source


def read(source: Source, content_type: str) -> Raw:
    """Size of a BMP; a negative height means that rows are stored top-down."""
    raw = Raw(content_type)
    header = source.read(14, 12)
    if len(header) < 12:
        return raw
    if int.from_bytes(header[:4], "little") == 12:
        raw.width = int.from_bytes(header[4:6], "little")
        raw.height = int.from_bytes(header[6:8], "little")
    else:
        raw.width = abs(int.from_bytes(header[4:8], "little", signed=True))
        raw.height = abs(int.from_bytes(header[8:12], "little", signed=True))
    return raw
