"""Formats beside the common ones: what each tells, and that none is passed over in silence."""

import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from photosort.media import formats
from photosort.media.read import READERS, read
from photosort.media.scan import stamp_of
from photosort.model import Facts, FileStamp, Reading
from tests.media import rare
from tests.media.test_containers import EXIF, PACKET, box, movie, tiff

TAKEN = datetime(2021, 5, 6, 7, 8, 9)
DOCS = Path(__file__).parents[2] / "docs" / "formats.md"
UUID = {
    "exif": b"JpgTiffExif->JP2",
    "xmp": bytes.fromhex("be7acfcb97a942e89c71999491e3afac"),
    "iptc": bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38"),
}


def reading(folder: Path, name: str, data: bytes) -> Reading:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    stamp = stamp_of(os.fsencode(path))
    assert isinstance(stamp, FileStamp)
    return read(stamp)


def facts(folder: Path, name: str, data: bytes) -> Facts:
    found = reading(folder, name, data)
    assert found.facts, found.error
    return found.facts


LOCAL = {
    "a.psd": rare.psd(rare.resource(0x0404, rare.iptc())),
    "exif.psd": rare.psd(rare.resource(0x03ED, bytes(16), b"odd"), rare.resource(0x0422, EXIF)),
    "a.crw": rare.crw(),
    "a.mrw": rare.mrw(EXIF),
    "exif.jp2": rare.jp2(box(b"uuid", UUID["exif"], EXIF)),
    "six.jp2": rare.jp2(box(b"uuid", UUID["exif"], b"Exif\0\0", EXIF)),
    "iptc.jp2": rare.jp2(box(b"uuid", UUID["iptc"], rare.iptc())),
    "a.tga": rare.tga(),
    "a.exr": rare.exr(),
    "a.dv": rare.dv(),
    "ntsc.dv": rare.dv(pal=False),
    "a.flv": rare.flv(width=40.0, height=30.0, creationdate="2021-05-06 07:08:09"),
    "a.ogv": rare.ogg(b"TITLE=x", b"Date=2021-05-06T07:08:09"),
}
UTC = {
    "a.wmv": rare.asf(),
    "a.mxf": rare.mxf(),
    "utc.flv": rare.flv(width=40.0, height=30.0, creation_time="2021-05-06T07:08:09.000000Z"),
    "utc.ogv": rare.ogg(b"DATE=2020", b"creation_time=2021-05-06T07:08:09Z"),
}


@pytest.mark.parametrize("name", LOCAL)
def test_wall_clocks(name: str, tmp_path: Path) -> None:
    found = facts(tmp_path, name, LOCAL[name])
    assert found.taken
    assert (found.taken.local, found.taken.precision) == (TAKEN, "second")
    sides = {".dv": [(720, 576), (720, 480)]}.get(name[-3:], [(40, 30)])
    assert (found.width, found.height) in sides


@pytest.mark.parametrize("name", UTC)
def test_dates_in_utc(name: str, tmp_path: Path) -> None:
    found = facts(tmp_path, name, UTC[name])
    assert found.taken
    assert (found.taken.known, found.taken.utc, found.taken.source) == ("utc", TAKEN, "quicktime")
    assert (found.width, found.height) == (40, 30)


@pytest.mark.parametrize("name", ["a.mpg", "MOV00012.MPG", "VTS_01_1.VOB", "MOV001.MOD", "noname"])
@pytest.mark.parametrize("second_kind", [False, True])
def test_mpeg_has_a_size_and_a_duration_whatever_its_name(
    name: str, second_kind: bool, tmp_path: Path
) -> None:
    found = facts(tmp_path, name, rare.mpeg(second_kind))
    assert (found.content_type, found.width, found.height) == ("video/mpeg", 40, 30)
    assert found.duration == 4.0
    assert found.taken
    assert found.taken.source == "mtime"


