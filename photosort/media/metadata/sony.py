"""Sony's XML beside a movie (XAVC, `NonRealTimeMeta`): the camera's clock with its offset.

It is in the top-level `meta` box, whose handler is `nrtm`.
"""

import re

from photosort.media.metadata.bmff import Box, children, meta_start
from photosort.media.metadata.raw import Raw, Tags
from photosort.media.metadata.source import Source

_MAX_XML = 64 * 1024

_CREATED = re.compile(
    rb"<CreationDate\s+value=\"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)(Z|[+-]\d\d:\d\d)?\""
)
_DEVICE = re.compile(rb"<Device\s([^<>]{0,500})>")
_ATTRIBUTE = re.compile(rb"(manufacturer|modelName)=\"([^\"]{1,100})\"")
_ITEM = re.compile(
    rb"<Item\s+name=\"(LatitudeRef|Latitude|LongitudeRef|Longitude)\"\s+value=\"([^\"]{1,30})\""
)
_DEGREES = re.compile(rb"(\d{1,3}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,3}))?")


def read(source: Source, meta: Box, raw: Raw) -> None:
    """Add date, camera and place of the XML in a `meta` box, if it is that of Sony."""
    xml = b""
    for box in children(source, meta, meta_start(source, meta)):
        if box.kind == b"hdlr" and source.read(box.start + 8, 4) != b"nrtm":
            return
        if box.kind == b"xml ":
            xml = source.read(box.start, min(box.size, _MAX_XML))
    tags = _tags(xml)
    if tags:
        raw.exif.append(tags)


def _tags(xml: bytes) -> Tags:
    tags: Tags = {}
    created = _CREATED.search(xml)
    if created:
        tags["DateTimeOriginal"] = b"%b:%b:%b %b" % created.group(1, 2, 3, 4)
        if created[5]:
            tags["OffsetTimeOriginal"] = created[5]
    device = _DEVICE.search(xml)
    for name, value in _ATTRIBUTE.findall(device[1]) if device else ():
        tags["Make" if name == b"manufacturer" else "Model"] = value
    for name, value in _ITEM.findall(xml):
        degrees = _DEGREES.fullmatch(value)
        if degrees:
            parts = [int(part) for part in degrees.group(1, 2, 3)]
            fraction = degrees[4] or b""
            scale = 10 ** len(fraction)
            seconds = parts[2] * scale + int(fraction or 0)
            tags[f"GPS{name.decode()}"] = ((parts[0], 1), (parts[1], 1), (seconds, scale))
        elif name.endswith(b"Ref"):
            tags[f"GPS{name.decode()}"] = value
    return tags
