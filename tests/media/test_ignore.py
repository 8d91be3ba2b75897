"""What is no photo is passed over: the table, its page, and what comes of it."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.media.ignore import PACKAGES, RULES, is_ignored, is_ignored_file, may_be_ignored
from tests.conftest import ROOT, Photosort
from tests.make import jpeg

NAMES = [name for rule in RULES for name in rule.names]


def example(name: str) -> str:
    """A path that a name of the table is about."""
    return name.replace("*", "IMG_1.jpg" if name.startswith("*") else "x") + (
        "deep/IMG_1.jpg" if name.endswith("/") else ""
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good picture, and room beside it."""
    jpeg(tmp_path / "photos" / "good.jpg", "2022-05-01T10:00:00", seed=1)
    return tmp_path / "photos"


def names(photosort: Photosort, *query: str) -> set[str]:
    return {Path(each["path"]).name for each in photosort("query", *query, "--json").json}


# the table


def test_the_page_holds_the_table() -> None:
    page = (ROOT / "docs" / "ignored.md").read_text("utf-8")
    rows = [re.findall(r"`([^`]+)`", line) for line in page.splitlines() if line[:1] == "|"]
    told = [row for row in rows if row]
    assert told[: len(RULES)] == [list(rule.names) for rule in RULES]
    assert told[len(RULES) :] == [
        [*package.names, *(f"{photos}/" for photos in package.photos)] for package in PACKAGES
    ]
    for what in (*RULES, *PACKAGES):
        assert f"| {what.what} |" in page


def test_patterns_are_of_the_three_forms_that_are_compared() -> None:
    for name in (*NAMES, *(name for package in PACKAGES for name in package.names)):
        assert "*" not in name.rstrip("/")[1:-1], name


def test_every_rule_is_obeyed_and_counted(photosort: Photosort, folder: Path) -> None:
    for number, name in enumerate(NAMES):
        jpeg(folder / str(number) / example(name), seed=10 + number)
    told = photosort("index", folder, "--json")
    assert (told.code, told.json["found"], told.json["failed"]) == (0, 1, [])
    assert told.json["ignored"] == len(NAMES)
    everything = photosort("index", folder, "--no-ignore", "--json").json
    assert (everything["ignored"], everything["added"]) == (0, len(NAMES))


def test_names_are_compared_without_case_and_only_as_a_whole() -> None:
    top = b"/p"
    for path in (
        b"$recycle.bin/a.jpg",
        b"@EADIR/a.jpg",
        b"a/PREVIEWS.LRDATA/1/a.jpg",
        b"A.JPG.BAK",
    ):
        assert is_ignored(b"/p/" + path, top), path
    for path in (
        b"recycle/a.jpg",
        b"my original.jpg",
        b"a_original.jpg",
        b"parts.jpg",
        b"SUB/a.jpg",
    ):
        assert not is_ignored(b"/p/" + path, top), path
    assert not is_ignored_file(b"THMBNL")


# libraries of other programs


@pytest.mark.parametrize("library", ["P.photoslibrary", "Photos Library.photoslibrary"])
def test_only_the_originals_of_apple_photos(
    photosort: Photosort, folder: Path, library: str
) -> None:
    jpeg(folder / library / "originals/0/A.jpeg", seed=2)
    jpeg(folder / library / "resources/derivatives/0/A_1_105_c.jpeg", seed=3)
    jpeg(folder / library / "Thumbnails/A.jpeg", seed=4)
    jpeg(folder / library / "scopes/x/A.jpeg", seed=5)
    assert photosort("index", folder, "--json").json["added"] == 2
    # named itself: the rules are about what is below
    assert photosort("index", folder / library, "--json").json["found"] == 1


def test_iphoto_and_aperture_only_where_their_folder_is(photosort: Photosort, folder: Path) -> None:
    jpeg(folder / "iPhoto Library/Masters/1.jpg", seed=2)
    jpeg(folder / "iPhoto Library/Previews/1.jpg", seed=3)
    jpeg(folder / "Alt.aplibrary/Masters/2.jpg", seed=4)
    jpeg(folder / "Alt.aplibrary/Thumbnails/2.jpg", seed=5)
    # exported by somebody, and kept under that name
    jpeg(folder / "iPhoto Library old/2010/3.jpg", seed=6)
    photosort("index", folder)
    assert names(photosort, "") == {"good.jpg", "1.jpg", "2.jpg", "3.jpg"}


