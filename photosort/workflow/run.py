"""`photosort run`: runs the steps in order, each as its own command does."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from photosort.errors import PhotosortError
from photosort.plan.steps import SKIPPED, RunResult, StepResult, outcome
from photosort.store import Store


class Step(NamedTuple):
    """A command to run; `work` returns its exit code and its document, None to skip it.

    It is skipped if one of `needs` had no result.
    """

    name: str
    needs: tuple[str, ...]
    work: Callable[[], tuple[int, Any]] | None


def run_steps(
    store: Store,
    steps: Sequence[Step],
    result: RunResult,
    explain: Callable[[Exception], PhotosortError],
) -> Iterator[StepResult]:
    """Run the steps in order, collect their outcomes in `result`, and yield each.

    A failed step stops only those that need it; `explain` turns an exception into an error.
    """
    began = time.monotonic()
    broken: set[str] = set()
    for step in steps:
        missing = [name for name in step.needs if name in broken]
        if step.work is None:  # nobody wants it; what needs it takes what is there
            result.steps.append(skipped := StepResult(step.name, SKIPPED))
            yield skipped
            continue
        if missing:
            reason = PhotosortError(f"needs {' and '.join(missing)}, which failed")
            done = StepResult(step.name, SKIPPED, error=reason)
        else:
            done = _carry_out(store, step.name, step.work, explain)
        if done.result is None:
            broken.add(step.name)
        result.steps.append(done)
        result.seconds = round(time.monotonic() - began, 3)
        store.runs.counts = {each.step: each.counts for each in result.steps if each.counts}
        store.runs.outcome, store.runs.error = result.outcome, result.error
        yield done


def _carry_out(
    store: Store,
    name: str,
    work: Callable[[], tuple[int, Any]],
    explain: Callable[[Exception], PhotosortError],
) -> StepResult:
    began = time.monotonic()
    store.runs.counts = {}
    document, error = None, None
    try:
        code, document = work()
    except Exception as raised:  # noqa: BLE001 - whatever it is, the other steps go on
        error = explain(raised)
        code = error.code
    seconds = round(time.monotonic() - began, 3)
    return StepResult(name, outcome(code), code, seconds, document, error, dict(store.runs.counts))
