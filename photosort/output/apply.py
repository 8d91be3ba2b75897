"""Carries out a `Sync` in DEST: makes links and copies, moves and removes entries of ours."""

import errno
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from photosort.model import Entry
from photosort.output import copies, links, renaming
from photosort.output.dest import Dest
from photosort.output.links import SourceError
from photosort.output.record import add_to_journal
from photosort.output.tree import Node, link_texts
from photosort.plan.layout.journal import temporary_name
from photosort.plan.layout.manifest import Remark
from photosort.plan.layout.names import numbered
from photosort.plan.layout.sync import Move, Sync
from photosort.progress import Progress

LINKS: Mapping[str, links.Maker] = {"symlink": links.symlink, "hardlink": links.hardlink}
"""How links are made, by mode."""


@dataclass(frozen=True)
class How:
    """How entries are made, see `OrganizeOptions`; `run` is in the names of unfinished files."""

    mode: str
    absolute: bool
    fallback: str | None
    run: str

    @property
    def fill(self) -> copies.Fill:
        """The function that gives a copy its content."""
        if self.mode == "reflink":
            return copies.clone_or_copy if self.fallback else copies.clone
        return copies.copy_bytes


@dataclass
class Applied:
    """The outcome: entries that now stand, are gone, or could not be made or removed.

    `clocks` records what hard links did to the ctime of originals. `hopeless` is set once nothing
    more can be written to DEST.
    """

    made: list[Entry] = field(default_factory=list)
    moved: list[Entry] = field(default_factory=list)
    removed: list[Entry] = field(default_factory=list)
    stuck: list[Entry] = field(default_factory=list)
    skipped: list[Remark] = field(default_factory=list)
    clocks: links.Clocks = field(default_factory=links.Clocks)
    hopeless: OSError | None = None


_LAST = "has lost its other names: the one in DEST is the last, and was kept"


class _LastNameError(Exception):
    """A hard link that is the only name of its file."""


class _HopelessError(Exception):
    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def apply(
    dest: Dest,
    plan: Sync,
    nodes: Mapping[str, Node],
    emptied: Iterable[str],
    how: How,
    progress: Progress,
    clocks: links.Clocks | None = None,
) -> Applied:
    """Remove what is no longer wanted, move what has another path, then make what is new.

    `nodes` is what was found in DEST; whatever has changed since is left alone. The result lists
    what could not be done, with reasons, also if DEST can hold nothing more. `clocks` is what was
    done to originals before.
    """
    work = _Work(dest, nodes, how, progress)
    work.done.clocks = clocks or work.done.clocks
    try:
        work.remove(plan.remove)
        again = work.move(plan.move, emptied)
        work.make([*plan.make, *again])
    except _HopelessError as error:
        work.done.hopeless = error.error
        work.remove_folders(emptied)
    finally:
        progress.stop()
    return work.done


