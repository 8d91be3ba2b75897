"""The frames of a film: slowly moving photos, maps with a growing route, and text on top."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from photosort.maps.drawing import Drawing
from photosort.plan.film import gentle
from photosort.report.map_picture import (
    ROUTE,
    Pixels,
    draw_dot,
    draw_route,
    draw_spots,
    label_layer,
)
from photosort.report.typeface import font

Point = tuple[float, float]
"""x and y as shares of width and height."""

ZOOM = 1.12
"""How much a photo is enlarged while it is shown."""


class PhotoScene:
    """A photo that zooms in on `focus`; its own blur fills the rest of the frame."""

    def __init__(
        self, pixels: Pixels, size: tuple[int, int], focus: Point, lines: Sequence[str]
    ) -> None:
        self._size = size
        # four channels, for which OpenCV is twice as fast
        self._canvas = _four(_canvas(pixels, size))
        self._focus = _seen_focus(pixels, size, focus)
        self._type = _Overlay(_caption(size, lines))

    def frame(self, share: float) -> Pixels:
        """The frame at `share` (0 to 1) of the scene."""
        width, height = self._size
        zoom = 1 + (ZOOM - 1) * share
        x, y = (np.clip(each, 0.2, 0.8) for each in self._focus)
        shift = [(1 - zoom) * x * width, (1 - zoom) * y * height]
        matrix = np.array([[zoom, 0, shift[0]], [0, zoom, shift[1]]])
        picture = _warped(self._canvas, matrix, self._size)
        return self._type.over(picture, min(1.0, share * 5))


class MapScene:
    """The map with the way growing from `since` to `until`; stops up to `reached` are lit."""

    def __init__(
        self, drawing: Drawing, base: Pixels, since: float, until: float, reached: int
    ) -> None:
        self._drawing, self._base, self._reached = drawing, base, reached
        self._since, self._until = since, until
        self._labels = _Overlay(label_layer(drawing))

    def frame(self, share: float) -> Pixels:
        """The frame at `share` (0 to 1) of the scene; the way is complete a little earlier."""
        until = self._since + (self._until - self._since) * gentle(min(1.0, share / 0.8))
        picture = self._base.copy()
        here = draw_route(picture, self._drawing, until)
        draw_spots(picture, self._drawing, self._reached)
        if here:
            unit = self._drawing.width / 1000
            draw_dot(picture, *here, 8 * unit, (255, 255, 255))
            draw_dot(picture, *here, 5.5 * unit, ROUTE)
        return self._labels.over(picture, 1.0)


class TitleScene:
    """Large text over a darkened photo, or over black if there is no photo."""

    def __init__(
        self, pixels: Pixels | None, size: tuple[int, int], lines: Sequence[str], *, out: bool
    ) -> None:
        black = np.zeros((size[1], size[0], 3), dtype=np.uint8)
        canvas = _cover(pixels, size) if pixels is not None else black
        soft = Image.fromarray(canvas).filter(ImageFilter.GaussianBlur(size[0] / 160))
        dark = (np.asarray(soft, dtype=np.float32) * 0.5).astype(np.uint8)
        self._canvas = _four(dark)
        self._size, self._out = size, out
        self._type = _Overlay(_title(size, lines))

    def frame(self, share: float) -> Pixels:
        """The frame at `share` (0 to 1) of the scene; the last scene ends in black."""
        width, height = self._size
        zoom = 1.02 + 0.05 * share
        shift = [(1 - zoom) * width / 2, (1 - zoom) * height / 2]
        matrix = np.array([[zoom, 0, shift[0]], [0, zoom, shift[1]]])
        moved = _warped(self._canvas, matrix, self._size)
        picture = self._type.over(moved, min(1.0, share * 4))
        dark = min(1.0, (1 - share) * 3) if self._out else min(1.0, share * 6)
        return picture if dark >= 1 else np.asarray(cv2.convertScaleAbs(picture, alpha=dark))


def blend(below: Pixels, above: Pixels, opaque: float) -> Pixels:
    """A blend of two pictures."""
    return np.asarray(cv2.addWeighted(above, opaque, below, 1 - opaque, 0), dtype=np.uint8)


def _four(picture: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA), dtype=np.uint8)


def _warped(canvas: Pixels, matrix: npt.NDArray[np.float64], size: tuple[int, int]) -> Pixels:
    moved = cv2.warpAffine(canvas, matrix, size, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(cv2.cvtColor(moved, cv2.COLOR_RGBA2RGB), dtype=np.uint8)


def _cover(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """The picture scaled to fill the frame, and cropped to it."""
    height, width = pixels.shape[:2]
    scale = max(size[0] / width, size[1] / height)
    around = (round(width * scale), round(height * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    large = cv2.resize(pixels, around, interpolation=method)
    left, top = (around[0] - size[0]) // 2, (around[1] - size[1]) // 2
    return np.asarray(large[top : top + size[1], left : left + size[0]], dtype=np.uint8)


def _fits(pixels: Pixels, size: tuple[int, int]) -> bool:
    """Whether filling the frame cuts off less than three tenths of the picture."""
    height, width = pixels.shape[:2]
    ratio = width / height / (size[0] / size[1])
    return 0.7 <= ratio <= 1 / 0.7


def _canvas(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    if _fits(pixels, size):
        return _cover(pixels, size)
    back = Image.fromarray(_cover(pixels, size)).filter(ImageFilter.GaussianBlur(size[0] / 50))
    canvas = (np.asarray(back, dtype=np.float32) * 0.55).astype(np.uint8)
    height, width = pixels.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    left, top = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    canvas[top : top + inner[1], left : left + inner[0]] = cv2.resize(
        pixels, inner, interpolation=method
    )
    return canvas


def _seen_focus(pixels: Pixels, size: tuple[int, int], focus: Point) -> Point:
    """The position of a point of the picture in the frame, as shares."""
    height, width = pixels.shape[:2]
    choose = max if _fits(pixels, size) else min
    scale = choose(size[0] / width, size[1] / height)
    x = 0.5 + (focus[0] - 0.5) * width * scale / size[0]
    y = 0.5 + (focus[1] - 0.5) * height * scale / size[1]
    return x, y


class _Overlay:
    """Text with transparency, blended only where there is some."""

    def __init__(self, image: Image.Image) -> None:
        self._box = image.getchannel("A").getbbox() or (0, 0, 0, 0)
        part = np.asarray(image.crop(self._box))
        self._colour = np.ascontiguousarray(part[..., :3])
        self._alpha = part[..., 3].astype(np.float32) / 255

    def over(self, picture: Pixels, opaque: float) -> Pixels:
        left, top, right, bottom = self._box
        if right > left and opaque > 0:
            alpha = self._alpha * np.float32(opaque)
            under = np.ascontiguousarray(picture[top:bottom, left:right])
            mixed = cv2.blendLinear(under, self._colour, 1 - alpha, alpha)
            picture[top:bottom, left:right] = mixed
        return picture


def _caption(size: tuple[int, int], lines: Sequence[str]) -> Image.Image:
    """A place and a date in the lower left corner, on a shadow."""
    image = Image.new("RGBA", size)
    lines = [line for line in lines if line]
    if not lines:
        return image
    width, height = size
    edge, large = round(width * 0.04), round(height * 0.05)
    shade = np.zeros((height, width, 4), dtype=np.uint8)
    low = round(height * 0.72)
    shade[low:, :, 3] = (np.linspace(0, 1, height - low) ** 1.3 * 150).astype(np.uint8)[:, None]
    image = Image.fromarray(shade, "RGBA")
    pen = ImageDraw.Draw(image)
    y = height - edge
    for number, line in reversed(list(enumerate(lines))):
        type_size = large if number == 0 else round(large * 0.62)
        face = font(line, type_size, bold=number == 0)
        pen.text((edge, y), line, fill=(255, 255, 255, 255), font=face, anchor="ls")
        y -= round(type_size * 1.35)
    return image


def _title(size: tuple[int, int], lines: Sequence[str]) -> Image.Image:
    """Centred lines, the first one large."""
    image = Image.new("RGBA", size)
    pen = ImageDraw.Draw(image)
    width, height = size
    rows: list[tuple[str, int, bool]] = []
    for number, line in enumerate(each for each in lines if each):
        type_size = round(height * (0.1 if number == 0 else 0.042))
        rows += [(part, type_size, number == 0) for part in _wrapped(line, type_size, width * 0.86)]
    y = (height - sum(round(each[1] * 1.35) for each in rows)) / 2
    for text, type_size, bold in rows:
        y += round(type_size * 1.35)
        face = font(text, type_size, bold=bold)
        pen.text((width / 2, y), text, fill=(255, 255, 255, 255), font=face, anchor="ms")
    return image


def _wrapped(text: str, size: int, room: float) -> list[str]:
    """Text wrapped to lines; words are never broken."""
    face = font(text, size, bold=True)
    rows: list[str] = []
    for word in text.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and face.getlength(longer) <= room:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows
