"""Small networks that tell something of one face, run by OpenCV, from 4.11 on.

A network holds its input while it runs, so two threads must not use one at a time.
"""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from photosort.errors import PhotosortError
from photosort.faces import models
from photosort.faces.opencv_networks import prepare

Numbers = npt.NDArray[np.float64]

_READERS: dict[str, Callable[[Any], Any]] = {
    ".onnx": lambda content: cv2.dnn.readNetFromONNX(content),
    ".tflite": lambda content: cv2.dnn.readNetFromTFLite(content),
}


class Network:
    """A network with one input and one output of interest."""

    def __init__(self, name: str) -> None:
        """Load the model of this name. Raises `PhotosortError` if it is damaged."""
        prepare()
        content = np.frombuffer(models.load(name), dtype=np.uint8)
        suffix = name[name.rindex(".") :]
        try:
            self._network = _READERS[suffix](content)
        except (AttributeError, cv2.error) as error:
            raise PhotosortError(
                f"this version of OpenCV ({cv2.__version__}) cannot run the face model {name}",
                "pip install --upgrade opencv-python-headless",
            ) from error
        self._lock = Lock()

    def run(self, blob: Any) -> Numbers:
        """The output for an input of (1, channels, height, width), flat."""
        with self._lock:
            self._network.setInput(blob)
            return np.array(self._network.forward(), dtype=np.float64).ravel()


@cache
def network(name: str) -> Network:
    """The network of a model file, loaded once a process."""
    return Network(name)
