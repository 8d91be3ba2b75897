"""What files say wrongly or oddly: hemispheres, clocks, offsets, pictures within pictures."""

import json
import random
import shutil
import struct
import subprocess
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photosort.media.metadata import ifd, xmp
from photosort.media.metadata.interpret import interpret
from photosort.media.metadata.photoshop import iptc_date
from photosort.media.metadata.raw import Raw, Tags
from photosort.media.metadata.times import parse_date, parse_offset, spelled
from photosort.model import Coordinates, Facts, Taken
from tests.make import jpeg_around
from tests.media import rare
from tests.media.test_containers import box, full, movie, tiff
from tests.media.test_rare_formats import facts

MOMENT = datetime(2023, 5, 14, 10, 10, 10)
TEXT = b"2023:05:14 10:10:10\0"


def told(tags: Tags | None = None, packet: str = "", **more: Any) -> Facts:
    raw = Raw("image/jpeg", exif=[tags or {}], xmp=[packet.encode()] if packet else [], **more)
    return interpret(raw, b"/x.jpg", 0)


def taken(tags: Tags | None = None, packet: str = "", **more: Any) -> Taken:
    found = told(tags, packet, **more).taken
    assert found
    return found


# Exif: coordinates


def value(kind: int, numbers: list[float]) -> tuple[int, bytes]:
    """Degrees, minutes and seconds as Exif type `kind`: rationals, floating, text."""
    if kind == 2:
        return 2, ",".join(f"{each:g}" for each in numbers).encode() + b"\0"
    if kind == 10:
        return 10, struct.pack("<6i", *(n for each in numbers for n in (round(each * 1000), 1000)))
    return kind, struct.pack(f"<3{'f' if kind == 11 else 'd'}", *numbers)


def gps(lat: tuple[int, bytes], lat_ref: bytes, lon: tuple[int, bytes], lon_ref: bytes) -> bytes:
    size = {2: 1, 10: 8, 11: 4, 12: 8}
    made = bytearray(b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x8825, 4, 1, 26, 0))
    place = 26 + 2 + 4 * 12 + 4
    entries, values = b"", b""
    for tag, (kind, data) in ((1, (2, lat_ref)), (2, lat), (3, (2, lon_ref)), (4, lon)):
        count = len(data) // size[kind]
        inline = data.ljust(4, b"\0")[:4]
        if len(data) > 4:
            inline = struct.pack("<I", place + len(values))
            values += data
        entries += struct.pack("<HHI", tag, kind, count) + inline
    return bytes(made) + struct.pack("<H", 4) + entries + bytes(4) + values


def test_degrees_are_those_of_exiftool(tmp_path: Path) -> None:
    if not shutil.which("exiftool"):
        pytest.skip("NEEDS exiftool")
    chance = random.Random(1)
    ours: dict[str, Coordinates | None] = {}
    for number in range(150):
        kind = chance.choice([2, 10, 10, 11, 12])
        sides = []
        for most in (89, 179):
            sign = chance.choice([1, -1])
            degrees = float(chance.randint(0, most))
            minutes = float(chance.randint(0, 59)) * chance.choice([1, 0, sign])
            sides.append(value(kind, [sign * degrees, minutes, float(chance.randint(0, 59))]))
        refs = chance.choice([b"N\0", b"S\0", b"South\0"]), chance.choice([b"E\0", b"W\0", b"w\0"])
        path = jpeg_around(gps(sides[0], refs[0], sides[1], refs[1]), tmp_path / f"{number}.jpg")
        ours[path.name] = facts(tmp_path, path.name, path.read_bytes()).coordinates
    command = ["exiftool", "-j", "-n", "-Composite:GPSLatitude", "-Composite:GPSLongitude"]
    output = subprocess.run([*command, tmp_path], capture_output=True, check=True).stdout
    for row in json.loads(output):
        found = ours[Path(row["SourceFile"]).name]
        theirs = float(row["GPSLatitude"]), float(row["GPSLongitude"])
        assert found, row
        assert (found.lat, found.lon) == pytest.approx(theirs, abs=1e-4), row


def test_degrees_without_a_letter_are_no_place() -> None:
    degrees: Tags = {"GPSLatitude": ((-33, 1),), "GPSLongitude": ((151, 1),)}
    assert told(degrees).coordinates is None
    assert told(degrees | {"GPSLatitudeRef": b"S", "GPSLongitudeRef": b"N"}).coordinates is None
    assert told(degrees | {"GPSLatitudeRef": b"S", "GPSLongitudeRef": b"E"}).coordinates


