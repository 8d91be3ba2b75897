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
        Path, typer.Argument(metavar="FILE", help="The FILE to write; an older backup is replaced.")
    ],
    json: Json = False,
    dry_run: DryRun = False,
) -> int:
    """Copy the library to a file, and check the copy.

    The copy is sound even while another run writes to the library. To go back to it, use it as
    the library: photosort --library FILE.

    Examples:
      photosort backup ~/photosort-backup.db
    """
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
        bool, typer.Option("--repair", help="Repair what can be repaired in the library.")
    ] = False,
    how: Writing,
) -> int:
    """Look for damage in the library, missing files and broken links.

    The exit code is 0 if all is well, 1 if the library is damaged, 3 if files are missing or
    links are broken. check clocks looks for cameras whose clock runs wrong.

    Examples:
      photosort check
      photosort check --repair
      photosort check clocks
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
        current.say("No damage: the library is sound, no file is missing, no link is broken.")
    return workflow.exit_code(found)