def test_durations(tmp_path: Path) -> None:
    assert facts(tmp_path, "a.wmv", rare.asf()).duration == 4.0
    assert facts(tmp_path, "a.mxf", rare.mxf()).duration == 4.0
    assert facts(tmp_path, "a.dv", rare.dv() * 25).duration == 1.0


def test_cameras(tmp_path: Path) -> None:
    found = facts(tmp_path, "a.crw", rare.crw())
    assert (found.make, found.model) == ("Canon", "Canon EOS D60")
    assert facts(tmp_path, "a.mrw", rare.mrw(EXIF)).model == "Model"


def test_the_zone_of_a_crw_counts_where_it_is_known(tmp_path: Path) -> None:
    taken = facts(tmp_path, "a.crw", rare.crw(zone=7200, known=0x80000000)).taken
    assert taken
    assert taken.offset == 120
    taken = facts(tmp_path, "b.crw", rare.crw(zone=7200)).taken
    assert taken
    assert taken.offset is None


def test_dates_that_were_never_set(tmp_path: Path) -> None:
    for name, data in {
        "a.wmv": rare.asf(None),
        "b.wmv": rare.asf(0),
        "a.mxf": rare.mxf((0, 0, 0, 0, 0, 0)),
        "a.dv": rare.dv(None),
        "a.tga": rare.tga((0, 0, 0, 0, 0, 0)),
        "b.tga": rare.tga(None),
        "a.crw": rare.crw(0),
    }.items():
        taken = facts(tmp_path, name, data).taken
        assert taken, name
        assert taken.source == "mtime", name


def test_sound_is_no_video(tmp_path: Path) -> None:
    sound = rare.page(b"\x01vorbis" + bytes(23))
    for name, data in {"a.wma": rare.asf(None, rare.AUDIO), "a.ogg": sound}.items():
        found = reading(tmp_path, name, data)
        assert (found.facts, found.error) == (None, None)
    found = reading(tmp_path, "a.wmv", rare.asf(None, rare.AUDIO))
    assert "only sound" in (found.error or "")


def test_a_tga_needs_its_name(tmp_path: Path) -> None:
    assert reading(tmp_path, "a.dat", rare.tga()).facts is None
    assert "not a picture" in (reading(tmp_path, "a.tga", b"#! /bin/sh\n" * 9).error or "")


