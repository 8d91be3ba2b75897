"""Passes progress on to a program: counts to its callback, warnings to the log."""

import logging
from collections.abc import Callable

from photosort.progress import Silent

Progress = Callable[[str, int, int | None], object]
"""Is called with the step, how many items of it are done, and of how many, None if unknown.

What it raises ends the work, as Ctrl-C does: what is done so far is stored.
"""

_LOG = logging.getLogger("photosort")


class Told(Silent):
    """A `photosort.progress.Progress` that calls a function."""

    def __init__(self, callback: Progress | None) -> None:
        self._callback = callback
        self._step = ""
        self._done = 0
        self._total: int | None = None

    def start(self, step: str, total: int | None = None) -> None:
        """See `photosort.progress.Progress`."""
        self._step, self._done, self._total = step, 0, total
        self._tell()

    def advance(self, count: int = 1) -> None:
        """See `photosort.progress.Progress`."""
        self._done += count
        self._tell()

    def warn(self, text: str) -> None:
        """See `photosort.progress.Progress`."""
        _LOG.warning(text)

    def _tell(self) -> None:
        if self._callback:
            self._callback(self._step, self._done, self._total)
