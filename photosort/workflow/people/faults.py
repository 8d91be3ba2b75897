"""What to say of a file in which faces could not be looked at."""

from typing import NamedTuple

from photosort.errors import PhotosortError


class Fault(NamedTuple):
    """Why a file failed; `retry` marks what says nothing about its content."""

    error: str
    retry: bool = False


def of_file(error: Exception, what: str) -> Fault:
    """The fault of a file; `what` could not be done, as "cannot be scanned for faces".

    Raises `error` again if it is of the installation, and of no file: one file must not end the
    work on the others, but what is broken for all of them must.
    """
    from photosort.media.pixels import UnreadableError

    if isinstance(error, UnreadableError):
        return Fault(error.reason, error.retry)
    if isinstance(error, MemoryError):
        return Fault("needs more memory than there is", retry=True)
    if isinstance(error, PhotosortError | ImportError):
        raise error
    return Fault(f"{what}: {type(error).__name__}: {error}")
