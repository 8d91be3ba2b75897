"""Clips rings and lines to a rectangle, and thins them to what is visible."""

import numpy as np
import numpy.typing as npt

from photosort.maps.projections import Floats

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def clip_ring(ring: Floats, to: Rectangle) -> Floats:
    """The part of a ring (n, 2) in a rectangle; parts may be connected along its sides.

    Sutherland & Hodgman, Reentrant polygon clipping (1974), one side at a time.
    """
    for axis, limit, sign in ((0, to[0], 1), (1, to[1], 1), (0, to[2], -1), (1, to[3], -1)):
        if not len(ring):
            return ring
        ring = _cut(ring, (ring[:, axis] - limit) * sign)
    return ring


def _cut(ring: Floats, depth: Floats) -> Floats:
    """The part of a ring with a depth of 0 or more."""
    inside = depth >= 0
    if inside.all():
        return ring
    after = np.roll(depth, -1)
    cross = inside != np.roll(inside, -1)
    share = depth / np.where(cross, depth - after, 1)
    met = ring + (np.roll(ring, -1, axis=0) - ring) * share[:, None]
    both = np.stack([ring, met], axis=1).reshape(-1, 2)
    result: Floats = both[np.stack([inside, cross], axis=1).ravel()]
    return result


def clip_line(line: Floats, to: Rectangle) -> list[Floats]:
    """The runs of a line (n, 2) whose segments may touch the rectangle, not cut at its sides."""
    low, high = np.minimum(line[1:], line[:-1]), np.maximum(line[1:], line[:-1])
    near: npt.NDArray[np.bool_] = np.all((high >= to[:2]) & (low <= to[2:]), axis=1)
    if near.all():
        return [line] if len(near) else []
    edges = np.flatnonzero(np.diff(near, prepend=False, append=False))
    return [line[a : b + 1] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def seen(points: Floats, grain: float) -> npt.NDArray[np.bool_]:
    """A mask of points (n, 2) in another square of `grain` than the previous one; ends stay."""
    keep = np.ones(len(points), dtype=bool)
    if len(points) > 2:
        square = np.floor(points / grain)
        keep[1:-1] = (square[1:-1] != square[:-2]).any(axis=1)
    return keep


def thin(points: Floats, grain: float) -> Floats:
    """The points that `seen` keeps."""
    return points[seen(points, grain)]
