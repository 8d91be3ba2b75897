"""Each container and layout, in files built byte by byte: what its reader locates in them."""

import struct
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from photosort.media import formats
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import Block, FileSource
from photosort.media.read import READERS, read
from photosort.media.scan import stamp_of
from photosort.model import FileStamp, Reading
from tests.media import rare

TAKEN = b"2021:05:06 07:08:09\0"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>'
PACKET = b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>" + XMP
FROM_1904 = 2_082_844_800
CREATED = 1_620_284_889  # 2021-05-06 07:08:09 UTC
ID = "76C3E45A-2CCC-498B-9C1A-29C3ADD99D39"


def locate(data: bytes) -> Raw:
    """What the reader for `data` makes of it."""
    kind = formats.content_type(data)
    assert kind is not None
    return READERS[kind](Block(data), kind)


# builders: TIFF structures

Tree = dict[int, Any]
"""Tags of a directory: numbers, texts, rationals as pairs, (type, bytes), directories."""


class Tiff:
    """Writes directories; a `Tree` in a value becomes a directory, a list of them SubIFDs."""

    def __init__(self, order: str, big: bool, magic: bytes | None) -> None:
        self.order, self.big = order, big
        number = 43 if big else 42
        self.data = bytearray(b"II" if order == "<" else b"MM")
        self.data += magic[2:4] if magic else struct.pack(order + "H", number)
        self.data += struct.pack(order + ("HHQ" if big else "I"), *((8, 0, 0) if big else (0,)))

    def directory(self, tags: Tree, following: int = 0) -> int:
        width, pointer = (20, "Q") if self.big else (12, "I")
        at = len(self.data)
        count = struct.pack(self.order + ("Q" if self.big else "H"), len(tags))
        end = struct.calcsize("=" + pointer)
        self.data += count + bytes(width * len(tags)) + struct.pack(self.order + pointer, following)
        place = at + len(count)
        for tag, value in sorted(tags.items()):
            kind, number, data = self._encode(value)
            entry = struct.pack(self.order + ("HHQ" if self.big else "HHI"), tag, kind, number)
            if len(data) <= end:
                entry += data.ljust(end, b"\0")
            else:
                entry += struct.pack(self.order + pointer, len(self.data))
                self.data += data
            self.data[place : place + width] = entry
            place += width
        return at

    def _encode(self, value: Any) -> tuple[int, int, bytes]:
        order = self.order
        match value:
            case bytes():
                return 2, len(value), value
            case int():
                return 4, 1, struct.pack(order + "I", value)
            case (int(kind), bytes(data)):
                return kind, len(data), data
            case dict():
                return 4, 1, struct.pack(order + "I", self.directory(value))
            case [dict(), *_]:
                places = [self.directory(each) for each in value]
                return 4, len(places), struct.pack(f"{order}{len(places)}I", *places)
            case _:
                flat = [number for pair in value for number in pair]
                return 5, len(value), struct.pack(f"{order}{len(flat)}I", *flat)


def tiff(*pages: Tree, order: str = "<", big: bool = False, magic: bytes | None = None) -> bytes:
    """A TIFF structure whose directories follow one another."""
    made = Tiff(order, big, magic)
    following = 0
    for page in reversed(pages):
        following = made.directory(page, following)
    if big:
        made.data[8:16] = struct.pack(order + "Q", following)
    else:
        made.data[4:8] = struct.pack(order + "I", following)
    return bytes(made.data)


def exif(**more: Any) -> Tree:
    """IFD0 of a camera, with Exif and GPS directories."""
    return {
        0x010F: b"Maker\0",
        0x0110: b"Model\0",
        0x8769: {0x9003: TAKEN, 0x9011: b"+02:00\0", **more.get("exif", {})},
        0x8825: {
            1: b"N\0",
            2: [(48, 1), (51, 1), (30, 1)],
            3: b"E\0",
            4: [(2, 1), (17, 1), (40, 1)],
        },
    }


EXIF = tiff(exif())


def apple(identifier: str) -> bytes:
    """A MakerNote of Apple's; its offsets count from its own start."""
    text = identifier.encode() + b"\0"
    head = b"Apple iOS\0\0\1MM" + struct.pack(">H", 2)
    entries = struct.pack(">HHII", 1, 9, 1, 14) + struct.pack(">HHII", 0x11, 2, len(text), 44)
    return (head + entries + bytes(4)).ljust(44, b"\0") + text


def is_exif(raw: Raw) -> bool:
    tags = raw.exif[0]
    return (tags["DateTimeOriginal"], tags["OffsetTimeOriginal"], tags["GPSLatitudeRef"]) == (
        TAKEN,
        b"+02:00\0",
        b"N\0",
    )


# JPEG


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def frame(width: int = 40, height: int = 30) -> bytes:
    return segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")


def jpeg(*segments: bytes, framed: bool = True) -> bytes:
    end = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\x34\xff\xd9"
    return b"\xff\xd8" + b"".join(segments) + (frame() if framed else b"") + end


APP1 = segment(0xE1, b"Exif\0\0" + EXIF)
APP1_XMP = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PACKET)
JFIF = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")


def extended(packet: bytes, guid: str = "A" * 32, part: int = 1000) -> bytes:
    """Extended XMP in segments of `part` bytes, the last one first."""
    made = []
    for at in range(0, len(packet), part):
        head = guid.encode() + struct.pack(">II", len(packet), at)
        name = b"http://ns.adobe.com/xmp/extension/\0"
        made.append(segment(0xE1, name + head + packet[at : at + part]))
    return b"".join(reversed(made))


@pytest.mark.parametrize(
    "data",
    [
        jpeg(APP1),
        jpeg(JFIF, APP1),
        jpeg(APP1_XMP, APP1),
        jpeg(segment(0xE6, b"x" * 5000), segment(0xE7, b"y" * 60000), JFIF, APP1),
        jpeg(segment(0xE1, b"Exif\0\0no TIFF here"), APP1),
        jpeg(b"\xff\xff\xff", APP1, b"\xff\xff"),
        jpeg(JFIF, b"\0\0junk\xff\0", APP1),
        jpeg(APP1[:-1] + b"junk", APP1),
    ],
    ids=["alone", "jfif", "xmp-first", "app6-app7", "no-block", "fill", "garbage", "wrong-length"],
)
def test_jpeg_finds_exif_and_size(data: bytes) -> None:
    raw = locate(data)
    assert is_exif(raw)
    assert (raw.width, raw.height) == (40, 30)


def test_jpeg_xmp_and_several_exif_blocks() -> None:
    other = segment(0xE1, b"Exif\0\0" + tiff({0x0132: TAKEN}, order=">"))
    raw = locate(jpeg(APP1_XMP, APP1, other))
    assert raw.xmp == [PACKET]
    assert raw.exif[1] == {"DateTime": TAKEN}


def test_jpeg_xmp_whose_name_is_written_over() -> None:
    assert locate(jpeg(segment(0xE1, b"XMP\0://ns.adobe.com/xap/1.0/\0" + PACKET))).xmp == [PACKET]


def test_jpeg_without_a_frame_has_no_size() -> None:
    raw = locate(jpeg(segment(0xE1, b"Exif\0\0" + tiff({0x8769: {0xA002: 4000, 0xA003: 3000}}))))
    assert (raw.width, raw.height) == (40, 30)
    only = segment(0xE1, b"Exif\0\0" + tiff({0x8769: {0xA002: 4000, 0xA003: 3000}}))
    assert locate(jpeg(only, framed=False)).width is None


