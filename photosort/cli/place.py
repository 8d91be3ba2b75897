"""`photosort place`."""

import json as json_module
import os
import sys
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from photosort.cli.session import (
    DryRun,
    Geocoder,
    Json,
    Languages,
    LockWait,
    Session,
    emit,
    place_options,
    print_json,
    session,
)
from photosort.errors import EXIT_SOME_FAILED, PhotosortError, UsageError
from photosort.settings import PlaceOptions

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
            metavar="LAT,LON | - | set FILE... | unset FILE...",
            help="Degrees, as 1.29,103.85; - reads lines of them; set and unset correct files.",
        ),
    ],
    country: LevelName = None,
    province: LevelName = None,
    city: LevelName = None,
    district: LevelName = None,
    township: LevelName = None,
    geocoder: Geocoder = None,
    lang: Languages = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Name the place of a coordinate, or correct the place of files.

    A coordinate needs no library. With - it reads a LAT,LON a line on stdin and answers a line
    each, in order. `set FILE... --city NAME` keeps your own names for these files, whatever is
    indexed later; `unset FILE...` drops them.
    """
    options = place_options(session(context), geocoder, lang)
    levels = {
        "country": country,
        "province": province,
        "city": city,
        "district": district,
        "township": township,
    }
    given = {level: name for level, name in levels.items() if name}
    if words[0] in ("set", "unset"):
        if (words[0] == "set") != bool(given) or len(words) < 2:
            raise UsageError(
                "place set wants files and at least one level, place unset only files",
                "photosort place set IMG_1.jpg --city Grandma's",
            )
        with session(context).write(lock_wait=lock_wait, dry_run=dry_run) as store:
            return _correct(session(context), store, words[1:], given, options, json)
    if len(words) > 1 or given:
        raise UsageError("one coordinate, or set and unset with files", "photosort place -h")
    if words[0] == "-":
        return _lines(sys.stdin, options, json)
    return _one(words[0], options, json)


def _one(text: str, options: PlaceOptions, json: bool) -> int:
    from photosort.report import json as as_json
    from photosort.report import text as as_text
    from photosort.workflow import place as workflow

    lat, lon = workflow.parse(text)
    (found,) = workflow.places([(lat, lon)], options)
    if json:
        print_json(as_json.place(lat, lon, found))
    else:
        emit(as_text.place(found))
    return 0


def _lines(lines: Iterable[str], options: PlaceOptions, json: bool) -> int:
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
    answers = iter(workflow.places(good, options))
    for each in parsed:
        if isinstance(each, PhotosortError):
            document: dict[str, Any] = as_json.error(each)
            line = each.message
        else:
            found = next(answers)
            document, line = as_json.place(*each, found), text.place(found)
        emit(json_module.dumps(document) if json else line)
    return EXIT_SOME_FAILED if len(good) < len(parsed) else 0


def _correct(
    current: Session,
    store: Any,
    files: list[str],
    levels: dict[str, str],
    options: PlaceOptions,
    json: bool,
) -> int:
    """Keep or drop the user's own levels for files."""
    from photosort.report.text import plural, printable
    from photosort.workflow import places as workflow

    paths = [os.path.realpath(os.fsencode(file)) for file in files]
    with current.progress() as progress:
        unknown = workflow.correct(store, paths, levels or None, options, progress)
    if json:
        failed = [{"path": os.fsdecode(path), "error": "is not in the library"} for path in unknown]
        print_json({"corrected": len(paths) - len(unknown), "failed": failed})
    else:
        for path in unknown:
            current.warn(f"photosort: {printable(path)} is not in the library")
        verb = "Placed" if levels else "Freed"
        current.say(f"{verb} {plural(len(paths) - len(unknown), 'file')}; nothing on disk changed")
    return EXIT_SOME_FAILED if unknown else 0
