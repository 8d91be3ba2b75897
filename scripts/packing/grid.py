"""Edges of regions, and the grid that settles most points at once.

Coordinates are counted in 1/20,000 degree: vertices odd, points and cell borders even, so that no
point ever lies on the level of a vertex. A region has a random 32-bit code; an edge carries the
codes of the regions on both sides, xor-ed. Walking from a corner of a cell, whose code is known,
to a point and xor-ing the edges met on the way gives the code of the region of the point.
"""

from typing import Any

import numpy as np

from photosort.places.lattice import (
    CELL,
    COLUMNS,
    DEEP,
    MIXED,
    NEAR_BORDER,
    NEAR_COAST,
    ROWS,
    codes_of,
)

from .regions import Shapes

_BORDER_KM = 5.0
_COAST_KM = 22.3
_KM = 111.2 / 20_000  # of a unit


def sections(shapes: Shapes) -> dict[str, Any]:
    """Arcs of edges with their regions, the grid as runs, and the edges of each mixed cell."""
    codes = codes_of(len(shapes.regions))
    chains, sides = _arcs(shapes)
    vertices = np.concatenate(chains)
    lengths = np.array([len(chain) for chain in chains], "<i4")
    first, side = _edges(lengths, sides)
    a, b = vertices[first], vertices[first + 1]
    code = (_code(codes, side[:, 0]) ^ _code(codes, side[:, 1])).astype(np.uint32)
    cell, edge = _crossed(a, b)
    corner = _corners(a, b, code)
    settled = _decode(corner, codes)
    grid = settled.astype(np.int32).reshape(-1)
    mixed = np.unique(cell)
    grid[mixed] = MIXED
    countries = np.array([*[_country(r) for r in shapes.regions], -1])
    border = (countries[side[:, 0]] != countries[side[:, 1]]) & (side >= 0).all(axis=1)
    coast = (side < 0).any(axis=1)
    flags = _near(cell[border[edge]], _BORDER_KM) * NEAR_BORDER
    flags |= _near(cell[coast[edge]], _COAST_KM) * NEAR_COAST
    value = grid * 4 + flags
    start = np.flatnonzero(np.diff(value, prepend=value[0] - 1))
    order = np.lexsort((edge, cell))
    cell, edge = cell[order], edge[order]
    counts = np.diff(np.searchsorted(cell, np.append(mixed, ROWS * COLUMNS)))
    print(f"{len(first)} edges, {len(mixed)} mixed cells, {len(edge)} pairs, {len(start)} runs")
    return {
        "vertex.x": _within(vertices[:, 0] >> 1, lengths),
        "vertex.y": _within(vertices[:, 1] >> 1, lengths),
        "arc.length": lengths,
        "arc.left": np.array([s[0] for s in sides], "<i2"),
        "arc.right": np.array([s[1] for s in sides], "<i2"),
        "run.length": np.diff(np.append(start, len(value))).astype("<i4"),
        "run.value": value[start].astype("<i2"),
        "mixed.count": counts.astype("<i4"),
        "mixed.edge": np.diff(edge, prepend=0).astype("<i4"),
        "mixed.corner": corner.reshape(-1)[mixed].astype("<u4"),
    }


def _country(region: Any) -> int:
    text = region.country.ljust(2)
    return ord(text[0]) * 256 + ord(text[1])


def _code(codes: np.ndarray, region: np.ndarray) -> np.ndarray:
    return np.where(region >= 0, codes[region], 0)


def _arcs(shapes: Shapes) -> tuple[list[np.ndarray], list[tuple[int, int]]]:
    """Lines of vertices between the same two regions (-1: the sea), each edge once."""
    rings = []
    for polygon, region in zip(shapes.polygons, shapes.region, strict=True):
        for part in getattr(polygon, "geoms", [polygon]):
            for ring in (part.exterior, *part.interiors):
                points = 2 * np.round(np.array(ring.coords) * 1e4).astype(np.int64) + 1
                keep = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))
                if keep.sum() >= 4:
                    rings.append((points[keep], region))
    number = [_numbers(points) for points, _ in rings]
    low = np.concatenate([np.minimum(n[:-1], n[1:]) for n in number])
    high = np.concatenate([np.maximum(n[:-1], n[1:]) for n in number])
    owner = np.concatenate([np.full(len(n) - 1, rings[i][1]) for i, n in enumerate(number)])
    owners: dict[tuple[int, int], list[int]] = {}
    for key in zip(low.tolist(), high.tolist(), owner.tolist(), strict=True):
        owners.setdefault(key[:2], []).append(key[2])
    return _chains(rings, number, owners)


def _chains(rings: Any, number: Any, owners: Any) -> tuple[list[np.ndarray], list[tuple[int, int]]]:
    chains: list[np.ndarray] = []
    sides: list[tuple[int, int]] = []
    done: set[tuple[int, int]] = set()
    for (points, _), ids in zip(rings, number, strict=True):
        ids = ids.tolist()
        start, side = 0, None
        for i in range(len(ids)):
            here = None
            if i < len(ids) - 1:
                key = (min(ids[i], ids[i + 1]), max(ids[i], ids[i + 1]))
                here = _side(owners[key]) if key not in done else None
                done.add(key)
            if here != side:
                if side is not None:
                    chains.append(points[start : i + 1])
                    sides.append(side)
                start, side = i, here
    return chains, sides


