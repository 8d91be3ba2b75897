"""One pass over folders: a stamp for each file, without opening any."""

import os
import stat
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from fnmatch import translate
from re import compile as compile_pattern

from photosort.media import ignore, sidecars
from photosort.media.formats import has_media_name
from photosort.media.stamp import make_stamp
from photosort.model import FileStamp, FoundFile, Skipped
from photosort.plan.layout.manifest import FILE_NAME
from photosort.texts import composed

MARKER = FILE_NAME.encode()
"""A folder that holds this file was made by photosort and is not indexed."""

Excluded = Callable[[bytes], bool]


def exclude(globs: Iterable[str]) -> Excluded | None:
    """A test whether one of `globs` matches the whole path or any name in it."""
    globs = [composed(glob) for glob in globs]
    patterns = [compile_pattern(os.fsencode(translate(_anchored(glob)))) for glob in globs]
    if not patterns:
        return None
    plain = all(glob.isascii() for glob in globs)

    def excluded(path: bytes) -> bool:
        if not plain and not path.isascii():
            path = os.fsencode(composed(os.fsdecode(path)))
        name = path.rpartition(b"/")[2]
        return any(each.match(name) or each.match(path) for each in patterns)

    return excluded


def _anchored(glob: str) -> str:
    """The glob for whole paths: `cache/` is a folder, `sub/*.jpg` may be anywhere."""
    glob = glob.rstrip("/") or "/"
    return f"*/{glob}" if "/" in glob and not glob.startswith(("/", "*")) else glob


class Rules:
    """What a scan leaves out below its folder, and how much of that it met.

    Matches of `globs` are left out silently. Names in the table of `media.ignore` are counted in
    `ignored`, unless `take_all`, and except for paths in `named`, which are scanned on their own.
    `linked` collects links to folders, which are not followed.
    """

    def __init__(
        self,
        globs: Iterable[str] = (),
        *,
        take_all: bool = False,
        named: Collection[bytes] = frozenset(),
    ) -> None:
        self.excluded = exclude(globs)
        self.take_all = take_all
        self.named = named
        self.ignored = 0
        self.linked: list[bytes] = []

    def leave_out(self, path: bytes, top: bytes) -> bool:
        """Whether a scan of the folder `top` leaves out a path below it, or a folder in between."""
        if path == top or path in self.named:
            return False
        if self.ignore(path, top):
            return True
        while self.excluded and len(path) > len(top):
            if self.excluded(path):
                return True
            path = os.path.dirname(path)
        return False

    def ignore_folder(self, path: bytes) -> bool:
        """Whether to ignore a folder that a scan meets."""
        around, _, name = path.rpartition(b"/")
        return not self.take_all and ignore.is_ignored_folder(name, around.rpartition(b"/")[2])

    def count(self, path: bytes) -> None:
        """Count `path` as ignored."""
        self.ignored += path not in self.named

    def ignore(self, path: bytes, top: bytes) -> bool:
        """Whether the table of `media.ignore` excludes a path below `top`."""
        return not self.take_all and ignore.is_ignored(path, top)


def scan(folder: bytes, rules: Rules | None = None) -> Iterator[FoundFile | Skipped]:
    """All regular files below `folder` with their sidecars, each folder listed once.

    Links are not followed, so there are no loops. What cannot be listed is yielded as `Skipped`
    with the reason, as are pipes, sockets, devices and dangling links that are named like photos.
    """
    rules = rules or Rules()
    excluded, ignoring, may_be_ignored = rules.excluded, not rules.take_all, ignore.may_be_ignored
    folders = [folder]
    while folders:
        current = folders.pop()
        try:
            with os.scandir(current) as listing:
                entries = list(listing)
        except OSError as error:
            yield Skipped(current, f"cannot list this folder: {error.strerror}")
            continue
        if current != folder and any(entry.name == MARKER for entry in entries):
            continue
        kept = _kept(current, entries, rules)
        stamps: list[FileStamp] = []
        for entry in entries if kept is None else kept:
            if excluded and excluded(entry.path):
                continue
            if ignoring and may_be_ignored(entry.name) and _is_ignored(entry):
                if sidecars.is_of_folder(entry.name):
                    stamps += _stamps([entry.path])
                    continue
                rules.count(entry.path)
                continue
            found = _look(entry, folders, rules)
            if isinstance(found, FileStamp):
                stamps.append(found)
            elif found:
                yield found
        yield from sidecars.belonging(stamps)


