"""The port that every geocoder fits."""

from collections.abc import Sequence
from typing import Protocol

from photosort.model import Place


class Geocoder(Protocol):
    """Names the places of coordinates, offline."""

    def places(self, coordinates: Sequence[tuple[float, float]]) -> list[Place]:
        """A `Place` for each (lat, lon) in degrees, in order.

        An answer does not depend on what else is in the batch. Coordinates are within range.
        """


def rounded(lat: float, lon: float) -> tuple[float, float]:
    """The coordinate that stands for all within 10 m: 4 decimals."""
    return round(lat, 4), round(lon, 4)
