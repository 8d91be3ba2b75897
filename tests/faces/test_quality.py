"""Pose, alignment and quality: pure functions over points and pixels."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.faces.alignment import SIDE, TEMPLATE, align, similarity
from photosort.faces.pose import AVERAGE_FACE, angles, pose_of
from photosort.faces.quality import quality, share_inside, sharpness
from photosort.model import Pose

angle = st.floats(-40, 40)
FRONTAL = Pose(0.0, 0.0, 0.0)


def turned(yaw: float, pitch: float, roll: float) -> np.ndarray:
    """The rotation of a head that first rolls, then nods, then turns."""
    about_z = cv2.Rodrigues(np.array([0, 0, np.radians(roll)]))[0]
    about_x = cv2.Rodrigues(np.array([-np.radians(pitch), 0, 0]))[0]
    about_y = cv2.Rodrigues(np.array([0, -np.radians(yaw), 0]))[0]
    return np.asarray(about_y @ about_x @ about_z)


def seen(rotation: np.ndarray, scale: float = 3.0) -> np.ndarray:
    """The five points of an average face as a distant camera sees them."""
    return (AVERAGE_FACE @ rotation.T)[:, :2] * scale + (400, 300)


@given(angle, angle, st.floats(-60, 60))
def test_pose_of_a_head_that_is_turned(yaw: float, pitch: float, roll: float) -> None:
    rotation = turned(yaw, pitch, roll)
    assert pose_of(seen(rotation)) == pytest.approx(angles(rotation), abs=3)


def test_signs_of_the_angles() -> None:
    right, up, clockwise = (pose_of(seen(turned(*each))) for each in np.eye(3) * 20)
    assert right.yaw == pytest.approx(20, abs=2)
    assert up.pitch == pytest.approx(20, abs=2)
    assert clockwise.roll == pytest.approx(20, abs=2)
    # who turns to the right edge has the nose to the right of the middle of the eyes
    points = seen(turned(20, 0, 0))
    assert points[2, 0] > points[:2, 0].mean()
    # who looks up has the nose nearer to the eyes
    assert seen(turned(0, 20, 0))[2, 1] < seen(turned(0, 0, 0))[2, 1]


def test_an_upside_down_face() -> None:
    assert abs(pose_of(seen(turned(0, 0, 180))).roll) == pytest.approx(180, abs=2)


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), min_size=5, max_size=5))
def test_no_five_points_break_anything(points: list[tuple[float, float]]) -> None:
    assert np.isfinite(pose_of(points)).all()
    picture = np.full((40, 60, 3), 90, dtype=np.uint8)
    aligned = align(picture, points)
    assert aligned.pixels.shape == (SIDE, SIDE, 3)
    assert 0 <= share_inside(aligned.matrix, 60, 40) <= 1


@given(st.floats(-180, 180), st.floats(0.2, 20), st.floats(-500, 500), st.floats(-500, 500))
def test_alignment_undoes_any_similarity(turn: float, scale: float, x: float, y: float) -> None:
    z = (TEMPLATE @ (1, 1j)) * scale * np.exp(1j * np.radians(turn)) + complex(x, y)
    matrix = similarity(np.column_stack([z.real, z.imag]))
    back = np.column_stack([z.real, z.imag, np.ones(5)]) @ matrix.T
    assert back == pytest.approx(TEMPLATE, abs=1e-6)


@pytest.mark.parametrize("scale", [0.7, 1.0, 2.0, 5.3])
def test_aligned_pixels_are_those_at_the_points(scale: float) -> None:
    side = int(SIDE * scale)
    y, x = np.mgrid[0:side, 0:side] / scale
    picture = np.stack([x, y, 0 * x], axis=2).astype(np.uint8)  # each pixel says where it is
    face = align(picture, TEMPLATE * scale).pixels.astype(int)
    for row, column in [(30, 30), (56, 80), (90, 40)]:
        assert face[row, column, 0] == pytest.approx(column, abs=1.5)
        assert face[row, column, 1] == pytest.approx(row, abs=1.5)


def noise(contrast: float = 40, mean: float = 128) -> np.ndarray:
    """A face-like amount of detail at all sizes."""
    rng = np.random.default_rng(1)
    values = sum(
        cv2.resize(rng.normal(size=(n, n)), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        for n in (4, 8, 16, 32, 64)
    )
    values = (values - values.mean()) / values.std() * contrast + mean
    return np.clip(values, 0, 255).astype(np.uint8)


def test_sharpness_is_the_variance_of_the_laplacian() -> None:
    grey = noise()
    expected = cv2.Laplacian(grey, cv2.CV_64F)[20:100, 20:92].var()
    assert sharpness(grey) == pytest.approx(expected, rel=1e-5)


def test_a_good_face_has_full_quality() -> None:
    assert quality(noise(), 1.0, 1.0, FRONTAL, 0.93) == 1


@pytest.mark.parametrize(
    ("grey", "scale", "inside", "pose", "score"),
    [
        (cv2.GaussianBlur(noise(), (0, 0), 6), 1.0, 1.0, FRONTAL, 0.93),
        (noise(8, 25), 1.0, 1.0, FRONTAL, 0.93),
        (noise(10, 245), 1.0, 1.0, FRONTAL, 0.93),
        (noise(), 0.25, 1.0, FRONTAL, 0.93),
        (noise(), 1.0, 0.75, FRONTAL, 0.93),
        (noise(), 1.0, 1.0, Pose(55.0, 0.0, 0.0), 0.93),
        (noise(), 1.0, 1.0, Pose(0.0, -55.0, 0.0), 0.93),
        (noise(), 1.0, 1.0, FRONTAL, 0.5),
        (np.zeros((SIDE, SIDE), np.uint8), 1.0, 1.0, FRONTAL, 0.93),
    ],
    ids=["blurred", "dark", "bright", "small", "cut", "turned", "nodding", "doubtful", "black"],
)
def test_a_bad_face_has_little(
    grey: np.ndarray, scale: float, inside: float, pose: Pose, score: float
) -> None:
    assert quality(grey, scale, inside, pose, score) < 0.5


def test_roll_does_not_matter() -> None:
    assert quality(noise(), 1.0, 1.0, Pose(0.0, 0.0, 170.0), 0.93) == 1


def test_share_inside() -> None:
    whole = np.array([[1.0, 0, 0], [0, 1, 0]])
    assert share_inside(whole, SIDE, SIDE) == 1
    assert share_inside(whole, 60, SIDE) == pytest.approx(0.5, abs=0.1)
    assert share_inside(whole, 10, SIDE) == 0
