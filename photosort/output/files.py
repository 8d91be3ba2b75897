"""Single files that a user asks for: put in place whole or not at all, never over foreign ones."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter, TextIOWrapper
from typing import IO

from photosort.errors import PhotosortError


def is_ours(path: str, marks: tuple[bytes, ...]) -> bool:
    """Whether a file holds one of `marks` in its first bytes."""
    try:
        with open(path, "rb") as file:
            head = file.read(512)
    except OSError:
        return False
    return any(mark in head for mark in marks)


def check_new(path: str, marks: tuple[bytes, ...]) -> None:
    """Raise `PhotosortError` where a file is there that is not ours."""
    if os.path.lexists(path) and not is_ours(path, marks):
        raise PhotosortError(
            f"{path} is there already, and photosort did not make it", "name another file"
        )


@contextmanager
def new_file(path: str, marks: tuple[bytes, ...], mode: int = 0o600) -> Iterator[IO[str]]:
    """A text file that appears at `path` when the block has ended well, and replaces one of ours.

    `marks` are what our files begin with. Raises `PhotosortError` where another file is there.
    """
    with new_bytes(path, marks, mode) as file:
        text = TextIOWrapper(file, encoding="utf-8", errors="surrogateescape", newline="")
        yield text
        text.flush()
        text.detach()


@contextmanager
def new_bytes(path: str, marks: tuple[bytes, ...], mode: int = 0o600) -> Iterator[BufferedWriter]:
    """As `new_file`, for files that are no text."""
    check_new(path, marks)
    temporary = f"{path}.{os.getpid()}.part"
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise PhotosortError(f"cannot write {path}: {error.strerror}") from error
    try:
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(handle)
        os.replace(temporary, path)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, OSError):
            raise PhotosortError(f"cannot write {path}: {error.strerror}") from error
        raise
