"""YuNet and SFace in OpenCV, from 4.11 on."""

from collections.abc import Sequence

import cv2
import numpy as np

from photosort.faces import models
from photosort.faces.engine import Picture
from photosort.faces.network import CANDIDATES, LEAST_SCORE, OVERLAP, Rows, Vectors, blob

_FIRST_SIZE = (320, 320)

_LEAST_SIDE = 64
"""Narrower views get a black margin: of one row of cells, OpenCV 4 reads beyond its memory."""


def prepare() -> None:
    """Have OpenCV use one thread (there is a process a core), and log nothing but errors.

    A process that is forked beside threads of OpenCV would wait for them for good.
    """
    cv2.setNumThreads(1)
    logging = getattr(getattr(cv2, "utils", None), "logging", None)
    if logging is not None:
        logging.setLogLevel(logging.LOG_LEVEL_ERROR)


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
        pixels = cv2.cvtColor(view, cv2.COLOR_RGB2BGR)
        below, right = (max(0, _LEAST_SIDE - side) for side in view.shape[:2])
        if below or right:
            pixels = cv2.copyMakeBorder(pixels, 0, below, 0, right, cv2.BORDER_CONSTANT)
        height, width = pixels.shape[:2]
        self._network.setInputSize((width, height))
        _, rows = self._network.detect(pixels)
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
