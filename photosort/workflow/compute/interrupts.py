"""Holds back Ctrl-C and other signals while something must not be interrupted."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
"""Signals that ask for an end."""


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Inside, these signals wait."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
