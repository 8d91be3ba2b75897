"""Formats that are recognised, but of which at most the size is read.

Such a file counts as a photo if a sidecar or its name has a date or place.
"""

from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source


def read(source: Source, content_type: str) -> Raw:
    """The size of a GIMP picture, nothing for the others."""
    raw = Raw(content_type)
    sides = source.read(14, 8)
    if content_type == "image/x-xcf" and len(sides) == 8:
        raw.width = int.from_bytes(sides[:4], "big")
        raw.height = int.from_bytes(sides[4:], "big")
    return raw
