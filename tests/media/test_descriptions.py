"""Title, caption, keywords, rating, favorite, creator and copyright, from every kind of block."""

import json
import shutil
import struct
import subprocess
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.media import read
from photosort.media.metadata import iptc, xmp
from photosort.media.metadata.describe import of_packet, of_takeout
from photosort.media.metadata.text import clean, clean_lines, decoded, is_default, user_comment
from photosort.media.stamp import make_stamp
from photosort.model import Description, FileStamp
from photosort.plan.descriptions import complete, merge
from tests.make import exif_block, jpeg, jpeg_around

EXIFTOOL, EXIV2 = shutil.which("exiftool"), shutil.which("exiv2")
needs_exiftool = pytest.mark.skipif(not EXIFTOOL, reason="EXIFTOOL IS NOT INSTALLED")


def described(path: Path, *beside: Path) -> Description:
    """What photosort reads of a file, with these sidecars."""
    reading = read.read(stamp(path), tuple(map(stamp, beside)))
    assert reading.facts, reading.error
    return reading.facts.description


def stamp(path: Path) -> FileStamp:
    return make_stamp(bytes(path), path.lstat())


def exiftool(path: Path, *arguments: str) -> Path:
    """Write with exiftool."""
    assert EXIFTOOL
    done = subprocess.run(
        [EXIFTOOL, "-q", "-overwrite_original", *arguments, path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return path


# Exif


def with_exif(tmp_path: Path, order: str = "<", **entries: dict[int, Any]) -> Description:
    return described(jpeg_around(exif_block(order=order, **entries), tmp_path / "a.jpg"))


def test_exif_texts(tmp_path: Path) -> None:
    ifd0 = {
        0x010E: (2, "Anna am Zürichsee \0junk".encode()),
        0x013B: (2, b"Z\xfcri Foto\0"),
        0x8298: (2, b"Photographer\0Editor\0"),
        0x4746: (3, (4,)),
    }
    assert with_exif(tmp_path, ifd0=ifd0) == Description(
        caption="Anna am Zürichsee",
        creator="Züri Foto",
        copyright="Photographer; Editor",
        rating=4,
    )


@pytest.mark.parametrize(
    ("copyright", "shown"),
    [(b" \0Editor\0", "Editor"), (b"One\0", "One"), (b"One\0 \0", "One"), (b"   ", None)],
)
def test_exif_copyright(tmp_path: Path, copyright: bytes, shown: str | None) -> None:
    assert with_exif(tmp_path, ifd0={0x8298: (2, copyright)}).copyright == shown


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("comment", "shown"),
    [
        (b"ASCII\0\0\0at the sea\0\0", "at the sea"),
        (b"\0\0\0\0\0\0\0\0am See, \xc3\xbcbel", "am See, übel"),
        (b"\0\0\0\0\0\0\0\0" + bytes(50), None),
        (b"UNICODE\0" + "Übel am See".encode("utf-16-le"), "Übel am See"),
        (b"UNICODE\0" + "Übel am See".encode("utf-16-be"), "Übel am See"),
        (b"UNICODE\0" + "海".encode("utf-16"), "海"),
        (b"JIS\0\0\0\0\0" + "海辺".encode("iso2022_jp"), "海辺"),
        (b"ASCII\0\0\0" + b"\x01\x02\x03binary", None),
        (b"ASCII\0\0\0    ", None),
        (b"without a code", "without a code"),
        (b"ASCII\0\0\0GCM_TAG\0\0Information\0", None),
        (b"ASCII\0\0\0Screenshot", None),
        (b"ASCII\0\0\0filter: 0; fileterIntensity: 0.0; algolist: 0;\nmulti-frame: 1;\n", None),
    ],
)
def test_user_comment(tmp_path: Path, order: str, comment: bytes, shown: str | None) -> None:
    assert with_exif(tmp_path, order, exif={0x9286: (7, comment)}).caption == shown


def test_a_long_caption_is_whole(tmp_path: Path) -> None:
    text = "Ein langer Tag. " * 300
    assert with_exif(tmp_path, ifd0={0x010E: (2, text.encode())}).caption == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "DCIM\\100MEDIA\\DJI_0001.JPG", "  ", "\0",
        "DCIM\\100GOPRO\\GOPR1785.", "Created with GIMP", "DCF 1.0", "default", "cof",
        "KODAK Digital Still Camera", "MINOLTA DIGITAL CAMERA", "SAMSUNG", "IMG_1234.JPG",
        "???", '{"a": 1}',
    ],
)  # fmt: skip
def test_what_cameras_write_is_no_caption(tmp_path: Path, text: str) -> None:
    assert with_exif(tmp_path, ifd0={0x010E: (2, text.encode())}).caption is None
    assert of_packet(packet(f"<dc:description>{text.strip()}</dc:description>")).caption is None


