"""`photosort place`: the address of a coordinate."""

from collections.abc import Sequence
from math import isfinite

from photosort.errors import PhotosortError
from photosort.model import Place
from photosort.places import geocoder, geocoders
from photosort.settings.places import PlaceOptions


def parse(text: str) -> tuple[float, float]:
    """The coordinate of `LAT,LON` in degrees. Raises `PhotosortError` for anything else."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        lat = lon = float("nan")
    if isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180:
        return lat, lon
    raise PhotosortError(
        f"{text.strip()!r} is not LAT,LON",
        "give degrees such as 1.29,103.85: latitude -90 to 90, longitude -180 to 180",
    )


def places(coordinates: Sequence[tuple[float, float]], options: PlaceOptions) -> list[Place]:
    """The place of each coordinate, in order."""
    geocoders.check(options)
    keys = [geocoder.rounded(lat, lon) for lat, lon in coordinates]
    distinct = sorted(set(keys))
    if not distinct:
        return []
    found = dict(zip(distinct, geocoders.load(options).places(distinct), strict=True))
    return [found[key] for key in keys]