def test_jpeg_first_frame_counts() -> None:
    assert locate(jpeg(frame(640, 480))).width == 640


def test_jpeg_extended_xmp() -> None:
    main = PACKET.replace(b"<rdf:RDF/>", b'<a n:HasExtendedXMP="%b"/>' % (b"A" * 32))
    first = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + main)
    more = b"<more>" + b"0123456789" * 400 + b"</more>"
    raw = locate(jpeg(first, extended(more), extended(b"<other/>", "B" * 32)))
    assert raw.xmp == [main, more]
    assert locate(jpeg(extended(more))).xmp == [more]


def test_jpeg_extended_xmp_that_holds_a_depth_map_is_not_read() -> None:
    depth = b'<x xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/">' + b"A" * 5000
    assert locate(jpeg(APP1_XMP, *reversed([extended(depth)]))).xmp[1:] in ([], [depth])
    parts = [extended(depth, part=6000)]
    assert locate(jpeg(APP1_XMP, *parts)).xmp == [PACKET]


@pytest.mark.parametrize("order", ["<", ">"])
def test_content_identifier_of_apple(order: str) -> None:
    block = tiff(exif(exif={0x927C: (7, apple(ID))}), order=order)
    raw = locate(jpeg(segment(0xE1, b"Exif\0\0" + block)))
    assert raw.content_id == ID
    assert is_exif(raw)
    other = tiff(exif(exif={0x927C: (7, b"Nikon\0" + apple(ID))}))
    assert locate(jpeg(segment(0xE1, b"Exif\0\0" + other))).content_id is None


# TIFF and what is made of it


def picture(width: int, height: int, **more: int) -> Tree:
    named = {"subfile": 0xFE, "compression": 0x103, "photometric": 0x106}
    return {0x100: width, 0x101: height} | {named[name]: value for name, value in more.items()}


FULL = picture(6000, 4000, subfile=0)
THUMB = picture(160, 120, subfile=1)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
def test_tiff(order: str, big: bool) -> None:
    page = picture(60, 40) | exif() | {0x02BC: (1, PACKET)}
    raw = locate(tiff(page, order=order, big=big))
    assert is_exif(raw)
    assert (raw.content_type, raw.width, raw.height) == ("image/tiff", 60, 40)
    assert raw.xmp == [PACKET]


@pytest.mark.parametrize(
    "data",
    [
        tiff(FULL),
        tiff(FULL, THUMB),
        tiff(THUMB, FULL),
        tiff(THUMB | {0x14A: [FULL]}),
        tiff(THUMB | {0x14A: [THUMB, FULL]}),
        tiff({0x010F: b"Maker\0"}, THUMB, FULL),
        tiff(picture(6000, 4000) | {0x14A: [picture(9000, 9000, subfile=1)]}),
    ],
)
def test_tiff_has_the_size_of_the_full_image(data: bytes) -> None:
    raw = locate(data)
    assert (raw.width, raw.height) == (6000, 4000)


def test_tiff_directories_that_loop_end() -> None:
    data = bytearray(tiff(THUMB | {0x14A: 8}))
    data[8 + 2 + 12 * 4 : 8 + 2 + 12 * 4 + 4] = struct.pack("<I", 8)
    assert locate(bytes(data)).width == 160


SENSOR = picture(6000, 4000, subfile=0, photometric=32803)


@pytest.mark.parametrize(
    ("make", "model", "page", "kind"),
    [
        (b"NIKON CORPORATION", b"NIKON D850", SENSOR, "image/x-nikon-nef"),
        (b"NIKON CORPORATION", b"COOLPIX P7000", SENSOR, "image/x-nikon-nrw"),
        (b"SONY", b"ILCE-7M3", SENSOR, "image/x-sony-arw"),
        (b"SONY", b"DSC-R1", SENSOR, "image/x-sony-sr2"),
        (b"PENTAX", b"K10D", picture(6000, 4000, compression=65535), "image/x-pentax-pef"),
        (b"RICOH IMAGING", b"K-1", SENSOR, "image/x-pentax-pef"),
        (b"SAMSUNG", b"NX1", SENSOR, "image/x-samsung-srw"),
        (b"Unheard of", b"One", SENSOR, "image/tiff"),
        (b"NIKON CORPORATION", b"NIKON D850", FULL, "image/tiff"),
    ],
)
def test_raw_formats_that_are_tiff(make: bytes, model: bytes, page: Tree, kind: str) -> None:
    raw = locate(tiff(exif() | THUMB | {0x10F: make, 0x110: model, 0x14A: [page]}))
    assert (raw.content_type, raw.width, raw.height) == (kind, 6000, 4000)
    assert is_exif(raw)


def test_dng() -> None:
    raw = locate(tiff(exif() | THUMB | {0xC612: (1, b"\1\7\0\0"), 0x14A: [FULL, THUMB]}))
    assert (raw.content_type, raw.width) == ("image/x-adobe-dng", 6000)


@pytest.mark.parametrize("magic", [b"IIRO", b"IIRS", b"MMOR"])
def test_orf(magic: bytes) -> None:
    order = "<" if magic[:2] == b"II" else ">"
    raw = locate(tiff(exif() | picture(4640, 3472), order=order, magic=magic))
    assert is_exif(raw)
    assert (raw.content_type, raw.width) == ("image/x-olympus-orf", 4640)


def test_cr2_has_the_size_that_exif_tells() -> None:
    tags = picture(1536, 1024) | exif(exif={0xA002: 3456, 0xA003: 2304})
    data = bytearray(tiff(tags))
    # Canon's mark stands behind the header
    data = data[:8] + b"CR\2\0\0\0\0\0" + data[8:]
    moved = locate(bytes(data))
    assert moved.content_type == "image/x-canon-cr2"
    block = Tiff("<", False, None)
    block.data += b"CR\2\0\0\0\0\0"
    block.data[4:8] = struct.pack("<I", block.directory(tags))
    raw = locate(bytes(block.data))
    assert (raw.width, raw.height) == (3456, 2304)
    assert is_exif(raw)


def test_rw2() -> None:
    inner = jpeg(APP1)
    borders = {4: 6, 5: 8, 6: 2742, 7: 3656}
    raw = locate(tiff(borders | {0x2E: (7, inner), 0x10F: b"Panasonic\0"}, magic=b"IIU\0"))
    assert (raw.content_type, raw.width, raw.height) == ("image/x-panasonic-rw2", 3648, 2736)
    assert is_exif(raw)
    assert raw.exif[1] == {"Make": b"Panasonic\0"}


def test_raf() -> None:
    inner = jpeg(APP1_XMP, APP1)
    tables = struct.pack(">I", 2) + struct.pack(">HH4x", 0x9999, 4)
    tables += struct.pack(">4H", 0x111, 4, 4000, 6000)
    head = b"FUJIFILMCCD-RAW 0201".ljust(84, b"\0")
    head += struct.pack(">6I", 108, len(inner), 108 + len(inner), len(tables), 0, 0)
    raw = locate(head + inner + tables)
    assert (raw.content_type, raw.width, raw.height) == ("image/x-fuji-raf", 6000, 4000)
    assert is_exif(raw)
    assert raw.xmp == [PACKET]


