"""Formats that are recognised, and of which nothing more than their size is read.

Such a file is counted where a sidecar or its name tells of it.
"""

from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source


def read(source: Source, content_type: str) -> Raw:
    """The size of a picture of GIMP, nothing of all others."""
    raw = Raw(content_type)
    sides = source.read(14, 8)
    if content_type == "image/x-xcf" and len(sides) == 8:
        raw.width = int.from_bytes(sides[:4], "big")
        raw.height = int.from_bytes(sides[4:], "big")
    return raw
