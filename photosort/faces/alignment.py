"""Aligns faces to one size and position by their five landmarks."""

from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from photosort.faces.engine import Picture

SIDE = 112
"""Width and height of an aligned face in pixels."""

TEMPLATE: npt.NDArray[np.float64] = np.array(
    [
        (38.2946, 51.6963),
        (73.5318, 51.5014),
        (56.0252, 71.7366),
        (41.5493, 92.3655),
        (70.7299, 92.2041),
    ]
)
"""Target positions of the five landmarks, as SFace (and ArcFace before it) was trained with."""

Matrix = np.ndarray[Any, np.dtype[np.float64]]


class Aligned(NamedTuple):
    """A face of 112 × 112 pixels, the matrix that made it, and picture pixels per pixel of it."""

    pixels: Picture
    matrix: Matrix
    scale: float


def similarity(points: npt.ArrayLike) -> Matrix:
    """The 2 × 3 matrix that rotates, scales and shifts five points onto the template.

    Least squares in closed form: with complex numbers it is one division.
    """
    seen = np.asarray(points, dtype=np.float64)
    start, goal = seen.mean(axis=0), TEMPLATE.mean(axis=0)
    source, target = (seen - start) @ (1, 1j), (TEMPLATE - goal) @ (1, 1j)
    turn = np.vdot(source, target) / max(np.vdot(source, source).real, 1e-9)
    if abs(turn) < 1e-6:  # no similarity transform comes near
        turn = np.complex128(1e-6)
    linear = np.array([(turn.real, -turn.imag), (turn.imag, turn.real)])
    return np.column_stack([linear, goal - linear @ start])


def align(picture: Picture, points: npt.ArrayLike) -> Aligned:
    """The aligned face with these five landmarks, black beyond the picture.

    Large faces are first shrunk by averaging, since sampling single pixels would add noise.
    """
    matrix = similarity(points)
    scale = 1 / float(np.hypot(*matrix[:, 0]))
    part, offset, step = _around(picture, matrix, scale)
    local = np.column_stack([matrix[:, :2] * step, matrix[:, 2] + matrix[:, :2] @ offset])
    # the middle of a block of pixels is now the middle of one pixel
    local[:, 2] += matrix[:, :2] @ np.full(2, (step - 1) / 2)
    pixels = cv2.warpAffine(part, local, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    return Aligned(np.asarray(pixels, dtype=np.uint8), matrix, scale)


def _around(picture: Picture, matrix: Matrix, scale: float) -> tuple[Picture, Matrix, int]:
    """The part of a picture around an aligned face, its offset (x, y), and its scale."""
    height, width = picture.shape[:2]
    corners = np.array([(-1, -1), (SIDE, -1), (-1, SIDE), (SIDE, SIDE)], dtype=np.float64)
    seen = np.linalg.solve(matrix[:, :2], (corners - matrix[:, 2]).T)
    step = max(1, int(scale))
    left, top = (max(0, int(edge) - step) for edge in seen.min(axis=1))
    right, bottom = (int(edge) + 2 * step for edge in seen.max(axis=1))
    left, top = min(left, width - 1), min(top, height - 1)
    part = picture[top : min(max(bottom, top + 1), height), left : min(max(right, left + 1), width)]
    if step > 1 and min(part.shape[:2]) >= step:
        # whole blocks only, so that each pixel stands for one of them
        part = part[: part.shape[0] // step * step, : part.shape[1] // step * step]
        size = part.shape[1] // step, part.shape[0] // step
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    else:
        step = 1
    return part, np.array([left, top], dtype=np.float64), step
