"""Photosort killed in the middle of its calls to the system, one call after another."""

import os
import random
import signal
from contextlib import suppress

from photosort.output import copies
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


def killed_at(step: int, *arguments) -> bool:
    """Run photosort in a child that kills itself in its `step`th call; whether it came so far."""
    child = os.fork()
    if child == 0:
        try:
            _arm(step)
            os._exit(call(*arguments).code)
        finally:
            os._exit(99)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _arm(step: int) -> None:
    """Kill this process in the `step`th call that changes DEST: before it, in it, or after it."""
    remaining = [step]
    after = random.Random(step).random() < 0.5

    def wrap(module, name):
        real = getattr(module, name)

        def wrapped(*arguments, **options):
            if name in ("symlink", "link", "rename", "unlink", "mkdir", "rmdir", "open"):
                reads = name == "open" and not arguments[1] & (os.O_CREAT | os.O_APPEND)
                if reads or not any(key.endswith("dir_fd") for key in options):
                    return real(*arguments, **options)
            remaining[0] -= 1
            if remaining[0] == 0:
                if name in ("write", "pwrite"):
                    half = bytes(arguments[1])[: len(arguments[1]) // 2]
                    real(arguments[0], half, *arguments[2:])
                elif after:
                    with suppress(OSError):
                        real(*arguments, **options)
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **options)

        setattr(module, name, wrapped)

    for name in CALLS:
        wrap(os, name)
    wrap(copies, "rename_new")
