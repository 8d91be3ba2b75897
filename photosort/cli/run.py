"""`photosort run`: what cron calls."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from photosort.cli.delivery import check_dest, delivered
from photosort.cli.index import check_paths
from photosort.cli.options import Delivery, Dest, Paths, Views, Writing, as_bytes
from photosort.cli.session import Session
from photosort.cli.signatures import add
from photosort.cli.steps import AFTER_INDEX, carry_out, prepare
from photosort.settings.organize import check_views
from photosort.settings.parsing import split_list

if TYPE_CHECKING:
    from photosort.plan.steps import StepResult
    from photosort.workflow.run import Step


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "run", run)


def run(
    current: Session,
    *,
    to: Dest,
    paths: Paths = None,
    by: Views = None,
    delivery: Delivery,
    how: Writing,
) -> int:
    """Do everything at once: index, find, lay out folders.

    The steps are index, trips, journeys, people, moments and organize; with --album, also
    album. Each step takes the options of its command from the config file, such as those in
    [trips]. If a step fails, the steps that do not need it still run, and the exit code is the
    worst of all.

    This is the command for cron; photosort schedule prints the line for a crontab.

    Examples:
      photosort run ~/Pictures --to ~/Sorted
      photosort run --to ~/Sorted --by place,journey,person --skip moments
      photosort run --skip organize --album ~/Album
    """
    from photosort.plan.steps import RunResult
    from photosort.report import run as report
    from photosort.workflow.run import run_steps

    given = {"index": ["--", *map(str, paths or ())], "organize": ["--", str(to)]}
    if by is not None:
        given["organize"][:0] = ["--by", by]
    flags = ["--json", *(["--dry-run"] if how.dry_run else [])]
    contexts = {
        name: prepare(current.context, name, [*flags, *given.get(name, ())])
        for name in ("index", *AFTER_INDEX)
    }
    check_views("--by", split_list(contexts["organize"].params["by"]))
    folders = as_bytes(paths)
    check_dest(current, to, folders)
    with delivered(current, delivery, dry_run=how.dry_run, folders=folders) as outcome:
        if not current.path.exists():
            check_paths(folders, None)
        with current.write(how, create=True) as store:
            done = RunResult(store.runs.id, [])
            inside = replace(current, store=store)
            steps = [_step(name, each, inside) for name, each in contexts.items()]
            for each in run_steps(store, steps, done, current.explain):
                _tell(current, each)
        outcome.document = report.to_json(done)
    if how.json:
        current.print_json(outcome.document)
    return done.code


def _step(name: str, context: typer.Context, current: Session) -> "Step":
    """The command as a step; it works in the library that is open."""
    from photosort.workflow.run import Step

    def work() -> tuple[int, Any]:
        code, documents = carry_out(context, current)
        return code, documents[-1]

    return Step(name, _needs(name, context), work)


def _needs(name: str, context: typer.Context) -> tuple[str, ...]:
    """The steps that this one needs to have come to a result."""
    from photosort.plan.steps import needs_of_views

    if name == "index":
        return ()
    if name == "organize":
        return needs_of_views(split_list(context.params["by"]))
    return ("index",)


def _tell(current: Session, step: "StepResult") -> None:
    from photosort.report import run as report

    wrong = step.outcome in ("failed", "skipped")
    if wrong or not current.quiet:
        current.messages.tell(
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
