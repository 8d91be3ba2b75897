"""PNG: size from IHDR, Exif and XMP from any chunk that holds them, also after the pixels.

Source: PNG third edition (eXIf, tEXt, zTXt, iTXt; `Title` and its like; XMP under
`XML:com.adobe.xmp`). ImageMagick and others write `Raw profile type …`: a name, a length, and the
bytes in hexadecimal.
"""

import binascii
import zlib
from contextlib import suppress

from photosort.media.metadata import photoshop, times
from photosort.media.metadata.blocks import add_exif, add_xmp
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Block, Slice, Source
from photosort.media.metadata.text import decoded

_MAX_CHUNKS = 12_000
_MAX_TEXT = 4 * 1024 * 1024  # total size of text chunks that are unpacked
_BROKEN = _MAX_TEXT // 4  # what a broken chunk counts

_XMP = b"XML:com.adobe.xmp"
_CREATED = b"creation time"
_TEXTS = {
    b"title": "title", b"description": "caption", b"comment": "caption", b"author": "creator",
    b"copyright": "copyright",
}  # fmt: skip
_PROFILES = (b"exif", b"app1", b"xmp", b"iptc", b"8bim")
_PROFILE = b"Raw profile type "
_LONGEST_KEYWORD = 80
_LONGEST_DATE = 100
_DIGITS = b"0123456789abcdefABCDEF"
_APP1_XMP = b"http://ns.adobe.com/xap/1.0/\0"


def read(source: Source, content_type: str) -> Raw:
    """Size, Exif blocks and XMP packets of a PNG."""
    raw = Raw(content_type)
    room = _MAX_TEXT
    at = 8
    for _ in range(_MAX_CHUNKS):
        header = source.read(at, 8)
        if len(header) < 8:
            break
        length, kind = int.from_bytes(header[:4], "big"), header[4:]
        if kind == b"IHDR":
            size = source.read(at + 8, 8)
            if len(size) == 8:
                raw.width = int.from_bytes(size[:4], "big")
                raw.height = int.from_bytes(size[4:], "big")
        elif kind == b"eXIf":
            # some write it as in JPEG
            skip = 6 if source.read(at + 8, 6) == b"Exif\0\0" else 0
            add_exif(raw, Slice(source, at + 8 + skip, length - skip))
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            room -= _text(source, at + 8, length, kind, raw, room)
        elif kind == b"IEND":
            break
        at += 12 + length
    return raw


def _text(source: Source, at: int, length: int, kind: bytes, raw: Raw, room: int) -> int:
    """Read a text chunk that may hold metadata; returns the number of bytes unpacked."""
    keyword = source.read(at, min(length, _LONGEST_KEYWORD)).split(b"\0", 1)[0]
    profile = keyword.removeprefix(_PROFILE).lower()
    dated = keyword.lower() == _CREATED and raw.created is None
    name = _TEXTS.get(keyword.lower())
    wanted = keyword == _XMP or dated or name is not None
    wanted = wanted or (keyword.startswith(_PROFILE) and profile in _PROFILES)
    if not wanted or length > room:
        return 0
    data = source.read(at + len(keyword) + 1, length - len(keyword) - 1)
    text = _plain(kind, data, room)
    if text is None:
        return _BROKEN
    if keyword == _XMP:
        add_xmp(raw, text)
    elif name is not None:
        raw.texts.setdefault(name, decoded(text))
    elif dated:
        raw.created = times.spelled(text[:_LONGEST_DATE].decode("utf-8", "replace"))
    else:
        _profile(text, raw)
    return max(len(data), len(text))


def _plain(kind: bytes, data: bytes, room: int) -> bytes | None:
    """The unpacked text of a chunk, from the bytes after its keyword."""
    if kind == b"tEXt":
        return data
    if kind == b"zTXt":
        return _inflate(data[1:], room)
    parts = data[2:].split(b"\0", 2)  # language, keyword in that language, text
    if len(parts) < 3:
        return None
    return _inflate(parts[2], room) if data[:1] == b"\1" else parts[2]


def _inflate(data: bytes, room: int) -> bytes | None:
    """At most `room` bytes unpacked from `data`, None if it is broken."""
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(data, room)
    return None


def _profile(text: bytes, raw: Raw) -> None:
    """A profile: a line with its name, one with its length, then lines of hexadecimal.

    Anything after the last of them is ignored.
    """
    lines = text.split(b"\n", 3)
    if len(lines) < 4 or not lines[2].strip().isdigit():
        return
    digits = b"".join(lines[3].split())
    data = _from_hexadecimal(digits[: 2 * int(lines[2][:20])])
    if data.startswith((b"8BIM", b"\x1c")):
        _iptc(data, raw)
    elif data.startswith(_APP1_XMP):
        add_xmp(raw, data[len(_APP1_XMP) :])
    elif data.lstrip()[:1] == b"<":
        add_xmp(raw, data)
    else:
        add_exif(raw, Block(data.removeprefix(b"Exif\0\0")))


def _iptc(data: bytes, raw: Raw) -> None:
    """A profile of image resources, or of IPTC alone."""
    block = Block(data)
    if data[:1] == b"\x1c":
        photoshop.read_iptc(block, 0, block.size, raw)
    else:
        photoshop.read_resources(block, 0, block.size, raw)


def _from_hexadecimal(digits: bytes) -> bytes:
    """The bytes of hexadecimal `digits`, up to the first other character."""
    try:
        return binascii.unhexlify(digits)
    except ValueError:
        digits = digits[: len(digits) - len(digits.lstrip(_DIGITS))]
        return binascii.unhexlify(digits[: len(digits) // 2 * 2])