def x3f(version: int, *sections: tuple[bytes, bytes]) -> bytes:
    data = bytearray(struct.pack("<4sI", b"FOVb", version).ljust(104, b"\0"))
    struct.pack_into("<2I", data, 40 if version >= 0x40000 else 28, 2640, 1760)
    entries = b""
    for kind, content in sections:
        entries += struct.pack("<2I4s", len(data), len(content), kind)
        data += content
    listed = struct.pack("<4s2I", b"SECd", 0x20000, len(sections)) + entries
    return bytes(data) + listed + struct.pack("<I", len(data))


def properties(**texts: str) -> bytes:
    pairs, text = b"", ""
    for name, value in texts.items():
        pairs += struct.pack("<2I", len(text), len(text) + len(name) + 1)
        text += f"{name}\0{value}\0"
    head = struct.pack("<4s5I", b"SECp", 0x20000, len(texts), 0, 0, len(text))
    return head + pairs + text.encode("utf-16-le")


@pytest.mark.parametrize("version", [0x20003, 0x40000])
def test_x3f(version: int) -> None:
    preview = struct.pack("<4s6I", b"SECi", 0x20000, 2, 18, 8, 8, 0) + jpeg(APP1)
    raw = locate(x3f(version, (b"IMA2", preview), (b"PROP", properties(CAMMANUF="Other"))))
    assert (raw.width, raw.height) == (2640, 1760)
    assert is_exif(raw)
    assert raw.exif[0]["Make"] == b"Maker\0"


def test_x3f_of_a_camera_without_exif() -> None:
    texts = properties(CAMMANUF="SIGMA", TIME=str(CREATED), CAMMODEL="SIGMA SD9", OTHER="x")
    raw = locate(x3f(0x20001, (b"PROP", texts)))
    tags = {"Make": b"SIGMA", "Model": b"SIGMA SD9", "DateTimeOriginal": TAKEN[:-1]}
    assert raw.exif == [tags]


# PNG, WebP, GIF, BMP


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


IHDR = chunk(b"IHDR", struct.pack(">2I5B", 40, 30, 8, 2, 0, 0, 0))
IDAT = chunk(b"IDAT", b"x" * 9000)


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + IHDR + b"".join(chunks) + chunk(b"IEND", b"")


def profile(name: bytes, data: bytes, tail: bytes = b"\n") -> bytes:
    text = data.hex().encode()
    lines = b"\n".join(text[at : at + 72] for at in range(0, len(text), 72))
    return b"\n%b\n%8d\n%b" % (name, len(data), lines + tail)


def keyed(kind: bytes, keyword: bytes, text: bytes) -> bytes:
    """A text chunk; `kind` iTXz stands for a packed iTXt."""
    if kind == b"tEXt":
        return chunk(kind, keyword + b"\0" + text)
    if kind == b"zTXt":
        return chunk(kind, keyword + b"\0\0" + zlib.compress(text))
    packed = kind == b"iTXz"
    text = zlib.compress(text) if packed else text
    return chunk(b"iTXt", keyword + (b"\0\1\0en\0Title\0" if packed else b"\0\0\0\0\0") + text)


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize(
    "chunks",
    [
        chunk(b"eXIf", EXIF),
        chunk(b"eXIf", b"Exif\0\0" + EXIF),
        *(
            keyed(kind, b"Raw profile type " + name, profile(name, head + EXIF))
            for kind in (b"tEXt", b"zTXt", b"iTXt", b"iTXz")
            for name, head in ((b"exif", b""), (b"exif", b"Exif\0\0"), (b"APP1", b"Exif\0\0"))
        ),
        keyed(b"zTXt", b"Raw profile type exif", profile(b"Exif", EXIF, b'\n$"\x1d\x1a!#\x91')),
    ],
)
def test_png_exif(chunks: bytes, behind: bool) -> None:
    raw = locate(png(IDAT, chunks) if behind else png(chunks, IDAT))
    assert is_exif(raw)
    assert (raw.width, raw.height) == (40, 30)


@pytest.mark.parametrize(
    "chunks",
    [
        *(keyed(kind, b"XML:com.adobe.xmp", PACKET) for kind in (b"iTXt", b"iTXz", b"zTXt")),
        keyed(b"zTXt", b"Raw profile type xmp", profile(b"xmp", PACKET)),
        keyed(
            b"tEXt",
            b"Raw profile type APP1",
            profile(b"generic profile", b"http://ns.adobe.com/xap/1.0/\0" + PACKET),
        ),
    ],
)
def test_png_xmp(chunks: bytes) -> None:
    assert locate(png(IDAT, chunks)).xmp == [PACKET]


def test_png_bombs_are_left_packed() -> None:
    bomb = keyed(b"zTXt", b"Raw profile type xmp", profile(b"xmp", PACKET) + bytes(60_000_000))
    raw = locate(png(bomb, keyed(b"iTXz", b"XML:com.adobe.xmp", PACKET)))
    assert all(len(packet) <= 4 * 1024 * 1024 for packet in raw.xmp)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        b"\nexif\n",
        b"\nexif\nmany\n4949",
        b"\nexif\n   99999999999999999999999999\n4",
        b"\nexif\n 8\nzz",
        b"\nexif\n 8\n49492",
    ],
)
def test_png_profiles_that_are_none(text: bytes) -> None:
    assert locate(png(keyed(b"tEXt", b"Raw profile type exif", text))).exif == []


def riff(kind: bytes, *chunks: bytes) -> bytes:
    data = kind + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(data)) + data


