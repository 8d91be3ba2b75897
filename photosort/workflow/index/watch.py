"""`photosort index --watch`: brings the library up to date, and keeps it so as files change."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from types import FrameType
from typing import Protocol

from photosort.errors import LockedError, PhotosortError, UsageError
from photosort.media import scan as media
from photosort.media.sidecars import is_of_folder, may_tell
from photosort.media.watching import changes, check_installed
from photosort.model import FileStamp, FoundFile, Skipped
from photosort.plan.settling import Pace, Settling
from photosort.progress import Progress, Silent
from photosort.settings.index import IndexOptions
from photosort.store import Store
from photosort.workflow import spelling
from photosort.workflow.index import roots, scope
from photosort.workflow.index.counts import IndexResult
from photosort.workflow.index.scan import index

REST_S = 2.0
"""Seconds without changes after which a file is complete."""
REFRESH_S = 60.0
_FULL_LOOK_S = 3600.0  # a full scan, which finds what the system did not report

OpenStore = Callable[[], AbstractContextManager[Store]]


class Listener(Protocol):
    """Receives what happens while watching."""

    def indexed(self, result: IndexResult, *, first: bool) -> None:
        """The library has been brought up to date; the lock is free again."""

    def watching(self, folders: Sequence[bytes]) -> None:
        """Watching has begun."""

    def refresh(self) -> None:
        """Photos have changed: steps that depend on them may run."""


class Ending:
    """A signal to end: work is interrupted at once, waiting ends by itself."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self._working = False

    def is_set(self) -> bool:
        """Whether the signal has come."""
        return self.signal is not None

    def ask(self, number: int, frame: FrameType | None = None) -> None:
        """Handle a signal."""
        self.signal = number
        if self._working:
            raise KeyboardInterrupt

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Inside, a signal raises `KeyboardInterrupt`, also one that came before."""
        self._working = True
        try:
            if self.is_set():
                raise KeyboardInterrupt
            yield
        finally:
            self._working = False


@dataclass
class _Watch:
    """The state of watching; `holds` is the number of known photos in each folder.

    `tops` are the folders to scan, including explicitly named ones inside others.
    """

    open_store: OpenStore
    options: IndexOptions
    ending: Ending
    listener: Listener
    folders: list[bytes]
    holds: dict[bytes, int]
    library: bytes
    rules: media.Rules
    tops: list[bytes]


def watch(
    open_store: OpenStore,
    paths: Sequence[bytes],
    options: IndexOptions,
    progress: Progress,
    listener: Listener,
    ending: Ending,
    poll: float | None = None,
) -> None:
    """Index `paths`, or all known folders, and keep the library up to date until `ending`.

    The library is locked only while something is indexed. Raises `RootError` if a folder vanishes,
    and then marks nothing in it as missing.
    """
    check_installed()
    for path in paths:
        if not os.path.isdir(path) and os.path.lexists(path):
            raise UsageError(
                f"--watch: {os.fsdecode(path)} is not a folder", "watch the folder that it is in"
            )
    with ending.at_work(), open_store() as store:
        folders = _folders(store, paths)
        told = changes(folders, poll, ending)
        early = next(told, None)  # from now on no change is missed
        result = index(store, folders, options, progress)
        if result.error:
            raise result.error
        library = os.path.realpath(os.fsencode(store.path))
        later = replace(options, full=False)
        rules, tops = scope.rules_of(store, options), [*folders, *store.roots.paths()]
        this = _Watch(open_store, later, ending, listener, folders, {}, library, rules, tops)
        _count(this, store)
    listener.indexed(result, first=True)
    listener.watching(folders)
    _go_on(this, early, told)


def _folders(store: Store, paths: Sequence[bytes]) -> list[bytes]:
    """The folders to watch."""
    known = store.roots.paths()
    named = [spelling.resolved(path, known) for path in paths] or known
    if not named:
        raise PhotosortError("no folder is known yet", "name a folder: photosort index ~/Pictures")
    absent = {path: why for path in named if (why := roots.why_absent(store, path))}
    if absent:
        raise roots.root_error(absent)
    return roots.outermost(named)


def _count(this: _Watch, store: Store) -> None:
    this.holds = {folder: store.files.count_present(folder) for folder in this.folders}


def _go_on(this: _Watch, early: set[bytes] | None, told: Iterator[set[bytes] | None]) -> None:
    """Wait for changes and index what has settled, until the end."""
    settling, refresh = Settling(REST_S), Pace(REFRESH_S)
    refresh.want()
    settling.touch(_expand(this, early or ()), time.monotonic())
    full_look = time.monotonic() + _FULL_LOOK_S
    for batch in told:
        _check_there(this)
        now = time.monotonic()
        if batch is None:
            full_look = now
        settling.touch(_expand(this, batch or ()), now)
        ready = settling.settled(_look, now)
        try:
            if now >= full_look:
                changed = _look_everywhere(this)
                full_look = now + _FULL_LOOK_S
            else:
                changed = bool(ready) and _take_in(this, ready)
        except LockedError:
            settling.touch(ready, now)  # another run holds the library: try again soon
            continue
        if changed:
            refresh.want()
        if refresh.is_due(now):
            with this.ending.at_work():
                this.listener.refresh()


def _look_everywhere(this: _Watch) -> bool:
    """Index all of the folders; returns whether photos have changed."""
    with this.ending.at_work(), this.open_store() as store:
        result = index(store, this.folders, this.options, Silent())
        _count(this, store)
    return _tell(this, result)


def _take_in(this: _Watch, ready: Sequence[bytes]) -> bool:
    """Index single files, present or gone; returns whether photos have changed."""
    with this.ending.at_work(), this.open_store() as store:
        there = {path for path in ready if _look(path) is not None}
        gone = [path for path in ready if path not in there and store.files.known(path)]
        if not there and not gone:
            return False
        _note(this, store, "running")
        try:
            result = index(store, (), this.options, Silent(), sorted(there), gone)
        except Exception:
            _note(this, store, "failed")
            raise
        except KeyboardInterrupt:  # the state of the folder is unchanged
            _note(this, store, "ready")
            raise
        _note(this, store, "ready", scanned=True)
        _count(this, store)
    return _tell(this, result)


def _tell(this: _Watch, result: IndexResult) -> bool:
    if result.error:
        raise result.error
    this.listener.indexed(result, first=False)
    return bool(result.added or result.changed or result.moved or result.missing)


def _note(this: _Watch, store: Store, outcome: str, *, scanned: bool = False) -> None:
    with store.transaction():
        roots.note(store, this.folders, outcome, scanned=scanned)


def _check_there(this: _Watch) -> None:
    """Raise `RootError` for a folder that vanished or is suddenly empty: an unmounted disk."""
    absent = {
        folder: f"{os.fsdecode(folder)} is {why}"
        for folder in this.folders
        if (why := _why_absent(folder, this.holds[folder]))
    }
    if not absent:
        return
    with suppress(LockedError), this.open_store() as store, store.transaction():
        roots.note(store, absent, "missing")
    raise roots.root_error(absent)


def _why_absent(folder: bytes, holds: int) -> str | None:
    try:
        with os.scandir(folder) as entries:
            empty = next(entries, None) is None
    except PermissionError:
        return None
    except OSError as error:
        return f"no longer there ({error.strerror})"
    return f"empty, but {holds:,} files are known there" if empty and holds else None


def _look(path: bytes) -> object:
    """What changes while a file is being written; None if there is no file."""
    stamp = media.stamp_of(path)
    return stamp[1:] if isinstance(stamp, FileStamp) else stamp


def _expand(this: _Watch, paths: Iterable[bytes]) -> set[bytes]:
    """The files affected by changes of `paths`, and the topmost of what is gone."""
    found: set[bytes] = set()
    listed: set[bytes] = set()
    for path in paths:
        around = [each for each in this.tops if roots.is_inside(path, [each])]
        top = max(around, key=len, default=None)
        if top is None or path.startswith(this.library):
            continue
        # what describes a folder is hidden, and counts like the folder
        shown = os.path.dirname(path) if is_of_folder(path) else path
        if media.is_left_out(shown, top, this.rules):
            continue
        if os.path.islink(path):
            continue  # links are not followed
        if os.path.isdir(path):
            found |= {_path_of(each) for each in media.scan(path, this.rules)}
        elif may_tell(path):
            listed.add(os.path.dirname(path))
        elif os.path.lexists(path):
            found.add(path)
        else:
            found.add(_topmost_gone(path, top))
    for folder in listed:
        # the photo of a sidecar; the others have not changed and cost little
        with suppress(OSError), os.scandir(folder) as entries:
            found |= {entry.path for entry in entries if entry.is_file(follow_symlinks=False)}
    return found


def _path_of(found: FoundFile | Skipped) -> bytes:
    return found.stamp.path if isinstance(found, FoundFile) else found.path


def _topmost_gone(path: bytes, top: bytes) -> bytes:
    """`path`, or the topmost folder above it that is also gone."""
    while (above := os.path.dirname(path)) != top and not os.path.lexists(above):
        path = above
    return path
