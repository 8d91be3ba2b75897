"""Sigma X3F: size in the header, Exif in the JPEG that newer cameras put in, texts in all.

Source: Foveon, X3F Raw File Format (sections, directory at the end, `PROP` and `IMA2`).
"""

import struct
from datetime import UTC, datetime, timedelta

from photosort.media.metadata import jpeg
from photosort.media.metadata.raw import Raw, Tags
from photosort.media.metadata.source import Slice, Source

_MAX_SECTIONS = 50
_MAX_PICTURES = 4
_MAX_PROPERTIES = 500
_MAX_SIZE = 256 * 1024

_PICTURE_HEADER = 28
_NAMES = {"CAMMANUF": "Make", "CAMMODEL": "Model"}


def read(source: Source, content_type: str) -> Raw:
    """Size, Exif blocks and XMP of an X3F; its properties where there is no Exif."""
    raw = Raw(content_type)
    header = source.read(0, 48)
    if len(header) == 48:
        at = 40 if int.from_bytes(header[4:8], "little") >= 0x40000 else 28
        raw.width, raw.height = struct.unpack_from("<2I", header, at)
    properties: Tags = {}
    pictures = 0
    for at, size, kind in _sections(source):
        if kind == b"PROP" and not properties:
            properties = _properties(source.read(at, min(size, _MAX_SIZE)))
        elif kind not in (b"IMA2", b"IMAG") or pictures >= _MAX_PICTURES:
            continue
        elif source.read(at + _PICTURE_HEADER, 2) == b"\xff\xd8":
            pictures += 1
            picture = Slice(source, at + _PICTURE_HEADER, size - _PICTURE_HEADER)
            inner = jpeg.read(picture, content_type)
            raw.exif += inner.exif
            raw.xmp += inner.xmp
    if properties and not any(raw.exif):
        raw.exif.append(properties)
    return raw


def _sections(source: Source) -> list[tuple[int, int, bytes]]:
    """Offset, size and type of the sections: the last 4 bytes tell where they are listed."""
    start = int.from_bytes(source.read(source.size - 4, 4), "little")
    header = source.read(start, 12)
    if len(header) < 12 or header[:4] != b"SECd":
        return []
    count = min(int.from_bytes(header[8:12], "little"), _MAX_SECTIONS)
    data = source.read(start + 12, 12 * count)
    return list(struct.iter_unpack("<2I4s", data[: len(data) // 12 * 12]))


def _properties(data: bytes) -> Tags:
    """Camera and date of a `PROP` section: pairs of offsets of texts in UTF-16."""
    if len(data) < 24 or data[:4] != b"SECp":
        return {}
    count = min(int.from_bytes(data[8:12], "little"), _MAX_PROPERTIES)
    pairs = data[24 : 24 + 8 * count]
    texts = data[24 + 8 * int.from_bytes(data[8:12], "little") :]
    found: Tags = {}
    for name, value in struct.iter_unpack("<2I", pairs[: len(pairs) // 8 * 8]):
        key, text = _text(texts, name), _text(texts, value)
        if key in _NAMES:
            found[_NAMES[key]] = text.encode()
        elif key == "TIME" and text.isdecimal() and len(text) <= 10:
            # the camera's clock, in seconds since 1970
            clock = datetime.fromtimestamp(0, UTC) + timedelta(seconds=int(text))
            found["DateTimeOriginal"] = clock.strftime("%Y:%m:%d %H:%M:%S").encode()
    return found


def _text(texts: bytes, at: int) -> str:
    """The text `at` characters behind the start, up to its zero."""
    return texts[2 * at : 2 * at + 200].decode("utf-16-le", "replace").split("\0", 1)[0]
