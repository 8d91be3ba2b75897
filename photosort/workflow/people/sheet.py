"""`photosort people sheet`: persons and faces cropped from photos, on one page."""

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin

from photosort.errors import PhotosortError, UsageError
from photosort.media.pixels import UnreadableError, open_picture
from photosort.model import Box
from photosort.output import door
from photosort.plan.choice import cheer
from photosort.progress import Progress
from photosort.report.layout import plural, printable
from photosort.report.persons import between
from photosort.report.sheet import MARK, Row, page
from photosort.report.typeface import fitting
from photosort.store import Store
from photosort.store.persons import Sample
from photosort.workflow.guard import guard
from photosort.workflow.people.last_run import setting
from photosort.workflow.people.listing import listed_persons

_SIDE = 224  # pixels of a face on the page, twice its displayed size
_MARGIN = 0.35  # margin around a face, as a share of its size, for hair and chin
_LONG_SIDE = 2000  # long side of the picture that faces are cropped from

_KIND = door.Kind(
    "a sheet of persons",
    door.begins(
        rb'<!doctype html>.{1,80}<meta name="generator" content="%(mark)b">'
        rb"|\x89PNG\r\n\x1a\n.{1,200}tEXtSoftware\0%(mark)b" % {b"mark": MARK.encode()}
    ),
    private=True,
)


@dataclass(frozen=True)
class Sheet:
    """Where a sheet is and what it shows."""

    path: str
    persons: int
    crops: int


def make_sheet(
    store: Store,
    dest: str,
    samples: int,
    progress: Progress,
    *,
    everybody: bool = False,
    dry_run: bool = False,
) -> Sheet:
    """Write a page or a picture, one row per person: cover, name, counts, dates, sample faces.

    An existing file is replaced only if it is a sheet of ours. Photos that cannot be opened are
    left out.
    """
    kind = os.path.splitext(dest)[1].lower()
    if kind not in (".html", ".htm", ".png"):
        raise UsageError(f"{dest} is neither .html nor .png", "give a name such as people.html")
    target = door.check(dest, _KIND, guard(store))
    engine = setting(store).engine
    persons, _ = listed_persons(store, everybody=everybody)
    progress.start("Cutting out faces", len(persons))
    rows = []
    for person in persons:
        chosen = _choose(store.persons.samples(person.id, engine), person.cover, samples)
        cut = (_cut_out(sample) for sample in chosen)
        rows.append(Row(person, tuple(each for each in cut if each)))
        progress.advance()
    progress.stop()
    if not dry_run:
        content = _picture(rows) if kind == ".png" else page(rows, date.today().isoformat())
        target.put(content)
    return Sheet(os.path.abspath(dest), len(rows), sum(len(row.crops) for row in rows))


def _choose(faces: Sequence[Sample], cover: tuple[bytes, Box] | None, count: int) -> list[Sample]:
    """The cover, and the best face of each span of time."""
    first = [face for face in faces if (face.path, face.box) == cover]
    rest = [face for face in faces if (face.path, face.box) != cover]
    places = min(max(count - len(first), 0), len(rest))
    bounds = [len(rest) * i // places for i in range(places + 1)] if places else []
    spans = [rest[a:b] for a, b in pairwise(bounds)]
    return first[:count] + [max(span, key=_worth) for span in spans]


def _worth(face: Sample) -> float:
    return face.quality * cheer(face.smile)


def _cut_out(sample: Sample) -> bytes | None:
    """A face as a small square JPEG; None if the photo cannot be opened."""
    try:
        pixels, width, _ = open_picture(
            sample.path,
            sample.content_type,
            sample.orientation,
            (sample.width, sample.height),
            _LONG_SIDE,
        )
    except (UnreadableError, MemoryError):
        return None
    scale = pixels.shape[1] / width
    left, top, wide, high = (edge * scale for edge in sample.box)
    half = max(wide, high) * (0.5 + _MARGIN)
    x, y = left + wide / 2, top + high / 2
    area = (x - half, y - half, x + half, y + half)
    crop = Image.fromarray(pixels).resize((_SIDE, _SIDE), box=_inside(area, pixels.shape))
    file = io.BytesIO()
    crop.save(file, "JPEG", quality=85)
    return file.getvalue()


def _inside(
    area: tuple[float, float, float, float], shape: tuple[Any, ...]
) -> tuple[float, float, float, float]:
    """A square moved, and shrunk if necessary, to lie within the picture."""
    height, width = shape[:2]
    side = min(area[2] - area[0], width, height)
    left = min(max((area[0] + area[2] - side) / 2, 0), width - side)
    top = min(max((area[1] + area[3] - side) / 2, 0), height - side)
    return left, top, left + side, top + side


def _picture(rows: Sequence[Row]) -> bytes:
    """The sheet as one PNG."""
    side, gap, text = 112, 8, 300
    columns = max((len(row.crops) for row in rows), default=1)
    size = (text + columns * (side + gap) + gap, max(1, len(rows)) * (side + gap) + gap)
    if size[1] > 60_000:
        raise PhotosortError(f"{len(rows):,} people are too many for one picture", "use .html")
    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    for number, row in enumerate(rows):
        y = gap + number * (side + gap)
        person = row.person
        facts = " · ".join(filter(None, (plural(person.photos, "photo"), between(person))))
        for down, line, large, colour in (
            (14, printable(person.name or "–"), 18, "black"),
            (46, facts, 13, "#555"),
            (68, person.id, 13, "#555"),
        ):
            shown, face = fitting(line, large, text - 2 * gap)
            draw.text((gap, y + down), shown, colour, face)
        for place, crop in enumerate(row.crops):
            picture = Image.open(io.BytesIO(crop)).resize((side, side))
            sheet.paste(picture, (text + place * (side + gap), y))
    told = PngImagePlugin.PngInfo()
    told.add_text("Software", MARK)
    file = io.BytesIO()
    sheet.save(file, "PNG", pnginfo=told)
    return file.getvalue()
