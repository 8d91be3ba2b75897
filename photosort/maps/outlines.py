"""Shores and borders of the world as lines shared by regions, and rings made of them."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.maps.projections import Floats

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Outlines:
    """Lines between regions, or between a region and the sea.

    `lon` and `lat` (v,) are the vertices in degrees; line i has those from `start[i]` up to
    `start[i + 1]`, with region `left[i]` on one side and `right[i]` (-1: the sea) on the other.
    `first` and `last` (lines,) number the end points of lines, equal where lines meet. `country` is
    the ISO code of each region, None for disputed ones.
    """

    lon: Floats
    lat: Floats
    start: Ints
    left: Ints
    right: Ints
    first: Ints
    last: Ints
    country: tuple[str | None, ...]

    def vertices(self, line: int) -> Ints:
        """The indices of the vertices of a line."""
        return np.arange(self.start[line], self.start[line + 1])

    def inside(self, countries: frozenset[str]) -> Flags:
        """A mask of the regions of `countries`; the last entry stands for the sea."""
        return np.array([code in countries for code in self.country] + [False])

    @cached_property
    def land(self) -> "Rings":
        """The rings around all land."""
        return rings(self, np.append(np.ones(len(self.country), dtype=bool), False))

    def shores(self) -> Ints:
        """Lines with sea on one side, without those that only cut the map at 180 degrees."""
        lines = np.flatnonzero(self.right < 0)
        ends = np.stack([self.start[lines], self.start[lines + 1] - 1])
        seam = (abs(self.lon[ends]) > 179.999).all(axis=0)
        return lines[~seam]

    def borders(self) -> Ints:
        """Lines between two countries."""
        code = np.array([hash(each) for each in self.country] + [0])
        return np.flatnonzero((self.right >= 0) & (code[self.left] != code[self.right]))

    def on_land(self, lon: float, lat: float) -> bool:
        """Whether a point is on land, by the number of shores north of it, up to the pole (sea)."""
        ends = np.zeros(len(self.lon), dtype=bool)
        ends[self.start[1:] - 1] = True
        shore = np.repeat(self.right < 0, np.diff(self.start)) & ~ends
        first = np.flatnonzero(shore)
        west, east = ((self.lon[i] - lon + 180) % 360 - 180 for i in (first, first + 1))
        cross = ((west < 0) != (east < 0)) & (abs(west - east) < 180)
        first, west, east = first[cross], west[cross], east[cross]
        at = self.lat[first] + (self.lat[first + 1] - self.lat[first]) * west / (west - east)
        return int((at > lat).sum()) % 2 == 1

    def divisions(self, countries: frozenset[str]) -> Ints:
        """Lines between two regions of one of `countries`."""
        inside = self.inside(countries)
        return np.setdiff1d(
            np.flatnonzero(inside[self.left] & inside[self.right] & (self.right >= 0)),
            self.borders(),
        )


class Rings(NamedTuple):
    """Closed rings: concatenated indices of their vertices, and the start of each ring."""

    vertices: Ints
    start: Ints

    def each(self) -> list[Ints]:
        """The rings one by one."""
        return np.split(self.vertices, self.start[1:]) if len(self.start) else []


def rings(outlines: Outlines, inside: Flags) -> Rings:
    """The closed rings around the regions that `inside` (regions + 1,) marks.

    The last entry of `inside` stands for the sea. Fill them by the even-odd rule, since rings may
    turn either way.
    """
    around = np.flatnonzero(inside[outlines.left] ^ inside[outlines.right]).tolist()
    found = []
    waiting: dict[int, list[int]] = defaultdict(list)
    for line in around:
        first, last = int(outlines.first[line]), int(outlines.last[line])
        if first == last:
            found.append(outlines.vertices(line))
        else:
            waiting[first].append(line)
            waiting[last].append(line)
    while waiting:
        ring = _walk(outlines, waiting)
        if len(ring):
            found.append(ring)
    lengths = [len(ring) for ring in found]
    start = np.cumsum([0, *lengths[:-1]]) if found else np.empty(0, np.int64)
    return Rings(np.concatenate(found) if found else np.empty(0, np.int64), start)


def _walk(outlines: Outlines, waiting: dict[int, list[int]]) -> Ints:
    """Walk from line to line until there is none left, which is where it started."""
    point = next(iter(waiting))
    parts = []
    while waiting.get(point):
        line = waiting[point].pop()
        back = int(outlines.last[line]) == point
        parts.append(outlines.vertices(line)[:: -1 if back else 1])
        point = int((outlines.first if back else outlines.last)[line])
        waiting[point].remove(line)
    for each in [each for each, lines in waiting.items() if not lines]:
        del waiting[each]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)
