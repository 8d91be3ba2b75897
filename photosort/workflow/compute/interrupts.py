"""Ctrl-C and the like, held back while something must not be cut in two."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
"""The signals by which a user or the system asks for an end."""


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Inside, Ctrl-C and the like wait."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
