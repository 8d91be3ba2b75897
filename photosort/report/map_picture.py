"""Draws maps as pictures, for files and films."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from photosort.maps.drawing import Drawing, Stretch
from photosort.maps.projections import Floats
from photosort.report.typeface import font

Pixels = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
"""(height, width, 3), RGB."""

Colour = tuple[int, int, int]

SEA: Colour = (223, 232, 236)
LAND: Colour = (250, 247, 240)
VISITED: Colour = (243, 230, 200)
DIVISION: Colour = (221, 208, 179)
BORDER: Colour = (194, 181, 150)
SHORE: Colour = (169, 188, 196)
ROUTE: Colour = (200, 64, 47)
INK: Colour = (44, 39, 34)

_SHIFT = 4  # fractional bits of pixel coordinates


def map_picture(drawing: Drawing) -> Pixels:
    """The whole map."""
    picture = ground(drawing)
    draw_route(picture, drawing)
    draw_spots(picture, drawing)
    return with_labels(picture, drawing)


def ground(drawing: Drawing) -> Pixels:
    """Sea, land and borders."""
    picture = np.full((drawing.height, drawing.width, 3), SEA, dtype=np.uint8)
    unit = drawing.width / 1000
    for rings, colour in ((drawing.land, LAND), (drawing.visited, VISITED)):
        if rings:
            cv2.fillPoly(picture, [_fixed(ring) for ring in rings], colour, cv2.LINE_AA, _SHIFT)
    for lines, colour, width in (
        (drawing.divisions, DIVISION, 0.7),
        (drawing.borders, BORDER, 1.0),
        (drawing.shores, SHORE, 0.7),
    ):
        _lines(picture, lines, colour, width * unit)
    return picture


def draw_route(picture: Pixels, drawing: Drawing, until: float = 1.0) -> tuple[float, float] | None:
    """Draw the route up to a progress (0 to 1), flights dashed; returns its end, if any."""
    unit, here = drawing.width / 1000, None
    for stretch in drawing.route:
        line = travelled(stretch, until)
        if line is None:
            break
        flight = stretch.way == "flight"
        parts = list(dashes(line, 9 * unit, 7 * unit)) if flight else [line]
        _lines(picture, parts, ROUTE, (2.4 if flight else 3.0) * unit)
        here = (float(line[-1, 0]), float(line[-1, 1]))
    return here


def travelled(stretch: Stretch, until: float) -> Floats | None:
    """The part of a stretch that was travelled; None if it has not begun."""
    if until <= stretch.progress[0] and until < 1:
        return None
    if until >= stretch.progress[-1]:
        return stretch.points
    behind = stretch.points[stretch.progress < until]
    end = [np.interp(until, stretch.progress, stretch.points[:, axis]) for axis in (0, 1)]
    return np.vstack([behind, end])


def dashes(line: Floats, long: float, gap: float) -> Iterator[Floats]:
    """A line (n, 2) as dashes of a length in pixels."""
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    for start in np.arange(0, length[-1], long + gap):
        end = min(start + long, length[-1])
        inside = line[(length > start) & (length < end)]
        ends = [[np.interp(at, length, line[:, axis]) for axis in (0, 1)] for at in (start, end)]
        yield np.vstack([ends[:1], inside, ends[1:]])


def draw_spots(picture: Pixels, drawing: Drawing, reached: int | None = None) -> None:
    """Draw the stops, highlighting those up to `reached`, or all if it is None."""
    unit = drawing.width / 1000
    for spot in drawing.spots:
        colour = ROUTE if reached is None or spot.number <= reached else (150, 141, 130)
        draw_dot(picture, spot.x, spot.y, spot.radius + 2 * unit, (255, 255, 255))
        draw_dot(picture, spot.x, spot.y, spot.radius, colour)


def draw_dot(picture: Pixels, x: float, y: float, radius: float, colour: Colour) -> None:
    """A filled circle."""
    at = (round(x * 2**_SHIFT), round(y * 2**_SHIFT))
    cv2.circle(picture, at, round(radius * 2**_SHIFT), colour, -1, cv2.LINE_AA, _SHIFT)


def with_labels(picture: Pixels, drawing: Drawing) -> Pixels:
    """The picture with the names of the stops."""
    image = Image.fromarray(picture)
    layer = label_layer(drawing)
    image.paste(layer, mask=layer)
    return np.array(image)


def label_layer(drawing: Drawing) -> Image.Image:
    """A layer with the names of the stops, to blend over a map."""
    image = Image.new("RGBA", (drawing.width, drawing.height))
    pen = ImageDraw.Draw(image)
    size = round(drawing.label_size)
    anchors = {"start": "ls", "middle": "ms", "end": "rs"}
    for label in drawing.labels:
        pen.text(
            (label.x, label.y),
            label.text,
            fill=INK,
            font=font(label.text, size, bold=True),
            anchor=anchors[label.anchor],
            stroke_width=max(2, size // 7),
            stroke_fill=LAND,
        )
    return image


def _lines(picture: Pixels, lines: Sequence[Floats], colour: Colour, width: float) -> None:
    if lines:
        fixed = [_fixed(line) for line in lines]
        cv2.polylines(picture, fixed, False, colour, max(1, round(width)), cv2.LINE_AA, _SHIFT)


def _fixed(line: Floats) -> npt.NDArray[np.int32]:
    fixed: npt.NDArray[np.int32] = np.rint(line * 2**_SHIFT).astype(np.int32)
    return fixed
