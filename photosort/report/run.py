"""A run of all steps as JSON and as text."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from photosort.model import Skipped
from photosort.plan.layout.left_out import ReasonCount
from photosort.plan.steps import SKIPPED, RunResult, StepResult
from photosort.report import json as as_json
from photosort.report import left_out
from photosort.report.layout import failures, plural, printable
from photosort.report.runs import counts, duration


def to_json(result: RunResult, dests: Mapping[str, Path] | None = None) -> dict[str, Any]:
    """The run with each step's own document; when it failed, the first error on top as well.

    `dests` are the folders that were to be laid out, by step.
    """
    steps = [_step(each) for each in result.steps]
    document = {
        "run": result.run,
        "outcome": result.outcome,
        "code": result.code,
        "seconds": result.seconds,
        "steps": steps,
        **{key: os.path.abspath(dest) for key, dest in _keyed(dests or {})},
    }
    first = next(filter(None, map(_error, steps)), None)
    if first and result.outcome == "failed":
        document["error"] = {**first, "code": result.code}
    return document


def _keyed(dests: Mapping[str, Path]) -> list[tuple[str, Path]]:
    return [("dest" if step == "organize" else step, dest) for step, dest in dests.items()]


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
    if step.outcome == SKIPPED:
        return f"{name}skipped"
    return f"{name}{counts(step.counts) or 'nothing to do'} ({duration(step.seconds)})"


def ending(
    result: RunResult, dests: Mapping[str, Path], *, inferable: bool = False, dry_run: bool = False
) -> list[str]:
    """How it ended in a sentence, what was left out, and where to look.

    `inferable`: some photos would get the place of others around them.
    """
    lines = [_sentence(result)]
    reached = {step.step: step.result for step in result.steps if step.result is not None}
    if dry_run:
        return [*lines, "Nothing was changed: this was a dry run"]
    dest = dests.get("organize")
    if dest is not None and "organize" in reached:
        lines += _left_out(reached["organize"], inferable)
        lines.append(f"Folders: {printable(os.path.abspath(dest))}")
    if "album" in dests and "album" in reached:
        index = Path(os.path.abspath(dests["album"])) / "index.html"
        lines.append(f"Album:   {index.as_uri()}")
    return lines


def _sentence(result: RunResult) -> str:
    took = duration(result.seconds)
    failed = [step.step for step in result.steps if step.error and step.outcome != SKIPPED]
    broken = [step.step for step in result.steps if step.result is not None and step.code == 1]
    if failed or broken:
        names = list(dict.fromkeys([*failed, *broken]))
        return f"Not finished: {' and '.join(names)} failed, see above ({took})"
    unreadable = {each["path"] for step in result.steps for each in _failed(step)}
    wrong = []
    if unreadable:
        wrong.append(f"{plural(len(unreadable), 'file')} could not be read")
    unlaid = sum(step.counts.get("failed", 0) for step in result.steps if not _failed(step))
    if unlaid:
        wrong.append(f"{plural(unlaid, 'file')} could not be laid out")
    return "; ".join([f"Finished in {took}", *wrong])


def _left_out(manifest: Mapping[str, Any], inferable: bool) -> list[str]:
    """What the document of `organize` says of files in none of the views."""
    counts = [ReasonCount(reason, n) for reason, n in manifest["left_out"].items()]
    return left_out.lines(counts, len(manifest["skipped"]), manifest["by"], inferable=inferable)


def unreadable(step: StepResult) -> str:
    """The files that the step could not read, with their reasons; empty where there are none."""
    listed = _failed(step)
    if not listed:
        return ""
    return failures([Skipped(os.fsencode(each["path"]), each["error"]) for each in listed])


def _failed(step: StepResult) -> list[dict[str, Any]]:
    """The files that a step names as unreadable."""
    listed = step.result.get("failed") if isinstance(step.result, dict) else None
    return listed if isinstance(listed, list) else []
