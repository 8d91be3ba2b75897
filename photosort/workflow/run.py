"""`photosort run`: the steps one after the other, each as its own command would do it."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from photosort.errors import PhotosortError
from photosort.plan.steps import SKIPPED, RunResult, StepResult, outcome
from photosort.store import Store


class Step(NamedTuple):
    """A command to carry out; `work` returns its exit code and its document, None: do not.

    It is skipped when one of `needs` came to no result.
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
    """Carry out the steps in order, keep how they end in `result`, and tell of each.

    One that fails stops only those that need it; `explain` tells what an error means.
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