@pytest.mark.parametrize("text", [b"inf", b"", b"north", b"1e+999", b"nan"])
def test_texts_that_are_no_degrees(text: bytes) -> None:
    tags: Tags = {"GPSLatitude": text, "GPSLatitudeRef": b"S", "GPSLongitude": b"151"}
    assert told(tags | {"GPSLongitudeRef": b"E"}).coordinates is None


def test_depth_below_the_sea_whatever_its_sign() -> None:
    tags: Tags = {"GPSLatitude": b"1", "GPSLatitudeRef": b"N", "GPSLongitude": b"1"}
    tags |= {"GPSLongitudeRef": b"E", "GPSAltitudeRef": (1,)}
    for height in (-20, 20):
        found = told(tags | {"GPSAltitude": ((height, 1),)}).coordinates
        assert found
        assert found.alt == -20


# Exif: dates and offsets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023:05:14 24:10:10", MOMENT.replace(hour=0)),
        ("2023:05:14 24:00:00", None),  # of which midnight?
        ("2023:05:14 25:10:10", None),
        ("2023:05:14 10:10:60", MOMENT.replace(second=59)),
        ("2023:05:14 10:60:10", None),
        ("2023: 5:14 10:10:10", MOMENT),
        ("2023:5:14 10:10:10", MOMENT),
        ("2023:05:14  9: 5: 3", datetime(2023, 5, 14, 9, 5, 3)),
        ("2023:05:14 10:10:  ", MOMENT.replace(second=0)),
        ("2023:05:14 10:10", MOMENT.replace(second=0)),
        ("2023:05:14   :  :  ", datetime(2023, 5, 14)),
        ("2023:05:14:10:10:10", MOMENT),
        ("2023/05/14 10-10-10", MOMENT),
        ("    :  :     :  :  ", None),
        ("0000:00:00 00:00:00", None),
        ("2023:00:00 00:00:00", None),
        ("2023:05:14 1:10:10 PM", MOMENT.replace(hour=13)),
        ("2023:05:14 13:10:10 PM", MOMENT.replace(hour=13)),
    ],
)
def test_spellings_of_dates(text: str, expected: datetime | None) -> None:
    found = parse_date(text)
    assert (found and found.local) == expected


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("+2:00", 120),
        ("+02", 120),
        ("-03:30", -210),
        ("+0200", 120),
        ("+02:00:00", 120),
        ("Z", 0),
        ("z", 0),
        ("+2", None),
        ("2:00", None),
        ("+15:00", None),
        ("CEST", None),
    ],
)
def test_spellings_of_offsets(text: str, minutes: int | None) -> None:
    assert parse_offset(text) == minutes
    if minutes is not None:
        found = parse_date(f"2023-05-14T10:10:10{text}")
        assert found
        assert found.offset == minutes


@given(st.text(max_size=40), st.text("0123456789:+-TZ .apm", max_size=30))
def test_no_text_raises(any_text: str, like_a_date: str) -> None:
    for text in (any_text, like_a_date, f"2023:05:14{like_a_date}"):
        parse_date(text)
        parse_date(spelled(text))
        parse_offset(text)


ORIGINAL: Tags = {"DateTimeOriginal": TEXT}


@pytest.mark.parametrize(
    ("more", "offset", "source"),
    [
        ({"OffsetTimeOriginal": b"+02:00"}, 120, "file"),
        ({"OffsetTimeOriginal": b"+2:00"}, 120, "file"),
        ({"OffsetTime": b"+02:00"}, 120, "file"),
        ({"OffsetTime": b"+02:00", "DateTime": TEXT}, 120, "file"),
        ({"OffsetTime": b"+02:00", "DateTime": b"2023:06:01 10:00:00"}, 120, "edit"),
        ({"OffsetTime": b"+02:00", "OffsetTimeOriginal": b"+09:00"}, 540, "file"),
        ({"OffsetTimeDigitized": b"-03:30", "OffsetTime": b"+02:00"}, -210, "file"),
        ({"TimeZoneOffset": (-5,)}, -300, "file"),
        ({"TimeZoneOffset": (9, 2), "OffsetTime": b"+02:00"}, 540, "file"),
        ({"TimeZoneOffset": (99,)}, None, None),
        ({"OffsetTime": b"   :  "}, None, None),
    ],
)
def test_offsets(more: Tags, offset: int | None, source: str | None) -> None:
    found = taken(ORIGINAL | more)
    assert (found.local, found.offset, found.offset_source) == (MOMENT, offset, source)


