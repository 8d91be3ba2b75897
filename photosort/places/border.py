"""Decides what polygons alone cannot: the sea near a coast, and points beside a border."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.places.arrays import KM, Floats, Ints, Points, cosine, distance
from photosort.places.lattice import NEAR_BORDER
from photosort.places.pack import Pack
from photosort.places.polygons import Edges, Polygons
from photosort.places.tables import areas, circles

BORDER_KM = 4.45
"""0.04 degrees: this near to a border, the time zone overrides the polygons."""
COAST_KM = 22.224
"""12 nautical miles."""

_RING_KM, _ROSE = 18.0, 16  # where and how often open sea is looked for around islands
_SHARED = {"XK": "Europe/Belgrade"}  # countries without a zone of their own


class Coast(NamedTuple):
    """The nearest coast: region and country (-1: none near enough), and kilometres."""

    region: Ints
    country: Ints
    km: Floats


class Moved(NamedTuple):
    """Points that the time zone puts elsewhere: rows, region (-1: unknown), country."""

    row: Ints
    region: Ints
    country: Ints


class Zones(dict[str, int]):
    """Numbers of time zones; a new name gets the next number. `names` is the inverse."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__((name, number) for number, name in enumerate(names))
        self.names = list(names)

    def __missing__(self, name: str) -> int:
        self[name] = len(self.names)
        self.names.append(name)
        return self[name]


