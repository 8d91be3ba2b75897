"""A face engine for tests, to which a disc of one colour is a face and the colour is the person.

`photo` draws discs, `Discs` finds them. Two discs of one colour are alike as two photos of one
person are: similar, not equal.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from photosort.faces.engine import Engine, Picture
from photosort.model import Box, Face, Pose

COLOURS = {
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "black": (0, 0, 0),
    "grey": (128, 128, 128),
}
_DIMENSIONS = 16


def photo(path: Path, *people: str, size: int = 100, date: str | None = None) -> Path:
    """A picture of discs side by side, `red:40` for one of 40 px; `date` as Exif has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.new("RGB", (max(1, len(people)) * (size + 20) + 20, size + 40), "white")
    draw = ImageDraw.Draw(picture)
    for place, each in enumerate(people):
        colour, _, wide = each.partition(":")
        left, wide = 20 + place * (size + 20), int(wide or size)
        draw.ellipse((left, 20, left + wide - 1, 20 + wide - 1), fill=COLOURS[colour])
    exif = Image.Exif()
    if date:
        exif.get_ifd(0x8769)[0x9003] = date
    # its name makes the content of each picture its own
    exif[0x010E] = path.name
    picture.save(path, quality=95, exif=exif)
    return path


def film(path: Path, still: Path, seconds: int) -> Path:
    """A video of one picture, one frame a second, each a key frame."""
    import av

    picture = Image.open(still)
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", rate=1, options={"g": "1"})
        stream.width, stream.height = picture.width // 2 * 2, picture.height // 2 * 2
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = 4_000_000
        for _ in range(seconds):
            frame = av.VideoFrame.from_image(picture.resize((stream.width, stream.height)))
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


class Discs:
    """See `photosort.faces.engine.FaceEngine`."""

    name = "discs"
    version = "1"
    dimensions = _DIMENSIONS
    linkage = 0.6
    joining = 0.65

    def find(self, pictures: Sequence[Picture]) -> list[list[Face]]:
        """The discs of each picture, from left to right."""
        return [self._find(picture.astype(int)) for picture in pictures]

    def _find(self, pixels: np.ndarray) -> list[Face]:
        faces = []
        for number, colour in enumerate(COLOURS.values()):
            mask = np.abs(pixels - colour).sum(axis=2) < 90
            columns = np.flatnonzero(mask.sum(axis=0) > 2)
            parts = np.split(columns, np.flatnonzero(np.diff(columns) > 5) + 1)
            faces += [_face(mask, part, number) for part in parts if len(part) > 8]
        return sorted(faces, key=lambda face: face.box)


def _face(mask: np.ndarray, columns: np.ndarray, number: int) -> Face:
    rows = np.flatnonzero(mask[:, columns].sum(axis=1) > 2)
    left, width = int(columns[0]), int(columns[-1] - columns[0] + 1)
    top, height = int(rows[0]), int(rows[-1] - rows[0] + 1)
    vector = np.random.default_rng(width + 1000 * left).normal(0, 0.1, _DIMENSIONS)
    vector[number] += 1
    vector /= np.linalg.norm(vector)
    return Face(
        box=Box(left, top, width, height),
        score=0.9,
        landmarks=((left, top),) * 5,
        pose=Pose(0, 0, 0),
        sharpness=100,
        quality=min(1.0, width / 100),
        embedding=vector.astype("<f4").tobytes(),
    )


ENGINE = Engine(Discs.version, Discs.linkage, Discs.joining, Discs)
"""For the table of engines: `patch.setitem(engine.ENGINES, "discs", discs.ENGINE)`."""
