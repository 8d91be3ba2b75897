"""`photosort export` and `import`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli.options import DryRun, Json, Naming, Writing, where_option
from photosort.cli.session import Session, failed_code
from photosort.cli.signatures import add
from photosort.errors import UsageError

_SHOWN = 10
"""How many things that fit nothing are listed."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add(app, "export", export)
    add(app, "import", import_)


def export(
    current: Session,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write everything to FILE: .json for all you entered and all facts, .csv for a"
            " table of the photos.",
        ),
    ] = None,
    xmp: Annotated[
        Path | None,
        typer.Option(
            metavar="DEST",
            help="Write XMP sidecars for other programs, in a tree of their own below DEST.",
        ),
    ] = None,
    beside: Annotated[
        bool,
        typer.Option(
            "--beside", help="Write XMP sidecars beside the photos; no foreign one is replaced."
        ),
    ] = False,
    where: Annotated[
        str | None,
        where_option("With --xmp or --beside: export only the files that the query EXPR finds."),
    ] = None,
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Export everything you entered, as JSON, CSV or XMP sidecars.

    A .json file holds labels, titles, names, ids of your own, corrections, deleted trips, saved
    queries and all facts; photosort import takes it into another library.

    Examples:
      photosort export --to photos.json
      photosort export --to photos.csv
      photosort export --xmp ~/Sidecars --where 'label:album=family'
    """
    if sum((to is not None, xmp is not None, beside)) != 1:
        raise UsageError(
            "either nothing or too much is given to write",
            "give one of --to FILE, --xmp DEST and --beside",
        )
    if where is not None and to is not None:
        raise UsageError(
            "--where does not go with --to, which writes the whole library",
            "use --where with --xmp or --beside",
        )
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
        current.say(
            f"{verb} what is known of {plural(count, 'file')} to {printable(os.fspath(to))}"
        )
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
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A FILE that photosort export wrote (of a .csv, only the labels), a digikam4.db,"
            " or the folder of a Google Takeout.",
        ),
    ],
    naming: Naming,
    how: Writing,
) -> int:
    """Import what you entered in another library or program.

    Photos are recognised by their path, else by their content. Index them first, and run trips and
    journeys if you gave titles. Importing the same file twice changes nothing.

    From digikam4.db, tags are imported as keywords, along with titles, captions, ratings and the
    names of faces, which the next photosort people uses. From a Takeout, albums are imported as
    labels: album=NAME. Both are only read.

    Examples:
      photosort import ~/photos.json --dry-run
      photosort import ~/Pictures/digikam4.db
      photosort import ~/Takeout
    """
    from photosort.report.layout import printable
    from photosort.report.runs import counts
    from photosort.workflow.exchange import importing

    options = current.place_options(naming)
    with current.work(how) as (store, progress):
        result = importing.import_(store, os.fspath(file), options, progress)
    if how.json:
        unmatched = [{"what": what, "reason": why} for what, why in result.unmatched]
        current.print_json({**result.counts(), "unmatched": unmatched})
    else:
        for what, why in result.unmatched[:_SHOWN]:
            current.warn(f"photosort: {printable(what)}: {why}")
        if (more := len(result.unmatched) - _SHOWN) > 0:
            current.warn(f"photosort: {more:,} more like these; --json lists all")
        verb = "Would import" if how.dry_run else "Imported"
        current.say(f"{verb} {counts(result.counts()) or 'nothing new'}")
    return failed_code(result.unmatched)
