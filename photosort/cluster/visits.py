"""Visits: which cells of 0.1° have photos on which days, and the votes that these give."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.cluster.geo import Floats
from photosort.cluster.trips import Ints

CELLS_PER_DEGREE = 10

_COLUMNS = 360 * CELLS_PER_DEGREE


class Visits(NamedTuple):
    """Distinct pairs of cell and day, sorted by cell, then day; one row a pair."""

    cell: Ints
    day: Ints

    def of(self, cell: int) -> Ints:
        """The days (m,) of a cell, sorted."""
        low, high = np.searchsorted(self.cell, [cell, cell + 1])
        return self.day[low:high]

    def where(self, kept: npt.NDArray[np.bool_]) -> "Visits":
        """The marked rows."""
        return Visits(self.cell[kept], self.day[kept])


def cells_of(lat: Floats, lon: Floats) -> Ints:
    """The number of the cell of each coordinate; ±180° of longitude are one."""
    row = np.floor((lat + 90) * CELLS_PER_DEGREE).astype(np.int64)
    column = np.floor((lon + 180) * CELLS_PER_DEGREE).astype(np.int64) % _COLUMNS
    return row * _COLUMNS + column


def centres(cell: Ints) -> tuple[Floats, Floats]:
    """Latitude and longitude of the middle of each cell."""
    row, column = np.divmod(cell, _COLUMNS)
    return (row + 0.5) / CELLS_PER_DEGREE - 90, (column + 0.5) / CELLS_PER_DEGREE - 180


def visits_of(cell: Ints, day: Ints) -> Visits:
    """The distinct pairs of the cell (n,) and day (n,) of photos."""
    if not len(day):
        return Visits(cell, day)
    origin = int(day.min())
    bits = int(day.max() - origin).bit_length()
    code = cell << bits | (day - origin)
    code.sort()
    code = code[firsts(code)]
    return Visits(code >> bits, (code & ((1 << bits) - 1)) + origin)


def firsts(values: Ints) -> npt.NDArray[np.bool_]:
    """Marks the first of each stretch of equal values."""
    return np.concatenate(([True], values[1:] != values[:-1]))[: len(values)]


def _week(day: Ints) -> Ints:
    """Weeks since the one of 1970-01-01; they begin on Monday."""
    return (day + 3) // 7


def votes_of(visits: Visits) -> Visits:
    """Distinct pairs of cell and week."""
    week = _week(visits.day)
    return Visits(visits.cell, week).where(firsts(visits.cell) | firsts(week))


def most_frequent(visits: Visits, cell: Ints) -> int:
    """The cell with most days, then with most photos, then with the smallest number.

    `cell` (n,) is that of each photo.
    """
    cells, days = np.unique(visits.cell, return_counts=True)
    photos = np.unique(cell, return_counts=True)[1]
    return int(cells[np.lexsort((cells, -photos, -days))[0]])