@pytest.mark.parametrize(
    "text", ["1975", "Sony", "Olympus 2004", "created: Anna", "I made this", "Anna", "?!", "HDR 2"]
)
def test_what_people_write_is_one(text: str) -> None:
    assert not is_default(text) or text == "?!"


def test_texts_of_windows(tmp_path: Path) -> None:
    wide = {
        0x9C9B: "Titel",
        0x9C9C: "Ein Kommentar",
        0x9C9D: "Zoë; Max",
        0x9C9E: "Meer;Reisen/Japan; Japan;",
    }
    ifd0 = {tag: (1, tuple(f"{text}\0".encode("utf-16-le"))) for tag, text in wide.items()}
    assert with_exif(tmp_path, ifd0={**ifd0, 0x4749: (3, (75,))}) == Description(
        title="Titel",
        caption="Ein Kommentar",
        creator="Zoë; Max",
        keywords=("Meer", "Reisen/Japan"),
        rating=4,
    )


# XMP

HEAD = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"{}><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:lr="http://ns.adobe.com/lightroom/1.0/" '
    'xmlns:digiKam="http://www.digikam.org/ns/1.0/" '
    'xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/" '
    'xmlns:mediapro="http://ns.iview-multimedia.com/mediapro/1.0/" '
    'xmlns:photosort="photosort:ns:1.0/" '
    'xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"><rdf:Description {}>'
)
TAIL = "</rdf:Description></rdf:RDF></x:xmpmeta>"


def packet(body: str, attributes: str = "", toolkit: str = "") -> xmp.Properties:
    return xmp.read(text(body, attributes, toolkit).encode())


def text(body: str, attributes: str = "", toolkit: str = "") -> str:
    return HEAD.format(f' x:xmptk="{toolkit}"' if toolkit else "", attributes) + body + TAIL


def bag(name: str, *items: str, kind: str = "Bag") -> str:
    inside = "".join(f"<rdf:li>{each}</rdf:li>" for each in items)
    return f"<{name}><rdf:{kind}>{inside}</rdf:{kind}></{name}>"


def test_xmp_lists_and_languages() -> None:
    body = (
        "<dc:title><rdf:Alt><rdf:li xml:lang='de'>Meer</rdf:li>"
        "<rdf:li xml:lang='x-default'>Sea &amp; sand</rdf:li></rdf:Alt></dc:title>"
        "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>One\ntwo</rdf:li></rdf:Alt>"
        "</dc:description>"
        + bag("dc:creator", "Anna", "Max", kind="Seq")
        + "<dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>(c) Anna</rdf:li></rdf:Alt>"
        "</dc:rights>" + bag("dc:subject", "sea", "Japan", "sea")
    )
    assert of_packet(packet(body, "xmp:Rating='-1'")) == Description(
        title="Sea & sand",
        caption="One\ntwo",
        keywords=("Japan", "sea"),
        rating=-1,
        creator="Anna; Max",
        copyright="(c) Anna",
    )


def test_xmp_in_its_short_forms() -> None:
    found = of_packet(packet("<dc:subject>sea</dc:subject>", "dc:title='Sea' xmp:Rating='5.0'"))
    assert found == Description(title="Sea", keywords=("sea",), rating=5)


