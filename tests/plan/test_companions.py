"""Files that are one item."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.plan.companions import Item, find_companions

KINDS = {
    "jpg": "image/jpeg", "heic": "image/heic", "mov": "video/quicktime", "mp4": "video/mp4",
    "cr2": "image/x-canon-cr2", "dng": "image/x-adobe-dng", "thm": "image/jpeg",
    "lrv": "video/mp4", "lrf": "video/mp4", "mp": "video/mp4", "mp~2": "video/mp4",
}  # fmt: skip


def found(*files):
    """Companion path → (lead path, relation); a file is a path or (path, content id, hash)."""
    rows = [file if isinstance(file, tuple) else (file, None, None) for file in files]
    items = [
        Item(i, path, KINDS[path.rpartition(".")[2].lower()], content, 1, digest)
        for i, (path, content, digest) in enumerate(rows, start=1)
    ]
    paths = {item.id: item.path for item in items}
    companions = find_companions(items)
    assert companions == find_companions(reversed(items))
    return {paths[id]: (paths[lead], how) for id, (lead, how) in companions.items()}


def test_live_photos():
    assert found("a/IMG_1.HEIC", "a/img_1.mov") == {"a/img_1.mov": ("a/IMG_1.HEIC", "live")}
    same = found(("a/1.jpg", "X", None), ("a/1.mov", "X", None))
    assert same == {"a/1.mov": ("a/1.jpg", "live")}
    assert found(("a/1.jpg", "X", None), ("a/1.mov", "Y", None)) == {}
    assert found(("a/1.jpg", "X", None), "a/1.mov") == {}
    assert found("a/1.jpg", "b/1.mov") == {}
    assert found("a/1.jpg", "a/2.mov") == {}


def test_raw_beside_jpeg():
    assert found("a/1.jpg", "a/1.CR2") == {"a/1.CR2": ("a/1.jpg", "raw")}
    assert found("a/1.cr2", "a/1.dng") == {}


def test_edited_copies():
    assert found("a/IMG_1234.HEIC", "a/IMG_E1234.jpg") == {
        "a/IMG_E1234.jpg": ("a/IMG_1234.HEIC", "edited")
    }
    assert found("a/x.jpg", "a/x-edited.jpg") == {"a/x-edited.jpg": ("a/x.jpg", "edited")}
    assert found("a/x-edited.jpg", "b/x.jpg") == {}


def test_all_at_once_have_one_lead():
    companions = found("a/IMG_1234.HEIC", "a/IMG_1234.MOV", "a/IMG_1234.DNG", "a/IMG_E1234.jpg")
    assert {lead for lead, _ in companions.values()} == {"a/IMG_1234.HEIC"}
    assert len(companions) == 3


def test_an_edited_video_of_a_live_photo_goes_with_the_picture():
    companions = found("a/IMG_1234.HEIC", "a/IMG_1234.MOV", "a/IMG_E1234.MOV")
    assert companions["a/IMG_E1234.MOV"] == ("a/IMG_1234.HEIC", "edited")


def test_duplicates_are_led_by_the_first_path():
    assert found(("b/2.jpg", None, b"h"), ("a/1.jpg", None, b"h"), ("c.jpg", None, b"i")) == {
        "b/2.jpg": ("a/1.jpg", "duplicate")
    }


def test_an_edited_copy_that_is_a_duplicate_makes_no_circle():
    companions = found(("a/x.jpg", None, b"h"), ("a/x-edited.jpg", None, b"h"))
    assert companions == {"a/x-edited.jpg": ("a/x.jpg", "edited")}


# pairs whatever their names


@pytest.mark.parametrize(
    ("picture", "video"),
    [
        ("IMG_1.HEIC", "IMG_1_HEVC.MOV"),
        ("IMG_1.JPG", "IMG_1_3.mov"),
        ("IMG_1.JPG", "IMG_1(1).MOV"),
        ("a.jpg", "b.mp4"),
    ],
)
def test_one_content_identifier(picture, video):
    both = found((f"a/{picture}", "X", None), (f"a/{video}", "X", None))
    assert both == {f"a/{video}": (f"a/{picture}", "live")}
    assert found((f"a/{picture}", "X", None), (f"b/{video}", "X", None)) == {}
    assert found((f"a/{picture}", "X", None), (f"a/{video}", "Y", None)) == {}


def test_identifiers_go_before_names():
    assert found(
        ("a/1.jpg", "X", None), ("a/1.mov", "Y", None), ("a/1(1).jpg", "Y", None),
        ("a/1(1).mov", "X", None),
    ) == {"a/1.mov": ("a/1(1).jpg", "live"), "a/1(1).mov": ("a/1.jpg", "live")}  # fmt: skip


def test_of_pictures_with_one_identifier_the_one_of_the_same_name_leads():
    companions = found(("a/0.dng", "X", None), ("a/1.jpg", "X", None), ("a/2.jpg", "X", None),
                       ("a/2.mov", "X", None), ("a/3.mov", "X", None))  # fmt: skip
    assert companions["a/2.mov"] == ("a/2.jpg", "live")
    assert companions["a/3.mov"] == ("a/1.jpg", "live")


SECOND, HOUR = 1_000_000, 3_600_000_000
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("picture", "video", "pairs"),
    [
        ({}, {}, True),
        ({}, {"duration": 15.0}, True),
        ({}, {"duration": 15.1}, False),
        ({}, {"utc": 5 * DAY}, True),
        ({"utc": DAY}, {"utc": DAY + 60 * SECOND}, True),
        ({"utc": DAY}, {"utc": DAY - 61 * SECOND}, False),
        ({"local": DAY}, {"local": DAY + 5 * SECOND}, True),
        ({"local": DAY}, {"local": DAY + HOUR}, False),
        # a wall clock without a zone, and UTC: the difference must be a zone's
        ({"local": DAY}, {"utc": DAY - 2 * HOUR + 3 * SECOND}, True),
        ({"local": DAY}, {"utc": DAY + 9 * HOUR + HOUR // 2}, True),
        ({"local": DAY}, {"utc": DAY + 5 * HOUR + HOUR // 8}, False),
        ({"local": DAY}, {"utc": DAY + 15 * HOUR}, False),
        ({"local": DAY}, {"utc": 4000 * DAY}, False),
        # no camera makes these of a Live Photo
        ({"content_type": "image/png"}, {"duration": 3.0}, False),
        ({"content_type": "image/gif"}, {"duration": 3.0}, False),
        ({"content_type": "image/x-adobe-dng"}, {"duration": 3.0}, True),
    ],
)
def test_one_stem_only_if_short_and_of_one_minute(picture, video, pairs):
    items = [
        Item(1, "a/IMG_1.JPG", "image/jpeg", None, 1, None)._replace(**picture),
        Item(2, "a/IMG_1.MOV", "video/quicktime", None, 1, None)._replace(**video),
    ]
    assert bool(find_companions(items)) is pairs


# what cameras and phones put beside their videos


@pytest.mark.parametrize(
    ("lead", "small", "relation"),
    [
        ("GX010001.MP4", "GX010001.THM", "thumbnail"),
        ("GX010001.MP4", "GL010001.LRV", "proxy"),
        ("GH010001.MP4", "GL010001.LRV", "proxy"),
        ("GOPR0001.MP4", "GOPR0001.LRV", "proxy"),
        ("DJI_0001.MP4", "DJI_0001.LRF", "proxy"),
        ("VID_20230514_101010_00_001.mp4", "LRV_20230514_101010_01_001.lrv", "proxy"),
        ("VID_20230514_101010_00_001.mp4", "LRV_20230514_101010_01_001.mp4", "proxy"),
        ("MVI_1.mov", "mvi_1.thm", "thumbnail"),
        ("IMG_1.CR2", "IMG_1.THM", "thumbnail"),
    ],
)
def test_thumbnails_and_proxies_go_with_their_video(lead, small, relation):
    assert found(f"a/{lead}", f"a/{small}") == {f"a/{small}": (f"a/{lead}", relation)}
    assert found(f"a/{lead}", f"b/{small}") == {}


def test_a_video_with_all_of_them_is_one_item():
    assert set(found("GX010001.MP4", "GX010001.THM", "GL010001.LRV", "GL010001.THM")) == {
        "GX010001.THM", "GL010001.LRV", "GL010001.THM",
    }  # fmt: skip


def test_a_raw_with_its_thumbnail_and_jpeg():
    companions = found("1.CR2", "1.THM", "1.JPG")
    assert companions == {"1.CR2": ("1.JPG", "raw"), "1.THM": ("1.JPG", "thumbnail")}


@pytest.mark.parametrize(
    ("picture", "video"),
    [
        ("PXL_1.MP.jpg", "PXL_1.MP"),
        ("PXL_1.MP.jpg", "PXL_1.mp4"),
        ("PXL_1.MP.jpg", "PXL_1.MP.mp4"),
        ("PXL_1.jpg", "PXL_1.MP"),
        ("PXL_1.MP~2.jpg", "PXL_1.MP~2"),
        ("PXL_1.MP(1).jpg", "PXL_1(1).MP"),
        ("MVIMG_1.jpg", "MVIMG_1.mp4"),
    ],
)
def test_motion_photos_in_two_files(picture, video):
    assert found(picture, video) == {video: (picture, "live")}


def test_versions_of_a_motion_photo_are_told_apart():
    assert found("PXL_1.MP.jpg", "PXL_1.MP", "PXL_1.MP~2.jpg", "PXL_1.MP~2") == {
        "PXL_1.MP": ("PXL_1.MP.jpg", "live"), "PXL_1.MP~2": ("PXL_1.MP~2.jpg", "live"),
    }  # fmt: skip
    assert found("PXL_1.MP.jpg", "PXL_2.MP") == {}


def test_raw_of_a_pixel():
    lead = "PXL_1.RAW-01.COVER.jpg"
    assert found(lead, "PXL_1.RAW-02.ORIGINAL.dng") == {"PXL_1.RAW-02.ORIGINAL.dng": (lead, "raw")}


@pytest.mark.parametrize(
    ("original", "copy"),
    [
        ("IMG_1(1).jpg", "IMG_1-edited(1).jpg"),
        ("IMG_1(1).jpg", "IMG_1(1)-edited.jpg"),
        ("IMG_1.jpg", "IMG_1-ha editado.jpg"),
        ("IMG_1.jpg", "IMG_1-modifie\u0301.jpg"),
        ("IMG_1.HEIC", "IMG_1-EFFECTS.jpg"),
        ("PXL_1.MP.jpg", "PXL_1.MP-edited.jpg"),
        ("PXL_1.jpg", "PXL_1-ANIMATION.jpg"),
    ],
)
def test_edited_copies_of_takeout(original, copy):
    assert found(original, copy) == {copy: (original, "edited")}


def test_an_edited_copy_of_another_number():
    assert found("IMG_1.jpg", "IMG_1-edited(1).jpg") == {}


path = st.builds(
    "{}/{}.{}".format,
    st.sampled_from("ab"),
    st.sampled_from(
        ["IMG_1234", "IMG_E1234", "x", "x-edited", "x(1)", "x-mix(1)", "GX010001", "GL010001"]
    ),
    st.sampled_from(list(KINDS)),
)


@given(
    st.lists(
        st.tuples(path, st.sampled_from([None, "X", "Y"]), st.sampled_from([None, b"h", b"i"])),
        unique_by=lambda row: row[0],
    )
)
def test_leads_are_no_companions(files):
    companions = found(*files)
    assert not {lead for lead, _ in companions.values()} & set(companions)
