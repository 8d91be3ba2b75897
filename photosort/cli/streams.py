"""Handles stdout and stderr that are full, closed, or have lost their reader.

Inside `checked_streams`, data that cannot be written to stdout is an error. Messages that cannot be
written to stderr are dropped, since nobody could be told and the work matters more.
"""

import errno
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from photosort.errors import PhotosortError

_UNWRITABLE = (OSError, ValueError)  # ValueError if the stream was closed


class ReaderGoneError(PhotosortError):
    """The reader of stdout is gone (`| head`), which is not an error for the user."""

    code = 0


class StdoutError(PhotosortError):
    """Data could not be written to stdout."""


class _Closed(io.TextIOBase):
    """A stand-in for a stream that the caller has closed."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Refuse it."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    @property
    def buffer(self) -> "_Closed":
        """The same for bytes."""
        return self

    def writelines(self, lines: Iterable[object]) -> None:
        """Refuse them."""
        self.write("")


def open_closed_streams() -> None:
    """Open the descriptors of streams that the caller has closed, before any other file.

    Files get the lowest free descriptor: otherwise, what C libraries print would end up in the copy
    of a photo or the lock of the library.
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


@contextmanager
def checked_streams() -> Iterator[None]:
    """Inside, failing to write to stdout raises our errors, and to stderr none."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Data(sys.stdout), _Messages(sys.stderr)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def discard_stdout() -> None:
    """Discard what stdout still buffers, so that Python does not fail to write it at exit."""
    _discard(sys.stdout)


class _Stream:
    """A wrapper that passes on everything except for the methods below."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _shown(self, text: str) -> str:
        """The text with `?` for characters that the stream cannot encode."""
        if text.isascii():
            return text
        encoding = self._stream.encoding or "utf-8"
        return text.encode(encoding, "replace").decode(encoding)


class _Data(_Stream):
    """stdout: raises `StdoutError` and `ReaderGoneError`."""

    def write(self, text: str) -> None:
        """Print data."""
        self._do(self._stream.write, self._shown(text))

    def flush(self) -> None:
        """Flush everything."""
        self._do(self._stream.flush)

    def write_bytes(self, pieces: Iterable[bytes]) -> None:
        """Print bytes, which may not be valid text."""
        self.flush()
        self._do(self._stream.buffer.writelines, pieces)

    def _do(self, work: Callable[..., object], *values: object) -> None:
        try:
            work(*values)
        except _UNWRITABLE as error:
            raise _problem(error) from error


class _Messages(_Stream):
    """stderr: never raises."""

    def write(self, text: str) -> None:
        """Print a message, if possible."""
        try:
            self._stream.write(self._shown(text))
        except _UNWRITABLE:
            _discard(self._stream)

    def flush(self) -> None:
        """Have all of it arrive, if it can."""
        try:
            self._stream.flush()
        except _UNWRITABLE:
            _discard(self._stream)


def _discard(stream: Any) -> None:
    with suppress(*_UNWRITABLE):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    with suppress(*_UNWRITABLE, PhotosortError):
        stream.flush()


def _problem(error: Exception) -> Exception:
    if isinstance(error, BrokenPipeError):
        return ReaderGoneError("nobody reads stdout any more")
    why = error.strerror if isinstance(error, OSError) else str(error)
    return StdoutError(
        f"cannot write to stdout: {why}", "what was done stays done; print it again elsewhere"
    )