def test_what_belongs_to_an_ingredient_does_not_count() -> None:
    body = (
        "<xmpMM:Ingredients><rdf:Bag><rdf:li rdf:parseType='Resource'>"
        + bag("dc:subject", "other")
        + "<dc:title>Other</dc:title></rdf:li></rdf:Bag></xmpMM:Ingredients>"
    )
    assert of_packet(packet(body)) == Description()


def test_hierarchical_keywords_of_all_programs() -> None:
    body = (
        bag("lr:hierarchicalSubject", "Places|Japan|Kyoto", "darktable|format|jpg")
        + bag("digiKam:TagsList", "Places/Japan", "People/Anna", kind="Seq")
        + bag("MicrosoftPhoto:LastKeywordXMP", "Animals/Cat")
        + bag("mediapro:CatalogSets", "Work|2019")
        + bag("dc:subject", "Kyoto", "japan", "Anna", "sunset")
    )
    assert of_packet(packet(body)).keywords == (
        "Animals/Cat", "People/Anna", "Places/Japan/Kyoto", "Work/2019", "sunset",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "stars"),
    [
        ("xmp:Rating='0'", None),
        ("xmp:Rating='3'", 3),
        ("xmp:Rating='7'", None),
        ("xmp:Rating='good'", None),
        ("xmp:Rating='nan'", None),
        ("MicrosoftPhoto:Rating='75'", 4),
        ("xmp:Rating='2' MicrosoftPhoto:Rating='99'", 2),
        ("xmp:Rating='0' MicrosoftPhoto:Rating='99'", 5),
    ],
)
def test_ratings(attributes: str, stars: int | None) -> None:
    assert of_packet(packet("", attributes)).rating == stars


def test_our_own_sidecars() -> None:
    body = bag("dc:subject", "beach", "Alice", "sea") + bag("lr:hierarchicalSubject", "at|beach")
    added = bag("photosort:AddedKeywords", "beach", "Alice", "at|beach")
    added += "<photosort:Version>2</photosort:Version>"
    assert of_packet(packet(body + added, toolkit="photosort")).keywords == ("sea",)
    # another program may have written it since
    assert of_packet(packet(body + added)).keywords == ("sea",)
    # earlier versions did not mark what are labels and names
    assert of_packet(packet(body, toolkit="photosort")).keywords == ()


def test_a_packet_in_a_jpeg_of_which_exif_knows_the_rest(tmp_path: Path) -> None:
    path = jpeg(tmp_path / "a.jpg", "2022-05-01T10:00:00", lat=1, lon=2, make="M", model="N")
    for code in ("utf-8", "utf-16-be"):
        wrapped = b"http://ns.adobe.com/xap/1.0/\0" + text(bag("dc:subject", "sea")).encode(code)
        data = path.read_bytes()
        segment = b"\xff\xe1" + struct.pack(">H", len(wrapped) + 2) + wrapped
        other = tmp_path / f"{code}.jpg"
        other.write_bytes(data[:2] + segment + data[2:])
        assert described(other).keywords == ("sea",)


# IPTC


def dataset(record: int, number: int, value: bytes) -> bytes:
    return bytes((0x1C, record, number)) + struct.pack(">H", len(value)) + value


def iim(code: bytes, *values: tuple[int, bytes]) -> bytes:
    head = dataset(1, 90, code) if code else b""
    return head + b"".join(dataset(2, number, value) for number, value in values)


@pytest.mark.parametrize(
    ("code", "encoding"),
    [
        (b"\x1b%G", "utf-8"), (b"", "utf-8"), (b"", "cp1252"), (b"\x1b.A", "latin-1"),
        (b"\x1b-b", "iso8859-15"), (b"MacRoman", "mac_roman"),
    ],
)  # fmt: skip
def test_codes_of_iptc(code: bytes, encoding: str) -> None:
    word = "Zürich, Orléans"
    block = iim(code, (25, word.encode(encoding)), (25, b"sea\0"), (120, word.encode(encoding)))
    assert iptc.texts(block) == {25: [word, "sea"], 120: [word]}


