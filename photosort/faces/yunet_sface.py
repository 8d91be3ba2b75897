"""YuNet finds faces, SFace describes them; `networks` says by which runtime.

Pictures are scanned at 1,024 px on the long side, where a face of 75 px in a 12 MP photo still has
19 px, and again at 320 px, since YuNet starts to miss faces larger than about 700 px. Long
panoramas are scanned in overlapping tiles. Embeddings are made from the picture at full size.
"""

from collections.abc import Sequence
from threading import Lock
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from photosort.faces import networks, quality
from photosort.faces.alignment import SIDE, Aligned, align
from photosort.faces.engine import Picture
from photosort.faces.network import OVERLAP, Rows
from photosort.faces.opencv_networks import prepare
from photosort.faces.pose import pose_of
from photosort.faces.views import views
from photosort.model import Box, Face


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
        self._detector = networks.detector()
        self._embedder = networks.embedder()
        black = np.zeros((SIDE, SIDE, 3), dtype=np.uint8)  # what does not run shows here
        self._detector.detect(black)
        self._embedder.embed([black])
        self._one_at_a_time = Lock()

    @property
    def runtimes(self) -> tuple[str, ...]:
        """See `FaceEngine`."""
        return self._detector.runtime, self._embedder.runtime

    def find(self, pictures: Sequence[Picture]) -> list[list[Face]]:
        """See `FaceEngine.find`."""
        with self._one_at_a_time:
            return [self._find(picture) for picture in pictures]

    def _find(self, picture: Picture) -> list[Face]:
        rows = [self._detect(*view) for view in views(picture)]
        found = _without_doubles(np.concatenate(rows))
        if not len(found):
            return []
        aligned = [align(picture, _points(row)) for row in found]
        vectors = self._embedder.embed([each.pixels for each in aligned])
        height, width = picture.shape[:2]
        faces = [
            _described(row, face, vector, width, height)
            for row, face, vector in zip(found, aligned, vectors, strict=True)
        ]
        return sorted(faces, key=lambda face: (face.box, face.score))

    def _detect(self, view: Picture, scale: float, left: float, top: float) -> Rows:
        """The faces of a view, in pixels of the whole picture."""
        found = self._detector.detect(view)
        found[:, :14] /= np.float32(scale)
        found[:, [0, *range(4, 14, 2)]] += np.float32(left)
        found[:, [1, *range(5, 14, 2)]] += np.float32(top)
        return found[np.isfinite(found).all(axis=1)]


def _points(row: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """The five landmarks."""
    return row[4:14].reshape(5, 2).astype(np.float64)


def _described(
    row: npt.NDArray[np.float32],
    aligned: Aligned,
    vector: npt.NDArray[np.float64],
    width: int,
    height: int,
) -> Face:
    """A face in a picture of that size."""
    points = _points(row)
    grey = np.asarray(cv2.cvtColor(aligned.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    inside = quality.share_inside(aligned.matrix, width, height)
    pose = pose_of(points)
    score = min(1.0, float(row[14]))
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


def _without_doubles(rows: Rows) -> Rows:
    """One row per face, the one with the best score; several views may find the same face."""
    kept: list[Any] = []
    for row in rows[np.argsort(-rows[:, 14], kind="stable")]:
        if all(_overlap(row, other) <= OVERLAP for other in kept):
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
