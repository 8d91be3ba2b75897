"""`photosort album`."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

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
    str | None, typer.Option(metavar="EXPR", help="What a query finds.", show_default=False)
]
Workers = Annotated[
    int | None,
    typer.Option(metavar="N", help="Processes (default: as many as pay off).", show_default=False),
]

Originals = Annotated[
    str | None,
    typer.Option(
        metavar="MODE",
        help="Also lay out the originals, in DEST/originals: symlink, hardlink, reflink or copy.",
        show_default=False,
    ),
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
    with_originals: Originals = None,
    take_over: Annotated[
        bool,
        typer.Option(
            "--take-over", help="Update an album of another library and make it this one's."
        ),
    ] = False,
    workers: Workers = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Make an album to look at in a browser: pictures, a map, the journey played.

    DEST becomes a folder that needs no server and no network: open its index.html. Without a
    choice it shows the whole library. Run again, it encodes only what is new. The pictures in it
    carry no metadata; originals do. DEST/originals has a manifest of its own: it is left alone
    when --with-originals is not given, and organize --undo DEST/originals removes it.
    """
    from photosort.report import folders, layout
    from photosort.settings.album import AlbumOptions
    from photosort.workflow.album import make as workflow

    current = session(context)
    places = page_languages(current, lang)
    options = AlbumOptions(
        places.languages[0] if places.languages else "en", workers, with_originals, take_over
    )
    wanted = chosen(
        journey=journey, trip=trip, year=year, person=person, moment=moment, where=where
    )
    with (
        current.write(lock_wait=lock_wait, dry_run=dry_run) as store,
        current.progress() as progress,
    ):
        if not places.languages:
            language = (store.remembered.languages() or places.locale)[0]
            options = replace(options, language=language)
        result = workflow.make_album(
            store, os.fspath(dest), wanted, options, progress,
            dry_run=dry_run, lock_wait=lock_wait,
        )  # fmt: skip
    laid, originals = result.originals, None
    if laid:
        originals = {
            "made": laid.made,
            "moved": laid.moved,
            "removed": laid.removed,
            "unchanged": laid.stayed,
        }
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
                "originals": originals,
            }
        )
    else:
        verb = "Would write" if dry_run else "Wrote"
        size = f" ({result.bytes / 1e6:,.1f} MB)" if result.bytes else ""
        current.say(
            f"{layout.printable(result.index)}: {layout.plural(result.photos, 'photo')}."
            f" {verb} {layout.plural(result.written, 'file')}{size},"
            f" {result.unchanged:,} unchanged, {result.removed:,} removed"
            + (f"; {layout.plural(result.videos, 'video')} left out" if result.videos else "")
            + (f"; {layout.plural(len(result.kept), 'other file')} kept" if result.kept else "")
        )
        if laid:
            entries = laid.manifest.entries
            counts = {
                "new": laid.made,
                "moved": laid.moved,
                "removed": laid.removed,
                "as before": laid.stayed,
            }
            current.say(folders.organize_summary(laid.dest, entries, counts, dry_run=dry_run))
    for path, error in result.failed:
        current.warn(f"photosort: {layout.printable(path)} {error}")
    return EXIT_SOME_FAILED if result.failed else 0


def chosen(**options: str | None) -> list[tuple[str, str]]:
    """The choices that were made, as (option, value)."""
    return [(name, value) for name, value in options.items() if value is not None]
