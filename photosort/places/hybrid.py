"""The default geocoder: polygons decide country and province, the nearest town city and district.

Data: Natural Earth 10m admin-1 (public domain), GeoNames (CC BY 4.0), names of Unicode CLDR; packed
by scripts/pack_places.py. Within 5 km of a border, and in the circles of `data/enclaves.tsv`, the
time zone (tzfpy, drawn after OpenStreetMap) overrides the polygons.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from photosort.model import Basis, Place
from photosort.places.arrays import Floats, Ints
from photosort.places.border import Border
from photosort.places.lattice import BESIDE_EDGE, NEAR_COAST
from photosort.places.names import Names
from photosort.places.pack import Pack
from photosort.places.polygons import Polygons
from photosort.places.tables import policy, zones_instead
from photosort.places.towns import Towns

CITY_KM = 100.0
"""Farther from every place of its province, a coordinate has no city."""
DISTRICT_KM = 10.0
"""Farther from the nearest part of a city, a coordinate has no district."""
CENTRE_KM = 1.5
"""This near to a place and to an edge of polygons, the province is that of the place."""
SEA_COUNTRY_KM = 22.224
"""12 nautical miles: at sea, the country of the nearest coast within this distance."""
SEA_CITY_KM = 5.0
"""At sea, province and city are given only this near to land."""

_CHUNK = 100_000  # points at a time; bounds memory


class Found(NamedTuple):
    """What was found for each point, as columns.

    `country` numbers `HybridGeocoder.countries` (-1: none), `province` the provinces (-1), `place`
    the nearest populated place (-1), `km` how far that is (infinite without one). `decided` is 1
    if a polygon decided the province; `zone` numbers time zones.
    """

    country: Ints
    province: Ints
    place: Ints
    km: Floats
    decided: Ints
    zone: Ints


class HybridGeocoder:
    """A `Geocoder` with levels country, province, city and district or township.

    `languages` are BCP 47 tags, best first. `policy_overrides` maps areas of `data/policy.tsv` to
    ISO 3166-1 codes, None or "-" for none. Loading: 0.17 CPU-s beside numpy.
    """

    def __init__(
        self,
        languages: Sequence[str] = ("en",),
        policy_overrides: Mapping[str, str | None] | None = None,
    ) -> None:
        pack = Pack()
        self.sources = pack.sources
        self._names = Names(pack, languages)
        self._polygons = Polygons(pack)
        self._instead = zones_instead(
            pack.lines("region.area"), pack.lines("region.country"), policy_overrides
        )
        self._read_regions(pack, policy(policy_overrides))
        self._read_towns(pack)
        self._border = Border(
            pack, self._polygons, self.countries, self._region_country, self._instead
        )
        self._heads: dict[tuple[int, int], tuple[str | None, dict[str, str], dict[str, str]]] = {}

    def _read_regions(self, pack: Pack, codes: Mapping[str, str | None]) -> None:
        areas, own = pack.lines("region.area"), pack.lines("region.country")
        country = [codes[a] if a else c for a, c in zip(areas, own, strict=True)]
        provinces = pack.lines("province.country")
        self._province_code = pack.lines("province.code")
        self.countries = sorted({*provinces, *(each for each in country if each)})
        number = {code: position for position, code in enumerate(self.countries)}
        self._region_country = np.array([number[c] if c else -1 for c in country] + [-1])
        self._region_province = np.append(pack.array("region.province").astype(np.int64), -1)
        self._province_country = np.array([number[each] for each in provinces])

    def _read_towns(self, pack: Pack) -> None:
        self._home = np.cumsum(pack.array("place.province"), dtype=np.int64)
        self._x = np.cumsum(pack.array("place.x"), dtype=np.int64) * 2
        self._y = np.cumsum(pack.array("place.y"), dtype=np.int64) * 2
        self._ids = pack.array("place.id")
        every = np.arange(len(self._home))
        shown = self._shown = np.delete(every, pack.array("place.hidden"))
        self._towns = Towns(self._home[shown], self._x[shown], self._y[shown], shown)
        adrift = pack.array("adrift").astype(np.int64)
        self._adrift = Towns(np.zeros_like(adrift), self._x[adrift], self._y[adrift], adrift)
        self._by_country: Towns | None = None
        region = pack.array("split.region").astype(np.int64)
        place = pack.array("split.place").astype(np.int64)
        self._split = np.unique(region)
        self._in_split = Towns(region, self._x[place], self._y[place], place)
        self._city, self._district = every.copy(), np.full(len(every), -1)
        odd = np.cumsum(pack.array("odd.place"), dtype=np.int64)
        self._city[odd] += pack.array("odd.city")
        self._district[odd] = np.maximum(odd + pack.array("odd.district"), -1)
        self._townships = set(np.cumsum(pack.array("place.township"), dtype=np.int64).tolist())

    def places(self, coordinates: Sequence[tuple[float, float]]) -> list[Place]:
        """See `Geocoder.places`."""
        if not coordinates:
            return []
        distinct, back = _distinct(np.array(coordinates, dtype=np.float64))
        answers = np.empty(len(distinct), dtype=object)
        for start in range(0, len(distinct), _CHUNK):
            part = slice(start, start + _CHUNK)
            answers[part] = self._named(self.find(distinct[part]))
        result: list[Place] = answers[back].tolist()
        return result

    def _named(self, found: Found) -> npt.NDArray[Any]:
        """A `Place` for each point; equal places are made once."""
        city = np.where(found.place >= 0, self._city[found.place], -1)
        district = np.where(found.km <= DISTRICT_KM, self._district[found.place], -1)
        columns = (found.country, found.province, city, district, found.zone, found.decided)
        key = np.zeros(len(city), dtype=np.int64)
        order = np.lexsort((found.zone, city, district, found.province))
        table = np.stack(columns, axis=1)[order]
        first = np.append(True, (np.diff(table, axis=0) != 0).any(axis=1))
        key[order] = np.cumsum(first) - 1
        distinct = np.empty(int(first.sum()), dtype=object)
        distinct[:] = [self._place(*row) for row in table[first].tolist()]
        return distinct[key]

    def find(self, points: Ints) -> Found:
        """The columns behind `places`, for distinct rows of (x, y) in units."""
        x, y = points[:, 0], points[:, 1]
        zone = self._border.zone(x, y)
        region, flags = self._polygons.at(x, y)
        country = self._region_country[region]
        sea = np.flatnonzero(region < 0)
        ashore = region >= 0
        home = np.full(len(x), -1)
        if len(sea):
            self._at_sea(x, y, zone, flags, sea, region, country, ashore, home)
        moved = self._border.moved(x, y, zone, region, country, flags)
        region[moved.row], country[moved.row] = moved.region, moved.country
        province = np.where(ashore & (home < 0), self._region_province[region], home)
        place, km = np.full(len(x), -1), np.full(len(x), np.inf)
        decided = (province >= 0).astype(np.int64)
        self._undecided(x, y, region, country, ashore, province)
        self._centres(x, y, country, flags, province, decided)
        rows = np.flatnonzero(province >= 0)
        place[rows], km[rows] = self._towns.nearest(province[rows], x[rows], y[rows], CITY_KM)
        return Found(country, province, place, km, decided, zone)

    def _at_sea(
        self,
        x: Ints,
        y: Ints,
        zone: Ints,
        flags: Ints,
        sea: Ints,
        region: Ints,
        country: Ints,
        ashore: npt.NDArray[np.bool_],
        home: Ints,
    ) -> None:
        """Fill the last four columns for points at sea.

        By the nearest coast within 12 nautical miles, or the nearest place on an island without a
        polygon; the country is that of the zone.
        """
        km = np.full(len(x), np.inf)
        coastal = sea[flags[sea] & NEAR_COAST > 0]
        if len(coastal):
            near = self._border.coast(x[coastal], y[coastal], zone[coastal])
            region[coastal], country[coastal], km[coastal] = near.region, near.country, near.km
        group = np.zeros_like(sea)
        place, far = self._adrift.nearest(group, x[sea], y[sea], SEA_COUNTRY_KM)
        own = self._province_country[self._home[place]]
        closer = (far < km[sea]) & (
            self._border.by_zone(zone[sea], np.full_like(sea, -1), own) == own
        )
        rows, place, km[sea[closer]] = sea[closer], place[closer], far[closer]
        region[rows], country[rows] = -1, self._province_country[self._home[place]]
        ashore[sea] = km[sea] <= SEA_CITY_KM
        home[rows] = np.where(ashore[rows], self._home[place], -1)
        told = self._border.by_zone(zone[sea], region[sea], country[sea])
        alone = np.flatnonzero(np.isinf(km[sea]))
        told[alone] = self._border.islands(x[sea[alone]], y[sea[alone]], zone[sea[alone]])
        other = sea[told != country[sea]]
        region[other], ashore[other] = -1, False
        country[sea] = told

    def _undecided(
        self, x: Ints, y: Ints, region: Ints, country: Ints, ashore: Any, province: Ints
    ) -> None:
        """Provinces by the nearest place in a divided polygon, else in the country."""
        rows = np.flatnonzero(ashore & (province < 0) & np.isin(region, self._split))
        if len(rows):
            place, _ = self._in_split.nearest(region[rows], x[rows], y[rows], np.inf)
            province[rows] = np.where(place >= 0, self._home[place], -1)
        rows = np.flatnonzero(ashore & (province < 0) & (country >= 0))
        if len(rows):
            place, _ = self._in_country(country[rows], x[rows], y[rows], 3 * CITY_KM)
            province[rows] = np.where(place >= 0, self._home[place], -1)

    def _centres(
        self, x: Ints, y: Ints, country: Ints, flags: Ints, province: Ints, decided: Ints
    ) -> None:
        """Beside edges, which may be some kilometres off, the centre of a town decides."""
        rows = np.flatnonzero((province >= 0) & (flags & BESIDE_EDGE > 0))
        if len(rows):
            place, _ = self._in_country(country[rows], x[rows], y[rows], CENTRE_KM)
            other = (place >= 0) & (self._home[place] != province[rows])
            rows = rows[other]
            province[rows], decided[rows] = self._home[place[other]], 0

    def _in_country(self, country: Ints, x: Ints, y: Ints, km: float) -> tuple[Ints, Floats]:
        if self._by_country is None:
            home = self._home[self._shown]
            group = self._province_country[home]
            self._by_country = Towns(group, self._x[self._shown], self._y[self._shown], self._shown)
        return self._by_country.nearest(country, x, y, km)

    def _place(
        self, country: int, province: int, city: int, district: int, zone: int, decided: int
    ) -> Place:
        head = self._heads.get((country, province))
        if head is None:
            head = self._heads[country, province] = self._head(country, province)
        code, levels, ids = head
        if city >= 0:
            levels, ids = levels.copy(), ids.copy()
            levels["city"], ids["city"] = self._names.entity(city), str(self._ids.item(city))
            if district >= 0:
                level = "township" if district in self._townships else "district"
                levels[level] = self._names.entity(district)
                ids[level] = str(self._ids.item(district))
        return Place(
            levels,
            code,
            _basis(tuple(levels), decided),
            self._border.zones.names[zone] or None,
            ids,
        )

    def _head(
        self, country: int, province: int
    ) -> tuple[str | None, dict[str, str], dict[str, str]]:
        """ISO code, names and ids of country and province."""
        if country < 0:
            return None, {}, {}
        code = self.countries[country]
        levels, ids = {"country": self._names.country(code)}, {"country": code}
        if province >= 0:
            levels["province"] = self._names.province(province)
            ids["province"] = self._province_code[province]
        return code, levels, ids


@cache
def _basis(levels: tuple[str, ...], decided: int) -> Mapping[str, Basis]:
    polygons = 1 + decided
    return {
        level: "polygon" if number < polygons else "nearest" for number, level in enumerate(levels)
    }


def _distinct(table: Floats) -> tuple[Ints, Ints]:
    """Distinct points as rows of (x, y) in units, 4 decimals, and the row of each coordinate."""
    points = np.rint(table * 1e4).astype(np.int64)
    lat, lon = points[:, 0], points[:, 1]
    keys, back = np.unique((lat + 900_000) * 4_000_000 + lon + 1_800_000, return_inverse=True)
    lat, lon = keys // 4_000_000 - 900_000, keys % 4_000_000 - 1_800_000
    x = np.where(lon == 1_800_000, -1_799_999, np.maximum(lon, -1_799_999))
    return np.stack([2 * x, 2 * np.clip(lat, -899_999, 899_999)], axis=1), back.reshape(-1)
