"""The port to engines that find faces, and the engines by name."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from photosort.model import Face

Picture = np.ndarray[Any, np.dtype[np.uint8]]
"""Upright pixels: (height, width, 3), RGB."""


class FaceEngine(Protocol):
    """Finds the faces in pictures and describes each by an embedding.

    Embeddings of one `name` and `version` can be compared by cosine similarity, and only those.
    `linkage` is the least mean similarity of two groups of one person, `joining` the least mean of
    the best three similarities with which a face joins a person: both as measured.
    """

    name: str
    version: str
    dimensions: int
    linkage: float
    joining: float

    def find(self, pictures: Sequence[Picture]) -> list[list[Face]]:
        """The faces of each picture, in pixels of it, from left to right; none is left out."""
