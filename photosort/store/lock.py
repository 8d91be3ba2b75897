"""One writer at a time: a lock beside the library that names its process and ends with it.

The lock is `flock` if the file system supports it; network file systems pass it to their server, so
it holds between machines as well. Otherwise a marker file is the lock, and a process that is gone
is recognised by its number, start time and machine.
"""

import errno
import fcntl
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from photosort.errors import LibraryError, LockedError
from photosort.store.times import now

_PAUSE = 0.05
_GRACE = 0.1  # a process that only checks whether the library is locked holds it for a moment
_NAMELESS = 1.0  # a lock without a name has just been taken or is about to be released
_TAKEN = (errno.EWOULDBLOCK, errno.EACCES)
_NO_FLOCK = (errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL)

_held: set[int] = set()


def _forget_held() -> None:
    """Close the lock in a forked worker: it belongs to the parent and ends with it."""
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_forget_held)


class Holder(NamedTuple):
    """The process that holds a library; `born` tells it from a later one with the same number."""

    pid: int = 0
    host: str = ""
    since: str = ""
    command: str = ""
    born: str = ""

    def __str__(self) -> str:
        if not self.pid:
            return "another run of photosort"
        since = self.since[:19].replace("T", " ")
        return f"photosort {self.command} (process {self.pid} on {self.host}, since {since} UTC)"


class Lock:
    """A lock that is held until `release`."""

    def __init__(self, descriptor: int, marker: Path | None) -> None:
        self._descriptor = descriptor
        self._marker = marker
        if marker is None:
            _held.add(descriptor)

    def release(self) -> None:
        """Release the lock."""
        if self._marker:
            self._marker.unlink(missing_ok=True)
        elif self._descriptor in _held:
            _held.discard(self._descriptor)
            with suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)


def acquire(library: Path, wait: float, command: str) -> Lock:
    """Lock the library, waiting up to `wait` seconds for another process.

    Raises `LockedError`, which names the holder, or `LibraryError` if locking is impossible.
    """
    own = Holder(os.getpid(), os.uname().nodename, now(), command, _born(os.getpid()))
    deadline = time.monotonic() + max(wait, _GRACE)
    while True:
        try:
            library.parent.mkdir(parents=True, exist_ok=True)
            found = _try(_lock_file(library), own)
        except OSError as error:
            raise LibraryError(
                f"cannot lock the library {library}: {error.strerror}",
                "name another place with --library FILE",
            ) from error
        if isinstance(found, Lock):
            return found
        if time.monotonic() >= deadline + (0 if found.pid else _NAMELESS):
            raise _locked(library, found)
        time.sleep(_PAUSE)


def holder(library: Path) -> Holder | None:
    """Who holds the library, or None. Changes nothing and works on read-only file systems."""
    path = _lock_file(library)
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            return _read(path)
        marker = _marker(path)
        found = _read(marker)
        return None if not marker.exists() or _is_gone(found) else found
    finally:
        os.close(descriptor)
    return None


def _lock_file(library: Path) -> Path:
    return Path(f"{library}.lock")


def _marker(path: Path) -> Path:
    return Path(f"{path}.held")


def _try(path: Path, own: Holder) -> Lock | Holder:
    """The lock, or its holder."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno in _TAKEN:
            return _read(path)
        if error.errno in _NO_FLOCK:
            return _try_marker(_marker(path), own)
        raise
    with suppress(OSError):  # a full disk: the lock is held, but without a name
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, _text(own), 0)
    return Lock(descriptor, None)


def _try_marker(marker: Path, own: Holder) -> Lock | Holder:
    try:
        descriptor = os.open(marker, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = _read(marker)
        if _is_gone(found):
            _drop(marker, found)
        return found
    os.write(descriptor, _text(own))
    os.close(descriptor)
    return Lock(-1, marker)


def _drop(marker: Path, stale: Holder) -> None:
    """Remove the marker of a process that is gone, unless another one has just taken over."""
    aside = Path(f"{marker}.{os.getpid()}")
    with suppress(FileNotFoundError):
        os.rename(marker, aside)
        if _read(aside) != stale:
            with suppress(FileExistsError):
                os.link(aside, marker)
        aside.unlink()


def _text(holder: Holder) -> bytes:
    return json.dumps(holder._asdict()).encode()


def _read(path: Path) -> Holder:
    """Who wrote the file; unknown if it is empty or incomplete."""
    try:
        return Holder(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return Holder()


def _is_gone(holder: Holder) -> bool:
    """Whether the process has certainly ended, which is known only for this machine."""
    if not holder.pid or holder.host != os.uname().nodename:
        return False
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return holder.born != _born(holder.pid)


def _born(pid: int) -> str:
    """The start time of a process in ticks of the kernel; empty if unknown."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


def _locked(library: Path, holder: Holder) -> LockedError:
    marker = _marker(_lock_file(library))
    hint = "wait for it to end, or wait inside with --lock-wait SECONDS"
    if marker.exists() and holder.host != os.uname().nodename:
        hint += f"; if nothing runs there any more, remove {marker}"
    return LockedError(f"the library {library} is in use by {holder}", hint)
