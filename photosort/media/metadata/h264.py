"""Metadata that camcorders write into video: size, clock and place.

Source: ITU-T H.264 (sequence parameter set, user data SEI), ITU-T H.262 (sequence header), and
the MDPM table of the ExifTool documentation: entries of a tag and four bytes.
"""

import re

from photosort.media.metadata.raw import Tags

_MDPM = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
_LONGEST_MDPM = 1400
_LONGEST_SPS = 128

_SPS = re.compile(rb"\x00\x00\x01[\x07\x27\x47\x67]")
_SEQUENCE = b"\0\0\1\xb3"
_ESCAPE = b"\0\0\3"

_MAKES = {0x0103: b"Panasonic", 0x0108: b"Sony", 0x1011: b"Canon", 0x1104: b"JVC"}
_REFERENCES = {0xB1: "GPSLatitudeRef", 0xB5: "GPSLongitudeRef"}
_DEGREES = {0xB2: "GPSLatitude", 0xB6: "GPSLongitude"}

# profiles whose parameters say how colours are sampled
_COLOURFUL = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})


def size(stream: bytes) -> tuple[int, int] | None:
    """Width and height in the first sequence header."""
    at = stream.find(_SEQUENCE)
    if at >= 0:
        data = stream[at + 4 : at + 7]
        sides = int.from_bytes(data, "big")
        return (sides >> 12, sides & 0xFFF) if len(data) == 3 and sides else None
    match = _SPS.search(stream)
    if not match:
        return None
    return _parameters(_unescape(stream[match.end() : match.end() + _LONGEST_SPS]))


def _unescape(data: bytes) -> bytes:
    """The bytes without emulation prevention."""
    return data.replace(_ESCAPE, b"\0\0")


class _Bits:
    """Bits of a parameter set, the highest of each byte first; zeroes behind the end."""

    def __init__(self, data: bytes) -> None:
        self.left = 8 * len(data)
        self.value = int.from_bytes(data, "big")

    def take(self, count: int = 1) -> int:
        """The next `count` bits as a number."""
        self.left -= count
        if self.left < 0:
            raise ValueError("behind the end")
        return self.value >> self.left & (1 << count) - 1

    def golomb(self) -> int:
        """The next number, coded so that small ones are short."""
        zeroes = 0
        while not self.take():
            zeroes += 1
        return (1 << zeroes) - 1 + self.take(zeroes)

    def signed(self) -> int:
        """The next number, which may be negative."""
        number = self.golomb()
        return (number + 1) // 2 if number % 2 else -(number // 2)


def _parameters(data: bytes) -> tuple[int, int] | None:
    """Width and height of a sequence parameter set (7.3.2.1.1)."""
    try:
        return _sides(_Bits(data))
    except ValueError:
        return None


def _sides(bits: _Bits) -> tuple[int, int] | None:
    profile = bits.take(8)
    bits.take(16)
    bits.golomb()  # id
    colour = 1
    if profile in _COLOURFUL:
        colour = _colour(bits)
    bits.golomb()  # frame numbers
    order = bits.golomb()
    if order == 0:
        bits.golomb()
    elif order == 1:
        bits.take()
        bits.signed()
        bits.signed()
        for _ in range(bits.golomb()):
            bits.signed()
    bits.golomb()  # reference frames
    bits.take()
    width, rows = 16 * (bits.golomb() + 1), bits.golomb() + 1
    frames_only = bits.take()
    height = 16 * rows * (2 - frames_only)
    if not frames_only:
        bits.take()
    bits.take()
    if bits.take():
        across = 2 if colour in (1, 2) else 1
        down = (2 if colour == 1 else 1) * (2 - frames_only)
        left, right, top, bottom = (bits.golomb() for _ in range(4))
        width -= across * (left + right)
        height -= down * (top + bottom)
    return (width, height) if 0 < width < 65536 and 0 < height < 65536 else None


def _colour(bits: _Bits) -> int:
    """Skip the fields of profiles with chroma formats; returns the chroma format."""
    colour = bits.golomb()
    if colour == 3:
        bits.take()
    bits.golomb()
    bits.golomb()
    bits.take()
    if bits.take():  # scaling lists
        for index in range(12 if colour == 3 else 8):
            if bits.take():
                _skip_list(bits, 16 if index < 6 else 64)
    return colour


def _skip_list(bits: _Bits, count: int) -> None:
    last = following = 8
    for _ in range(count):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def clock_and_place(stream: bytes) -> Tags:
    """Date, camera and place of the first MDPM message, as Exif tags."""
    at = stream.find(_MDPM)
    if at < 0:
        return {}
    at += len(_MDPM)
    data = _unescape(stream[at : at + _LONGEST_MDPM])
    if not data or len(data) < 1 + 5 * data[0]:
        return {}  # the rest comes with the next packets
    entries = {data[i]: data[i + 1 : i + 5] for i in range(1, 5 * data[0], 5)}
    tags = _date(entries.get(0x18, b""), entries.get(0x19, b""))
    make = _MAKES.get(int.from_bytes(entries.get(0xE0, b"")[:2], "big"))
    if make:
        tags["Make"] = make
    if entries.get(0xBE, b"A")[:1] == b"A":  # the receiver had a fix
        tags |= _place(entries)
    return tags


def _date(day: bytes, clock: bytes) -> Tags:
    """The date: a zone, then year, month, day, hour, minute, second, each digit in 4 bits."""
    digits = (day[1:] + clock).hex()
    if len(digits) != 14 or not digits.isdecimal():
        return {}
    date = f"{digits[:4]}:{digits[4:6]}:{digits[6:8]} {digits[8:10]}:{digits[10:12]}:{digits[12:]}"
    tags: Tags = {"DateTimeOriginal": date.encode()}
    zone = day[0]
    if not zone & 0xC0:  # it is not known whether the offset includes summer time, so use none
        sign = "-" if zone & 0x20 else "+"
        offset = f"{sign}{zone >> 1 & 15:02}:{30 if zone & 1 else 0:02}"
        tags["OffsetTimeOriginal"] = offset.encode()
    return tags


def _place(entries: dict[int, bytes]) -> Tags:
    tags: Tags = {name: entries[tag][:1] for tag, name in _REFERENCES.items() if tag in entries}
    for tag, name in _DEGREES.items():
        parts = [entries.get(each, b"") for each in range(tag, tag + 3)]
        if all(len(part) == 4 for part in parts):
            tags[name] = tuple(
                (int.from_bytes(part[:2], "big"), int.from_bytes(part[2:], "big")) for part in parts
            )
    return tags
