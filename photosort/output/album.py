"""Writes the files of an album: complete and on record before they get their names."""

import hashlib
import os
from collections.abc import Collection, Mapping
from contextlib import suppress

from photosort.model import Entry
from photosort.output import copies, renaming
from photosort.output.dest import Dest
from photosort.output.record import add_to_journal
from photosort.output.tree import Node, node_of
from photosort.plan.layout.journal import temporary_name

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Writer:
    """Writes files under temporary names of a run; `settle` gives them their final names.

    `nodes` is what was found in DEST, `ours` the paths of files that may be replaced while they are
    unchanged. All methods raise `OSError`, with the path if something else stands there.
    """

    def __init__(
        self, dest: Dest, run: str, nodes: Mapping[str, Node], ours: Collection[str]
    ) -> None:
        self._dest = dest
        self._run = run
        self._nodes = nodes
        self._ours = ours
        self._count = 0
        self._waiting: list[copies.Copied] = []

    def put(self, entry: Entry, content: bytes) -> None:
        """Write the content for the path of `entry`."""
        self._count += 1
        name = temporary_name(self._run, self._count)
        file = os.open(name, _NEW, 0o666, dir_fd=self._dest.fd)
        self._waiting.append(copies.Copied(entry, name))
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(file, left) :]
            copies.flush_alone(file, len(content))
            made = os.fstat(file).st_mtime_ns
        finally:
            os.close(file)
        sha256 = hashlib.sha256(content).hexdigest()
        entry = entry._replace(size=len(content), sha256=sha256, mtime_ns=made)
        self._waiting[-1] = copies.Copied(entry, name)

    def settle(self) -> list[Entry]:
        """Flush what was written, add it to the journal, rename it; returns the entries."""
        if not self._waiting:
            return []
        copies.flush(self._dest, self._waiting)
        add_to_journal(self._dest, [each.entry for each in self._waiting])
        settled = []
        while self._waiting:
            each = self._waiting[0]
            self._name(each.entry.path, each.temporary)
            settled.append(self._waiting.pop(0).entry)
        return settled

    def discard(self) -> None:
        """Remove files that have no final name yet."""
        for each in self._waiting:
            with suppress(OSError):
                os.unlink(each.temporary, dir_fd=self._dest.fd)
        self._waiting.clear()

    def _name(self, path: str, temporary: str) -> None:
        folder, name = self._dest.locate(path, make=True)
        if path in self._ours and self._is_as_seen(folder, name, path):
            os.rename(temporary, name, src_dir_fd=self._dest.fd, dst_dir_fd=folder)
            return
        try:
            renaming.rename_new(self._dest.fd, temporary, folder, name)
        except FileExistsError as error:
            raise FileExistsError(error.errno, error.strerror, path) from error

    def _is_as_seen(self, folder: int, name: str, path: str) -> bool:
        try:
            return node_of(os.stat(name, dir_fd=folder, follow_symlinks=False)) == self._nodes[path]
        except FileNotFoundError:
            return False
