"""No file may raise, hang or cost much, whatever its format and however it is broken.

`test_robustness` damages real pictures of the common formats; here are all the others, and files
that are made to cost as much as they can.
"""

import os
import struct
import time
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photosort.media import formats
from photosort.media.read import READERS, read
from photosort.model import FileStamp, Reading
from tests.conftest import CORPUS
from tests.media import test_containers as made

CPU = 0.25  # seconds; 0.1 is what is promised, on a machine with nothing else to do
MEMORY = 64_000_000

EXTREMES = [0, 1, 2, 7, 8, 9, 16, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000]
EXTREMES += [0xFFFFFFFF, 0x100000000, 2**63 - 1, 2**64 - 1]

# the same examples in every run
fuzz = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Damage = tuple[str, int, int, int, Any]

damages = st.lists(
    st.tuples(
        st.sampled_from(["set", "set", "set", "drop", "repeat", "cut", "copy"]),
        st.one_of(st.integers(0, 80), st.integers(0, 1500), st.integers(0, 300_000)),
        st.one_of(st.sampled_from(EXTREMES), st.integers(0, 255), st.integers(0, 5000)),
        st.sampled_from([1, 2, 4, 8]),
        st.sampled_from(["big", "little"]),
    ),
    min_size=1,
    max_size=10,
)


def damaged(data: bytes, how: list[Damage]) -> bytes:
    broken = bytearray(data)
    for kind, at, value, width, order in how:
        at %= len(broken) or 1
        if kind == "set":
            broken[at : at + width] = (value % 256**width).to_bytes(width, order)
        elif kind == "drop":
            del broken[at : at + value % 200]
        elif kind == "repeat":
            broken[at:at] = bytes(broken[at : at + width * 4]) * (value % 500)
        elif kind == "cut":
            del broken[at:]
        else:
            start = value % (len(broken) or 1)
            broken[at:at] = broken[start : start + 50 * width]
    return bytes(broken)


def check(path: Path, data: bytes) -> Reading:
    """Read `data`; it must neither raise nor cost much."""
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    stamp = FileStamp(os.fsencode(path), 0, 0, 0, 0)
    started = time.process_time()
    found = read(stamp)
    spent = time.process_time() - started
    tracemalloc.start()
    read(stamp)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < CPU
    assert peak < MEMORY
    facts = found.facts
    if facts:
        assert all(side is None or 0 < side < 2**32 for side in (facts.width, facts.height))
        assert facts.duration is None or 0 <= facts.duration <= 10_000_000
        assert facts.content_id is None or facts.content_id.isprintable()
    return found


@pytest.mark.parametrize("name", made.SAMPLES)
@fuzz
@given(how=damages)
def test_damaged_files_that_were_built(name: str, how: list[Damage], tmp_path: Path) -> None:
    check(tmp_path / "broken", damaged(made.SAMPLES[name], how))


def of_corpus() -> dict[str, list[Path]]:
    """Files of the corpus that are small enough, by what their bytes say that they are."""
    found: dict[str, list[Path]] = {}
    for path in sorted((CORPUS / "media").rglob("*")) if CORPUS.is_dir() else ():
        if path.is_file() and 0 < path.stat().st_size < 200_000:
            with path.open("rb") as file:
                kind = formats.content_type(file.read(2048))
            if kind:
                found.setdefault(kind, []).append(path)
    return found


FILES = of_corpus()


@pytest.mark.parametrize("kind", sorted(FILES) or ["any"])
@fuzz
@given(which=st.integers(0, 1000), how=damages)
def test_damaged_files_of_the_corpus(
    kind: str, which: int, how: list[Damage], tmp_path: Path, corpus: Path
) -> None:
    files = FILES[kind]
    check(tmp_path / "broken", damaged(files[which % len(files)].read_bytes(), how))


@pytest.mark.parametrize("name", made.SAMPLES)
def test_files_that_are_cut(name: str, tmp_path: Path) -> None:
    data = made.SAMPLES[name]
    for size in [*range(1, min(len(data), 300), 5), *range(300, len(data), 997)]:
        check(tmp_path / "broken", data[:size])


