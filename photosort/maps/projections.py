"""Map projections: x to the right, y down, in radians at the centre."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MERCATOR_LIMIT = 85.0
"""The highest latitude in degrees that Web Mercator shows."""


class Projection(Protocol):
    """Maps longitudes and latitudes (degrees, (n,)) to x and y.

    `cut` means that the world ends at the meridian opposite `lon0`: lines that cross it must be cut
    there first.
    """

    lon0: float
    cut: bool

    def forward(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """x and y of each point; for projections with a cut, `lon` counts from -180 + lon0."""


class Mercator:
    """Web Mercator, true to scale at `lat0`: preserves angles and small shapes."""

    cut = True

    def __init__(self, lon0: float, lat0: float) -> None:
        self.lon0 = lon0
        self._scale = np.cos(np.radians(np.clip(lat0, -MERCATOR_LIMIT, MERCATOR_LIMIT)))

    def forward(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """See `Projection`; latitudes beyond the limit are clamped to it."""
        phi = np.radians(np.clip(lat, -MERCATOR_LIMIT, MERCATOR_LIMIT))
        x = np.radians(lon - self.lon0) * self._scale
        return x, -np.log(np.tan(np.pi / 4 + phi / 2)) * self._scale


class AzimuthalEqualArea:
    """Lambert's projection: preserves areas, and shapes near the centre; no cut.

    Source: J. P. Snyder, Map Projections: A Working Manual (USGS 1395), equations 22-4, 24-2.
    """

    cut = False

    def __init__(self, lon0: float, lat0: float) -> None:
        self.lon0, self.lat0 = lon0, lat0

    def forward(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """See `Projection`; the antipode is on a circle of radius 2."""
        turn, phi, centre = np.radians(lon - self.lon0), np.radians(lat), np.radians(self.lat0)
        cos, sin = np.cos(phi), np.sin(phi)
        away = np.sin(centre) * sin + np.cos(centre) * cos * np.cos(turn)
        stretch = np.sqrt(2 / np.maximum(1 + away, 1e-9))
        y = np.cos(centre) * sin - np.sin(centre) * cos * np.cos(turn)
        return stretch * cos * np.sin(turn), -stretch * y


class EqualEarth:
    """The whole world; preserves areas.

    Source: B. Šavrič, T. Patterson, B. Jenny, The Equal Earth map projection (2018).
    """

    cut = True
    _A = (1.340264, -0.081106, 0.000893, 0.003796)

    def __init__(self, lon0: float) -> None:
        self.lon0 = lon0

    def forward(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """See `Projection`."""
        a1, a2, a3, a4 = self._A
        t = np.arcsin(np.sqrt(3) / 2 * np.sin(np.radians(lat)))
        t2 = t * t
        t6 = t2 * t2 * t2
        slope = 9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1
        x = 2 * np.sqrt(3) / 3 * np.radians(lon - self.lon0) * np.cos(t) / slope
        return x, -t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))
