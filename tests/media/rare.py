"""Files of rarer formats, built byte by byte; what can tell a date tells 6 May 2021, 7:08:09."""

import struct

DAY = (2021, 5, 6, 7, 8, 9)
DATE = b"2021:05:06 07:08:09"
UNIX = 1_620_284_889


def iptc(day: bytes = b"20210506", time: bytes = b"070809") -> bytes:
    """An IPTC block with DateCreated and TimeCreated; an empty one is left out."""
    sets = ((0, b"\0\2"), (55, day), (60, time))
    return b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value for number, value in sets if value
    )


def resource(number: int, data: bytes, name: bytes = b"") -> bytes:
    """An image resource of Photoshop."""
    named = bytes((len(name),)) + name
    named += b"\0" * (len(named) % 2)
    body = data + b"\0" * (len(data) % 2)
    return b"8BIM" + struct.pack(">H", number) + named + struct.pack(">I", len(data)) + body


def psd(*resources: bytes, width: int = 40, height: int = 30) -> bytes:
    """A PSD without layers and pixels."""
    header = struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, height, width, 8, 3)
    block = b"".join(resources)
    return header + bytes(4) + struct.pack(">I", len(block)) + block + bytes(4)


def pack_header(seconds: float = 0, second_kind: bool = True) -> bytes:
    """A pack of a program stream, of MPEG-2 or MPEG-1."""
    time = round(seconds * 90_000)
    high, middle, low = time >> 30 & 7, time >> 15 & 0x7FFF, time & 0x7FFF
    if second_kind:
        bits = 1 << 46 | high << 43 | 1 << 42 | middle << 27 | 1 << 26 | low << 11 | 1 << 10 | 1
        return b"\0\0\1\xba" + bits.to_bytes(6, "big") + b"\0\0\3\xf8"
    bits = 2 << 36 | high << 33 | 1 << 32 | middle << 17 | 1 << 16 | low << 1 | 1
    return b"\0\0\1\xba" + bits.to_bytes(5, "big") + b"\x80\0\1"


def sequence(width: int = 40, height: int = 30) -> bytes:
    """The header of a sequence of pictures, 4:3 at 25 a second."""
    return b"\0\0\1\xb3" + (width << 12 | height).to_bytes(3, "big") + b"\x23\xff\xff\xe0\x18"


def mpeg(second_kind: bool = True, seconds: float = 4) -> bytes:
    """A program stream from one pack to another."""
    first = pack_header(1, second_kind) + b"\0\0\1\xe0\0\x20" + bytes(9) + sequence()
    return first + bytes(3000) + pack_header(1 + seconds, second_kind) + bytes(300)


def guid(text: str, data: bytes) -> bytes:
    """An object of ASF."""
    return bytes.fromhex(text) + struct.pack("<Q", 24 + len(data)) + data


VIDEO = "c0ef19bc4d5bcf11a8fd00805f5c442b"
AUDIO = "409e69f84d5bcf11a8fd00805f5c442b"


def asf(created: int | None = UNIX, *streams: str) -> bytes:
    """A WMV of 4 seconds; `created` is in seconds since 1970."""
    time = 0 if created is None else (created + 11_644_473_600) * 10_000_000
    numbers = struct.pack("<5Q", time, 0, 70_000_000, 70_000_000, 3000)
    properties = bytes(16) + struct.pack("<Q", 5000) + numbers + bytes(16)
    parts = guid("a1dcab8c47a9cf118ee400c00c205365", properties)
    for kind in streams or (VIDEO,):
        data = bytes.fromhex(kind) + bytes(38) + struct.pack("<2I", 40, 30) + bytes(60)
        parts += guid("9107dcb7b7a9cf118ee600c00c205365", data)
    header = struct.pack("<IBB", len(streams) + 1, 1, 2) + parts
    return guid("3026b2758e66cf11a6d900aa0062ce6c", header)


def amf(name: str, value: float | str) -> bytes:
    """A pair of Flash's lists."""
    key = struct.pack(">H", len(name)) + name.encode()
    if isinstance(value, float):
        return key + b"\0" + struct.pack(">d", value)
    return key + b"\2" + struct.pack(">H", len(value)) + value.encode()


def flv(**pairs: float | str) -> bytes:
    """A Flash video."""
    body = b"\2\0\x0aonMetaData\x08" + struct.pack(">I", len(pairs))
    body += b"".join(amf(name, value) for name, value in pairs.items()) + b"\0\0\x09"
    return (
        b"FLV\1\5"
        + struct.pack(">I", 9)
        + bytes(4)
        + b"\x12"
        + bytes((0, len(body) >> 8, len(body) & 255))
        + bytes(7)
        + body
    )


def page(packet: bytes, stream: int = 1) -> bytes:
    """A page of Ogg with one packet."""
    lacing = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    head = b"OggS\0\2" + bytes(8) + struct.pack("<III", stream, 0, 0)
    return head + bytes((len(lacing),)) + lacing + packet


def ogg(*comments: bytes) -> bytes:
    """A video of Theora."""
    head = b"\x80theora\3\2\1" + struct.pack(">HH", 3, 2) + (40).to_bytes(3, "big")
    head += (30).to_bytes(3, "big") + bytes(20)
    texts = b"".join(struct.pack("<I", len(each)) + each for each in comments)
    more = b"\x81theora" + struct.pack("<I", 4) + b"some" + struct.pack("<I", len(comments)) + texts
    return page(head) + page(b"\x01vorbis" + bytes(23), 2) + page(more)


