"""XMP packets, whole and broken."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.media.metadata.positions import from_iso6709, from_xmp
from photosort.media.metadata.xmp import parse

HEAD = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:xap="http://ns.adobe.com/xap/1.0/">'
)
TAIL = "</rdf:RDF></x:xmpmeta>"


def test_attributes_and_elements():
    packet = (
        f'{HEAD}<rdf:Description exif:GPSLatitude="1,2N"><xap:CreateDate>2020-01-02'
        f"</xap:CreateDate></rdf:Description>{TAIL}"
    )
    assert parse(packet.encode()) == {"GPSLatitude": "1,2N", "CreateDate": "2020-01-02"}
    assert parse(packet.encode("utf-16")) == parse(packet.encode())
    assert parse(b"\0\0" + packet.encode() + b" " * 100 + b"\0") == parse(packet.encode())


def test_lists_give_their_first_item():
    packet = (
        f"{HEAD}<rdf:Description><exif:DateTimeOriginal><rdf:Seq>"
        "<rdf:li>2020-01-02T03:04:05</rdf:li>"
        f"\n<rdf:li>2021</rdf:li></rdf:Seq></exif:DateTimeOriginal></rdf:Description>{TAIL}"
    )
    assert parse(packet.encode())["DateTimeOriginal"].startswith("2020-01-02T03:04:05")


def test_what_stands_before_the_damage_is_kept():
    packet = f'{HEAD}<rdf:Description exif:GPSLatitude="1,2N"><broken'
    assert parse(packet.encode()) == {"GPSLatitude": "1,2N"}


def test_entities_are_refused_at_once():
    bomb = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 30))
    packet = f'<!DOCTYPE x [<!ENTITY e0 "boom">{bomb}]>{HEAD}<rdf:li>&e29;</rdf:li>{TAIL}'
    start = time.process_time()
    assert parse(packet.encode()) == {}
    assert time.process_time() - start < 1


@given(st.binary(max_size=200))
def test_any_bytes(data):
    parse(data)
    parse(HEAD.encode() + data)


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        ("48,12.5N", "16,22.25E", (48.2083333, 16.3708333)),
        ("48,12,30N", "16,22,15W", (48.2083333, -16.3708333)),
        ("48.5S", "16.25E", (-48.5, 16.25)),
        ("-48.5", "+16.25", (-48.5, 16.25)),
        ("48,12.5", "16,22.25", None),
        ("48,12.5E", "16,22.25N", None),
        ("95,0N", "16,22.25E", None),
        ("0,0N", "0,0E", None),
        ("", "", None),
        ("north", "east", None),
    ],
)
def test_positions_in_xmp(lat, lon, expected):
    found = from_xmp(lat, lon)
    assert (found and (found.lat, found.lon)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+37.7749-122.4194+012.3/", (37.7749, -122.4194, 12.3)),
        ("+3746.494-12225.164/", (37.7749, -122.4194, None)),
        ("+374629.64-1222509.84/", (37.7749, -122.4194, None)),
        ("-33.8688+151.2093/", (-33.8688, 151.2093, None)),
        ("+00.0000+000.0000/", None),
        ("+95.0+010.0/", None),
        ("nowhere", None),
    ],
)
def test_iso_6709(text, expected):
    found = from_iso6709(text)
    assert (found and (round(found.lat, 4), round(found.lon, 4), found.alt)) == expected
