"""Faces in `show` of files that are scanned through another one: in pixels of each file."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photosort.faces import engines
from tests import discs
from tests.conftest import Photosort
from tests.fake_faces import discs as drawn

RED = (230, 40, 40)
BOX = (200, 100, 400, 400)  # of the disc in the original, 1600 × 1200
TAKEN = "2023:04:01 10:00:00"


@pytest.fixture(autouse=True)
def _discs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")


def upright() -> Image.Image:
    left, top, size, _ = BOX
    return drawn((1600, 1200), (left + size / 2, top + size / 2, size / 2, RED))


def save(picture: Image.Image, path: Path, orientation: int = 1, dng: bool = False) -> Path:
    """A JPEG, or the TIFF that a DNG is, with a date and an orientation."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = TAKEN
    exif[0x0112] = orientation
    if dng:
        exif[0xC612] = b"\x01\x04\x00\x00"  # DNGVersion
    picture.save(path, "TIFF" if dng else "JPEG", exif=exif)
    return path


def shown(photosort: Photosort, folder: Path, name: str) -> dict[str, Any]:
    """What `show` tells of a file, once all are indexed and scanned."""
    photosort("index", folder)
    assert photosort("people", "--json").json["faces"] == 1
    return photosort("show", folder / name, "--json").json


def near(found: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    [face] = found["faces"]
    return all(abs(one - other) <= 6 for one, other in zip(face["box"], box, strict=True))


def test_a_raw_file_with_some_more_pixels(photosort: Photosort, tmp_path: Path) -> None:
    save(upright(), tmp_path / "p/IMG_1.jpg")
    save(Image.new("L", (3216, 2408)), tmp_path / "p/IMG_1.dng", dng=True)
    found = shown(photosort, tmp_path / "p", "IMG_1.dng")
    assert (found["relation"], found["width"]) == ("raw", 3216)
    assert near(found, (402, 201, 804, 803))
    assert near(photosort("show", tmp_path / "p/IMG_1.jpg", "--json").json, BOX)
    points = photosort("show", tmp_path / "p/IMG_1.dng", "--json").json["faces"][0]["landmarks"]
    assert all(402 <= x <= 1206 and 201 <= y <= 1004 for x, y in points)


def test_a_raw_file_held_sideways(photosort: Photosort, tmp_path: Path) -> None:
    save(upright(), tmp_path / "p/IMG_1.jpg")
    save(Image.new("L", (2400, 3200)), tmp_path / "p/IMG_1.dng", orientation=6, dng=True)
    assert near(shown(photosort, tmp_path / "p", "IMG_1.dng"), (400, 200, 800, 800))


@pytest.mark.parametrize("size", [(800, 600), (3200, 2400), (1000, 750), (161, 121)])
def test_an_edited_copy_of_another_size(
    photosort: Photosort, tmp_path: Path, size: tuple[int, int]
) -> None:
    save(upright(), tmp_path / "p/IMG_0001.jpg")
    save(upright().resize(size), tmp_path / "p/IMG_E0001.jpg")
    found = shown(photosort, tmp_path / "p", "IMG_E0001.jpg")
    assert found["relation"] == "edited"
    assert near(found, tuple(each * size[0] / 1600 for each in BOX))


def test_an_upright_copy_of_a_turned_original(photosort: Photosort, tmp_path: Path) -> None:
    stored = upright().transpose(Image.Transpose.ROTATE_90)
    save(stored, tmp_path / "p/IMG_0001.jpg", orientation=6)
    save(upright().resize((400, 300)), tmp_path / "p/IMG_E0001.jpg")
    found = shown(photosort, tmp_path / "p", "IMG_E0001.jpg")
    assert near(found, (50, 25, 100, 100))
    assert near(photosort("show", tmp_path / "p/IMG_0001.jpg", "--json").json, BOX)


@pytest.mark.parametrize("size", [(900, 900), (1600, 900), (1200, 1600)])
def test_another_part_of_the_picture_has_no_boxes(
    photosort: Photosort, tmp_path: Path, size: tuple[int, int]
) -> None:
    save(upright(), tmp_path / "p/IMG_0001.jpg")
    save(upright().crop((0, 0, *size)), tmp_path / "p/IMG_E0001.jpg")
    assert shown(photosort, tmp_path / "p", "IMG_E0001.jpg")["faces"] == []


def test_an_exact_copy_has_the_same_boxes(photosort: Photosort, tmp_path: Path) -> None:
    stored = upright().transpose(Image.Transpose.ROTATE_90)
    path = save(stored, tmp_path / "p/a.jpg", orientation=6)
    shutil.copy(path, tmp_path / "p/b.jpg")
    found = shown(photosort, tmp_path / "p", "b.jpg")
    assert found["relation"] == "duplicate" and near(found, BOX)


def test_queries_give_the_same(photosort: Photosort, tmp_path: Path) -> None:
    save(upright(), tmp_path / "p/IMG_0001.jpg")
    save(upright().resize((800, 600)), tmp_path / "p/IMG_E0001.jpg")
    found = shown(photosort, tmp_path / "p", "IMG_E0001.jpg")
    all_of_them = {os.path.basename(e["path"]): e for e in photosort("query", "", "--json").json}
    assert all_of_them["IMG_E0001.jpg"] == found
