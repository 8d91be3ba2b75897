"""Files that are one item."""

from hypothesis import given
from hypothesis import strategies as st

from photosort.plan.companions import Item, find_companions

KINDS = {
    "jpg": "image/jpeg", "heic": "image/heic", "mov": "video/quicktime", "mp4": "video/mp4",
    "cr2": "image/x-canon-cr2", "dng": "image/x-adobe-dng",
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


path = st.builds(
    "{}/{}.{}".format,
    st.sampled_from("ab"),
    st.sampled_from(["IMG_1234", "IMG_E1234", "x", "x-edited"]),
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
