"""`photosort album`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli.session import (
    DryRun,
    Json,
    LockWait,
    place_options,
    print_json,
    session,
)
from photosort.errors import EXIT_SOME_FAILED


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("album")(album)


Journey = Annotated[
    str | None, typer.Option(metavar="ID", help="The photos of a journey.", show_default=False)
]
Trip = Annotated[
    str | None, typer.Option(metavar="ID", help="The photos of a trip.", show_default=False)
]
Year = Annotated[
    str | None, typer.Option(metavar="YYYY", help="The photos of a year.", show_default=False)
]
Person = Annotated[
    str | None,
    typer.Option(metavar="ID", help="The photos of a person, by id or name.", show_default=False),
]
Moment = Annotated[
    str | None, typer.Option(metavar="ID", help="The photos of a moment.", show_default=False)
]
Where = Annotated[
    str | None, typer.Option(metavar="EXPR", help="What a question finds.", show_default=False)
]
Workers = Annotated[
    int | None,
    typer.Option(metavar="N", help="Processes (default: as many as pay off).", show_default=False),
]


def album(
    context: typer.Context,
    dest: Annotated[Path, typer.Argument(metavar="DEST", help="The folder of the album.")],
    journey: Journey = None,
    trip: Trip = None,
    year: Year = None,
    person: Person = None,
    moment: Moment = None,
    where: Where = None,
    lang: Annotated[
        str | None, typer.Option(metavar="L", help="Language of the pages.", show_default=False)
    ] = None,
    workers: Workers = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Make an album to look at in a browser: pictures, a map, the journey played.

    DEST becomes a folder that needs no server and no network: open its index.html. Without a
    choice it shows the whole library. Run again, it encodes only what is new. The pictures in it
    carry no metadata.
    """
    from photosort.report import text
    from photosort.settings import AlbumOptions
    from photosort.workflow import album as workflow

    current = session(context)
    places = place_options(current, None, lang)
    options = AlbumOptions(places.languages[0] if places.languages else "en", workers)
    wanted = chosen(
        journey=journey, trip=trip, year=year, person=person, moment=moment, where=where
    )
    with (
        current.write(lock_wait=lock_wait, dry_run=dry_run) as store,
        current.progress() as progress,
    ):
        if not places.languages:
            language = (store.files.languages() or places.locale)[0]
            options = AlbumOptions(language, workers)
        result = workflow.make_album(
            store, os.fspath(dest), wanted, options, progress, dry_run=dry_run
        )
    if json:
        print_json(
            {
                "index": result.index,
                "photos": result.photos,
                "written": result.written,
                "unchanged": result.unchanged,
                "removed": result.removed,
                "bytes": result.bytes,
                "failed": [
                    {"path": os.fsdecode(path), "error": error} for path, error in result.failed
                ],
                "videos": result.videos,
                "kept": [{"path": path, "reason": reason} for path, reason in result.kept],
            }
        )
    else:
        verb = "Would write" if dry_run else "Wrote"
        size = f" ({result.bytes / 1e6:,.1f} MB)" if result.bytes else ""
        current.say(
            f"{text.printable(result.index)}: {text.plural(result.photos, 'photo')}."
            f" {verb} {text.plural(result.written, 'file')}{size}, {result.unchanged:,} unchanged,"
            f" {result.removed:,} removed"
            + (f"; {text.plural(result.videos, 'video')} left out" if result.videos else "")
            + (f"; {text.plural(len(result.kept), 'other file')} kept" if result.kept else "")
        )
    for path, error in result.failed:
        current.warn(f"photosort: {text.printable(path)} {error}")
    return EXIT_SOME_FAILED if result.failed else 0


def chosen(**options: str | None) -> list[tuple[str, str]]:
    """The choices that were made, as (option, value)."""
    return [(name, value) for name, value in options.items() if value is not None]
