"""What photosort says of real files: the sample pictures, and files of other people's cameras."""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import GOLDEN, Result, call, isolated

Shown = dict[str, Any]

# formats that this stage reads; exiftool's names for them
FORMATS = {
    "JPEG": "JPEG",
    "TIFF": "TIFF",
    "PNG": "PNG",
    "WEBP": "WebP",
    "Extended WEBP": "WebP",
    "WEBP (lossless)": "WebP",
    "HEIC": "HEIC",
    "HEIF": "HEIC",
    "AVIF": "AVIF",
}
GPS = "GPS date and time (UTC)"  # `taken_from` of a truth
UPRIGHT = ("HEIC", "AVIF")  # containers that rotate by themselves

# of all fields of all files of a format, how many must be as exiftool says
AGREEMENT = {"JPEG": 99.0, "TIFF": 99.0, "PNG": 99.0, "WebP": 99.0, "HEIC": 99.0, "AVIF": 99.0}

BARE_EXIF = "a bare Exif block, no JPEG round it: exiftool reads nothing, the block is sound"
META_TO_THE_END = "a meta box of size 0: exiftool gives up, 33 × 11 is what the picture is"
BROKEN_SEGMENTS = "broken segments: exiftool finds the frame by searching; the notes allow no size"
NO_PICTURE_DATA = "no picture data: exiftool takes the size from Exif; the notes allow no size"
PLACE_IN_OLD_CHUNK = "the older text chunk has the place; the notes allow both answers"

THOMPSON = "immich-test-assets/metadata/gps-position/thompson-springs.jpg"

# what media-truth.json itself calls right as well: (file, field) → (our answer, why)
AS_WELL: dict[tuple[str, str], tuple[Any, str]] = {
    ("libavif/draw_points_idat_metasize0.avif", "width"): (33, META_TO_THE_END),
    ("libavif/draw_points_idat_metasize0.avif", "height"): (11, META_TO_THE_END),
    ("nom-exif/broken.jpg", "width"): (None, BROKEN_SEGMENTS),
    ("nom-exif/broken.jpg", "height"): (None, BROKEN_SEGMENTS),
    ("nom-exif/motion_photo_pixel_synth.jpg", "width"): (None, NO_PICTURE_DATA),
    ("nom-exif/motion_photo_pixel_synth.jpg", "height"): (None, NO_PICTURE_DATA),
    ("nom-exif/exif-no-tz.jpg", "local"): ("2023-07-09T20:36:33", BARE_EXIF),
    ("nom-exif/exif-no-tz.jpg", "location"): ((22.5311333, 114.0214806), BARE_EXIF),
    ("nom-exif/exif-no-tz.jpg", "alt"): (0.0, BARE_EXIF),
    ("nom-exif/exif-no-tz.jpg", "make"): ("vivo", BARE_EXIF),
    ("nom-exif/exif-no-tz.jpg", "model"): ("vivo X90 Pro+", BARE_EXIF),
    ("nom-exif/exif-both.png", "location"): ((22.5311333, 114.0214806), PLACE_IN_OLD_CHUNK),
    ("nom-exif/exif-both.png", "alt"): (0.0, PLACE_IN_OLD_CHUNK),
    (THOMPSON, "orientation"): (1, "XMP says so, and nothing else does"),
}

# where we are not right yet: (file, field) → why. A row that no longer applies fails the test
EXPLAINED: dict[tuple[str, str], str] = {}


# the sample pictures


@pytest.fixture(scope="module")
def sample(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Result]]:
    """Two runs over the sample pictures, in an environment that stays for `show`."""
    with isolated(tmp_path_factory.mktemp("sample")):
        yield [call("index", pictures, "--json"), call("index", pictures, "--json")]


def golden() -> dict[str, Shown]:
    return json.loads((GOLDEN / "pictures.json").read_text())


@pytest.mark.parametrize("name", sorted(golden()))
def test_the_sample_pictures_say_what_was_written_into_them(
    sample: list[Result], pictures: Path, name: str
) -> None:
    truth = golden()[name]
    shown = call("show", pictures / name, "--json").json
    if truth["broken"]:
        assert shown["error"]
        return
    assert shown["error"] is None
    assert exif_local(shown) == truth["taken"]
    if truth["offset"]:
        assert (shown["taken"]["offset"], shown["taken"]["offset_source"]) == (
            truth["offset"],
            "file",
        )
    else:
        assert shown["taken"]["offset_source"] != "file"
    if truth["lat"] is None:
        assert shown["location"]["source"] != "exif"
    else:
        assert shown["location"]["source"] == "exif"
        assert shown["location"]["lat"] == pytest.approx(truth["lat"], abs=1e-5)
        assert shown["location"]["lon"] == pytest.approx(truth["lon"], abs=1e-5)
    assert (shown["width"], shown["height"]) == (truth["width"], truth["height"])
    # the golden file says 1 also for files without the tag
    assert shown["orientation"] == truth["orientation"] or (
        shown["orientation"] is None and truth["orientation"] == 1
    )
    if name.endswith(".HEIC"):
        assert shown["orientation"] == 1


