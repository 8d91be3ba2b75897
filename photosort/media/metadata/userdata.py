"""Texts of a movie: Keys, user data, and the place that 3GP writes.

Source: QuickTime File Format (`udta`, `meta` with `keys` and `ilst`), 3GPP TS 26.244 (`loci`).
"""

import struct

from photosort.media.metadata import jpeg
from photosort.media.metadata.blocks import add_content_id, read_xmp
from photosort.media.metadata.bmff import Box, boxes, children, find, meta_start
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Slice, Source

_MAX_TEXTS = 100
_MAX_TEXT = 1024
_MAX_KEYS = 64 * 1024

_CONTENT_ID = "com.apple.quicktime.content.identifier"
_TEXTS = frozenset(  # after ©, or @ as some write it
    (b"xyz", b"mak", b"mod", b"day", b"nam", b"des", b"cmt", b"inf", b"cpy", b"ART", b"aut", b"key")
)
_ITEMS = frozenset((b"desc", b"ldes", b"cprt", b"keyw"))  # of MPEG-4, without ©
_3GPP = frozenset((b"titl", b"dscp", b"auth", b"cprt"))


def read(source: Source, udta: Box, raw: Raw) -> None:
    """Add the user data of a movie."""
    for box in children(source, udta):
        if box.kind[:1] in (b"\xa9", b"@") and box.kind[1:] in _TEXTS:
            data = source.read(box.start, min(box.size, _MAX_TEXT))
            _add(raw, "©" + box.kind[1:].decode("ascii"), _international(data))
        elif box.kind == b"date":  # Apple's, in ISO 8601 without a header
            _add(raw, "date", source.read(box.start, min(box.size, _MAX_TEXT)))
        elif box.kind in _3GPP:
            data = source.read(box.start, min(box.size, _MAX_TEXT))
            _add(raw, box.kind.decode("ascii"), _with_language(data))
        elif box.kind == b"loci":
            _location(source.read(box.start, min(box.size, _MAX_TEXT)), raw)
        elif box.kind == b"XMP_":
            read_xmp(raw, source, box.start, box.size)
        elif box.kind == b"meta":
            read_meta(source, box, raw)
        elif box.kind == b"CNTH":  # a picture by Canon, with its Exif
            picture = find(source, box, b"CNDA")
            if picture and not raw.exif:
                raw.exif += jpeg.read(Slice(source, picture.start, picture.size), "").exif


def _international(data: bytes) -> bytes:
    """User data text: its length, a language, the text; some write the text alone."""
    length = int.from_bytes(data[:2], "big")
    return data[4 : 4 + length] if len(data) > 4 and length <= len(data) - 4 else data


def _with_language(data: bytes) -> bytes:
    """Text of 3GPP: version and flags, a language, the text in UTF-8 or UTF-16."""
    text = data[6:]
    if text[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return text.decode("utf-16", "replace").split("\0", 1)[0].encode()
    return text.split(b"\0", 1)[0]


def read_meta(source: Source, meta: Box, raw: Raw) -> None:
    """Add the items of a `meta` box, under the names in `keys` or under their own types."""
    start = meta_start(source, meta)
    parts = {box.kind: box for box in children(source, meta, start)}
    if b"ilst" not in parts:
        return
    keys = _keys(source, parts[b"keys"]) if b"keys" in parts else []
    for item in children(source, parts[b"ilst"]):
        number = int.from_bytes(item.kind, "big")
        if 0 < number <= len(keys):
            key = keys[number - 1]
        elif item.kind[:1] == b"\xa9":
            key = item.kind.decode("latin-1")
        elif item.kind in _ITEMS:
            key = item.kind.decode("ascii")
        else:
            continue
        value = _value(source, item)
        if value is not None:
            _add(raw, key, value)


def _keys(source: Source, box: Box) -> list[str]:
    """The names in `keys`: a count, then names as boxes whose type is a namespace."""
    names = boxes(source, box.start + 8, min(box.end, box.start + _MAX_KEYS))
    return [source.read(name.start, min(name.size, 256)).decode("latin-1") for name in names]


def _value(source: Source, item: Box) -> bytes | None:
    """The text of an item's `data` box: type, locale, value."""
    data = source.read(item.start, min(item.size, 16 + _MAX_TEXT))
    size, name, kind = struct.unpack_from(">I4sI", data) if len(data) > 16 else (0, b"", 0)
    if name != b"data" or not 16 < size <= len(data):
        return None
    value = data[16:size]
    if kind == 2:
        return value.decode("utf-16-be", "replace").encode("utf-8", "replace")
    return value if kind in (0, 1) else None


def _add(raw: Raw, key: str, value: bytes) -> None:
    if key == _CONTENT_ID:
        add_content_id(raw, value)
    elif len(raw.quicktime) < _MAX_TEXTS:
        raw.quicktime.setdefault(key, value)


def _location(data: bytes, raw: Raw) -> None:
    """`loci`: version, language, name, role, then longitude, latitude and altitude as 16.16."""
    name = data[6:]
    if name[:2] in (b"\xfe\xff", b"\xff\xfe"):
        end = next((i for i in range(2, len(name) - 1, 2) if name[i : i + 2] == b"\0\0"), None)
        behind = None if end is None else end + 2
    else:
        end = name.find(b"\0")
        behind = end + 1 if end >= 0 else None
    if behind is None or len(name) < behind + 13:
        return
    longitude, latitude, altitude = struct.unpack_from(">3i", name, behind + 1)
    raw.loci = latitude / 65536, longitude / 65536, altitude / 65536
