"""Finding faces in photos of 12 MP, against dlib's HOG and ResNet (as face_recognition has)."""

import csv
import os
import resource
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

import pytest
from PIL import Image

from photosort.workflow.people.faces import FaceRequest, scan_faces

from .measure import RUNS, Row, seconds

pytestmark = pytest.mark.bench

Report = Callable[[Row], None]

SIZE = (4000, 3000)
PHOTOS = 12
MANY = 300
OURS, REFERENCE = "yunet-sface", "dlib"


@pytest.fixture(scope="module")
def photos(corpus: Path, space: Path) -> list[FaceRequest]:
    """JPEGs of 12 MP: groups as they would have come from a camera, and portraits side by side."""
    folder = space / "photos"
    folder.mkdir()
    with (corpus / "faces" / "groups.csv").open() as file:
        groups = [Image.open(corpus / "faces" / row["file"]) for row in csv.DictReader(file)]
    people = sorted((corpus / "faces" / "people").iterdir())[:: 348 // (PHOTOS * 4)]
    pictures = [_filling(group) for group in groups]
    for start in range(0, 4 * (PHOTOS - len(groups)), 4):
        pictures.append(_side_by_side(people[start : start + 4]))
    requests = []
    for number, picture in enumerate(pictures):
        path = folder / f"{number}.jpg"
        picture.save(path, quality=90)
        requests.append(FaceRequest(number, os.fsencode(path), "image/jpeg", *SIZE, 1))
    return requests


def _filling(image: Image.Image) -> Image.Image:
    scale = min(SIZE[0] / image.width, SIZE[1] / image.height)
    photo = Image.new("RGB", SIZE, (120, 120, 120))
    size = round(image.width * scale), round(image.height * scale)
    photo.paste(image.convert("RGB").resize(size, Image.Resampling.BICUBIC), (0, 0))
    return photo


def _side_by_side(paths: list[Path]) -> Image.Image:
    photo = Image.effect_noise((SIZE[0] // 4, SIZE[1] // 4), 20).resize(SIZE).convert("RGB")
    for place, path in enumerate(paths):
        side = 500 + 200 * place
        portrait = Image.open(path).resize((side, side), Image.Resampling.BICUBIC)
        photo.paste(portrait, (50 + 950 * place, 900))
    return photo


def _run(engine: str, photos: list[FaceRequest]) -> tuple[float, int]:
    """CPU seconds a photo, and the faces found."""
    started = process_time()
    readings = scan_faces(engine, photos)
    used = process_time() - started
    assert not [reading.error for reading in readings if reading.error]
    return used / len(photos), sum(len(reading.faces) for reading in readings)


def test_a_photo_of_12_megapixels(photos: list[FaceRequest], report: Report) -> None:
    pytest.importorskip("dlib", reason="THE REFERENCE IS ABSENT: pip install 'photosort-cli[dlib]'")
    for engine in (OURS, REFERENCE):
        _run(engine, photos[:1])  # loads the models
    pairs = [(_run(OURS, photos), _run(REFERENCE, photos)) for _ in range(RUNS)]
    ours, other = (median(pair[side][0] for pair in pairs) for side in (0, 1))
    found, found_there = pairs[0][0][1], pairs[0][1][1]
    report(
        Row(
            "CPU a photo of 12 MP: decode, find and describe faces",
            f"{seconds(ours)}, {found} faces",
            f"dlib HOG + ResNet {seconds(other)}, {found_there} faces",
            ours / other,
            "at most 1/3 at no fewer faces",
            ours <= other / 3 and found >= found_there,
        )
    )
    report(Row("the same, by itself", seconds(ours), "", None, "under 0.25 s", ours < 0.25))


def test_memory_stays_flat(photos: list[FaceRequest], report: Report) -> None:
    sizes = []
    for number in range(MANY):
        scan_faces(OURS, [photos[number % len(photos)]])
        if number in (49, MANY - 1):
            sizes.append(_resident_mb())
    early, late = sizes
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report(
        Row(
            f"memory after {MANY} photos of 12 MP",
            f"{late:.0f} MB (peak {peak:.0f})",
            f"after 50: {early:.0f} MB",
            late / early,
            "at most 1.05 ×",
            late <= 1.05 * early,
        )
    )


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6
