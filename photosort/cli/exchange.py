"""`photosort export` and `import`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli.options import DryRun, Json, Naming, Writing, where_option
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import add
from photosort.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add(app, "export", export)
    add(app, "import", import_)


def export(
    current: Session,
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
    where: Annotated[str | None, where_option("Sidecars of what `query EXPR` finds.")] = None,
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

    if to is None:
        return _sidecars(current, xmp, where, json=json, dry_run=dry_run)
    from photosort.workflow.exchange import exporting as workflow

    with current.read() as store, current.progress() as progress:
        count = workflow.export(store, os.fspath(to), progress, dry_run=dry_run)
    if json:
        current.print_json({"to": os.path.abspath(to), "files": count})
    else:
        verb = "Would write" if dry_run else "Wrote"
        current.say(f"{verb} {plural(count, 'file')} to {printable(os.fspath(to))}")
    return 0


def _sidecars(
    current: Session, dest: Path | None, where: str | None, *, json: bool, dry_run: bool
) -> int:
    from photosort.report import json as as_json
    from photosort.report.layout import plural
    from photosort.workflow.exchange import sidecars as workflow

    with current.read() as store, current.progress() as progress:
        current.tell_unknown(store, where)
        target = None if dest is None else os.fspath(dest)
        result = workflow.write(store, target, where or "", progress, dry_run=dry_run)
    if json:
        current.print_json(
            {
                "written": result.written,
                "unchanged": result.unchanged,
                "failed": as_json.failures(result.failed),
            }
        )
    else:
        current.warn_failed(result.failed)
        verb = "Would write" if dry_run else "Wrote"
        current.say(f"{verb} {plural(result.written, 'sidecar')}; {result.unchanged:,} as before")
    return failed_code(result.failed)


def import_(
    current: Session,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export; .csv: labels only.")],
    naming: Naming,
    how: Writing,
) -> int:
    """Put what you entered elsewhere into this library.

    Photos are known by their path, else by their content: index them first, and run trips and
    journeys where you gave titles. Doing it twice changes nothing.
    """
    from photosort.report.layout import printable
    from photosort.workflow.exchange import importing

    options = current.place_options(naming)
    with current.work(how) as (store, progress):
        result = importing.import_(store, os.fspath(file), options, progress)
    if how.json:
        unmatched = [{"what": what, "reason": why} for what, why in result.unmatched]
        current.print_json({**result.counts(), "unmatched": unmatched})
    else:
        for what, why in result.unmatched:
            current.warn(f"photosort: {printable(what)}: {why}")
        done = [f"{n:,} {key.replace('_', ' ')}" for key, n in result.counts().items() if n]
        verb = "Would import" if how.dry_run else "Imported"
        current.say(f"{verb} {', '.join(done) or 'nothing new'}")
    return failed_code(result.unmatched)
