"""Finding faces in photos of 12 MP, against dlib's HOG and ResNet (as face_recognition has)."""

import csv
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path
from statistics import median
from time import process_time

import cv2
import pytest
from PIL import Image

from fixtures.faces import PERSONS, face
from photosort.faces import networks
from photosort.faces.alignment import align
from photosort.faces.engine import Picture
from photosort.faces.network import Detector, Embedder
from photosort.faces.opencv_networks import OpencvDetector, OpencvEmbedder
from photosort.faces.views import views
from photosort.media.pixels import open_picture
from photosort.workflow.people import faces as workflow
from photosort.workflow.people.faces import FaceRequest, scan_faces
from tests.conftest import CORPUS

from .measure import RUNS, Row, seconds

pytestmark = pytest.mark.bench

cv2.setNumThreads(1)

Report = Callable[[Row], None]

SIZE = (4000, 3000)
PHOTOS = 12
MANY = 300
OURS, REFERENCE = "yunet-sface", "dlib"

LARGE = (200, 280, 360, 440)
SMALL = (60, 90, 120, 150)
"""Widths of planted faces in pixels."""

_FACE = 0.4  # of the side of a portrait


@pytest.fixture(scope="module")
def photos(space: Path) -> list[FaceRequest]:
    """JPEGs of 12 MP: groups as they would have come from a camera, and planted portraits."""
    folder = space / "photos"
    folder.mkdir()
    portraits = _portraits()
    pictures = [_filling(each) for each in _groups()]
    while len(pictures) < PHOTOS:
        pictures.append(_planted(portraits))
    requests = []
    for number, picture in enumerate(pictures):
        path = folder / f"{number}.jpg"
        picture.save(path, quality=90)
        requests.append(FaceRequest(number, os.fsencode(path), "image/jpeg", *SIZE, 1))
    return requests


def _groups() -> list[Image.Image]:
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "faces" / "groups.csv").open() as file:
        return [Image.open(CORPUS / "faces" / row["file"]) for row in csv.DictReader(file)]


def _portraits() -> Iterator[Image.Image]:
    """Portraits without end: photographed ones, or drawn ones where the corpus is absent."""
    if CORPUS.is_dir():
        people = sorted((CORPUS / "faces" / "people").iterdir())
        return (Image.open(path).convert("RGB") for path in cycle(people[::5]))
    print("\nTHE CORPUS IS ABSENT: faces are drawn, of which dlib finds few")
    return (face(person, 500) for person in cycle(PERSONS))


def _filling(image: Image.Image) -> Image.Image:
    scale = min(SIZE[0] / image.width, SIZE[1] / image.height)
    photo = Image.new("RGB", SIZE, (120, 120, 120))
    size = round(image.width * scale), round(image.height * scale)
    photo.paste(image.convert("RGB").resize(size, Image.Resampling.BICUBIC), (0, 0))
    return photo


def _planted(portraits: Iterator[Image.Image]) -> Image.Image:
    """A noisy photo with a row of large faces and one of small ones."""
    photo = Image.effect_noise((SIZE[0] // 4, SIZE[1] // 4), 20).resize(SIZE).convert("RGB")
    for top, widths in ((100, SMALL), (900, LARGE)):
        for place, width in enumerate(widths):
            side = round(width / _FACE)
            portrait = next(portraits).resize((side, side), Image.Resampling.BICUBIC)
            photo.paste(portrait, (50 + 950 * place, top))
    return photo


@contextmanager
def _opencv_only() -> Iterator[None]:
    """As without the extra `fast`."""
    workflow._engine.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(networks, "find_spec", lambda name: None)
        yield
    workflow._engine.cache_clear()


def _run(engine: str, photos: list[FaceRequest]) -> tuple[float, int]:
    """CPU seconds a photo, and the faces found."""
    started = process_time()
    readings = scan_faces(engine, photos)
    used = process_time() - started
    assert not [reading.error for reading in readings if reading.error]
    return used / len(photos), sum(len(reading.faces) for reading in readings)


def test_a_photo_of_12_megapixels(photos: list[FaceRequest], report: Report) -> None:
    pytest.importorskip("dlib", reason="THE REFERENCE IS ABSENT: pip install 'photosort-cli[dlib]'")
    _run(REFERENCE, photos[:1])  # loads the models
    with _opencv_only():
        _measure("CPU a photo of 12 MP: decode, find and describe faces", 8, photos, report)
    if any(find_spec(package) is None for package in ("onnxruntime", "openvino")):
        pytest.skip("THE EXTRA IS ABSENT: pip install 'photosort-cli[fast]'")
    _measure("the same with the extra fast", 12, photos, report)


def _measure(name: str, goal: int, photos: list[FaceRequest], report: Report) -> None:
    _run(OURS, photos[:1])  # loads the models
    pairs = [(_run(OURS, photos), _run(REFERENCE, photos)) for _ in range(RUNS)]
    ours, other = (median(pair[side][0] for pair in pairs) for side in (0, 1))
    found, found_there = pairs[0][0][1], pairs[0][1][1]
    report(
        Row(
            name,
            f"{seconds(ours)}, {found} faces",
            f"dlib HOG + ResNet {seconds(other)}, {found_there} faces",
            ours / other,
            f"goal 1/{goal} at no fewer faces",
            ours <= other / goal and found >= found_there,
        )
    )


def test_stages(photos: list[FaceRequest], report: Report) -> None:
    """Where the time goes, in both ways that the networks run."""
    held = [FaceRequest(*each[:5], 6) for each in photos]  # a camera held sideways
    upright = [_pixels(each) for each in photos]
    small = [next(views(each)).pixels for each in upright]
    rows = [
        ("decode", _spent(lambda: [_pixels(each) for each in photos])),
        ("decode, held sideways", _spent(lambda: [_pixels(each) for each in held])),
        ("views at 1,024 and 320 px", _spent(lambda: [list(views(each)) for each in upright])),
    ]
    for name, detector, embedder in _runtimes():
        rows += _networks(name, detector, embedder, small)
    for stage, spent in rows:
        report(Row(f"faces: {stage}", seconds(spent / len(photos)), "", None, "", None))


def _networks(
    name: str, detector: Detector, embedder: Embedder, small: list[Picture]
) -> list[tuple[str, float]]:
    seen = [detector.detect(each) for each in small]
    chips = [
        [align(view, row[4:14].reshape(5, 2)).pixels for row in found]
        for view, found in zip(small, seen, strict=True)
    ]
    count = sum(map(len, chips))
    return [
        (f"YuNet, {name}", _spent(lambda: [detector.detect(each) for each in small])),
        (f"SFace, {count} faces, {name}", _spent(lambda: [embedder.embed(c) for c in chips if c])),
    ]


def _runtimes() -> Iterator[tuple[str, Detector, Embedder]]:
    yield "OpenCV", OpencvDetector(), OpencvEmbedder()
    detector, embedder = networks.detector(), networks.embedder()
    yield f"{detector.runtime} and {embedder.runtime}", detector, embedder


def _pixels(photo: FaceRequest) -> Picture:
    return open_picture(photo.path, photo.content_type, photo.orientation, SIZE).pixels


def _spent(work: Callable[[], object]) -> float:
    """CPU seconds, the median of several runs."""
    work()
    used = []
    for _ in range(RUNS):
        started = process_time()
        work()
        used.append(process_time() - started)
    return median(used)


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
