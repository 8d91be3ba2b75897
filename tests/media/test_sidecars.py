"""Sidecars: found by name, read for what the file itself lacks."""

import json

import pytest

from photosort.media.scan import scan
from photosort.media.sidecars import belonging
from photosort.model import FileStamp
from tests.make import jpeg

TAKEOUT = {
    "photoTakenTime": {"timestamp": "1683194400"},
    "geoData": {"latitude": 1.29, "longitude": 103.85, "altitude": 12.0},
}
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="48,12.5N"
 exif:GPSLongitude="16,22.25E"><exif:DateTimeOriginal>2019-05-26T10:33:20+02:00
</exif:DateTimeOriginal></rdf:Description></rdf:RDF></x:xmpmeta>"""


def names_of(photo: str, *beside: str) -> list[str]:
    folder = [FileStamp(f"/f/{name}".encode(), 1, 2, 3, 4) for name in (photo, *beside)]
    seen = next(each for each in belonging(folder) if each.stamp.path == f"/f/{photo}".encode())
    return [stamp.path.decode().removeprefix("/f/") for stamp in seen.sidecars]


LONG = "a_rather_long_file_name_given_by_some_other_app.jpg"


@pytest.mark.parametrize(
    ("photo", "sidecar"),
    [
        ("IMG.JPG", "IMG.xmp"),
        ("IMG.JPG", "IMG.JPG.xmp"),
        ("IMG.jpg", "img.JPG.XMP"),
        ("IMG.jpg", "IMG.jpg.json"),
        ("IMG.jpg", "IMG.jpg.supplemental-metadata.json"),
        ("IMG.jpg", "IMG.jpg.supplem.json"),
        ("IMG.jpg", "IMG.jpg.s.json"),
        ("IMG(1).jpg", "IMG.jpg(1).json"),
        ("IMG(2).jpg", "IMG.jpg.supplemental-metadata(2).json"),
        ("IMG-edited.jpg", "IMG.jpg.json"),
        ("IMG-bearbeitet.jpg", "IMG.jpg.supplemental-metadata.json"),
        (LONG, LONG[:46] + ".json"),
        (
            "PXL_20210307_101112345.PORTRAIT-01.jpg",
            "PXL_20210307_101112345.PORTRAIT-01.jpg.supplem.json",
        ),
    ],
)
def test_names(photo, sidecar):
    assert names_of(photo, sidecar) == [sidecar]


def test_numbers_are_told_apart():
    beside = ("IMG.jpg.json", "IMG.jpg(1).json")
    assert names_of("IMG.jpg", *beside) == ["IMG.jpg.json"]
    assert names_of("IMG(1).jpg", *beside) == ["IMG.jpg(1).json"]


def test_others_sidecars_are_left_alone():
    assert names_of("IMG_1.jpg", "IMG_2.jpg.json", "IMG_11.xmp", "metadata.json") == []


def test_xmp_goes_first():
    assert names_of("a.jpg", "a.jpg.json", "a.xmp", "a.jpg.xmp") == [
        "a.jpg.xmp",
        "a.xmp",
        "a.jpg.json",
    ]


def test_takeout_tells_what_the_file_lacks(photosort, tmp_path):
    photo = jpeg(tmp_path / "p/IMG.jpg")
    (tmp_path / "p/IMG.jpg.json").write_text(json.dumps(TAKEOUT))
    assert photosort("index", tmp_path / "p").code == 0
    facts = photosort("show", photo, "--json").json
    assert facts["taken"]["utc"] == "2023-05-04T10:00:00Z"
    assert facts["taken"]["local"] == "2023-05-04T18:00:00"
    assert facts["taken"]["source"] == "sidecar"
    assert (facts["location"]["lat"], facts["location"]["source"]) == (1.29, "sidecar")
    assert facts["address"]["country"] == "Singapore"
    assert facts["sidecars"] == [str(tmp_path / "p/IMG.jpg.json")]


def test_what_the_file_says_goes_first_field_by_field(photosort, tmp_path):
    photo = jpeg(tmp_path / "p/IMG.jpg", "2020-01-02T03:04:05")
    (tmp_path / "p/IMG.xmp").write_text(XMP)
    photosort("index", tmp_path / "p")
    facts = photosort("show", photo, "--json").json
    assert (facts["taken"]["local"], facts["taken"]["source"]) == ("2020-01-02T03:04:05", "exif")
    assert facts["location"]["source"] == "sidecar"
    assert facts["location"]["lat"] == pytest.approx(48 + 12.5 / 60)


def test_a_new_changed_or_vanished_sidecar_is_noticed(photosort, tmp_path):
    photo = jpeg(tmp_path / "p/IMG.jpg")
    sidecar = tmp_path / "p/IMG.xmp"
    photosort("index", tmp_path / "p")

    def local():
        return photosort("show", photo, "--json").json["taken"]["local"]

    assert local() is None
    sidecar.write_text(XMP)
    assert photosort("index", "--json").json["changed"] == 1
    assert local() == "2019-05-26T10:33:20"
    sidecar.write_text(XMP.replace("2019", "2018"))
    assert photosort("index", "--json").json["changed"] == 1
    assert local() == "2018-05-26T10:33:20"
    assert photosort("index", "--json").json["unchanged"] == 1
    sidecar.unlink()
    assert photosort("index", "--json").json["changed"] == 1
    assert local() is None


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[1, 2]", b"null", b'{"photoTakenTime": 3, "geoData": []}',
        b'{"photoTakenTime": {"timestamp": "soon"}}', b'{"photoTakenTime": {"timestamp": 1e99}}',
        b'{"geoData": {"latitude": 0.0, "longitude": 0.0}}', "{}".encode("utf-16"), b"[" * 100000,
    ],
)  # fmt: skip
def test_a_broken_sidecar_tells_nothing_and_harms_nothing(photosort, tmp_path, content):
    photo = jpeg(tmp_path / "p/IMG.jpg", "2020-01-02T03:04:05")
    (tmp_path / "p/IMG.jpg.json").write_bytes(content)
    (tmp_path / "p/IMG.jpg.xmp").write_bytes(content)
    assert photosort("index", tmp_path / "p").code == 0
    facts = photosort("show", photo, "--json").json
    assert facts["taken"]["local"] == "2020-01-02T03:04:05"
    assert facts["location"]["lat"] is None


def test_the_corpus_of_takeouts(corpus):
    truth = json.loads((corpus / "media-truth.json").read_text())["files"]
    base = corpus / "media"
    seen = {
        each.stamp.path: each.sidecars
        for each in scan(str(base).encode())
        if hasattr(each, "sidecars")
    }
    checked = 0
    for path, facts in truth.items():
        expected = facts.get("takeout", {}).get("sidecar")
        if expected:
            found = [stamp.path.decode() for stamp in seen[str(base / path).encode()]]
            assert found == [str((base / path).with_name(expected))]
            checked += 1
    assert checked >= 20
