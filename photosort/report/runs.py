"""Runs as JSON and as text."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from photosort.model import Run
from photosort.report.layout import clip, display_width, pad, plural, printable

COLUMNS = (
    "id", "command", "start", "end", "seconds", "outcome", "error", "options", "counts",
)  # fmt: skip
"""The columns of a list of runs; see `report.tabular`."""

_NOUNS = {
    "trips": "cluster",
    "looked": "scanned",
    "face_claims": "face correction",
    "different_persons": "told-apart pair",
    "questions": "saved query",
}
"""What a count of a result is called, where its key says it otherwise."""


def to_json(run: Run) -> dict[str, Any]:
    """A run as `runs` and `status` print it."""
    return {
        "id": run.id,
        "command": run.command,
        "options": dict(run.options),
        "start": run.start,
        "end": run.end,
        "outcome": run.outcome,
        "counts": dict(run.counts),
        "seconds": run.seconds,
        "error": run.error,
    }


def parsed(text: str) -> datetime:
    """The time in UTC, naive, of a column that the library keeps as ISO 8601."""
    return datetime.fromisoformat(text).replace(tzinfo=None)


def table(runs: Sequence[Run], width: int = 80) -> str:
    """The runs, one line each."""
    if not runs:
        return ""
    rows = [
        (
            run.id,
            moment(run.start),
            run.command,
            briefly(run),
            "" if run.seconds is None else duration(run.seconds),
            printable(run.error or counts(run.counts)),
        )
        for run in runs
    ]
    widths = [max(display_width(row[i]) for row in rows) for i in range(5)]
    room = max(20, width - sum(widths) - 10)
    lines = []
    for row in rows:
        cells = [pad(row[i], widths[i]) for i in range(4)]
        lines.append("  ".join([*cells, row[4].rjust(widths[4]), clip(row[5], room)]).rstrip())
    return "\n".join(lines)


def details(run: Run) -> str:
    """One run, line by line."""
    rows = [
        ("command", f"photosort {run.command}"),
        ("started", f"{moment(run.start)} UTC"),
        ("ended", f"{moment(run.end)} UTC" if run.end else ""),
        ("took", "" if run.seconds is None else duration(run.seconds)),
        ("outcome", ended(run)),
        ("error", run.error or ""),
    ]
    rows += [(name, f"{_value(value)}") for name, value in run.options.items()]
    rows += [(name, f"{_value(value)}") for name, value in run.counts.items()]
    lines = [f"  {name:<12}{printable(value)}" for name, value in rows if value]
    return "\n".join([run.id, *lines])


def briefly(run: Run) -> str:
    """How a run ended, in a word or two."""
    words = {"done": "finished", "some-failed": f"finished, {_failed(run):,} failed"}
    return words.get(run.outcome, run.outcome)


def ended(run: Run) -> str:
    """How a run ended: `finished; 3 files could not be read`."""
    words = {
        "done": "finished",
        "some-failed": f"finished; {plural(_failed(run), 'file')} could not be read or written",
        "killed": "killed before it could finish",
        "interrupted": "interrupted; the next run goes on from there",
    }
    return words.get(run.outcome, run.outcome)


def _failed(run: Run) -> int:
    """How many files failed, in the step where most did: the others fail at the same."""
    inner = [each for each in run.counts.values() if isinstance(each, Mapping)]
    return max([int(each.get("failed") or 0) for each in (run.counts, *inner)])


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return counts(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def counts(found: Mapping[str, Any]) -> str:
    """`12 added, 3 changed`; zeroes are left out."""
    parts = []
    for name, value in found.items():
        if isinstance(value, Mapping):
            inner = counts(value)
            parts += [f"{name}: {inner}"] if inner else []
        elif value:
            parts.append(_counted(value, name))
    return ("; " if any(isinstance(v, Mapping) for v in found.values()) else ", ").join(parts)


def _counted(count: int, name: str) -> str:
    """`3 clusters`, `12 added`: a count of a result, by its key."""
    noun = _NOUNS.get(name, name.removesuffix("s")).replace("_", " ")
    return plural(count, noun) if name.endswith("s") else f"{count:,} {noun}"


def moment(text: str) -> str:
    """`2022-05-01 10:00` of ISO 8601."""
    return text[:16].replace("T", " ")


def duration(seconds: float) -> str:
    """`0.3 s`, `42 s`, `3 min`, `2 h 5 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def pruned(count: int, *, dry_run: bool) -> str:
    """What `runs prune` did."""
    return f"{'Would forget' if dry_run else 'Forgot'} {plural(count, 'run')}"
