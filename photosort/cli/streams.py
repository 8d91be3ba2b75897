"""stdout and stderr that may be full, closed, or have lost their reader.

Data goes to stdout by `write_out`: whatever does not arrive is an error. Messages go to stderr by
`write_err`: where they cannot be read, nobody is told, and the work is what counts.
"""

import errno
import io
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from photosort.errors import PhotosortError

_UNWRITABLE = (OSError, ValueError)  # the latter of a stream that somebody has closed


class ReaderGoneError(PhotosortError):
    """Whoever read stdout has what he wanted (`| head`); nothing more is to be said."""

    code = 0


class StdoutError(PhotosortError):
    """What was to be printed did not arrive."""


class _Closed(io.TextIOBase):
    """Stands for a stream that the caller has closed."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Refuse it."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    @property
    def buffer(self) -> "_Closed":
        """What is below refuses, too."""
        return self

    def writelines(self, lines: Iterable[object]) -> None:
        """Refuse them."""
        self.write("")


def open_closed_streams() -> None:
    """Take the places of streams that the caller has closed, before anything else opens a file.

    Files get the lowest number that is free: what libraries in C print would go into a photo's
    copy or the library's lock.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for the whole process
    if sys.stdout is None:
        sys.stdout = _Closed()
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def write_out(text: str) -> None:
    """Print data; characters that the stream cannot show become `?`."""
    try:
        sys.stdout.write(_shown(text, sys.stdout))
    except _UNWRITABLE as error:
        raise _problem(error) from error


def write_out_bytes(pieces: Iterable[bytes]) -> None:
    """Print data that may be no text."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(pieces)
    except _UNWRITABLE as error:
        raise _problem(error) from error


def flush_out() -> None:
    """Have everything that was printed arrive. Raises `StdoutError`, `ReaderGoneError`."""
    try:
        sys.stdout.flush()
    except _UNWRITABLE as error:
        raise _problem(error) from error


def write_err(text: str) -> None:
    """Print a message, if there is anywhere to print it."""
    try:
        sys.stderr.write(_shown(text, sys.stderr))
        sys.stderr.flush()
    except _UNWRITABLE:
        discard(sys.stderr)


def discard(stream: Any) -> None:
    """Let what a stream still holds go nowhere, so that Python does not stumble over it at exit."""
    with suppress(*_UNWRITABLE):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    with suppress(*_UNWRITABLE):
        stream.flush()


def _shown(text: str, stream: Any) -> str:
    if text.isascii():
        return text
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def _problem(error: Exception) -> Exception:
    if isinstance(error, BrokenPipeError):
        return ReaderGoneError("nobody reads stdout any more")
    why = error.strerror if isinstance(error, OSError) else str(error)
    return StdoutError(
        f"cannot write to stdout: {why}", "what was done stays done; print it again elsewhere"
    )
