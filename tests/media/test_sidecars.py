"""Sidecars: found by name, read for what the file itself lacks."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.media.scan import scan
from photosort.media.sidecars import belonging
from photosort.model import FileStamp
from photosort.plan.edited import cut, folded, split_number
from tests.make import jpeg
from tests.media import rare

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
        (LONG, LONG[:46].upper() + ".json"),
        ("IMG(1).jpg", "IMG(1).jpg.json"),
        ("IMG(1).jpg", "IMG(1).jpg.supplemental-metadata.json"),
        ("IMG(1).jpg", "IMG(1).json"),
        ("IMG(1)-edited.jpg", "IMG.jpg(1).json"),
        ("IMG-edited(1).jpg", "IMG.jpg.supplemental-metadata(1).json"),
        ("IMG-modifie\u0301.jpg", "IMG.jpg.json"),
        ("IMG-\u7de8\u96c6\u6e08\u307f.jpg", "IMG.jpg.json"),
        ("IMG-EFFECTS.jpg", "IMG.jpg.json"),
        ("IMG-ANIMATION-edited.gif", "IMG.gif.json"),
        ("IMG-edited.jpg", "IMG.supplemental-metadata.json"),
        ("IMG.jpg", "IMG.json"),
        ("IMG.jpg", "IMG.supplemental-meta.json"),
        (
            "original_1d4caa6f-16c6-4c3d-901b-9387de10e528_P.jpg",
            "original_1d4caa6f-16c6-4c3d-901b-9387de10e528_.json",
        ),
        (
            "original_1d4caa6f-16c6-4c3d-901b-9387de10e528_P(1).jpg",
            "original_1d4caa6f-16c6-4c3d-901b-9387de10e528_(1).json",
        ),
        ("\N{BUG}" * 24 + ".jpg", "\N{BUG}" * 23 + ".json"),
        ("a" + "\N{BUG}" * 24 + ".jpg", "a" + "\N{BUG}" * 22 + ".json"),
        ("PXL_1.MP~2.jpg", "PXL_1.MP~2.jpg.supplemental-metadata.json"),
        (
            "PXL_20210307_101112345.PORTRAIT-01.jpg",
            "PXL_20210307_101112345.PORTRAIT-01.jpg.supplem.json",
        ),
    ],
)
def test_names(photo, sidecar):
    assert names_of(photo, sidecar) == [sidecar]


@pytest.mark.parametrize(
    ("photo", "sidecar"),
    [
        ("DSC(1).JPG", "DSC.JPG.json"),
        ("DSC(1).JPG", "DSC.json"),
        ("DSC(1).JPG", "DSC.JPG(2).json"),
        ("DSC.JPG", "DSC.JPG(1).json"),
        ("DSC-edited(1).JPG", "DSC.JPG.json"),
        ("DSC(1)-edited.JPG", "DSC.JPG.json"),
        (LONG[:47] + "(1).jpg", LONG[:46] + ".json"),
        ("DSC-Berlin.jpg", "DSC.jpg.json"),
        ("DSC.jpg", "DSC-edited.jpg.json"),
        ("DSC.jpg", "DSC.jpg.supply.json"),
    ],
)
def test_the_sidecar_of_another_photo(photo, sidecar):
    assert names_of(photo, sidecar) == []


def test_its_own_sidecar_goes_before_that_of_the_original():
    beside = ("IMG.jpg.json", "IMG-edited.jpg.json", "IMG(1).jpg.json", "IMG.jpg(1).json")
    assert names_of("IMG-edited.jpg", *beside) == ["IMG-edited.jpg.json"]
    assert names_of("IMG(1).jpg", *beside) == ["IMG(1).jpg.json"]


def test_an_edited_copy_of_another_format_has_the_sidecar_of_its_original():
    assert names_of("IMG-edited.jpg", "IMG.HEIC", "IMG.HEIC.json") == ["IMG.HEIC.json"]
    assert names_of("IMG-edited.jpg", "IMG.HEIC.json") == []


@given(
    st.text(
        st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=60
    ),
    st.integers(0, 22),
    st.integers(0, 3),
)
def test_as_takeout_names_them(stem, length, number):
    """A JSON is named by the title, the word behind it and 46 units; the number goes last."""
    title = f"{stem}.jpg"
    whole = f"{title}.supplemental-metadata"[: len(title) + length] if length else title
    tail = f"({number})" if number else ""
    document = f"{cut(whole, 46)}{tail}.json"
    photo = f"{cut(stem, 47)}{tail}.jpg"
    if is_number(stem):
        return  # two numbers in one name: whose is not known
    assert names_of(photo, document) == [document]


def is_number(stem):
    return split_number(folded(cut(stem, 47)))[1] != ""


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


@pytest.mark.parametrize(
    ("video", "thumbnail"), [("MVI_1.AVI", "MVI_1.THM"), ("mov1.mpg", "MOV1.thm")]
)
def test_the_thumbnail_of_a_camera_tells_what_the_video_lacks(
    photosort, tmp_path, video, thumbnail
):
    path = tmp_path / "p" / video
    path.parent.mkdir()
    path.write_bytes(rare.mpeg())
    jpeg(tmp_path / "p" / thumbnail, "2003-05-04T10:00:00", lat=1.29, lon=103.85)
    jpeg(tmp_path / "p/MVI_1.jpg")
    told = photosort("index", tmp_path / "p", "--json").json
    assert (told["found"], told["failed"]) == (3, [])
    facts = photosort("show", path, "--json").json
    assert (facts["taken"]["local"], facts["taken"]["source"]) == ("2003-05-04T10:00:00", "sidecar")
    assert (facts["location"]["lat"], facts["location"]["source"]) == (1.29, "sidecar")
    assert facts["sidecars"] == [str(tmp_path / "p" / thumbnail)]
    assert photosort("show", tmp_path / "p/MVI_1.jpg", "--json").json["sidecars"] == []
    assert photosort("index", path, "--json").json["unchanged"] == 1
    (tmp_path / "p" / thumbnail).unlink()
    assert photosort("index", "--json").json["changed"] == 1
    assert photosort("show", path, "--json").json["taken"]["source"] == "mtime"


def test_a_thumbnail_of_no_video_is_a_picture(photosort, tmp_path):
    jpeg(tmp_path / "p/alone.THM", "2003-05-04T10:00:00")
    (tmp_path / "p/broken.mpg").write_bytes(rare.mpeg())
    (tmp_path / "p/broken.THM").write_bytes(b"\xff\xd8\xff\xe1")
    photosort("index", tmp_path / "p")
    facts = photosort("show", tmp_path / "p/alone.THM", "--json").json
    assert (facts["taken"]["local"], facts["goes_with"]) == ("2003-05-04T10:00:00", None)
    assert photosort("show", tmp_path / "p/broken.mpg", "--json").json["taken"]["source"] == "mtime"
