"""Progress without bars: as lines of the log, or only warnings."""

import time

from photosort.cli.messages import Messages
from photosort.progress import Silent


class Unseen(Silent):
    """Progress without bars; only warnings are printed."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def warn(self, text: str) -> None:
        """See `photosort.progress.Progress`."""
        self._messages.tell("warning", f"photosort: {text}")


class LoggedSteps:
    """Progress as lines of the log: the start and end of each step."""

    def __init__(self, messages: Messages) -> None:
        self._tell = messages.tell
        self._step = ""
        self._total: int | None = None
        self._done = 0
        self._began = 0.0

    def start(self, step: str, total: int | None = None) -> None:
        """Log it."""
        self._step, self._total, self._done, self._began = step, total, 0, time.monotonic()
        self._tell("info", step, event="start", step=step, total=total)

    def advance(self, count: int = 1) -> None:
        """Count only."""
        self._done += count

    def warn(self, text: str) -> None:
        """Log it."""
        self._tell("warning", text)

    def stop(self) -> None:
        """Log the number of items and the seconds."""
        if self._step:
            seconds = round(time.monotonic() - self._began, 3)
            step, self._step = self._step, ""
            self._tell("info", step, event="end", step=step, done=self._done, seconds=seconds)
