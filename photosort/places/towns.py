"""The nearest populated place of a group: of a province, a country, or inside a polygon."""

import numpy as np

from photosort.places.arrays import KM, Floats, Ints, Points, cosine, distance, expand, least
from photosort.places.lattice import CELL, COLUMNS, ROWS

_FINE = 400  # units: points in one cell of 0.02 degrees share candidates
_REACHES = (1, 3, 10)  # cells of 0.1 degrees to search around: at least 11, 33, 111 km
_CHUNK = 20_000  # searches at a time; bounds memory
_PAIRS = 1_000_000


class Towns:
    """Places sorted by group and cell. `place` maps positions to places."""

    def __init__(self, group: Ints, x: Ints, y: Ints, place: Ints) -> None:
        row = np.clip((y + 1_800_000) // CELL, 0, ROWS - 1)
        key = (group * ROWS + row) * COLUMNS + (x + 3_600_000) // CELL % COLUMNS
        if (key[1:] < key[:-1]).any():
            order = np.argsort(key, kind="stable")
            key, x, y, place = key[order], x[order], y[order], place[order]
        self._key, self._place, self._at = key, place, Points.of(x, y)

    def nearest(self, group: Ints, x: Ints, y: Ints, km: float) -> tuple[Ints, Floats]:
        """The nearest place in the group of each point (-1: none within `km`), and kilometres."""
        place, best = np.full(len(x), -1), np.full(len(x), np.inf)
        points = Points.of(x, y)
        fine = ((group * 20_000 + x // _FINE + 9_000) * 10_000) + y // _FINE + 4_500
        order = np.argsort(fine, kind="stable")
        begin = np.flatnonzero(np.diff(fine[order], prepend=-1))
        share = len(begin) < 0.7 * len(x)
        if not share:
            order, begin = np.argsort(group, kind="stable"), np.arange(len(x))
        end = np.append(begin[1:], len(x))
        for low in range(0, len(begin), _CHUNK):
            cells = slice(low, low + _CHUNK)
            here = order[begin[cells]]
            cx, cy = x[here], y[here]
            if share:
                cx, cy = cx // _FINE * _FINE + _FINE // 2, cy // _FINE * _FINE + _FINE // 2
            slack = _FINE * KM * 0.75 if share else 0.0
            row, item = self._candidates(group[here], Points.of(cx, cy), km, slack)
            count = np.bincount(row, minlength=len(here))
            self._choose(points, order, begin[cells], end[cells], item, count, (place, best))
        place[best > km], best[best > km] = -1, np.inf
        return place, best

    def _choose(
        self,
        points: Points,
        order: Ints,
        begin: Ints,
        end: Ints,
        item: Ints,
        count: Ints,
        result: tuple[Ints, Floats],
    ) -> None:
        """Choose the nearest candidate of its cell for each point of the cells `begin`:`end`."""
        place, best = result
        cell, position = expand(begin, end - begin)
        who, start = order[position], (np.cumsum(count) - count)[cell]
        parts = int((count[cell]).sum()) // _PAIRS + 1
        for part in np.array_split(np.arange(len(who)), parts):
            row, each = expand(start[part], count[cell[part]])
            point, town = who[part], item[each]
            far = distance(points.take(point[row]), self._at.take(town))
            first, nearest = least(row, far, len(part))
            found = first >= 0
            place[point[found]] = self._place[town[first[found]]]
            best[point[found]] = nearest[found]

    def _candidates(self, group: Ints, at: Points, km: float, slack: float) -> tuple[Ints, Ints]:
        """Rows and places that may be nearest to a point within `slack` km of `at`."""
        rows, items = [], []
        left = np.arange(len(group))
        for reach in _REACHES:
            sure = reach * CELL * KM * 0.999
            row, item = self._within(group[left], at.x[left], at.y[left], reach)
            far = distance(at.take(left[row]), self._at.take(item))
            best = least(row, far, len(left))[1]
            done = (best + 2 * slack <= sure) | (sure >= km + slack)
            if reach == _REACHES[-1] and km > sure:
                far_rows, far_items = self._all(group[left[~done]], left[~done])
                rows.append(far_rows)
                items.append(far_items)
            keep = done[row] & (far <= best[row] + 2 * slack)
            rows.append(left[row[keep]])
            items.append(item[keep])
            left = left[~done]
            if not len(left):
                break
        row, item = np.concatenate(rows), np.concatenate(items)
        order = np.lexsort((item, row))
        return row[order], item[order]

    def _all(self, group: Ints, left: Ints) -> tuple[Ints, Ints]:
        start = np.searchsorted(self._key, group * ROWS * COLUMNS)
        stop = np.searchsorted(self._key, (group + 1) * ROWS * COLUMNS)
        row, item = expand(start, stop - start)
        return left[row], item

    def _within(self, group: Ints, x: Ints, y: Ints, reach: int) -> tuple[Ints, Ints]:
        """Places in the cells within `reach` of that of each point, more cells near the poles."""
        line = np.clip((y + 1_800_000) // CELL, 0, ROWS - 1)
        column = (x + 3_600_000) // CELL % COLUMNS
        edge = np.minimum(abs(line * CELL + CELL // 2 - 1_800_000) + (reach + 1) * CELL, 1_799_000)
        width = np.minimum(np.ceil(reach / cosine(edge)).astype(np.int64), COLUMNS // 2)
        point, low, high = [], [], []
        for step in range(-reach, reach + 1):
            at = line + step
            base = (group * ROWS + at) * COLUMNS
            inside = (at >= 0) & (at < ROWS)
            for shift in (-COLUMNS, 0, COLUMNS):
                first = np.clip(column - width + shift, 0, COLUMNS)
                last = np.clip(column + width + 1 + shift, 0, COLUMNS)
                some = np.flatnonzero(inside & (first < last))
                point.append(some)
                low.append(base[some] + first[some])
                high.append(base[some] + last[some])
        points = np.concatenate(point)
        start = np.searchsorted(self._key, np.concatenate(low))
        count = np.searchsorted(self._key, np.concatenate(high)) - start
        row, item = expand(start, count)
        order = np.argsort(points[row], kind="stable")
        return points[row][order], item[order]