# what is named itself


def test_a_root_is_taken_whatever_its_name(photosort: Photosort, tmp_path: Path) -> None:
    jpeg(tmp_path / ".hidden/@eaDir/x.jpg", seed=2)
    told = photosort("index", tmp_path / ".hidden/@eaDir", "--json").json
    assert (told["found"], told["ignored"]) == (1, 0)
    assert photosort("index", "--json").json["unchanged"] == 1


def test_a_folder_named_inside_a_known_one_stays(photosort: Photosort, folder: Path) -> None:
    jpeg(folder / ".private/deep/x.jpg", seed=2)
    jpeg(folder / ".other/y.jpg", seed=3)
    assert photosort("index", folder, "--json").json["found"] == 1
    assert photosort("index", folder / ".private/deep", "--json").json["added"] == 1
    for arguments in ((), (folder,), (folder, folder / ".private/deep")):
        told = photosort("index", *arguments, "--json").json
        assert (told["unchanged"], told["missing"], told["ignored"]) == (2, 0, 2)
    (folder / ".private/deep/x.jpg").unlink()
    jpeg(folder / ".private/deep/z.jpg", seed=4)
    told = photosort("index", "--json").json
    assert (told["added"], told["missing"]) == (1, 1)


def test_both_named_at_once(photosort: Photosort, folder: Path) -> None:
    jpeg(folder / ".private/x.jpg", seed=2)
    told = photosort("index", folder, folder / ".private", "--json").json
    assert (told["added"], told["ignored"]) == (2, 0)
    assert photosort("index", "--json").json["unchanged"] == 2


def test_a_file_named_inside_a_known_folder_stays(photosort: Photosort, folder: Path) -> None:
    jpeg(folder / "good.jpg_original", seed=2)
    assert photosort("index", folder, "--json").json["ignored"] == 1
    assert photosort("index", folder / "good.jpg_original", "--json").json["added"] == 1
    told = photosort("index", "--json").json
    assert (told["unchanged"], told["ignored"]) == (2, 0)
    (folder / "good.jpg_original").unlink()
    assert photosort("index", "--json").json["missing"] == 1


# what an earlier version took in


def test_what_is_ignored_later_leaves_all_counts_and_comes_back_with_its_labels(
    photosort: Photosort, folder: Path, tmp_path: Path
) -> None:
    jpeg(folder / "@eaDir/a.jpg", "2022-05-01T11:00:00", lat=48.85, lon=2.35, seed=2)
    photosort("index", folder, "--no-ignore")
    photosort("label", folder / "@eaDir/a.jpg", "kept=yes")
    photosort("organize", tmp_path / "dest", "--by", "place")
    assert list((tmp_path / "dest").rglob("a.jpg"))
    told = photosort("index", "--ignore", "--json").json
    assert (told["found"], told["missing"], told["ignored"]) == (1, 0, 1)
    status = photosort("status", "--json").json
    assert (status["photos"], status["missing"], status["ignored"]) == (1, 0, 1)
    assert "Ignored" in photosort("status").out
    assert names(photosort, "") == {"good.jpg"}
    assert names(photosort, "has:ignored") == {"a.jpg"}
    shown = photosort("show", folder / "@eaDir/a.jpg", "--json").json
    assert (shown["ignored"], shown["missing"], shown["labels"]) == (True, False, {"kept": "yes"})
    photosort("organize", tmp_path / "dest", "--by", "place", "--allow-empty")
    assert not list((tmp_path / "dest").rglob("a.jpg"))
    told = photosort("index", "--no-ignore", "--json").json
    assert (told["unchanged"], told["added"]) == (2, 0)
    assert names(photosort, "label:kept=yes") == {"a.jpg"}


