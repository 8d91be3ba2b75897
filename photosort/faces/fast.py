"""YuNet by onnxruntime and SFace by OpenVINO: the extra `fast`.

CPU milliseconds on one core, against OpenCV: YuNet at 1,024 × 768 px 19 against 47, SFace 10 to 15
a face against 20. (SFace by onnxruntime takes 31, YuNet by OpenVINO 28 for pictures of any size.)
Both work in float32 on the same weights: boxes agree within a pixel, vectors to a cosine above
0.999999. That is checked with a few numbers as a network is loaded, since processors and versions
differ: some would rather calculate in bfloat16.
"""

import sys
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from photosort.faces import models
from photosort.faces.alignment import SIDE
from photosort.faces.engine import Picture
from photosort.faces.network import CANDIDATES, LEAST_SCORE, OVERLAP, Rows, Vectors, blob
from photosort.faces.onnx_files import unpacked

_STRIDES = (8, 16, 32)
_MULTIPLE = 32  # of the width and height that YuNet takes

_TOGETHER = 8
"""Faces that are embedded at once: more are hardly faster, and take more memory."""

Values = npt.NDArray[np.float32]


class DifferentResultsError(Exception):
    """A runtime does not calculate what OpenCV does."""


class OnnxDetector:
    """A `Detector`: YuNet in onnxruntime, with the steps around it as `cv2.FaceDetectorYN` has."""

    def __init__(self) -> None:
        import onnxruntime

        self.runtime = f"onnxruntime {onnxruntime.__version__}"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # one process a core
        options.enable_mem_pattern = False  # pictures have many sizes
        options.log_severity_level = 3  # errors
        self._session = onnxruntime.InferenceSession(
            unpacked(models.load(models.YUNET)), options, providers=["CPUExecutionProvider"]
        )
        self._names = [each.name for each in self._session.get_outputs()]
        _check(self._outputs(_noise(64))["bbox_8"][:2].ravel(), _YUNET_OF_NOISE)

    def detect(self, view: Picture) -> Rows:
        """See `Detector`."""
        height, width = view.shape[:2]
        right, below = -width % _MULTIPLE, -height % _MULTIPLE
        padded = cv2.copyMakeBorder(view, 0, below, 0, right, cv2.BORDER_CONSTANT, value=(0, 0, 0))
        outputs = self._outputs(np.asarray(padded, dtype=np.uint8))
        columns = (width + right) // _MULTIPLE * _MULTIPLE
        rows = [_rows(outputs, stride, columns // stride) for stride in _STRIDES]
        return _without_overlaps(np.concatenate(rows))

    def _outputs(self, view: Picture) -> dict[str, Values]:
        pixels = cv2.dnn.blobFromImage(view, swapRB=True)
        found = self._session.run(self._names, {"input": pixels})
        return {name: each[0] for name, each in zip(self._names, found, strict=True)}


def _rows(outputs: Mapping[str, Values], stride: int, columns: int) -> Rows:
    """The candidates of one grid; a cell is `stride` pixels wide and high."""
    sure = np.clip(outputs[f"cls_{stride}"][:, 0], 0, 1)
    sure = np.sqrt(sure * np.clip(outputs[f"obj_{stride}"][:, 0], 0, 1))
    cells = np.flatnonzero(sure >= LEAST_SCORE)
    corner = np.column_stack([cells % columns, cells // columns]).astype(np.float32)
    box = outputs[f"bbox_{stride}"][cells]
    middle, size = (corner + box[:, :2]) * stride, np.exp(box[:, 2:]) * stride
    points = (outputs[f"kps_{stride}"][cells] + np.tile(corner, 5)) * stride
    rows = np.column_stack([middle - size / 2, size, points, sure[cells]])
    return np.asarray(rows, dtype=np.float32)


def _without_overlaps(rows: Rows) -> Rows:
    """The best of the boxes that overlap, which OpenCV compares in whole pixels."""
    if len(rows) < 2:
        return rows
    boxes = rows[:, :4].astype(np.int32).tolist()
    scores = rows[:, 14].tolist()
    kept = cv2.dnn.NMSBoxes(boxes, scores, LEAST_SCORE, OVERLAP, 1.0, CANDIDATES)
    return rows[np.asarray(kept, dtype=np.int64).ravel()]


class OpenvinoEmbedder:
    """An `Embedder`: SFace in OpenVINO."""

    def __init__(self) -> None:
        openvino = _openvino()
        self.runtime = f"openvino {openvino.__version__.partition('-')[0]}"
        core = openvino.Core()
        model = core.read_model(unpacked(models.load(models.SFACE)))
        model.reshape([-1, 3, SIDE, SIDE])
        compiled = core.compile_model(
            model,
            "CPU",
            {
                "INFERENCE_NUM_THREADS": 1,  # one process a core
                "NUM_STREAMS": 1,
                "ENABLE_CPU_PINNING": False,  # or all processes work on the first CPU
                "INFERENCE_PRECISION_HINT": "f32",
            },
        )
        self._request: Any = compiled.create_infer_request()
        vector = self.embed([_noise(SIDE)])[0]
        _check((vector / np.linalg.norm(vector))[:8], _SFACE_OF_NOISE)

    def embed(self, faces: Sequence[Picture]) -> Vectors:
        """See `Embedder`."""
        waiting, found = iter(faces), []
        while some := list(islice(waiting, _TOGETHER)):
            found.append(np.array(self._request.infer({0: blob(some)})[0], dtype=np.float64))
        return np.concatenate(found)


def _openvino() -> Any:
    """OpenVINO without its converters: as they are imported, they tell a server of Intel's so."""
    converters = "openvino.tools.ovc"
    before = sys.modules.get(converters)
    sys.modules[converters] = None  # type: ignore[assignment]  # importing it raises ImportError
    try:
        import openvino
    finally:
        del sys.modules[converters]
        if before is not None:
            sys.modules[converters] = before
    return openvino


def _noise(side: int) -> Picture:
    """A picture that is the same on every machine."""
    values = np.arange(side * side * 3, dtype=np.uint64) ** 2 * 2654435761 >> 13
    return (values & 255).astype(np.uint8).reshape(side, side, 3)


# what OpenCV 5.0 makes of noise
_YUNET_OF_NOISE = (0.53664, 0.42636, 0.50176, 0.71009, 1.0848, 0.38143, 0.39875, 0.45123)
_SFACE_OF_NOISE = (-0.03577, 0.00146, -0.05779, 0.10181, -0.07066, 0.05031, 0.07499, 0.00467)


def _check(values: npt.NDArray[Any], wanted: Sequence[float]) -> None:
    """Raise `DifferentResultsError` unless the first results are those of OpenCV."""
    if not np.allclose(values, wanted, rtol=0, atol=1e-4):
        raise DifferentResultsError(f"{values} instead of {wanted}")
