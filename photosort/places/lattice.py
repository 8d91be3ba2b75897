"""The grid over the world, and the units of packed coordinates.

A unit is 1/20,000 degree. Vertices of polygons are at odd numbers of units, points (4 decimals) and
borders of cells at even ones, so no point is ever level with a vertex.
"""

import numpy as np
import numpy.typing as npt

CELL = 2000
"""Width and height of a cell in units: 0.1 degrees."""
COLUMNS = 3600
ROWS = 1800

DEEP = -1
"""Grid value of cells in the sea."""
MIXED = -2
"""Grid value of cells crossed by edges."""

NEAR_BORDER = 1
"""Flag: within 5 km of a border between countries, or a little more."""
NEAR_COAST = 2
"""Flag: within 22.2 km of a coast, or a little more."""

BESIDE_EDGE = 4
"""Flag: in a cell crossed by edges."""


def codes_of(count: int) -> npt.NDArray[np.uint32]:
    """A random code for each of `count` regions; the xor of a few is hardly another code."""
    value = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    value ^= value >> np.uint64(29)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(32)
    return value.astype(np.uint32)
