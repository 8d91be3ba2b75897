"""The extent of a map: which part of the world it shows, in which projection."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from photosort.maps.projections import AzimuthalEqualArea, EqualEarth, Floats, Mercator, Projection

CITY_KM = 600.0
"""Maps up to this wide are in Web Mercator, except near the poles."""
LEAST_KM = 40.0
"""Least width of a map; outlines are no finer."""
PADDING = 0.14
"""Free margin around the places, as a share of width and height."""

WORLD_PADDING = 0.05

_EARTH_KM = 6371.0088
_FARTHEST = 72.0  # degrees from the centre beyond which the whole world is shown
_FAR = 30.0  # across a pole, even half of that would turn the world upside down
_POLAR = 60.0
_WORLD_CENTRES = (11.0, 150.0)


@dataclass(frozen=True)
class View:
    """A map of `width` × `height` pixels; `scale` is pixels per unit of the projection."""

    projection: Projection
    scale: float
    left: float
    top: float
    width: int
    height: int

    def pixels(self, lon: Floats, lat: Floats) -> Floats:
        """Pixels (n, 2) of points (n,) in degrees; lines jump across the cut."""
        if self.projection.cut:
            lon = self.projection.lon0 + turned(lon - self.projection.lon0)
        return self.placed(*self.projection.forward(lon, lat))

    def placed(self, x: Floats, y: Floats) -> Floats:
        """Pixels of projected points."""
        return np.stack([x - self.left, y - self.top], axis=1) * self.scale


def turned(degrees: Floats) -> Floats:
    """Differences of longitude from -180 up to 180."""
    result: Floats = (degrees + 180) % 360 - 180
    return result


def frame(points: Sequence[tuple[float, float]], width: int, height: int) -> View:
    """The view that shows all points (lat, lon in degrees; one at least) with some space around.

    Web Mercator for a city or region, Lambert's azimuthal equal-area projection for countries and
    continents, Equal Earth where half of the world is needed.
    """
    lat, lon = np.array(points, dtype=np.float64).T
    projection, least = _projection(lat, lon)
    view = View(projection, 1.0, 0.0, 0.0, width, height)
    shown = view.pixels(lon, lat)
    low, high = shown.min(axis=0), shown.max(axis=0)
    padding = WORLD_PADDING if isinstance(projection, EqualEarth) else PADDING
    size = np.maximum((high - low) / (1 - 2 * padding), least)
    scale = float(min(width / size[0], height / size[1]))
    centre = (low + high) / 2
    return View(
        projection,
        scale,
        float(centre[0] - width / 2 / scale),
        float(centre[1] - height / 2 / scale),
        width,
        height,
    )


def _projection(lat: Floats, lon: Floats) -> tuple[Projection, float]:
    """The projection that fits, and the least size of its view in its units."""
    phi, turn = np.radians(lat), np.radians(lon)
    vectors = np.stack([np.cos(phi) * np.cos(turn), np.cos(phi) * np.sin(turn), np.sin(phi)])
    low, high = vectors.min(axis=1), vectors.max(axis=1)
    middle = (low + high) / 2
    length = float(np.linalg.norm(middle))
    cosine = float((vectors.T @ middle).min() / length) if length > 0.05 else -1.0
    radius = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
    lat0 = float(np.degrees(np.arcsin(middle[2] / max(length, 1e-9))))
    if radius > _FARTHEST or (radius > _FAR and abs(lat0) > _POLAR):
        return EqualEarth(_world_centre(lon)), 0.3
    lon0 = float(np.degrees(np.arctan2(middle[1], middle[0])))
    if radius * np.radians(1) * _EARTH_KM * 2 <= CITY_KM and abs(lat0) < _POLAR:
        return Mercator(lon0, lat0), LEAST_KM / _EARTH_KM
    return AzimuthalEqualArea(lon0, lat0), LEAST_KM / _EARTH_KM


def _world_centre(lon: Floats) -> float:
    """The meridian, of those whose opposite cuts little land, around which points lie closest."""
    return min(_WORLD_CENTRES, key=lambda centre: float(np.ptp(turned(lon - centre))))