def test_a_day_gets_the_time_of_a_later_date_of_that_day() -> None:
    day: Tags = {"DateTimeOriginal": b"2023:05:14   :  :  "}
    assert (taken(day).local, taken(day).precision) == (datetime(2023, 5, 14), "day")
    assert taken(day | {"DateTime": TEXT}).local == MOMENT
    other = taken(day | {"DateTime": b"2024:01:01 10:10:10"})
    assert (other.local, other.precision) == (datetime(2023, 5, 14), "day")
    named = interpret(Raw("image/jpeg", exif=[day]), b"/IMG_20230514_101010.jpg", 0).taken
    assert named
    assert named.local == MOMENT


# the order of sources


def test_the_order_of_dates() -> None:
    clock: Tags = {"GPSDateStamp": b"2023:05:14", "GPSTimeStamp": ((8, 1), (10, 1), (10, 1))}
    changed: Tags = {"DateTime": b"2024:01:01 00:00:01"}
    packet = described('xmp:CreateDate="2022-01-01T00:00:00"')
    own = {"iptc": "2021-01-01T00:00:00", "created": "2020-01-01T00:00:00"}
    assert taken(changed | clock, packet, **own).source == "xmp"
    assert taken(changed | clock, **own).source == "iptc"
    assert taken(changed | clock, created=own["created"]).source == "gps"
    assert taken(changed, created=own["created"]).source == "png"
    assert taken(changed).source == "exif"


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        (b"20210506", b"070809", "2021-05-06T07:08:09"),
        (b"20210506", b"070809+0200", "2021-05-06T07:08:09+0200"),
        (b"2021-05-06", b"07:08:09-03:00", "2021-05-06T07:08:09-03:00"),
        (b"20210506", b"", "2021-05-06"),
        (b"20210506", b"0708", "2021-05-06T07:08:00"),
        (b"20210500", b"000000", "2021-05"),
        (b"20210000", b"", "2021"),
        (b"", b"070809", None),
        (b"yesterday", b"070809", None),
    ],
)
def test_dates_of_iptc(day: bytes, time: bytes, expected: str | None) -> None:
    assert iptc_date(rare.iptc(day, time)) == expected


def test_iptc_says_a_year_or_a_month() -> None:
    assert taken(iptc="1975").precision == "year"
    found = taken(iptc="1975-06")
    assert (found.local, found.precision, found.source) == (datetime(1975, 6, 1), "month", "iptc")


def png(kind: bytes, data: bytes) -> bytes:
    chunks = b""
    for name, content in ((b"IHDR", struct.pack(">IIBBBBB", 4, 3, 8, 2, 0, 0, 0)), (kind, data)):
        crc = struct.pack(">I", zlib.crc32(name + content))
        chunks += struct.pack(">I", len(content)) + name + content + crc
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize(
    ("text", "local", "offset"),
    [
        ("Sun, 14 May 2023 10:10:10 +0200", MOMENT, 120),
        ("Sun, 14 May 2023 10:10:10 GMT", MOMENT, 0),
        ("14 May 2023 10:10:10", MOMENT, None),
        ("Sun May 14 10:10:10 2023", MOMENT, None),
        ("Sunday, 14 May 2023 01:10:10 PM CEST", MOMENT.replace(hour=13), None),
        ("2023-05-14T10:10:10+02:00", MOMENT, 120),
        ("2023:05:14 10:10:10", MOMENT, None),
        ("2023-05-14 10:10:10 UTC", MOMENT, 0),
        ("20230514T101010Z", MOMENT, 0),
        ("2023-05-14", datetime(2023, 5, 14), None),
    ],
)
@pytest.mark.parametrize("kind", ["tEXt", "zTXt", "iTXt", "packed iTXt"])
def test_creation_time_of_png(
    kind: str, text: str, local: datetime, offset: int | None, tmp_path: Path
) -> None:
    data = text.encode()
    content = {
        "tEXt": b"\0" + data,
        "zTXt": b"\0\0" + zlib.compress(data),
        "iTXt": b"\0\0\0\0\0" + data,
        "packed iTXt": b"\0\1\0en\0\0" + zlib.compress(data),
    }[kind]
    found = facts(tmp_path, "a.png", png(kind[-4:].encode(), b"Creation Time" + content)).taken
    assert found
    assert (found.local, found.offset, found.source) == (local, offset, "png")


