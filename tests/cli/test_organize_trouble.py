"""`organize` on disks that are full, read-only, gone, or cannot do what is asked.

Each time: the message says what is wrong and how much was done, and the next run completes.
"""

import ctypes
import errno
import fcntl
import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from photosort.output import renaming
from tests.conftest import call

from .organizing import JOURNAL, MANIFEST, dest, library, photos, state, tree

pytestmark = pytest.mark.slow

__all__ = ["dest", "library", "photos"]


@pytest.fixture
def mounted(tmp_path):
    """Mounts a file system for the test; skips where the machine does not allow it."""
    made = []

    def mount(*arguments) -> Path:
        folder = tmp_path / f"mounted-{len(made)}"
        folder.mkdir()
        done = subprocess.run(["mount", *arguments, folder], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"CANNOT MOUNT {' '.join(map(str, arguments))}: {done.stderr.strip()}")
        made.append(folder)
        return folder

    yield mount
    for folder in made:
        subprocess.run(["umount", "-l", folder], check=False)


@pytest.fixture
def fresh(library, dest):
    """Checks that a DEST is what it would have become without any trouble."""

    def check(folder: Path, *options) -> None:
        done = library("organize", folder, *options)
        assert done.code == 0, done
        assert library("organize", "--verify", folder).code == 0
        assert not (folder / JOURNAL).exists()
        other = dest.with_name("fresh")
        assert library("organize", other, *options, "--absolute").code == 0
        assert tree(folder).keys() == tree(other).keys()

    return check


def entries(folder: Path) -> set[str]:
    return {entry["path"] for entry in json.loads((folder / MANIFEST).read_text())["entries"]}


def test_no_inodes_left_for_links(library, fresh, mounted):
    disk = mounted("-t", "tmpfs", "-o", "size=4m,nr_inodes=40", "tmpfs")
    folder = disk / "sorted"
    answer = library("organize", folder, "--json")
    assert answer.code == 1
    error = answer.json["error"]
    assert "is full" in error["message"] and str(folder) in error["message"]
    assert " of " in error["message"] and "run the same command again" in error["hint"]
    assert "nothing was done" not in error["message"]
    assert any(path.is_symlink() for path in folder.rglob("*"))
    assert (folder / JOURNAL).exists()  # there is no room for another manifest either
    assert library("organize", "--verify", folder).code == 3
    again = library("organize", folder)
    assert again.code == 1 and "is full" in again.err
    subprocess.run(["mount", "-o", "remount,nr_inodes=0", disk], check=True)
    fresh(folder)


def test_a_disk_that_fills_up_with_copies(library, fresh, mounted):
    disk = mounted("-t", "tmpfs", "-o", "size=64m,nr_inodes=24", "tmpfs")
    folder = disk / "sorted"
    answer = library("organize", folder, "--mode", "copy", "--by", "place")
    assert answer.code == 1 and "is full" in answer.err
    assert not list(folder.rglob("*.part"))
    for entry in json.loads((folder / MANIFEST).read_text())["entries"]:
        assert (folder / entry["path"]).read_bytes() == Path(entry["source"]).read_bytes()
    subprocess.run(["mount", "-o", "remount,nr_inodes=0", disk], check=True)
    fresh(folder, "--mode", "copy", "--by", "place")


def test_copies_that_cannot_fit_are_not_begun(library, mounted):
    disk = mounted("-t", "tmpfs", "-o", "size=64k", "tmpfs")
    folder = disk / "sorted"
    answer = library("organize", folder, "--mode", "copy")
    assert answer.code == 1
    assert "copies need" in answer.err and "MB free" in answer.err
    assert not folder.exists()


def test_a_disk_too_full_for_the_journal(library, mounted):
    disk = mounted("-t", "tmpfs", "-o", "size=8k", "tmpfs")
    answer = library("organize", disk / "sorted")
    assert answer.code == 1 and "is full: nothing was done" in answer.err
    assert list(disk.iterdir()) == []


