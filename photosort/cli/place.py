"""`photosort place`."""

import json as json_module
import os
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.correct import Where, correct, need_files
from photosort.cli.session import (
    DryRun,
    Geocoder,
    Json,
    Languages,
    LockWait,
    emit,
    place_options,
    print_json,
    session,
)
from photosort.errors import EXIT_SOME_FAILED, PhotosortError, UsageError
from photosort.settings.places import PlaceOptions
from photosort.texts import composed

if TYPE_CHECKING:
    from photosort.workflow.corrections import Place

_EXAMPLE = "photosort place set IMG_1.jpg 1.29,103.85"
_COORDINATE = re.compile(r"[-+]?[\d.]+,[-+]?[\d.]+")

LevelName = Annotated[str | None, typer.Option(metavar="NAME", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the command."""
    # a latitude in the south looks like an option
    app.command("place", context_settings={"ignore_unknown_options": True})(place)


def place(
    context: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="LAT,LON | - | set FILE... [LAT,LON] | unset FILE...",
            help="Degrees, as 1.29,103.85; - reads lines of them; set and unset correct files.",
        ),
    ],
    country: LevelName = None,
    province: LevelName = None,
    city: LevelName = None,
    district: LevelName = None,
    township: LevelName = None,
    where: Where = None,
    geocoder: Geocoder = None,
    lang: Languages = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Name the place of a coordinate, or correct the place of files.

    A coordinate needs no library. With - it reads a LAT,LON a line on stdin and answers a line
    each, in order.

    `place set FILE... LAT,LON` says where photos were taken, `place set FILE... --city NAME` names
    their place; levels above the one named follow where only one place is called so. Files may be
    folders or ids, too. What you set is kept in the library, whatever is indexed later, and
    `place unset FILE...` takes it back. Files are never changed.
    """
    options = place_options(session(context), geocoder, lang)
    levels = {
        "country": country,
        "province": province,
        "city": city,
        "district": district,
        "township": township,
    }
    given = {level: composed(name) for level, name in levels.items() if name}
    if words[0] in ("set", "unset"):
        return _correct(
            context, words, where, given, options,
            json=json, dry_run=dry_run, lock_wait=lock_wait,
        )  # fmt: skip
    if len(words) > 1 or given or where is not None:
        raise UsageError(
            "give one coordinate, or set or unset with files", "photosort place -h shows examples"
        )
    if words[0] == "-":
        return _lines(sys.stdin, options, json)
    return _one(words[0], options, json)


def _one(text: str, options: PlaceOptions, json: bool) -> int:
    from photosort.report import places as report
    from photosort.workflow import place as workflow

    lat, lon = workflow.parse(text)
    (found,) = workflow.places([(lat, lon)], options)
    if json:
        print_json(report.to_json(lat, lon, found))
    else:
        emit(report.details(found))
    return 0


def _lines(lines: Iterable[str], options: PlaceOptions, json: bool) -> int:
    """Answer each line; those that are no coordinate get an error in their place."""
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
        emit(json_module.dumps(document) if json else line)
    return EXIT_SOME_FAILED if len(good) < len(parsed) else 0


def _correct(
    context: typer.Context,
    words: list[str],
    where: str | None,
    levels: dict[str, str],
    options: PlaceOptions,
    *,
    json: bool,
    dry_run: bool,
    lock_wait: float,
) -> int:
    """Keep the user's own place for files, or give them their own back."""
    from photosort.workflow import corrections as workflow

    action, *files = words
    if action == "set":
        place, files = _place_of(files, levels)
        need_files(files, where, _EXAMPLE)
        return correct(
            context,
            "Placed",
            lambda store, progress: workflow.set_place(
                store, files, where, place, options, progress
            ),
            json=json,
            dry_run=dry_run,
            lock_wait=lock_wait,
        )
    if levels:
        raise UsageError("place unset takes no levels", "photosort place unset IMG_1.jpg")
    need_files(files, where, "photosort place unset IMG_1.jpg")
    return correct(
        context,
        "Restored the place of",
        lambda store, progress: workflow.unset_place(store, files, where, options, progress),
        json=json,
        dry_run=dry_run,
        lock_wait=lock_wait,
    )


def _place_of(words: list[str], levels: dict[str, str]) -> tuple["Place", list[str]]:
    """The place that is given, and the files; coordinates come last."""
    from photosort.model import Coordinates
    from photosort.workflow.corrections import Place
    from photosort.workflow.place import parse

    at = None
    if words and _COORDINATE.fullmatch(words[-1]) and not os.path.lexists(words[-1]):
        at = Coordinates(*parse(words[-1]))
        words = words[:-1]
    if at is None and not levels:
        raise UsageError("place set needs coordinates or a level, as --city", _EXAMPLE)
    return Place(at, levels), words