UNREAD = {
    "a.rm": b".RMF\0\0\0\x12" + bytes(60),
    "a.wtv": bytes.fromhex("b7d800203749da11a64e0007e95ead8d") + bytes(60),
    "a.jxr": b"II\xbc\x01" + bytes(60),
    "a.pcd": bytes(2048) + b"PCD_IPI" + bytes(60),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_not_read_is_dated_by_its_name_else_named(name: str, tmp_path: Path) -> None:
    found = reading(tmp_path, name, UNREAD[name])
    assert found.facts is None
    assert "tells no date" in (found.error or "")
    taken = facts(tmp_path, f"clip_20210506_070809{name[1:]}", UNREAD[name]).taken
    assert taken
    assert (taken.local, taken.source) == (TAKEN, "filename")


@pytest.mark.parametrize("name", [b".ts", b".mod", b".dat", b".raw", b".txt", b".ogg", b".wma"])
def test_names_that_other_files_have_claim_nothing(name: bytes) -> None:
    assert not formats.has_media_name(b"a" + name)


FILLING = [b"free", b"skip", b"wide", b"junk"]


@pytest.mark.parametrize("kind", FILLING)
@pytest.mark.parametrize("size", [0, 100, 70_000])
@pytest.mark.parametrize("times", [1, 3])
def test_a_movie_behind_free_space(kind: bytes, size: int, times: int, tmp_path: Path) -> None:
    film = movie(b"", before=b"")
    for start in (film, film[film.index(b"moov") - 4 :]):  # a movie older than `ftyp`, too
        found = facts(tmp_path, "a.mov", box(kind, bytes(size)) * times + start)
        assert found.taken
        assert found.taken.source == "quicktime"


def test_text_that_looks_like_free_space_is_no_movie(tmp_path: Path) -> None:
    for word in (b"The free world", b"\0\0\0\x10free" + b"text" * 90):
        assert reading(tmp_path, "a.txt", word).facts is None
        assert reading(tmp_path, "a.mov", word).error


# the page of the docs


def table() -> dict[str, str]:
    """Content type → its row, of the page about formats."""
    rows = [row for row in DOCS.read_text().splitlines() if row.startswith("|")]
    found: dict[str, str] = {}
    for row in rows[2:]:
        for kind in re.findall(r"`((?:image|video)/[^`]+)`", row):
            assert kind not in found, f"{kind} stands twice"
            found[kind] = row
    return found


def kinds() -> set[str]:
    return set(READERS) | set(formats._TIFF_NAMES.values())


def test_the_docs_have_each_format() -> None:
    assert set(table()) == kinds()


def test_the_docs_have_each_extension() -> None:
    told = set(re.findall(r"`\.([a-z0-9]+)`", DOCS.read_text()))
    assert told >= {each.decode() for each in formats.EXTENSIONS}


@pytest.mark.parametrize(
    ("word", "files"), [("date", {**LOCAL, **UTC}), ("size", {**LOCAL, **UTC})]
)
def test_the_docs_promise_what_is_read(word: str, files: dict[str, bytes], tmp_path: Path) -> None:
    rows = table()
    for name, data in files.items():
        assert word in rows[facts(tmp_path, name, data).content_type], name


SIZE_ONLY = {
    "a.ppm": b"P6 40 30 255\n" + bytes(3600),
    "a.pgm": b"P5\n# a comment\n40 30\n255\n" + bytes(1200),
    "a.pbm": b"P1\n40\n30\n" + b"0 " * 1200,
    "a.pnm": b"P3\n40 30\n255\n",
    "a.pam": b"P7\nWIDTH 40\nHEIGHT 30\nDEPTH 3\nMAXVAL 255\nENDHDR\n" + bytes(3600),
    "a.pcx": rare.pcx(),
    "a.hdr": b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 30 +X 40\n" + bytes(99),
    "turned.hdr": b"#?RGBE\n\n+X 40 -Y 30\n" + bytes(99),
    "a.exr": rare.exr(None),
}


@pytest.mark.parametrize("name", SIZE_ONLY)
def test_pictures_that_tell_their_size(name: str, tmp_path: Path) -> None:
    found = facts(tmp_path, name, SIZE_ONLY[name])
    assert (found.width, found.height) == (40, 30)
    assert found.taken
    assert found.taken.source == "mtime"


@pytest.mark.parametrize("name", ["a.pcx", "a.ppm", "a.exr"])
def test_what_only_claims_to_be_such_a_picture_is_told(name: str, tmp_path: Path) -> None:
    assert reading(tmp_path, name, b"P6 is a road").error
    assert reading(tmp_path, "a.txt", b"P6 40 30 255\n").facts is None


def test_what_tells_no_date_says_so_in_the_docs(tmp_path: Path) -> None:
    rows = table()
    for kind in ("video/mpeg", "image/x-xcf", "image/jxr", "image/x-photo-cd"):
        assert "no date" in rows[kind]


def test_iptc_in_every_container(tmp_path: Path) -> None:
    resources = rare.resource(0x0404, rare.iptc())
    for page in ({0x83BB: (7, rare.iptc())}, {0x8649: (7, resources)}):
        found = facts(tmp_path, "a.tif", tiff({0x100: 4, 0x101: 4} | page))
        assert found.taken
        assert (found.taken.local, found.taken.source) == (TAKEN, "iptc")


def test_a_packet_of_jpeg_2000(tmp_path: Path) -> None:
    packet = PACKET.replace(
        b"<rdf:RDF/>",
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
        b' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2021-05-06T07:08:09"/>'
        b"</rdf:RDF>",
    )
    taken = facts(tmp_path, "a.jp2", rare.jp2(box(b"uuid", UUID["xmp"], packet))).taken
    assert taken
    assert (taken.local, taken.source) == (TAKEN, "xmp")
