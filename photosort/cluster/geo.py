"""Distances on the sphere."""

import numpy as np
import numpy.typing as npt

EARTH_KM = 6371.0088  # mean radius, IUGG

Floats = npt.NDArray[np.float64]


def distance_km(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Great-circle distance (haversine) of coordinates in degrees; arrays broadcast."""
    a, b, c, d = (np.radians(x) for x in (lat1, lon1, lat2, lon2))
    h = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    distance: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    return distance
