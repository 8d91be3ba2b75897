"""`photosort run`: what cron calls."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.delivery import check_dest, delivered
from photosort.cli.idle import refuse_idle
from photosort.cli.options import Delivery, Paths, Views, Writing, as_bytes
from photosort.cli.session import Session
from photosort.cli.signatures import add
from photosort.cli.steps import AFTER_INDEX, carry_out, prepare
from photosort.errors import UsageError
from photosort.settings.organize import check_views
from photosort.settings.parsing import check_choices, split_list

if TYPE_CHECKING:
    from photosort.plan.steps import StepResult
    from photosort.workflow.run import Step

STEPS = ("index", *AFTER_INDEX, "album")
"""The commands that are steps, in their order."""

Skip = Annotated[
    list[str] | None,
    typer.Option(
        metavar="STEP",
        help="Skip a STEP: index, trips, journeys, people, moments, organize or"
        " album; may be given several times.",
        show_default=False,
    ),
]
Album = Annotated[
    Path | None,
    typer.Option(
        metavar="DEST",
        help="Also make a web album of the whole library in DEST.",
        show_default=False,
    ),
]
To = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="DEST",
        help="Lay out the folder DEST; required, unless --skip organize is given.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "run", run)


def run(
    current: Session,
    *,
    to: To = None,
    paths: Paths = None,
    by: Views = None,
    album: Album = None,
    skip: Skip = None,
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
    from photosort.workflow.guard import check_paths
    from photosort.workflow.index import places
    from photosort.workflow.run import run_steps

    skipped = _skipped(current.context, skip or (), album)
    dests = _dests(to, album, skipped)
    arguments = _arguments(paths, dests, by, how)
    names = [name for name in STEPS if name != "album" or album is not None]
    contexts = {
        name: prepare(current.context, name, arguments[name])
        for name in names
        if name not in skipped
    }
    if "organize" in contexts:
        check_views("--by", split_list(contexts["organize"].params["by"]))
    folders = as_bytes(paths)
    for dest in dests.values():
        check_dest(current, dest, folders)
    with delivered(current, delivery, dry_run=how.dry_run, folders=folders) as outcome:
        indexes = "index" not in skipped
        if indexes and not current.path.exists():
            check_paths(folders, None)
        with current.write(how, create=indexes) as store:
            done = RunResult(store.runs.id, [])
            inside = replace(current, store=store)
            steps = [_step(name, contexts.get(name), inside) for name in names]
            for each in run_steps(store, steps, done, current.explain):
                _tell(current, each)
            inferable = not (how.json or current.quiet) and bool(places.inferable(store))
        outcome.document = report.to_json(done, dests)
    if how.json:
        current.print_json(outcome.document)
    else:
        for line in report.ending(done, dests, inferable=inferable, dry_run=how.dry_run):
            current.say(line)
        if not how.dry_run:
            _say_next(current)
    return done.code


def _say_next(current: Session) -> None:
    """Say what to do next; the library is closed by now, and the run in its record."""
    if current.quiet:
        return
    from photosort.report import layout
    from photosort.workflow.status import next_step

    with current.read() as store:
        step = next_step(store, store.facts.counts())
    if step:
        current.say(layout.next_step(step))


def _skipped(context: typer.Context, skip: Sequence[str], album: Path | None) -> set[str]:
    """The steps to skip. Raises `UsageError`, also for options that are for one of these."""
    if skip:
        check_choices("--skip", skip, STEPS)
    skipped = set(skip)
    for name, step in (("paths", "index"), ("by", "organize"), ("album", "album")):
        if step in skipped:
            refuse_idle(
                context, (name,), f"has no effect with --skip {step}", "leave one of them out"
            )
    return skipped


def _dests(to: Path | None, album: Path | None, skipped: set[str]) -> dict[str, Path]:
    """The folders to be laid out, by step. Raises `UsageError`."""
    if to is None and "organize" not in skipped:
        raise UsageError(
            "--to DEST is missing: the folder to lay out", "name it, or give --skip organize"
        )
    given = {"organize": to, "album": album}
    dests = {step: dest for step, dest in given.items() if dest is not None and step not in skipped}
    if len(dests) > 1:
        real = [os.path.realpath(dest) for dest in dests.values()]
        if os.path.commonpath(real) in real:
            raise UsageError(
                f"--album {album} and --to {to} lie in each other",
                "name two separate folders, such as ~/Sorted and ~/Album",
            )
    return dests


def _arguments(
    paths: Sequence[Path] | None, dests: Mapping[str, Path], by: str | None, how: Writing
) -> dict[str, list[str]]:
    """What each step is told on its command line."""
    flags = ["--json", *(["--dry-run"] if how.dry_run else [])]
    arguments = {name: list(flags) for name in STEPS}
    arguments["index"] += ["--", *map(str, paths or ())]
    if by is not None:
        arguments["organize"] += ["--by", by]
    for step, dest in dests.items():
        arguments[step] += ["--", str(dest)]
    return arguments


def _step(name: str, context: typer.Context | None, current: Session) -> "Step":
    """The command as a step, in the library that is open; without a context it is skipped."""
    from photosort.workflow.run import Step

    if context is None:
        return Step(name, (), None)

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

    wrong = step.error is not None
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
