"""How long work tells that it goes on, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Told about the steps of a run; the command line draws them, tests listen."""

    def start(self, step: str, total: int | None = None) -> None:
        """Begin `step`, of `total` items where that is known."""

    def advance(self, count: int = 1) -> None:
        """Count `count` more items of the current step as done."""

    def stop(self) -> None:
        """End the current step."""

    def warn(self, text: str) -> None:
        """Say what is wrong and does not end the run."""


class Silent:
    """Progress for nobody."""

    def start(self, step: str, total: int | None = None) -> None:
        """Ignore it."""

    def advance(self, count: int = 1) -> None:
        """Ignore it."""

    def stop(self) -> None:
        """Ignore it."""

    def warn(self, text: str) -> None:
        """Ignore it."""
