"""Reading files by name without waiting: a pipe or device in a file's place never ends."""

import errno
import os
import stat
from io import BufferedReader


def open_regular(path: str | bytes | os.PathLike[str]) -> BufferedReader:
    """Open a file for reading. Raises `OSError`, also for what is no regular file."""
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
    """The content of a file. Raises `OSError`, also for what is no regular file."""
    with open_regular(path) as file:
        return file.read()


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"
