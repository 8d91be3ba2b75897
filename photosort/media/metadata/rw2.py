"""Panasonic RW2 (and Leica RWL): a TIFF structure with tags of its own, Exif in its JPEG.

Source: the PanasonicRaw tags of the ExifTool documentation.
"""

from photosort.media.metadata import ifd, jpeg
from photosort.media.metadata.blocks import add_tags, read_xmp
from photosort.media.metadata.raw import Raw, Tags
from photosort.media.metadata.source import Slice, Source

_BORDERS = {4: "Top", 5: "Left", 6: "Bottom", 7: "Right"}
_NAMES = {
    **_BORDERS,
    0x002E: "JpgFromRaw",
    0x02BC: "XMP",
    0x010F: "Make",
    0x0110: "Model",
    0x0112: "Orientation",
    0x8769: "ExifIFD",
    0x8825: "GPSIFD",
}


def read(source: Source, content_type: str) -> Raw:
    """Size, Exif blocks and XMP of an RW2."""
    raw = Raw(content_type)
    form = ifd.layout(source)
    if form is None:
        return raw
    tags: Tags = {}
    ifd.directory(source, form, form.first, _NAMES, tags)
    ifd.follow(source, form, tags)
    picture, xmp = ifd.take_place(tags, "JpgFromRaw"), ifd.take_place(tags, "XMP")
    raw.width, raw.height = _between(tags, "Left", "Right"), _between(tags, "Top", "Bottom")
    add_tags(raw, {name: tags[name] for name in tags if name not in _BORDERS.values()})
    if picture:
        inner = jpeg.read(Slice(source, *picture), content_type)
        raw.exif, raw.xmp = inner.exif + raw.exif, inner.xmp
    if xmp:
        read_xmp(raw, source, *xmp)
    return raw


def _between(tags: Tags, first: str, last: str) -> int | None:
    start, end = ifd.number(tags, first), ifd.number(tags, last)
    return end - start if start is not None and end is not None and end > start else None
