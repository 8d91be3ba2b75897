"""`photosort people sheet`: persons and faces cropped from photos, on one page."""

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PIL import Image, ImageDraw, PngImagePlugin

from photosort.errors import PhotosortError, UsageError
from photosort.output import door
from photosort.progress import Progress
from photosort.report.layout import plural, printable
from photosort.report.persons import between
from photosort.report.sheet import MARK, Row, page
from photosort.report.typeface import lacking, write
from photosort.store import Store
from photosort.workflow.guard import guard
from photosort.workflow.people.crops import choose, cut_out
from photosort.workflow.people.last_run import setting
from photosort.workflow.people.listing import listed_persons

_SIDE = 224  # pixels of a face on the page, twice its displayed size
_QUALITY = 85

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
    chosen = {
        person.id: choose(store.persons.samples(person.id, engine), person.cover, samples)
        for person in persons
    }
    every = (sample for some in chosen.values() for sample in some)
    crops = cut_out(every, _SIDE, _QUALITY, progress)
    rows = [
        Row(person, tuple(crops[each.face] for each in chosen[person.id] if each.face in crops))
        for person in persons
    ]
    if kind == ".png":
        _warn_of_boxes(rows, progress)
    if not dry_run:
        content = _picture(rows) if kind == ".png" else page(rows, date.today().isoformat())
        target.put(content)
    return Sheet(os.path.abspath(dest), len(rows), sum(len(row.crops) for row in rows))


def _warn_of_boxes(rows: Sequence[Row], progress: Progress) -> None:
    """Tell that names will be boxes, where no font has their letters."""
    names = [row.person.name for row in rows if row.person.name and lacking(row.person.name)]
    if names:
        more = f" and {len(names) - 1:,} more names" if len(names) > 1 else ""
        progress.warn(
            f"no font on this machine has all letters of {printable(names[0])}{more}: install one,"
            " such as Noto, or make an .html sheet and print it from a browser"
        )


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
            write(draw, (gap, y + down), line, large, text - 2 * gap, colour)
        for place, crop in enumerate(row.crops):
            picture = Image.open(io.BytesIO(crop)).resize((side, side))
            sheet.paste(picture, (text + place * (side + gap), y))
    told = PngImagePlugin.PngInfo()
    told.add_text("Software", MARK)
    file = io.BytesIO()
    sheet.save(file, "PNG", pnginfo=told)
    return file.getvalue()