def test_a_read_only_disk(library, fresh, mounted):
    disk = mounted("-t", "tmpfs", "tmpfs")
    folder = disk / "sorted"
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    answer = library("organize", folder)
    assert answer.code == 1 and "Read-only file system: nothing was done" in answer.err
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    library("organize", folder, "--by", "place")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    for arguments in ((folder,), ("--undo", folder)):
        answer = library("organize", *arguments)
        assert answer.code == 1 and "Read-only file system" in answer.err
    assert library("organize", folder, "--by", "place").code == 0  # nothing to be written
    assert library("organize", "--verify", folder).code == 0
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    fresh(folder)


def unprivileged(*arguments) -> int:
    """Run photosort in a child to which permissions apply, also for root."""
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                libc = ctypes.CDLL(None)
                header = (ctypes.c_uint32 * 2)(0x20080522, 0)
                if libc.capset(header, (ctypes.c_uint32 * 6)()):
                    os._exit(98)
            os._exit(call(*arguments).code)
        finally:
            os._exit(99)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == 98:
        pytest.skip("CANNOT DROP PRIVILEGES: permissions do not apply to this user")
    return code


def test_permission_lost_for_dest(library, fresh, dest):
    library("organize", dest, "--by", "place")
    before = tree(dest)
    dest.chmod(0o555)
    assert unprivileged("organize", dest) == 1
    assert unprivileged("organize", "--undo", dest) == 1
    assert tree(dest) == before
    dest.chmod(0o755)
    fresh(dest)


def test_permission_lost_for_one_folder(library, fresh, photos, dest):
    library("organize", dest)
    shutil.rmtree(photos / "2022 Singapore")
    (photos / "new.jpg").write_bytes((photos / "2023 Japan/IMG_0417.HEIC").read_bytes() + b"x")
    library("index")
    folder = dest / "places/Singapore/Singapore/Singapore"
    stuck = set(folder.iterdir())
    folder.chmod(0o555)
    assert unprivileged("organize", dest) == 3
    assert set(folder.iterdir()) == stuck
    assert {p.relative_to(dest).as_posix() for p in stuck} <= entries(dest)
    assert not (dest / "trips/2022-05-01 Singapore").exists()
    # in another mode the links that could not go are still known as its own
    assert unprivileged("organize", dest, "--mode", "copy") == 3
    assert set(folder.iterdir()) >= stuck
    assert unprivileged("organize", "--undo", dest) == 3
    folder.chmod(0o755)
    assert library("organize", "--undo", dest).code == 0
    assert not dest.exists()


def test_a_folder_that_cannot_be_read_is_not_taken_for_empty(library, fresh, dest):
    library("organize", dest)
    folder = dest / "places/Singapore"
    before = (dest / MANIFEST).read_bytes()
    folder.chmod(0)
    assert unprivileged("organize", dest) == 1
    assert unprivileged("organize", "--undo", dest) == 1
    assert unprivileged("organize", "--verify", dest) == 1
    assert (dest / MANIFEST).read_bytes() == before
    folder.chmod(0o755)
    fresh(dest)


@contextmanager
def failing(module, name: str, when: int, action):
    """From the `when`th call on, `action` instead of a function; its `real` one is handed over."""
    calls = []
    with pytest.MonkeyPatch.context() as patch:
        real = getattr(module, name)

        def wrapped(*arguments, **options):
            calls.append(arguments)
            return (
                action(real, *arguments, **options)
                if len(calls) >= when
                else real(*arguments, **options)
            )

        patch.setattr(module, name, wrapped)
        yield calls
    assert len(calls) >= when


def error(number: int):
    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    return fail


