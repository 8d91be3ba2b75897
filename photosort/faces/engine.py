"""The port that every face engine fits."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from photosort.model import Face

if TYPE_CHECKING:  # naming an engine and its version must not load numpy
    import numpy as np

Picture: TypeAlias = "np.ndarray[Any, np.dtype[np.uint8]]"
"""Upright pixels: (height, width, 3), RGB."""


class FaceEngine(Protocol):
    """Finds the faces in pictures and describes each by an embedding.

    Only embeddings of the same `name` and `version` can be compared, by cosine similarity.
    `linkage` is the lowest mean similarity of two groups of one person, `joining` the lowest mean
    of the best three similarities with which a face joins a person; both are measured. `runtimes`
    names the packages that run the networks, with their versions, for people to read.
    """

    name: str
    version: str
    dimensions: int
    linkage: float
    joining: float

    @property
    def runtimes(self) -> tuple[str, ...]:
        """What runs the networks: `onnxruntime 1.32.0`."""

    def find(self, pictures: Sequence[Picture]) -> list[list[Face]]:
        """All faces of each picture, in its pixels, from left to right.

        A picture gives the same faces whatever else is in the batch, and in threads. Pictures may
        have any size from 1 × 1, and be turned views of others.
        """