@pytest.mark.parametrize("text", ["5/14/23", "yesterday", "", "14 Foo 2023 10:10:10"])
def test_creation_times_that_tell_nothing(text: str, tmp_path: Path) -> None:
    data = png(b"tEXt", b"Creation Time\0" + text.encode())
    found = facts(tmp_path, "a.png", data).taken
    assert found
    assert found.source == "mtime"


# movies


def header(kind: bytes, created: int) -> bytes:
    return full(kind, struct.pack(">4I", created, created, 600, 1200), bytes(80))


FROM_1904 = 2_082_844_800


def film(mvhd: int, tkhd: int = 0, mdhd: int = 0) -> bytes:
    hdlr = full(b"hdlr", bytes(4), b"vide", bytes(12))
    size = full(
        b"tkhd", struct.pack(">2I", tkhd, tkhd), bytes(64), struct.pack(">2I", 4 << 16, 3 << 16)
    )
    track = box(b"trak", size, box(b"mdia", header(b"mdhd", mdhd), hdlr))
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", header(b"mvhd", mvhd), track)


REAL = FROM_1904 + 1_684_059_010  # 2023-05-14 10:10:10


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ((REAL, 0, 0), MOMENT),
        ((0, REAL, 0), MOMENT),
        ((0, 0, REAL), MOMENT),
        ((FROM_1904, REAL, 0), MOMENT),
        ((0, FROM_1904, REAL), MOMENT),
        ((REAL, REAL - 1000, REAL - 1000), MOMENT),
        ((0, 0, 0), None),
        ((FROM_1904, FROM_1904, FROM_1904), None),
        ((5, 5, 5), None),
        ((FROM_1904 + 1, 0, 0), datetime(1970, 1, 1, 0, 0, 1)),
    ],
)
def test_dates_of_movies(
    dates: tuple[int, int, int], expected: datetime | None, tmp_path: Path
) -> None:
    found = facts(tmp_path, "a.mp4", film(*dates)).taken
    assert found
    assert (found.utc if found.source == "quicktime" else None) == expected


@pytest.mark.parametrize("text", ["1970-01-01T00:00:00Z", "1904-01-01T00:00:00Z"])
def test_texts_of_movies_with_a_clock_that_was_never_set(text: str, tmp_path: Path) -> None:
    from tests.media.test_containers import keys

    data = movie(keys(creationdate=text.encode()), before=b"")
    found = facts(tmp_path, "a.mov", data).taken
    assert found
    assert found.local is None


def test_the_date_in_the_user_data_of_a_movie_goes_before_its_header(tmp_path: Path) -> None:
    user = box(b"udta", box(b"date", b"2021-05-06T09:08:09+0200"))
    found = facts(tmp_path, "a.mp4", movie(user)).taken
    assert found
    assert (found.local, found.offset, found.source) == (
        datetime(2021, 5, 6, 9, 8, 9),
        120,
        "quicktime",
    )


# XMP

SPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:exifEX="http://cipa.jp/exif/1.0/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" '
    'xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" '
    'xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
)


def described(attributes: str = "", elements: str = "") -> str:
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/" {SPACES}><rdf:RDF>'
        f'<rdf:Description rdf:about="" {attributes}>{elements}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    )


def properties(form: str, values: Mapping[str, str]) -> str:
    """The same properties as attributes, as elements, or each with a qualifier."""
    if form == "attributes":
        return described(" ".join(f'{name}="{text}"' for name, text in values.items()))
    if form == "elements":
        return described("", "".join(f"<{n}>\n {text}\n</{n}>" for n, text in values.items()))
    return described(
        "",
        "".join(
            f'<{n} rdf:parseType="Resource"><rdf:value>{text}</rdf:value>'
            f"<xmp:Label>9,9N</xmp:Label></{n}>"
            for n, text in values.items()
        ),
    )


