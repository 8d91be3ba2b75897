"""Cuts small upright pictures of faces out of a picture."""

from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from photosort.faces.engine import Picture

Points = npt.NDArray[np.float64]
Matrix = np.ndarray[Any, np.dtype[np.float64]]


class Square(NamedTuple):
    """A square in a picture: its middle, the direction of its upper edge (unit length), its side.

    All in pixels; it may be turned, and reach beyond the picture.
    """

    middle: Points
    across: Points
    side: float

    def matrix(self, side: int) -> Matrix:
        """(2, 3): from places in a cut of `side` pixels to places in the picture."""
        turn = np.column_stack([self.across, (-self.across[1], self.across[0])])
        corner = self.middle - turn @ np.full(2, self.side / 2)
        return np.column_stack([turn * (self.side / side), corner])


def direction(start: Points, end: Points) -> tuple[Points, float]:
    """The direction from one point to another, of unit length, and how far apart they are."""
    step = end - start
    length = float(np.hypot(*step))
    return (step / length if length > 1e-6 else np.array([1.0, 0.0])), max(length, 1e-6)


def cut(picture: Picture, square: Square, side: int) -> Picture:
    """The square as a picture of `side` pixels, black beyond the picture."""
    matrix = square.matrix(side)
    blur = max(1, int(square.side / side))
    # sampled finely and averaged, since single pixels of a large face would add noise
    matrix[:, :2] /= blur
    matrix[:, 2] += matrix[:, :2] @ np.full(2, 0.5) - 0.5
    part = _around(picture, matrix, side * blur)
    fine = cv2.warpAffine(
        part,
        matrix,
        (side * blur, side * blur),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
    )
    small = cv2.resize(fine, (side, side), interpolation=cv2.INTER_AREA) if blur > 1 else fine
    return np.asarray(small, dtype=np.uint8)


def _around(picture: Picture, matrix: Matrix, side: int) -> Picture:
    """The part of a picture that a cut comes from; `matrix` is made to start there.

    A turned picture (see `views`) is copied by OpenCV, and this is less to copy.
    """
    height, width = picture.shape[:2]
    corners = np.array([(0, 0, side, side), (0, side, 0, side)], dtype=np.float64)
    seen = matrix[:, :2] @ corners + matrix[:, 2:]
    left, top = np.clip(np.floor(seen.min(axis=1)) - 2, 0, (width - 1, height - 1)).astype(int)
    right, bottom = np.clip(np.ceil(seen.max(axis=1)) + 3, (left + 1, top + 1), (width, height))
    matrix[:, 2] -= left, top
    return picture[top : int(bottom), left : int(right)]