def test_the_golden_file_knows_every_sample_picture(sample: list[Result], pictures: Path) -> None:
    files = {
        path.relative_to(pictures).as_posix()
        for path in pictures.rglob("*")
        if path.is_file() and path.suffix != ".txt"
    }
    assert files == set(golden())
    first, second = (run.json for run in sample)
    broken = sum(each["broken"] for each in golden().values())
    assert (first["added"], len(first["failed"])) == (len(files) - broken, broken)
    assert (second["unchanged"], len(second["failed"])) == (len(files) - broken, broken)


# other people's cameras


@pytest.fixture(scope="module")
def media(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Shown]]:
    """`show` of every file of the formats in scope, or of none, by its path in the corpus."""
    with isolated(tmp_path_factory.mktemp("media")):
        assert call("index", corpus / "media", "--json").code == 3
        shown = {}
        for name, their in truth(corpus).items():
            if their["file_type"] not in FORMATS and their["file_type"] is not None:
                continue
            result = call("show", corpus / "media" / name, "--json")
            shown[name] = result.json if result.code == 0 else {}
        yield shown


def truth(corpus: Path) -> dict[str, Shown]:
    return json.loads((corpus / "media-truth.json").read_text())["files"]


def by_file(shown: Shown) -> bool:
    """Whether the offset stands beside the date in the file."""
    return bool(shown["taken"]["offset_source"] == "file")


def exif_local(shown: Shown) -> str | None:
    return shown["taken"]["local"] if shown["taken"]["source"] == "exif" else None


def ours(shown: Shown, from_gps: bool) -> Shown:
    """The fields that are compared, of a `show`: what Exif says, not XMP, sidecar or name."""
    place = shown["location"] if shown["location"]["source"] == "exif" else {}
    taken = shown["taken"]
    fields = {
        "local": exif_local(shown),
        "offset": taken["offset"] if exif_local(shown) and by_file(shown) else None,
        "location": (place["lat"], place["lon"]) if place else None,
        "alt": place.get("alt"),
        "width": shown["width"],
        "height": shown["height"],
        "orientation": shown["orientation"],
        "make": shown["camera"]["make"],
        "model": shown["camera"]["model"],
    }
    if from_gps and taken["source"] != "xmp":  # which goes before the GPS clock
        fields["gps_utc"] = taken["utc"] if taken["source"] == "gps" else None
    return fields


def theirs(truth: Shown, format: str) -> Shown:
    """The same fields, as exiftool and the contract have them."""
    taken, place = truth["taken"], truth["location"]
    from_gps = truth["taken_from"] == GPS
    if place and (place["lat"], place["lon"]) == (0, 0):
        place = None  # the contract: no location
    return {
        "local": taken["local"] or (None if from_gps else other_exif_date(truth)),
        "offset": taken["offset"],
        "gps_utc": taken["utc"],
        "location": place and (place["lat"], place["lon"]),
        "alt": place and place["alt"],
        "width": truth["width"],
        "height": truth["height"],
        "orientation": 1 if format in UPRIGHT else truth["orientation"],
        "make": truth["camera"]["make"],
        "model": truth["camera"]["model"],
    }


def other_exif_date(truth: Shown) -> str | None:
    """DateTimeDigitized, else IFD0 DateTime, where there is no DateTimeOriginal."""
    for tag in ("ExifIFD:CreateDate", "IFD0:ModifyDate"):
        if tag in truth.get("also", {}):
            day, clock = truth["also"][tag].split(" ")
            return f"{day.replace(':', '-')}T{clock}"
    return None


def agrees(field: str, our: Any, their: Any) -> bool:
    if field == "location" and our and their:
        return all(abs(a - b) < 5e-5 for a, b in zip(our, their, strict=True))
    if field == "alt" and our is not None and their is not None:
        return abs(our - their) < 0.1
    return bool(our == their)


