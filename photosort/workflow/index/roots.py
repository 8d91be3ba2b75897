"""Roots: the folders that the user asked to index."""

import os
import stat
from collections.abc import Iterable, Mapping, Sequence

from photosort.errors import RootError
from photosort.model import Root
from photosort.store import Store
from photosort.store.roots import Identity


def outermost(paths: Iterable[bytes]) -> list[bytes]:
    """The sorted distinct paths that are inside none of the others."""
    kept: list[bytes] = []
    for path in sorted(set(paths), key=lambda p: p + b"/"):
        if not kept or not is_inside(path, kept[-1:]):
            kept.append(path)
    return kept


def is_inside(path: bytes, folders: Iterable[bytes]) -> bool:
    """Whether a path is one of `folders` or inside one."""
    return any((path + b"/").startswith(folder.rstrip(b"/") + b"/") for folder in folders)


def identity_of(folder: bytes) -> Identity | None:
    """The identity of the folder at a path; None if there is none."""
    try:
        status = os.stat(folder)
    except OSError:
        return None
    if not stat.S_ISDIR(status.st_mode):
        return None
    device, inode = (n if n < 2**63 else n - 2**64 for n in (status.st_dev, status.st_ino))
    return device, inode


def why_absent(store: Store, folder: bytes) -> str | None:
    """Why a folder must not be compared with the library; None if it may."""
    shown = os.fsdecode(folder)
    try:
        with os.scandir(folder) as entries:
            empty = next(entries, None) is None
    except (NotADirectoryError, PermissionError):
        # a single file; or reported as a failed folder, and nothing below it counts as gone
        return None
    except OSError as error:
        return f"{shown} is not there ({error.strerror})"
    count = store.files.count_present(folder) if empty else 0
    return f"{shown} is empty, but {count:,} files are known there" if count else None


def absent_inside(store: Store, scopes: Sequence[bytes]) -> dict[bytes, str]:
    """Known roots inside `scopes` that are absent, such as an unmounted disk."""
    return {
        root: why
        for root in store.roots.paths()
        if root not in scopes and is_inside(root, scopes) and (why := why_absent(store, root))
    }


def root_error(absent: Mapping[bytes, str]) -> RootError:
    """The error for absent folders."""
    return RootError(
        "; ".join(absent.values()),
        "mount the disk and run the command again; for a folder that has moved: photosort roots"
        " move OLD NEW; for photos that are gone for good: photosort forget PATH",
    )


def remember(store: Store, scopes: Sequence[bytes], absent: Iterable[bytes]) -> None:
    """Store new folders as roots, and the state of all."""
    known = store.roots.paths()
    for scope in scopes:
        if os.path.isdir(scope) and not is_inside(scope, known):
            store.roots.add(scope)
    note(store, scopes, "running")
    note(store, absent, "missing")


def note(store: Store, scopes: Iterable[bytes], outcome: str, *, scanned: bool = False) -> None:
    """Store the state of folders."""
    for scope in scopes:
        store.roots.note(scope, outcome, scanned=scanned)


def identify(store: Store, scopes: Iterable[bytes]) -> None:
    """Store the identity of roots at or below `scopes`, to recognise them elsewhere."""
    for root in store.roots.paths():
        identity = identity_of(root) if is_inside(root, scopes) else None
        if identity:
            store.roots.identify(root, identity)


def drop_emptied(store: Store) -> None:
    """Drop absent roots without any known file, since all have moved."""
    for root in store.roots.paths():
        if identity_of(root) is None and not store.files.ids_below(root):
            store.roots.forget(root)


def list_roots(store: Store) -> list[Root]:
    """The roots; an absent one is `missing`, one whose run was killed is `failed`."""
    result = []
    for path, scanned, outcome in store.roots.rows():
        state = outcome if outcome in ("running", "failed", "missing") else "ready"
        if not os.path.lexists(path):
            state = "missing"
        elif state == "running" and not store.is_busy():
            state = "failed"
        phase = "incremental" if scanned else "full-scan"
        result.append(Root(path, phase, state, scanned))  # type: ignore[arg-type]
    return result
