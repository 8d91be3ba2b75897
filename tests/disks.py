"""Small file systems that understand names in their own way; they need root and their tools.

`python -m tests.disks STORE MOUNT` serves one that keeps names decomposed, as HFS+ does: what is
written as `Île` is listed as `I` with an accent, and found by either. It needs fusepy and FUSE.
"""

import os
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def mounted(kind: str, folder: Path) -> Iterator[Path]:
    """A file system of that kind below `folder`: `exfat` ignores case, `decomposing` see above.

    Skips the test, with the reason, where the machine cannot.
    """
    at = folder / f"disk of {kind}"
    at.mkdir()
    with {"exfat": _exfat, "decomposing": _decomposing}[kind](folder, at):
        yield at


def _must(*command: object) -> str:
    try:
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip(f"CANNOT RUN: there is no {command[0]} here")
    if done.returncode:
        pytest.skip(f"CANNOT RUN {command[0]}: {(done.stderr or done.stdout).strip()[-200:]}")
    return done.stdout.strip()


@contextmanager
def _exfat(folder: Path, at: Path) -> Iterator[None]:
    image = folder / "image"
    with image.open("wb") as file:
        file.truncate(64 << 20)
    loop = _must("losetup", "-f", "--show", image)
    try:
        _must("mkfs.exfat", loop)
        _must("mount.exfat-fuse", loop, at)
        try:
            yield
        finally:
            subprocess.run(["umount", "-l", at], check=False)
    finally:
        subprocess.run(["losetup", "-d", loop], check=False)


@contextmanager
def _decomposing(folder: Path, at: Path) -> Iterator[None]:
    if not os.access("/dev/fuse", os.W_OK):
        pytest.skip("CANNOT RUN: /dev/fuse cannot be written here")
    store = folder / "store"
    store.mkdir()
    command = [sys.executable, "-m", "tests.disks", store, at]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE) as server:
        for _ in range(600):
            if os.path.ismount(at):
                break
            if server.poll() is not None:
                assert server.stderr
                pytest.skip(f"CANNOT RUN FUSE: {server.stderr.read().decode()[-200:]}")
            time.sleep(0.05)
        else:
            server.kill()
            pytest.skip("CANNOT RUN FUSE: nothing was mounted within half a minute")
        try:
            yield
        finally:
            subprocess.run(["umount", "-l", at], check=False)
            server.terminate()


def serve(store: str, mount: str) -> None:
    """Serve the file system until it is unmounted."""
    from fuse import FUSE, Operations

    class Decomposing(Operations):  # type: ignore[misc]
        use_ns = True

        def getattr(self, path, fh=None):
            status = os.lstat(kept(path))
            names = ("mode", "nlink", "uid", "gid", "size", "ino")
            found = {f"st_{name}": getattr(status, f"st_{name}") for name in names}
            times = {f"st_{t}time": getattr(status, f"st_{t}time_ns") for t in "amc"}
            return found | times

        def readdir(self, path, fh):
            return [".", "..", *os.listdir(kept(path))]

        def readlink(self, path):
            return os.readlink(kept(path))

        def symlink(self, target, source):
            os.symlink(source, kept(target))

        def mkdir(self, path, mode):
            os.mkdir(kept(path), mode)

        def rmdir(self, path):
            os.rmdir(kept(path))

        def unlink(self, path):
            os.unlink(kept(path))

        def rename(self, old, new):
            os.rename(kept(old), kept(new))

        def chmod(self, path, mode):
            os.chmod(kept(path), mode)

        def chown(self, path, uid, gid):
            pass

        def utimens(self, path, times=None):
            os.utime(kept(path), ns=times)

        def truncate(self, path, length, fh=None):
            os.truncate(kept(path), length)

        def open(self, path, flags):
            return os.open(kept(path), flags & ~os.O_NOFOLLOW)

        def create(self, path, mode, fi=None):
            return os.open(kept(path), os.O_RDWR | os.O_CREAT, mode)

        def read(self, path, size, offset, fh):
            return os.pread(fh, size, offset)

        def write(self, path, data, offset, fh):
            return os.pwrite(fh, data, offset)

        def fsync(self, path, datasync, fh):
            os.fsync(fh)

        def release(self, path, fh):
            os.close(fh)

        def statfs(self, path):
            found = os.statvfs(store)
            names = ("bavail", "bfree", "blocks", "bsize", "files", "ffree", "frsize", "namemax")
            return {f"f_{name}": getattr(found, f"f_{name}") for name in names}

    def kept(path: str) -> str:
        return store + unicodedata.normalize("NFD", path)

    FUSE(Decomposing(), mount, foreground=True, nothreads=True)


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2])
