"""Progress as lines of the log: where a step begins and where it ends."""

import time

from photosort.cli.session import tell


class LoggedSteps:
    """See `photosort.progress.Progress`."""

    def __init__(self) -> None:
        self._step = ""
        self._total: int | None = None
        self._done = 0
        self._began = 0.0

    def start(self, step: str, total: int | None = None) -> None:
        """Log it."""
        self._step, self._total, self._done, self._began = step, total, 0, time.monotonic()
        tell("info", step, event="start", step=step, total=total)

    def advance(self, count: int = 1) -> None:
        """Count only."""
        self._done += count

    def warn(self, text: str) -> None:
        """Log it."""
        tell("warning", text)

    def stop(self) -> None:
        """Log how many there were and how long it took."""
        if self._step:
            seconds = round(time.monotonic() - self._began, 3)
            step, self._step = self._step, ""
            tell("info", step, event="end", step=step, done=self._done, seconds=seconds)
