"""The engines by name, their models, and what is particular to the default one."""

import csv
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter

from fixtures.faces import PERSONS, face
from photosort.errors import PhotosortError, UsageError
from photosort.faces import engines, models
from photosort.faces.engine import FaceEngine, Picture
from photosort.model import Face

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def engine() -> FaceEngine:
    return engines.load()


def pixels(image: Image.Image) -> Picture:
    return np.asarray(image.convert("RGB"), dtype=np.uint8)


def main_face(engine: FaceEngine, image: Image.Image) -> Face | None:
    [faces] = engine.find([pixels(image)])
    return max(faces, key=lambda each: each.box.width * each.box.height, default=None)


def vector(found: Face) -> np.ndarray:
    return np.frombuffer(found.embedding, "<f4")


def test_unknown_engine() -> None:
    for ask in (engines.load, engines.version_of):
        with pytest.raises(UsageError, match="unknown face engine 'eigenfaces'") as caught:
            ask("eigenfaces")
        assert "yunet-sface, dlib" in caught.value.hint


def test_naming_versions_loads_nothing() -> None:
    code = (
        "import sys; from photosort.faces import engines; "
        "assert engines.version_of(), engines.version_of('dlib'); "
        "print([each for each in ('numpy', 'cv2', 'dlib', 'PIL') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_loading_says_nothing_on_stderr() -> None:
    code = "from photosort.faces import engines; engines.load()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


def test_a_damaged_model_is_not_used(tmp_path: Path) -> None:
    content = bytearray((models.DATA / models.YUNET).read_bytes())
    content[1000] ^= 1
    (tmp_path / models.YUNET).write_bytes(content)
    with pytest.raises(PhotosortError, match="is damaged") as caught:
        models.load(models.YUNET, tmp_path)
    assert "pip install --force-reinstall" in caught.value.hint


def test_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(PhotosortError, match="cannot be read: No such file") as caught:
        models.load(models.SFACE, tmp_path)
    assert "pip install --force-reinstall" in caught.value.hint


def test_licences_come_with_the_models() -> None:
    assert "MIT License" in (models.DATA / "LICENSE-YuNet.txt").read_text()
    assert "Apache License" in (models.DATA / "LICENSE-SFace.txt").read_text()


def test_drawn_people_are_told_apart(engine: FaceEngine) -> None:
    found = [main_face(engine, face(person)) for person in PERSONS]
    vectors = np.array([vector(each) for each in found if each])
    assert len(vectors) == len(PERSONS)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    assert likeness.max() < engine.linkage


VARIATIONS = [{"light": 0.75}, {"light": 1.2}, {"turn": 12.0}, {"smile": 1.0}, {"size": 400}]


@pytest.mark.parametrize(
    "variation", [VARIATIONS[0], *(pytest.param(x, marks=pytest.mark.slow) for x in VARIATIONS[1:])]
)
def test_drawn_people_stay_themselves(engine: FaceEngine, variation: dict[str, float]) -> None:
    for person in PERSONS:
        one, other = main_face(engine, face(person)), main_face(engine, face(person, **variation))
        assert one and other
        assert vector(one) @ vector(other) > engine.joining


@pytest.mark.parametrize(
    "side", [800, *(pytest.param(x, marks=pytest.mark.slow) for x in (200, 2400))]
)
def test_a_face_that_fills_the_picture(engine: FaceEngine, side: int) -> None:
    image = face(PERSONS[0], 1200).crop((260, 200, 940, 1100)).resize((side, side * 9 // 7))
    found = main_face(engine, image)
    assert found
    assert found.box.width > 0.7 * side


@pytest.mark.parametrize("tall", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_small_faces_in_a_panorama(engine: FaceEngine, tall: bool) -> None:
    size = (900, 12_000) if tall else (12_000, 900)
    image = Image.new("RGB", size, (150, 160, 170))
    places = [150, 1_350, 1_790, 5_000, 11_850]  # the second and third stand where tiles end
    for place in places:
        image.paste(face(PERSONS[1], 200), (400, place - 100) if tall else (place - 100, 400))
    [faces] = engine.find([pixels(image)])
    boxes = [each.box for each in faces]
    middles = [box.top + box.height / 2 if tall else box.left + box.width / 2 for box in boxes]
    assert sorted(middles) == pytest.approx(places, abs=30)


def test_each_face_once(engine: FaceEngine) -> None:
    """It is looked for at several sizes; a middling face is found at all of them."""
    for side in (300, 900):
        assert len(engine.find([pixels(face(PERSONS[1], side))])[0]) == 1


def test_quality_falls_with_what_is_missing(engine: FaceEngine) -> None:
    portrait = face(PERSONS[2], 300)
    good = main_face(engine, portrait)
    assert good and good.quality > 0.95
    worse = [
        portrait.filter(ImageFilter.GaussianBlur(7)),
        portrait.point(lambda value: value * 0.15),
        portrait.resize((45, 45), Image.Resampling.BOX),
        portrait.crop((150, 0, 300, 300)),
    ]
    for image in worse:
        found = main_face(engine, image)
        assert found is None or found.quality < 0.5


def test_embeddings_hold_across_versions_of_opencv(engine: FaceEngine) -> None:
    """What OpenCV 4.11 and 5.0 both gave; a library must not be worth less after an upgrade."""
    found = main_face(engine, face(PERSONS[0]))
    assert found
    assert vector(found)[:4] == pytest.approx(EXPECTED, abs=0.02), cv2.__version__


EXPECTED = (0.001, -0.004, -0.017, 0.043)


def rows(corpus: Path, name: str) -> list[dict[str, str]]:
    with (corpus / "faces" / name).open() as file:
        return list(csv.DictReader(file))


def test_groups_of_the_corpus(engine: FaceEngine, corpus: Path) -> None:
    for row in rows(corpus, "groups.csv"):
        [faces] = engine.find([pixels(Image.open(corpus / "faces" / row["file"]))])
        assert len(faces) == int(row["faces"]), row["file"]


@pytest.mark.slow
def test_people_of_the_corpus(engine: FaceEngine, corpus: Path) -> None:
    pictures = [Image.open(corpus / "faces" / row["file"]) for row in rows(corpus, "labels.csv")]
    found = [main_face(engine, image) for image in pictures]
    assert all(found)
    good = sum(each.quality > 0.8 for each in found if each)
    assert good / len(found) > 0.95
    blurred = [
        main_face(engine, each.filter(ImageFilter.GaussianBlur(3))) for each in pictures[::5]
    ]
    assert all(each is None or each.quality < 0.8 for each in blurred)