@pytest.mark.parametrize(
    ("code", "encoding", "word"),
    [
        (b"\x1b-L", "iso8859-5", "Москва"), (b"\x1b-F", "iso8859-7", "Αθήνα"),
        (b"\x1b-B", "iso8859-2", "Łódź"), (b"\x1b-M", "iso8859-9", "Iğdır"),
        (b"\x1b%G", "cp1252", "Zürich"), (b"", "mac_roman", "Gênes, près, çà"),
    ],
)  # fmt: skip
def test_other_codes_of_iptc(code: bytes, encoding: str, word: str) -> None:
    """Those that are named; UTF-8 that is none; what only an old Mac wrote."""
    assert iptc.texts(iim(code, (5, word.encode(encoding)))) == {5: [word]}


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)))
def test_iptc_gives_back_what_was_written_in_utf8(words: list[str]) -> None:
    block = iim(b"\x1b%G", *((25, word.encode()) for word in words))
    assert iptc.texts(block).get(25, []) == words


@given(st.binary(max_size=200))
def test_iptc_of_anything_does_not_raise(data: bytes) -> None:
    for found in iptc.texts(b"\x1c\x02\x19" + data).values():
        assert all(isinstance(each, str) for each in found)
    decoded(data)
    user_comment(data)


# merging

KEYWORDS = st.lists(st.text("abAB/ ", min_size=1, max_size=6).map(lambda x: x.strip("/ ") or "x"))


@given(KEYWORDS)
def test_merging_twice_is_merging_once(words: list[str]) -> None:
    assert merge(merge(words)) == merge(words)


@given(KEYWORDS, KEYWORDS)
def test_no_level_is_lost_and_the_order_does_not_matter(one: list[str], two: list[str]) -> None:
    merged = merge([*one, *two])
    assert merged == merge([*two, *one])
    kept = {level.casefold() for word in merged for level in word.split("/")}
    assert kept == {level.casefold() for word in (*one, *two) for level in word.split("/")}
    assert set(merged) <= {*one, *two}


@given(st.text())
def test_clean_text_stays_as_it_is(anything: str) -> None:
    for make in (clean, clean_lines):
        once = make(anything)
        assert once is None or make(once) == once
        assert once is None or not any(0xD800 <= ord(c) < 0xE000 for c in once)


def test_clean_text_is_composed_and_keeps_emoji() -> None:
    family = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    assert clean(f" Zu\N{COMBINING DIAERESIS}rich\x07 {family}\N{IDEOGRAPHIC SPACE}") == (
        f"Zürich {family}"
    )
    assert clean_lines("one\r\ntwo\rthree") == "one\ntwo\nthree"


# sidecars


def test_the_file_goes_before_its_sidecar_and_keywords_are_those_of_both(tmp_path: Path) -> None:
    path = jpeg_around(exif_block({0x010E: (2, b"own"), 0x4746: (3, (2,))}), tmp_path / "a.jpg")
    beside = tmp_path / "a.jpg.xmp"
    beside.write_text(
        text(bag("dc:subject", "sea") + "<dc:description>other</dc:description>", "xmp:Rating='5'")
    )
    document = tmp_path / "a.jpg.json"
    document.write_text(json.dumps({"description": "third", "favorited": True, "title": "a.jpg"}))
    assert described(path, beside, document) == Description(
        caption="own", keywords=("sea",), rating=2, favorite=True
    )
    assert described(jpeg(tmp_path / "b.jpg"), beside).caption == "other"


@pytest.mark.parametrize(
    ("description", "favorited", "found"),
    [
        ("Am\nMeer", True, Description(caption="Am\nMeer", favorite=True)),
        ("Anna&#39;s sea", False, Description(caption="Anna's sea")),
        ("", False, Description()),
        (None, None, Description()),
        (["x"], "true", Description()),
        ("\ud83d", 1, Description()),
    ],
)
def test_takeout(description: object, favorited: object, found: Description) -> None:
    assert of_takeout(description, favorited) == found


def test_complete() -> None:
    one = Description(title="One", keywords=("Japan",))
    two = Description(title="Two", keywords=("Places/Japan",), rating=-1, favorite=True)
    assert complete(one, [Description(), two]) == Description(
        title="One", keywords=("Places/Japan",), rating=-1, favorite=True
    )


# other containers


