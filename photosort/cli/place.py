"""`photosort place`."""

import json as json_module
import sys
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from photosort.cli.session import Json, emit, print_json
from photosort.errors import EXIT_SOME_FAILED, PhotosortError


def register(app: typer.Typer) -> None:
    """Add the command."""
    # a latitude in the south looks like an option
    app.command("place", context_settings={"ignore_unknown_options": True})(place)


def place(
    coordinate: Annotated[
        str, typer.Argument(metavar="LAT,LON", help="Degrees, as 1.29,103.85; - reads lines.")
    ],
    json: Json = False,
) -> int:
    """Name the place of a coordinate. Needs no library.

    With - it reads a LAT,LON a line on stdin and answers a line each, in order.
    """
    from photosort.report import json as as_json
    from photosort.report import text
    from photosort.workflow import place as workflow

    if coordinate == "-":
        return _lines(sys.stdin, json)
    lat, lon = workflow.parse(coordinate)
    (found,) = workflow.places([(lat, lon)])
    if json:
        print_json(as_json.place(lat, lon, found))
    else:
        emit(text.place(found))
    return 0


def _lines(lines: Iterable[str], json: bool) -> int:
    """Answer each line; those that are no coordinate get an error in their place."""
    from photosort.report import json as as_json
    from photosort.report import text
    from photosort.workflow import place as workflow

    parsed: list[tuple[float, float] | PhotosortError] = []
    for line in lines:
        try:
            parsed.append(workflow.parse(line))
        except PhotosortError as error:
            parsed.append(error)
    good = [each for each in parsed if isinstance(each, tuple)]
    answers = iter(workflow.places(good))
    for each in parsed:
        if isinstance(each, PhotosortError):
            document: dict[str, Any] = as_json.error(each)
            line = each.message
        else:
            found = next(answers)
            document, line = as_json.place(*each, found), text.place(found)
        emit(json_module.dumps(document) if json else line)
    return EXIT_SOME_FAILED if len(good) < len(parsed) else 0
