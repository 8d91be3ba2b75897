"""`photosort check` and `backup`: that the library lasts."""

import os
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli import doctor
from photosort.cli.options import DryRun, Json, Writing
from photosort.cli.session import Session
from photosort.cli.signatures import add, add_group


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add(app, "backup", backup)
    group = add_group(app, "check", check)
    add(group, "clocks", doctor.clocks)


def backup(
    current: Session,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where to; an older backup is replaced.")
    ],
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Copy the library to FILE, whole and checked, also while another run writes to it."""
    from photosort.workflow import check as workflow

    with current.inspect() as store:
        size = workflow.backup(store, os.fspath(file), dry_run=dry_run)
    if json:
        current.print_json(
            {"library": str(current.path), "backup": os.path.abspath(file), "size": size}
        )
    else:
        verb = "Would copy" if dry_run else "Copied"
        current.say(f"{verb} the library to {file} ({size:,} bytes)")
    return 0


def check(
    current: Session,
    *,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended in the library.")
    ] = False,
    how: Writing,
) -> int:
    """Look for damage in the library, files that are gone, and links that lead nowhere.

    Exit 0: all is well; 1: the library is not whole; 3: something around it is not.
    """
    from photosort.report import check as report
    from photosort.workflow import check as workflow

    opened = current.write(how, record=False) if repair else current.inspect()
    with opened as store, current.progress() as progress:
        found = workflow.check(store, progress, repair=repair)
    if how.json:
        current.print_json(report.to_json(str(current.path), found))
    elif found:
        current.emit(report.text(found, dry_run=how.dry_run))
    else:
        current.say("The library is whole; nothing around it is amiss.")
    return workflow.exit_code(found)