@pytest.mark.parametrize("kind", READERS)
@fuzz
@given(rest=st.binary(max_size=300))
def test_any_bytes_for_any_reader(kind: str, rest: bytes) -> None:
    READERS[kind](made.Block(rest), kind)
    head = next((data[:40] for data in HEADS.get(kind, ())), b"")
    READERS[kind](made.Block(head + rest), kind)


HEADS: dict[str, list[bytes]] = {}
for _data in made.SAMPLES.values():
    HEADS.setdefault(formats.content_type(_data) or "", []).append(_data)


# files that are made to cost time or memory


def tiff_chain() -> bytes:
    """Directories with as many entries as may be, all of a name that is wanted but is no value."""
    entries = struct.pack("<HHII", 0x10F, 2, 9999, 8) * 1000
    size = 2 + len(entries) + 4
    pages = b"".join(
        struct.pack("<H", 1000) + entries + struct.pack("<I", 8 + (number + 1) * size)
        for number in range(200)
    )
    return b"II*\0\x08\0\0\0" + pages


def looping_tiff(*jumps: int) -> bytes:
    """Directories of no size, each followed by the one whose number `jumps` tells."""
    size = 2 + 12 + 4
    pages = b"".join(
        struct.pack("<HHHII", 1, 0x14A, 4, 1, 8 + to * size) + struct.pack("<I", 8 + to * size)
        for to in jumps
    )
    return b"II*\0\x08\0\0\0" + pages


def exif_segments(count: int) -> bytes:
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", 1000) + bytes(12 * 1000)
    return made.jpeg(*[made.segment(0xE1, b"Exif\0\0" + block)] * count)


