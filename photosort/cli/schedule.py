"""`photosort schedule`."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from photosort.cli.delivery import check_dest
from photosort.cli.options import Dest, Json, Paths, Views, as_bytes
from photosort.cli.session import Session
from photosort.cli.signatures import add

_NAMED_BY_FLAG = ("PHOTOSORT_LIBRARY", "PHOTOSORT_CONFIG", "PHOTOSORT_QUIET")


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "schedule", schedule)


def schedule(
    current: Session,
    to: Dest,
    paths: Paths = None,
    by: Views = None,
    at: Annotated[
        str, typer.Option(metavar="HH:MM", help="Time of day, hours HH and minutes MM.")
    ] = "03:15",
    json: Json = False,
) -> int:
    """Print lines for cron and systemd that run photosort daily.

    The lines name this library, these folders and these settings in full. Nothing is installed:
    paste the lines where you want them. docs/cron.md tells more.

    Examples:
      photosort schedule ~/Pictures --to ~/Sorted
      photosort schedule --to ~/Sorted --at 04:30
    """
    from photosort.plan import schedule as plan
    from photosort.report import schedule as report

    check_dest(current, to, as_bytes(paths))
    command = _command(current, to, paths or [], by)
    found = plan.schedule(command, plan.parse_time(at))
    if json:
        current.print_json({"command": command, **found._asdict()})
        return 0
    current.emit(report.schedule(found))
    if len(found.crontab) > plan.MAX_CRON_LINE:
        current.warn(
            f"photosort: the line is longer than the {plan.MAX_CRON_LINE} characters that some"
            " crons take: use systemd, or put the command into a script"
        )
    return 0


def _command(current: Session, to: Path, paths: list[Path], by: str | None) -> list[str]:
    """`photosort run` with absolute paths, since schedulers have another working folder."""
    settings = sorted(
        f"{name}={value}"
        for name, value in os.environ.items()
        if name.startswith("PHOTOSORT_") and name not in _NAMED_BY_FLAG
    )
    command = ["/usr/bin/env", *settings] if settings else []
    command += [*_program(), "--quiet", "--library", os.path.abspath(current.path)]
    if current.config:
        command += ["--config", os.path.abspath(current.config)]
    command += ["run", "--to", os.path.abspath(to)]
    if by:
        command += ["--by", by]
    return [*command, *(os.path.abspath(path) for path in paths)]


def _program() -> list[str]:
    """The absolute command of this photosort."""
    called = os.path.abspath(sys.argv[0])
    if os.path.basename(called) == "photosort" and os.access(called, os.X_OK):
        return [called]
    return [sys.executable, "-m", "photosort"]
