"""Netpbm, PCX, Radiance and OpenEXR: the size, and the date of a camera's OpenEXR.

Formats of scanners, converters and high dynamic range programs. Sources: the manual pages of
Netpbm, ZSoft's description of PCX, Ward's of Radiance pictures, and the file layout of OpenEXR.
"""

import re
import struct

from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Source

_HEAD = 4096
_BLANK = rb"(?:\s|#[^\n]*\n)+"
_NETPBM = re.compile(rb"P[1-6Ff]" + _BLANK + rb"(\d{1,9})" + _BLANK + rb"(\d{1,9})\s")
_PAM = re.compile(rb"\n(?:WIDTH (\d{1,9})|HEIGHT (\d{1,9}))(?=\s)")
_RADIANCE = re.compile(rb"\n[-+]Y (\d{1,9}) [-+]X (\d{1,9})\n|\n[-+]X (\d{1,9}) [-+]Y (\d{1,9})\n")
_EXR_WINDOW = re.compile(rb"dataWindow\0box2i\0\x10\0\0\0(.{16})", re.DOTALL)
_EXR_DATE = re.compile(rb"capDate\0string\0[\x13-\x20]\0\0\0(\d{4}:\d\d:\d\d \d\d:\d\d:\d\d)")

RADIANCE = (b"#?RADIANCE\n", b"#?RGBE\n")
"""How Radiance pictures begin."""


def is_netpbm(head: bytes) -> bool:
    """Whether the first bytes are a Netpbm header; a text may look like one."""
    return bool(head[:3] == b"P7\n" or _NETPBM.match(head))


def is_pcx(head: bytes) -> bool:
    """Whether the first bytes are a valid PCX header."""
    return (
        len(head) >= 128
        and head[0] == 10
        and head[1] in (0, 2, 3, 4, 5)
        and head[2] in (0, 1)
        and head[3] in (1, 2, 4, 8)
        and head[65] in (1, 3, 4)
        and all(side > 0 for side in _pcx_sides(head))
    )


def read(source: Source, content_type: str) -> Raw:
    """Size and date of a picture of these formats."""
    raw = Raw(content_type)
    head = source.read(0, _HEAD)
    if content_type == "image/vnd.zbrush.pcx":
        raw.width, raw.height = _pcx_sides(head)
    elif content_type == "image/vnd.radiance":
        if match := _RADIANCE.search(head):
            down, across = match[1] or match[4], match[2] or match[3]
            raw.width, raw.height = int(across), int(down)
    elif content_type == "image/x-exr":
        _read_exr(head, raw)
    elif match := _NETPBM.match(head):
        raw.width, raw.height = int(match[1]), int(match[2])
    else:
        for wide, high in _PAM.findall(head):
            raw.width, raw.height = int(wide or raw.width or 0), int(high or raw.height or 0)
    return raw


def _pcx_sides(head: bytes) -> tuple[int, int]:
    left, top, right, bottom = struct.unpack("<4H", head[4:12].ljust(8, b"\0"))
    return right - left + 1, bottom - top + 1


def _read_exr(head: bytes, raw: Raw) -> None:
    if match := _EXR_WINDOW.search(head):
        left, top, right, bottom = struct.unpack("<4i", match[1])
        raw.width, raw.height = right - left + 1, bottom - top + 1
    if match := _EXR_DATE.search(head):
        raw.exif.append({"DateTimeOriginal": match[1]})
