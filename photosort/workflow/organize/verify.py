"""`photosort organize --verify`, and what `photosort check` says of a DEST."""

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from photosort.model import Entry
from photosort.output.content import checked
from photosort.output.copies import sha256_of
from photosort.plan.layout.manifest import JOURNAL_NAME, Remark, mode_of
from photosort.progress import Progress
from photosort.workflow.organize.dest import Found, find, manifest_of


class Astray(NamedTuple):
    """A link in DEST that does not lead where it should; `dead` means nowhere at all."""

    path: str
    reason: str
    dead: bool


def verify(dest: str, progress: Progress) -> list[Remark]:
    """Differences between DEST and the manifest: entries, targets of links, checksums of copies."""
    dest = os.path.realpath(dest)
    found = find(dest, progress=progress)
    manifest = manifest_of(dest, found)
    different = []
    if found.journal:
        reason = "a run was interrupted: run the same command again, or organize --undo"
        different.append(Remark(JOURNAL_NAME, reason))
    intact, nodes = found.intact, found.tree.nodes
    for entry in manifest.entries:
        if entry.path not in intact:
            reason = "changed since it was made" if entry.path in nodes else "is gone"
            different.append(Remark(entry.path, reason))
    different += [Remark(each.path, each.reason) for each in astray(dest, found)]
    sums = [x for x in manifest.entries if x.sha256 and x.path in intact]
    wrong = checked(sums, lambda entry: _wrong_sum(dest, entry), progress)
    return sorted([*different, *(Remark(*each) for each in wrong)])


def astray(dest: str, found: Found) -> Iterator[Astray]:
    """Unchanged links in DEST that do not lead to their originals."""
    manifest = found.manifest
    for entry in manifest.entries if manifest else ():
        intact = found.intact.get(entry.path)
        if intact is None or manifest is None:
            continue
        mode = mode_of(entry, manifest.mode)
        if mode == "symlink":
            wrong = _link_astray(dest, entry, intact.source)
        elif mode == "hardlink":
            wrong = _name_astray(dest, entry)
        else:
            continue
        if wrong:
            yield wrong


def _link_astray(dest: str, entry: Entry, leads_to: str) -> Astray | None:
    try:
        target = os.stat(f"{dest}/{entry.path}")
    except OSError as error:
        return Astray(entry.path, f"leads nowhere: {leads_to}: {error.strerror}", True)
    if leads_to != entry.source and os.path.lexists(entry.source):
        return Astray(entry.path, f"leads to {leads_to} instead of {entry.source}", False)
    if not stat.S_ISREG(target.st_mode) or target.st_size != entry.size:
        return Astray(entry.path, f"leads to another file than was at {entry.source}", False)
    return None


def _name_astray(dest: str, entry: Entry) -> Astray | None:
    try:
        source = os.lstat(entry.source)
    except OSError:
        return Astray(entry.path, f"its original {entry.source} is gone", True)
    if os.path.samestat(source, os.lstat(f"{dest}/{entry.path}")):
        return None
    return Astray(entry.path, f"is no longer the same file as {entry.source}", False)


def _wrong_sum(dest: str, entry: Entry) -> str | None:
    try:
        same = sha256_of(f"{dest}/{entry.path}") == entry.sha256
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return None if same else "its content has changed since it was made"
