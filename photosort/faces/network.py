"""The two networks of the default engine as ports, and what all their runtimes share."""

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from photosort.faces.alignment import SIDE
from photosort.faces.engine import Picture

LEAST_SCORE = 0.6
OVERLAP = 0.3
"""Intersection over union above which two boxes are the same face."""
CANDIDATES = 5000

Rows = npt.NDArray[np.float32]
"""One row per face: left, top, width, height, five points as x and y, score."""

Vectors = npt.NDArray[np.float64]
"""(n, 128), not of unit length."""


class Detector(Protocol):
    """YuNet. `runtime` is the package that runs it, with its version."""

    runtime: str

    def detect(self, view: Picture) -> Rows:
        """The faces of a view, in its pixels."""


class Embedder(Protocol):
    """SFace. `runtime` as in `Detector`."""

    runtime: str

    def embed(self, faces: Sequence[Picture]) -> Vectors:
        """The embeddings of one or more aligned faces."""


def blob(faces: Sequence[Picture]) -> npt.NDArray[np.float32]:
    """Aligned faces as the input of SFace, (n, 3, 112, 112)."""
    whole = cv2.dnn.blobFromImages(list(faces), 1.0, (SIDE, SIDE), (0, 0, 0), False, False)
    return np.asarray(whole, dtype=np.float32)
