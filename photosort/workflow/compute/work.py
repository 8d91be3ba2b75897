"""What workflows call: does a task on many items without losing results."""

import os
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from itertools import chain

from photosort.progress import Progress
from photosort.workflow.compute.inline import Inline
from photosort.workflow.compute.interrupts import uninterrupted
from photosort.workflow.compute.parts import Parts
from photosort.workflow.compute.port import Executor, R, T, Task, Warn

_PATIENCE = 2.0
"""Seconds of remaining work above which a pool takes over."""


def usable_cpus() -> int:
    """The CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def work(
    task: Task[T, R],
    items: Sequence[T],
    keep: Callable[[list[R]], None],
    batch: int,
    workers: int | None,
    progress: Progress,
    *,
    careful: bool = False,
) -> None:
    """Do `task` with all items, and pass the results to `keep` in any order, `batch` at a time.

    Whatever ends the work, an error or Ctrl-C, results that have arrived are kept first. `workers`
    is the number of processes. With None, this process begins, and a pool (one process per CPU)
    takes over only if the rest would take long: on a fast disk a pool costs more than it saves.
    With `careful`, nothing is done in this process, since an earlier run was killed.
    """
    waiting: list[R] = []
    try:
        with closing(_spread(task, items, workers, progress.warn, careful)) as parts:
            for results in parts:
                waiting += results
                progress.advance(len(results))
                if len(waiting) >= batch:
                    with uninterrupted():
                        full, waiting = waiting, []
                        keep(full)
    except BaseException:
        with uninterrupted(), suppress(Exception):  # the first error is the one to report
            keep(waiting)
        raise
    keep(waiting)


def choose(workers: int, count: int, few: int) -> Executor:
    """The executor for `count` items."""
    if workers <= 1 or count <= few:
        return Inline()
    from photosort.workflow.compute.pool import Pool

    return Pool(workers)


def _spread(
    task: Task[T, R], items: Sequence[T], workers: int | None, warn: Warn, careful: bool
) -> Generator[Sequence[R], None, None]:
    """The results, one part at a time, by the best executor."""
    if careful:
        from photosort.workflow.compute.pool import Pool

        yield from Pool(workers or usable_cpus()).run(task, Parts(items, task.size), warn)
        return
    done, seconds = 0, 0.0
    while workers is None and done < len(items):
        start = time.monotonic()
        part = Parts(items[done : done + task.size], task.size)
        results = list(chain.from_iterable(Inline().run(task, part, warn)))
        seconds += time.monotonic() - start
        done += task.size
        yield results
        if done >= task.few and seconds / done * (len(items) - done) > _PATIENCE:
            workers = usable_cpus()
    rest = items[done:]
    if rest:
        executor = choose(workers or 1, len(rest), task.few)
        yield from executor.run(task, Parts(rest, task.size), warn)
