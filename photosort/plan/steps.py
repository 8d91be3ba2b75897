"""The steps of `photosort run`: what each needs, and the outcome of the whole."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from photosort.errors import (
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_LOCKED,
    EXIT_SOME_FAILED,
    EXIT_USAGE,
    PhotosortError,
)

_BY_BADNESS = (0, EXIT_SOME_FAILED, EXIT_LOCKED, EXIT_USAGE, EXIT_FAILED, EXIT_INTERRUPTED)

SKIPPED = "skipped"
"""How a step ends that was not begun: something that it needs has failed, or nobody wants it."""

_STEP_OF_VIEW = {"trip": "trips", "journey": "journeys", "person": "people", "moment": "moments"}


def needs_of_views(views: Collection[str]) -> tuple[str, ...]:
    """The steps that `views` need."""
    return ("index", *(step for view, step in _STEP_OF_VIEW.items() if view in views))


@dataclass(frozen=True)
class StepResult:
    """How a step ended (done, some-failed, failed or skipped), and its results."""

    step: str
    outcome: str
    code: int = 0
    seconds: float = 0.0
    result: Any = None
    error: PhotosortError | None = None
    counts: dict[str, Any] = field(default_factory=dict)


@dataclass
class RunResult:
    """A whole run; `steps` grows as steps end."""

    run: str
    steps: list[StepResult]
    seconds: float = 0.0

    @property
    def code(self) -> int:
        """The worst exit code. Wrong usage counts only if nothing was done."""
        code = max((step.code for step in self.steps), key=_BY_BADNESS.index, default=0)
        if code == EXIT_USAGE and any(step.result is not None for step in self.steps):
            return EXIT_FAILED
        return code

    @property
    def outcome(self) -> str:
        """The outcome as recorded for runs."""
        return outcome(self.code)

    @property
    def error(self) -> str | None:
        """What went wrong, step by step."""
        said = [f"{step.step}: {step.error.message}" for step in self.steps if step.error]
        return "; ".join(said) or None


def outcome(code: int) -> str:
    """The outcome for an exit code."""
    return {0: "done", EXIT_SOME_FAILED: "some-failed"}.get(code, "failed")
