"""The networks of YuNet and SFace, by the fastest runtime that is installed.

OpenCV runs both; with the extra `fast`, onnxruntime runs YuNet and OpenVINO runs SFace in about
half the time, with the same boxes and vectors, so faces of all runtimes can be compared. A runtime
that cannot be loaded, or calculates something else, is left alone (see `fast`).
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import TypeVar

from photosort.faces.network import Detector, Embedder
from photosort.faces.opencv_networks import OpencvDetector, OpencvEmbedder

_Network = TypeVar("_Network")


def detector() -> Detector:
    """YuNet by onnxruntime, or else by OpenCV. Raises `PhotosortError` for a damaged file."""
    if find_spec("onnxruntime") is None:
        return OpencvDetector()
    from photosort.faces import fast

    quick: Callable[[], Detector] = fast.OnnxDetector
    return _first(quick, OpencvDetector)


def embedder() -> Embedder:
    """SFace by OpenVINO, or else by OpenCV. Raises `PhotosortError` for a damaged file."""
    if find_spec("openvino") is None:
        return OpencvEmbedder()
    from photosort.faces import fast

    quick: Callable[[], Embedder] = fast.OpenvinoEmbedder
    return _first(quick, OpencvEmbedder)


def _first(fast: Callable[[], _Network], sure: Callable[[], _Network]) -> _Network:
    """The fast network if it works here."""
    try:
        return fast()
    except Exception:  # noqa: BLE001 - whatever is wrong with it: what is sure does as well
        return sure()