def _side(owners: list[int]) -> tuple[int, int] | None:
    """The regions on the two sides; None inside of one. Owners in even number cancel out."""
    odd = sorted({each for each in owners if owners.count(each) % 2})
    if not odd:
        return None
    assert len(odd) <= 2, owners
    return (odd[0], odd[1]) if len(odd) == 2 else (odd[0], -1)


def _numbers(points: np.ndarray) -> np.ndarray:
    return (points[:, 1] + 2_000_000) * 10_000_000 + points[:, 0] + 4_000_000


def _edges(lengths: np.ndarray, sides: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """First vertex of each edge (all but the last of each arc), and its two regions."""
    last = np.cumsum(lengths) - 1
    first = np.delete(np.arange(lengths.sum()), last)
    return first, np.repeat(np.array(sides), lengths - 1, axis=0)


def _within(values: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Differences from one vertex to the next, over the ends of arcs too."""
    return np.diff(values, prepend=0).astype("<i4")


def _spans(a: np.ndarray, b: np.ndarray, low: int) -> tuple[np.ndarray, np.ndarray]:
    return (np.minimum(a, b) + low) // CELL, (np.maximum(a, b) + low) // CELL


def _expand(count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For counts 2, 3: rows 0 0 1 1 1 and their steps 0 1 0 1 2."""
    row = np.repeat(np.arange(len(count)), count)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)


def _crossed(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (cell, edge) where the edge enters the cell."""
    c0, c1 = _spans(a[:, 0], b[:, 0], 3_600_000)
    r0, r1 = _spans(a[:, 1], b[:, 1], 1_800_000)
    width = c1 - c0 + 1
    edge, step = _expand(width * (r1 - r0 + 1))
    row, column = r0[edge] + step // width[edge], c0[edge] + step % width[edge]
    x, y = column * CELL - 3_600_000, row * CELL - 1_800_000
    dx, dy = (b - a)[edge].T
    side = [
        dx * (y + j * CELL - a[edge, 1]) - dy * (x + i * CELL - a[edge, 0])
        for i in (0, 1)
        for j in (0, 1)
    ]
    meets = (np.min(side, axis=0) <= 0) & (np.max(side, axis=0) >= 0)
    row, column = np.clip(row, 0, ROWS - 1), np.clip(column, 0, COLUMNS - 1)
    pairs = np.unique(np.stack([(row * COLUMNS + column)[meets], edge[meets]]), axis=1)
    return pairs[0], pairs[1]


def _corners(a: np.ndarray, b: np.ndarray, code: np.ndarray) -> np.ndarray:
    """The code at the upper left corner of each cell: all edges above it, xor-ed."""
    c0 = -((-(np.minimum(a[:, 0], b[:, 0]) + 3_600_000)) // CELL)
    c1 = (np.maximum(a[:, 0], b[:, 0]) + 3_600_000) // CELL
    edge, step = _expand(np.maximum(c1 - c0 + 1, 0))
    column = c0[edge] + step
    x = column * CELL - 3_600_000
    ax, ay, bx, by = a[edge, 0], a[edge, 1], b[edge, 0], b[edge, 1]
    y = ay + (by - ay) * ((x - ax) / (bx - ax))
    corners = np.zeros((ROWS, COLUMNS), np.uint32)
    top = (np.arange(ROWS) + 1) * CELL - 1_800_000
    order = np.lexsort((y, column))
    column, y, code = column[order], y[order], code[edge][order]
    bounds = np.searchsorted(column, np.arange(COLUMNS + 1))
    for each in range(COLUMNS):
        here = slice(bounds[each], bounds[each + 1])
        above = np.append(np.bitwise_xor.accumulate(code[here][::-1])[::-1], np.uint32(0))
        corners[:, each] = above[np.searchsorted(y[here], top)]
    return corners


def _decode(corner: np.ndarray, codes: np.ndarray) -> np.ndarray:
    order = np.argsort(codes)
    found = np.clip(np.searchsorted(codes[order], corner), 0, len(codes) - 1)
    region = order[found]
    return np.where(corner == 0, DEEP, np.where(codes[region] == corner, region, MIXED))


def _near(cells: np.ndarray, km: float) -> np.ndarray:
    """Whether a cell lies within `km` of one of `cells`, rather too often than too seldom."""
    near = np.zeros((ROWS, COLUMNS), bool)
    near.reshape(-1)[np.unique(cells)] = True
    rows = int(np.ceil(km / (CELL * _KM)))
    wide = np.zeros_like(near)
    for row in range(ROWS):
        edge = max(abs(row / 10 - 90), abs((row + 1) / 10 - 90)) + 0.25
        reach = min(
            int(np.ceil(km / (CELL * _KM * max(np.cos(np.radians(edge)), 2e-3)))), COLUMNS // 2
        )
        hits = np.flatnonzero(near[row])
        if not len(hits):
            continue
        marks = np.zeros(3 * COLUMNS + 1, np.int64)
        np.add.at(marks, hits + COLUMNS - reach, 1)
        np.add.at(marks, hits + COLUMNS + reach + 1, -1)
        covered = np.cumsum(marks)[:-1].reshape(3, COLUMNS).any(axis=0)
        for other in range(max(0, row - rows), min(ROWS, row + rows + 1)):
            wide[other] |= covered
    return wide.reshape(-1).astype(np.int32)
