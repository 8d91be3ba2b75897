"""Photoshop: PSD and PSB, and the image resources that other formats carry too.

Source: Adobe Photoshop File Formats Specification; IPTC-NAA Information Interchange Model 4.2.
"""

import re
import struct

from photosort.media.metadata.blocks import add_exif, read_xmp
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Slice, Source

_MAX_RESOURCES = 500
_MAX_DATASETS = 500
_MAX_IPTC = 64 * 1024
_SIGNATURES = (b"8BIM", b"PHUT", b"DCSR", b"AgHg", b"MeSa")
_IPTC, _EXIF, _XMP = 0x0404, 0x0422, 0x0424

_DATE_CREATED, _TIME_CREATED = 55, 60  # of record 2
_DAY = re.compile(r"(\d{4})[-:/.]?(\d\d)[-:/.]?(\d\d)", re.ASCII)
_CLOCK = re.compile(r"(\d\d):?(\d\d):?(\d\d)?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII)


def read(source: Source, content_type: str) -> Raw:
    """Size, Exif, XMP and IPTC date of a PSD or PSB."""
    raw = Raw(content_type)
    header = source.read(0, 30)
    if len(header) == 30:
        raw.height, raw.width = struct.unpack(">II", header[14:22])
        at = 30 + int.from_bytes(header[26:30], "big")
        size = int.from_bytes(source.read(at, 4), "big")
        read_resources(source, at + 4, size, raw, everything=True)
    return raw


def read_resources(
    source: Source, at: int, size: int, raw: Raw, *, everything: bool = False
) -> None:
    """Add the IPTC date in image resources; with `everything` also their Exif and XMP."""
    end = min(at + size, source.size)
    for _ in range(_MAX_RESOURCES):
        header = source.read(at, 7)
        if at + 12 > end or header[:4] not in _SIGNATURES:
            return
        number, name = int.from_bytes(header[4:6], "big"), header[6]
        start = at + 6 + (name + 2) // 2 * 2 + 4
        length = int.from_bytes(source.read(start - 4, 4), "big")
        if number == _IPTC:
            read_iptc(source, start, min(length, end - start), raw)
        elif everything and number == _EXIF:
            add_exif(raw, Slice(source, start, length))
        elif everything and number == _XMP:
            read_xmp(raw, source, start, min(length, end - start))
        at = start + (length + 1) // 2 * 2


def read_iptc(source: Source, at: int, size: int, raw: Raw) -> None:
    """Set an IPTC block and its date, if none is known yet."""
    if raw.iptc is None:
        data = source.read(at, min(size, _MAX_IPTC))
        raw.iptc = iptc_date(data)
        raw.iim = raw.iim or data


def iptc_date(data: bytes) -> str | None:
    """DateCreated with TimeCreated as ISO 8601, or only a year or month if there is no more.

    >>> iptc_date(b"\\x1c\\x02\\x37\\0\\x0819870500")
    '1987-05'
    """
    found = _datasets(data)
    day = _DAY.fullmatch(found.get(_DATE_CREATED, ""))
    if not day:
        return None
    if day[3] == "00":
        return day[1] if day[2] == "00" else f"{day[1]}-{day[2]}"
    clock = _CLOCK.fullmatch(found.get(_TIME_CREATED, ""))
    date = "-".join(day.groups())
    if not clock:
        return date
    return f"{date}T{clock[1]}:{clock[2]}:{clock[3] or '00'}{clock[4] or ''}"


def _datasets(data: bytes) -> dict[int, str]:
    """The first values of the wanted datasets of record 2."""
    found: dict[int, str] = {}
    at = 0
    for _ in range(_MAX_DATASETS):
        header = data[at : at + 5]
        if len(header) < 5 or header[0] != 0x1C:
            break
        length = int.from_bytes(header[3:], "big")
        if length & 0x8000:  # longer than that: no date
            break
        if header[1] == 2 and header[2] in (_DATE_CREATED, _TIME_CREATED):
            value = data[at + 5 : at + 5 + length].decode("ascii", "replace")
            found.setdefault(header[2], value.strip("\0 "))
        at += 5 + length
    return found
