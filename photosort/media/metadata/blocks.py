"""Adds a metadata block to a `Raw`, in whatever container it was found; capped."""

from datetime import datetime

from photosort.media.metadata import ifd
from photosort.media.metadata.raw import Raw, Tags
from photosort.media.metadata.source import Block, Source
from photosort.media.metadata.times import parse_date

SOUND = "audio"
"""The content type of files that look like videos but hold only sound."""

_MAX_BLOCKS = 8
_MAX_XMP = 4 * 1024 * 1024
_START = 8 * 1024
_END = b"</x:xmpmeta>"  # what follows is padding


def add_exif(raw: Raw, source: Source, names: dict[int, str] = ifd.IFD0) -> bool:
    """Add the Exif block in `source`; False if it is none or there are enough.

    A block without any wanted tag is added as well, and counts as parsed.
    """
    tags = ifd.parse(source, names) if len(raw.exif) < _MAX_BLOCKS else None
    if tags is None:
        return False
    add_tags(raw, tags)
    raw.blocks.append(source)
    return True


def add_exif_item(raw: Raw, item: bytes) -> bool:
    """Add an Exif block as in HEIF and JPEG XL: 4 bytes say how far after them it starts.

    Some writers omit them, or count wrongly.
    """
    if add_exif(raw, Block(item[4 + int.from_bytes(item[:4], "big") :])):
        return True
    start = item[:64]
    found = [start.index(header) for header in (b"II*\0", b"MM\0*") if header in start]
    return bool(found) and add_exif(raw, Block(item[found[0] :]))


def add_tags(raw: Raw, tags: Tags) -> None:
    """Add the tags of a block; the identifier of a Live Photo is set separately."""
    identifier = tags.pop("ContentIdentifier", None)
    if isinstance(identifier, bytes):
        add_content_id(raw, identifier)
    raw.exif.append(tags)


def add_content_id(raw: Raw, value: bytes) -> None:
    """Set the ContentIdentifier of Apple, if there is none yet and `value` is valid."""
    text = value.rstrip(b"\0").decode("ascii", "replace").strip()
    if raw.content_id is None and 0 < len(text) <= 64 and text.isprintable():
        raw.content_id = text


def add_date(raw: Raw, text: str) -> None:
    """Add the first date in the texts of a movie: UTC if it says so, else wall clock."""
    found = parse_date(text)
    if not found or raw.exif or raw.movie_created is not None:
        return
    if found.offset == 0:
        raw.movie_created = round((found.local - datetime(1970, 1, 1)).total_seconds())
    else:
        raw.exif.append({"DateTimeOriginal": text.strip().encode()})


def add_xmp(raw: Raw, packet: bytes) -> None:
    """Add an XMP packet."""
    if len(raw.xmp) < _MAX_BLOCKS and 0 < len(packet) <= _room(raw):
        raw.xmp.append(packet)


def read_xmp(raw: Raw, source: Source, at: int, size: int) -> None:
    """Add the XMP packet at `at`; it is read only if there is room for it."""
    if size > _room(raw):
        return
    packet = source.read(at, min(size, _START))
    end = packet.find(_END)
    if end < 0 and size > _START:
        packet = source.read(at, size)
        end = packet.find(_END)
    add_xmp(raw, packet if end < 0 else packet[: end + len(_END)])


def _room(raw: Raw) -> int:
    return _MAX_XMP - sum(map(len, raw.xmp))