def test_a_dest_that_vanishes(library, fresh, dest):
    def vanish(real, *arguments, **options):
        shutil.rmtree(dest, ignore_errors=True)
        return real(*arguments, **options)

    with failing(os, "symlink", 6, vanish):
        answer = library("organize", dest)
    assert answer.code == 1
    assert f"{dest} disappeared" in answer.err and "4 of " in answer.err
    assert not dest.exists()  # nothing is written into a mount point without its disk
    fresh(dest)


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EDQUOT])
@pytest.mark.parametrize(("mode", "name"), [("symlink", "symlink"), ("copy", "pwrite")])
def test_a_share_that_fails_midway(library, fresh, dest, mode, name, number):
    with failing(os, name, 9, error(number)):
        answer = library("organize", dest, "--mode", mode)
    assert answer.code == 1 and " of " in answer.err
    assert tree(dest).keys() == entries(dest) | {MANIFEST, JOURNAL}
    fresh(dest, "--mode", mode)


@pytest.mark.parametrize("mode", ["symlink", "copy"])
def test_no_room_for_the_last_manifest(library, fresh, dest, mode):
    with failing(os, "rename", 3, error(errno.ENOSPC)):
        answer = library("organize", dest, "--mode", mode)
    assert answer.code == 1 and "is full" in answer.err
    assert (dest / JOURNAL).exists()
    answer = library("organize", "--verify", dest)
    assert answer.code == 3 and "interrupted" in answer.out
    before = {p: p.lstat().st_ino for p in dest.rglob("*") if p.name not in (MANIFEST, JOURNAL)}
    fresh(dest, "--mode", mode)
    assert all(path.lstat().st_ino == inode for path, inode in before.items())


def test_a_file_system_without_symbolic_links(library, photos, dest):
    before = state(photos)
    with failing(os, "symlink", 1, error(errno.EPERM)):
        answer = library("organize", dest / "deep" / "er")
    assert answer.code == 1
    assert "without such links" in answer.err and "--mode copy" in answer.err
    assert not dest.exists()
    assert state(photos) == before


def test_a_disk_that_is_not_mounted_is_not_laid_out_anew(library, mounted):
    disk = mounted("-t", "tmpfs", "tmpfs")
    assert library("organize", disk / "sorted").code == 0
    subprocess.run(["umount", "-l", disk], check=True)
    for options in ((), ("--dry-run",)):
        answer = library("organize", disk / "sorted", *options)
        assert answer.code == 1 and f"{disk}, and none is mounted there" in answer.err
    assert list(disk.iterdir()) == []
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", disk], check=True)
    assert library("organize", disk / "sorted").code == 0


def test_hard_links_to_another_file_system(library, photos, mounted):
    disk = mounted("-t", "tmpfs", "tmpfs")
    answer = library("organize", disk / "sorted", "--mode", "hardlink")
    assert answer.code == 1 and "another file system" in answer.err
    assert list(disk.iterdir()) == []


def test_reflinks_where_there_are_none(library, photos, mounted):
    before = state(photos)
    disk = mounted("-t", "tmpfs", "tmpfs")
    answer = library("organize", disk / "sorted", "--mode", "reflink")
    assert answer.code == 1
    assert "cannot share blocks" in answer.err and "--fallback copy" in answer.err
    assert list(disk.iterdir()) == []
    options = ("--mode", "reflink", "--fallback", "copy")
    answer = library("organize", disk / "sorted", *options, "--json").json
    assert all(len(entry["sha256"]) == 64 for entry in answer["entries"])
    assert library("organize", disk / "sorted", *options, "--json").json == answer
    assert state(photos) == before


