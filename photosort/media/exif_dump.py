"""Every tag of a file, for `show --exif`: located by our readers, named by exifread."""

import os
from contextlib import closing
from io import BytesIO
from typing import Any, BinaryIO

from photosort.errors import PhotosortError
from photosort.media import formats
from photosort.media.metadata import xmp
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import FileSource
from photosort.media.read import READERS, OpenFile

_MAX_BLOCK = 4 * 1024 * 1024


def all_tags(path: bytes) -> dict[str, str]:
    """Tag name → value for all metadata of a file. Raises `PhotosortError`.

    Exif tags are named as by exifread, XMP and QuickTime texts by their own names.
    """
    shown = os.fsdecode(path)
    try:
        with closing(OpenFile(path)) as file:
            source = FileSource(file.number, os.fstat(file.number).st_size)
            kind = formats.recognise(source, path)
            if kind not in READERS:
                raise PhotosortError(f"{shown} is not a picture or video that photosort can read")
            raw = READERS[kind](source, kind)
            found = _exif(raw, path)
    except OSError as error:
        raise PhotosortError(f"{shown} cannot be read: {error.strerror}") from error
    for packet in raw.xmp:
        properties = xmp.read(packet)
        lists = {name: "; ".join(items) for name, items in properties.lists.items()}
        found |= {f"XMP {name}": value for name, value in (properties.single | lists).items()}
    found |= {f"QuickTime {k}": v.decode("utf-8", "replace") for k, v in raw.quicktime.items()}
    return found


def _exif(raw: Raw, path: bytes) -> dict[str, str]:
    if not raw.blocks and raw.exif:  # a TIFF is an Exif block itself
        with open(path, "rb") as file:
            return _named(file)
    found: dict[str, str] = {}
    for block in reversed(raw.blocks):
        found |= _named(BytesIO(block.read(0, min(block.size, _MAX_BLOCK))))
    return found


def _named(file: BinaryIO) -> dict[str, str]:
    """The tags as exifread names them; none if it fails."""
    import exifread

    try:
        tags: dict[str, Any] = exifread.process_file(file)
    except Exception:  # noqa: BLE001 - it raises whatever a broken block makes it raise
        return {}
    return {name: str(value) for name, value in tags.items() if not isinstance(value, bytes)}