def piece(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


VP8X = piece(b"VP8X", b"\x0c\0\0\0" + (39).to_bytes(3, "little") + (29).to_bytes(3, "little"))
VP8L = piece(b"VP8L", b"\x2f" + (39 | 29 << 14).to_bytes(4, "little") + b"x")
VP8 = piece(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<2H", 40, 30) + b"\0")


@pytest.mark.parametrize("first", [VP8X, VP8L, VP8])
@pytest.mark.parametrize("head", [b"", b"Exif\0\0"])
def test_webp(first: bytes, head: bytes) -> None:
    raw = locate(riff(b"WEBP", first, piece(b"EXIF", head + EXIF), piece(b"XMP ", PACKET)))
    assert (raw.width, raw.height) == (40, 30)
    assert is_exif(raw)
    assert raw.xmp == [PACKET]


GIF_HEAD = b"GIF89a" + struct.pack("<2H", 40, 30) + b"\x80\0\0" + bytes(6)
GIF_XMP = b"\x21\xff\x0bXMP DataXMP"
GIF_TRAILER = b"\1" + bytes(range(255, -1, -1)) + b"\0"
GIF_IMAGE = b"\x2c" + bytes(9) + b"\2\5\x84\x8f\xa9\xcb\xed\0"


def blocks(data: bytes) -> bytes:
    cut = [data[at : at + 255] for at in range(0, len(data), 255)]
    return b"".join(bytes((len(each),)) + each for each in cut) + b"\0"


@pytest.mark.parametrize(
    "rest",
    [
        GIF_XMP + PACKET + GIF_TRAILER + GIF_IMAGE + b";",
        b"\x21\xf9\4\0\0\0\0\0" + GIF_IMAGE + GIF_XMP + PACKET + GIF_TRAILER + b";",
        GIF_IMAGE + GIF_XMP + blocks(PACKET) + b";",
        b"\x21\xfe" + blocks(b"c" * 90_000) + GIF_XMP + PACKET + GIF_TRAILER + b";",
    ],
    ids=["first", "behind", "blocks", "at-the-end"],
)
def test_gif(rest: bytes) -> None:
    raw = locate(GIF_HEAD + rest)
    assert (raw.width, raw.height) == (40, 30)
    assert raw.xmp == [PACKET]


def test_gif_pixels_that_look_like_xmp() -> None:
    pixels = b"\x2c" + bytes(9) + b"\2" + blocks(GIF_XMP + PACKET + GIF_TRAILER)
    assert locate(GIF_HEAD + pixels + b";").xmp == []


def test_bmp() -> None:
    head = b"BM" + struct.pack("<I4xI", 1000, 54)
    assert locate(head + struct.pack("<Iii", 40, 40, -30) + bytes(28)).height == 30
    assert locate(head + struct.pack("<IHH", 12, 40, 30) + bytes(28)).width == 40
    assert formats.content_type(b"BM, said the text, and nothing else") is None


# HEIC, AVIF, JPEG XL


def box(kind: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return struct.pack(">I", len(data) + 8) + kind + data


def full(kind: bytes, *content: bytes, version: int = 0) -> bytes:
    return box(kind, bytes((version, 0, 0, 0)), *content)


def infe(item: int, kind: bytes, texts: bytes = b"\0", version: int = 2) -> bytes:
    number = item.to_bytes(4 if version == 3 else 2, "big")
    return full(b"infe", number, b"\0\0", kind, texts, version=version)


ITEMS = {3: b"\0\0\0\6Exif\0\0" + EXIF, 2: PACKET}
FTYP_HEIC = box(b"ftyp", b"heic\0\0\0\0mif1heic")


def heic(version: int = 1, method: int = 0, open_end: bool = False) -> bytes:
    """A HEIC with an Exif and an XMP item, listed out of order."""
    wide = version == 2
    entries = [
        infe(3, b"Exif", version=3 if wide else 2),
        infe(1, b"hvc1", version=3 if wide else 2),
        infe(2, b"mime", b"\0application/rdf+xml\0", version=3 if wide else 2),
    ]
    iinf = full(b"iinf", struct.pack(">H", len(entries)), *entries)
    properties = box(
        b"ipco",
        full(b"ispe", struct.pack(">2I", 512, 512)),
        full(b"ispe", struct.pack(">2I", 4032, 3024)),
    )
    ipma = full(b"ipma", struct.pack(">I", 2), b"\0\2\1\1", b"\0\1\1\x82")
    iprp = box(b"iprp", properties, ipma)
    idat = box(b"idat", *ITEMS.values())

    def meta(base: int) -> bytes:
        locations, at = b"", base
        for item, data in ITEMS.items():
            locations += item.to_bytes(4 if wide else 2, "big")
            locations += struct.pack(">H", method) if version else b""
            locations += struct.pack(">HIHII", 0, at, 1, 0, len(data))
            at += len(data)
        number = struct.pack(">I" if wide else ">H", len(ITEMS))
        iloc = full(b"iloc", b"\x44\x40", number, locations, version=version)
        pitm = full(b"pitm", b"\0\1")
        made = full(b"meta", full(b"hdlr", bytes(20)), pitm, iinf, iprp, iloc, idat)
        return b"\0\0\0\0" + made[4:] if open_end else made

    if method:
        return FTYP_HEIC + meta(0)
    base = len(FTYP_HEIC) + len(meta(0)) + 8
    behind = b"" if open_end else box(b"mdat", *ITEMS.values())
    return FTYP_HEIC + meta(base - 8 - len(idat) + 8 if open_end else base) + behind


@pytest.mark.parametrize(
    "data",
    [
        heic(0),
        heic(1),
        heic(2),
        heic(1, method=1),
        heic(2, method=1),
        heic(1, 1, open_end=True),
        heic(1, 0, open_end=True),
    ],
)
def test_heic(data: bytes) -> None:
    raw = locate(data)
    assert (raw.content_type, raw.width, raw.height) == ("image/heic", 4032, 3024)
    assert raw.rotates
    assert is_exif(raw)
    assert raw.xmp == [PACKET]


def test_image_sequence_without_items() -> None:
    raw = locate(movie(ftyp=box(b"ftyp", b"msf1\0\0\0\0hevc")))
    assert (raw.content_type, raw.width, raw.height) == ("image/heic", 1920, 1080)
    assert raw.movie_created is None


def test_heic_items_without_the_four_bytes() -> None:
    item = ITEMS[3]
    data = heic().replace(item, b"Exif\0\0" + EXIF + b"\0\0\0\0")
    assert is_exif(locate(data))


JXL = b"\0\0\0\x0cJXL \r\n\x87\n" + box(b"ftyp", b"jxl \0\0\0\0jxl ")


def codestream(*fields: tuple[int, int]) -> bytes:
    """A codestream of numbers with their bits, the lowest first."""
    value = at = 0
    for number, bits in fields:
        value |= number << at
        at += bits
    return b"\xff\x0a" + value.to_bytes(12, "little")


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ([(1, 1), (3, 5), (1, 3)], (32, 32)),
        ([(1, 1), (3, 5), (0, 3), (4, 5)], (40, 32)),
        ([(0, 1), (0, 2), (180, 9), (0, 3), (1, 2), (322, 13)], (323, 181)),
        ([(0, 1), (1, 2), (1079, 13), (5, 3)], (1920, 1080)),
        ([(0, 1), (3, 2), (69_999, 30), (0, 3), (2, 2), (99_999, 18)], (100_000, 70_000)),
    ],
)
def test_jpeg_xl_size(fields: list[tuple[int, int]], size: tuple[int, int]) -> None:
    bare = locate(codestream(*fields))
    assert (bare.width, bare.height) == size
    boxed = locate(JXL + box(b"jxlc", codestream(*fields)))
    assert (boxed.width, boxed.height) == size
    parts = box(b"jxlp", bytes(4), codestream(*fields)) + box(b"jxlp", b"\x80\0\0\1", b"more")
    cut = locate(JXL + parts)
    assert (cut.content_type, cut.width, cut.height) == ("image/jxl", *size)


@pytest.mark.parametrize("head", [b"\0\0\0\0", b"\0\0\0\6Exif\0\0", b""])
def test_jpeg_xl_blocks(head: bytes) -> None:
    raw = locate(JXL + box(b"brob", b"Exif...") + box(b"xml ", PACKET) + box(b"Exif", head + EXIF))
    assert is_exif(raw)
    assert raw.xmp == [PACKET]


def test_cr3() -> None:
    ifd0 = tiff(picture(5472, 3648) | {0x10F: b"Canon\0"})
    parts = box(b"CMT1", ifd0) + box(b"CMT2", tiff({0x9003: TAKEN, 0x9011: b"+02:00\0"}))
    parts += box(b"CMT3", b"notes") + box(b"CMT4", tiff({1: b"N\0", 2: [(48, 1)] * 3}, order=">"))
    canon = box(b"uuid", bytes.fromhex("85c0b687820f11e08111f4ce462b6a48"), parts)
    xmp = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), PACKET, b" " * 20_000)
    raw = locate(box(b"ftyp", b"crx \0\0\0\1crx isom") + box(b"moov", canon) + xmp)
    assert (raw.content_type, raw.width, raw.height) == ("image/x-canon-cr3", 5472, 3648)
    assert {name for tags in raw.exif for name in tags} >= {"Make", "DateTimeOriginal"}
    assert raw.exif[2]["GPSLatitudeRef"] == b"N\0"
    assert raw.xmp == [PACKET]


