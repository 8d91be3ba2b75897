"""The age of a face, by the network of Cydral Technology for dlib (CC0), run by OpenCV.

Mean error, measured: 1.2 years at 0 to 2, 3.9 at 3 to 9, 5.2 at 20 to 39, 10 at 40 to 59, 14 above.
"""

import math
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from photosort.faces import models
from photosort.faces.chips import Square, cut, direction
from photosort.faces.engine import Picture
from photosort.faces.small_networks import network
from photosort.model.attributes import AGE_GROUPS, age_group

CHIP = 64
"""Width and height of the picture of a face that the network takes."""

MEANS = (122.782, 117.001, 104.298)
"""Red, green and blue that are taken from each pixel, before it is divided by 256."""

_BETWEEN_EYES = 0.3753  # of the side
_EYE_LINE = 0.301

_ALIKE = {0: 1.0, 1: 1.0, 3: 0.86, 6: 0.72, 11: 0.61, 13: 0.5, 15: 0.28, 18: 0.0}
"""Age → how much more alike different people of this age are than adults, as a share of infants.

Of pairs of different people of one year 86 % are more alike to SFace than 0.417, of three years
48 %, six years 14 %, ten to twelve 5 %, adults 0.013 %.
"""

_ERRORS = ((2, 1), (12, 4), (39, 5), (59, 10), (999, 14))  # mean error up to an age, in years

Shares = npt.NDArray[np.float64]


def chip(picture: Picture, landmarks: npt.ArrayLike, side: int = CHIP) -> Picture:
    """The face with these landmarks (see `Face`) as dlib cuts it: `side` pixels, eyes level."""
    right, left = np.asarray(landmarks, dtype=np.float64)[:2]
    across, length = direction(right, left)
    whole = length / _BETWEEN_EYES
    down = np.array([-across[1], across[0]])
    middle = (right + left) / 2 + down * ((0.5 - _EYE_LINE) * whole)
    return cut(picture, Square(middle, across, whole), side)


def age_shares(picture: Picture, landmarks: npt.ArrayLike) -> Shares:
    """(81,) the probability of each age, 0 to 80 years."""
    face = chip(picture, landmarks)
    blob = cv2.dnn.blobFromImage(face, 1 / 256, (CHIP, CHIP), MEANS, swapRB=False, crop=False)
    return network(models.AGE).run(blob)


def child_weight(shares: Shares) -> float:
    """How much a face is a child's, 0 to 1, from the probabilities of ages.

    The product of two weights tells how much more alike faces of different people look than those
    of adults. Hence the square root: a face that may well be a child's counts nearly as one.
    """
    alike = np.interp(np.arange(len(shares)), list(_ALIKE), list(_ALIKE.values()))
    return round(math.sqrt(shares @ alike), 4)


class Age(NamedTuple):
    """An age in whole years, its mean error, and how probable its group (`AGE_GROUPS`) is."""

    years: int
    error: int
    in_group: float


def age_of(shares: Shares) -> Age:
    """The age that probabilities of ages tell: their mean.

    The error is what was measured at such an age, or more where the network is of two minds.
    """
    ages = np.arange(len(shares))
    total = max(float(shares.sum()), 1e-9)
    mean = float(shares @ ages) / total
    spread = float(np.sqrt(shares @ (ages - mean) ** 2 / total))
    years = round(mean)
    first, last = AGE_GROUPS[age_group(years)]
    inside = shares[first:] if last is None else shares[first : last + 1]
    measured = next(error for until, error in _ERRORS if years <= until)
    return Age(years, max(measured, round(spread)), round(float(inside.sum()) / total, 4))
