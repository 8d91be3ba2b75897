"""Opens files by name without blocking: a pipe or device in the place of a file never ends."""

import errno
import os
import stat
from io import BufferedReader


def open_regular(path: str | bytes | os.PathLike[str]) -> BufferedReader:
    """Open a regular file for reading. Raises `OSError`, also for anything else."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            code = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
            raise OSError(code, f"it is {_kind(mode)}, not a file", os.fspath(path))
        return open(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(path: str | bytes | os.PathLike[str]) -> bytes:
    """The content of a regular file. Raises `OSError`, also for anything else."""
    with open_regular(path) as file:
        return file.read()


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"