def test_excluded_later_is_the_same_and_forgotten_on_request(
    photosort: Photosort, folder: Path
) -> None:
    jpeg(folder / "sub/a.jpg", seed=2)
    photosort("index", folder)
    photosort("index", "--exclude", "sub")
    assert photosort("status", "--json").json["ignored"] == 1
    assert photosort("forget", "--missing", "--json").json["forgotten"] == 0
    assert photosort("forget", "--ignored", "--json").json["forgotten"] == 1
    assert photosort("status", "--json").json["ignored"] == 0


def test_an_ignored_file_that_goes_is_missing(photosort: Photosort, folder: Path) -> None:
    jpeg(folder / "sub/a.jpg", seed=2)
    photosort("index", folder)
    photosort("index", "--exclude", "sub")
    (folder / "sub/a.jpg").unlink()
    assert photosort("index", "--json").json["missing"] == 1


def test_a_copy_of_an_ignored_file_is_a_new_one(photosort: Photosort, folder: Path) -> None:
    data = jpeg(folder / "sub/a.jpg", seed=2).read_bytes()
    photosort("index", folder)
    photosort("label", folder / "sub/a.jpg", "k=v")
    photosort("index", "--exclude", "sub")
    (folder / "b.jpg").write_bytes(data)
    told = photosort("index", "--json").json
    assert (told["added"], told["moved"]) == (1, 0)
    assert photosort("show", folder / "sub/a.jpg", "--json").json["labels"] == {"k": "v"}


def test_a_photo_that_a_phone_puts_into_its_trash_and_back(
    photosort: Photosort, folder: Path
) -> None:
    photosort("index", folder)
    photosort("label", folder / "good.jpg", "k=v")
    trashed = (folder / "good.jpg").rename(folder / ".trashed-1-good.jpg")
    jpeg(folder / "other.jpg", seed=3)
    assert photosort("index", "--json").json["missing"] == 1
    trashed.rename(folder / "good.jpg")
    told = photosort("index", "--json").json
    assert (told["missing"], told["added"]) == (0, 0)
    assert photosort("show", folder / "good.jpg", "--json").json["labels"] == {"k": "v"}


# what is said


def test_one_line_tells_what_was_passed_over(photosort: Photosort, folder: Path) -> None:
    assert "passed over" not in photosort("index", folder).err
    jpeg(folder / ".thumbnails/x.jpg", seed=2)
    said = photosort("index", folder).err
    assert len([line for line in said.splitlines() if "passed over" in line]) == 1
    assert "--no-ignore" in said


def test_no_ignore_is_remembered_and_can_stand_in_the_config(
    photosort: Photosort, folder: Path, tmp_path: Path
) -> None:
    jpeg(folder / ".x.jpg", seed=2)
    config = tmp_path / "config.toml"
    config.write_text("[index]\nignore = false\n")
    assert photosort("--config", config, "index", folder, "--dry-run", "--json").json["found"] == 2
    assert photosort("index", folder, "--json").json["found"] == 1
    assert photosort("index", "--no-ignore", "--json").json["found"] == 2
    assert photosort("index", "--json").json["found"] == 2
    assert photosort("index", "--ignore", "--json").json["found"] == 1
    assert photosort("index", "--json").json["found"] == 1


def test_linked_folders_are_counted_and_told(
    photosort: Photosort, folder: Path, tmp_path: Path
) -> None:
    jpeg(tmp_path / "far away" / "x.jpg", seed=2)
    (folder / "a link").symlink_to(tmp_path / "far away")
    (folder / "same.jpg").symlink_to(folder / "good.jpg")
    assert photosort("index", folder, "--json").json["linked"] == 1
    said = photosort("index", folder).err
    assert f"photosort index '{folder}/a link'" in said
    assert photosort("index", folder / "a link", "--json").json["added"] == 1


@given(
    st.text("aZ.~_ -", max_size=4),
    st.sampled_from(["", *(name.strip("*/") for name in NAMES)]),
    st.text("aZ.~_ -", max_size=4),
)
def test_the_quick_question_lets_nothing_through(before: str, name: str, after: str) -> None:
    whole = (before + name + after).encode()
    for each in (whole, whole.upper(), whole.lower()):
        if each and is_ignored_file(each):
            assert may_be_ignored(each)