def nested(depth: int) -> bytes:
    data = b""
    for kind in [b"udta", b"meta", b"moov", b"trak", b"mdia"] * (depth // 5):
        data = made.box(kind, data)
    return made.FTYP + data


def bombs(count: int, broken: bool) -> bytes:
    packed = zlib.compress(bytes(20_000_000))
    packed = packed[:-4] + b"none" if broken else packed
    keyword = b"Raw profile type exif\0\0"
    return made.png(*[made.chunk(b"zTXt", keyword + packed)] * count)


def packed_movie() -> bytes:
    children = made.box(b"udta", made.box(b"free") * 2000) * 300
    inner = made.box(b"moov", made.mvhd(), children)
    cmvd = made.box(b"cmvd", struct.pack(">I", len(inner)) + zlib.compress(inner))
    return made.box(b"moov", made.box(b"cmov", made.box(b"dcom", b"zlib"), cmvd) * 100) * 10


def overlapping_x3f() -> bytes:
    """Fifty pictures at one place, each full of what may be a marker."""
    picture = bytes(28) + b"\xff\xd8" + b"\xff\xe1\0\x04" * 200_000
    data = made.x3f(0x20001, *[(b"IMA2", b"")] * 50)
    head, rest = data[:104], data[104:]
    start = len(head) + len(picture)
    rest = rest.replace(
        struct.pack("<2I4s", 104, 0, b"IMA2"), struct.pack("<2I4s", 104, len(picture), b"IMA2")
    )
    return head + picture + rest[:-4] + struct.pack("<I", start)


def heic_of_lists() -> bytes:
    ipma = made.full(b"ipma", struct.pack(">I", 10_000), b"\0\7\0" * 10_000)
    ipco = made.box(b"ipco", made.box(b"free") * 2000)
    iprp = made.box(b"iprp", ipco * 10, ipma * 25)
    entries = made.infe(3, b"Exif") * 5000
    iinf = made.full(b"iinf", struct.pack(">H", 5000), entries)
    return made.FTYP_HEIC + made.full(b"meta", iinf, iprp)


def tags_of_matroska() -> bytes:
    simple = made.element(0x67C8, made.element(0x45A3, b"T"), made.element(0x4487, b""))
    return made.ebml(b"webm", made.element(0x1254C367, made.element(0x7373, simple * 480) * 480))


MANY_KEYS = made.keys(**{f"k{number}": b"x" for number in range(900)})
MANY_TEXTS = made.piece(b"LIST", b"INFO" + made.piece(b"JUNK", b"") * 500)
COSTLY = {
    "tiff, many entries": tiff_chain(),
    "tiff, one loop": looping_tiff(0),
    "tiff, loop of two": looping_tiff(1, 0),
    "tiff, loop of many": looping_tiff(*range(1, 99), 3),
    "jpeg, many Exif blocks": exif_segments(400),
    "jpeg, many XMP packets": made.jpeg(*[made.APP1_XMP] * 400),
    "jpeg, long packets": made.jpeg(*[made.segment(0xE1, made.APP1_XMP[4:] + bytes(60_000))] * 400),
    "jpeg, only markers": b"\xff\xd8\xff\xe0\0\x02x" + b"\xff\xe1\0\x04" * 100_000,
    "jpeg, only fill": b"\xff\xd8" + b"\xff" * 1_000_000,
    "jpeg, extended XMP": made.jpeg(*[made.extended(made.PACKET * 100)] * 300),
    "png, bombs": bombs(20, broken=False),
    "png, broken bombs": bombs(50, broken=True),
    "png, many chunks": made.png(made.chunk(b"tEXt", b"") * 200_000),
    "png, long profile": made.png(
        made.keyed(b"tEXt", b"Raw profile type exif", made.profile(b"exif", bytes(1_900_000)))
    ),
    "webp, many blocks": made.riff(
        b"WEBP", made.VP8X, made.piece(b"EXIF", exif_segments(1)[12:12_020]) * 2000
    ),
    "gif, many blocks": made.GIF_HEAD + (b"\x21\xfe\0" * 20_000) + made.GIF_XMP + b"<" * 2_000_000,
    "gif, sub-blocks": made.GIF_HEAD + made.GIF_XMP + b"\1x" * 1_000_000,
    "heic, long lists": heic_of_lists(),
    "movie, nested": nested(4000),
    "movie, many boxes": made.FTYP + made.box(b"moov", made.box(b"udta") * 100_000),
    "movie, many tracks": made.FTYP + made.box(b"moov", made.trak(b"soun") * 5000),
    "movie, many metas": made.FTYP + made.keys(make=b"x") * 5000,
    "movie, many keys": made.FTYP
    + made.box(b"moov", made.box(b"udta", MANY_KEYS * 20)),
    "movie, many pictures": made.FTYP
    + made.box(
        b"moov", made.box(b"udta", *[made.box(b"CNTH", made.box(b"CNDA", exif_segments(2)))] * 200)
    ),
    "movie, Sony's": made.FTYP
    + made.full(
        b"meta",
        made.full(b"hdlr", bytes(4), b"nrtm", bytes(13)),
        made.full(b"xml ", b"<Device " + b"a" * 60_000),
    )
    * 100,
    "movie, packed": packed_movie(),
    "jxl, many boxes": made.JXL + made.box(b"Exif", exif_segments(1)[12:12_020]) * 1000,
    "x3f, pictures that overlap": overlapping_x3f(),
    "raf, many entries": made.SAMPLES["raf"][:508] + struct.pack(">I", 0xFFFFFFFF) + bytes(500_000),
    "avi, many lists": made.avi(MANY_TEXTS * 450),
    "matroska, many tags": tags_of_matroska(),
    "mts, zeroes": b"".join(made.packets(0x1011, made.pes(bytes(170))) for _ in range(7000)),
    "mts, sets": b"".join(
        made.packets(0x1011, made.pes(b"\0\0\1\x67\x64\0\0\0" * 20)) for _ in range(7000)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COSTLY)
def test_files_made_to_cost(name: str, tmp_path: Path) -> None:
    check(tmp_path / "costly", COSTLY[name])