def klv(key: str, data: bytes) -> bytes:
    """Key, length, value of MXF."""
    return bytes.fromhex(key) + b"\x83" + len(data).to_bytes(3, "big") + data


def local(number: int, data: bytes) -> bytes:
    """A local tag of MXF."""
    return struct.pack(">HH", number, len(data)) + data


def mxf(moment: tuple[int, ...] = DAY) -> bytes:
    """An MXF of 4 seconds."""
    package = local(0x4404, struct.pack(">H6B", *moment, 0))
    picture = local(0x3203, struct.pack(">I", 40)) + local(0x3202, struct.pack(">I", 30))
    picture += local(0x3001, struct.pack(">ii", 25, 1)) + local(0x3002, struct.pack(">q", 100))
    return (
        klv("060e2b34020501010d01020101020400", bytes(88))
        + klv("060e2b34025301010d01010101013600", package)
        + klv("060e2b34025301010d01010101015100", picture)
        + klv("060e2b34010201010d01030115010500", bytes(100))
    )


def bcd(number: int) -> int:
    return number // 10 << 4 | number % 10


def dv(moment: tuple[int, ...] | None = DAY, *, pal: bool = True) -> bytes:
    """One frame of DV."""
    blocks = [b"\x1f\7\0" + (b"\xbf" if pal else b"\x3f") + bytes(76)]
    blocks += [b"\x3f\7\0" + b"\xff" * 77] * 2
    auxiliary = bytearray(b"\x5f\7\0" + b"\xff" * 77)
    if moment:
        year, month, day, hour, minute, second = moment
        auxiliary[3:8] = bytes((0x62, 0xFF, 0xC0 | bcd(day), 0xE0 | bcd(month), bcd(year % 100)))
        auxiliary[8:13] = bytes(
            (0x63, 0xFF, 0x80 | bcd(second), 0x80 | bcd(minute), 0xC0 | bcd(hour))
        )
    blocks += [bytes(auxiliary)] * 3 + [b"\x9f\7\0" + bytes(77)] * 144
    return b"".join(blocks) * (12 if pal else 10)


def crw(moment: int = UNIX, zone: int = 0, known: int = 0) -> bytes:
    """A CRW: heaps in a heap, each with the list of its records at its end."""
    camera = b"Canon\0Canon EOS D60\0"
    inner = camera + struct.pack("<II4x", 40, 30)[:8] + bytes(20)
    inner += struct.pack("<Iii", moment, zone, known - (1 << 32 if known >> 31 else 0))
    at = len(inner)
    records = [
        (0x080A, len(camera), 0),
        (0x1810, 28, len(camera)),
        (0x180E, 12, len(camera) + 28),
    ]
    inner += struct.pack("<H", len(records)) + b"".join(struct.pack("<HII", *r) for r in records)
    inner += struct.pack("<I", at)
    outer = inner + struct.pack("<HHII", 1, 0x300A, len(inner), 0) + struct.pack("<I", len(inner))
    return b"II\x1a\0\0\0HEAPCCDR" + bytes(12) + outer


def mrw(exif: bytes) -> bytes:
    """An MRW with an Exif block."""
    size = b"21860001" + struct.pack(">4H", 31, 41, 30, 40) + bytes(8)
    blocks = b"\0PRD" + struct.pack(">I", len(size)) + size
    blocks += b"\0TTW" + struct.pack(">I", len(exif)) + exif
    return b"\0MRM" + struct.pack(">I", len(blocks)) + blocks


def box(kind: bytes, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return struct.pack(">I", len(data) + 8) + kind + data


def jp2(*more: bytes) -> bytes:
    """A JPEG 2000 without its picture."""
    size = struct.pack(">IIHBBBB", 30, 40, 3, 7, 7, 0, 0)
    start = box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    return start + box(b"jp2h", box(b"ihdr", size)) + b"".join(more) + box(b"jp2c", bytes(20))


def tga(moment: tuple[int, ...] | None = DAY) -> bytes:
    """A TGA of 40 × 30, with the extension that holds its date, if any."""
    head = struct.pack("<BBBHHBHHHHBB", 0, 0, 2, 0, 0, 0, 0, 0, 40, 30, 24, 0)
    pixels = bytes(40 * 30 * 3)
    if moment is None:
        return head + pixels
    year, month, day, hour, minute, second = moment
    date = struct.pack("<6H", month, day, year, hour, minute, second)
    extension = struct.pack("<H", 495).ljust(367, b"\0") + date
    footer = struct.pack("<II", len(head + pixels), 0) + b"TRUEVISION-XFILE.\0"
    return head + pixels + extension.ljust(495, b"\0") + footer


def pcx() -> bytes:
    """The header of a PCX of 40 × 30."""
    return struct.pack("<4B4H", 10, 5, 1, 8, 0, 0, 39, 29).ljust(65, b"\0") + b"\3" + bytes(300)


def exr(moment: bytes | None = b"2021:05:06 07:08:09") -> bytes:
    """The header of an OpenEXR of 40 × 30, with the date that a camera writes, if any."""
    date = b"capDate\0string\0" + struct.pack("<I", len(moment)) + moment if moment else b""
    window = b"dataWindow\0box2i\0" + struct.pack("<I4i", 16, -1, -1, 38, 28)
    return b"v/1\x01\2\0\0\0" + b"compression\0compression\0\1\0\0\0\0" + date + window + bytes(99)
