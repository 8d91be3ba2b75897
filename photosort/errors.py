"""Errors that reach a user: what happened, what to do about it, and the exit code."""

from collections.abc import Sequence

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_SOME_FAILED = 3
EXIT_FOUND = 4
EXIT_LOCKED = 75
EXIT_INTERRUPTED = 130


class PhotosortError(Exception):
    """An error that the user can understand and fix.

    `message` says what is wrong and names the file; `hint` says what to do about it.
    """

    code = EXIT_FAILED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PhotosortError):
    """A value out of range, or options that exclude each other; nothing was changed."""

    code = EXIT_USAGE


class AmbiguousError(UsageError):
    """A text that matches several things; `brief` is the message without `choices`, (id, name)."""

    def __init__(self, brief: str, choices: Sequence[tuple[str, str]], hint: str) -> None:
        listed = ", ".join(f"{id} ({name})" if name else id for id, name in choices)
        super().__init__(f"{brief}: {listed}", hint)
        self.brief = brief
        self.choices = choices


class LibraryError(PhotosortError):
    """The library is missing, damaged, or of an unknown version."""


class LockedError(PhotosortError):
    """Another run holds the library."""

    code = EXIT_LOCKED


class RootError(PhotosortError):
    """A folder that should hold photos is missing or suddenly empty."""


class MissingExtraError(PhotosortError):
    """An optional package is not installed; the hint is the line that installs it."""


class BrokenInstallError(PhotosortError):
    """A package or model that photosort needs is missing or broken: no file is to blame."""

    def __init__(self, error: object) -> None:
        super().__init__(
            f"a part of photosort is missing or broken: {error}",
            "pip install --force-reinstall photosort-cli",
        )


def of_system(error: OSError | ImportError) -> PhotosortError | None:
    """The error for what the system says of a file or a module; None if it says nothing."""
    if isinstance(error, ImportError):
        return BrokenInstallError(error)
    if not error.strerror:
        return None
    name = f": {error.filename!s}" if error.filename else ""
    return PhotosortError(f"{error.strerror}{name}")
