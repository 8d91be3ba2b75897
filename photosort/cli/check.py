"""`photosort check` and `backup`: that the library lasts."""

import os
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli.session import DryRun, Json, LockWait, emit, print_json, session


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backup")(backup)
    app.command("check")(check)


def backup(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where to; an older backup is replaced.")
    ],
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Copy the library to FILE, whole and checked, also while another run writes to it."""
    from photosort.workflow import check as workflow

    current = session(context)
    with current.inspect() as store:
        size = workflow.backup(store, os.fspath(file), dry_run=dry_run)
    if json:
        print_json({"library": str(current.path), "backup": os.path.abspath(file), "size": size})
    else:
        verb = "Would copy" if dry_run else "Copied"
        current.say(f"{verb} the library to {file} ({size:,} bytes)")
    return 0


def check(
    context: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended in the library.")
    ] = False,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Look for damage in the library, files that are gone, and links that lead nowhere.

    Exit 0: all is well; 1: the library is not whole; 3: something around it is not.
    """
    from photosort.report import check as report
    from photosort.workflow import check as workflow

    current = session(context)
    opened = (
        current.write(lock_wait=lock_wait, dry_run=dry_run, record=False)
        if repair
        else current.inspect()
    )
    with opened as store, current.progress() as progress:
        found = workflow.check(store, progress, repair=repair)
    if json:
        print_json(report.to_json(str(current.path), found))
    elif found:
        emit(report.text(found, dry_run=dry_run))
    else:
        current.say("The library is whole; nothing around it is amiss.")
    return workflow.exit_code(found)