def test_texts_of_png(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    path = tmp_path / "a.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">2I5B", 3, 2, 8, 2, 0, 0, 0))
        + chunk(b"tEXt", b"Title\0Z\xfcrich")
        + chunk(b"iTXt", b"Description\0\0\0de\0\0" + "am Zürichsee".encode())
        + chunk(b"zTXt", b"Author\0\0" + zlib.compress(b"Anna"))
        + chunk(b"tEXt", b"Comment\0Created with GIMP")
        + chunk(b"IEND", b"")
    )
    assert described(path) == Description(title="Zürich", caption="am Zürichsee", creator="Anna")


def box(kind: bytes, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return struct.pack(">I", len(data) + 8) + kind + data


def movie(tmp_path: Path, inside: bytes) -> Path:
    """A movie whose header has `inside`."""
    header = box(b"mvhd", bytes(12), struct.pack(">2I", 1000, 2000), bytes(80))
    path = tmp_path / "a.mp4"
    path.write_bytes(box(b"ftyp", b"isom", bytes(4), b"isom") + box(b"moov", header, inside))
    return path


def test_user_data_of_a_movie(tmp_path: Path) -> None:
    def text(kind: bytes, value: bytes) -> bytes:
        return box(kind, struct.pack(">2H", len(value), 0x15C7), value)

    parts = [
        text(b"\xa9nam", "Zürich".encode()),
        text(b"\xa9cmt", b"am See"),
        text(b"\xa9ART", b"Anna"),
        text(b"\xa9cpy", b"(c) Anna"),
        text(b"\xa9key", b"sea, Japan"),
    ]
    assert described(movie(tmp_path, box(b"udta", *parts))) == Description(
        title="Zürich",
        caption="am See",
        creator="Anna",
        copyright="(c) Anna",
        keywords=("Japan", "sea"),
    )


def test_texts_of_3gpp(tmp_path: Path) -> None:
    texts = [
        box(b"titl", bytes(4), b"\x15\xc7", "Zürich".encode() + b"\0"),
        box(b"dscp", bytes(4), b"\x15\xc7", b"\xfe\xff" + "am See".encode("utf-16-be") + bytes(2)),
    ]
    found = described(movie(tmp_path, box(b"udta", *texts)))
    assert (found.title, found.caption) == ("Zürich", "am See")


def test_keys_and_items_of_a_movie(tmp_path: Path) -> None:
    def item(kind: bytes, value: bytes) -> bytes:
        return box(kind, box(b"data", struct.pack(">2I", 1, 0), value))

    names = {b"title": b"Sea", b"description": b"am See", b"keywords": b"sea; sand, mud"}
    keys = b"".join(box(b"mdta", b"com.apple.quicktime." + name) for name in names)
    items = (item(struct.pack(">I", n), each) for n, each in enumerate(names.values(), 1))
    handler = box(b"hdlr", bytes(8), b"mdta", bytes(12))
    meta = box(
        b"meta",
        handler,
        box(b"keys", bytes(4), struct.pack(">I", len(names)), keys),
        box(b"ilst", *items),
    )
    assert described(movie(tmp_path, meta)) == Description(
        title="Sea", caption="am See", keywords=("sand, mud", "sea")
    )
    plain = box(b"ilst", item(b"desc", b"am See"), item(b"cprt", b"(c)"), item(b"\xa9nam", b"Sea"))
    found = described(movie(tmp_path, box(b"udta", box(b"meta", bytes(4), plain))))
    assert found == Description(title="Sea", caption="am See", copyright="(c)")


@needs_exiftool
@pytest.mark.parametrize("group", ["Keys", "ItemList", "UserData", "XMP-dc"])
def test_what_exiftool_writes_into_movies(tmp_path: Path, group: str) -> None:
    track = box(b"trak", box(b"tkhd", bytes(84)))
    path = exiftool(
        movie(tmp_path, track), f"-{group}:Title=Zürich", f"-{group}:Description=am See"
    )
    found = described(path)
    assert found.title == "Zürich"
    assert found.caption == ("am See" if group != "UserData" else found.caption)


def test_info_of_avi(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    texts = {b"INAM": b"Sea\0", b"ICMT": b"am See", b"IART": b"Anna", b"IKEY": b"sea;sand"}
    info = b"".join(chunk(kind, data) for kind, data in texts.items())
    header = chunk(b"avih", struct.pack("<10I", 40_000, *[0] * 3, 25, 0, 0, 0, 64, 48) + bytes(16))
    lists = chunk(b"LIST", b"hdrl" + header) + chunk(b"LIST", b"INFO" + info)
    path = tmp_path / "a.avi"
    path.write_bytes(chunk(b"RIFF", b"AVI " + lists))
    assert described(path) == Description(
        title="Sea", caption="am See", creator="Anna", keywords=("sand", "sea")
    )


# files that exiftool writes, in every format that it can

WRITTEN = {
    "XMP-dc:Title": "Zürich",
    "XMP-dc:Description": "Am See",
    "XMP-dc:Creator": "Anna",
    "XMP-dc:Rights": "(c) Anna",
    "XMP-xmp:Rating": "4",
}


@needs_exiftool
@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif", "gif", "jp2"])
def test_what_exiftool_writes(tmp_path: Path, extension: str) -> None:
    from PIL import Image

    path = tmp_path / f"a.{extension}"
    Image.new("RGB", (8, 6)).save(path)
    words = ["-XMP-dc:Subject=sea", "-XMP-dc:Subject=Japan"]
    tags = [f"-{name}={value}" for name, value in WRITTEN.items()]
    exiftool(path, *tags, *words, "-XMP-lr:HierarchicalSubject=Places|Japan")
    assert described(path) == Description(
        title="Zürich",
        caption="Am See",
        keywords=("Places/Japan", "sea"),
        rating=4,
        creator="Anna",
        copyright="(c) Anna",
    )


@needs_exiftool
def test_what_exiftool_writes_as_exif_and_iptc(tmp_path: Path) -> None:
    windows = ["-XPTitle=Titel", "-XPKeywords=x;y"]
    exif = ["-ImageDescription=Am See", "-Artist=Anna", "-Copyright=(c) Anna", "-RatingPercent=50"]
    one = exiftool(jpeg(tmp_path / "exif.jpg"), *windows, *exif)
    assert described(one) == Description(
        title="Titel",
        caption="Am See",
        keywords=("x", "y"),
        rating=3,
        creator="Anna",
        copyright="(c) Anna",
    )
    block = ["-IPTC:ObjectName=Zürich", "-IPTC:Keywords=Łódź", "-IPTC:Keywords=sea"]
    texts = ["-IPTC:Caption-Abstract=Am See", "-IPTC:By-line=Anna", "-IPTC:CopyrightNotice=(c) A"]
    coded = ["-IPTC:CodedCharacterSet=UTF8"]
    for extension in ("jpg", "tif"):
        two = tmp_path / f"iptc.{extension}"
        if extension == "jpg":
            jpeg(two)
        else:
            from PIL import Image

            Image.new("RGB", (8, 6)).save(two)
        assert described(exiftool(two, *coded, *block, *texts)) == Description(
            title="Zürich",
            caption="Am See",
            keywords=("sea", "Łódź"),
            creator="Anna",
            copyright="(c) A",
        )


@pytest.mark.skipif(not EXIV2, reason="EXIV2 IS NOT INSTALLED")
def test_what_exiv2_writes(tmp_path: Path) -> None:
    path = jpeg(tmp_path / "a.jpg")
    commands = [
        "set Exif.Photo.UserComment charset=Unicode Übel am See",
        "set Exif.Image.Artist Anna",
        "set Exif.Image.Rating 3",
        "set Iptc.Application2.ObjectName String Zürich",
        "add Iptc.Application2.Keywords String Łódź",
        "add Iptc.Application2.Keywords String sea",
        "set Xmp.lr.hierarchicalSubject XmpBag Places|Japan",
        "set Xmp.digiKam.TagsList XmpSeq Places/Japan",
        "set Xmp.dc.rights LangAlt lang=x-default (c) Anna",
    ]
    assert EXIV2
    words = [word for each in commands for word in ("-M", each)]
    done = subprocess.run([EXIV2, *words, path], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert described(path) == Description(
        title="Zürich",
        caption="Übel am See",
        keywords=("Places/Japan", "sea", "Łódź"),
        rating=3,
        creator="Anna",
        copyright="(c) Anna",
    )


# other people's files

ORDER = {
    "title": ("XMP-dc:Title", "IPTC:ObjectName", "IFD0:XPTitle", "PNG:Title"),
    "caption": (
        "XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription",
        "XMP-tiff:ImageDescription", "ExifIFD:UserComment", "XMP-exif:UserComment",
        "IFD0:XPComment", "PNG:Comment",
    ),
    "creator": (
        "XMP-dc:Creator", "IPTC:By-line", "IFD0:Artist", "IFD0:XPAuthor", "PNG:Author",
        "Keys:Author", "UserData:Author",
    ),
    "copyright": ("XMP-dc:Rights", "IPTC:CopyrightNotice", "IFD0:Copyright"),
    "rating": ("XMP-xmp:Rating", "IFD0:Rating"),
}  # fmt: skip
KEYWORDS_OF = (
    "XMP-dc:Subject", "IPTC:Keywords", "XMP-lr:HierarchicalSubject", "XMP-digiKam:TagsList",
    "XMP-microsoft:LastKeywordXMP",
)  # fmt: skip
BY_PROGRAMS = (
    "OLYMPUS DIGITAL CAMERA", "SONY DSC", "DCF 1.0", "GCM_TAG", "Screenshot", "Created with GIMP",
    "ASCI", "default", "Picasa", "DCIM\\", "filter: ", "0.9.142", "\\N", "ReplayKit",
)  # fmt: skip


def of_exiftool(tags: dict[str, Any], field: str) -> str | None:
    """The first text that a person may have written."""
    for name in ORDER[field]:
        value = tags.get(name)
        parts = value if isinstance(value, list) else [value]
        texts = (" ".join(str(part).split()) for part in parts if part is not None)
        whole = "; ".join(each for each in texts if each)
        if whole and not whole.startswith(BY_PROGRAMS) and whole != "0":
            return whole
    return None


def levels(words: Any, separators: str = "|/") -> set[str]:
    """All levels of keywords, folded."""
    several = words if isinstance(words, list) else [words]
    found = {
        " ".join(level.casefold().split())
        for word in several
        for level in str(word).replace("|", "/").split("/")
    }
    return {each for each in found if each.strip("?")}


@needs_exiftool
def test_agrees_with_exiftool_on_real_files(corpus: Path) -> None:
    assert EXIFTOOL
    folder = corpus / "media"
    names = {name for names in (*ORDER.values(), KEYWORDS_OF) for name in names}
    asked = [EXIFTOOL, "-q", "-q", "-r", "-json", "-G1", *(f"-{name}" for name in sorted(names))]
    output = subprocess.run([*asked, folder], capture_output=True).stdout
    tags = {each.pop("SourceFile"): each for each in json.loads(output)}
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    wrong = []
    for name in json.loads((corpus / "media-truth.json").read_text())["files"]:
        reading = read.read(stamp(folder / name))
        theirs = tags.get(str(folder / name), {})
        if reading.facts is None:
            continue
        found = reading.facts.description
        pairs: dict[str, tuple[object, object]] = {
            field: (_text(getattr(found, field)), of_exiftool(theirs, field)) for field in ORDER
        }
        said = set().union(*(levels(theirs[each]) for each in KEYWORDS_OF if each in theirs))
        ours = levels(list(found.keywords))
        pairs["keywords"] = (ours, said) if said else (ours - {"hdr"}, said)
        for field, (our, their) in pairs.items():
            if our or their:
                total[field] += 1
                right[field] += our == their
                if our != their:
                    wrong.append((name, field, our, their))
    assert set(total) == {*ORDER, "keywords"}
    shares = {field: right[field] / total[field] for field in total}
    assert min(shares.values()) >= 0.99, (shares, wrong)


def _text(value: object) -> str | None:
    return None if value is None else " ".join(str(value).split())
