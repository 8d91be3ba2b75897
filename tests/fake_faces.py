"""An engine for tests without models: every drawn disc is a face, its colour says whose."""

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw

from photosort.faces.engine import Picture
from photosort.model import Box, Face, Pose

# as the engines have it: a process that is forked beside threads of OpenCV waits for them for good
cv2.setNumThreads(1)

GROUND = (255, 255, 255)
_SATURATED = 60  # how far the least and the greatest of red, green and blue are apart


class DiscEngine:
    """A `FaceEngine` that finds discs of one strong colour on white, from 8 pixels on.

    Discs of like colour are like each other: the embedding is the colour around its middle,
    spread over eight numbers. Quality is 1 from 40 pixels on.
    """

    name = "discs"
    version = "1"
    dimensions = 8
    linkage = 0.9
    joining = 0.95
    runtimes = ("opencv",)

    def find(self, pictures: Sequence[Picture]) -> list[list[Face]]:
        """See `FaceEngine.find`."""
        return [self._find(picture) for picture in pictures]

    def _find(self, picture: Picture) -> list[Face]:
        red, green, blue = cv2.split(np.ascontiguousarray(picture))
        most, least = (
            np.maximum(np.maximum(red, green), blue),
            np.minimum(np.minimum(red, green), blue),
        )
        strong = np.asarray(most - least > _SATURATED, dtype=np.uint8)
        count, _, boxes, _ = cv2.connectedComponentsWithStats(strong)
        found = [self._describe(picture, *boxes[i][:4].tolist()) for i in range(1, count)]
        return sorted((face for face in found if face), key=lambda face: face.box)

    def _describe(
        self, picture: Picture, left: int, top: int, width: int, height: int
    ) -> Face | None:
        if min(width, height) < 8:
            return None
        x, y = left + width / 2, top + height / 2
        colour = picture[int(y) - 1 : int(y) + 2, int(x) - 1 : int(x) + 2].mean(axis=(0, 1))
        quarter = width / 4
        points = ((x - quarter, y - quarter), (x + quarter, y - quarter), (x, y),
                  (x - quarter, y + quarter), (x + quarter, y + quarter))  # fmt: skip
        return Face(
            box=Box(left, top, width, height),
            score=0.99,
            landmarks=points,
            pose=Pose(0.0, 0.0, 0.0),
            sharpness=100.0,
            quality=round(min(1.0, width / 40), 3),
            embedding=embedding(colour),
        )


def embedding(colour: Sequence[float]) -> bytes:
    """The embedding of a disc: where on the circle of hues its colour is, and its double angle."""
    red, green, blue = (float(value) for value in colour)
    x, y = red - (green + blue) / 2, (green - blue) * 3**0.5 / 2
    angle = np.arctan2(y, x)
    waves = [f(n * angle) for n in (1, 2, 3, 4) for f in (np.cos, np.sin)]
    vector = np.array(waves) / np.linalg.norm(waves)
    return vector.astype("<f4").tobytes()


def discs(
    size: tuple[int, int], *found: tuple[float, float, float, tuple[int, int, int]]
) -> Image.Image:
    """A picture with discs, each given as x and y of its middle, radius and colour."""
    image = Image.new("RGB", size, GROUND)
    pen = ImageDraw.Draw(image)
    for x, y, radius, colour in found:
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    return image
