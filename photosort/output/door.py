"""The one way to a file that a user names: checked before the work, put in place complete after it.

`check` refuses paths that are not free or not ours: files of the library and their sidecars, links
to either, places among the photos, files made by somebody else. Otherwise it returns a `Target`,
which is written under a temporary name in the same folder and renamed: complete, or not at all.
"""

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedWriter, TextIOWrapper
from typing import IO, Protocol

from photosort.errors import PhotosortError, UsageError
from photosort.output import renaming
from photosort.regular import open_regular

_HEAD = 4096  # bytes that tell what a file is
_FORMATS = frozenset(
    {".3gp", ".asf", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg"}
    | {".mts", ".ogv", ".webm", ".wmv", ".aac", ".flac", ".m4a", ".mp3", ".ogg", ".wav"}
    | {".avif", ".bmp", ".gif", ".heic", ".jpeg", ".jpg", ".pdf", ".png", ".svg", ".tif", ".tiff"}
    | {".webp", ".csv", ".geojson", ".gpx", ".htm", ".html", ".json", ".kml", ".kmz", ".toml"}
    | {".tsv", ".xml", ".xmp", ".yaml", ".zip", ".db", ".sqlite", ".sqlite3"}
)
"""Endings that say what a file holds."""
_ANOTHER = "name another file"
_ELSEWHERE = "name another place"
_OF_ITS_OWN = "name a separate folder, such as ~/Sorted"


class Guard(Protocol):
    """What must never be overwritten: the files of the library and what belongs to them."""

    @property
    def roots(self) -> Sequence[bytes]:
        """The folders with photos, as real paths."""

    def owner(self, path: bytes) -> str | None:
        """What the library has at a path, such as "a photo of the library"; None for nothing."""

    def twin(self, status: os.stat_result) -> bytes | None:
        """The library file or sidecar that is the same file under another name; None for none."""

    def photo_beside(self, path: bytes) -> bytes | None:
        """The photo that a file of this name would be a sidecar of; None for none."""

    def count_photos(self, folder: bytes) -> int:
        """The number of photos of the library below a folder."""


class Unguarded:
    """No library, and no folder of photos."""

    roots: Sequence[bytes] = ()

    def owner(self, path: bytes) -> str | None:
        """Nothing is known."""
        return None

    def twin(self, status: os.stat_result) -> bytes | None:
        """Nothing is known."""
        return None

    def photo_beside(self, path: bytes) -> bytes | None:
        """Nothing is known."""
        return None

    def count_photos(self, folder: bytes) -> int:
        """None are known."""
        return 0


NOBODY = Unguarded()
"""The guard where there is nothing to guard."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that photosort makes: what it is called, and how one of ours is recognised.

    `private` files are readable for their owner only; `beside` tells sidecars, the only files
    whose place is among the photos. `endings` are those that their names may have, the usual one
    first; a name may also have none, or one that stands for no format.
    """

    name: str
    is_ours: Callable[[IO[bytes]], bool]
    private: bool = False
    beside: bool = False
    endings: tuple[str, ...] = ()


def begins(pattern: bytes) -> Callable[[IO[bytes]], bool]:
    """A test whether the first 4 kB of a file begin with a match of a regular expression."""
    compiled = re.compile(pattern, re.DOTALL)
    return lambda file: compiled.match(file.read(_HEAD)) is not None


def check(path: str, kind: Kind, guard: Guard = NOBODY, *, new_folders: bool = False) -> "Target":
    """A `Target` for a path that may be written. Raises `PhotosortError`; changes nothing.

    With `new_folders`, the folder of the file need not exist yet.
    """
    status = _status(path)
    name = os.fsencode(os.path.abspath(path))
    real = os.path.join(os.path.realpath(os.path.dirname(name)), os.path.basename(name))
    if status and stat.S_ISLNK(status.st_mode):
        raise _link(path, guard)
    if not kind.beside:
        _refuse_known(path, status, (name, real), guard)
    if status:
        _refuse_foreign(path, status, kind)
    elif not kind.beside:
        _refuse_among_photos(path, real, guard)
    _check_ending(path, kind)
    if not (status or new_folders):
        _check_folder_of(path)
    return Target(path, kind)


def _check_ending(path: str, kind: Kind) -> None:
    """Refuse a name that promises another format than the file will have."""
    ending = os.path.splitext(path)[1]
    if kind.endings and ending.lower() in _FORMATS.difference(kind.endings):
        raise UsageError(
            f"{path}: {kind.name} is not a {ending} file",
            f"end the name in {' or '.join(kind.endings)}",
        )


def check_folder(path: str, guard: Guard = NOBODY) -> None:
    """Raise `PhotosortError` unless a folder, existing or not, may be laid out.

    It must hold no photos of the library. What else it holds is checked by whoever fills it.
    """
    real = os.fsencode(os.path.realpath(path))
    names = dict.fromkeys((os.fsencode(os.path.abspath(path)), real))
    owner = next(filter(None, map(guard.owner, names)), None)
    if owner:
        raise PhotosortError(f"{path} is {owner}", _OF_ITS_OWN)
    if os.path.lexists(path) and not os.path.isdir(path):
        raise PhotosortError(f"{path} is not a folder", "name another folder, such as ~/Sorted")
    inside = next((x for x in guard.roots if _is_inside(x, real)), None)
    if inside is not None:
        raise PhotosortError(f"{path} holds your photos in {os.fsdecode(inside)}", _OF_ITS_OWN)
    count = guard.count_photos(real)
    if count:
        raise PhotosortError(f"{path} holds {count:,} indexed photos", _OF_ITS_OWN)


@dataclass(frozen=True)
class Target:
    """A file that may be made at `path`, or replaced if one of ours of this kind is there."""

    path: str
    kind: Kind

    @contextmanager
    def staged(self) -> Iterator[str]:
        """The path of an empty temporary file to fill; renamed to `path` when the block ends.

        If the block raises, it is removed. Raises `PhotosortError` if it cannot be made, or if
        somebody has put another file at `path` meanwhile.
        """
        folder, name = os.path.split(os.path.abspath(self.path))
        temporary = f".photosort-{os.urandom(6).hex()}.part"
        whole = os.path.join(folder, temporary)
        try:
            mode = 0o600 if self.kind.private else 0o666
            os.close(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode))
            yield whole
            self._put_in_place(folder, temporary, name)
        except BaseException as error:
            with suppress(OSError):
                os.unlink(whole)
            if isinstance(error, OSError):
                raise PhotosortError(f"cannot write {self.path}: {error.strerror}") from error
            raise

    @contextmanager
    def opened(self) -> Iterator[BufferedWriter]:
        """A binary file that is put in place when the block ends, see `staged`."""
        with self.staged() as temporary, open(temporary, "wb") as file:
            yield file

    @contextmanager
    def text(self) -> Iterator[IO[str]]:
        """A UTF-8 text file that is put in place when the block ends, see `staged`."""
        with self.opened() as file:
            text = TextIOWrapper(file, encoding="utf-8", errors="surrogateescape", newline="")
            yield text
            text.flush()
            text.detach()

    def put(self, content: bytes) -> None:
        """Write `content`, see `staged`."""
        with self.opened() as file:
            file.write(content)

    def _put_in_place(self, folder: str, temporary: str, name: str) -> None:
        """Rename: over nothing, or over a file of ours. Raises `OSError`, `PhotosortError`."""
        descriptor = os.open(os.path.join(folder, temporary), os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            try:
                renaming.rename_new(held, temporary, held, name)
            except FileExistsError:
                status = os.stat(name, dir_fd=held, follow_symlinks=False)
                _refuse_foreign(self.path, status, self.kind)
                os.rename(temporary, name, src_dir_fd=held, dst_dir_fd=held)
            with suppress(OSError):  # not every file system can flush folders
                os.fsync(held)
        finally:
            os.close(held)


def _status(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise PhotosortError(f"cannot write {path}: {error.strerror}", _ANOTHER) from error


def _link(path: str, guard: Guard) -> PhotosortError:
    real = os.path.realpath(path)
    owner = guard.owner(os.fsencode(real))
    told = f"a link to {owner}: {real}" if owner else f"a symbolic link to {real}"
    return PhotosortError(f"{path} is {told}", _ANOTHER)


def _refuse_known(
    path: str, status: os.stat_result | None, names: tuple[bytes, bytes], guard: Guard
) -> None:
    owner = next(filter(None, map(guard.owner, dict.fromkeys(names))), None)
    if owner:
        raise PhotosortError(f"{path} is {owner}", _ANOTHER)
    twin = guard.twin(status) if status and status.st_nlink > 1 else None
    if twin:
        raise PhotosortError(
            f"{path} is the same file as {os.fsdecode(twin)} of the library, a hard link", _ANOTHER
        )


def _refuse_foreign(path: str, status: os.stat_result, kind: Kind) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise PhotosortError(f"{path} is a folder", "name a file in that folder")
    if not stat.S_ISREG(status.st_mode):
        raise PhotosortError(f"{path} is not a regular file", _ANOTHER)
    try:
        with open_regular(path) as file:
            ours = kind.is_ours(file)
    except OSError as error:
        raise PhotosortError(f"cannot read {path}: {error.strerror}", _ANOTHER) from error
    if not ours:
        raise PhotosortError(
            f"{path} already exists, and is not {kind.name} that photosort made",
            f"{_ANOTHER}, or move this one away",
        )


def _refuse_among_photos(path: str, real: bytes, guard: Guard) -> None:
    root = next((x for x in guard.roots if _is_inside(real, x)), None)
    if root is not None:
        raise PhotosortError(
            f"{path} would stand among your photos in {os.fsdecode(root)}", _ELSEWHERE
        )
    photo = guard.photo_beside(real)
    if photo:
        raise PhotosortError(
            f"{path} would be taken for the sidecar of {os.fsdecode(photo)}", _ANOTHER
        )


def _is_inside(path: bytes, folder: bytes) -> bool:
    """Whether a path is `folder` or lies in it."""
    return (path + b"/").startswith(folder.rstrip(b"/") + b"/")


def _check_folder_of(path: str) -> None:
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise PhotosortError(
            f"cannot write {path}: there is no folder {folder}",
            "create the folder, or name another place",
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PhotosortError(
            f"cannot write {path}: {folder} is not writable for you", "name another place"
        )