# MP4, QuickTime, 3GP


def mvhd(created: int = CREATED + FROM_1904, duration: int = 1500, version: int = 0) -> bytes:
    numbers = (created, created, 600, duration)
    return full(
        b"mvhd", struct.pack(">QQIQ" if version else ">4I", *numbers), bytes(80), version=version
    )


def trak(
    handler: bytes = b"vide", size: tuple[int, int] = (1920 << 16, 1080 << 16), version: int = 0
) -> bytes:
    tkhd = full(b"tkhd", bytes(84 if version else 72), struct.pack(">2I", *size), version=version)
    entry = struct.pack(">I4s24x2H", 86, b"avc1", 1280, 720) + bytes(50)
    stbl = box(b"stbl", full(b"stsd", struct.pack(">I", 1), entry))
    hdlr = full(b"hdlr", b"mhlr", handler, bytes(13))
    mdia = box(b"mdia", full(b"mdhd", bytes(20)), hdlr, box(b"minf", stbl))
    return box(b"trak", tkhd, mdia)


def text(kind: bytes, value: bytes) -> bytes:
    return box(kind, struct.pack(">2H", len(value), 0x15C7), value)


def item(kind: bytes, value: bytes, type_: int = 1) -> bytes:
    return box(kind, box(b"data", struct.pack(">2I", type_, 0), value))


def keys(version_and_flags: bool = False, **values: bytes) -> bytes:
    names = [f"com.apple.quicktime.{name.replace('_', '.')}".encode() for name in values]
    listed = full(b"keys", struct.pack(">I", len(names)), *(box(b"mdta", name) for name in names))
    items = [item(struct.pack(">I", at + 1), each) for at, each in enumerate(values.values())]
    hdlr = full(b"hdlr", bytes(4), b"mdta", bytes(13))
    return (full if version_and_flags else box)(b"meta", hdlr, listed, box(b"ilst", *items))


def loci(name: bytes) -> bytes:
    place = struct.pack(">B3i", 0, int(2.2944 * 65536), int(48.8583 * 65536), 35 << 16)
    return full(b"loci", b"\x15\xc7", name, place, b"earth\0\0")


FTYP = box(b"ftyp", b"qt  \0\0\0\0qt  ")
MDAT = box(b"mdat", b"x" * 100_000)


def movie(*parts: bytes, ftyp: bytes = FTYP, before: bytes = MDAT) -> bytes:
    return ftyp + before + box(b"moov", mvhd(), trak(b"soun", (0, 0)), trak(), *parts)


@pytest.mark.parametrize(
    "data",
    [
        movie(),
        movie(before=b""),
        movie(before=struct.pack(">I4sQ", 1, b"mdat", 116) + bytes(100)),
        movie() + MDAT,
        movie(ftyp=b""),
        movie(ftyp=b"", before=box(b"wide") + MDAT),
        movie(ftyp=b"", before=box(b"free", b"x" * 100) + MDAT),
        movie(ftyp=b"", before=b""),
        movie(box(b"udta", bytes(70_000))),
    ],
)
def test_movie_header(data: bytes) -> None:
    raw = locate(data)
    assert raw.content_type == "video/quicktime"
    assert (raw.width, raw.height, raw.duration) == (1920, 1080, 2.5)
    assert raw.movie_created == CREATED


@pytest.mark.parametrize(
    ("brand", "kind"),
    [
        (b"isom", "video/mp4"),
        (b"XYZ1", "video/mp4"),
        (b"M4V ", "video/x-m4v"),
        (b"3gp9", "video/3gpp"),
        (b"3g2b", "video/3gpp2"),
    ],
)
def test_movie_brands(brand: bytes, kind: str) -> None:
    raw = locate(movie(ftyp=box(b"ftyp", brand, bytes(4), brand)))
    assert (raw.content_type, raw.width) == (kind, 1920)


@pytest.mark.parametrize(
    ("header", "created", "duration"),
    [
        (mvhd(version=1), CREATED, 2.5),
        (mvhd(created=0), None, 2.5),
        (mvhd(created=CREATED), CREATED, 2.5),
        (mvhd(created=100_000), None, 2.5),
        (mvhd(duration=0xFFFFFFFF), CREATED, None),
        (mvhd(duration=0) + box(b"mvex", full(b"mehd", struct.pack(">I", 300))), CREATED, 0.5),
        (box(b"mvhd", bytes(4)), None, None),
    ],
)
def test_movie_dates_and_durations(
    header: bytes, created: int | None, duration: float | None
) -> None:
    raw = locate(FTYP + box(b"moov", header, trak()))
    assert (raw.movie_created, raw.duration) == (created, duration)


@pytest.mark.parametrize(
    ("track", "size"),
    [
        (trak(version=1), (1920, 1080)),
        (trak(size=(640, 480)), (640, 480)),
        (trak(size=(0, 0)), (1280, 720)),
        (trak(b"meta", (9 << 16, 9 << 16)) + trak(), (1920, 1080)),
        (trak() + trak(size=(9 << 16, 9 << 16)), (1920, 1080)),
    ],
)
def test_movie_size(track: bytes, size: tuple[int, int]) -> None:
    raw = locate(FTYP + box(b"moov", mvhd(), track))
    assert (raw.width, raw.height) == size


@pytest.mark.parametrize("full_box", [False, True])
@pytest.mark.parametrize("inside", [lambda meta: meta, lambda meta: box(b"udta", meta)])
def test_movie_keys(full_box: bool, inside: Callable[[bytes], bytes]) -> None:
    meta = keys(
        full_box,
        creationdate=b"2021-05-06T09:08:09+0200",
        location_ISO6709=b"+48.8583+002.2944/",
        content_identifier=ID.encode(),
        make=b"Apple",
    )
    raw = locate(movie(inside(meta)))
    assert raw.content_id == ID
    assert raw.quicktime == {
        "com.apple.quicktime.creationdate": b"2021-05-06T09:08:09+0200",
        "com.apple.quicktime.location.ISO6709": b"+48.8583+002.2944/",
        "com.apple.quicktime.make": b"Apple",
    }


def test_movie_user_data() -> None:
    parts = [
        text(b"\xa9xyz", b"+48.8583+002.2944/"),
        text(b"@mak", b"Maker"),
        box(b"\xa9mod", b"Model"),
        text(b"\xa9day", b"2021"),
        text(b"\xa9swr", b"no"),
        box(b"date", b"2021-05-06T07:08:09+0000"),
    ]
    found = {"©xyz": b"+48.8583+002.2944/", "©mak": b"Maker", "©mod": b"Model", "©day": b"2021"}
    found["date"] = b"2021-05-06T07:08:09+0000"
    assert locate(movie(box(b"udta", *parts, bytes(4)))).quicktime == found


def test_movie_item_list_without_keys() -> None:
    items = [
        item(b"\xa9xyz", b"+48.8583+002.2944/"),
        item(b"\xa9day", "2021".encode("utf-16-be"), 2),
    ]
    hdlr = full(b"hdlr", bytes(4), b"mdir", bytes(13))
    meta = full(b"meta", hdlr, box(b"ilst", *items, item(b"covr", b"JPEG", 13)))
    found = {"©xyz": b"+48.8583+002.2944/", "©day": b"2021"}
    assert locate(movie(box(b"udta", meta))).quicktime == found


