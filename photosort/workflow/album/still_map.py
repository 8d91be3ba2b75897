"""`photosort journeys map`: the map of a journey as a file."""

import os
from dataclasses import dataclass
from io import BytesIO

from photosort.errors import PhotosortError
from photosort.output import door
from photosort.report.map_svg import MARK, svg_file
from photosort.settings.album import MapOptions
from photosort.store import Store
from photosort.workflow.album import selection as chosen
from photosort.workflow.album.route_map import MAP_SIZE, drawing
from photosort.workflow.guard import guard
from photosort.workflow.journeys import journey_of
from photosort.workflow.named import JOURNEYS, find_standing

_KIND = door.Kind(
    "a map",
    door.begins(
        rb"<\?xml [^>]*>\s*<!-- %(mark)b -->|\x89PNG\r\n\x1a\n.{1,200}tEXtSoftware\0%(mark)b"
        % {b"mark": MARK.encode()}
    ),
)


@dataclass(frozen=True)
class MapResult:
    """The map: size in pixels, and number of stops."""

    out: str
    journey: str
    width: int
    height: int
    stops: int
    bytes: int


def make_map(store: Store, id: str, options: MapOptions, *, dry_run: bool = False) -> MapResult:
    """Draw the map of a journey; a dry run does not write it.

    Raises `PhotosortError` if no photo is located.
    """
    target = door.check(options.out, _KIND, guard(store))
    out = os.path.abspath(options.out)
    journey = journey_of(store, find_standing(store.journeys, JOURNEYS, id))
    selection = chosen.journey(store, journey.id)
    found, _ = chosen.pictures(store, selection.ids)
    album = chosen.album_of(selection, (picture for picture, _ in found))
    height = options.width * MAP_SIZE[1] // MAP_SIZE[0]
    shown = drawing(album, (options.width, height))
    if shown is None:
        raise PhotosortError(
            f"no photo of {journey.title} says where it was taken",
            "photosort index --infer-location infers places from photos taken around the same time",
        )
    if out.lower().endswith(".svg"):
        content = svg_file(shown, journey.title).encode()
    else:
        from PIL import Image, PngImagePlugin

        from photosort.report.map_picture import map_picture

        told = PngImagePlugin.PngInfo()
        told.add_text("Software", MARK)
        file = BytesIO()
        Image.fromarray(map_picture(shown)).save(file, "PNG", optimize=True, pnginfo=told)
        content = file.getvalue()
    if not dry_run:
        target.put(content)
    return MapResult(out, journey.id, options.width, height, len(shown.spots), len(content))
