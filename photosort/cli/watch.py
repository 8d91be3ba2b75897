"""`photosort index --watch`: signals, what is said, and the steps that follow."""

import math
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photosort.cli.delivery import check_dest, check_result, deliver
from photosort.cli.idle import refuse_idle
from photosort.cli.options import Delivery, Writing
from photosort.cli.session import Session
from photosort.cli.signatures import OptionGroup
from photosort.cli.steps import AFTER_INDEX, carry_out, prepare
from photosort.errors import UsageError
from photosort.settings.index import IndexOptions
from photosort.settings.parsing import check_choices, check_real, split_list

if TYPE_CHECKING:
    from photosort.workflow.index.counts import IndexResult
    from photosort.workflow.index.watch import Ending

_STEP_LOCK_WAIT = "10"


class Watching(OptionGroup):
    """Whether and how to go on."""

    watch: Annotated[
        bool, typer.Option("--watch", help="Keep running, and index changes as they happen.")
    ] = False
    poll: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="With --watch: look for changes every SECONDS, 0.1 to 86400, as"
            " network disks need it (default: wait to be told).",
            show_default=False,
        ),
    ] = None
    then: Annotated[
        str | None,
        typer.Option(
            metavar="STEP[,STEP...]",
            help="With --watch: run each STEP after changes: trips, journeys,"
            " people, moments or organize.",
            show_default=False,
        ),
    ] = None
    then_to: Annotated[
        Path | None,
        typer.Option(
            metavar="DEST",
            help="With --then organize: lay out the folder DEST.",
            show_default=False,
        ),
    ] = None


def keep_watching(
    current: Session,
    folders: list[bytes],
    options: IndexOptions,
    watching: Watching,
    delivery: Delivery,
    how: Writing,
) -> int:
    """Index and go on with what changes. SIGTERM ends it with 0, Ctrl-C as every command.

    What came of each round in which something changed is delivered as after `run`.
    """
    from photosort.workflow.index import watch as workflow

    poll = watching.poll
    if poll is not None:
        check_real("--poll", poll, 0.1, 86_400)
    target = check_result(current, delivery, folders)
    if watching.then_to is not None:
        check_dest(current, watching.then_to, folders)
    steps = _steps(current, watching.then, watching.then_to)
    teller = _Teller(
        current, steps, lambda each: deliver(current, target, delivery.notify_command, each)
    )
    ending = workflow.Ending()
    waits = iter([how.lock_wait])  # at the start only; later it tries again by itself
    with _signals(ending), current.progress() as progress:
        try:
            workflow.watch(
                lambda: current.write(Writing(lock_wait=next(waits, 0)), create=True),
                folders,
                options,
                progress,
                teller,
                ending,
                poll,
            )
        except KeyboardInterrupt:
            if ending.signal != signal.SIGTERM:
                raise
    if ending.signal == signal.SIGINT:
        raise KeyboardInterrupt
    if how.json:
        current.print_json(teller.document())
    current.say("Stopped watching")
    return 0


@contextmanager
def _signals(ending: "Ending") -> Iterator[None]:
    """Inside, SIGINT and SIGTERM ask to end."""
    before = {each: signal.signal(each, ending.ask) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class _Teller:
    """Says what was indexed, adds it up, and carries out what follows."""

    def __init__(
        self,
        current: Session,
        steps: dict[str, Callable[[], object]],
        notify: Callable[[Any], None],
    ) -> None:
        self._current = current
        self._steps = steps
        self._notify = notify
        self._rounds = 0
        self._last: IndexResult | None = None
        self._totals = dict.fromkeys(("found", "unchanged", "missing"), 0)
        self._changes = dict.fromkeys(("added", "changed", "moved"), 0)
        self._failed: dict[bytes, str] = {}
        self._roots: list[str] = []
        self._refreshed: float | None = None

    def indexed(self, result: "IndexResult", *, first: bool) -> None:
        """Tell of one round."""
        from photosort.report import index, layout

        self._rounds += 1
        self._last = result
        counts = result.counts()
        for key in self._changes:
            self._changes[key] += counts[key]
        self._failed.update(result.failed)
        if first:
            self._totals = {key: counts[key] for key in self._totals}
            self._roots = [os.fsdecode(root) for root in result.roots]
        self._current.say(index.watch_round(counts))
        if result.failed:
            self._current.warn(layout.failures(result.failed))
        changed = any(counts[key] for key in self._changes) or (counts["missing"] and not first)
        if changed and not first:
            self._tell_what_follows()
        if first or result.failed or any(counts[key] for key in self._changes):
            self._notify(self.document())

    def _tell_what_follows(self) -> None:
        from photosort.workflow.index.watch import REFRESH_S

        if not self._steps or self._refreshed is None:
            return
        wait = math.ceil(self._refreshed + REFRESH_S - time.monotonic())
        if wait > 1:
            verb = "follows" if len(self._steps) == 1 else "follow"
            self._current.say(f"{self._names} {verb} in {wait} s")

    @property
    def _names(self) -> str:
        return " and ".join(filter(None, (", ".join([*self._steps][:-1]), [*self._steps][-1])))

    def watching(self, folders: Sequence[bytes]) -> None:
        """Tell that it waits, and what follows on changes."""
        from photosort.report.layout import printable
        from photosort.workflow.index.watch import REFRESH_S

        where = ", ".join(printable(folder) for folder in folders)
        self._current.say(f"Watching {where}; press Ctrl-C to stop")
        if self._steps:
            self._current.say(
                f"After changes: {self._names}, at most once every {REFRESH_S:.0f} seconds"
            )

    def refresh(self) -> None:
        """Carry out the steps. One that fails is told of, and tried again after more changes."""
        if self._steps:
            self._current.say(f"Running {self._names}")
        self._refreshed = time.monotonic()
        for name, work in self._steps.items():
            try:
                work()
            except Exception as error:  # noqa: BLE001 - watching goes on, whatever a step meets
                self._current.warn_of(self._current.explain(error), name)

    def document(self) -> dict[str, Any]:
        """All rounds in one: what the first one found, and the changes since."""
        from photosort.report import json as as_json

        return {
            "run": self._last.run if self._last else None,
            "roots": self._roots,
            "rounds": self._rounds,
            **self._totals,
            **self._changes,
            "failed": as_json.failures(sorted(self._failed.items())),  # type: ignore[arg-type]
        }


def _steps(current: Session, then: str | None, to: Path | None) -> dict[str, Callable[[], object]]:
    """What follows on changes: commands with the options that the config file has for them."""
    wanted = split_list(then or "")
    if then is not None:
        check_choices("--then", wanted, AFTER_INDEX)
    if "organize" not in wanted:
        refuse_idle(
            current.context,
            ("then_to",),
            "has no effect without --then organize",
            "add organize to --then, or leave it out",
        )
    if "organize" in wanted and to is None:
        raise UsageError("--then organize needs a folder", "name it: --then-to ~/Sorted")
    steps: dict[str, Callable[[], object]] = {}
    for name in AFTER_INDEX:
        if name in wanted:
            arguments = ["--lock-wait", _STEP_LOCK_WAIT]
            arguments += ["--", str(to)] if name == "organize" else []
            # an option that is wrong in the config file is told of now, not in an hour
            prepare(current.context, name, arguments)
            steps[name] = _step(current, name, arguments)
    return steps


def _step(current: Session, name: str, arguments: list[str]) -> Callable[[], object]:
    return lambda: carry_out(prepare(current.context, name, arguments), current)
