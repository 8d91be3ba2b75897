"""Where the work of many files goes: this process for a few, a pool for many."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from itertools import islice
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

FEW = 200
"""Up to so many files, starting a pool costs more than it saves."""
_PATIENCE = 2.0
"""Seconds of work that one process does alone."""


def usable_cpus() -> int:
    """The CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Inline(Executor):
    """An executor that works here and now."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn` and return its finished future."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - an executor hands every error to its future
            future.set_exception(error)
        return future


@contextmanager
def executor(workers: int, tasks: int, few: int = FEW) -> Iterator[Executor]:
    """An executor for `tasks` files; its processes end with this one, also when it is killed."""
    if workers <= 1 or tasks <= few:
        yield Inline()
        return
    from concurrent.futures import ProcessPoolExecutor

    # forking is cheapest, and sound only while there is one thread
    alone = sys.platform == "linux" and threading.active_count() == 1
    pool = ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context("fork" if alone else "spawn"),
        initializer=_begin_worker,
    )
    try:
        with _without_interrupts():
            pool.submit(int)  # under fork, all processes start with the first task
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ctrl-C waits: it must not hit a process while it is forked."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def spread(
    function: Callable[[Sequence[T]], R],
    items: Sequence[T],
    size: int,
    workers: int | None,
    few: int = FEW,
) -> Iterator[R]:
    """`function` of parts of `size` items, in any order, by `workers` processes.

    With None this process begins, and calls for others (one a CPU) only when the rest would take
    long: on a fast disk a pool costs more than it saves. It judges after `few` items.
    """
    done, seconds = 0, 0.0
    while workers is None and done < len(items):
        start = time.monotonic()
        result = function(items[done : done + size])
        seconds += time.monotonic() - start
        done += size
        yield result
        if done >= few and seconds / done * (len(items) - done) > _PATIENCE:
            workers = usable_cpus()
    rest = items[done:]
    if rest:
        count = workers or 1
        with executor(count, len(rest), few) as pool:
            yield from map_unordered(pool, function, rest, size, 4 * count)


def map_unordered(
    pool: Executor, function: Callable[[Sequence[T]], R], items: Sequence[T], size: int, ahead: int
) -> Iterator[R]:
    """`function` of parts of `size` items, as they get done, with at most `ahead` under way."""
    parts = (items[i : i + size] for i in range(0, len(items), size))
    pending: set[Future[R]] = {pool.submit(function, part) for part in islice(parts, ahead)}
    while pending:
        done, pending = wait(pending, return_when=FIRST_COMPLETED)
        for future in done:
            pending |= {pool.submit(function, part) for part in islice(parts, 1)}
            yield future.result()


def _begin_worker() -> None:
    """Leave Ctrl-C to the parent, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    from multiprocessing.connection import wait as wait_for

    wait_for([parent.sentinel])
    os._exit(1)