@pytest.mark.parametrize("name", [b"Tour\0", b"\0", b"\xfe\xff\0T\0o\0\0"])
def test_movie_location_of_3gp(name: bytes) -> None:
    raw = locate(movie(box(b"udta", loci(name)), ftyp=box(b"ftyp", b"3gp5\0\0\0\x003gp5")))
    assert raw.loci == pytest.approx((48.8583, 2.2944, 35), abs=1e-4)


@pytest.mark.parametrize("cut", [3, 8, 20])
def test_movie_location_that_is_cut(cut: int) -> None:
    assert locate(movie(box(b"udta", loci(b"Tour\0")[:cut]))).loci is None


@pytest.mark.parametrize("place", ["behind", "moov", "udta"])
def test_movie_xmp(place: str) -> None:
    uuid = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), PACKET)
    data = {
        "behind": movie() + uuid,
        "moov": movie(uuid),
        "udta": movie(box(b"udta", box(b"XMP_", PACKET))),
    }
    assert locate(data[place]).xmp == [PACKET]


def test_movie_with_sound_only_is_no_video(tmp_path: Path) -> None:
    data = FTYP + box(b"moov", mvhd(), trak(b"soun", (0, 0)))
    assert "only sound" in str(reading(tmp_path / "a.mp4", data).error)
    assert reading(tmp_path / "a.other", data).error is None
    assert formats.content_type(box(b"ftyp", b"M4A \0\0\0\0M4A isom")) is None


def test_movie_header_that_is_packed() -> None:
    inner = box(b"moov", mvhd(), trak())
    packed = struct.pack(">I", len(inner)) + zlib.compress(inner)
    cmov = box(b"cmov", box(b"dcom", b"zlib"), box(b"cmvd", packed))
    raw = locate(MDAT + box(b"moov", cmov))
    assert (raw.width, raw.movie_created) == (1920, CREATED)


def test_movie_of_sony_has_the_camera_s_clock() -> None:
    xml = (
        b'<NonRealTimeMeta><CreationDate value="2021-05-06T09:08:09+02:00"/>'
        b'<Device manufacturer="Sony" modelName="ILCE-7M3" serialNo="1"/>'
        b'<Group name="ExifGPS"><Item name="LatitudeRef" value="N"/>'
        b'<Item name="Latitude" value="48:51:30.125"/></Group></NonRealTimeMeta>'
    )
    meta = full(b"meta", full(b"hdlr", bytes(4), b"nrtm", bytes(13)), full(b"xml ", xml))
    raw = locate(movie(ftyp=box(b"ftyp", b"XAVC\0\0\0\0XAVC")) + meta)
    assert raw.exif == [
        {
            "DateTimeOriginal": b"2021:05:06 09:08:09",
            "OffsetTimeOriginal": b"+02:00",
            "Make": b"Sony",
            "Model": b"ILCE-7M3",
            "GPSLatitudeRef": b"N",
            "GPSLatitude": ((48, 1), (51, 1), (30125, 1000)),
        }
    ]


def test_movie_of_canon_has_a_picture_with_exif() -> None:
    raw = locate(movie(box(b"udta", box(b"CNTH", box(b"CNDA", jpeg(APP1))))))
    assert is_exif(raw)
    assert raw.width == 1920


# AVI


def avi(*chunks: bytes, header: bytes = b"", frames: int = 75) -> bytes:
    avih = piece(
        b"avih", struct.pack("<10I", 40_000, 0, 0, 0, frames, 0, 1, 0, 640, 480) + bytes(16)
    )
    strh = piece(b"strh", b"vidsMJPG" + struct.pack("<7I", 0, 0, 0, 1, 25, 0, 75) + bytes(20))
    strf = piece(b"strf", struct.pack("<Iii", 40, 640, -480) + bytes(28))
    strl = piece(b"LIST", b"strl" + strh + strf)
    hdrl = piece(b"LIST", b"hdrl" + avih + strl + header)
    return riff(b"AVI ", hdrl, piece(b"LIST", b"movi" + bytes(9000)), *chunks)


@pytest.mark.parametrize(
    "date",
    [
        b"Thu May  6 07:08:09 2021\n\0",
        b"THU MAY 06 07:08:09 2021",
        b"2021:05:06 07:08:09\0",
        b"2021/05/06 07:08:09",
        b"2021/ 5/ 6  7:08:09AM",
        b"2021-05-06T07:08:09",
    ],
)
@pytest.mark.parametrize("place", ["header", "file", "info"])
def test_avi(date: bytes, place: str) -> None:
    idit = piece(b"IDIT", date)
    data = {
        "header": avi(header=idit),
        "file": avi(idit),
        "info": avi(piece(b"LIST", b"INFO" + piece(b"ISFT", b"odd") + idit)),
    }
    raw = locate(data[place])
    assert raw.exif == [{"DateTimeOriginal": TAKEN[:-1]}]
    assert (raw.content_type, raw.width, raw.height) == ("video/x-msvideo", 640, 480)
    assert raw.duration == 3


def test_avi_dates_in_halves_of_the_day_and_dates_that_are_none() -> None:
    assert locate(avi(piece(b"IDIT", b"2001/ 1/27  1:42PM"))).exif == [
        {"DateTimeOriginal": b"2001:01:27 13:42:00"}
    ]
    for date in (b"", b"2021", b"yesterday", b"Thu Xyz  6 07:08:09 2021", b"2021-05-06"):
        assert locate(avi(piece(b"IDIT", date))).exif == []


def test_avi_xmp_and_counts_that_are_off() -> None:
    raw = locate(avi(piece(b"_PMX", PACKET), frames=150))
    assert raw.xmp == [PACKET]
    assert raw.duration == 3
    long = piece(b"LIST", b"odml" + piece(b"dmlh", struct.pack("<I", 750)))
    assert locate(avi(header=long)).duration == 30


# Matroska


