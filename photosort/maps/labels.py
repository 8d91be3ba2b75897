"""Labels beside the spots of a map that do not overlap."""

import unicodedata
from collections.abc import Sequence
from typing import Literal, NamedTuple

Anchor = Literal["start", "middle", "end"]


class Spot(NamedTuple):
    """A place on the map, in pixels; `number` is that of its stop."""

    number: int
    x: float
    y: float
    radius: float
    name: str


class Label(NamedTuple):
    """A name with its baseline at x, y in pixels."""

    number: int
    x: float
    y: float
    anchor: Anchor
    text: str


_Box = tuple[float, float, float, float]


def text_width(text: str, size: float) -> float:
    """The approximate upper bound of the width in a bold sans-serif of `size` pixels."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return size * (wide + 0.64 * (len(text) - wide))


def place_labels(
    spots: Sequence[Spot], size: float, width: float, height: float
) -> tuple[Label, ...]:
    """Labels for spots that have room for one, larger spots first; no name twice nearby."""
    taken = [_around(spot) for spot in spots]
    placed: list[tuple[Spot, Label]] = []
    for spot in sorted(spots, key=lambda s: (-s.radius, s.number)):
        if not spot.name or any(
            spot.name == other.name and abs(spot.x - other.x) + abs(spot.y - other.y) < 12 * size
            for other, _ in placed
        ):
            continue
        own = _around(spot)
        for label, box in _choices(spot, size):
            if _inside(box, width, height) and not any(
                _meet(box, other) for other in taken if other != own
            ):
                taken.append(box)
                placed.append((spot, label))
                break
    return tuple(label for _, label in sorted(placed, key=lambda each: each[1].number))


def _choices(spot: Spot, size: float) -> list[tuple[Label, _Box]]:
    """Positions to try: right, left, above, below."""
    long, gap = text_width(spot.name, size), spot.radius + size * 0.35
    places: list[tuple[float, float, Anchor]] = [
        (spot.x + gap, spot.y + size * 0.35, "start"),
        (spot.x - gap, spot.y + size * 0.35, "end"),
        (spot.x, spot.y - gap, "middle"),
        (spot.x, spot.y + gap + size * 0.75, "middle"),
    ]
    shift = {"start": 0.0, "middle": -long / 2, "end": -long}
    return [
        (
            Label(spot.number, x, y, anchor, spot.name),
            (x + shift[anchor], y - size * 0.8, x + shift[anchor] + long, y + size * 0.25),
        )
        for x, y, anchor in places
    ]


def _around(spot: Spot) -> _Box:
    r = spot.radius
    return spot.x - r, spot.y - r, spot.x + r, spot.y + r


def _inside(box: _Box, width: float, height: float) -> bool:
    return box[0] >= 4 and box[1] >= 4 and box[2] <= width - 4 and box[3] <= height - 4


def _meet(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
