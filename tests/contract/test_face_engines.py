"""What every engine that finds faces must do: the default, dlib, and the one for tests."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from fixtures.faces import PERSONS, face
from photosort.errors import MissingExtraError
from photosort.faces import engines
from photosort.faces.engine import FaceEngine, Picture
from photosort.model import Face
from tests import conftest
from tests.fake_faces import DiscEngine, discs

Portrait = Callable[[int, int], Image.Image]
"""A square picture of one face, by number of the person and size in pixels."""


class Case(NamedTuple):
    engine: FaceEngine
    portrait: Portrait
    people: tuple[int, ...]


def disc(person: int, size: int) -> Image.Image:
    colour = [(230, 40, 40), (40, 200, 60), (50, 60, 230)][person]
    return discs((size, size), (size / 2, size / 2, size / 3, colour))


@pytest.fixture(scope="module", params=["discs", *engines.ENGINES])
def case(request: pytest.FixtureRequest) -> Case:
    if request.param == "discs":
        return Case(DiscEngine(), disc, (0, 1, 2))
    try:
        return Case(engines.load(request.param), face, PERSONS[:3])
    except MissingExtraError as error:
        pytest.skip(f"THE ENGINE {request.param} IS NOT TESTED: {error.message}; {error.hint}")


def pixels(image: Image.Image) -> Picture:
    return np.asarray(image.convert("RGB"), dtype=np.uint8)


def group(case: Case) -> Picture:
    """Three people side by side, 600 × 200."""
    image = Image.new("RGB", (600, 200), "white")
    for place, person in enumerate(case.people):
        image.paste(case.portrait(person, 200), (200 * place, 0))
    return pixels(image)


@pytest.fixture(scope="module")
def found(case: Case) -> list[Face]:
    """What the engine finds of the three."""
    [faces] = case.engine.find([group(case)])
    return faces


@pytest.fixture(scope="module")
def corpus_faces() -> list[Picture]:
    """Photographed faces, where there are any: the drawn ones do without them."""
    folder = conftest.CORPUS / "faces" / "people"
    return [pixels(Image.open(path)) for path in sorted(folder.glob("*.jpg"))[:40:8]]


def vector(embedding: bytes) -> np.ndarray:
    return np.frombuffer(embedding, "<f4").astype(np.float64)


def test_it_says_what_it_is(case: Case) -> None:
    engine = case.engine
    assert engine.name and engine.version and engine.dimensions > 0
    assert -1 < engine.linkage <= engine.joining < 1
    assert engine.runtimes and all(engine.runtimes)
    if engine.name in engines.ENGINES:
        assert engine.version == engines.version_of(engine.name)


def test_all_faces_from_left_to_right(found: list[Face]) -> None:
    assert [each.box.left // 200 for each in found] == [0, 1, 2]


def test_boxes_and_points_lie_on_the_face(found: list[Face]) -> None:
    for each in found:
        left, top, width, height = each.box
        assert left >= 0 and top >= 0 and left + width <= 600 and top + height <= 200
        assert 60 < width < 200 and 60 < height <= 200
        assert len(each.landmarks) == 5
        for x, y in each.landmarks:
            assert left <= x <= left + width and top <= y <= top + height
        (right_eye, left_eye, nose, right_mouth, left_mouth) = each.landmarks
        assert right_eye[0] < nose[0] < left_eye[0]
        assert right_mouth[0] < left_mouth[0] and right_mouth[1] > right_eye[1]


def test_what_is_said_of_a_face_is_in_range(case: Case, found: list[Face]) -> None:
    for each in found:
        assert 0.5 < each.score <= 1
        # dlib is less sure of drawings
        assert (0.3 if case.engine.name == "dlib" else 0.8) < each.quality <= 1
        assert each.sharpness > 0
        assert max(map(abs, each.pose)) < 30
        assert each.frame_ms is None
        assert len(each.embedding) == 4 * case.engine.dimensions
        assert np.linalg.norm(vector(each.embedding)) == pytest.approx(1, abs=1e-5)


def test_one_person_is_like_itself_and_unlike_others(case: Case) -> None:
    shown = [pixels(case.portrait(person, size)) for person in case.people for size in (200, 300)]
    found = [vector(faces[0].embedding) for faces in case.engine.find(shown)]
    for one in range(0, 6, 2):
        assert found[one] @ found[one + 1] > case.engine.joining
        if case.engine.name == "dlib":
            continue  # it cares less for what sets drawings apart
        for other in range(one + 2, 6):
            assert found[one] @ found[other] < case.engine.linkage


def test_the_same_twice_and_whatever_else_is_in_the_batch(case: Case, found: list[Face]) -> None:
    picture, other, alone = group(case), pixels(case.portrait(case.people[0], 300)), found
    assert case.engine.find([other, picture, other])[1] == alone
    assert case.engine.find([picture]) == [alone]


def test_faces_are_plain_values(found: list[Face]) -> None:
    for each in found:
        numbers = [*each.box, *(v for point in each.landmarks for v in point)]
        assert {type(number) for number in numbers} <= {int, float}
        assert type(each.score) is type(each.quality) is type(each.sharpness) is float


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (3, 2), (17, 5), (3000, 20)])
def test_no_picture_is_too_small_or_too_long(case: Case, size: tuple[int, int]) -> None:
    assert case.engine.find([pixels(Image.new("RGB", size, (250, 250, 250)))]) == [[]]


def test_no_pictures(case: Case) -> None:
    assert case.engine.find([]) == []


def test_pictures_that_are_views_of_others(case: Case) -> None:
    whole = group(case)
    [first] = case.engine.find([whole[:, :200]])
    assert first == case.engine.find([whole[:, :200].copy()])[0]
    assert len(first) == 1


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_pictures_that_are_turned_views(case: Case, turns: int) -> None:
    """Upright views of pixels that are stored as a camera held sideways wrote them."""
    whole = pixels(case.portrait(case.people[0], 1300))
    stored = np.ascontiguousarray(np.rot90(whole, turns))
    [[face]] = case.engine.find([np.rot90(stored, -turns)])
    [[same]] = case.engine.find([whole])
    assert np.abs(np.subtract(face.box, same.box)).max() <= 3  # some interpolation is not the same
    assert vector(face.embedding) @ vector(same.embedding) > 0.99


def test_threads_do_not_mix_up_pictures(case: Case, corpus_faces: list[Picture]) -> None:
    shown = [pixels(case.portrait(person, size)) for person in case.people for size in (200, 240)]
    shown += corpus_faces[:2] if case.engine.name == "dlib" else corpus_faces
    alone = [case.engine.find([each]) for each in shown]
    assert sum(len(faces) for [faces] in alone) >= len(case.people)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda each: case.engine.find([each]), shown * 3))
    assert together == alone * 3


def test_small_and_cut_faces_have_low_quality(case: Case) -> None:
    image = case.portrait(case.people[0], 200)
    buffer = io.BytesIO()
    image.resize((40, 40), Image.Resampling.BOX).save(buffer, "PNG")
    for faces in case.engine.find([pixels(Image.open(buffer))]):
        assert all(each.quality < 0.8 for each in faces)


def test_faces_in_photos(case: Case, corpus: Path) -> None:
    if case.engine.name == "discs":
        pytest.skip("finds no photographed faces")
    picture = pixels(Image.open(corpus / "faces" / "groups" / "friends.jpg"))
    assert len(case.engine.find([picture])[0]) == 6
