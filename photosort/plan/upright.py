"""Rectangles in pictures, turned as the Exif orientation says. Shares of width and height."""

import math
from collections.abc import Sequence

Rectangle = tuple[float, float, float, float]
"""Left, top, width, height as shares of the picture."""

_BACK = {6: 8, 8: 6}
_DIGITS = 6
_LEAST = 0.001


def turned(area: Rectangle, orientation: int | None) -> Rectangle:
    """Where a rectangle of the stored picture is in the upright one (Exif 3.0, Orientation).

    >>> turned((0.1, 0.2, 0.3, 0.4), 6)
    (0.4, 0.1, 0.4, 0.3)
    """
    left, top, width, height = area
    right, bottom = 1 - left - width, 1 - top - height
    upright = {
        2: (right, top, width, height),
        3: (right, bottom, width, height),
        4: (left, bottom, width, height),
        5: (top, left, height, width),
        6: (bottom, left, height, width),
        7: (bottom, right, height, width),
        8: (top, right, height, width),
    }.get(orientation or 1, area)
    x, y, w, h = (round(each, _DIGITS) for each in upright)
    return x, y, w, h


def turned_back(area: Rectangle, orientation: int | None) -> Rectangle:
    """Where a rectangle of the upright picture is in the stored one: the inverse of `turned`."""
    number = orientation or 1
    return turned(area, _BACK.get(number, number))


def inside(numbers: Sequence[float]) -> Rectangle | None:
    """The part of a rectangle that lies in the picture; None if nothing sensible is left.

    >>> inside((-0.1, 0.5, 0.3, 0.7))
    (0.0, 0.5, 0.2, 0.5)
    """
    if len(numbers) != 4 or not all(math.isfinite(each) and abs(each) < 10 for each in numbers):
        return None
    left, top, width, height = numbers
    x, y = max(0.0, left), max(0.0, top)
    w, h = min(1.0, left + width) - x, min(1.0, top + height) - y
    if w < _LEAST or h < _LEAST:
        return None
    return round(x, _DIGITS), round(y, _DIGITS), round(w, _DIGITS), round(h, _DIGITS)
