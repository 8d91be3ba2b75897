"""`photosort run`: what cron calls."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from photosort.cli.delivery import NotifyCommand, ResultFile, check_dest, delivered
from photosort.cli.index import check_first
from photosort.cli.session import (
    DryRun,
    Json,
    LockWait,
    Session,
    as_bytes,
    print_json,
    session,
    taken_json,
    tell,
)
from photosort.settings.organize import check_views
from photosort.settings.parsing import split_list

Arguments = list[str]


class _Plan(NamedTuple):
    """A command of photosort that is a step, and what it needs to have come to a result."""

    command: str
    needs: tuple[str, ...] = ("index",)


STEPS = (
    _Plan("index", ()),
    _Plan("trips"),
    _Plan("journeys"),
    _Plan("people"),
    _Plan("moments"),
    _Plan("organize"),  # and whatever finds its views
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--to", metavar="DEST", help="The folder to lay out.")],
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Folders or files; none: all known.",
            show_default=False,
            readable=False,
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="VIEW[,VIEW...]", help="As of organize.", show_default=False),
    ] = None,
    notify_command: NotifyCommand = None,
    result: ResultFile = None,
    json: Json = False,
    dry_run: DryRun = False,
    lock_wait: LockWait = 0,
) -> int:
    """Index, find trips, journeys, people, moments, lay out DEST: what cron calls.

    Each step takes the options of its own command from the config file, [trips] or [organize].
    When one fails, those that do not need it still run; the exit code is the worst.
    """
    from photosort.plan.steps import RunResult
    from photosort.report import run as report
    from photosort.workflow.run import run_steps

    current = session(context)
    given = {"index": ["--", *map(str, paths or ())], "organize": ["--", str(to)]}
    if by is not None:
        given["organize"][:0] = ["--by", by]
    flags = ["--json", *(["--dry-run"] if dry_run else [])]
    contexts = {
        plan.command: _context(context, plan.command, [*flags, *given.get(plan.command, ())])
        for plan in STEPS
    }
    check_views("--by", split_list(contexts["organize"].params["by"]))
    folders = as_bytes(paths or [])
    check_dest(current, to, folders)
    with delivered(current, result, notify_command, dry_run=dry_run, folders=folders) as outcome:
        if not current.path.exists():
            check_first(folders, None)
        with current.write(create=True, lock_wait=lock_wait, dry_run=dry_run) as store:
            done = RunResult(store.runs.id, [])
            inside = replace(current, store=store)
            steps = [_step(plan, contexts[plan.command], inside) for plan in STEPS]
            for each in run_steps(store, steps, done, current.explain):
                _tell(current, each)
        outcome.document = report.to_json(done)
    if json:
        print_json(outcome.document)
    return done.code


def _context(context: typer.Context, name: str, arguments: Arguments) -> typer.Context:
    """The context of another command, its options read from `arguments`, config and environment."""
    above: Any = context.parent
    command = above.command.get_command(above, name)
    made: typer.Context = command.make_context(name, arguments, parent=above)
    return made


def _step(plan: _Plan, context: typer.Context, current: Session) -> Any:
    from photosort.plan.steps import needs_of_views
    from photosort.workflow.run import Step

    needs = plan.needs
    if plan.command == "organize":
        needs = needs_of_views(split_list(context.params["by"]))
    return Step(plan.command, needs, _work(context, current))


def _work(context: typer.Context, current: Session) -> Callable[[], tuple[int, Any]]:
    """The command itself, in the library that is open; its document is taken, not printed."""

    def work() -> tuple[int, Any]:
        context.obj = current
        with taken_json() as documents, context:
            code = context.command.invoke(context)
        return code or 0, documents[-1]

    return work


def _tell(current: Session, step: Any) -> None:
    from photosort.report import run as report

    wrong = step.outcome in ("failed", "skipped")
    if wrong or not current.quiet:
        tell(
            "warning" if wrong else "info",
            report.line(step),
            event="step",
            step=step.step,
            outcome=step.outcome,
            code=step.code,
            seconds=step.seconds,
        )
    unreadable = report.unreadable(step)
    if unreadable:
        current.warn(unreadable)
