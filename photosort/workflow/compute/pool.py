"""Work in processes of this machine, none of which can block or end the work of the others."""

import select
import signal
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple

from photosort.errors import PhotosortError
from photosort.workflow.compute import worker as workers
from photosort.workflow.compute.inline import NO_MEMORY
from photosort.workflow.compute.parts import Part, Parts
from photosort.workflow.compute.port import R, T, Task, Warn
from photosort.workflow.compute.worker import Message, Worker

_LONG = 0.25
"""Parts that take at least this many seconds are handed out one at a time."""
_AHEAD = 4
"""Of shorter parts, each worker gets this many ahead, so that it never waits for its parent."""
_LONGEST = 3600.0
"""Most seconds for a part: what takes longer is split, and finally given up."""
_STARTS = 3
"""Most workers in a row that may end before they have started."""
_DEATHS = 16
"""Most deaths in a row, per worker, with nothing done in between."""


class Pool:
    """An `Executor` of up to `limit` processes, which end with this one, even if it is killed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def run(
        self, task: Task[T, R], parts: Parts[T], warn: Warn
    ) -> Generator[Sequence[R], None, None]:
        """See `Executor`."""
        crew = _Crew(self._limit, task, parts, warn)
        try:
            while crew.hand_out():
                yield from crew.listen()
        finally:
            crew.end()


class _Crew(Generic[T, R]):
    """The workers of one task."""

    def __init__(self, limit: int, task: Task[T, R], parts: Parts[T], warn: Warn) -> None:
        self._limit, self._task, self._parts, self._warn = limit, task, parts, warn
        self._workers: list[Worker[T]] = []
        self._ahead = 1
        self._starts = self._deaths = 0
        self._said: set[str] = set()

    def hand_out(self) -> bool:
        """Give every worker something to do, starting workers as needed; False at the end.

        A worker that tries something alone gets all the memory: the others are ended.
        """
        while len(self._workers) < self._limit and (part := self._next()):
            if not self._start(part):
                break
        for depth in range(self._ahead):
            for each in [each for each in self._workers if len(each.parts) == depth]:
                part = self._next()
                if part is None:
                    return self._is_busy()
                if part.alone:
                    self._dismiss([other for other in self._workers if other is not each])
                each.give(part)
        return self._is_busy()

    def _is_busy(self) -> bool:
        return any(each.parts for each in self._workers)

    def _next(self) -> Part[T] | None:
        if any(each.parts and each.parts[0].alone for each in self._workers):
            return None
        return self._parts.take(busy=self._is_busy())

    def _start(self, part: Part[T]) -> bool:
        """Start a worker for `part`; False if there is no room for another one."""
        if part.alone:
            self._dismiss(list(self._workers))
        try:
            worker = Worker[T](self._task.function, self._workers)
        except OSError as error:
            if not self._workers:
                raise _no_workers(error.strerror or str(error)) from error
            self._parts.give_back([part])
            self._limit = len(self._workers)
            return False
        self._workers.append(worker)
        worker.give(part)
        return True

    def listen(self) -> Iterator[Sequence[R]]:
        """Wait until results arrive or a worker dies, and yield the results."""
        for each in self._wait():
            if each not in self._workers:
                continue  # dismissed meanwhile
            for message in each.receive():
                yield from self._take(each, message)
            if each.is_gone:
                yield from self._bury(each)

    def _wait(self) -> list[Worker[T]]:
        """The workers with news."""
        poll = select.poll()
        of: dict[int, Worker[T]] = {}
        for each in self._workers:
            poll.register(each.answers, select.POLLIN)
            poll.register(each.sentinel, select.POLLIN)
            of[each.answers] = of[each.sentinel] = each
            if each.wants_to_send:
                poll.register(each.requests, select.POLLOUT)
                of[each.requests] = each
        begun = min(each.since for each in self._workers if each.parts)
        left = max(0.0, begun + _LONGEST - time.monotonic())
        ready: dict[int, Worker[T]] = {}
        for descriptor, _ in poll.poll(1000 * left):
            worker = of[descriptor]
            worker.is_gone |= descriptor == worker.sentinel
            if descriptor == worker.requests:
                worker.send()
            else:
                ready[id(worker)] = worker
        self._end_what_hangs(ready)
        return list(ready.values())

    def _end_what_hangs(self, ready: Mapping[int, Worker[T]]) -> None:
        latest = time.monotonic() - _LONGEST
        for each in self._workers:
            if each.parts and each.since < latest and id(each) not in ready:
                each.hangs = True
                each.kill()
                each.since = time.monotonic()

    def _take(self, worker: Worker[T], message: Message) -> Iterator[Sequence[R]]:
        """Handle a message: results, an error to raise, or a part to split."""
        if message.kind == workers.READY:
            worker.is_ready, self._starts = True, 0
            return
        part = worker.finished()
        if message.kind == workers.RAISED:
            raise message.content
        if message.kind == workers.NO_MEMORY:
            yield from self._split(part, NO_MEMORY)
            return
        self._deaths = 0
        self._ahead = 1 if message.seconds >= _LONG else _AHEAD
        self.hand_out()  # before the results, which may take long to store
        yield message.content

    def _bury(self, worker: Worker[T]) -> Iterator[Sequence[R]]:
        """Take back the parts of a dead worker, and say why it died."""
        self._workers.remove(worker)
        cause = _cause(worker.bury(), hung=worker.hangs)
        begun, *rest = worker.parts or (None,)
        self._parts.give_back([part for part in rest if part])
        if not worker.is_ready:
            self._parts.give_back([begun] if begun else [])
            self._starts += 1
            if self._starts >= _STARTS:
                raise _no_workers(f"each {cause.text}")
        elif begun:
            self._tell(cause)
            yield from self._split(begun, cause.reason)

    def _split(self, part: Part[T], reason: str) -> Iterator[Sequence[R]]:
        self._deaths += 1
        blamed = self._parts.split(part)
        if part.alone and blamed is not None:
            self._deaths = 0
            yield [self._task.lost(blamed, reason)]
        elif self._deaths > _DEATHS * self._limit:
            raise PhotosortError(
                "worker processes keep dying, and no work gets done",
                "use --workers 1, which needs less memory; finished work is kept",
            )

    def _tell(self, cause: "_Cause") -> None:
        if cause.text not in self._said:
            self._said.add(cause.text)
            self._warn(f"a worker {cause.text}{cause.hint}")

    def _dismiss(self, workers: Sequence[Worker[T]]) -> None:
        """Send idle workers home."""
        for each in workers:
            self._workers.remove(each)
            each.kill()
            each.bury()

    def end(self) -> None:
        """End all, whatever they are doing."""
        for each in self._workers:
            each.kill()
        for each in self._workers:
            each.bury()
        self._workers.clear()


class _Cause(NamedTuple):
    """Of what a worker died, said of it, said of the file that it worked on."""

    text: str
    hint: str
    reason: str


def _cause(code: int, *, hung: bool) -> _Cause:
    if hung:
        text = f"did not end within {_LONGEST / 60:.0f} minutes"
        return _Cause(f"{text} and was killed", "", f"work on it {text}")
    if code in (-signal.SIGKILL, -signal.SIGTERM):
        likely = "probably for want of memory"
        return _Cause(
            f"was killed, {likely}",
            "; --workers 1 needs less",
            f"each process that works on it is killed, {likely}",
        )
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    again = "; what it was at is done again"
    return _Cause(f"crashed ({how})", again, f"each process that works on it crashes ({how})")


def _no_workers(why: str) -> PhotosortError:
    return PhotosortError(
        f"worker processes cannot be started: {why}", "use --workers 1, which needs none"
    )
