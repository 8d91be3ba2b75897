"""Writes one file that a user asked for, whole or not at all, and over nothing that is not ours."""

import os
from contextlib import suppress

from photosort.errors import PhotosortError

_HEAD = 4096


def write_page(dest: str, content: bytes, mark: bytes) -> None:
    """Put `content` at `dest`, for its owner's eyes only.

    What stands there is replaced only if `mark` is among its first bytes. Raises `PhotosortError`.
    """
    folder, name = os.path.split(os.path.abspath(dest))
    temporary = os.path.join(folder, f".photosort-{name}.part")
    try:
        if os.path.lexists(dest) and not _is_ours(dest, mark):
            raise PhotosortError(f"{dest} is there and not of photosort's making", "name another")
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, dest)
    except OSError as error:
        with suppress(OSError):
            os.unlink(temporary)
        raise PhotosortError(f"cannot write {dest}: {error.strerror}") from error


def _is_ours(path: str, mark: bytes) -> bool:
    if os.path.islink(path) or not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return mark in file.read(_HEAD)