class Border:
    """Decides by the edges of regions and by time zones.

    `countries` are the ISO codes that `region_country` indexes; `instead` maps codes of zones to
    the codes that the policy wants.
    """

    def __init__(
        self,
        pack: Pack,
        polygons: Polygons,
        countries: Sequence[str],
        region_country: Ints,
        instead: Mapping[str, str | None],
    ) -> None:
        self._polygons, self._country = polygons, region_country
        number = {code: position for position, code in enumerate(countries)}
        zones: dict[str, str] = pack.json("zones")
        self.zones = Zones([*zones])
        # one row per zone: may it be of this country? The last row is for zones that do not say.
        self._told = np.zeros((len(zones) + 1, len(countries) + 1), dtype=bool)
        self._told[-1] = True
        for row, (zone, code) in enumerate(zones.items()):
            own = instead.get(zone, instead.get(code, code))
            codes = [own, *(each for each, shared in _SHARED.items() if shared == zone)]
            known = [number[each] for each in codes if each in number]
            self._told[row, known or slice(None)] = True
        self._one = np.where(self._told.sum(axis=1) == 1, self._told.argmax(axis=1), -1)
        fixed = {area.name for area in areas().values() if not area.zone}
        self._fixed = np.array([area in fixed for area in pack.lines("region.area")] + [False])
        self._circles = circles()

    def zone(self, x: Ints, y: Ints) -> Ints:
        """The number of each point's time zone."""
        from tzfpy import get_tz

        names = map(get_tz, (x / 20_000).tolist(), (y / 20_000).tolist())
        return np.fromiter(map(self.zones.__getitem__, names), np.int64, len(x))

    def _row(self, zone: Ints) -> Ints:
        return np.minimum(zone, len(self._told) - 1)

    def by_zone(self, zone: Ints, region: Ints, country: Ints) -> Ints:
        """The country (-1: none) of each point at sea near land: that of its zone.

        Small islands beside another country are in no region. `region` and `country` are those of
        the nearest land.
        """
        row = self._row(zone)
        told = self._told[row, country] | self._fixed[region]
        return np.where(told, country, np.where(self._one[row] >= 0, self._one[row], country))

    def islands(self, x: Ints, y: Ints, zone: Ints) -> Ints:
        """The country (-1: none) of each point far from any region, if it is on an island.

        Zones extend 12 nautical miles into the sea. So open sea is never nearer to an island, but
        it is to a ship that far from the coast.
        """
        country = self._one[self._row(zone)].copy()
        rows = np.flatnonzero(country >= 0)
        for angle in np.linspace(0, 2 * np.pi, _ROSE, endpoint=False):
            north = np.round(y[rows] + np.sin(angle) * _RING_KM / KM).astype(np.int64)
            east = np.cos(angle) * _RING_KM / KM / cosine(y[rows])
            around = self.zone(np.round(x[rows] + east).astype(np.int64), north)
            rows = rows[self._one[self._row(around)] >= 0]
        result = np.full(len(x), -1)
        result[rows] = country[rows]
        return result

    def coast(self, x: Ints, y: Ints, zone: Ints) -> Coast:
        """The nearest coast of each point at sea; in straits, that of the country of the zone."""
        result = Coast(np.full(len(x), -1), np.full(len(x), -1), np.full(len(x), np.inf))
        told = self._told[self._row(zone)]
        left = np.arange(len(x))
        for km in (COAST_KM / 8, COAST_KM):
            near = self._polygons.near(x[left], y[left], km)
            near = near.take(np.flatnonzero(near.right < 0))
            row, country = left[near.row], self._country[near.left]
            fits = told[row, country]
            first = np.flatnonzero(np.diff(row, prepend=-1))
            result.km[row[first]] = near.km[first]
            result.region[row[first]], result.country[row[first]] = near.left[first], country[first]
            fit = np.flatnonzero(fits)
            fit = fit[np.diff(row[fit], prepend=-1) != 0]
            result.region[row[fit]], result.country[row[fit]] = near.left[fit], country[fit]
            settled = np.zeros(len(x), dtype=bool)
            settled[row[fit]] = True
            left = left[~settled[left]]
            if not len(left):
                break
        return result

    def moved(
        self, x: Ints, y: Ints, zone: Ints, region: Ints, country: Ints, flags: Ints
    ) -> Moved:
        """Points whose zone implies another country that is near, or is named by a circle."""
        told = self._row(zone)
        rows = np.flatnonzero((country >= 0) & ~self._told[told, country] & ~self._fixed[region])
        inside = self._in_circles(x[rows], y[rows])
        keep = inside | (flags[rows] & NEAR_BORDER > 0)
        if not len(rows):
            return Moved(rows, rows, rows)
        near = self._polygons.near(x[rows], y[rows], COAST_KM)
        beside = near.take(np.flatnonzero(near.km <= BORDER_KM))
        other = self._told_side(near, told[rows])
        shore = np.isin(np.arange(len(rows)), beside.row[beside.right < 0])
        keep |= shore & (other >= 0)  # an island inside the polygon of its neighbour
        close = self._told_side(beside, told[rows])
        other = np.where(shore, other, close)
        rows, inside, other = rows[keep], inside[keep], other[keep]
        target = np.where(
            other >= 0, self._country[other], np.where(inside, self._one[told[rows]], -1)
        )
        some = target >= 0
        return Moved(rows[some], other[some], target[some])

    def _told_side(self, near: Edges, told: Ints) -> Ints:
        """For points beside edges, the nearest region that the zone may belong to."""
        other = np.full(len(told), -1)
        for side in (near.right, near.left):
            fits = self._told[told[near.row], self._country[side]]
            fit = np.flatnonzero(fits & (side >= 0) & ~self._fixed[side])
            fit = fit[np.diff(near.row[fit], prepend=-1) != 0]
            other[near.row[fit]] = side[fit]
        return other

    def _in_circles(self, x: Ints, y: Ints) -> npt.NDArray[np.bool_]:
        inside = np.zeros(len(x), dtype=bool)
        points = Points.of(x, y)
        for circle in self._circles:
            cx, cy = round(circle.lon * 20_000), round(circle.lat * 20_000)
            close = np.flatnonzero(abs(y - cy) <= circle.km / KM)
            centre = Points.of(np.array([cx]), np.array([cy]))
            inside[close] |= distance(points.take(close), centre) <= circle.km
        return inside