@pytest.mark.parametrize("form", ["attributes", "elements", "qualified"])
@pytest.mark.parametrize(
    ("lat", "lat_ref", "lon", "lon_ref", "expected"),
    [
        ("40.7128", "N", "74.006", "W", (40.7128, -74.006)),
        ("33.8688", "S", "151.2093", "E", (-33.8688, 151.2093)),
        ("22.9068", "South", "43.1729", "West", (-22.9068, -43.1729)),
        ("-22.9068", "S", "-43.1729", "W", (-22.9068, -43.1729)),
        ("22,54.408S", "", "43,10.374W", "", (-22.9068, -43.1729)),
        ("22,54.408S", "N", "43,10.374W", "E", (-22.9068, -43.1729)),
        ("22,54.408", "S", "43,10.374", "W", (-22.9068, -43.1729)),
        ("40.7128", "", "-74.006", "", (40.7128, -74.006)),
        ("40.7128", "", "74.006", "", None),
        ("40.7128", "N", "74.006", "", None),
        ("40.7128", "N", "74.006", "N", None),
        ("40", "", "74", "", None),
    ],
)
def test_hemispheres(
    form: str, lat: str, lat_ref: str, lon: str, lon_ref: str, expected: Any
) -> None:
    values = {"exif:GPSLatitude": lat, "exif:GPSLongitude": lon}
    refs = {"exif:GPSLatitudeRef": lat_ref, "exif:GPSLongitudeRef": lon_ref}
    values |= {name: text for name, text in refs.items() if text}
    found = told(packet=properties(form, values)).coordinates
    assert (found and (found.lat, found.lon)) == (expected and pytest.approx(expected, abs=1e-6))


@given(
    st.floats(-90, 90).filter(lambda x: abs(x) > 1e-3),
    st.floats(-180, 180).filter(lambda x: abs(x) > 1e-3),
    st.sampled_from(["attributes", "elements"]),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=60)
def test_places_come_back(lat: float, lon: float, form: str, words: bool, beside: bool) -> None:
    refs = ("S" if lat < 0 else "N"), ("W" if lon < 0 else "E")
    if words:
        names = {"S": "South", "N": "North", "W": "West", "E": "East"}
        refs = names[refs[0]], names[refs[1]]
    own = {"exif:GPSLatitude": f"{abs(lat):.7f}", "exif:GPSLongitude": f"{abs(lon):.7f}"}
    if beside:
        own |= {"exif:GPSLatitudeRef": refs[0], "exif:GPSLongitudeRef": refs[1]}
    else:
        own = {n: text + ref for (n, text), ref in zip(own.items(), refs, strict=True)}
    found = told(packet=properties(form, own)).coordinates
    assert found
    assert (found.lat, found.lon) == pytest.approx((lat, lon), abs=1e-6)


