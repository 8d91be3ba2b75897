"""Which region a point lies in, and the regions whose edges are near."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.places.arrays import KM, Floats, Ints, around, cosine, expand
from photosort.places.lattice import BESIDE_EDGE, CELL, COLUMNS, MIXED, ROWS, codes_of
from photosort.places.pack import Pack

_Few = npt.NDArray[np.int32]
_CHUNK = 100_000  # points at a time; bounds memory


class Edges(NamedTuple):
    """Edges near points: row of the point, kilometres, the regions on both sides (-1: sea)."""

    row: Ints
    km: Floats
    left: Ints
    right: Ints

    def take(self, rows: Ints) -> "Edges":
        """Some of them."""
        return Edges(self.row[rows], self.km[rows], self.left[rows], self.right[rows])


class Polygons:
    """The regions of the world: a grid that decides most points, and edges for the rest.

    The grid is stored as runs of cells. A point in a cell without edges takes one search; other
    points are compared with the edges in their cell of 0.1 degrees, two on average.
    """

    def __init__(self, pack: Pack) -> None:
        value, length = pack.array("run.value"), pack.array("run.length")
        self._runs, self._value = np.cumsum(length, dtype=np.int64) - length, value
        mixed = value >> 2 == MIXED
        self._cells = expand(self._runs[mixed], length[mixed].astype(np.int64))[1]
        self._read_edges(pack)
        count = pack.array("mixed.count")
        self._offset = np.concatenate([[0], np.cumsum(count, dtype=np.int64)])
        self._edge = np.cumsum(pack.array("mixed.edge"), dtype=np.int32)
        self._corner = pack.array("mixed.corner")

    def _read_edges(self, pack: Pack) -> None:
        x = np.cumsum(pack.array("vertex.x"), dtype=np.int32) * 2 + 1
        y = np.cumsum(pack.array("vertex.y"), dtype=np.int32) * 2 + 1
        length = pack.array("arc.length")
        inner = np.ones(len(x), dtype=bool)
        inner[np.cumsum(length) - 1] = False
        first = np.flatnonzero(inner)
        self._x0, self._y0, self._x1, self._y1 = x[first], y[first], x[first + 1], y[first + 1]
        left, right = pack.array("arc.left"), pack.array("arc.right")
        self._arc = np.repeat(np.arange(len(length), dtype=np.int32), length - 1)
        self._left, self._right = left, right
        codes = codes_of(int(max(left.max(), right.max())) + 1)
        self._order = np.argsort(codes)
        self._codes = codes[self._order]
        both = codes[left] ^ np.where(right >= 0, codes[right], np.uint32(0))
        self._code = np.repeat(both, length - 1)

    def at(self, x: Ints, y: Ints) -> tuple[Ints, Ints]:
        """The region of each point (-1: sea) in even units, and the flags of its cell."""
        cell = self._cell(x, y)
        run = np.searchsorted(self._runs, cell, side="right") - 1
        value = self._value[run].astype(np.int64)
        region = value >> 2
        unsettled = np.flatnonzero(region == MIXED)
        for part in np.array_split(unsettled, len(unsettled) // _CHUNK + 1):
            region[part] = self._between(x[part], y[part], cell[part])
        flags = value & 3
        flags[unsettled] |= BESIDE_EDGE
        return region, flags

    @staticmethod
    def _cell(x: Ints, y: Ints) -> Ints:
        column = (x + 3_600_000) // CELL % COLUMNS
        row: Ints = np.clip((y + 1_800_000) // CELL, 0, ROWS - 1)
        return row * COLUMNS + column

    def _between(self, x: Ints, y: Ints, cell: Ints) -> Ints:
        """From the upper left corner of the cell to above the point, then down to it."""
        slot = np.searchsorted(self._cells, cell)
        start = self._offset[slot]
        row, item = expand(start, self._offset[slot + 1] - start)
        edge = self._edge[item]
        x0, y0, x1, y1 = self._x0[edge], self._y0[edge], self._x1[edge], self._y1[edge]
        left = (cell % COLUMNS * CELL - 3_600_000)[row]
        top = (cell // COLUMNS * CELL - 1_800_000 + CELL)[row]
        px, py = x[row], y[row]
        met = np.zeros(len(edge), dtype=bool)
        down = np.flatnonzero((x0 < px) != (x1 < px))
        at = _cut(x0, y0, x1, y1, px, down)
        met[down] = (at > py[down]) & (at < top[down])
        along = np.flatnonzero((y0 < top) != (y1 < top))
        at = _cut(y0, x0, y1, x1, top, along)
        met[along] ^= (at > left[along]) & (at < px[along])
        code = np.where(met, self._code[edge], np.uint32(0))
        state = self._corner[slot]
        if len(code):
            begin = np.flatnonzero(np.diff(row, prepend=-1))
            state[row[begin]] ^= np.bitwise_xor.reduceat(code, begin)
        return self._decode(state)

    def _decode(self, state: npt.NDArray[np.uint32]) -> Ints:
        """The region of a code; of overlapping polygons the first."""
        found = np.minimum(np.searchsorted(self._codes, state), len(self._codes) - 1)
        region = np.where(self._codes[found] == state, self._order[found], -1)
        for row in np.flatnonzero((region < 0) & (state != 0)).tolist():
            region[row] = self._overlap(state[row])
        return region

    def _overlap(self, state: np.uint32) -> int:
        others = state ^ self._codes
        found = np.minimum(np.searchsorted(self._codes, others), len(self._codes) - 1)
        hits = np.flatnonzero(self._codes[found] == others)
        return int(self._order[hits].min()) if len(hits) else -1

    def near(self, x: Ints, y: Ints, km: float) -> Edges:
        """All edges within `km` of each point."""
        rows, columns = int(np.ceil(km / (CELL * KM))), self._cell(x, y) % COLUMNS
        line = self._cell(x, y) // COLUMNS
        parts = []
        for step in range(-rows, rows + 1):
            at = line + step
            farthest = np.maximum(abs(at * CELL - 1_800_000), abs((at + 1) * CELL - 1_800_000))
            reach = np.ceil(km / (CELL * KM) / cosine(np.minimum(farthest, 1_799_000)))
            width = np.minimum(reach.astype(np.int64), COLUMNS // 2)
            inside = (at >= 0) & (at < ROWS)
            for shift in (-COLUMNS, 0, COLUMNS):
                low = np.clip(columns - width + shift, 0, COLUMNS)
                high = np.clip(columns + width + 1 + shift, 0, COLUMNS)
                some = np.flatnonzero(inside & (low < high))
                parts.append(
                    (some, at[some] * COLUMNS + low[some], at[some] * COLUMNS + high[some])
                )
        return self._measured(
            x, y, km, *(np.concatenate(each) for each in zip(*parts, strict=True))
        )

    def _measured(self, x: Ints, y: Ints, km: float, point: Ints, low: Ints, high: Ints) -> Edges:
        start = self._offset[np.searchsorted(self._cells, low)]
        stop = self._offset[np.searchsorted(self._cells, high)]
        row, item = expand(start, stop - start)
        edge, row = self._edge[item], point[row]
        ax, ay = around(self._x0[edge] - x[row]), self._y0[edge] - y[row]
        scale = cosine(y)[row]
        ax, dx = ax * scale, (self._x1[edge] - self._x0[edge]) * scale
        dy = (self._y1[edge] - self._y0[edge]).astype(np.float64)
        part = np.clip(-(ax * dx + ay * dy) / np.maximum(dx * dx + dy * dy, 1e-9), 0, 1)
        distances = KM * np.hypot(ax + part * dx, ay + part * dy)
        kept = np.flatnonzero(distances <= km)
        kept = kept[np.lexsort((edge[kept], distances[kept], row[kept]))]
        arc = self._arc[edge[kept]]
        left, right = self._left[arc].astype(np.int64), self._right[arc].astype(np.int64)
        return Edges(row[kept], distances[kept], left, right)


def _cut(a0: _Few, b0: _Few, a1: _Few, b1: _Few, at: Ints, some: Ints) -> Floats:
    """The coordinate b at which edges cross the line a = at."""
    start = a0[some]
    share = (at[some] - start) / (a1[some] - start)
    result: Floats = b0[some] + (b1[some] - b0[some]) * share
    return result
