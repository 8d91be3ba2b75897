"""`photosort place`."""

import json as json_module
import os
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.correct import Correction, correct, need_files
from photosort.cli.options import Address, Writing
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import add
from photosort.errors import PhotosortError, UsageError
from photosort.settings.places import PlaceOptions
from photosort.texts import composed

if TYPE_CHECKING:
    from photosort.workflow.corrections import Place

_EXAMPLE = "photosort place set IMG_1.jpg 1.29,103.85"
_COORDINATE = re.compile(r"[-+]?[\d.]+,[-+]?[\d.]+")


def register(app: typer.Typer) -> None:
    """Add the command."""
    # a latitude in the south looks like an option
    add(app, "place", place, context_settings={"ignore_unknown_options": True})


def place(
    current: Session,
    *,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="LAT,LON | - | set FILE... [LAT,LON] | unset FILE...",
            help="Name the place of LAT,LON in degrees, or of each line of stdin (-), or correct"
            " that of each FILE: a file, a folder or an id.",
        ),
    ],
    address: Address,
    correction: Correction,
    how: Writing,
) -> int:
    """Name the place of coordinates, or correct that of photos.

    LAT,LON needs no library. With -, photosort reads a LAT,LON from each line of stdin and answers
    with a line each, in the same order.

    place set FILE... LAT,LON says where photos were taken. place set FILE... --city NAME names
    their place; the levels above follow where only one place has that name. Corrections stay in
    the library, whatever you index later; place unset FILE... takes them back. Files are never
    changed.

    Examples:
      photosort place 35.01,135.77
      photosort place set ~/Pictures/scans 53.55,9.99
      photosort place set ~/Pictures/scans --country Germany --city Hamburg
    """
    options = current.place_options(correction.naming)
    levels = {level: composed(name) for level, name in address.given().items() if name}
    if words[0] in ("set", "unset"):
        return _correct(current, words, levels, correction, options, how)
    if len(words) > 1 or levels or correction.where is not None:
        raise UsageError(
            "give one LAT,LON, or set or unset with files", "photosort place --help shows examples"
        )
    if words[0] == "-":
        return _lines(current, sys.stdin, options, how.json)
    return _one(current, words[0], options, how.json)


def _one(current: Session, text: str, options: PlaceOptions, json: bool) -> int:
    from photosort.report import places as report
    from photosort.workflow import place as workflow

    lat, lon = workflow.parse(text)
    (found,) = workflow.places([(lat, lon)], options)
    if json:
        current.print_json(report.to_json(lat, lon, found))
    else:
        current.emit(report.details(found))
    return 0


def _lines(current: Session, lines: Iterable[str], options: PlaceOptions, json: bool) -> int:
    """Answer each line; a line that is not a coordinate gets an error in its place."""
    from photosort.report import json as as_json
    from photosort.report import places as report
    from photosort.workflow import place as workflow

    parsed: list[tuple[float, float] | PhotosortError] = []
    for line in lines:
        try:
            parsed.append(workflow.parse(line))
        except PhotosortError as error:
            parsed.append(error)
    good = [each for each in parsed if isinstance(each, tuple)]
    answers = iter(workflow.places(good, options))
    for each in parsed:
        if isinstance(each, PhotosortError):
            document: dict[str, Any] = as_json.error(each)
            line = each.message
        else:
            found = next(answers)
            document, line = report.to_json(*each, found), report.details(found)
        current.emit(json_module.dumps(document) if json else line)
    return failed_code(len(good) < len(parsed))


def _correct(
    current: Session,
    words: list[str],
    levels: dict[str, str],
    correction: Correction,
    options: PlaceOptions,
    how: Writing,
) -> int:
    """Correct the place of files, or restore their own."""
    from photosort.workflow import corrections as workflow

    action, *files = words
    where = correction.where
    if action == "set":
        place, files = _place_of(files, levels)
        need_files(files, correction, _EXAMPLE)
        return correct(
            current,
            how,
            "Placed",
            lambda store, progress: workflow.set_place(
                store, files, where, place, options, progress
            ),
            where,
        )
    if levels:
        raise UsageError("place unset takes no level", "as in photosort place unset IMG_1.jpg")
    need_files(files, correction, "photosort place unset IMG_1.jpg")
    return correct(
        current,
        how,
        "Restored the place of",
        lambda store, progress: workflow.unset_place(store, files, where, options, progress),
        where,
    )


def _place_of(words: list[str], levels: dict[str, str]) -> tuple["Place", list[str]]:
    """The given place, and the files; coordinates come last."""
    from photosort.model import Coordinates
    from photosort.workflow.corrections import Place
    from photosort.workflow.place import parse

    at = None
    if words and _COORDINATE.fullmatch(words[-1]) and not os.path.lexists(words[-1]):
        at = Coordinates(*parse(words[-1]))
        words = words[:-1]
    if at is None and not levels:
        raise UsageError(
            "place set needs LAT,LON or the name of a level, such as --city", f"as in {_EXAMPLE}"
        )
    return Place(at, levels), words
