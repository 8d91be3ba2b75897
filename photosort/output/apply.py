"""Carries out a `Sync` in DEST: links and copies made, own ones removed, nothing else touched."""

import errno
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from photosort.errors import PhotosortError
from photosort.model import Entry
from photosort.output.tree import TEMPORARY, link_text
from photosort.plan.manifest import FILE_NAME, Manifest, Remark, Sync, from_json, to_json
from photosort.progress import Progress

_CHUNK = 1024 * 1024


@dataclass
class Applied:
    """What was done: entries that now stand, and photos that could not be laid out."""

    made: list[Entry] = field(default_factory=list)
    removed: list[Entry] = field(default_factory=list)
    skipped: list[Remark] = field(default_factory=list)


def read_manifest(dest: str) -> Manifest | None:
    """The manifest in DEST, or None where there is none. Raises `PhotosortError`."""
    path = os.path.join(dest, FILE_NAME)
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise PhotosortError(
            f"the manifest {path} cannot be read: {error}",
            "restore it, or move it away; what it lists is then left alone",
        ) from error
    return from_json(document, path)


def write_manifest(dest: str, manifest: Manifest) -> None:
    """Put the manifest in place, whole or not at all."""
    document = to_json(manifest)
    entries = document.pop("entries")
    head = json.dumps(document, indent=1)
    lines = ",\n  ".join(json.dumps(entry) for entry in entries)
    text = f'{head[:-2]},\n "entries": [\n  {lines}\n ]\n}}\n'
    temporary = os.path.join(dest, f"{TEMPORARY}manifest")
    try:
        os.makedirs(dest, exist_ok=True)
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, os.path.join(dest, FILE_NAME))
    except OSError as error:
        raise _dest_error(dest, error) from error


def apply(dest: str, plan: Sync, mode: str, absolute: bool, progress: Progress) -> Applied:
    """Remove what is no longer wanted, then make what is new.

    A photo that cannot be laid out is skipped with the reason. Raises `PhotosortError` where
    DEST cannot hold such links, or nothing more at all; what was done is on `applied` of it.
    """
    done = Applied()
    maker = _MAKERS[mode]
    _remove(dest, plan.remove, mode, absolute, done)
    progress.start("Copying" if mode == "copy" else "Linking", len(plan.make))
    folders: set[str] = set()
    for entry in plan.make:
        path = f"{dest}/{entry.path}"
        try:
            folder = path.rpartition("/")[0]
            if folder not in folders:
                os.makedirs(folder, exist_ok=True)
                folders.add(folder)
            done.made.append(maker(dest, path, entry, absolute))
        except OSError as error:
            if error.errno in _HOPELESS:
                progress.stop()
                raise ApplyError(_hopeless(dest, mode, error), done) from error
            done.skipped.append(Remark(entry.source, _reason(error)))
        progress.advance()
    progress.stop()
    return done


class ApplyError(Exception):
    """Nothing more can be made in DEST; `error` is for the user, `applied` what was done."""

    def __init__(self, error: PhotosortError, applied: Applied) -> None:
        super().__init__(error.message)
        self.error = error
        self.applied = applied


def _remove(dest: str, entries: list[Entry], mode: str, absolute: bool, done: Applied) -> None:
    """Unlink entries found intact just before, and the folders that this empties."""
    for entry in entries:
        with suppress(FileNotFoundError):
            os.unlink(f"{dest}/{entry.path}")
        done.removed.append(entry)
    parents = {entry.path.rpartition("/")[0] for entry in entries}
    for parent in sorted(parents, key=len, reverse=True):
        while parent:
            try:
                os.rmdir(f"{dest}/{parent}")
            except OSError:
                break  # not empty, or gone already
            parent = parent.rpartition("/")[0]


def remove_leftovers(dest: str, paths: list[str]) -> None:
    """Delete unfinished files of an interrupted run."""
    for path in paths:
        with suppress(OSError):
            os.unlink(f"{dest}/{path}")


def remove_manifest(dest: str) -> None:
    """Delete the manifest, and DEST if that empties it."""
    with suppress(FileNotFoundError):
        os.unlink(os.path.join(dest, FILE_NAME))
    with suppress(OSError):
        os.rmdir(dest)


def _symlink(dest: str, path: str, entry: Entry, absolute: bool) -> Entry:
    os.lstat(entry.source)  # a link to nothing helps nobody
    os.symlink(link_text(dest, entry, absolute), path)
    return entry


def _hardlink(dest: str, path: str, entry: Entry, absolute: bool) -> Entry:
    status = os.lstat(entry.source)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "is no longer a regular file")
    os.link(entry.source, path, follow_symlinks=False)
    return replace(entry, inode=status.st_ino, size=status.st_size)


def _copy(dest: str, path: str, entry: Entry, absolute: bool) -> Entry:
    """Copy under a temporary name, check, then give it its name; never over anything."""
    folder, _, _ = path.rpartition("/")
    temporary = f"{folder}/{TEMPORARY}{os.getpid()}.part"
    try:
        with open(entry.source, "rb") as source, open(temporary, "xb") as target:
            before = os.fstat(source.fileno())
            digest = hashlib.sha256()
            for chunk in iter(lambda: source.read(_CHUNK), b""):
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
            after = os.fstat(source.fileno())
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise OSError(errno.EBUSY, "changed while it was copied")
        shutil.copymode(entry.source, temporary)
        os.utime(temporary, ns=(before.st_atime_ns, before.st_mtime_ns))
        _rename_new(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    return replace(
        entry, size=before.st_size, mtime_ns=before.st_mtime_ns, sha256=digest.hexdigest()
    )


def _rename_new(temporary: str, path: str) -> None:
    """Rename, but never over something that has appeared meanwhile."""
    try:
        os.link(temporary, path, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "something stands there", path) from None
        os.rename(temporary, path)
    else:
        os.unlink(temporary)


_MAKERS: dict[str, Callable[[str, str, Entry, bool], Entry]] = {
    "symlink": _symlink,
    "hardlink": _hardlink,
    "copy": _copy,
}

_HOPELESS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EXDEV, errno.EPERM, errno.ENOTSUP}
)


def _hopeless(dest: str, mode: str, error: OSError) -> PhotosortError:
    if error.errno == errno.EXDEV:
        return PhotosortError(
            f"hard links cannot lead to another file system, and {dest} is on another one",
            "use --mode symlink or --mode copy",
        )
    if error.errno in (errno.EPERM, errno.ENOTSUP) and mode != "copy":
        return PhotosortError(
            f"{dest} is on a file system without such links ({mode})", "use --mode copy"
        )
    return _dest_error(dest, error)


def _dest_error(dest: str, error: OSError) -> PhotosortError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return PhotosortError(
            f"the disk of {dest} is full",
            "free some space and run the same command again; it goes on where it stopped",
        )
    return PhotosortError(f"cannot write into {dest}: {error.strerror}", "name another folder")


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is gone; photosort index notices it"
    return f"cannot be laid out: {error.strerror}"
