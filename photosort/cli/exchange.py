"""`photosort export` and `import`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli.session import (
    DryRun,
    Geocoder,
    Json,
    Languages,
    LockWait,
    place_options,
    print_json,
    session,
)
from photosort.errors import EXIT_SOME_FAILED, UsageError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("export")(export)
    app.command("import")(import_)


def export(
    context: typer.Context,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="All you entered and all facts; .json or .csv."),
    ] = None,
    xmp: Annotated[
        Path | None,
        typer.Option(metavar="DEST", help="Sidecars for other programs, in a tree of their own."),
    ] = None,
    beside: Annotated[
        bool, typer.Option("--beside", help="Sidecars beside the photos, over no foreign one.")
    ] = False,
    where: Annotated[
        str | None, typer.Option(metavar="EXPR", help="Sidecars of what `query EXPR` finds.")
    ] = None,
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Write what the library knows to a file, or to XMP sidecars.

    A .json file holds labels, titles, own ids, corrections, deleted trips, saved queries and
    all facts; `photosort import` takes it into another library.
    """
    if sum((to is not None, xmp is not None, beside)) != 1:
        raise UsageError(
            "one of --to, --xmp and --beside says what to write", "photosort export -h"
        )
    if where is not None and to is not None:
        raise UsageError("--where goes with --xmp or --beside", "--to writes the whole library")
    from photosort.report.layout import plural, printable

    current = session(context)
    if to is None:
        return _sidecars(context, xmp, where, json=json, dry_run=dry_run)
    from photosort.workflow.exchange import exporting as workflow

    with current.read() as store, current.progress() as progress:
        count = workflow.export(store, os.fspath(to), progress, dry_run=dry_run)
    if json:
        print_json({"to": os.path.abspath(to), "files": count})
    else:
        verb = "Would write" if dry_run else "Wrote"
        current.say(f"{verb} {plural(count, 'file')} to {printable(os.fspath(to))}")
    return 0


def _sidecars(
    context: typer.Context, dest: Path | None, where: str | None, *, json: bool, dry_run: bool
) -> int:
    from photosort.report.layout import plural, printable
    from photosort.workflow.exchange import sidecars as workflow

    current = session(context)
    with current.read() as store, current.progress() as progress:
        target = None if dest is None else os.fspath(dest)
        result = workflow.write(store, target, where or "", progress, dry_run=dry_run)
    if json:
        print_json(
            {
                "written": result.written,
                "unchanged": result.unchanged,
                "failed": [
                    {"path": os.fsdecode(path), "error": why} for path, why in result.failed
                ],
            }
        )
    else:
        for path, why in result.failed:
            current.warn(f"photosort: {printable(path)} {why}")
        verb = "Would write" if dry_run else "Wrote"
        current.say(f"{verb} {plural(result.written, 'sidecar')}; {result.unchanged:,} as before")
    return EXIT_SOME_FAILED if result.failed else 0


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export; .csv: labels only.")],
    geocoder: Geocoder = None,
    lang: Languages = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Put what you entered elsewhere into this library.

    Photos are known by their path, else by their content: index them first, and run trips and
    journeys where you gave titles. Doing it twice changes nothing.
    """
    from photosort.report.layout import printable
    from photosort.workflow.exchange import importing

    current = session(context)
    options = place_options(current, geocoder, lang)
    with (
        current.write(lock_wait=lock_wait, dry_run=dry_run) as store,
        current.progress() as progress,
    ):
        result = importing.import_(store, os.fspath(file), options, progress)
    if json:
        unmatched = [{"what": what, "reason": why} for what, why in result.unmatched]
        print_json({**result.counts(), "unmatched": unmatched})
    else:
        for what, why in result.unmatched:
            current.warn(f"photosort: {printable(what)}: {why}")
        done = [f"{n:,} {key.replace('_', ' ')}" for key, n in result.counts().items() if n]
        verb = "Would import" if dry_run else "Imported"
        current.say(f"{verb} {', '.join(done) or 'nothing new'}")
    return EXIT_SOME_FAILED if result.unmatched else 0