def test_reflinks(photosort, pictures, mounted, tmp_path):
    if not shutil.which("mkfs.btrfs"):
        pytest.skip("NO FILE SYSTEM WITH REFLINKS: mkfs.btrfs is absent")
    image = tmp_path / "disk.img"
    with image.open("wb") as file:
        file.truncate(128 * 1024 * 1024)
    subprocess.run(["mkfs.btrfs", "-q", image], check=True)
    disk = mounted("-o", "loop", image)
    folder = disk / "photos"
    shutil.copytree(pictures, folder, ignore=shutil.ignore_patterns("Broken"))
    big = folder / "2022 Singapore/DSC_0412.JPG"
    big.write_bytes(big.read_bytes() + os.urandom(30_000_000))
    photosort("index", folder)
    before = state(folder)
    os.sync()
    used = shutil.disk_usage(disk).used
    answer = photosort("organize", disk / "sorted", "--mode", "reflink", "--by", "place", "--json")
    os.sync()
    assert answer.code == 0 and state(folder) == before
    assert shutil.disk_usage(disk).used - used < 20_000_000
    for entry in answer.json["entries"]:
        made, source = disk / "sorted" / entry["path"], Path(entry["source"])
        assert made.read_bytes() == source.read_bytes()
        assert made.stat().st_mtime_ns == source.stat().st_mtime_ns
        assert made.stat().st_ino != source.stat().st_ino
    again = photosort("organize", disk / "sorted", "--mode", "reflink", "--by", "place", "--json")
    assert again.json == answer.json
    assert photosort("organize", "--verify", disk / "sorted").code == 0


def test_an_original_that_cannot_be_read_stops_nothing_else(library, fresh, dest):
    with failing(os, "readv", 5, error(errno.EIO)) as calls:
        answer = library("organize", dest, "--mode", "copy")
    assert answer.code == 3 and "cannot be read: Input/output error" in answer.err
    assert len(calls) > 10 and not (dest / JOURNAL).exists()
    assert library("organize", "--verify", dest).code == 0
    fresh(dest, "--mode", "copy")


@pytest.mark.parametrize("when", [1, 2, 3, 4])
def test_moves_that_cannot_go_on(library, fresh, photos, dest, when):
    """Of photos of one name each gets the number of the one before it."""
    original = (photos / "2022 Singapore/DSC_0412.JPG").read_bytes()
    for name in "bcd":
        (photos / name).mkdir()
        (photos / name / "1.jpg").write_bytes(original + name.encode())
    library("index", photos)
    library("organize", dest, "--mode", "copy", "--by", "place")
    (photos / "a").mkdir()
    (photos / "a/1.jpg").write_bytes(original + b"a")
    library("index", photos)
    with failing(renaming, "rename_new", when, error(errno.ENOSPC)):
        answer = library("organize", dest, "--mode", "copy", "--by", "place")
    assert answer.code == 1 and "is full" in answer.err
    fresh(dest, "--mode", "copy", "--by", "place")
    assert not list(dest.rglob("*.part"))


def test_two_runs_in_one_dest(library, dest):
    library("organize", dest)
    folder = os.open(dest, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    assert library("organize", dest, "--by", "place").code == 75
    assert library("organize", "--undo", dest).code == 75
    assert library("organize", dest, "--dry-run").code == 0
    os.close(folder)
    assert library("organize", dest, "--by", "place", "--lock-wait", "1").code == 0


def test_verify_sums_copies(library, dest):
    library("organize", dest, "--mode", "copy", "--by", "place")
    victim = next(dest.rglob("DSC_0412.JPG"))
    status = victim.stat()
    content = bytearray(victim.read_bytes())
    content[-9] ^= 1
    victim.write_bytes(content)
    os.utime(victim, ns=(status.st_atime_ns, status.st_mtime_ns))
    answer = library("organize", "--verify", dest)
    assert answer.code == 3 and "content has changed" in answer.out


def test_a_file_system_that_rounds_times(library, dest):
    def rounded(real, path, **options):
        atime, mtime = options["ns"]
        return real(path, ns=(atime, mtime // 2_000_000_000 * 2_000_000_000))

    with failing(os, "utime", 1, rounded):
        first = library("organize", dest, "--mode", "copy", "--by", "place", "--json").json
    assert library("organize", dest, "--mode", "copy", "--by", "place", "--json").json == first
    assert library("organize", "--verify", dest).code == 0


def test_dest_is_never_indexed_from_the_first_moment_on(library, photos):
    folder = photos / "Sorted"
    with failing(os, "pwrite", 5, error(errno.ENOSPC)):
        library("organize", folder, "--mode", "copy")
    assert (folder / MANIFEST).exists()
    assert library("index", "--json").json["added"] == 0
