"""`photosort runs`."""

from typing import Annotated

import typer

from photosort.cli.options import Json, Printing, Writing
from photosort.cli.session import Session
from photosort.cli.signatures import add, add_group
from photosort.cli.stdout import terminal_width


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = add_group(app, "runs", runs)
    add(group, "list", list_runs)
    add(group, "show", show_run)
    add(group, "prune", prune_runs)


Command = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="List only runs of the command NAME, such as index or trips."
    ),
]
Limit = Annotated[
    int | None, typer.Option(metavar="N", min=0, help="List at most N runs, the newest; 0 or more.")
]


def runs(
    current: Session, *, command: Command = None, limit: Limit = None, printing: Printing
) -> int:
    """List the runs that wrote to the library, newest first.

    Each line tells when a command ran, how it ended, what it did and how long it took.

    Examples:
      photosort runs --limit 10
      photosort runs --command index
    """
    return list_runs(current, command=command, limit=limit, printing=printing)


def list_runs(
    current: Session, *, command: Command = None, limit: Limit = None, printing: Printing
) -> int:
    """List the runs, newest first; the same as photosort runs.

    Examples:
      photosort runs list --limit 10
    """
    from photosort.report import runs as report
    from photosort.workflow import runs as workflow

    form = printing.form()
    with current.read() as store:
        found = workflow.list_runs(store, command, limit)
    hint = f"No runs of {command}" if command else "No runs"
    if form:
        current.print_list(form, map(report.to_json, found), report.COLUMNS, hint)
    else:
        current.show(report.table(found, terminal_width()), hint)
    return 0


def show_run(
    current: Session,
    id: Annotated[
        str,
        typer.Argument(metavar="ID", help="The ID of a run, or a unique beginning of one."),
    ],
    json: Json = False,
) -> int:
    """Show one run: options, times, outcome and counts.

    Examples:
      photosort runs show run-000001
    """
    from photosort.report import runs as report
    from photosort.workflow import runs as workflow

    with current.read() as store:
        run = workflow.show_run(store, id)
    if json:
        current.print_json(report.to_json(run))
    else:
        current.emit(report.details(run))
    return 0


def prune_runs(
    current: Session,
    *,
    keep: Annotated[
        int, typer.Option(metavar="N", min=1, help="Keep the N newest runs; 1 or more.")
    ],
    how: Writing,
) -> int:
    """Forget all but the newest runs.

    Runs are kept until this command forgets them.

    Examples:
      photosort runs prune --keep 100
    """
    from photosort.report import runs as report
    from photosort.workflow import runs as workflow

    # not recorded itself, so exactly N stay
    with current.write(how, record=False) as store:
        count = workflow.prune_runs(store, keep)
    if how.json:
        current.print_json({"forgotten": count})
    else:
        current.say(report.pruned(count, dry_run=how.dry_run))
    return 0
