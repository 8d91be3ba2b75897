"""How long-running work reports progress, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Receives the steps of a run; the command line draws them, tests record them."""

    def start(self, step: str, total: int | None = None) -> None:
        """Begin `step`, of `total` items if known."""

    def advance(self, count: int = 1) -> None:
        """Count `count` more items of the current step as done."""

    def stop(self) -> None:
        """End the current step."""

    def warn(self, text: str) -> None:
        """Report a problem that does not end the run."""


class Silent:
    """Progress that goes nowhere."""

    def start(self, step: str, total: int | None = None) -> None:
        """Ignore it."""

    def advance(self, count: int = 1) -> None:
        """Ignore it."""

    def stop(self) -> None:
        """Ignore it."""

    def warn(self, text: str) -> None:
        """Ignore it."""
