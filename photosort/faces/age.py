"""The age of a face, by the network of Cydral Technology for dlib (CC0), run by OpenCV.

Mean error, measured: 1.2 years at 0 to 2, 3.9 at 3 to 9, 5.2 at 20 to 39, 10 at 40 to 59, 14 above.
"""

import math
from functools import cache
from threading import Lock
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from photosort.errors import BrokenInstallError
from photosort.faces import models
from photosort.faces.engine import Picture

CHIP = 64
"""Width and height of the picture of a face that the network takes."""

_MEANS = (122.782, 117.001, 104.298)  # RGB
_BETWEEN_EYES = 0.3753  # of the side
_EYE_LINE = 0.301

_ALIKE = {0: 1.0, 1: 1.0, 3: 0.86, 6: 0.72, 11: 0.61, 13: 0.5, 15: 0.28, 18: 0.0}
"""Age → how much more alike different people of this age are than adults, as a share of infants.

Of pairs of different people of one year 86 % are more alike to SFace than 0.417, of three years
48 %, six years 14 %, ten to twelve 5 %, adults 0.013 %.
"""

_ONE_AT_A_TIME = Lock()

Shares = npt.NDArray[np.float64]


def chip(picture: Picture, landmarks: npt.ArrayLike, side: int = CHIP) -> Picture:
    """The face with these landmarks (see `Face`) as dlib cuts it: `side` pixels, eyes level."""
    right, left = np.asarray(landmarks, dtype=np.float64)[:2]
    across = left - right
    length = max(float(np.hypot(*across)), 1e-6)
    scale = length / (_BETWEEN_EYES * side)  # picture pixels per pixel of the chip
    turn = np.array([(across[0], -across[1]), (across[1], across[0])]) / length
    corner = (right + left) / 2 - turn @ (np.array([side / 2, _EYE_LINE * side]) * scale)
    blur = max(1, int(scale))
    matrix = np.column_stack([turn * scale / blur, corner])
    # sampled finely and averaged, since single pixels of a large face would add noise
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


def _around(picture: Picture, matrix: npt.NDArray[np.float64], side: int) -> Picture:
    """The part of a picture that a chip comes from; `matrix` is made to start there.

    A turned picture (see `views`) is copied by OpenCV, and this is less to copy.
    """
    height, width = picture.shape[:2]
    corners = np.array([(0, 0, side, side), (0, side, 0, side)], dtype=np.float64)
    seen = matrix[:, :2] @ corners + matrix[:, 2:]
    left, top = np.clip(np.floor(seen.min(axis=1)) - 2, 0, (width - 1, height - 1)).astype(int)
    right, bottom = np.clip(np.ceil(seen.max(axis=1)) + 3, (left + 1, top + 1), (width, height))
    matrix[:, 2] -= left, top
    return picture[top : int(bottom), left : int(right)]


def require() -> None:
    """Raise `PhotosortError` unless the network can be loaded."""
    try:
        _network()
    except cv2.error as error:
        raise BrokenInstallError(error) from error


def age_shares(picture: Picture, landmarks: npt.ArrayLike) -> Shares:
    """(81,) the probability of each age, 0 to 80 years."""
    network = _network()
    face = chip(picture, landmarks)
    blob = cv2.dnn.blobFromImage(face, 1 / 256, (CHIP, CHIP), _MEANS, swapRB=False, crop=False)
    with _ONE_AT_A_TIME:
        network.setInput(blob)
        return np.array(network.forward(), dtype=np.float64).ravel()


def child_weight(shares: Shares) -> float:
    """How much a face is a child's, 0 to 1, from the probabilities of ages.

    The product of two weights tells how much more alike faces of different people look than those
    of adults. Hence the square root: a face that may well be a child's counts nearly as one.
    """
    alike = np.interp(np.arange(len(shares)), list(_ALIKE), list(_ALIKE.values()))
    return round(math.sqrt(shares @ alike), 4)


@cache
def _network() -> Any:
    """The network, loaded once a process."""
    return cv2.dnn.readNetFromONNX(np.frombuffer(models.load(models.AGE), dtype=np.uint8))
