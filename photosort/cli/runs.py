"""`photosort runs`."""

from typing import Annotated

import typer

from photosort.cli.session import (
    DryRun,
    Json,
    LockWait,
    emit,
    print_json,
    session,
    terminal_width,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
    group.callback()(runs)
    group.command("list")(list_runs)
    group.command("show")(show_run)
    group.command("prune")(prune_runs)
    app.add_typer(group, name="runs")


Command = Annotated[str | None, typer.Option(metavar="NAME", help="Only of it, as index or trips.")]
Limit = Annotated[int | None, typer.Option(metavar="N", min=0, help="Only the newest N.")]


def runs(
    context: typer.Context, command: Command = None, limit: Limit = None, json: Json = False
) -> int | None:
    """List every run that wrote to the library: how it ended, what it did, how long it took."""
    if context.invoked_subcommand:
        return None
    return list_runs(context, command, limit, json)


def list_runs(
    context: typer.Context, command: Command = None, limit: Limit = None, json: Json = False
) -> int:
    """List the runs, newest first."""
    from photosort.report import runs as report
    from photosort.workflow import runs as workflow

    with session(context).read() as store:
        found = workflow.list_runs(store, command, limit)
    if json:
        print_json([report.to_json(run) for run in found])
    else:
        hint = f"No runs of {command}" if command else "No runs"
        session(context).show(report.table(found, terminal_width()), hint)
    return 0


def show_run(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")],
    json: Json = False,
) -> int:
    """Show one run."""
    from photosort.report import runs as report
    from photosort.workflow import runs as workflow

    with session(context).read() as store:
        run = workflow.show_run(store, id)
    if json:
        print_json(report.to_json(run))
    else:
        emit(report.details(run))
    return 0


def prune_runs(
    context: typer.Context,
    keep: Annotated[int, typer.Option(metavar="N", min=1, help="So many stay, the newest.")],
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Forget older runs. Without it, they are kept for ever."""
    from photosort.report import runs as report
    from photosort.workflow import runs as workflow

    # not a run itself: exactly N stay
    with session(context).write(lock_wait=lock_wait, dry_run=dry_run, record=False) as store:
        count = workflow.prune_runs(store, keep)
    if json:
        print_json({"forgotten": count})
    else:
        session(context).say(report.pruned(count, dry_run=dry_run))
    return 0
