"""Canon CR3: an ISO base media file whose movie box holds the Exif directories one by one.

Source: the CR3 description of L. Belanger (canon_cr3): `CMT1` is IFD0, `CMT2` Exif, `CMT4` GPS.
"""

from photosort.media.metadata import ifd
from photosort.media.metadata.blocks import add_exif, read_xmp
from photosort.media.metadata.bmff import Box, boxes, children
from photosort.media.metadata.movie import XMP
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Slice, Source

_CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_DIRECTORIES = {b"CMT1": ifd.IFD0, b"CMT2": ifd.EXIF, b"CMT4": ifd.GPS}


def read(source: Source, content_type: str) -> Raw:
    """Size, Exif blocks and XMP of a CR3."""
    raw = Raw(content_type)
    for box in boxes(source):
        if box.kind == b"moov":
            for part in children(source, box):
                if part.kind == b"uuid" and source.read(part.start, 16) == _CANON:
                    _canon(source, part, raw)
        elif box.kind == b"uuid" and source.read(box.start, 16) == XMP:
            read_xmp(raw, source, box.start + 16, box.size - 16)
    return raw


def _canon(source: Source, uuid: Box, raw: Raw) -> None:
    for box in children(source, uuid, 16):
        names = _DIRECTORIES.get(box.kind)
        if names is not None:
            add_exif(raw, Slice(source, box.start, box.size), names)
    for tags in raw.exif:
        raw.width = raw.width or ifd.number(tags, "ImageWidth")
        raw.height = raw.height or ifd.number(tags, "ImageLength")
