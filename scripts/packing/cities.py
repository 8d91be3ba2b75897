"""Which place is the city of which, after data/cities.tsv; and the columns of places."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from photosort.places.tables import CityRule

from .sources import Town, Unit, World

UNDIVIDED = frozenset(
    "AI,AW,BL,BV,CC,CK,CW,CX,EH,FK,GI,GS,HK,HM,IO,KY,MC,MF,MO,NF,NU,PN,SG,SX,TC,VA,VG".split(",")  # noqa: SIM905
)
"""Countries and territories whose province carries the country's name."""

SECTIONS = ("PPLX",)
LOOSE = ("", "PPLL")  # unknown, locality: sections where they lie in a city
HIDDEN = frozenset((1819729, 12747064))
"""Places that stand for a whole territory: Hong Kong, Hong Kong Island. Never the nearest one."""
_SEATS = ("PPLC", "PPLA", "PPLA2", "PPLA3", "PPLA4", "PPLA5")
_DENSE = 5000.0  # people on a square kilometre of a city: its radius
_DRAW_KM = 40.0
_BESIDE_KM = 5.0  # a neighbour farther off tells nothing of the municipality


@dataclass
class Settled:
    """Provinces, places by province, and for each place its city and district.

    An entity is a place (its position), or after them a division that serves as a name.
    `townships` are the places that are a section of their city, its township rather than its
    district.
    """

    provinces: list[Unit]
    towns: list[Town]
    province: list[int]
    city: list[int]
    district: list[int]
    divisions: list[Unit] = field(default_factory=list)
    townships: set[int] = field(default_factory=set)


def settle(world: World, rules: Sequence[CityRule]) -> Settled:
    """Provinces, places sorted by province and position, and their cities."""
    provinces = _provinces(world)
    number = {unit.code: position for position, unit in enumerate(provinces)}
    towns, province = _homes(world.towns, number)
    order = sorted(
        range(len(towns)),
        key=lambda i: (province[i], *_cell(towns[i]), towns[i].geoname),
    )
    towns, province = [towns[i] for i in order], [province[i] for i in order]
    settled = Settled(provinces, towns, province, list(range(len(towns))), [-1] * len(towns))
    _Namer(world, settled, rules).run()
    return settled


def sections(world: World, settled: Settled) -> dict[str, Any]:
    """The columns of provinces and places, and what differs from "a place is its own city"."""
    towns = settled.towns
    odd = [i for i in range(len(towns)) if settled.city[i] != i or settled.district[i] >= 0]
    return {
        "province.code": [unit.code for unit in settled.provinces],
        "province.country": [unit.country for unit in settled.provinces],
        "place.province": _delta(settled.province),
        "place.y": _delta([round(town.lat * 1e4) for town in towns]),
        "place.x": _delta([round(town.lon * 1e4) for town in towns]),
        "place.id": np.array(
            [t.geoname for t in towns] + [u.geoname for u in settled.divisions], "<u4"
        ),
        "place.township": _delta(sorted(settled.townships)),
        "place.hidden": np.array([i for i, t in enumerate(towns) if t.geoname in HIDDEN], "<i4"),
        "odd.place": _delta(odd),
        "odd.city": np.array([settled.city[i] - i for i in odd], "<i4"),
        "odd.district": np.array(
            [settled.district[i] - i if settled.district[i] >= 0 else -(1 << 30) for i in odd],
            "<i4",
        ),
    }


def _delta(values: Sequence[int]) -> np.ndarray:
    return np.diff(np.array(values, "<i4"), prepend=np.int32(0)).astype("<i4")


def _cell(town: Town) -> tuple[int, int]:
    """Row and column of the grid, as photosort/places/towns.py sorts places."""
    row, column = (
        (round(town.lat * 1e4) + 900_000) // 1000,
        (round(town.lon * 1e4) + 1_800_000) // 1000,
    )
    return min(row, 1799), column % 3600


def _provinces(world: World) -> list[Unit]:
    """Admin-1 of GeoNames that hold a place, and one of their own for undivided countries."""
    used = {town.province for town in world.towns}
    units = [
        unit
        for unit in world.units
        if unit.level == 1 and unit.code in used and unit.country not in UNDIVIDED
    ]
    divided = {unit.country for unit in units}
    whole = {town.country for town in world.towns} | UNDIVIDED
    for country in sorted(whole - divided):
        units.append(Unit(country, "", 0, country, 1, "", (), 0))
    return sorted(units, key=lambda unit: (unit.country, unit.code))


