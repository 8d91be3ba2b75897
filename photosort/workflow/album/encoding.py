"""Encodes pictures for albums: decoded once, in two sizes, without metadata; and measures them."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from photosort.media.pixels import Pixels, UnreadableError, colour_profile, open_picture
from photosort.plan.album import LARGE, SMALL, fit
from photosort.plan.choice import PictureStatistics

QUALITY = {LARGE: 80, SMALL: 74}
"""Quality of WebP, 0 to 100, by size."""

_METHOD = 0  # the fastest: a third of the time of the default, for 10 % more bytes
_STATISTICS_SIDE = 256
_MEASURED_SIDE = 500  # size for decoding if only statistics are wanted
_GENTLE = 1.6  # below this ratio, cubic interpolation is sharper and does not alias


class Task(NamedTuple):
    """A picture to encode; `sides` are the wanted long sides in pixels."""

    key: str
    path: bytes
    content_type: str
    orientation: int | None
    size: tuple[int | None, int | None]
    sides: tuple[int, ...]


class Encoded(NamedTuple):
    """The result of a task: the files by side and statistics, or an error.

    `is_deadly` marks a picture that kills every process, so that it is not tried again.
    """

    key: str
    path: bytes
    files: Mapping[int, bytes] = {}
    statistics: PictureStatistics | None = None
    error: str | None = None
    is_deadly: bool = False


def lost(task: Task, reason: str) -> Encoded:
    """The result of a task that killed every process."""
    return Encoded(task.key, task.path, error=reason, is_deadly=True)


def encode(tasks: Sequence[Task]) -> list[Encoded]:
    """Encode pictures; one result each."""
    cv2.setNumThreads(1)
    return [_encode(task) for task in tasks]


def _encode(task: Task) -> Encoded:
    try:
        upright = open_picture(
            task.path, task.content_type, task.orientation, task.size, max(task.sides)
        )
    except UnreadableError as error:
        return Encoded(task.key, task.path, error=error.reason)
    except MemoryError:
        return Encoded(task.key, task.path, error="is too large for the memory")
    sides = sorted(task.sides, reverse=True)
    pixels, files = shrink(upright.pixels, sides[0]), {}
    pixels = to_srgb(pixels, colour_profile(task.path, task.content_type))
    for side in sides:
        pixels = shrink(pixels, side)
        files[side] = webp(pixels, QUALITY[side])
    return Encoded(task.key, task.path, files, measure(pixels, upright.width, upright.height))


def shrink(pixels: Pixels, long_side: int) -> Pixels:
    """The picture with at most `long_side` pixels on its long side."""
    height, width = pixels.shape[:2]
    size = fit(width, height, long_side)
    if size == (width, height):
        return pixels
    gentle = width < _GENTLE * size[0]
    method = cv2.INTER_CUBIC if gentle else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)


def to_srgb(pixels: Pixels, profile: bytes | None) -> Pixels:
    """The picture converted to sRGB, which browsers assume; phones write Display P3."""
    if not profile or b"sRGB" in profile:
        return pixels
    from PIL import ImageCms

    image = Image.fromarray(pixels)
    try:
        wide = ImageCms.ImageCmsProfile(BytesIO(profile))
        ImageCms.profileToProfile(image, wide, ImageCms.createProfile("sRGB"), inPlace=True)
    except (ImageCms.PyCMSError, OSError):
        return pixels  # a broken profile: keep the colours as they are
    return np.asarray(image, dtype=np.uint8)


def webp(pixels: Pixels, quality: int) -> bytes:
    """A WebP of nothing but the pixels."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, "WEBP", quality=quality, method=_METHOD)
    return file.getvalue()


def measure(pixels: Pixels, width: int, height: int) -> PictureStatistics:
    """The statistics of a picture; `width` and `height` are those of the original.

    The difference hash compares neighbouring pixels at 9 × 8 pixels: N. Krawetz, Kind of Like That
    (2013).
    """
    grey = cv2.cvtColor(shrink(pixels, _STATISTICS_SIDE), cv2.COLOR_RGB2GRAY)
    tiny = cv2.resize(grey, (9, 8), interpolation=cv2.INTER_AREA).astype(np.int16)
    bits = np.packbits(tiny[:, 1:] > tiny[:, :-1])
    sharpness = float(cv2.Laplacian(grey, cv2.CV_64F).var())
    return PictureStatistics(
        int.from_bytes(bits.tobytes(), "big"), round(sharpness, 2), width, height
    )


def measure_all(tasks: Sequence[Task]) -> list[Encoded]:
    """Only the statistics of pictures, decoded as small as possible."""
    cv2.setNumThreads(1)
    return [_measure(task) for task in tasks]


def _measure(task: Task) -> Encoded:
    try:
        upright = open_picture(
            task.path, task.content_type, task.orientation, task.size, _MEASURED_SIDE
        )
    except UnreadableError as error:
        return Encoded(task.key, task.path, error=error.reason)
    except MemoryError:
        return Encoded(task.key, task.path, error="is too large for the memory")
    pixels = shrink(upright.pixels, SMALL)
    return Encoded(task.key, task.path, statistics=measure(pixels, upright.width, upright.height))
