"""Progress on a terminal: items done, rate, time left."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    """Items per second."""

    def render(self, task: Task) -> Text:
        """See rich."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="dim")


class Bars:
    """A bar for each step; gone when the step is done."""

    def __init__(self) -> None:
        # no refresh thread: worker processes are forked, which requires a single thread
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            auto_refresh=False,
        )
        self._task = self._bars.add_task("", visible=False)
        self._shown = 0.0

    @contextmanager
    def drawn(self) -> "Iterator[Bars]":
        """Inside, the bars are on the terminal."""
        with self._bars:
            yield self

    def start(self, step: str, total: int | None = None) -> None:
        """See `photosort.progress.Progress`."""
        self._bars.reset(self._task, total=total, description=step, visible=True)
        self._bars.refresh()

    def advance(self, count: int = 1) -> None:
        """See `photosort.progress.Progress`; draws ten times a second at most."""
        self._bars.advance(self._task, count)
        now = self._bars.get_time()
        if now - self._shown > 0.1:
            self._shown = now
            self._bars.refresh()

    def warn(self, text: str) -> None:
        """See `photosort.progress.Progress`."""
        self._bars.console.print(
            f"photosort: {text}", markup=False, highlight=False, soft_wrap=True
        )

    def stop(self) -> None:
        """See `photosort.progress.Progress`."""
        self._bars.update(self._task, visible=False)
        self._bars.refresh()