def _kept(
    folder: bytes, entries: list[os.DirEntry[bytes]], rules: Rules
) -> list[os.DirEntry[bytes]] | None:
    """The folders with photos in a library of another program; None for any other folder."""
    if rules.take_all:
        return None
    name = folder.rpartition(b"/")[2]
    photos = ignore.photos_in_package(name, lambda: [entry.name for entry in entries])
    if photos is None:
        return None
    kept = [entry for entry in entries if entry.name.lower() in photos]
    for entry in entries:
        if entry not in kept:
            rules.count(entry.path)
    return kept


def _is_ignored(entry: os.DirEntry[bytes]) -> bool:
    try:
        return not entry.is_dir(follow_symlinks=False) and ignore.is_ignored_file(entry.name)
    except OSError:
        return False  # reported where it is scanned


def _look(
    entry: os.DirEntry[bytes], folders: list[bytes], rules: Rules
) -> FileStamp | Skipped | None:
    try:
        if entry.is_dir(follow_symlinks=False):
            if rules.ignore_folder(entry.path):
                rules.count(entry.path)
            else:
                folders.append(entry.path)
            return None
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None  # gone since it was listed
    except OSError as error:
        return Skipped(entry.path, f"cannot be examined: {error.strerror}")
    if stat.S_ISREG(status.st_mode):
        return make_stamp(entry.path, status)
    if stat.S_ISLNK(status.st_mode) and os.path.isdir(entry.path):
        rules.linked.append(entry.path)
        return None
    return _not_a_file(entry.path, status.st_mode)


def find_all(paths: Iterable[bytes]) -> Iterator[tuple[bytes, FoundFile | Skipped | None]]:
    """Single files with their sidecars, None if there is no file; each folder is listed once."""
    by_folder: dict[bytes, list[bytes]] = defaultdict(list)
    for path in paths:
        by_folder[os.path.dirname(path)].append(path)
    for folder, own in by_folder.items():
        found = {path: stamp_of(path) for path in own}
        files = [stamp for stamp in found.values() if isinstance(stamp, FileStamp)]
        beside = _sidecars_in(folder or b".") if files else []
        seen = {each.stamp.path: each for each in sidecars.belonging([*files, *beside])}
        for path, stamp in found.items():
            yield path, seen[path] if isinstance(stamp, FileStamp) else stamp


def _sidecars_in(folder: bytes) -> list[FileStamp]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.path for entry in entries if sidecars.may_tell(entry.name)]
    except OSError:
        return []
    return _stamps(names)


def _stamps(paths: Iterable[bytes]) -> list[FileStamp]:
    """The stamps of those that are files."""
    return [found for path in paths if isinstance(found := stamp_of(path), FileStamp)]


def is_left_out(path: bytes, top: bytes, rules: Rules) -> bool:
    """Whether a scan of the folder `top` would not reach `path`, by its rules or a marker."""
    if path == top or path in rules.named:
        return False
    if rules.leave_out(path, top):
        return True
    while path != top and len(path) > len(top):
        if os.path.lexists(os.path.join(path, MARKER)):
            return True
        path = os.path.dirname(path)
    return False


def stamp_of(path: bytes) -> FileStamp | Skipped | None:
    """The stamp of a single file; None if there is no file."""
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return Skipped(path, f"cannot be examined: {error.strerror}")
    if stat.S_ISREG(status.st_mode):
        return make_stamp(path, status)
    return _not_a_file(path, status.st_mode) or Skipped(path, "is not a regular file")


def _not_a_file(path: bytes, mode: int) -> Skipped | None:
    """Why something that is not a regular file is skipped; None if nobody would miss it."""
    if not has_media_name(path):
        return None
    if stat.S_ISLNK(mode):
        try:
            os.stat(path)
        except OSError as error:
            return Skipped(path, f"is a link that leads nowhere: {error.strerror}")
        return None
    kind = {
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }.get(stat.S_IFMT(mode), "no regular file")
    return Skipped(path, f"is {kind}, not a file")
