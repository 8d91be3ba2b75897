"""The packed polygons as outlines to draw."""

import numpy as np

from photosort.maps.outlines import Outlines
from photosort.places.arrays import Floats, Ints, around
from photosort.places.pack import Pack
from photosort.places.tables import policy

_UNIT = 20_000  # units of a degree
_LONGEST = 1.0  # degrees; longer edges get more vertices, since they are curved on maps


def load() -> Outlines:
    """The outlines of all provinces of the world. Raises `PhotosortError` for damaged data."""
    pack = Pack()
    x = np.cumsum(pack.array("vertex.x"), dtype=np.int64) * 2 + 1
    y = np.cumsum(pack.array("vertex.y"), dtype=np.int64) * 2 + 1
    length = pack.array("arc.length").astype(np.int64)
    start = np.concatenate([[0], np.cumsum(length)])
    ends = np.concatenate([start[:-1], start[1:] - 1])
    _, node = np.unique(x[ends] * 10**8 + y[ends], return_inverse=True)
    lon, lat, start = _densified(x, y, start)
    codes = policy()
    areas, own = pack.lines("region.area"), pack.lines("region.country")
    return Outlines(
        lon=lon,
        lat=lat,
        start=start,
        left=pack.array("arc.left").astype(np.int64),
        right=pack.array("arc.right").astype(np.int64),
        first=node[: len(length)],
        last=node[len(length) :],
        country=tuple(codes[a] if a else c for a, c in zip(areas, own, strict=True)),
    )


def _densified(x: Ints, y: Ints, start: Ints) -> tuple[Floats, Floats, Ints]:
    """Vertices in degrees, with more in long edges, and the start of each line among them."""
    dx, dy = around(np.diff(x)), np.diff(y).astype(np.float64)
    steps = np.ceil(np.maximum(abs(dx), abs(dy)) / (_UNIT * _LONGEST)).astype(np.int64)
    steps = np.maximum(steps, 1)
    steps[start[1:-1] - 1] = 1  # between two lines
    piece = np.repeat(np.arange(len(steps)), steps)
    first = np.cumsum(steps) - steps
    share = (np.arange(len(piece)) - first[piece]) / steps[piece]
    lon = np.append(x[piece] + dx[piece] * share, x[-1]) / _UNIT
    lat = np.append(y[piece] + dy[piece] * share, y[-1]) / _UNIT
    where = np.append(first, len(piece))
    return lon, lat, np.append(where[start[:-1]], len(lon))
