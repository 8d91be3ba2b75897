"""The map of an album, a film or a map file."""

from functools import cache
from typing import TYPE_CHECKING

from photosort.maps.routes import Stop
from photosort.plan.album import Album, fixes
from photosort.workflow.album import selection as chosen

if TYPE_CHECKING:
    from photosort.maps.drawing import Drawing
    from photosort.maps.outlines import Outlines


MAP_SIZE = (1000, 640)


@cache
def outlines() -> "Outlines":
    """Land and borders, loaded once."""
    from photosort.places.outlines import load

    return load()


def drawing(album: Album, size: tuple[int, int] = MAP_SIZE) -> "Drawing | None":
    """The map of an album; None if no photo is located."""
    from photosort.maps.drawing import draw

    stops = [
        Stop(stay.lat, stay.lon, stay.name, stay.pictures)
        for stay in album.stays
        if stay.lat is not None and stay.lon is not None
    ]
    found, _ = fixes(album.pictures)
    if not found and not stops:
        return None
    return draw(outlines(), found, stops, chosen.countries(album), *size)
