"""The port that every geocoder engine fits, and the engines by name."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from photosort.errors import UsageError
from photosort.model import Place
from photosort.settings import PlaceOptions


class Geocoder(Protocol):
    """Names the places of coordinates, offline."""

    def places(self, coordinates: Sequence[tuple[float, float]]) -> list[Place]:
        """A `Place` for each (lat, lon) in degrees, in order.

        An answer does not depend on what else is in the batch. Coordinates are within range.
        """


class Engine(NamedTuple):
    """How to get a geocoder for languages, best first.

    `version` changes whenever the answers may: addresses in a library are then worked out again.
    """

    version: str
    load: Callable[[Sequence[str]], Geocoder]


def _nearest(languages: Sequence[str]) -> Geocoder:
    from photosort.places.nearest import NearestCity

    return NearestCity()


ENGINES: dict[str, Engine] = {"nearest": Engine("nearest 1", _nearest)}
"""Engines by name; each loads its data only when it is called."""

DEFAULT = "nearest"


def load(options: PlaceOptions) -> Geocoder:
    """The engine that `options` name, ready to use. Raises `UsageError` for an unknown name."""
    return _engine(options).load(options.languages or options.locale)


def version_of(options: PlaceOptions) -> str:
    """Text that changes whenever the answers under `options` may."""
    return f"{_engine(options).version} {','.join(options.languages or options.locale)}"


def _engine(options: PlaceOptions) -> Engine:
    name = options.geocoder or DEFAULT
    if name not in ENGINES:
        raise UsageError(f"unknown geocoder {name!r}", f"choose from {', '.join(ENGINES)}")
    return ENGINES[name]


def rounded(lat: float, lon: float) -> tuple[float, float]:
    """The coordinate that stands for all within 10 m: 4 decimals."""
    return round(lat, 4), round(lon, 4)
