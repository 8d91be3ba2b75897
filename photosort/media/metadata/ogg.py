"""Ogg video (OGV, OGM): size and date (RFC 3533; Theora specification; Vorbis comments)."""

import struct
from collections.abc import Iterator

from photosort.media.metadata.blocks import SOUND, add_date
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import HEAD, Source

_MAX_PAGES = 60
_MAX_COMMENTS = 200
_MAX_PACKET = 64 * 1024

_DATES = ("creation_time", "date", "datetimeoriginal")
_SOUNDS = (b"\x01vorbis", b"OpusHead", b"Speex   ", b"\x7fFLAC", b"fishead\0")
_PICTURES = (b"\x80theora", b"\x01video\0\0\0", b"BBCD\0", b"OVP80\x01")


def read(source: Source, content_type: str) -> Raw:
    """Size and date of an Ogg file; one without pictures is sound."""
    raw = Raw(content_type)
    seen_pictures = seen_sound = False
    for packet in _first_packets(source):
        if packet.startswith(b"\x80theora") and len(packet) >= 20:
            raw.width = int.from_bytes(packet[14:17], "big")
            raw.height = int.from_bytes(packet[17:20], "big")
        elif packet.startswith(b"OVP80\x01\x01") and len(packet) >= 12:
            raw.width, raw.height = struct.unpack(">2H", packet[8:12])
        elif packet.startswith(b"\x81theora"):
            _comments(packet[7:], raw)
        seen_pictures |= packet.startswith(_PICTURES)
        seen_sound |= packet.startswith(_SOUNDS)
    if seen_sound and not seen_pictures:
        raw.content_type = SOUND
    return raw


def _first_packets(source: Source) -> Iterator[bytes]:
    """The packets of the first pages, stream by stream; the last of each may be a part."""
    streams: dict[bytes, bytearray] = {}
    at = 0
    for _ in range(_MAX_PAGES):
        header = source.read(at, 27)
        if len(header) < 27 or header[:4] != b"OggS" or at > HEAD:
            break
        lacing = source.read(at + 27, header[26])
        data = source.read(at + 27 + len(lacing), sum(lacing))
        at += 27 + len(lacing) + sum(lacing)
        packet = streams.setdefault(header[14:18], bytearray())
        start = 0
        for size in lacing:
            packet += data[start : start + size]
            start += size
            if size < 255:
                yield bytes(packet)
                packet.clear()
            elif len(packet) > _MAX_PACKET:
                return


def _comments(data: bytes, raw: Raw) -> None:
    """The `NAME=text` comments after the vendor string; each has its length first."""
    at = 4 + int.from_bytes(data[:4], "little")
    count = int.from_bytes(data[at : at + 4], "little")
    at += 4
    found: dict[str, str] = {}
    for _ in range(min(count, _MAX_COMMENTS)):
        length = int.from_bytes(data[at : at + 4], "little")
        name, _, text = data[at + 4 : at + 4 + length].decode("utf-8", "replace").partition("=")
        found.setdefault(name.lower(), text)
        at += 4 + length
    for name in _DATES:
        add_date(raw, found.get(name, ""))