OTHERS = ["xmpMM:Pantry", "xmpMM:Ingredients", "xmpMM:DerivedFrom", "xmpMM:History"]
OTHERS += ["e:LocationShown", "e:LocationCreated", "xmpMM:ManagedFrom", "e:ImageRegion"]
INNER = 'exif:GPSLatitude="10,0N" exif:GPSLongitude="20,0E" tiff:Model="Other" tiff:Orientation="6"'
FORMS = {
    "attributes": f"<rdf:Bag><rdf:li><rdf:Description {INNER}/></rdf:li></rdf:Bag>",
    "on li": f"<rdf:Seq><rdf:li {INNER}/></rdf:Seq>",
    "elements": '<rdf:Bag><rdf:li rdf:parseType="Resource"><exif:DateTimeOriginal>2001-01-01'
    "</exif:DateTimeOriginal><exif:GPSLatitude>10,0N</exif:GPSLatitude><exif:GPSLongitude>20,0E"
    "</exif:GPSLongitude><tiff:Model>Other</tiff:Model></rdf:li></rdf:Bag>",
    "structure": "<rdf:Description><exif:DateTimeOriginal><rdf:Seq><rdf:li>2001-01-01</rdf:li>"
    f"</rdf:Seq></exif:DateTimeOriginal></rdf:Description><rdf:Description {INNER}/>",
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("form", FORMS)
def test_other_pictures_in_a_packet(name: str, form: str) -> None:
    other = f"<{name}>{FORMS[form]}</{name}>"
    own = "<exif:DateTimeOriginal>2023-05-14T10:10:10</exif:DateTimeOriginal>"
    for elements in (other + own, own + other):
        found = told(packet=described("", elements))
        assert found.taken
        assert found.taken.local == MOMENT
        assert (found.coordinates, found.orientation, found.model) == (None, None, None)
    alone = told(packet=described("", other))
    assert alone.taken
    assert alone.taken.source == "mtime"


def test_several_descriptions_are_all_of_the_picture() -> None:
    packet = described('tiff:Model="One"').replace(
        "</rdf:RDF>", '<rdf:Description exif:DateTimeOriginal="2023-05-14T10:10:10"/></rdf:RDF>'
    )
    found = told(packet=packet)
    assert found.taken
    assert (found.model, found.taken.local) == ("One", MOMENT)


@pytest.mark.parametrize("space", ["exif", "exifEX"])
@pytest.mark.parametrize("name", ["OffsetTime", "OffsetTimeOriginal"])
def test_offsets_of_their_own_in_xmp(space: str, name: str) -> None:
    packet = described(f'exif:DateTimeOriginal="2023-05-14T10:10:10" {space}:{name}="+2:00"')
    assert (taken(packet=packet).offset, taken(packet=packet).offset_source) == (120, "file")
    own = packet.replace("10:10:10", "10:10:10-05:00")
    assert taken(packet=own).offset == -300


def test_a_year_in_xmp() -> None:
    found = taken(packet=described('xmp:CreateDate="1975"'))
    assert (found.local, found.precision) == (datetime(1975, 1, 1), "year")


CREATED = """<e:LocationCreated><rdf:Bag>
  <rdf:li rdf:parseType="Resource"><e:City>Paris</e:City>
    <e:CountryName><rdf:Alt><rdf:li xml:lang="x-default">France</rdf:li>
    <rdf:li xml:lang="de">Frankreich</rdf:li></rdf:Alt></e:CountryName></rdf:li>
  <rdf:li rdf:parseType="Resource"><e:City>Lyon</e:City><e:Sublocation>X</e:Sublocation></rdf:li>
</rdf:Bag></e:LocationCreated>"""


@pytest.mark.parametrize(
    "elements",
    [
        CREATED,
        "<e:LocationCreated><rdf:Bag><rdf:li>"
        '<rdf:Description e:City="Paris" e:CountryName="France"/>'
        "</rdf:li></rdf:Bag></e:LocationCreated>",
        '<e:LocationCreated rdf:parseType="Resource"><e:City>Paris</e:City>'
        "<e:CountryName>France</e:CountryName></e:LocationCreated>",
        "<e:LocationShown><rdf:Bag><rdf:li><rdf:Description e:City='Rome' e:Sublocation='Y'/>"
        "</rdf:li></rdf:Bag></e:LocationShown>" + CREATED,
    ],
)
def test_where_a_picture_was_created(elements: str) -> None:
    found = told(packet=described("", elements)).created_in
    assert found == {"city": "Paris", "country": "France"}


@given(st.lists(st.sampled_from([
    "<rdf:RDF>", "</rdf:RDF>", "<rdf:Description>", "</rdf:Description>", "<rdf:li>", "</rdf:li>",
    "<exif:GPSLatitude>", "</exif:GPSLatitude>", "1,2N", "<e:LocationCreated>", "<e:City>",
    "</e:City>", "</e:LocationCreated>", "<rdf:Bag>", "</rdf:Bag>", "<xmpMM:Pantry>",
    "</xmpMM:Pantry>", '<rdf:Description exif:GPSLatitude="3,4N"/>',
]), max_size=40))  # fmt: skip
def test_any_order_of_elements(pieces: list[str]) -> None:
    for name, text in xmp.parse(f"<x {SPACES}>{''.join(pieces)}</x>".encode()).items():
        assert name == "GPSLatitude" or name.startswith("LocationCreated.")
        assert text


def test_tiff_floats_are_read(tmp_path: Path) -> None:
    page = {0x100: 4, 0x101: 3, 0x132: TEXT, 0x882A: (8, struct.pack("<h", -5))}
    found = facts(tmp_path, "a.tif", tiff(page)).taken
    assert found
    assert found.local == MOMENT


NAMES = [*ifd.EXIF.values(), *ifd.IFD0.values(), *ifd.GPS.values()]
numbers = st.integers(-(2**31), 2**32 - 1)
odd_values = st.one_of(
    st.binary(max_size=30),
    st.text("0123456789:+-. NSEWZ", max_size=25).map(str.encode),
    st.lists(numbers, max_size=4).map(tuple),
    st.lists(st.floats(), max_size=4).map(tuple),
    st.lists(st.tuples(numbers, numbers), max_size=4).map(tuple),
)


@given(st.dictionaries(st.sampled_from(NAMES), odd_values, max_size=12))
@settings(max_examples=300)
def test_no_value_raises_or_becomes_nonsense(tags: Tags) -> None:
    found = told(tags)
    place, time = found.coordinates, found.taken
    if place:
        assert abs(place.lat) <= 90
        assert abs(place.lon) <= 180
        assert tags.get("GPSLatitudeRef")
        assert tags.get("GPSLongitudeRef")
    if time and time.offset is not None:
        assert abs(time.offset) <= 14 * 60
        assert time.local == (time.utc or MOMENT) + timedelta(minutes=time.offset)
