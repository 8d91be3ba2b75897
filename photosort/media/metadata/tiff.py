"""TIFF, and the RAW formats that are TIFF: the file itself is the Exif block."""

from photosort.media.metadata import ifd
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source


def read(source: Source, content_type: str) -> Raw:
    """Size and tags of a TIFF."""
    raw = Raw(content_type)
    tags = ifd.parse(source)
    if tags:
        raw.exif.append(tags)
        raw.width = _first(tags.get("ImageWidth"))
        raw.height = _first(tags.get("ImageLength"))
    return raw


def _first(value: object) -> int | None:
    return value[0] if isinstance(value, tuple) and value and isinstance(value[0], int) else None