def element(name: int, *content: bytes, open_end: bool = False) -> bytes:
    data = b"".join(content)
    number = name.to_bytes((name.bit_length() + 7) // 8, "big")
    size = b"\x01" + b"\xff" * 7 if open_end else (len(data) | 1 << 28).to_bytes(4, "big")
    return number + size + data


def ebml(document: bytes, *level1: bytes, open_end: bool = False) -> bytes:
    head = element(0x1A45DFA3, element(0x4286, b"\1"), element(0x4282, document))
    return head + element(0x18538067, *level1, open_end=open_end)


INFO = element(
    0x1549A966,
    element(0x2AD7B1, (1_000_000).to_bytes(3, "big")),
    element(0x4489, struct.pack(">d", 2500)),
    element(0x4461, struct.pack(">q", (CREATED - 978_307_200) * 10**9)),
)
VIDEO_TRACK = element(
    0xAE, element(0x83, b"\1"), element(0xE0, element(0xB0, b"\7\x80"), element(0xBA, b"\4\x38"))
)
SOUND_TRACK = element(0xAE, element(0x83, b"\2"), element(0xE1, element(0xB5, b"\0")))
CLUSTER = element(0x1F43B675, b"x" * 70_000)
TAG = element(
    0x1254C367,
    element(
        0x7373,
        *(
            element(0x67C8, element(0x45A3, name), element(0x4487, value))
            for name, value in (
                (b"COM.APPLE.QUICKTIME.CREATIONDATE", b"2021-05-06T09:08:09+0200"),
                (b"COM.APPLE.QUICKTIME.LOCATION.ISO6709", b"+48.8583+002.2944/"),
                (b"LOCATION", b"+48.8583+002.2944/"),
                (b"TITLE", b"Tour"),
            )
        ),
    ),
)


def seek_head(**places: int) -> bytes:
    names = {"info": 0x1549A966, "tracks": 0x1654AE6B, "tags": 0x1254C367}
    seeks = [
        element(
            0x4DBB,
            element(0x53AB, names[name].to_bytes(4, "big")),
            element(0x53AC, at.to_bytes(4, "big")),
        )
        for name, at in places.items()
    ]
    return element(0x114D9B74, *seeks)


def behind_clusters() -> bytes:
    tracks = element(0x1654AE6B, VIDEO_TRACK)
    size = len(seek_head(info=0, tracks=0, tags=0)) + len(CLUSTER)
    head = seek_head(info=size, tracks=size + len(INFO), tags=size + len(INFO) + len(tracks))
    return ebml(b"matroska", head, CLUSTER, INFO, tracks, TAG)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (
            ebml(b"matroska", INFO, element(0x1654AE6B, SOUND_TRACK, VIDEO_TRACK), TAG, CLUSTER),
            "x-matroska",
        ),
        (
            ebml(b"webm", element(0x1654AE6B, VIDEO_TRACK), INFO, TAG, CLUSTER, open_end=True),
            "webm",
        ),
        (behind_clusters(), "x-matroska"),
    ],
)
def test_matroska(data: bytes, kind: str) -> None:
    raw = locate(data)
    assert raw.content_type == f"video/{kind}"
    assert (raw.width, raw.height, raw.duration) == (1920, 1080, 2.5)
    assert raw.movie_created == CREATED
    assert raw.quicktime == {
        "com.apple.quicktime.creationdate": b"2021-05-06T09:08:09+0200",
        "com.apple.quicktime.location.ISO6709": b"+48.8583+002.2944/",
        "©xyz": b"+48.8583+002.2944/",
    }


def test_matroska_with_sound_only_is_no_video(tmp_path: Path) -> None:
    data = ebml(b"webm", INFO, element(0x1654AE6B, SOUND_TRACK))
    assert "only sound" in str(reading(tmp_path / "a.webm", data).error)
    assert formats.content_type(element(0x1A45DFA3, element(0x4282, b"other"))) is None


# MPEG transport streams

MDPM = (
    bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66")
    + b"MDPM\x0a"
    + b"\x18\x04\x20\x21\x05\x19\x06\x07\x08\x09"
    + b"\xb1N\0\0\0\xb2\0\x30\0\1\xb3\0\x33\0\1\xb4\0\x1e\0\1"
    + b"\xb5E\0\0\0\xb6\0\2\0\1\xe0\1\3\0\0"
)


def escape(data: bytes) -> bytes:
    """Keep start codes out of `data`, as H.264 does."""
    made = bytearray()
    for byte in data:
        if made[-2:] == b"\0\0" and byte <= 3:
            made.append(3)
        made.append(byte)
    return bytes(made)


class Bits:
    """Bits, the highest first."""

    def __init__(self) -> None:
        self.text = ""

    def put(self, *numbers: tuple[int, int]) -> None:
        for number, count in numbers:
            self.text += format(number, f"0{count}b")

    def golomb(self, *numbers: int) -> None:
        for number in numbers:
            code = format(number + 1, "b")
            self.text += "0" * (len(code) - 1) + code

    def data(self) -> bytes:
        text = self.text + "1"
        text += "0" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big")


def sps(profile: int = 100, frames_only: int = 0) -> bytes:
    """A parameter set of 1920 × 1080, cut from whole macroblocks."""
    bits = Bits()
    bits.put((profile, 8), (0, 8), (40, 8))
    bits.golomb(0)
    if profile == 100:
        bits.golomb(1, 0, 0)
        bits.put((0, 1), (1, 1))
        for index in range(8):
            bits.put((int(index == 6), 1))
            if index == 6:
                bits.text += "010" * 64  # each of the list is 1 more
    bits.golomb(0, 0, 4, 1)
    bits.put((0, 1))
    bits.golomb(119, 33 if not frames_only else 67)
    bits.put((frames_only, 1))
    if not frames_only:
        bits.put((0, 1))
    bits.put((1, 1), (1, 1))
    bits.golomb(0, 0, 0, 2 if not frames_only else 4)
    return b"\x67" + bits.data()


def packets(pid: int, stream: bytes, clock: int | None = None) -> bytes:
    """Packets of a PES packet, the first with a clock."""
    made, at, first = b"", 0, True
    while first or at < len(stream):
        control, fields = 0x10, b""
        if first and clock is not None:
            fields = b"\x10" + (clock << 15).to_bytes(6, "big")
        payload = stream[at : at + 184 - (len(fields) + 1 if fields else 0)]
        fill = 184 - len(payload) - (len(fields) + 1 if fields else 0)
        if fields or fill:
            control = 0x30
            fields = (fields or (b"\0" if fill > 1 else b"")) + b"\xff" * (
                fill if fields else max(0, fill - 2)
            )
            fields = bytes((len(fields),)) + fields
        head = bytes((0x47, 0x40 * first | pid >> 8, pid & 255, control))
        packet = head + fields + payload
        assert len(packet) == 188
        made, at, first = made + packet, at + len(payload), False
    return made


def pes(stream: bytes) -> bytes:
    return b"\0\0\1\xe0\0\0\x80\x80\5" + bytes(5) + stream


def avchd(stamped: bool = True, message: bytes = MDPM, profile: int = 100) -> bytes:
    sei = b"\0\0\1\x06\5" + bytes((len(message),)) + escape(message) + b"\x80"
    pictures = b"\0\0\0\1\x09\x10" + b"\0\0\1" + escape(sps(profile)) + sei
    pictures += b"\0\0\1\x65" + b"\x5a" * 3000
    data = packets(0, bytes(100)) + packets(0x1011, pes(pictures), 90_000)
    data += packets(0x1011, pes(b"\0\0\1\x41" + b"\x5a" * 90_000)) + packets(0x1011, b"", 315_000)
    if not stamped:
        return data
    return b"".join(bytes(4) + data[at : at + 188] for at in range(0, len(data), 188))


@pytest.mark.parametrize("stamped", [False, True])
@pytest.mark.parametrize("profile", [66, 100])
def test_avchd(stamped: bool, profile: int) -> None:
    raw = locate(avchd(stamped, profile=profile))
    assert (raw.content_type, raw.width, raw.height) == ("video/mp2t", 1920, 1080)
    assert raw.duration == 2.5
    assert raw.exif == [
        {
            "DateTimeOriginal": TAKEN[:-1],
            "OffsetTimeOriginal": b"+02:00",
            "Make": b"Panasonic",
            "GPSLatitudeRef": b"N",
            "GPSLongitudeRef": b"E",
            "GPSLatitude": ((48, 1), (51, 1), (30, 1)),
        }
    ]


@pytest.mark.parametrize(
    ("zone", "offset"), [(0x2B, b"-05:30"), (0x44, None), (0xFF, None), (0, b"+00:00")]
)
def test_avchd_zones(zone: int, offset: bytes | None) -> None:
    message = MDPM.replace(b"\x18\x04\x20", bytes((0x18, zone, 0x20)))
    assert locate(avchd(message=message)).exif[0].get("OffsetTimeOriginal") == offset


