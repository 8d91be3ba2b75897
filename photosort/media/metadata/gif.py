"""GIF: the size of the logical screen."""

from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source


def read(source: Source, content_type: str) -> Raw:
    """Size of a GIF."""
    raw = Raw(content_type)
    size = source.read(6, 4)
    if len(size) == 4:
        raw.width = int.from_bytes(size[:2], "little")
        raw.height = int.from_bytes(size[2:], "little")
    return raw
