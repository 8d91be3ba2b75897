"""A run of all steps as JSON and as text."""

import os
from typing import Any

from photosort.model import Skipped
from photosort.plan.steps import RunResult, StepResult
from photosort.report import json as as_json
from photosort.report.layout import failures, printable
from photosort.report.runs import counts, duration


def to_json(result: RunResult) -> dict[str, Any]:
    """The run with the document of each step; if it failed, with the first error at the top."""
    steps = [_step(each) for each in result.steps]
    document = {
        "run": result.run,
        "outcome": result.outcome,
        "code": result.code,
        "seconds": result.seconds,
        "steps": steps,
    }
    first = next(filter(None, map(_error, steps)), None)
    if first and result.outcome == "failed":
        document["error"] = {**first, "code": result.code}
    return document


def _error(step: dict[str, Any]) -> dict[str, Any] | None:
    """The error of a step that failed, as a whole or in part."""
    result = step.get("result")
    within = result.get("error") if isinstance(result, dict) else None
    error: dict[str, Any] | None = step.get("error") or within
    return error


def _step(step: StepResult) -> dict[str, Any]:
    came = {"result": step.result} if step.error is None else as_json.error(step.error)
    return {
        "step": step.step,
        "outcome": step.outcome,
        "code": step.code,
        "seconds": step.seconds,
        **came,
    }


def line(step: StepResult) -> str:
    """`trips      14 trips, 2 created (0.3 s)`, or why the step did not run."""
    name = f"{step.step:<10}"
    if step.error:
        hint = f"\n{'':<10}{printable(step.error.hint)}" if step.error.hint else ""
        return f"{name}{step.outcome}: {printable(step.error.message)}{hint}"
    return f"{name}{counts(step.counts) or 'nothing to do'} ({duration(step.seconds)})"


def unreadable(step: StepResult) -> str:
    """The files that the step could not read, with reasons; empty if there are none."""
    listed = step.result.get("failed") if isinstance(step.result, dict) else None
    if not isinstance(listed, list) or not listed:
        return ""
    return failures([Skipped(os.fsencode(each["path"]), each["error"]) for each in listed])