class _Work:
    """One run in DEST; `done` collects the outcome."""

    def __init__(self, dest: Dest, nodes: Mapping[str, Node], how: How, progress: Progress) -> None:
        self.done = Applied()
        self._dest = dest
        self._nodes = nodes
        self._how = how
        self._progress = progress
        self._temporaries = 0

    def remove(self, entries: list[Entry]) -> None:
        """Unlink entries that are unchanged since they were found."""
        if entries:
            self._progress.start("Removing", len(entries))
        for entry in entries:
            try:
                folder, name = self._dest.locate(entry.path)
                if self._is_unchanged(folder, name, entry.path):
                    self._unlink(folder, name, entry)
                self.done.removed.append(entry)
            except _LastNameError:
                self.done.skipped.append(Remark(entry.source, _LAST))
                self.done.stuck.append(entry)
            except (FileNotFoundError, NotADirectoryError):
                self._check_is_there()
                self.done.removed.append(entry)
            except OSError as error:
                self._failed(error, entry, f"{entry.path} cannot be removed: {error.strerror}")
                self.done.stuck.append(entry)
            self._progress.advance()

    def move(self, moves: list[Move], emptied: Iterable[str]) -> list[Entry]:
        """Move entries to their new paths; returns those that have to be made instead."""
        if moves:
            self._progress.start("Moving", len(moves))
        again: list[Entry] = []
        aside: list[tuple[str, Move]] = []
        for move in moves:
            if move.aside:
                temporary = self._temporary()
                if self._rename(move.old.path, temporary, move, again):
                    aside.append((temporary, move))
        self.remove_folders(emptied)
        for move in moves:
            if not move.aside and self._rename(move.old.path, move.new.path, move, again):
                self.done.moved.append(move.new)
        self.remove_folders(emptied)
        for temporary, move in aside:
            if self._rename(temporary, move.new.path, move, again):
                self.done.moved.append(move.new)
            else:
                self._put_back(temporary, move)
        return again

    def _unlink(self, folder: int, name: str, entry: Entry) -> None:
        """Remove a name, but never the last one of a photo. Raises `_LastNameError`."""
        if entry.inode is None:
            os.unlink(name, dir_fd=folder)
            return
        before = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if before.st_nlink == 1:
            raise _LastNameError
        os.unlink(name, dir_fd=folder)
        self.done.clocks.follow(before, entry.source)

    def _put_back(self, temporary: str, move: Move) -> None:
        """An entry that went aside and cannot move on: made again if possible, else put back."""
        with suppress(OSError):
            if not self._is_last(temporary, move.old):
                os.unlink(temporary, dir_fd=self._dest.fd)
                return
        for number in range(1, 100):
            path = move.old.path if number == 1 else numbered(move.old.path, number)
            with suppress(OSError):
                folder, name = self._dest.locate(path, make=True)
                renaming.rename_new(self._dest.fd, temporary, folder, name)
                return

    def _is_last(self, temporary: str, entry: Entry) -> bool:
        """Whether nothing else is left of a photo, as far as can be told quickly."""
        if entry.inode is not None:
            return os.stat(temporary, dir_fd=self._dest.fd, follow_symlinks=False).st_nlink == 1
        return entry.mtime_ns is not None and not os.path.lexists(entry.source)

    def make(self, entries: list[Entry]) -> None:
        """Make links or copies."""
        maker = LINKS.get(self._how.mode)
        self._progress.start("Linking" if maker else "Copying", len(entries))
        if maker:
            self._link(entries, maker)
        else:
            self._copy(entries)

    def _link(self, entries: list[Entry], maker: links.Maker) -> None:
        text = link_texts(self._dest.path, self._how.absolute)
        made, advance, locate = self.done.made, self._progress.advance, self._dest.locate
        for entry in entries:
            line = text(entry.path, entry.source)
            try:
                before = links.look_at(entry.source) if entry.inode is not None else None
                try:
                    made.append(maker(entry, *locate(entry.path, make=True), line))
                except FileNotFoundError:  # somebody removed the folder: make it again
                    self._check_is_there()
                    self._dest.forget_folders()
                    made.append(maker(entry, *locate(entry.path, make=True), line))
                if before:
                    self.done.clocks.follow(before, entry.source)
            except SourceError as error:
                self.done.skipped.append(Remark(entry.source, str(error)))
            except OSError as error:
                self._failed(error, entry, _reason(error))
            advance()

    def _copy(self, entries: list[Entry]) -> None:
        with ThreadPoolExecutor(copies.THREADS) as pool:
            try:
                for batch in copies.batches(entries):
                    names = [self._temporary() for _ in batch]
                    self._finish(copies.copy_batch(self._dest, batch, names, pool, self._how.fill))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                for name in names:
                    with suppress(OSError):
                        os.unlink(name, dir_fd=self._dest.fd)
                raise

    def _finish(self, batch: list[copies.Copied]) -> None:
        """Flush the copies of a batch and give them their names."""
        whole = [each for each in batch if each.error is None]
        try:
            copies.flush(self._dest, whole)
            add_to_journal(self._dest, [each.entry for each in whole])
        except OSError as error:
            raise _HopelessError(error) from error
        for each in whole:
            try:
                folder, name = self._dest.locate(each.entry.path, make=True)
                renaming.rename_new(self._dest.fd, each.temporary, folder, name)
                self.done.made.append(each.entry)
            except OSError as error:
                self._failed(error, each.entry, _reason(error))
                with suppress(OSError):
                    os.unlink(each.temporary, dir_fd=self._dest.fd)
        self._progress.advance(len(batch))
        for each in batch:
            if isinstance(each.error, SourceError):
                self.done.skipped.append(Remark(each.entry.source, str(each.error)))
            elif each.error is not None:
                self._failed(each.error, each.entry, _reason(each.error))

    def _temporary(self) -> str:
        self._temporaries += 1
        return temporary_name(self._how.run, self._temporaries)

    def _rename(self, old: str, new: str, move: Move, again: list[Entry]) -> bool:
        """Rename an unchanged entry within DEST; otherwise have it made again."""
        try:
            target, new_name = self._dest.locate(new, make=True)
            target = os.dup(target)  # the next call may close it
            try:
                folder, name = self._dest.locate(old)
                if self._is_unchanged(folder, name, move.old.path):
                    before = os.stat(name, dir_fd=folder) if move.old.inode is not None else None
                    renaming.rename_new(folder, name, target, new_name)
                    if before:
                        self.done.clocks.follow(before, move.new.source)
                    self._progress.advance()
                    return True
            finally:
                os.close(target)
        except (FileNotFoundError, NotADirectoryError, FileExistsError):
            self._check_is_there()
        except OSError as error:
            if self._dest.is_hopeless(error):
                raise _HopelessError(error) from error
        again.append(move.new)
        return False

    def _is_unchanged(self, folder: int, name: str, seen_as: str) -> bool:
        seen = self._nodes[seen_as]
        if seen.link is None:
            return seen.is_still(os.stat(name, dir_fd=folder, follow_symlinks=False))
        try:
            return os.readlink(name, dir_fd=folder) == seen.link
        except OSError as error:
            if error.errno == errno.EINVAL:  # no longer a link
                return False
            raise

    def remove_folders(self, emptied: Iterable[str]) -> None:
        """Remove folders that are now empty, innermost first."""
        for folder in emptied:
            self._dest.remove_folder(folder)

    def _check_is_there(self) -> None:
        if not self._dest.is_there():
            raise _HopelessError(OSError(errno.ENOENT, os.strerror(errno.ENOENT)))

    def _failed(self, error: OSError, entry: Entry, reason: str) -> None:
        if self._dest.is_hopeless(error):
            raise _HopelessError(error) from error
        self.done.skipped.append(Remark(entry.source, reason))


def _reason(error: OSError) -> str:
    reasons: dict[int | None, str] = {
        errno.EEXIST: "cannot be laid out: something else has appeared in its place",
        errno.EXDEV: "cannot be laid out: it is on another file system than DEST",
    }
    return reasons.get(error.errno, f"cannot be laid out: {error.strerror}")


def remove_leftovers(
    dest: Dest, paths: Iterable[str], homes: Mapping[str, str] | None = None
) -> None:
    """Delete unfinished files of interrupted runs. Raises `OSError`.

    `homes` maps files that went aside and are the last name of a photo to the paths they return to.
    """
    for path in paths:
        with suppress(FileNotFoundError, NotADirectoryError):
            folder, name = dest.locate(path)
            home = (homes or {}).get(path)
            if home is None:
                os.unlink(name, dir_fd=folder)
                continue
            folder = os.dup(folder)  # the next call may close it
            try:
                target, new = dest.locate(home, make=True)
                renaming.rename_new(folder, name, target, new)
            finally:
                os.close(folder)
