"""Faces cut out of photos, as small JPEG files for pages."""

import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from PIL import Image

from photosort.media.pixels import Pixels, UnreadableError, open_picture
from photosort.model import Box
from photosort.plan.choice import cheer
from photosort.progress import Progress
from photosort.store.persons import Sample
from photosort.workflow import compute

_MARGIN = 0.35  # margin around a face, as a share of its size, for hair and chin
_LEAST = 500  # long side in pixels of the smallest picture that faces are cropped from
_PART = 8  # photos a part of the work


class Cutting(NamedTuple):
    """What to cut out of one photo: faces, as squares of `side` pixels."""

    path: bytes
    content_type: str
    size: tuple[int | None, int | None]
    orientation: int | None
    faces: tuple[tuple[str, Box], ...]
    side: int
    quality: int


class Crops(NamedTuple):
    """The faces that could be cut out of a photo: id and JPEG of each."""

    faces: tuple[tuple[str, bytes], ...] = ()


def cut_out(
    samples: Iterable[Sample], side: int, quality: int, progress: Progress
) -> Mapping[str, bytes]:
    """Faces as square JPEG files by id; those of photos that cannot be opened are left out.

    Each photo is opened once.
    """
    photos: dict[bytes, dict[str, Sample]] = {}
    for sample in samples:
        photos.setdefault(sample.path, {})[sample.face] = sample
    wanted = [_cutting(list(each.values()), side, quality) for each in photos.values()]
    found: dict[str, bytes] = {}

    def keep(results: list[Crops]) -> None:
        for each in results:
            found.update(each.faces)

    progress.start("Cutting out faces", len(wanted))
    task = compute.Task(_cut_all, _lost, size=_PART, few=2 * _PART)
    compute.work(task, wanted, keep, len(wanted) or 1, None, progress)
    progress.stop()
    return found


def choose(faces: Sequence[Sample], cover: tuple[bytes, Box] | None, count: int) -> list[Sample]:
    """The cover, and the best face of each span of time."""
    first = [face for face in faces if (face.path, face.box) == cover]
    rest = [face for face in faces if (face.path, face.box) != cover]
    places = min(max(count - len(first), 0), len(rest))
    bounds = [len(rest) * i // places for i in range(places + 1)] if places else []
    spans = [rest[a:b] for a, b in pairwise(bounds)]
    return first[:count] + [max(span, key=_worth) for span in spans]


def _worth(face: Sample) -> float:
    return face.quality * cheer(face.smile)


def _cutting(samples: Sequence[Sample], side: int, quality: int) -> Cutting:
    first = samples[0]
    faces = tuple((each.face, each.box) for each in samples)
    size = (first.width, first.height)
    return Cutting(first.path, first.content_type, size, first.orientation, faces, side, quality)


def _lost(photo: Cutting, reason: str) -> Crops:
    return Crops()


def _cut_all(photos: Sequence[Cutting]) -> list[Crops]:
    return [_cut(each) for each in photos]


def _cut(photo: Cutting) -> Crops:
    try:
        pixels, width, _ = open_picture(
            photo.path, photo.content_type, photo.orientation, photo.size, _long_side(photo)
        )
    except (UnreadableError, MemoryError):
        return Crops()
    scale = pixels.shape[1] / width
    return Crops(
        tuple((face, _jpeg(pixels, box, scale, photo.side, photo.quality))
              for face, box in photo.faces)
    )  # fmt: skip


def _long_side(photo: Cutting) -> int:
    """The long side of a picture in which the smallest of the faces is as large as its crop."""
    smallest = min(max(box.width, box.height) for _, box in photo.faces)
    scale = photo.side / (max(smallest, 1) * (1 + 2 * _MARGIN))
    long = max(photo.size[0] or 0, photo.size[1] or 0) or 4000
    return max(_LEAST, round(long * min(1.0, scale)))


def _jpeg(pixels: Pixels, box: Box, scale: float, side: int, quality: int) -> bytes:
    left, top, wide, high = (edge * scale for edge in box)
    half = max(wide, high) * (0.5 + _MARGIN)
    x, y = left + wide / 2, top + high / 2
    area = _inside((x - half, y - half, x + half, y + half), pixels.shape)
    crop = Image.fromarray(pixels).resize((side, side), Image.Resampling.LANCZOS, box=area)
    file = io.BytesIO()
    crop.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _inside(
    area: tuple[float, float, float, float], shape: tuple[Any, ...]
) -> tuple[float, float, float, float]:
    """A square moved, and shrunk if necessary, to lie within the picture."""
    height, width = shape[:2]
    side = min(area[2] - area[0], width, height)
    left = min(max((area[0] + area[2] - side) / 2, 0), width - side)
    top = min(max((area[1] + area[3] - side) / 2, 0), height - side)
    return left, top, left + side, top + side
