"""Visits: which cells of 0.1° have photos on which days, and their votes."""

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.cluster.geo import Floats
from photosort.cluster.trips import Ints

CELLS_PER_DEGREE = 10
WHOLE_VOTE = 100
"""The weight of a week, in parts of a vote."""

_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
_COLUMNS = 360 * CELLS_PER_DEGREE
_PER_DAY, _PER_NIGHT, _PER_WEEKEND_DAY = 4, 2, 1  # parts of a vote that decide between equals


class Visits(NamedTuple):
    """Distinct (cell, day) pairs, one per row, sorted by cell, then day."""

    cell: Ints
    day: Ints

    def of(self, cell: int) -> Ints:
        """The days (m,) of a cell, sorted."""
        low, high = np.searchsorted(self.cell, [cell, cell + 1])
        return self.day[low:high]

    def around(self, cell: Ints, beside: Ints) -> tuple[Ints, Ints]:
        """Each cell of `cell` repeated for each day of its cell in `beside`, and these days."""
        low = np.searchsorted(self.cell, beside)
        count = np.searchsorted(self.cell, beside, side="right") - low
        offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return np.repeat(cell, count), self.day[np.repeat(low, count) + offset]

    def counted(self, visits: "Visits") -> Ints:
        """How many of `visits` are in each row, a cell and a week."""
        bits = 16  # weeks: 1,200 years
        codes = self.cell << bits | (self.day + (1 << bits - 1))
        own = visits.cell << bits | (_week(visits.day) + (1 << bits - 1))
        low, high = (np.searchsorted(own, codes, side=side) for side in _SIDES)
        return high - low

    def where(self, kept: npt.NDArray[np.bool_]) -> "Visits":
        """The marked rows."""
        return Visits(self.cell[kept], self.day[kept])


def cells_of(lat: Floats, lon: Floats) -> Ints:
    """The number of the cell of each coordinate; longitudes ±180° are the same."""
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
    """A mask of the first of each stretch of equal values."""
    return np.concatenate(([True], values[1:] != values[:-1]))[: len(values)]


def _week(day: Ints) -> Ints:
    """Weeks since that of 1970-01-01, beginning on Monday."""
    return (day + 3) // 7


def votes_of(visits: Visits) -> Visits:
    """Distinct pairs of cell and week."""
    week = _week(visits.day)
    return Visits(visits.cell, week).where(firsts(visits.cell) | firsts(week))


def pooled(visits: Visits, others: Visits) -> Visits:
    """The days of `others` in each cell of `visits` and the eight around it.

    Only for cells with more days than all around them, so that a place across the edge of cells
    counts once and as a whole.
    """
    cells, counts = np.unique(visits.cell, return_counts=True)
    top = np.ones(len(cells), dtype=bool)
    rings = [_beside(cells, row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)]
    for beside in rings:
        at = np.minimum(np.searchsorted(cells, beside), len(cells) - 1)
        more = np.where(cells[at] == beside, counts[at], 0)
        top &= (more < counts) | ((more == counts) & (beside >= cells))
    found = [(cells[top], beside[top]) for beside in rings]
    parts = [others.around(cell, beside) for cell, beside in found]
    return visits_of(*(np.concatenate([part[i] for part in parts]) for i in (0, 1)))


def around_cell(cell: int) -> Ints:
    """The cell and the eight around it."""
    one = np.array([cell])
    return np.concatenate([_beside(one, i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])


def _beside(cell: Ints, rows: int, columns: int) -> Ints:
    row, column = np.divmod(cell, _COLUMNS)
    beside: Ints = (row + rows) * _COLUMNS + (column + columns) % _COLUMNS
    return beside


class Ballots(NamedTuple):
    """Votes of weeks for cells, one pair per row, sorted by cell, then week."""

    cell: Ints
    week: Ints
    votes: Ints


def ballots_of(visits: Visits, nights: Visits | None) -> Ballots:
    """The vote of each week for each cell; `nights` are the visits in the evening or at night.

    A week with more days, nights or weekend days counts a little more. None: hours are unknown.
    """
    weeks = votes_of(visits)
    free = visits.where((visits.day + 3) % 7 >= 5)
    votes = WHOLE_VOTE + _PER_DAY * weeks.counted(visits) + _PER_WEEKEND_DAY * weeks.counted(free)
    if nights is not None:
        votes += _PER_NIGHT * weeks.counted(nights)
    return Ballots(weeks.cell, weeks.day, votes)


def most_frequent(visits: Visits, cell: Ints) -> int:
    """The cell with most days, then with most photos, then with the smallest number.

    `cell` (n,) is that of each photo.
    """
    cells, days = np.unique(visits.cell, return_counts=True)
    photos = np.unique(cell, return_counts=True)[1]
    return int(cells[np.lexsort((cells, -photos, -days))[0]])
