"""The views of a picture that are scanned for faces.

A picture may be a turned view of pixels that are stored as the camera wrote them: the strides tell
how. Only what is made of it is turned, which is smaller and so faster.
"""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from photosort.faces.engine import Picture

DETECTION_SIDE = 1024
_SECOND_SIDE = 320

LONGEST = 2.5
"""Aspect ratio above which a picture is cut into tiles."""
_TILE_SHORT = 640  # the short side of a panorama is scaled to this
_TILE_LONG = 1280
_TILE_STEP = 960


class View(NamedTuple):
    """Pixels to scan, their scale, and their offset in the whole picture."""

    pixels: Picture
    scale: float
    left: float = 0.0
    top: float = 0.0


def views(picture: Picture) -> Iterator[View]:
    """The views of a picture: at 1,024 px on the long side, at 320 px, tiles of a panorama."""
    height, width = picture.shape[:2]
    longest = max(width, height)
    first, scale = shrunk(picture, DETECTION_SIDE / longest)
    yield View(first, scale)
    if longest > _SECOND_SIDE:
        second, more = shrunk(first, _SECOND_SIDE / longest / scale)
        yield View(second, scale * more)
    if longest > LONGEST * min(width, height) and longest > DETECTION_SIDE:
        yield from _tiles(picture)


def _tiles(picture: Picture) -> Iterator[View]:
    height, width = picture.shape[:2]
    scale = min(1.0, _TILE_SHORT / min(width, height))
    step, size = int(_TILE_STEP / scale), int(_TILE_LONG / scale)
    for start in range(0, max(width, height) - (size - step), step):
        if width > height:
            yield View(*shrunk(picture[:, start : start + size], scale), left=float(start))
        else:
            yield View(*shrunk(picture[start : start + size], scale), top=float(start))


def shrunk(picture: Picture, scale: float) -> tuple[Picture, float]:
    """The picture scaled down, never up; and its scale."""
    if scale >= 1:
        return picture, 1.0
    down, across = (-1 if stride < 0 else 1 for stride in picture.strides[:2])
    swapped = abs(picture.strides[0]) < abs(picture.strides[1])
    stored = picture[::down, ::across]
    stored = stored.swapaxes(0, 1) if swapped else stored
    height, width = stored.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    # above one half, linear interpolation is as good as an average, in a tenth of the time
    how = cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA
    small = np.asarray(cv2.resize(stored, size, interpolation=how), dtype=np.uint8)
    small = small.swapaxes(0, 1) if swapped else small
    return np.ascontiguousarray(small[::down, ::across]), scale
