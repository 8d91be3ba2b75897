"""YuNet and SFace by other runtimes than OpenCV give the same boxes and vectors."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from time import sleep
from types import ModuleType

import cv2
import numpy as np
import pytest
from PIL import Image

from fixtures.faces import PERSONS, face
from photosort.faces import age, engines, models, networks
from photosort.faces.alignment import SIDE
from photosort.faces.engine import FaceEngine, Picture
from photosort.faces.network import blob
from photosort.faces.onnx_files import unpacked
from photosort.faces.opencv_networks import OpencvDetector, OpencvEmbedder

PICTURES = 48  # of the corpus

OPENCV = int(cv2.__version__.partition(".")[0])
LEAST_LIKE = 0.999999 if OPENCV >= 5 else 0.9999
"""OpenCV 4 gives landmarks that differ by 0.01 px, which moves the pixels of an aligned face."""


def fast() -> ModuleType:
    """The module; it decides how the packages are imported, so this only looks for them."""
    for package in ("onnxruntime", "openvino"):
        if find_spec(package) is None:
            pytest.skip(f"{package} IS NOT TESTED: pip install 'photosort-cli[fast]'")
    from photosort.faces import fast as module

    return module


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[FaceEngine, FaceEngine]]:
    """The engine with the extra `fast`, and without."""
    fast()
    quick = engines.load("yunet-sface")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(networks, "find_spec", lambda name: None)
        plain = engines.load("yunet-sface")
    assert [each.split()[0] for each in quick.runtimes] == ["onnxruntime", "openvino"]
    assert [each.split()[0] for each in plain.runtimes] == ["opencv", "opencv"]
    yield quick, plain


def pixels(image: Image.Image) -> Picture:
    return np.asarray(image.convert("RGB"), dtype=np.uint8)


def assert_same(both: tuple[FaceEngine, FaceEngine], picture: Picture) -> int:
    """Compare what both find in a picture; returns the number of faces."""
    quick, plain = (engine.find([picture])[0] for engine in both)
    assert len(quick) == len(plain)
    for one, other in zip(quick, plain, strict=True):
        assert np.abs(np.subtract(one.box, other.box)).max() <= 1
        assert np.abs(np.subtract(one.landmarks, other.landmarks)).max() < 0.1
        a, b = (np.frombuffer(each.embedding, "<f4").astype(float) for each in (one, other))
        assert a @ b >= LEAST_LIKE
        assert one.quality == pytest.approx(other.quality, abs=0.01)
        assert one.norm == pytest.approx(other.norm, rel=1e-3)
    return len(plain)


@pytest.mark.parametrize("size", [(300, 300), (640, 480), (481, 1023), (1600, 1200)])
def test_drawn_faces(both: tuple[FaceEngine, FaceEngine], size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size, (225, 225, 220))
    side = min(size) // 2
    for place, person in enumerate(PERSONS[:4]):
        picture.paste(face(person, side), (place % 2 * side, place // 2 * side))
    assert assert_same(both, pixels(picture)) >= 3


def test_photographed_faces(both: tuple[FaceEngine, FaceEngine], corpus: Path) -> None:
    people = sorted((corpus / "faces" / "people").glob("*.jpg"))
    files = [*people[:: len(people) // PICTURES], *(corpus / "faces" / "groups").glob("*.jpg")]
    found = sum(assert_same(both, pixels(Image.open(path))) for path in files)
    assert found > len(files)


@pytest.mark.parametrize("size", [(1, 1), (31, 33), (1, 700), (2000, 40)])
def test_pictures_without_faces(both: tuple[FaceEngine, FaceEngine], size: tuple[int, int]) -> None:
    assert assert_same(both, pixels(Image.new("RGB", size, (90, 120, 90)))) == 0


def test_narrow_views_after_wide_ones_have_no_faces() -> None:
    """OpenCV 4 found some in memory that it had used before."""
    detector, noise = OpencvDetector(), np.random.default_rng(0)
    for size in ((20, 1024), (6, 320), (1024, 1), (320, 3), (40, 1000)) * 3:
        detector.detect(noise.integers(0, 255, (300, 320, 3), dtype=np.uint8))
        assert len(detector.detect(np.full((*size, 3), 100, dtype=np.uint8))) == 0


def test_many_faces_at_once_are_those_one_by_one() -> None:
    embedder = fast().OpenvinoEmbedder()
    shown = [pixels(face(person, SIDE)) for person in PERSONS]
    together, alone = embedder.embed(shown), np.concatenate([embedder.embed([e]) for e in shown])
    assert np.allclose(together, alone, atol=1e-4 * np.abs(alone).max())


@pytest.mark.parametrize("package", ["onnxruntime", "openvino"])
def test_a_broken_runtime_is_left_alone(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setattr(networks, "find_spec", lambda name: object() if name == package else None)
    monkeypatch.setitem(sys.modules, package, None)  # importing it raises ImportError
    engine = engines.load("yunet-sface")
    assert [each.split()[0] for each in engine.runtimes] == ["opencv", "opencv"]
    assert len(engine.find([pixels(face(PERSONS[0], 300))])[0]) == 1


@pytest.mark.parametrize("numbers", ["_YUNET_OF_NOISE", "_SFACE_OF_NOISE"])
def test_a_runtime_that_calculates_differently_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, numbers: str
) -> None:
    module = fast()
    other = tuple(each + 0.001 for each in getattr(module, numbers))  # as bfloat16 would have it
    monkeypatch.setattr(module, numbers, other)
    left = {"_YUNET_OF_NOISE": ["opencv", "openvino"], "_SFACE_OF_NOISE": ["onnxruntime", "opencv"]}
    assert [each.split()[0] for each in engines.load().runtimes] == left[numbers]


def test_the_same_aligned_faces_have_the_same_vectors() -> None:
    shown = [pixels(face(person, SIDE)) for person in PERSONS]
    vectors = [each.embed(shown) for each in (fast().OpenvinoEmbedder(), OpencvEmbedder())]
    one, other = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in vectors)
    assert (one * other).sum(axis=1).min() >= 0.999999


@pytest.mark.skipif(OPENCV < 5, reason="OpenCV 4 takes no input whose size is open")
def test_unpacked_networks_are_the_same_to_opencv() -> None:
    packed = models.load(models.SFACE)
    picture = blob([pixels(face(PERSONS[0], SIDE))])
    found = []
    for content in (packed, unpacked(packed)):
        network = cv2.dnn.readNetFromONNX(np.frombuffer(content, dtype=np.uint8))
        network.setInput(picture, "data")
        found.append(np.array(network.forward()))
    assert np.allclose(*found, atol=1e-4)


def test_ages_do_not_mix_in_threads() -> None:
    shown = [pixels(face(person, 200)) for person in PERSONS[:6]]
    points = [(80.0, 90.0), (120.0, 90.0), (100.0, 110.0), (85.0, 130.0), (115.0, 130.0)]
    alone = [age.age_shares(each, points) for each in shown]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda each: age.age_shares(each, points), shown * 20))
    assert all(np.array_equal(a, b) for a, b in zip(together, alone * 20, strict=True))


def test_loading_asks_nothing_of_the_network_and_starts_no_threads() -> None:
    """OpenVINO would report its import; and a process with threads cannot be forked."""
    fast()
    code = """
import sys, threading
def refuse(event, arguments):
    if event.startswith("socket."):
        print(event, arguments)
sys.addaudithook(refuse)
from photosort.faces import engines
print(*engines.load().runtimes, threading.active_count())
print([each for each in sys.modules if "telemetry" in each])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    runtimes, modules = done.stdout.splitlines()
    assert runtimes.startswith("onnxruntime") and " openvino " in runtimes
    assert runtimes.endswith(" 1") and modules == "[]"
    assert done.stderr == ""


@pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2, reason="one CPU only"
)
def test_embedding_is_bound_to_no_cpu() -> None:
    """As OpenVINO would have it, so that all processes of a pool work on the first one."""
    embedder = fast().OpenvinoEmbedder()
    shown = [pixels(face(PERSONS[0], SIDE))] * 8
    seen: set[frozenset[int]] = set()
    worker = Thread(target=lambda: [embedder.embed(shown) for _ in range(5)])
    worker.start()
    while worker.is_alive():
        with suppress(ProcessLookupError):
            seen.add(frozenset(os.sched_getaffinity(worker.native_id or 0)))
        sleep(0.001)
    assert seen == {frozenset(os.sched_getaffinity(0))}
