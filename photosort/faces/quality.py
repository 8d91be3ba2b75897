"""How well a face can be recognised, from its pixels and position: pure functions on arrays."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from photosort.model import Pose

Grey = np.ndarray[Any, np.dtype[np.uint8]]

_INNER = (slice(20, 100), slice(20, 92))
"""Brows to chin in an aligned face, without hair and background."""


def sharpness(grey: Grey) -> float:
    """The variance of the Laplacian of an aligned face, 112 × 112, from brows to chin."""
    face = grey.astype(np.float32)
    rows, columns = _INNER
    above, below = (face[rows.start + step : rows.stop + step, columns] for step in (-1, 1))
    left, right = (face[rows, columns.start + step : columns.stop + step] for step in (-1, 1))
    return float((above + below + left + right - 4 * face[_INNER]).var())


def quality(grey: Grey, scale: float, inside: float, pose: Pose, score: float) -> float:
    """The quality of a face, 0 to 1: the product of six factors that are 1 for good faces.

    `grey` is the aligned face, `scale` the picture pixels per pixel of it, `inside` the
    share of it within the picture, `score` that of the detector. The factors, where they start to
    fall and where they reach 0:

    - size: below 0.45 pixels of the picture for one of the face (eyes 16 px apart), 0 at 0.2
    - sharpness over the variance of the grey values, to be independent of contrast: below 0.02
      (blurred by 1.5 px of the aligned face), 0 at 0.006 (3 px); in logarithms
    - light: a mean below 50 or above 215 of 255, 0 at 20 and 245; and a standard deviation below
      16, 0 at 6
    - inside: below 95 %, 0 at 70 %
    - yaw or pitch above 35°, 0 at 60°; roll does not matter, since faces are aligned
    - score: below 0.8, 0 at 0.4

    So an ordinary sharp face has 1, and one with small defects in two respects is below 0.8.
    """
    inner = grey[_INNER]
    variance = float(inner.var())
    detail = sharpness(grey) / max(variance, 1.0)
    turned = max(abs(pose.yaw), abs(pose.pitch))
    factors = (
        _ramp(scale, 0.2, 0.45),
        _ramp(math.log(max(detail, 1e-9)), math.log(0.006), math.log(0.02)),
        min(_ramp(float(inner.mean()), 20, 50), _ramp(float(inner.mean()), 245, 215)),
        _ramp(math.sqrt(variance), 6, 16),
        _ramp(inside, 0.7, 0.95),
        _ramp(turned, 60, 35),
        _ramp(score, 0.4, 0.8),
    )
    return round(math.prod(factors), 3)


def share_inside(matrix: npt.NDArray[np.float64], width: int, height: int) -> float:
    """The share of an aligned face, brows to chin, that lies within a picture of that size.

    `matrix` (2 × 3) is the one that aligned it.
    """
    rows, columns = _INNER
    y, x = np.mgrid[rows.start : rows.stop : 8j, columns.start : columns.stop : 8j]
    turn, shift = matrix[:, :2], matrix[:, 2]
    points = np.linalg.solve(turn, np.stack([x.ravel(), y.ravel()]) - shift[:, None])
    held = (points >= 0) & (points < [[width], [height]])
    return float(held.all(axis=0).mean())


def _ramp(value: float, none: float, full: float) -> float:
    """0 at `none`, 1 at `full`, linear in between, constant beyond."""
    return min(1.0, max(0.0, (value - none) / (full - none)))
