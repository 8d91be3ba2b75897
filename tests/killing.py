"""Photosort killed in the middle of its calls to the system or to SQLite, one after another."""

import json
import os
import random
import signal
from contextlib import suppress
from typing import Any

from photosort.output import renaming
from photosort.store import database
from tests.conftest import call

CALLS = (
    "symlink",
    "link",
    "rename",
    "unlink",
    "mkdir",
    "rmdir",
    "open",
    "write",
    "pwrite",
    "fsync",
)
"""What changes something on disk; writes are killed halfway through."""

_PATHS = ("symlink", "link", "rename", "unlink", "mkdir", "rmdir", "open")


def in_child(*arguments: Any) -> int:
    """Run photosort in a child, so that this process stays as it is; its exit code."""
    return _end(_fork(Countdown(), arguments))[0]


def killed_at(step: int, *arguments: Any, what: str = "calls", codes: Any = (0,)) -> bool:
    """Run photosort in a child that kills itself in its `step`th call; whether it came so far.

    `what` are `calls` that change DEST, or `statements` of SQL.
    """
    code, signaled = _end(_fork(Countdown(**{what: step}), arguments))
    if signaled:
        assert signaled == signal.SIGKILL
        return True
    assert code in codes, f"{arguments} ended with {code}"
    return False


def steps_of(*arguments: Any) -> dict[str, int]:
    """How many steps of each kind a run takes."""
    out, into = os.pipe()
    countdown = Countdown()
    _end(_fork(countdown, arguments, lambda: os.write(into, json.dumps(countdown.seen).encode())))
    os.close(into)
    with open(out) as file:
        return dict(json.loads(file.read()))


def _fork(countdown: "Countdown", arguments: Any, at_end: Any = None) -> int:
    child = os.fork()
    if child:
        return child
    try:
        countdown.arm()
        done = call(*arguments)
        if at_end:
            at_end()
        os.write(2, done.err.encode() if done.code else b"")  # shown where the test fails
        os._exit(done.code)
    finally:
        os._exit(99)


def _end(child: int) -> tuple[int, int]:
    _, status = os.waitpid(child, 0)
    return (0, os.WTERMSIG(status)) if os.WIFSIGNALED(status) else (os.WEXITSTATUS(status), 0)


class Countdown:
    """Kills this process in the given step of a kind: before it, in it, or after it."""

    def __init__(self, **steps: int) -> None:
        self.steps = steps
        self.seen = {"calls": 0, "statements": 0}

    def arm(self) -> None:
        for name in CALLS:
            self._wrap(os, name)
        self._wrap(renaming, "rename_new")
        connect = database.sqlite3.connect

        def connected(*arguments: Any, **options: Any) -> Any:
            connection = connect(*arguments, **options)
            connection.set_trace_callback(self._statement)
            return connection

        database.sqlite3.connect = connected  # type: ignore[assignment]

    def _statement(self, _: str) -> None:
        if self._is_due("statements"):
            os.kill(os.getpid(), signal.SIGKILL)

    def _is_due(self, kind: str) -> bool:
        self.seen[kind] += 1
        return self.seen[kind] == self.steps.get(kind)

    def _wrap(self, module: Any, name: str) -> None:
        real = getattr(module, name)
        after = random.Random(self.steps.get("calls")).random() < 0.5

        def wrapped(*arguments: Any, **options: Any) -> Any:
            if name in _PATHS:
                reads = name == "open" and not arguments[1] & (os.O_CREAT | os.O_APPEND)
                if reads or not any(key.endswith("dir_fd") for key in options):
                    return real(*arguments, **options)
            if self._is_due("calls"):
                if name in ("write", "pwrite"):
                    half = bytes(arguments[1])[: len(arguments[1]) // 2]
                    real(arguments[0], half, *arguments[2:])
                elif after:
                    with suppress(OSError):
                        real(*arguments, **options)
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **options)

        setattr(module, name, wrapped)
