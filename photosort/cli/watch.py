"""`photosort index --watch`: signals, what is said, and the steps that follow."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from photosort.cli.delivery import check_dest, check_result, deliver
from photosort.cli.session import Session, print_json, session
from photosort.errors import PhotosortError, UsageError
from photosort.settings.index import IndexOptions
from photosort.settings.parsing import check_choices, check_real, split_list

if TYPE_CHECKING:
    from photosort.workflow.index.counts import IndexResult
    from photosort.workflow.index.watch import Ending

STEPS = ("trips", "journeys", "people", "moments", "organize")
"""Commands that `--then` may name, in the order in which they follow."""

_STEP_LOCK_WAIT = "10"


def keep_watching(
    context: typer.Context,
    folders: list[bytes],
    options: IndexOptions,
    poll: float | None,
    then: str | None,
    then_to: Path | None,
    lock_wait: float,
    *,
    notify_command: str | None,
    result: Path | None,
    json: bool,
) -> int:
    """Index and go on with what changes. SIGTERM ends it with 0, Ctrl-C as every command.

    What came of each round in which something changed is delivered as after `run`.
    """
    from photosort.workflow.index import watch as workflow

    if poll is not None:
        check_real("--poll", poll, 0.1, 86_400)
    current = session(context)
    target = check_result(current, result, folders) if result else None
    if then_to is not None:
        check_dest(current, then_to, folders)
    steps = _steps(context, then, then_to)
    teller = _Teller(current, steps, lambda each: deliver(current, target, notify_command, each))
    ending = workflow.Ending()
    waits = iter([lock_wait])  # at the start only; later it tries again by itself
    with _signals(ending), current.progress() as progress:
        try:
            workflow.watch(
                lambda: current.write(create=True, lock_wait=next(waits, 0)),
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
    if json:
        print_json(teller.document())
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
        steps: dict[str, Callable[[], None]],
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
        if first or result.failed or any(counts[key] for key in self._changes):
            self._notify(self.document())

    def watching(self, folders: Sequence[bytes]) -> None:
        """Tell that it waits."""
        from photosort.report.layout import printable

        where = ", ".join(printable(folder) for folder in folders)
        self._current.say(f"Watching {where}; Ctrl-C or SIGTERM ends it")

    def refresh(self) -> None:
        """Carry out the steps. One that fails is told of, and tried again after more changes."""
        for name, work in self._steps.items():
            try:
                with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
                    work()
            except PhotosortError as error:
                self._current.warn(f"photosort: {name}: {error.message}\n  {error.hint}")
            except Exception as error:  # noqa: BLE001 - watching goes on, whatever a step meets
                self._current.warn(f"photosort: {name}: {type(error).__name__}: {error}")

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


def _steps(
    context: typer.Context, then: str | None, to: Path | None
) -> dict[str, Callable[[], None]]:
    """What follows on changes: commands with the options that the config file has for them."""
    above: Any = context.parent
    wanted = split_list(then or "")
    if then is None:
        return {}
    known = [name for name in STEPS if above.command.get_command(above, name)]
    check_choices("--then", wanted, known)
    if "organize" in wanted and to is None:
        raise UsageError("--then organize needs a folder", "name it: --then-to ~/Sorted")
    arguments = {"organize": ["--", str(to)]}
    steps = {}
    for name in known:
        if name in wanted:
            given = ["--lock-wait", _STEP_LOCK_WAIT, *arguments.get(name, ())]
            steps[name] = _step(above, name, given)
            # an option that is wrong in the config file is told of now, not in an hour
            above.command.get_command(above, name).make_context(name, [*given], parent=above)
    return steps


def _step(above: Any, name: str, arguments: list[str]) -> Callable[[], None]:
    command = above.command.get_command(above, name)

    def work() -> None:
        with command.make_context(name, [*arguments], parent=above) as made:
            command.invoke(made)

    return work
