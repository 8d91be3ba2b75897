"""`photosort journeys map`: the map of an album, still, for a report or a wall."""

import os
from dataclasses import dataclass
from io import BytesIO

from photosort.errors import PhotosortError
from photosort.output.album import write_file
from photosort.settings import MapOptions
from photosort.store import Store
from photosort.workflow import selection as chosen
from photosort.workflow.album import MAP_SIZE, drawing
from photosort.workflow.journeys import show_journey


@dataclass(frozen=True)
class MapResult:
    """What was written: size in pixels, and how many stops are on it."""

    out: str
    journey: str
    width: int
    height: int
    stops: int
    bytes: int


def make_map(store: Store, id: str, options: MapOptions) -> MapResult:
    """Draw the map of a journey. Raises `PhotosortError` where no photo is located."""
    out = os.path.abspath(options.out)
    chosen.refuse_original(store, out)
    journey = show_journey(store, id)
    selection = chosen.journey(store, journey.id)
    found, _ = chosen.pictures(store, selection.ids)
    album = chosen.album_of(selection, (picture for picture, _ in found))
    height = options.width * MAP_SIZE[1] // MAP_SIZE[0]
    shown = drawing(album, (options.width, height))
    if shown is None:
        raise PhotosortError(
            f"no photo of {journey.title} tells where it was taken",
            "photosort index --infer-location finds places by the photos around",
        )
    if out.lower().endswith(".svg"):
        from photosort.report.map_svg import svg_file

        content = svg_file(shown, journey.title).encode()
    else:
        from PIL import Image

        from photosort.report.map_picture import map_picture

        file = BytesIO()
        Image.fromarray(map_picture(shown)).save(file, "PNG", optimize=True)
        content = file.getvalue()
    write_file(out, content)
    return MapResult(out, journey.id, options.width, height, len(shown.spots), len(content))
