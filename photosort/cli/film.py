"""`photosort film`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli.album import Journey, Moment, Person, Trip, Where, Workers, Year, chosen
from photosort.cli.session import (
    DryRun,
    Json,
    LockWait,
    page_languages,
    print_json,
    session,
)
from photosort.errors import EXIT_SOME_FAILED


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("film")(film)


def film(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT.mp4", help="The file to be made.")],
    journey: Journey = None,
    trip: Trip = None,
    year: Year = None,
    person: Person = None,
    moment: Moment = None,
    where: Where = None,
    seconds: Annotated[float, typer.Option(metavar="S", help="How long it is.")] = 60,
    size: Annotated[str, typer.Option(metavar="WxH", help="Pixels.")] = "1920x1080",
    audio: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Music or speech.", show_default=False)
    ] = None,
    lang: Annotated[
        str | None, typer.Option(metavar="L", help="Language of the words.", show_default=False)
    ] = None,
    workers: Workers = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Make a film: title, the map with the growing route, the best photos of each stop.

    Needs ffmpeg: that of the system, or pip install 'photosort-cli[film]'.
    """
    from photosort.report import layout
    from photosort.settings.album import FilmOptions, parse_size
    from photosort.workflow.album import film as workflow

    current = session(context)
    places = page_languages(current, lang)
    sound = os.path.abspath(audio) if audio else None
    with (
        current.write(lock_wait=lock_wait, dry_run=dry_run) as store,
        current.progress() as progress,
    ):
        language = (places.languages or store.remembered.languages() or places.locale)[0]
        options = FilmOptions(seconds, parse_size(size), sound, language, workers)
        wanted = chosen(
            journey=journey, trip=trip, year=year, person=person, moment=moment, where=where
        )
        result = workflow.make_film(
            store, os.fspath(out), wanted, options, progress, dry_run=dry_run
        )
    if json:
        print_json(
            {
                "out": result.out,
                "title": result.title,
                "seconds": result.seconds,
                "width": options.size[0],
                "height": options.size[1],
                "photos": [os.fsdecode(path) for path in result.photos],
                "bytes": result.bytes,
                "failed": [
                    {"path": os.fsdecode(path), "error": error} for path, error in result.failed
                ],
            }
        )
    else:
        verb = "Would make" if dry_run else "Made"
        mega = f", {result.bytes / 1e6:,.1f} MB" if result.bytes else ""
        current.say(
            f"{verb} {layout.printable(result.out)}: {result.seconds:g} s,"
            f" {layout.plural(len(result.photos), 'photo')}{mega}"
        )
    for path, error in result.failed:
        current.warn(f"photosort: {layout.printable(path)} {error}")
    return EXIT_SOME_FAILED if result.failed else 0