def test_avchd_dates_that_are_none() -> None:
    raw = locate(avchd(message=MDPM.replace(b"\x20\x21\x05", b"\xff\xff\xff")))
    assert "DateTimeOriginal" not in raw.exif[0]
    assert locate(avchd(message=b"x" * 40)).exif == []


def test_hdv() -> None:
    header = b"\0\0\1\xb3" + (1440 << 12 | 1080).to_bytes(3, "big") + b"\x34" + bytes(60)
    data = packets(0x810, pes(header + b"\0\0\1\x07" + b"\x5a" * 800), 0)
    raw = locate(data)
    assert (raw.width, raw.height) == (1440, 1080)


# content types, and reading as a whole


def reading(path: Path, data: bytes) -> Reading:
    path.write_bytes(data)
    stamp = stamp_of(str(path).encode())
    assert isinstance(stamp, FileStamp)
    return read(stamp)


SAMPLES: dict[str, bytes] = {
    "jpeg": jpeg(JFIF, APP1_XMP, APP1, extended(PACKET)),
    "apple.jpeg": jpeg(segment(0xE1, b"Exif\0\0" + tiff(exif(exif={0x927C: (7, apple(ID))})))),
    "tiff": tiff(exif() | THUMB | {0x14A: [FULL, SENSOR], 0x2BC: (1, PACKET)}, THUMB, order=">"),
    "bigtiff": tiff(exif() | THUMB | {0x14A: [FULL]}, FULL, big=True),
    "rw2": tiff({4: 6, 5: 8, 6: 2742, 7: 3656, 0x2E: (7, jpeg(APP1))}, magic=b"IIU\0"),
    "png": png(
        chunk(b"eXIf", EXIF),
        keyed(b"iTXz", b"XML:com.adobe.xmp", PACKET),
        IDAT,
        keyed(b"zTXt", b"Raw profile type exif", profile(b"exif", EXIF)),
    ),
    "webp": riff(b"WEBP", VP8X, piece(b"EXIF", EXIF), piece(b"XMP ", PACKET)),
    "gif": GIF_HEAD + GIF_IMAGE + GIF_XMP + PACKET + GIF_TRAILER + b";",
    "bmp": b"BM" + struct.pack("<I4xI", 1000, 54) + struct.pack("<Iii", 40, 40, -30) + bytes(28),
    "heic": heic(1),
    "idat.heic": heic(2, 1),
    "jxl": JXL + box(b"jxlc", codestream((1, 1), (3, 5), (1, 3))) + box(b"Exif", bytes(4), EXIF),
    "mov": movie(keys(creationdate=b"2021-05-06T09:08:09+0200", make=b"Apple"), before=b""),
    "3gp": movie(
        box(b"udta", loci(b"Tour\0"), text(b"\xa9xyz", b"+48.8583+002.2944/")),
        ftyp=box(b"ftyp", b"3gp5\0\0\0\x003gp5"),
        before=b"",
    ),
    "cr3": box(b"ftyp", b"crx \0\0\0\1crx isom")
    + box(
        b"moov",
        box(
            b"uuid",
            bytes.fromhex("85c0b687820f11e08111f4ce462b6a48"),
            box(b"CMT1", tiff(picture(60, 40))),
            box(b"CMT2", tiff({0x9003: TAKEN})),
        ),
    ),
    "x3f": x3f(0x20001, (b"PROP", properties(CAMMANUF="SIGMA", TIME=str(CREATED)))),
    "raf": b"FUJIFILMCCD-RAW 0201".ljust(84, b"\0")
    + struct.pack(">6I", 108, 400, 508, 20, 0, 0)
    + jpeg(APP1).ljust(400, b"\0")
    + struct.pack(">I4H", 1, 0x111, 4, 4000, 6000),
    "avi": avi(piece(b"IDIT", b"Thu May  6 07:08:09 2021\n\0")),
    "mkv": ebml(b"matroska", INFO, element(0x1654AE6B, VIDEO_TRACK), TAG),
    "mts": avchd(message=MDPM)[: 192 * 60],
    "psd": rare.psd(rare.resource(0x0404, rare.iptc()), rare.resource(0x0422, EXIF)),
    "jp2": rare.jp2(box(b"uuid", b"JpgTiffExif->JP2", EXIF)),
    "crw": rare.crw(),
    "mrw": rare.mrw(EXIF),
    "tga": rare.tga(),
    "pcx": rare.pcx(),
    "exr": rare.exr(),
    "ppm": b"P6\n# x\n40 30\n255\n" + bytes(3600),
    "mpg": rare.mpeg(),
    "wmv": rare.asf(),
    "flv": rare.flv(width=40.0, height=30.0, creationdate="2021-05-06 07:08:09"),
    "ogv": rare.ogg(b"DATE=2021-05-06T07:08:09"),
    "mxf": rare.mxf(),
    "dv": rare.dv()[: 150 * 80],
}
"""One small file of each container, for tests that break them."""


@pytest.mark.parametrize("name", SAMPLES)
def test_read_makes_facts_of_each_container(name: str, tmp_path: Path) -> None:
    found = reading(tmp_path / f"sample.{name.split('.')[-1]}", SAMPLES[name])
    assert found.error is None
    assert found.facts is not None
    assert found.facts.width
    dated = name not in ("bmp", "gif", "bigtiff") or found.facts.taken
    if name not in ("bmp", "gif", "mpg", "pcx", "ppm"):
        assert dated
        assert found.facts.taken is not None
        assert found.facts.taken.source != "mtime"
        moment = found.facts.taken.utc or found.facts.taken.local
        assert moment is not None
        assert moment.date() == datetime(2021, 5, 6).date()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.ARW", "image/x-sony-arw"),
        ("a.dng", "image/x-adobe-dng"),
        ("a.tif", "image/tiff"),
        ("a.jpg", "image/tiff"),
    ],
)
def test_names_decide_only_between_formats_of_one_structure(
    name: str, kind: str, tmp_path: Path
) -> None:
    found = reading(tmp_path / name, tiff(exif() | picture(60, 40)))
    assert found.facts is not None
    assert found.facts.content_type == kind
    other = reading(tmp_path / "b.arw", jpeg(APP1))
    assert other.facts is not None
    assert other.facts.content_type == "image/jpeg"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 5000,
        b"The free software song, and more of it " * 50,
        b"Also wide open " * 50,
        b"RIFF\0\0\0\0WAVEfmt ",
        b"G" * 100,
        b"\x1a\x45\xdf\xa3\x84\x42\x82\x81x",
        b"\0\0\0\x08free\0\0\0\x08none",
    ],
)
def test_what_is_no_picture_or_video(data: bytes) -> None:
    assert formats.content_type(data) is None


def test_a_source_grants_only_so_many_reads(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(200_000))
    with path.open("rb") as file:
        source = FileSource(file.fileno(), 200_000)
        reads = 0
        while source.read(70_000 + reads % 50_000, 16):
            reads += 1
        assert 10_000 < reads < 30_000
        assert source.read(100, 16) == bytes(16)


def test_a_source_reads_ahead_where_reads_are_near(tmp_path: Path) -> None:
    data = bytes(range(256)) * 1000
    path = tmp_path / "file"
    path.write_bytes(data)
    with path.open("rb") as file:
        source = FileSource(file.fileno(), len(data))
        for at in (70_000, 70_010, 70_100, 69_900, 150_000, 65_530, 255_990, 300_000):
            for size in (1, 16, 700, 5000):
                assert source.read(at, size) == data[at : at + size]
