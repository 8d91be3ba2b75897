"""YuNet finds faces, SFace describes them; both through OpenCV, from 4.11 on.

Pictures are scanned at 1,024 px on the long side, where a face of 75 px in a 12 MP photo still has
19 px, and again at 320 px, since YuNet starts to miss faces larger than about 700 px. Long
panoramas are scanned in overlapping tiles. Embeddings are made from the picture at full size.

`FaceRecognizerSF` of OpenCV 5 cannot load the file of SFace, so the network is run without it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from photosort.faces import models, quality
from photosort.faces.alignment import SIDE, align
from photosort.faces.engine import Picture
from photosort.faces.networks import prepare
from photosort.faces.pose import pose_of
from photosort.model import Box, Face

DETECTION_SIDE = 1024
_SECOND_SIDE = 320
_LEAST_SCORE = 0.6
_OVERLAP = 0.3  # intersection over union above which two boxes are the same face
_CANDIDATES = 5000

LONGEST = 2.5
"""Aspect ratio above which a picture is cut into tiles."""
_TILE_SHORT = 640  # the short side of a panorama is scaled to this
_TILE_LONG = 1280
_TILE_STEP = 960

Rows = npt.NDArray[np.float32]
"""One row per face: left, top, width, height, five points as x and y, score."""


class YunetSface:
    """A `FaceEngine`; 128 numbers a face.

    `linkage` and `joining` are the thresholds that were best on 2,279 faces of Labeled Faces in the
    Wild (BCubed F1 0.953 to 0.974, precision 0.99 and more).
    """

    name = "yunet-sface"
    version = "1"
    dimensions = 128

    def __init__(self, linkage: float, joining: float) -> None:
        self.linkage, self.joining = linkage, joining
        prepare()
        self._detector = cv2.FaceDetectorYN.create(
            "onnx",
            np.frombuffer(models.load(models.YUNET), dtype=np.uint8),
            np.empty(0, dtype=np.uint8),
            (_SECOND_SIDE, _SECOND_SIDE),
            _LEAST_SCORE,
            _OVERLAP,
            _CANDIDATES,
        )
        self._network = cv2.dnn.readNetFromONNX(
            np.frombuffer(models.load(models.SFACE), dtype=np.uint8)
        )

    def find(self, pictures: Sequence[Picture]) -> list[list[Face]]:
        """See `FaceEngine.find`."""
        return [self._find(picture) for picture in pictures]

    def _find(self, picture: Picture) -> list[Face]:
        rows = [self._detect(*view) for view in _views(picture)]
        found = _without_doubles(np.concatenate(rows))
        faces = [self._describe(picture, row) for row in found]
        return sorted(faces, key=lambda face: (face.box, face.score))

    def _detect(self, view: Picture, scale: float, left: float, top: float) -> Rows:
        """The faces of a view, in pixels of the whole picture."""
        height, width = view.shape[:2]
        self._detector.setInputSize((width, height))
        _, rows = self._detector.detect(cv2.cvtColor(view, cv2.COLOR_RGB2BGR))
        if rows is None:
            return np.empty((0, 15), dtype=np.float32)
        found = np.array(rows, dtype=np.float32)
        found[:, :14] /= np.float32(scale)
        found[:, [0, *range(4, 14, 2)]] += np.float32(left)
        found[:, [1, *range(5, 14, 2)]] += np.float32(top)
        return found[np.isfinite(found).all(axis=1)]

    def _describe(self, picture: Picture, row: npt.NDArray[np.float32]) -> Face:
        points = row[4:14].reshape(5, 2).astype(np.float64)
        aligned = align(picture, points)
        height, width = picture.shape[:2]
        grey = np.asarray(cv2.cvtColor(aligned.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        inside = quality.share_inside(aligned.matrix, width, height)
        pose = pose_of(points)
        score = min(1.0, float(row[14]))
        vector = self._embedding(aligned.pixels)
        norm = max(float(np.linalg.norm(vector)), 1e-12)
        return Face(
            box=_box(row, width, height),
            score=round(score, 4),
            landmarks=tuple((round(float(x), 2), round(float(y), 2)) for x, y in points),
            pose=pose,
            sharpness=round(quality.sharpness(grey), 2),
            quality=quality.quality(grey, aligned.scale, inside, pose, score),
            embedding=(vector / norm).astype("<f4").tobytes(),
            norm=round(norm, 4),
        )

    def _embedding(self, face: Picture) -> npt.NDArray[np.float64]:
        blob = cv2.dnn.blobFromImage(face, 1.0, (SIDE, SIDE), (0, 0, 0), swapRB=False, crop=False)
        self._network.setInput(blob, "data")
        return np.asarray(self._network.forward(), dtype=np.float64).ravel()


def _views(picture: Picture) -> Iterator[tuple[Picture, float, float, float]]:
    """The views to scan: pixels, their scale, and their offset in the whole picture, x and y."""
    height, width = picture.shape[:2]
    longest = max(width, height)
    first, scale = _shrunk(picture, DETECTION_SIDE / longest)
    yield first, scale, 0.0, 0.0
    if longest > _SECOND_SIDE:
        second, more = _shrunk(first, _SECOND_SIDE / longest / scale)
        yield second, scale * more, 0.0, 0.0
    if longest > LONGEST * min(width, height) and longest > DETECTION_SIDE:
        yield from _tiles(picture)


def _tiles(picture: Picture) -> Iterator[tuple[Picture, float, float, float]]:
    height, width = picture.shape[:2]
    scale = min(1.0, _TILE_SHORT / min(width, height))
    step, size = int(_TILE_STEP / scale), int(_TILE_LONG / scale)
    for start in range(0, max(width, height) - (size - step), step):
        if width > height:
            yield (*_shrunk(picture[:, start : start + size], scale), float(start), 0.0)
        else:
            yield (*_shrunk(picture[start : start + size], scale), 0.0, float(start))


def _shrunk(picture: Picture, scale: float) -> tuple[Picture, float]:
    """The picture scaled down, never up; and its scale."""
    if scale >= 1:
        return picture, 1.0
    height, width = picture.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    # above one half, linear interpolation is as good as an average, in a tenth of the time
    how = cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA
    return np.asarray(cv2.resize(picture, size, interpolation=how), dtype=np.uint8), scale


def _without_doubles(rows: Rows) -> Rows:
    """One row per face, the one with the best score; several views may find the same face."""
    kept: list[Any] = []
    for row in rows[np.argsort(-rows[:, 14], kind="stable")]:
        if all(_overlap(row, other) <= _OVERLAP for other in kept):
            kept.append(row)
    return np.array(kept, dtype=np.float32).reshape(-1, 15)


def _overlap(one: Any, other: Any) -> float:
    """Intersection over union of two boxes."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    both = max(0.0, float(across)) * max(0.0, float(down))
    either = float(one[2] * one[3] + other[2] * other[3]) - both
    return both / max(either, 1e-9)


def _box(row: npt.NDArray[np.float32], width: int, height: int) -> Box:
    """The box of a face in whole pixels, clipped to the picture."""
    left, top = (
        int(np.clip(round(float(row[i])), 0, end - 1)) for i, end in ((0, width), (1, height))
    )
    right = int(np.clip(round(float(row[0] + row[2])), left + 1, width))
    bottom = int(np.clip(round(float(row[1] + row[3])), top + 1, height))
    return Box(left, top, right - left, bottom - top)