def _homes(towns: Sequence[Town], number: dict[str, int]) -> tuple[list[Town], list[int]]:
    """Each place with its province; one that has none takes that of its nearest neighbour."""
    homes = [number.get(town.province, number.get(town.country, -1)) for town in towns]
    by_country = defaultdict(list)
    for position, town in enumerate(towns):
        if homes[position] >= 0:
            by_country[town.country].append(position)
    for position, town in enumerate(towns):
        if homes[position] < 0 and (others := by_country[town.country]):
            homes[position] = homes[min(others, key=lambda other: distance2(town, towns[other]))]
    kept = [position for position, home in enumerate(homes) if home >= 0]
    return [towns[position] for position in kept], [homes[position] for position in kept]


def distance2(one: Town, other: Town) -> float:
    """Square of kilometres, flat."""
    dx = (one.lon - other.lon + 180) % 360 - 180
    dx *= np.cos(np.radians((one.lat + other.lat) / 2))
    return float(111.2**2 * (dx * dx + (one.lat - other.lat) ** 2))


class _Namer:
    """Applies the rules of data/cities.tsv."""

    def __init__(self, world: World, settled: Settled, rules: Sequence[CityRule]) -> None:
        self.settled, self.towns = settled, settled.towns
        self.at = {town.geoname: position for position, town in enumerate(self.towns)}
        self.rules = {rule.where: rule.rule for rule in rules}
        self.units = {unit.code: unit for unit in world.units}
        self.entity: dict[str, int] = {}
        self.groups = self._groups()
        self.named = {(town.name, town.province): n for n, town in enumerate(self.towns)}

    def run(self) -> None:
        sections = []
        self._lend_divisions()
        self._lend_municipalities()
        for position, town in enumerate(self.towns):
            rule = self._rule(town)
            if rule == "admin2":
                self._by_division(position, town)
            elif rule.startswith("sections"):
                self._roll(position, self.at[int(rule.split()[1])])
                self.settled.townships.add(position)
            elif rule.startswith("one"):
                self._one(position, town, *map(int, rule.split()[1:]))
            elif town.country == "HK":
                self._hong_kong(position, town)
            else:
                group = int(rule.split()[1]) if rule.startswith("group") else 4
                head = self._numbered(town)
                if head is None:
                    head = self._head(town, group, rule.startswith("group"))
                if head is not None:
                    self._roll(position, head)
                elif town.feature in SECTIONS:
                    sections.append(position)
                if town.feature in LOOSE and self.settled.city[position] == position:
                    sections.append(position)
        self._draw(sections)

    def _rule(self, town: Town) -> str:
        second = town.divisions[1]
        names = [f"{town.province}.{second}", town.province, town.country]
        unit = self.units.get(town.district)
        if unit and re.search(r"[- ]ku$", unit.name, re.I):
            names.insert(0, f"{town.province}.*ku")
        return next((self.rules[name] for name in names if name in self.rules), "")

    def _groups(self) -> dict[tuple[str, ...], int]:
        """The most populous place, no section, of each division of order 2, 3 and 4."""
        heads: dict[tuple[str, ...], int] = {}
        for position, town in enumerate(self.towns):
            if town.feature in SECTIONS:
                continue
            for order in (2, 3, 4):
                key = self._key(town, order)
                if key and (key not in heads or self._rank(position) > self._rank(heads[key])):
                    heads[key] = position
        return heads

    def _rank(self, position: int) -> tuple[bool, int, int, int]:
        """Places that cities500.txt has before others, seats before others, then by people."""
        town = self.towns[position]
        seat = _SEATS.index(town.feature) if town.feature in _SEATS else len(_SEATS)
        return bool(town.feature), -seat, town.population, -town.geoname

    def _key(self, town: Town, order: int) -> tuple[str, ...] | None:
        codes = town.divisions[:order]
        return (town.country, town.province, *codes[1:]) if codes[-1] else None

    def _head(self, town: Town, order: int, everyone: bool) -> int | None:
        """The city of a municipality's place; of a section, by its smallest known division."""
        if everyone:
            key = self._key(town, order)
            if key in self.groups:
                return self.groups[key]
            return None if town.feature in SECTIONS else self.at[town.geoname]
        if town.feature in SECTIONS:
            for order in (4, 3):
                key = self._key(town, order)
                if key in self.groups:
                    return self.groups[key]
            return None
        return self.at[town.geoname]

    def _numbered(self, town: Town) -> int | None:
        """The city of "Lyon 03" and "Paris 12e Arrondissement"."""
        match = re.match(r"(.+) \d\d?(e Arrondissement)?$", town.name)
        return self.named.get((match[1], town.province)) if match else None

    def _roll(self, position: int, city: int) -> None:
        self.settled.city[position] = city
        name, head = self.towns[position].name, self.towns[city].name
        self.settled.district[position] = position if position != city and name != head else -1
        if self.towns[position].feature in SECTIONS and not self._numbered(self.towns[position]):
            self.settled.townships.add(position)

    def _one(self, position: int, town: Town, city: int, district: int = 0) -> None:
        self._roll(position, self.at[city])
        unit = self.units.get(town.district)
        if district:
            self.settled.district[position] = self.at[district]
        elif town.country == "JP" and unit:
            self.settled.district[position] = self._division(unit)

    def _lend_divisions(self) -> None:
        """Where divisions are cities, a place without one takes that of its nearest neighbour."""
        holders = defaultdict(list)
        for position, town in enumerate(self.towns):
            if town.district in self.units:
                holders[self.settled.province[position]].append(position)
        for position, town in enumerate(self.towns):
            others = holders[self.settled.province[position]]
            if town.district not in self.units and others and self._rule(town) == "admin2":
                near = min(others, key=lambda other: distance2(town, self.towns[other]))
                self.towns[position] = town._replace(district=self.towns[near].district)

    def _lend_municipalities(self) -> None:
        """Where municipalities are cities, a place of unknown kind and municipality takes that of
        its nearest neighbour in the same district.
        """
        holders = defaultdict(list)
        for position, town in enumerate(self.towns):
            holders[town.province, town.divisions[1]].append(position)
        for position, town in enumerate(self.towns):
            rule = self._rule(town)
            order = int(rule.split()[1]) if rule.startswith("group") else 0
            if order < 3 or town.feature:
                continue
            others = [
                other
                for other in holders[town.province, town.divisions[1]]
                if self.towns[other].divisions[order - 1]
                and distance2(town, self.towns[other]) < _BESIDE_KM**2
            ]
            if others:
                near = min(others, key=lambda other: distance2(town, self.towns[other]))
                self.towns[position] = town._replace(divisions=self.towns[near].divisions)

    def _by_division(self, position: int, town: Town) -> None:
        unit = self.units.get(town.district)
        if unit:
            self.settled.city[position] = self._division(unit)
            if town.feature in ("PPLA3", "PPLX"):
                self.settled.district[position] = position

    def _hong_kong(self, position: int, town: Town) -> None:
        self.settled.city[position] = self.at[1819729]
        if town.province:
            self.settled.district[position] = self._division(self.units[town.province])

    def _division(self, unit: Unit) -> int:
        if unit.code not in self.entity:
            self.entity[unit.code] = len(self.towns) + len(self.settled.divisions)
            self.settled.divisions.append(unit)
        return self.entity[unit.code]

    def _draw(self, sections: Sequence[int]) -> None:
        """Sections whose division tells nothing go to the place that draws most."""
        cells = defaultdict(list)
        for position, town in enumerate(self.towns):
            if town.feature not in SECTIONS and town.population > 5000:
                cells[self._half_degrees(position)].append(position)
        for position in sections:
            province, row, column = self._half_degrees(position)
            near = [
                (self._pull(position, other), -other)
                for dy in (-1, 0, 1)
                for dx in (-1, 0, 1)
                for other in cells[province, row + dy, column + dx]
            ]
            if near and max(near)[0] > 0:
                self._roll(position, self.settled.city[-max(near)[1]])
                self.settled.townships.add(position)

    def _half_degrees(self, position: int) -> tuple[int, int, int]:
        town = self.towns[position]
        return self.settled.province[position], int(town.lat * 2), int(town.lon * 2)

    def _pull(self, position: int, other: int) -> float:
        """People of `other` for each square kilometre of the distance; of smaller ones none.

        What a place is that cities500.txt does not have yet is not known: it is a section if it
        lies within a city's built-up area and in the same division.
        """
        town, city = self.towns[position], self.towns[other]
        apart = distance2(town, city)
        if apart >= _DRAW_KM**2 or city.population <= town.population or not city.feature:
            return 0.0
        if town.feature in LOOSE and (
            apart > city.population / _DENSE / np.pi
            or (town.district and city.district and town.district != city.district)
        ):
            return 0.0
        return city.population / (apart + 1)
