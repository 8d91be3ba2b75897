"""The hand-written tables in `data/`: areas of policy, enclaves, how cities are named."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from photosort.errors import PhotosortError

REINSTALL = "pip install --force-reinstall photosort-cli"

_DATA = Path(__file__).parent / "data"
_AREA_ZONES = {"Europe/Simferopol": "crimea"}


class Area(NamedTuple):
    """A territory whose country is a matter of policy; `country` is None for none.

    `zone` says whether the time zone may move its border by some kilometres.
    """

    name: str
    selector: str
    country: str | None
    zone: bool


class Circle(NamedTuple):
    """A circle in which the time zone decides the country: degrees and kilometres."""

    name: str
    lat: float
    lon: float
    km: float


class CityRule(NamedTuple):
    """How cities are named in a country or a division of it, see `data/cities.tsv`."""

    where: str
    rule: str


def areas() -> dict[str, Area]:
    """The table `policy.tsv` by area."""
    return {
        row[0]: Area(row[0], row[1], None if row[2] == "-" else row[2], row[3] == "yes")
        for row in _rows("policy.tsv")
    }


def policy(overrides: Mapping[str, str | None] | None = None) -> dict[str, str | None]:
    """ISO code by area, with `overrides`. Raises `PhotosortError` for an unknown area or code."""
    table = {name: area.country for name, area in areas().items()}
    for name, country in (overrides or {}).items():
        if name not in table:
            raise PhotosortError(f"unknown area {name!r}", f"choose from {', '.join(table)}")
        if country == "-":
            country = None
        if country is not None and not (len(country) == 2 and country.isascii()):
            raise PhotosortError(
                f"area {name}: {country!r} is not a country code", "give two letters, or - for none"
            )
        table[name] = country and country.upper()
    return table


def zones_instead(
    region_areas: Sequence[str],
    region_countries: Sequence[str],
    overrides: Mapping[str, str | None] | None,
) -> dict[str, str | None]:
    """The country of a zone under the overrides, by its code or by the name of the zone.

    A code changes if it belongs to areas only (HK, EH), a zone if it is that of an area.
    """
    changed = policy(overrides)
    elsewhere = {c for a, c in zip(region_areas, region_countries, strict=True) if not a}
    instead: dict[str, str | None] = {zone: changed[area] for zone, area in _AREA_ZONES.items()}
    for name, area in areas().items():
        if area.country and area.country not in elsewhere and changed[name] != area.country:
            instead[area.country] = changed[name]
    return instead


def circles() -> list[Circle]:
    """The table `enclaves.tsv`."""
    return [Circle(row[0], *map(float, row[1:4])) for row in _rows("enclaves.tsv")]


def city_rules() -> list[CityRule]:
    """The table `cities.tsv`."""
    return [CityRule(row[0], row[1]) for row in _rows("cities.tsv")]


def read(name: str) -> bytes:
    """A file of `data/`."""
    try:
        return (_DATA / name).read_bytes()
    except OSError as error:
        raise damaged(name, error.strerror or "missing") from error


def damaged(name: str, what: str) -> PhotosortError:
    """The error for a file of `data/` that is missing or damaged."""
    return PhotosortError(f"the data file places/data/{name} cannot be used: {what}", REINSTALL)


def _rows(name: str) -> Iterator[list[str]]:
    """The lines of a table, without comments and heading."""
    try:
        lines = read(name).decode().splitlines()
    except UnicodeDecodeError as error:
        raise damaged(name, "not UTF-8") from error
    table = [line.split("\t") for line in lines if line and not line.startswith("#")]
    if not table or any(len(row) < len(table[0]) for row in table):
        raise damaged(name, "lines are cut off")
    yield from table[1:]
