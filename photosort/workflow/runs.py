"""`photosort runs`: the record of runs."""

from dataclasses import replace

from photosort.model import Run
from photosort.store import Store
from photosort.workflow.named import Noun, by_beginning

_RUNS = Noun("run", "photosort runs")


def list_runs(store: Store, command: str | None = None, limit: int | None = None) -> list[Run]:
    """The runs, newest first. A run whose process is gone is `killed`."""
    runs = store.runs.listed(command, limit)
    if any(run.outcome == "running" for run in runs) and not store.is_busy():
        runs = [_truth(run) for run in runs]
    return runs


def show_run(store: Store, id: str) -> Run:
    """The run of an id, or of a unique beginning of one. Raises `PhotosortError`."""
    run = by_beginning(id, _RUNS, store.runs.get, store.runs.starting)
    return run if store.is_busy() else _truth(run)


def _truth(run: Run) -> Run:
    return replace(run, outcome="killed") if run.outcome == "running" else run


def prune_runs(store: Store, keep: int) -> int:
    """Delete all but the newest `keep` runs; returns how many were deleted."""
    with store.transaction():
        store.runs.close_killed()
        return store.runs.prune(keep)
