"""The places of the user, on top of the answers of another engine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from math import asin, cos, isfinite, radians, sin, sqrt
from pathlib import Path
from typing import Any

from photosort.errors import PhotosortError
from photosort.model import LEVELS, Basis, Place
from photosort.places.geocoder import Geocoder
from photosort.regular import read_regular
from photosort.texts import composed

_EARTH_KM = 6371.0

Ring = tuple[tuple[float, float], ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True)
class UserPlace:
    """A `[[place]]` table: a name, an area, and levels of the address.

    The area is a point (lat, lon in degrees) with a radius, or a GeoJSON file. A polygon in that
    may have levels as properties (`"city": "…"`), which override `levels`. Without any level, the
    name is that of the finest level, `township`. It holds from day `first` to day `last`, None for
    open ends.
    """

    name: str
    point: tuple[float, float] | None = None
    radius_km: float = 0.1
    polygons: Path | None = None
    levels: Mapping[str, str] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether it holds on a day; without a day, if it has no end."""
        if day is None:
            return self.last is None
        return (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True)
class _Shape:
    """The area of a place, parsed."""

    place: UserPlace
    levels: Mapping[str, str]
    polygons: tuple[Polygon, ...]

    def holds(self, lat: float, lon: float) -> bool:
        if self.place.point is not None:
            return _km(*self.place.point, lat, lon) <= self.place.radius_km
        return any(
            sum(_inside(ring, lat, lon) for ring in polygon) % 2 == 1 for polygon in self.polygons
        )


class UserPlaces:
    """A `Geocoder` that asks `inner`, then overrides levels if a place of the user holds.

    The first place that holds wins. Its levels have basis "user" and ids that begin with "user:".
    Levels below the finest one that it names are dropped, since they belong to another place.
    """

    def __init__(self, inner: Geocoder, places: Sequence[UserPlace]) -> None:
        self._inner = inner
        self._shapes = [shape for place in places for shape in _shapes(place)]

    def places(self, coordinates: Sequence[tuple[float, float]]) -> list[Place]:
        """See `Geocoder.places`; places for photos without a date."""
        return self.places_on([(lat, lon, None) for lat, lon in coordinates])

    def places_on(self, points: Sequence[tuple[float, float, date | None]]) -> list[Place]:
        """A `Place` for each (lat, lon, day)."""
        answers = self._inner.places([(lat, lon) for lat, lon, _ in points])
        if not self._shapes:
            return answers
        return [self._over(answer, *point) for answer, point in zip(answers, points, strict=True)]

    def _over(self, answer: Place, lat: float, lon: float, day: date | None) -> Place:
        for shape in self._shapes:
            if shape.place.holds_on(day) and shape.holds(lat, lon):
                return _overlaid(answer, shape.levels)
        return answer


def _overlaid(answer: Place, levels: Mapping[str, str]) -> Place:
    finest = max(LEVELS.index(level) for level in levels)
    kept = [level for level in LEVELS[: finest + 1] if level in answer.levels or level in levels]
    basis: dict[str, Basis] = {
        level: "user" if level in levels else answer.basis[level] for level in kept
    }
    return replace(
        answer,
        levels={level: levels.get(level) or answer.levels[level] for level in kept},
        basis=basis,
        ids={
            level: f"user:{levels[level]}" if level in levels else answer.ids.get(level, "")
            for level in kept
        },
    )


def _shapes(place: UserPlace) -> list[_Shape]:
    levels = _levels(place.levels, f"place {place.name!r}") or {LEVELS[-1]: composed(place.name)}
    if (place.point is None) == (place.polygons is None):
        raise PhotosortError(
            f"place {place.name!r} needs a point or a polygon file", "give exactly one of them"
        )
    if place.polygons is None:
        _check_point(place)
        return [_Shape(place, levels, ())]
    shapes = []
    for number, feature in enumerate(_features(place.polygons), 1):
        where = f"{place.polygons}: feature {number}"
        own = feature.get("properties") or {}
        if not isinstance(own, dict):
            raise PhotosortError(f"{where}: properties are not an object", "see GeoJSON, RFC 7946")
        texts = {key: own[key] for key in LEVELS if own.get(key)}
        shapes.append(_Shape(place, {**levels, **_levels(texts, where)}, _polygons(feature, where)))
    return shapes


