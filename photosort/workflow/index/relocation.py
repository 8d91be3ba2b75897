"""Moved folders: recognised and followed, or moved by `roots move`.

A folder is recognised by its device and inode, or else by its files: nine in ten at the same paths
below it, each with the known stamp or content. See docs/design/indexing.md.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from photosort.errors import PhotosortError, UsageError
from photosort.media.read import fingerprint
from photosort.media.scan import stamp_of
from photosort.model import FileStamp, FolderMove
from photosort.plan.changes import Changes, Known
from photosort.plan.relocation import ENOUGH, most_alike, only_outermost, possible_folders
from photosort.progress import Silent
from photosort.store import Store
from photosort.store.roots import Identity
from photosort.workflow import compute
from photosort.workflow.index.roots import identity_of, is_inside, outermost, why_absent
from photosort.workflow.spelling import resolved

_SAMPLE = 200
_PART = 64  # files per part
_FEW = 200  # files for which a pool is not worth its start


def follow_renamed(store: Store, named: Sequence[bytes]) -> list[FolderMove]:
    """Follow roots that were renamed, by their identity: to one of `named`, a folder above it, or
    the path of another root that was moved away.
    """
    known = store.roots.identities()
    gone = {root: each for root, each in known.items() if identity_of(root) != each}
    if not gone:
        return []
    standing = _folders_by_identity([*named, *store.roots.paths()])
    pairs = {old: standing[each] for old, each in gone.items() if each in standing}
    pairs = {old: new for old, new in pairs.items() if _holds_the_same(store, old, new)}
    taken = set(store.roots.paths())
    while stuck := [old for old, new in pairs.items() if new in taken and new not in pairs]:
        for old in stuck:
            del pairs[old]
    pairs = only_outermost(pairs)
    counts = {old: store.files.count_present(old) for old in pairs}
    _move(store, pairs)
    return [FolderMove(old, new, counts[old], counts[old]) for old, new in pairs.items()]


def _folders_by_identity(paths: Sequence[bytes]) -> dict[Identity, bytes]:
    """Identity → path, for `paths` and all folders above them."""
    found: dict[bytes, Identity | None] = {}
    for path in paths:
        while path not in found:
            found[path] = identity_of(path)
            path = os.path.dirname(path)
    return {each: path for path, each in found.items() if each}


def _holds_the_same(store: Store, old: bytes, new: bytes) -> bool:
    """Whether known files of `old` are below `new`, since device numbers are reused."""
    found = same = 0
    sample = store.files.sample(old, _SAMPLE)
    for stamp in sample:
        there = stamp_of(new.rstrip(b"/") + stamp.path[len(old.rstrip(b"/")) :])
        if isinstance(there, FileStamp):
            found += 1
            same += _is_same(stamp, there)
    return not sample or same > found // 2


def _is_same(one: FileStamp, other: FileStamp) -> bool:
    """Whether two stamps are of the same file, on one device."""
    return (one.size, one.mtime_ns, one.inode) == (other.size, other.mtime_ns, other.inode)


def _move(store: Store, pairs: Mapping[bytes, bytes]) -> None:
    """Move folders in the library. A root that is now inside another one is dropped, unless it is
    on a disk of its own.
    """
    if not pairs:
        return
    with store.transaction():
        store.roots.move(pairs)
        store.corrections.keep()
        paths = store.roots.paths()
        for root in paths:
            around = [each for each in paths if each != root and is_inside(root, [each])]
            if around and is_inside(root, pairs.values()) and _on_one_device(root, around[0]):
                store.roots.forget(root)


def _on_one_device(one: bytes, other: bytes) -> bool:
    a, b = identity_of(one), identity_of(other)
    return a is not None and b is not None and a[0] == b[0]


def follow_copied(
    store: Store,
    known: dict[bytes, Known],
    changes: Changes,
    scopes: Collection[bytes],
    unseen: Collection[bytes],
    workers: int | None,
) -> list[FolderMove]:
    """Follow absent roots whose files are among the new ones of `changes`.

    `known` and `changes` are updated; `scopes` were scanned, except for `unseen`. Uncertain moves
    are returned as well.
    """
    moves: list[FolderMove] = []
    lost = [root for root in store.roots.paths() if why_absent(store, root)]
    if not lost:
        return moves
    new = {file.stamp.path: file.stamp for file in changes.to_read if file.stamp.path not in known}
    for root in sorted(lost, key=lambda path: path.count(b"/"), reverse=True):
        if len(new) < store.files.count_present(root) * _WORTH_A_LOOK:
            continue
        move = _find(store, root, known, new, workers)
        if move is None:
            continue
        if not move.certain:
            moves.append(move)
            continue
        rows = store.files.known(root)
        parts = _no_wider(store, move, scopes)
        _move(store, {part.old: part.new for part in parts})
        for part in parts:
            _bring_in_line(store, part, rows, known, changes, scopes, unseen)
        moves += parts
    return moves


def _no_wider(store: Store, move: FolderMove, scopes: Collection[bytes]) -> list[FolderMove]:
    """The move, or those parts of it that `scopes` name: if the files of a root were moved to
    ~/2023, the new root is that folder, and not the whole home folder.
    """
    if is_inside(move.new, scopes):
        return [move]
    base, cut = move.old.rstrip(b"/"), len(move.new.rstrip(b"/"))
    inside = (scope for scope in scopes if is_inside(scope, [move.new]))
    named = outermost(scope for scope in inside if os.path.isdir(scope))
    pairs = {base + scope[cut:]: scope for scope in named}
    counts = {old: store.files.count_present(old) for old in pairs}
    return [
        replace(move, old=old, new=new, found=min(move.found, counts[old]), files=counts[old])
        for old, new in pairs.items()
        if counts[old]
    ]


_WORTH_A_LOOK = 0.1  # new files, as a share of those known in an absent folder


class _Likeness(NamedTuple):
    """How many files of a root are in another folder."""

    folder: bytes
    found: int
    certain: bool
    copied: bool = False


def _find(
    store: Store,
    root: bytes,
    known: Mapping[bytes, Known],
    new: Mapping[bytes, FileStamp],
    workers: int | None,
) -> FolderMove | None:
    cut = len(root.rstrip(b"/")) + 1
    sample = [stamp.path[cut:] for stamp in store.files.sample(root, _SAMPLE)]
    folders = [each for each in possible_folders(sample, new) if each != root]
    if not folders:
        return None
    prints = store.files.fingerprints_below(root)
    found = [_compare(store, root, folder, prints, known, new, workers) for folder in folders]
    certain = [each.folder for each in found if each.certain]
    chosen = most_alike(root, certain) if certain else None
    best = max(found, key=lambda each: (each.folder == chosen, each.found))
    return FolderMove(
        root, best.folder, best.found, len(prints), chosen is not None, copied=best.copied
    )


def _compare(
    store: Store,
    root: bytes,
    folder: bytes,
    prints: Mapping[bytes, tuple[FileStamp, bytes | None]],
    known: Mapping[bytes, Known],
    new: Mapping[bytes, FileStamp],
    workers: int | None,
) -> _Likeness:
    """Count the files of `root` that are in `folder`; content is compared if it may decide."""
    cut, base = len(root.rstrip(b"/")), folder.rstrip(b"/")
    same, doubtful = 0, dict[bytes, bytes | None]()
    one_file = 0
    for path, (stamp, content) in prints.items():
        there = base + path[cut:]
        row = known.get(there)
        other = new.get(there) or (FileStamp(*row.stamp) if row and row.id else None)
        if other is None:
            continue
        one_file += _is_same(stamp, other)
        if stamp[1:] == other[1:]:
            same += 1
        elif stamp.size == other.size and content:
            doubtful[there] = content
    enough = ENOUGH * len(prints)
    copied = same < enough
    if copied and enough <= same + len(doubtful):
        same += _count_alike(doubtful, workers)
    elif copied:
        one_folder = identity_of(folder) == store.roots.identities().get(root, ())
        found = same + len(doubtful)
        return _Likeness(folder, found, one_folder and 2 * one_file > found)
    return _Likeness(folder, same, same >= enough, copied)


def _count_alike(wanted: Mapping[bytes, bytes | None], workers: int | None) -> int:
    alike = 0

    def count(found: list[tuple[bytes, bytes | None]]) -> None:
        nonlocal alike
        alike += sum(wanted[path] == content for path, content in found)

    compute.work(_FINGERPRINT, list(wanted), count, _PART, workers, Silent())
    return alike


def _fingerprints(paths: Sequence[bytes]) -> list[tuple[bytes, bytes | None]]:
    return [(path, fingerprint(path)) for path in paths]


_FINGERPRINT = compute.Task(_fingerprints, lambda path, _: (path, None), size=_PART, few=_FEW)


def _bring_in_line(
    store: Store,
    move: FolderMove,
    rows: Mapping[bytes, Known],
    known: dict[bytes, Known],
    changes: Changes,
    scopes: Collection[bytes],
    unseen: Collection[bytes],
) -> None:
    """Update `known` and `changes` for a moved folder: files that are not at the new path have
    vanished.
    """
    ids = {row.id for row in rows.values() if row.id}
    for path in rows:
        known.pop(path, None)
    there = {file.stamp.path for file in changes.to_read}
    for path, row in store.files.known(move.new).items():
        if row.id in ids and path not in known:
            known[path] = row._replace(moved=True)
            looked_for = is_inside(path, scopes) and not is_inside(path, unseen)
            if looked_for and path not in there:
                changes.vanished.append(row)


def move_by_hand(store: Store, old: bytes, new: bytes) -> FolderMove:
    """Move the folder `old` to `new` in the library, with the roots and files below it.

    Raises `UsageError` or `PhotosortError` if that cannot be right.
    """
    known = store.roots.paths()
    old, new = resolved(old, known), os.path.realpath(new)
    shown, target = os.fsdecode(old), os.fsdecode(new)
    if old == new:
        raise UsageError(
            f"OLD and NEW are the same folder: {shown}", "name the old folder and the new one"
        )
    if not os.path.isdir(new):
        raise PhotosortError(
            f"there is no folder {target}", "name the folder where the photos are now"
        )
    files = store.files.fingerprints_below(old)
    if not files and not any(is_inside(root, [old]) for root in store.roots.paths()):
        raise PhotosortError(
            f"the library knows nothing of {shown}", "photosort roots lists the folders"
        )
    found = _count_there(store, files, old, new)
    if files and not found:
        raise PhotosortError(
            f"none of the {len(files):,} files known in {shown} is in {target}",
            "name the folder that holds them at the same paths below it",
        )
    _move(store, {old: new})
    return FolderMove(old, new, found, len(files))


def _count_there(
    store: Store, files: Mapping[bytes, tuple[FileStamp, bytes | None]], old: bytes, new: bytes
) -> int:
    """How many of `files` below `old` are below `new`. Raises `PhotosortError` if other files are
    known there.
    """
    cut, base = len(old.rstrip(b"/")), new.rstrip(b"/")
    known = store.files.fingerprints_below(new)
    found = others = 0
    for path, (stamp, content) in files.items():
        there = base + path[cut:]
        if there in known and not is_inside(there, [old]):
            others += known[there][1] != content
        now = stamp_of(there)
        found += isinstance(now, FileStamp) and now.size == stamp.size
    if others > found // 2:
        raise PhotosortError(
            f"{os.fsdecode(new)} is known already, and {others:,} of its files are other ones than"
            f" those of the same names in {os.fsdecode(old)}",
            "name the folder that the old one was moved to",
        )
    return found
