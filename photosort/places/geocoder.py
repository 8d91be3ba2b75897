"""The port that every geocoder fits."""

from collections.abc import Sequence
from typing import Protocol

from photosort.model import Place


class Geocoder(Protocol):
    """Gives the places of coordinates, offline."""

    def places(self, coordinates: Sequence[tuple[float, float]]) -> list[Place]:
        """A `Place` for each (lat, lon) in degrees, in order.

        An answer does not depend on the rest of the batch. Coordinates are within range.
        """


def rounded(lat: float, lon: float) -> tuple[float, float]:
    """The coordinate rounded to 4 decimals, which stands for all within 10 m."""
    return round(lat, 4), round(lon, 4)