def _levels(levels: Mapping[str, str], where: str) -> dict[str, str]:
    for level, name in levels.items():
        if level not in LEVELS:
            raise PhotosortError(
                f"{where}: unknown level {level!r}", f"choose from {', '.join(LEVELS)}"
            )
        if not isinstance(name, str) or not name.strip():
            raise PhotosortError(f"{where}: {level} is not a name", "give the name as text")
    return {level: composed(name) for level, name in levels.items()}


def _check_point(place: UserPlace) -> None:
    lat, lon = place.point or (0.0, 0.0)
    if not (_is_position(lat, lon) and isfinite(place.radius_km) and place.radius_km > 0):
        raise PhotosortError(
            f"place {place.name!r}: no point with a radius", "lat -90 to 90, lon -180 to 180, km"
        )


def _is_position(lat: object, lon: object) -> bool:
    return all(
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= limit
        for value, limit in ((lat, 90), (lon, 180))
    )


def _features(path: Path) -> list[dict[str, Any]]:
    """The features of a GeoJSON file, or the one geometry that it is."""
    hint = "a GeoJSON file with polygons (RFC 7946)"
    try:
        content = json.loads(read_regular(path))
    except OSError as error:
        raise PhotosortError(f"{path}: {error.strerror}", hint) from error
    except (ValueError, RecursionError) as error:
        raise PhotosortError(f"{path}: not JSON: {error}", hint) from error
    kind = content.get("type") if isinstance(content, dict) else None
    if kind == "FeatureCollection":
        features = content.get("features")
        if isinstance(features, list) and features:
            return [each if isinstance(each, dict) else {} for each in features]
        raise PhotosortError(f"{path}: no features", hint)
    if kind == "Feature":
        return [content]
    if kind in ("Polygon", "MultiPolygon"):
        return [{"geometry": content}]
    raise PhotosortError(f"{path}: not GeoJSON", hint)


def _polygons(feature: Mapping[str, Any], where: str) -> tuple[Polygon, ...]:
    geometry = feature.get("geometry")
    geometry = geometry if isinstance(geometry, dict) else {}
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise PhotosortError(f"{where}: no polygon", "Polygon or MultiPolygon (RFC 7946)")
    parts: Any = geometry.get("coordinates")
    try:
        parts = [parts] if kind == "Polygon" else parts
        polygons = tuple(tuple(_ring(ring) for ring in part) for part in parts)
    except (TypeError, ValueError) as error:
        raise PhotosortError(f"{where}: {error}", "rings of [lon, lat], RFC 7946") from error
    if not polygons or not all(polygons):
        raise PhotosortError(f"{where}: no rings", "rings of [lon, lat], RFC 7946")
    return polygons


def _ring(points: Any) -> Ring:
    """(lon, lat) of a closed ring."""
    ring = []
    for point in points:
        if len(point) < 2 or not _is_position(point[1], point[0]):
            raise ValueError(f"{point!r} is not a position [lon, lat]")
        ring.append((float(point[0]), float(point[1])))
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError("a ring that is not closed")
    return tuple(ring)


def _inside(ring: Ring, lat: float, lon: float) -> bool:
    """Even-odd rule."""
    inside = False
    for (x0, y0), (x1, y1) in pairwise(ring):
        if (y0 > lat) != (y1 > lat) and lon < x0 + (x1 - x0) * (lat - y0) / (y1 - y0):
            inside = not inside
    return inside


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    a, b = radians(lat), radians(other_lat)
    half = sin((a - b) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon - other_lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))
