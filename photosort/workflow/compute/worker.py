"""A worker process, and two pipes that it shares only with its parent.

With a queue for all workers, as in `concurrent.futures` and `multiprocessing.Pool`, a worker that
is killed while it hands over a result takes the lock of the queue along, and all others wait for
ever.
"""

import multiprocessing
import os
import pickle
import signal
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Generic, NamedTuple, TypeVar

from photosort.workflow.compute.interrupts import INTERRUPTS, uninterrupted
from photosort.workflow.compute.parts import Part

T = TypeVar("T")

READY, DONE, RAISED, NO_MEMORY = range(4)
"""Kinds of messages: a worker has started, or how a part ended."""

_LENGTH = struct.Struct("!Q")
_CHUNK = 1 << 20
_GRACE = 1.0  # seconds between the end of the pipe and the end of the process


class Message(NamedTuple):
    """A message of a worker: a kind, the seconds that it took, results or an error."""

    kind: int
    seconds: float = 0.0
    content: Any = None


class Worker(Generic[T]):
    """A process as its parent sees it. Nothing here blocks.

    `parts` are those it was given; it has worked on the first one `since` then. `is_ready` once it
    has started, `is_gone` once it has ended or closed its pipe, `hangs` if it was killed for
    hanging.
    """

    def __init__(
        self, function: Callable[[Sequence[T]], Sequence[Any]], others: Sequence["Worker[T]"]
    ) -> None:
        # forking is cheapest, but safe only with a single thread
        forks = sys.platform == "linux" and threading.active_count() == 1
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        self._requests: Connection
        self._answers: Connection
        requests, self._requests = context.Pipe(duplex=False)
        self._answers, answers = context.Pipe(duplex=False)
        ends = [end for each in (self, *others) for end in each._ends] if forks else []
        self.parts: deque[Part[T]] = deque()
        self.since = 0.0
        self.is_ready = self.is_gone = self.hangs = False
        self._sent, self._heard = bytearray(), bytearray()
        serve = (requests, answers, ends, function)
        self._process = context.Process(target=_serve, args=serve, daemon=True)
        try:
            with uninterrupted():  # signals must not hit a process while it is being started
                self._process.start()
        except BaseException:
            self._hang_up()
            raise
        finally:
            requests.close()
            answers.close()
        for end in self._ends:
            os.set_blocking(end.fileno(), False)

    @property
    def _ends(self) -> tuple[Connection, Connection]:
        return self._requests, self._answers

    def _hang_up(self) -> None:
        for end in self._ends:
            end.close()

    @property
    def requests(self) -> int:
        """The descriptor for sending parts."""
        return self._requests.fileno()

    @property
    def answers(self) -> int:
        """The descriptor for receiving results."""
        return self._answers.fileno()

    @property
    def sentinel(self) -> int:
        """A descriptor that becomes readable when the process has ended."""
        return int(self._process.sentinel)

    @property
    def wants_to_send(self) -> bool:
        """Whether something is still to be sent."""
        return bool(self._sent)

    def give(self, part: Part[T]) -> None:
        """Queue a part for this worker."""
        if not self.parts:
            self.since = time.monotonic()
        self.parts.append(part)
        self._sent += pickle.dumps(part.items, pickle.HIGHEST_PROTOCOL)
        self.send()

    def send(self) -> None:
        """Send as much as possible without blocking."""
        with suppress(BlockingIOError):
            try:
                while self._sent:
                    del self._sent[: os.write(self.requests, self._sent[:_CHUNK])]
            except OSError as error:
                if isinstance(error, BlockingIOError):
                    raise
                self._sent.clear()  # it has closed its pipe, which `receive` will notice

    def receive(self) -> list[Message]:
        """The messages that have arrived completely."""
        try:
            while chunk := os.read(self.answers, _CHUNK):
                self._heard += chunk
            self.is_gone = True
        except BlockingIOError:
            pass
        except OSError:
            self.is_gone = True
        return list(self._messages())

    def _messages(self) -> Iterator[Message]:
        begin, heard = 0, self._heard
        while len(heard) >= begin + _LENGTH.size:
            end = begin + _LENGTH.size + _LENGTH.unpack_from(heard, begin)[0]
            if len(heard) < end:
                break
            with memoryview(heard) as view:
                message = pickle.loads(view[begin + _LENGTH.size : end])
            begin = end
            yield Message(*message)
        del heard[:begin]

    def finished(self) -> Part[T]:
        """Remove the first part, which is done."""
        self.since = time.monotonic()
        return self.parts.popleft()

    def kill(self) -> None:
        """Kill it."""
        self._process.kill()

    def bury(self) -> int:
        """Wait for its end, killing it if needed; returns the exit code, negative for a signal."""
        self._process.join(_GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(_GRACE)
        code = self._process.exitcode
        self._hang_up()
        with suppress(ValueError):  # it is stuck in the kernel, waiting for a disk
            self._process.close()
        return code or 0


def _serve(
    requests: Connection,
    answers: Connection,
    ends: Sequence[Connection],
    function: Callable[[Sequence[Any]], Sequence[Any]],
) -> None:
    """Work on parts until the parent closes the pipe or ends."""
    for end in ends:  # else nobody notices when the parent closes its own ends
        end.close()
    _begin()
    with (
        suppress(EOFError, pickle.UnpicklingError, ConnectionError),
        open(requests.fileno(), "rb", closefd=False) as heard,
        open(answers.fileno(), "wb", closefd=False) as said,
    ):
        _say(said, Message(READY))
        while True:
            _say(said, _work(function, pickle.load(heard)))


def _work(function: Callable[[Sequence[Any]], Sequence[Any]], items: Sequence[Any]) -> Message:
    began = time.monotonic()
    try:
        results = function(items)
        return Message(DONE, time.monotonic() - began, results)
    except MemoryError:
        return Message(NO_MEMORY)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent raises it
        return Message(RAISED, 0.0, error)


def _say(said: Any, message: Message) -> None:
    try:
        text = pickle.dumps(tuple(message), pickle.HIGHEST_PROTOCOL)
        if message.kind == RAISED:
            pickle.loads(text)  # some errors can be pickled but not unpickled
    except MemoryError:
        text = pickle.dumps((NO_MEMORY,))
    except Exception as error:  # noqa: BLE001 - a result or an error that cannot travel
        shown = message.content if message.kind == RAISED else error
        text = pickle.dumps((RAISED, 0.0, RuntimeError(f"{type(shown).__name__}: {shown}")))
    said.write(_LENGTH.pack(len(text)))
    said.write(text)
    said.flush()


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end together with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # daemons that free memory send it
    signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPTS)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    from multiprocessing.connection import wait

    wait([parent.sentinel])
    os._exit(1)
