"""Progress where there are no bars: as lines of the log, or none but for what is wrong."""

import time

from photosort.cli.messages import Messages
from photosort.progress import Silent


class Unseen(Silent):
    """Progress where nobody sees bars; what is wrong is said all the same."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def warn(self, text: str) -> None:
        """See `photosort.progress.Progress`."""
        self._messages.tell("warning", f"photosort: {text}")


class LoggedSteps:
    """Progress as lines of the log: where a step begins and where it ends."""

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
        """Log how many there were and how long it took."""
        if self._step:
            seconds = round(time.monotonic() - self._began, 3)
            step, self._step = self._step, ""
            self._tell("info", step, event="end", step=step, done=self._done, seconds=seconds)
