"""The networks of YuNet and SFace, by the fastest runtime that is installed.

OpenCV runs both; with the extra `fast`, onnxruntime runs YuNet and OpenVINO runs SFace in about
half the time, with the same boxes and vectors, so faces of all runtimes can be compared. A runtime
that cannot be loaded, or calculates something else, is left alone (see `fast`).
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Protocol, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from photosort.faces import models
from photosort.faces.alignment import SIDE
from photosort.faces.engine import Picture

LEAST_SCORE = 0.6
OVERLAP = 0.3
"""Intersection over union above which two boxes are the same face."""
CANDIDATES = 5000

_FIRST_SIZE = (320, 320)

Rows = npt.NDArray[np.float32]
"""One row per face: left, top, width, height, five points as x and y, score."""

Vectors = npt.NDArray[np.float64]
"""(n, 128), not of unit length."""

_Network = TypeVar("_Network")


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


class OpencvDetector:
    """YuNet in OpenCV."""

    runtime = f"opencv {cv2.__version__}"

    def __init__(self) -> None:
        self._network = cv2.FaceDetectorYN.create(
            "onnx",
            np.frombuffer(models.load(models.YUNET), dtype=np.uint8),
            np.empty(0, dtype=np.uint8),
            _FIRST_SIZE,
            LEAST_SCORE,
            OVERLAP,
            CANDIDATES,
        )

    def detect(self, view: Picture) -> Rows:
        """See `Detector`."""
        height, width = view.shape[:2]
        self._network.setInputSize((width, height))
        _, rows = self._network.detect(cv2.cvtColor(view, cv2.COLOR_RGB2BGR))
        return np.empty((0, 15), np.float32) if rows is None else np.array(rows, np.float32)


class OpencvEmbedder:
    """SFace in OpenCV.

    `FaceRecognizerSF` of OpenCV 5 cannot load the file, so the network is run without it.
    """

    runtime = f"opencv {cv2.__version__}"

    def __init__(self) -> None:
        content = np.frombuffer(models.load(models.SFACE), dtype=np.uint8)
        self._network = cv2.dnn.readNetFromONNX(content)

    def embed(self, faces: Sequence[Picture]) -> Vectors:
        """See `Embedder`. One by one, since OpenCV gains nothing from several at a time."""
        return np.stack([self._embed(face) for face in faces])

    def _embed(self, face: Picture) -> Vectors:
        self._network.setInput(blob([face]), "data")
        return np.asarray(self._network.forward(), dtype=np.float64).ravel()


def blob(faces: Sequence[Picture]) -> npt.NDArray[np.float32]:
    """Aligned faces as the input of SFace, (n, 3, 112, 112)."""
    whole = cv2.dnn.blobFromImages(list(faces), 1.0, (SIDE, SIDE), (0, 0, 0), False, False)
    return np.asarray(whole, dtype=np.float32)


def detector() -> Detector:
    """YuNet by onnxruntime, or else by OpenCV. Raises `PhotosortError` for a damaged file."""
    if find_spec("onnxruntime") is None:
        return OpencvDetector()
    from photosort.faces import fast

    return _first(fast.OnnxDetector, OpencvDetector)


def embedder() -> Embedder:
    """SFace by OpenVINO, or else by OpenCV. Raises `PhotosortError` for a damaged file."""
    if find_spec("openvino") is None:
        return OpencvEmbedder()
    from photosort.faces import fast

    return _first(fast.OpenvinoEmbedder, OpencvEmbedder)


def _first(fast: Callable[[], _Network], sure: Callable[[], _Network]) -> _Network:
    """The fast network if it works here."""
    try:
        return fast()
    except Exception:  # noqa: BLE001 - whatever is wrong with it: what is sure does as well
        return sure()
