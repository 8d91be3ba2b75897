"""Exact copies are one photo: what only one of them tells is known of all."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import Photosort
from tests.make import jpeg

OLD = 1_700_000_000


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two copies that tell nothing; the second is named by a date."""
    first = jpeg(tmp_path / "p/a/photo.jpg", mtime=OLD)
    second = tmp_path / "p/b/IMG_20230514_101010.jpg"
    second.parent.mkdir()
    second.write_bytes(first.read_bytes())
    os.utime(second, (OLD, OLD))
    return first, second


def taken(photosort: Photosort, path: Path) -> tuple[str, str]:
    found = photosort("show", path, "--json").json["taken"]
    return found["local"], found["source"]


def place(photosort: Photosort, path: Path) -> tuple[float, float] | None:
    found = photosort("show", path, "--json").json["location"]
    return None if found["lat"] is None else (found["lat"], found["lon"])


def sidecar(photo: Path, lat: float = 48.2, lon: float = 16.4) -> Path:
    beside = photo.with_name(photo.name + ".json")
    geo = {"latitude": lat, "longitude": lon, "altitude": 0}
    beside.write_text(json.dumps({"geoData": geo}))
    return beside


def test_the_name_of_a_copy(photosort: Photosort, pair: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = pair
    photosort("index", tmp_path / "p")
    assert taken(photosort, first) == ("2023-05-14T10:10:10", "filename")
    assert photosort("trips", "--json").json["undated"] == 0
    before = photosort("query", "", "--json").out
    assert photosort("index", "--json").json["changed"] == 0
    assert photosort("query", "", "--json").out == before
    # what is known by a copy goes with it
    second.unlink()
    photosort("index")
    assert taken(photosort, first)[1] == "mtime"


def test_sidecars_go_before_names_and_facts_come_from_each(
    photosort: Photosort, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = pair
    beside = sidecar(first)
    photosort("index", tmp_path / "p")
    for path in pair:
        assert taken(photosort, path) == ("2023-05-14T10:10:10", "filename")
        assert place(photosort, path) == (48.2, 16.4)
    assert photosort("show", second, "--json").json["taken"]["offset"] == "+02:00"
    beside.write_text(json.dumps({"photoTakenTime": {"timestamp": "1683194400"}}))
    photosort("index")
    for path in pair:
        assert photosort("show", path, "--json").json["taken"]["source"] == "sidecar"
        assert place(photosort, path) is None
    beside.unlink()
    photosort("index")
    for path in pair:
        assert taken(photosort, path) == ("2023-05-14T10:10:10", "filename")


def test_each_keeps_what_it_tells_as_surely(photosort: Photosort, tmp_path: Path) -> None:
    first = jpeg(tmp_path / "IMG_20220101_101010.jpg")
    second = tmp_path / "IMG_20230514_101010.jpg"
    second.write_bytes(first.read_bytes())
    photosort("index", tmp_path)
    assert taken(photosort, first)[0] == "2022-01-01T10:10:10"
    assert taken(photosort, second)[0] == "2023-05-14T10:10:10"


def test_what_the_content_says_is_left_alone(photosort: Photosort, tmp_path: Path) -> None:
    first = jpeg(tmp_path / "a.jpg", "2021-02-03T04:05:06", lat=1.5, lon=103.5)
    second = tmp_path / "IMG_20230514_101010.jpg"
    second.write_bytes(first.read_bytes())
    sidecar(second)
    photosort("index", tmp_path)
    for path in (first, second):
        assert taken(photosort, path) == ("2021-02-03T04:05:06", "exif")
        assert place(photosort, path) == (1.5, 103.5)


def test_the_time_of_the_file_system_is_handed_to_nobody(
    photosort: Photosort, tmp_path: Path
) -> None:
    first = jpeg(tmp_path / "a.jpg", mtime=OLD)
    second = tmp_path / "b.jpg"
    second.write_bytes(first.read_bytes())
    os.utime(second, (OLD + 500_000, OLD + 500_000))
    photosort("index", tmp_path)
    utc = [photosort("show", x, "--json").json["taken"]["utc"] for x in (first, second)]
    assert utc[0] != utc[1]


def test_a_copy_that_is_ignored_tells_nothing_any_more(
    photosort: Photosort, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    photosort("index", tmp_path / "p")
    photosort("index", "--exclude", "b")
    assert taken(photosort, pair[0])[1] == "mtime"
    photosort("index", "--no-exclude")
    assert taken(photosort, pair[0])[1] == "filename"


def test_what_a_user_says_stays_and_can_be_taken_back(
    photosort: Photosort, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = pair
    photosort("index", tmp_path / "p")
    photosort("date", "set", first, "1999-12-31")
    sidecar(second)
    photosort("index")
    assert taken(photosort, first) == ("1999-12-31T00:00:00", "user")
    assert taken(photosort, second) == ("2023-05-14T10:10:10", "filename")
    assert place(photosort, first) == (48.2, 16.4)
    photosort("date", "unset", first)
    assert taken(photosort, first) == ("2023-05-14T10:10:10", "filename")
