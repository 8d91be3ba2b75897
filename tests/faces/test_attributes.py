"""Age, gender, mouth and smile: the measures by made-up shapes, the networks by real faces."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photosort.faces import engines, models
from photosort.faces.age import age_of
from photosort.faces.attributes import Described, describe, require
from photosort.faces.chips import Square, cut
from photosort.faces.engine import Picture
from photosort.faces.expression import open_share, smile_share
from photosort.faces.mesh import mesh
from photosort.faces.small_networks import network
from photosort.model import Attributes, Face
from photosort.model.attributes import ATTRIBUTES, GROWN


def shape(width: float = 0.6, gap: float = 0.02, lift: float = 0.0) -> np.ndarray:
    """A mesh of eyes, nose and mouth only, in distances between the eyes."""
    points = np.zeros((468, 3))
    points[[33, 133, 362, 263]] = [(-0.5, 0, 0), (-0.2, 0, 0), (0.2, 0, 0), (0.5, 0, 0)]
    points[2] = (0, 0.55, -0.2)
    points[61], points[291] = (-width / 2, 0.8 - lift, 0), (width / 2, 0.8 - lift, 0)
    for x, upper, lower in ((0, 13, 14), (-0.1, 82, 87), (0.1, 312, 317)):
        points[upper], points[lower] = (x, 0.8 - gap / 2, 0), (x, 0.8 + gap / 2, 0)
    return points


def test_a_smile_is_wide_and_lifted() -> None:
    assert smile_share(shape()) < 0.1
    assert smile_share(shape(width=0.7)) > smile_share(shape())
    assert smile_share(shape(lift=0.05)) > smile_share(shape())
    assert smile_share(shape(width=0.72, lift=0.1)) > 0.9
    assert smile_share(shape(lift=-0.1)) < smile_share(shape())


def test_a_mouth_is_open_where_lips_are_apart() -> None:
    assert open_share(shape(gap=0.0)) < 0.1
    assert open_share(shape(gap=0.05)) == pytest.approx(0.5, abs=0.05)
    assert open_share(shape(gap=0.3)) > 0.99


@given(
    st.floats(0.5, 0.9), st.floats(0, 0.3), st.floats(-0.1, 0.2), st.floats(0.1, 500),
    st.floats(-3, 3), st.floats(-1, 1),
)  # fmt: skip
def test_measures_know_neither_size_nor_position_nor_turn(
    width: float, gap: float, lift: float, scale: float, roll: float, yaw: float
) -> None:
    before = shape(width, gap, lift)
    turn = np.array([(np.cos(roll), -np.sin(roll), 0), (np.sin(roll), np.cos(roll), 0), (0, 0, 1)])
    aside = np.array([(np.cos(yaw), 0, np.sin(yaw)), (0, 1, 0), (-np.sin(yaw), 0, np.cos(yaw))])
    after = before @ aside.T @ turn.T * scale + (40, -7, 3)
    assert smile_share(after) == pytest.approx(smile_share(before), abs=1e-5)
    assert open_share(after) == pytest.approx(open_share(before), abs=1e-5)


def test_a_mesh_of_nothing_is_no_error() -> None:
    assert 0 <= smile_share(np.zeros((468, 3))) <= 1
    assert 0 <= open_share(np.zeros((468, 3))) <= 1


def shares(**ages: float) -> np.ndarray:
    found = np.zeros(81)
    for age, share in ages.items():
        found[int(age[1:])] = share
    return found


def test_an_age_is_the_mean() -> None:
    assert age_of(shares(a7=1)) == (7, 4, 1.0)
    assert age_of(shares(a1=1)) == (1, 1, 1.0)
    assert age_of(shares(a30=0.5, a34=0.5)) == (32, 5, 1.0)
    assert age_of(shares(a70=1)) == (70, 14, 1.0)


def test_a_network_of_two_minds_errs_more() -> None:
    years, error, in_group = age_of(shares(a10=0.5, a50=0.5))
    assert (years, error, in_group) == (30, 20, 0.5)


def test_a_cut_is_upright_and_of_its_size() -> None:
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[50:150, 100:200] = (10, 20, 30)
    whole = Square(np.array([150.0, 100.0]), np.array([1.0, 0.0]), 100.0)
    assert (cut(picture, whole, 50) == (10, 20, 30)).all()
    turned = whole._replace(across=np.array([0.0, 1.0]))
    assert (cut(picture, turned, 50)[5:-5, 5:-5] == (10, 20, 30)).all()
    assert (cut(picture, whole._replace(middle=np.array([-200.0, 0.0])), 20) == 0).all()


def test_only_what_is_asked_for() -> None:
    picture = np.full((120, 120, 3), 128, np.uint8)
    child, nothing = describe(picture, POINTS, ())
    assert 0 <= child <= 1
    assert nothing is None
    for name in ATTRIBUTES:
        again, found = describe(picture, POINTS, (name,))
        assert again == child
        assert found is not None
        assert found.asked == {name}
        known = {
            "age": found.years, "gender": found.female, "mouth": found.open, "smile": found.smile,
        }  # fmt: skip
        assert {each for each, value in known.items() if value is not None} <= {name}


POINTS = np.array([(40, 45), (80, 45), (60, 65), (45, 85), (75, 85)], dtype=float)


def test_of_small_faces_nothing_is_told() -> None:
    picture = np.full((120, 120, 3), 128, np.uint8)
    child, found = describe(picture, POINTS / 4, ATTRIBUTES)
    assert found == Attributes(frozenset(ATTRIBUTES))
    assert 0 <= child <= 1
    _, large = describe(picture, POINTS / 3, ATTRIBUTES)
    assert large is not None
    assert large.smile is not None


def test_landmarks_on_one_spot_are_no_error() -> None:
    picture = np.zeros((10, 10, 3), np.uint8)
    assert describe(picture, [(5, 5)] * 5, ATTRIBUTES).attributes is not None
    assert mesh(picture, [(5, 5)] * 5).shape == (468, 3)


def test_threads_do_not_mix_up_faces() -> None:
    random = np.random.default_rng(3)
    blobs = [random.random((1, 3, 32, 32), dtype=np.float32) for _ in range(24)]
    alone = [network(models.GENDER).run(each) for each in blobs]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(network(models.GENDER).run, blobs))
    assert all((one == other).all() for one, other in zip(alone, together, strict=True))


# real faces


def pixels(path: Path) -> Picture:
    return np.asarray(Image.open(path).convert("RGB"), dtype=np.uint8)


def told(picture: Picture) -> list[tuple[Face, Described]]:
    require(ATTRIBUTES)
    [found] = engines.load().find([picture])
    return [(face, describe(picture, face.landmarks, ATTRIBUTES)) for face in found]


def test_six_friends(corpus: Path) -> None:
    """Looked at by eye, from left to right."""
    found = [each.attributes for _, each in told(pixels(corpus / "faces/groups/friends.jpg"))]
    assert [each.gender for each in found if each] == [
        "female", "male", "male", "female", "female", "male",
    ]  # fmt: skip
    assert [each.smiles for each in found if each] == [True, False, True, True, True, False]
    assert [each.mouth for each in found if each] == [
        "open", "closed", "open", "open", "open", "closed",
    ]  # fmt: skip
    assert all(20 <= (each.years or 0) <= 59 for each in found if each)


def test_size_changes_little(corpus: Path) -> None:
    picture = Image.open(corpus / "faces/groups/friends.jpg").convert("RGB")
    face, small = max(
        told(np.asarray(picture, dtype=np.uint8)), key=lambda each: each[0].box.height
    )
    large = np.asarray(picture.resize((picture.width * 4, picture.height * 4)), dtype=np.uint8)
    _, again = describe(large, np.array(face.landmarks) * 4, ATTRIBUTES)
    assert small.attributes is not None
    assert again is not None
    assert again.smile == pytest.approx(small.attributes.smile, abs=0.1)
    assert abs((again.years or 0) - (small.attributes.years or 0)) <= 5
    assert again.gender == small.attributes.gender


def test_the_mesh_meets_the_landmarks(corpus: Path) -> None:
    picture = pixels(corpus / "faces/groups/friends.jpg")
    for face, _ in told(picture):
        shape = mesh(picture, face.landmarks)
        right, left = shape[[33, 133], :2].mean(axis=0), shape[[362, 263], :2].mean(axis=0)
        assert abs(right[1] - left[1]) < 0.2 * abs(right[0] - left[0])  # eyes level
        assert shape[61, 1] > shape[2, 1] > right[1]  # mouth below nose below eyes


def test_no_gender_of_children(corpus: Path) -> None:
    """In these two pictures, a face in the background looks younger than 13."""
    found = [
        each.attributes
        for name in ("Roger_Moore_0003", "Sean_OKeefe_0005")
        for _, each in told(pixels(corpus / "faces" / "people" / f"{name}.jpg"))
        if each.attributes and each.attributes.years is not None
    ]
    young = [each for each in found if (each.years or 0) < GROWN]
    assert len(young) >= 2
    assert len(found) > len(young)
    assert all((each.gender is None) == (each in young) for each in found)
