"""The `[[place]]` tables of the config file."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from photosort.dates import EPOCH, parse_date
from photosort.errors import PhotosortError
from photosort.model import LEVELS
from photosort.places.user import UserPlace

_KNOWN = {"name", "lat", "lon", "radius_km", "polygons", "from", "to", *LEVELS}


def user_place(table: Mapping[str, Any]) -> UserPlace:
    """The place of a `[[place]]` table. Raises `PhotosortError`, which names the place."""
    name = table.get("name")
    if not isinstance(name, str) or not name:
        raise PhotosortError("a [[place]] in the config file has no name", 'name = "Grandma\'s"')
    unknown = sorted(set(table) - _KNOWN)
    if unknown:
        raise _wrong(name, f"sets {unknown[0]}, which is unknown")
    lat, lon, polygons = table.get("lat"), table.get("lon"), table.get("polygons")
    if (lat is None) != (lon is None) or (lat is None) == (polygons is None):
        raise _wrong(name, "needs lat and lon, or a file of polygons")
    return UserPlace(
        name=name,
        point=None if lat is None else (_number(name, "lat", lat), _number(name, "lon", lon)),
        radius_km=_number(name, "radius_km", table.get("radius_km", 0.1)),
        polygons=None if polygons is None else Path(str(polygons)).expanduser(),
        levels={level: str(table[level]) for level in LEVELS if level in table},
        first=_day(name, "from", table.get("from")),
        last=_day(name, "to", table.get("to")),
    )


def _number(name: str, key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(name, f"{key} is not a number")
    return float(value)


def _day(name: str, key: str, value: Any) -> date | None:
    if value is None or (isinstance(value, date) and type(value) is date):
        return value
    try:
        span = parse_date(str(value))
    except ValueError as error:
        raise _wrong(name, f"sets {key} = {value!r}: {error}") from error
    return EPOCH.date() + timedelta(days=span.first_day if key == "from" else span.last_day)


def _wrong(name: str, what: str) -> PhotosortError:
    return PhotosortError(
        f"the place {name!r} in the config file {what}",
        'as lat = 48.1, lon = 16.3, radius_km = 0.3, city = "Grandma\'s", from = 2020-01-01',
    )
