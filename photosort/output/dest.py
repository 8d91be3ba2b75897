"""DEST held open, so that nothing is ever written anywhere else.

All work goes through the folder that was opened first. If a disk is pulled out, nothing is written
into the mount point that is left behind; if a folder in DEST is replaced by a link, the link is not
followed.
"""

import errno
import fcntl
import os
import stat
import time
from contextlib import suppress
from types import TracebackType

from photosort.errors import LockedError, PhotosortError
from photosort.plan.layout.names import collision_key

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPEN_FOLDERS = 32

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_LOST = frozenset(
    {errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN}
    | {errno.EHOSTUNREACH, errno.ETIMEDOUT, errno.ECONNRESET, errno.ECONNABORTED, errno.ESHUTDOWN}
)
"""Error numbers for a disk or share that is gone."""


class Dest:
    """A folder to be laid out, by its real path; a context manager that locks it.

    A DEST that does not exist is made by `create`, not before.
    """

    def __init__(self, path: str, lock_wait: float = 0) -> None:
        self.path = path
        self.fd = -1
        self._wait = lock_wait
        self._open: dict[str, int] = {}
        self._created: list[str] = []

    def __enter__(self) -> "Dest":
        with suppress(FileNotFoundError):
            self._hold()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.forget_folders()
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def _hold(self) -> None:
        try:
            self.fd = os.open(self.path, _FOLDER)
        except NotADirectoryError:
            raise PhotosortError(f"{self.path} is not a folder") from None
        except FileNotFoundError:
            raise
        except OSError as error:
            raise PhotosortError(f"cannot open {self.path}: {error.strerror}") from error
        until = time.monotonic() + self._wait
        while True:
            try:
                fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise LockedError(
                        f"another run of photosort is working in {self.path}",
                        "wait for it to finish, or give --lock-wait SECONDS",
                    ) from None
                time.sleep(0.1)
            except OSError:
                return  # a network share without locks on folders
            else:
                return

    def create(self) -> None:
        """Make the folder if it is not there. Raises `PhotosortError`."""
        if self.fd >= 0:
            return
        missing = []
        folder = self.path
        while not os.path.lexists(folder):
            missing.append(folder)
            folder = os.path.dirname(folder)
        try:
            for each in reversed(missing):
                os.mkdir(each)
                self._created.append(each)
            self._hold()
        except OSError as error:
            self.withdraw()
            raise self.problem(error, "nothing was done") from error

    def withdraw(self) -> None:
        """Remove the folders that `create` made, if they are empty."""
        for folder in reversed(self._created):
            with suppress(OSError):
                os.rmdir(folder)

    def folder(self, path: str, *, make: bool = False) -> int:
        """A descriptor of a folder in DEST, valid until the next call; a missing folder is made."""
        if not path:
            return self.fd
        found = self._open.get(path)
        if found is not None:
            return found
        if len(self._open) >= _OPEN_FOLDERS:
            self.forget_folders()
        parent, _, name = path.rpartition("/")
        above = self.folder(parent, make=make)
        try:
            found = os.open(name, _FOLDER, dir_fd=above)
        except FileNotFoundError:
            if not make:
                raise
            with suppress(FileExistsError):
                os.mkdir(name, dir_fd=above)
            found = os.open(name, _FOLDER, dir_fd=above)
        self._open[path] = found
        return found

    def forget_folders(self) -> None:
        """Close all folders in DEST."""
        for fd in self._open.values():
            os.close(fd)
        self._open.clear()

    def locate(self, path: str, *, make: bool = False) -> tuple[int, str]:
        """The descriptor of the folder of `path`, and the name of `path` in it."""
        folder, _, name = path.rpartition("/")
        return self.folder(folder, make=make), name

    def remove_folder(self, path: str) -> None:
        """Remove a folder if it is empty; failing to is not an error."""
        key = collision_key(path)  # it may be open under another spelling of its name
        for each in [each for each in self._open if collision_key(each) == key]:
            os.close(self._open.pop(each))
        with suppress(OSError):
            above, name = self.locate(path)
            os.rmdir(name, dir_fd=above)

    def remove(self) -> None:
        """Remove DEST itself if it is empty."""
        if self.is_there():
            with suppress(OSError):
                os.rmdir(self.path)

    def is_there(self) -> bool:
        """Whether the path still leads to the folder that was opened."""
        try:
            now, then = os.stat(self.path), os.fstat(self.fd)
        except OSError:
            return False
        return (now.st_dev, now.st_ino) == (then.st_dev, then.st_ino)

    def is_hopeless(self, error: OSError) -> bool:
        """Whether an error in DEST means that nothing more can be written there."""
        return (
            error.errno in _FULL | _LOST
            or error.errno == errno.EROFS
            or not self.is_there()
            or not os.access(self.path, os.W_OK | os.X_OK)
        )

    def problem(self, error: OSError, done: str) -> PhotosortError:
        """The error for the user; `done` says how far the run got."""
        again = "and run the same command again; it goes on where it stopped"
        if error.errno in _FULL:
            return PhotosortError(
                f"the disk of {self.path} is full: {done}", f"free some space {again}"
            )
        if error.errno in _LOST or (self.fd >= 0 and not self.is_there()):
            return PhotosortError(
                f"{self.path} disappeared while photosort wrote into it: {done}",
                f"bring it back {again}",
            )
        return PhotosortError(
            f"cannot write into {self.path}: {error.strerror}: {done}",
            f"make it writable {again}, or name another folder",
        )


def free_bytes(path: str) -> int | None:
    """Free bytes at `path` or its nearest existing parent; None if unknown."""
    while not os.path.lexists(path):
        path = os.path.dirname(path)
    try:
        found = os.statvfs(path)
    except OSError:
        return None
    return found.f_bavail * found.f_frsize if found.f_blocks else None


def is_regular(status: os.stat_result) -> bool:
    """Whether it is a regular file."""
    return stat.S_ISREG(status.st_mode)