def test_agrees_with_exiftool(media: dict[str, Shown], corpus: Path) -> None:
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: dict[tuple[str, str], tuple[Any, Any]] = {}
    for name, their in truth(corpus).items():
        format = FORMATS.get(their["file_type"])
        if format is None:
            continue
        assert media[name], f"{name} is not in the library"
        if media[name]["error"]:
            # nothing may be lost, but there is nothing to lose
            nothing = their["width"] is None and their["taken_from"] is None
            assert nothing, f"{name}: {media[name]['error']}"
            continue
        expected = theirs(their, format)
        from_gps = their["taken_from"] == GPS
        for field, our in ours(media[name], from_gps).items():
            total[format] += 1
            right[format] += agrees(field, our, expected[field])
            if agrees(field, our, expected[field]):
                continue
            if (name, field) in AS_WELL and agrees(field, our, AS_WELL[name, field][0]):
                right[format] += 1
                continue
            wrong[name, field] = (our, expected[field])
    unexplained = {key: value for key, value in wrong.items() if key not in EXPLAINED}
    assert not unexplained, f"(file, field): (photosort, exiftool) {unexplained}"
    stale = set(EXPLAINED) - set(wrong)
    assert not stale, f"no longer wrong, remove these rows from EXPLAINED: {stale}"
    assert set(total) == set(AGREEMENT)
    percent = {format: 100 * right[format] / total[format] for format in total}
    low = {format: p for format, p in percent.items() if p < AGREEMENT[format]}
    assert not low, f"agreement in per cent of the fields: {percent}"


def test_empty_files_of_the_corpus_are_failures(media: dict[str, Shown], corpus: Path) -> None:
    empty = [name for name in truth(corpus) if (corpus / "media" / name).stat().st_size == 0]
    assert len(empty) == 4
    for name in empty:
        assert "empty" in media[name]["error"]


def test_sidecars_and_texts_are_no_photos(media: dict[str, Shown], corpus: Path) -> None:
    listed = call("show", corpus / "media" / "exifr" / "avif" / "readme", "--json")
    assert listed.code == 1
    assert "not in the library" in listed.json["error"]["message"]


# files that are broken on purpose


@pytest.fixture(scope="module")
def broken(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dict[str, Any], float]]:
    """The run over the broken files, and its seconds; `call("show")` works meanwhile."""
    with isolated(tmp_path_factory.mktemp("broken")):
        started = time.monotonic()
        result = call("index", corpus / "broken", "--json")
        assert result.code == 3, result.err
        yield result.json, time.monotonic() - started


def notes(corpus: Path) -> dict[str, Shown]:
    return json.loads((corpus / "broken-notes.json").read_text())["files"]


def test_broken_files_are_taken_in_quickly(broken: tuple[dict[str, Any], float]) -> None:
    counts, seconds = broken
    assert counts["found"] == counts["added"] + len(counts["failed"])
    assert all(each["error"] for each in counts["failed"])
    assert seconds < 10


def test_broken_files_are_what_their_notes_say(
    broken: tuple[dict[str, Any], float], corpus: Path
) -> None:
    folder = corpus / "broken"
    failed = {os.path.relpath(each["path"], folder): each["error"] for each in broken[0]["failed"]}
    wrong = {}
    for name, note in notes(corpus).items():
        expect = note.get("expect")
        if name == MOVIE:
            continue
        if name in failed:
            if expect not in (None, "failed") or not failed[name]:
                wrong[name] = failed[name]
            continue
        result = call("show", folder / name, "--json")
        if result.code != 0:
            wrong[name] = "neither read nor failed"
        elif expect is None:
            if invents(result.json, folder / name):
                wrong[name] = result.json
        elif expect == "failed" or not is_as(result.json, expect):
            wrong[name] = (expect, result.json)
    assert not wrong


MOVIE = "mvhd-1904.mp4"


def test_a_movie_whose_date_is_zero_is_read(
    broken: tuple[dict[str, Any], float], corpus: Path
) -> None:
    shown = call("show", corpus / "broken" / MOVIE, "--json").json
    assert shown["error"] is None
    assert is_as(shown, notes(corpus)[MOVIE]["expect"])


def is_as(shown: Shown, expect: str) -> bool:
    if expect == "ok: no location":
        return shown["location"]["lat"] is None
    if expect in ("ok: no Exif date", "ok: no date"):
        return exif_local(shown) is None and shown["taken"]["source"] != "quicktime"
    assert expect.startswith("ok: taken "), f"a note that this test does not know: {expect}"
    return exif_local(shown) == expect.removeprefix("ok: taken ")


def invents(shown: Shown, path: Path) -> bool:
    """Whether a date is told that the file does not hold."""
    local = exif_local(shown)
    if local is None:
        return False
    text = local.replace("-", ":").replace("T", " ").encode()
    return text not in path.read_bytes()
