"""Tells `output.door` what must not be overwritten: of a library, and of folders to index."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from photosort.errors import LibraryError, PhotosortError
from photosort.media.formats import has_media_name
from photosort.media.sidecars import photo_of
from photosort.media.stamp import make_stamp
from photosort.output.door import check_folder
from photosort.store import Store
from photosort.store.guarded import Guarded
from photosort.workflow.spelling import resolved, resolved_text

_BESIDE_LIBRARY = ("", "-wal", "-shm", "-journal", ".lock", ".lock.held")


class LibraryGuard:
    """A `photosort.output.door.Guard` of a library, if there is one, and of further folders."""

    def __init__(self, library: Path, store: Store | None, folders: Iterable[bytes] = ()) -> None:
        self._library = os.fsencode(os.path.realpath(library))
        self._known: Guarded | None = store.guarded if store else None
        named = [*(store.roots.paths() if store else ()), *folders]
        self.roots: list[bytes] = []
        self._single: set[bytes] = set()
        for each in dict.fromkeys(named):  # `folders` may be a list of a million files
            if os.path.isdir(each):
                self.roots += dict.fromkeys((os.path.realpath(each), resolved(each)))
            else:
                self._single.add(os.path.abspath(each))
        self._beside: tuple[bytes, list[bytes]] = (b"", [])

    def owner(self, path: bytes) -> str | None:
        """What of the library is known at a path."""
        if path in {self._library + os.fsencode(each) for each in _BESIDE_LIBRARY}:
            return "the library itself"
        if path in self._single or (self._known and self._known.is_file(path)):
            return "a photo of the library"
        if self._known and self._known.is_sidecar(path):
            return "the sidecar of a photo in the library"
        return None

    def twin(self, status: os.stat_result) -> bytes | None:
        """The library file or sidecar that is the same file under another name; None for none."""
        if self._known is None:
            return None
        candidates = self._known.with_inode(make_stamp(b"", status).inode)
        return next((each for each in candidates if _is(each, status)), None)

    def photo_beside(self, path: bytes) -> bytes | None:
        """The photo that a file of this name would be a sidecar of; None for none."""
        folder = os.path.dirname(path)
        if folder != self._beside[0]:  # called for many sidecars, folder by folder
            self._beside = folder, _photos_in(folder)
        return photo_of(path, self._beside[1])

    def count_photos(self, folder: bytes) -> int:
        """The number of photos of the library below a folder."""
        return self._known.count_below(folder) if self._known else 0


def check_dest(store: Store, dest: str) -> None:
    """Refuse a DEST that is a file or contains originals. Raises `PhotosortError`."""
    of_library = guard(store)
    for path in dict.fromkeys((dest, resolved_text(dest, store.roots.paths()))):
        check_folder(path, of_library)


def guard(store: Store) -> LibraryGuard:
    """The guard of an open library."""
    return LibraryGuard(store.path, store)


@contextmanager
def guarding(library: Path, folders: Iterable[bytes] = ()) -> Iterator[LibraryGuard]:
    """The guard of a library that may not exist yet; `folders` are about to be indexed."""
    try:
        store = Store.inspect(library)
    except LibraryError:
        # there is none yet; if it is damaged, the command itself reports it
        yield LibraryGuard(library, None, folders)
        return
    with store:
        yield LibraryGuard(library, store if store.is_filled else None, folders)


def check_library(path: Path) -> None:
    """Refuse to fill an empty file that is named like a photo or a sidecar.

    Raises `LibraryError`.
    """
    name = os.fsencode(os.path.realpath(path))
    try:
        if os.stat(name).st_size:
            return  # checked when it is opened
    except OSError:
        return  # there is no file yet
    if has_media_name(name) or LibraryGuard(path, None).photo_beside(name):
        raise LibraryError(
            f"{path} is not a photosort library: it is an empty file among photos",
            "name another file with --library FILE",
        )


def check_paths(folders: Sequence[bytes], listed: Sequence[bytes] | None = None) -> None:
    """Refuse to index what is not there, so that no library is made. Raises `PhotosortError`."""
    for path in folders:
        if not os.path.lexists(path):
            raise PhotosortError(
                f"{os.fsdecode(path)} does not exist", "name a file or folder that exists"
            )
    if not folders and listed is None:
        raise PhotosortError("no folder is known yet", "name a folder: photosort index ~/Pictures")


def _photos_in(folder: bytes) -> list[bytes]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [os.path.join(folder, name) for name in names if has_media_name(name)]


def _is(path: bytes, status: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.lstat(path), status)
    except OSError:
        return False
