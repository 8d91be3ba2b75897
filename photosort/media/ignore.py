"""Files among photos that are none: trash, previews of other programs, backups, hidden files.

`RULES` is the table that `docs/ignored.md` shows to users; a test keeps both in step. It applies
below a folder that was asked for: that folder itself may have any name.
"""

import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from photosort.plan.edited import folded


class Rule(NamedTuple):
    """Names to ignore, whatever the case; a trailing `/` means a folder.

    `*` matches anything in a name; `A/B/` is a folder B in a folder A.
    """

    what: str
    names: tuple[str, ...]


class Package(NamedTuple):
    """A folder that is the library of another program: only its folders `photos` hold photos.

    Unless `always`, it counts as one only if one of these exists.
    """

    what: str
    names: tuple[str, ...]
    photos: tuple[str, ...]
    always: bool = False


RULES = (
    Rule(
        "Hidden files and folders: caches, trash, thumbnails and AppleDouble are among them",
        (".*",),
    ),
    Rule(
        "Trash of Windows, macOS, network disks and servers",
        (
            *("$RECYCLE.BIN/", "RECYCLER/", "RECYCLED/", "Network Trash Folder/"),
            *("#recycle/", "@Recycle/", "@usb_recycle/", "trashbox/", "files_trashbin/"),
        ),
    ),
    Rule(
        "Versions and snapshots, which hold every photo once more",
        (
            *("#snapshot/", "@Recently-Snapshot/", "@snapshots/", "~snapshot/", "@GMT-*/"),
            *("files_versions/", "Backups.backupdb/"),
        ),
    ),
    Rule(
        "Previews that network disks and servers make",
        ("@eaDir/", "@Transcode/", "@tmp/", "@sharebin/", "appdata_*/"),
    ),
    Rule("Previews of Lightroom", ("*.lrdata/", "*.lrcat-data/")),
    Rule(
        "Previews of Capture One and smaller versions of Plex",
        ("CaptureOne/Cache/", "Plex Versions/"),
    ),
    Rule(
        "Previews and proxies of Sony's cameras",
        ("M4ROOT/THMBNL/", "M4ROOT/SUB/", "XDROOT/Thmbnl/"),
    ),
    Rule("Previews of DJI's cameras", ("MISC/THM/",)),
    Rule(
        "Folders and files of the system",
        (
            *("__MACOSX/", "System Volume Information/", "lost+found/", "LOST.DIR/"),
            "Temporary Items/",
            *("Thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini"),
        ),
    ),
    Rule(
        "Backups beside the photo",
        ("*_original", "*~", "*.bak", "*.orig", "*.old", "*.backup"),
    ),
    Rule(
        "What is still being written or copied",
        (
            *("*_exiftool_tmp", "*.tmp", "*.part", "*.partial", "*.filepart", "*.crdownload"),
            *("*.opdownload", "*.download/", "~syncthing~*"),
        ),
    ),
)

PACKAGES = (
    Package("Apple Photos", ("*.photoslibrary/",), ("originals", "Masters"), always=True),
    Package(
        "iPhoto and Aperture",
        (
            *("*.photolibrary/", "*.aplibrary/", "*.migratedphotolibrary/"),
            *("*.migratedaplibrary/", "iPhoto Library*/"),
            *("iPhoto-Mediathek/", "Photothèque iPhoto/", "Libreria di iPhoto/"),
            *("Fototeca de iPhoto/", "Fototeca iPhoto/", "iPhoto ライブラリ/", "iPhoto 图库/"),
        ),
        ("Masters", "Originals"),
    ),
    Package("Catalogs of Capture One", ("*.cocatalog/",), ("Originals",)),
)


class _Names:
    """Patterns of one kind, by how they are compared: whole, prefix, suffix."""

    def __init__(self, patterns: Iterable[str]) -> None:
        names = [os.fsencode(folded(each)) for each in patterns]
        self._whole = frozenset(each for each in names if b"*" not in each)
        self._begins = tuple(each[:-1] for each in names if each.endswith(b"*"))
        self._ends = tuple(each[1:] for each in names if each.startswith(b"*"))

    def match(self, name: bytes) -> bool:
        """Whether a folded name matches."""
        return name in self._whole or name.endswith(self._ends) or name.startswith(self._begins)


_ALL = [name for rule in RULES for name in rule.names]
_FILES = _Names(name for name in _ALL if not name.endswith("/"))
_FOLDERS = _Names(
    # backups are files; anybody may have a folder with such an ending
    name.rstrip("/")
    for name in _ALL
    if name == ".*" or (name.endswith("/") and name.count("/") == 1)
)
_INNER = frozenset(
    tuple(os.fsencode(folded(part)) for part in name.split("/")[:2])
    for name in _ALL
    if name.count("/") == 2
)
_TAIL = 4
_FIRST_BYTES = frozenset(name.encode()[0] for name in _ALL if name.endswith("*"))
_LAST_BYTES = frozenset(name.encode()[-1] for name in _ALL if name[0] == "*" and len(name) <= _TAIL)
_TAILS = frozenset(
    name.lower().encode()[-_TAIL:]
    for name in _ALL
    if not name.endswith(("/", "*")) and len(name) > _TAIL
)
_PACKAGES = [
    (
        _Names(name.rstrip("/") for name in package.names),
        frozenset(os.fsencode(folded(name)) for name in package.photos),
        package,
    )
    for package in PACKAGES
]


def may_be_ignored(name: bytes) -> bool:
    """A quick test, called for every file: False if `is_ignored_file` certainly is."""
    return name[0] in _FIRST_BYTES or name[-_TAIL:].lower() in _TAILS or name[-1] in _LAST_BYTES


def is_ignored_file(name: bytes) -> bool:
    """Whether a file of this name is ignored."""
    return _FILES.match(name.lower())


def is_ignored_folder(name: bytes, around: bytes) -> bool:
    """Whether a folder of this name, in a folder named `around`, is ignored."""
    name = _folded(name)
    return _FOLDERS.match(name) or (_folded(around), name) in _INNER


def photos_in_package(name: bytes, names: Callable[[], Iterable[bytes]]) -> frozenset[bytes] | None:
    """The lower-case names of the folders with photos in a library of another program.

    None for any other folder. `names` are the entries of the folder `name`.
    """
    folder = _folded(name)
    for patterns, photos, package in _PACKAGES:
        if patterns.match(folder) and (
            package.always or any(_folded(each) in photos for each in names())
        ):
            return photos
    return None


def is_ignored(path: bytes, top: bytes) -> bool:
    """Whether a scan of the folder `top` ignores `path`, which lies below it."""
    here, is_folder = path, os.path.isdir(path)
    while len(here) > len(top):
        around, _, name = here.rpartition(b"/")
        named = around.rpartition(b"/")[2]
        if is_ignored_folder(name, named) if is_folder else is_ignored_file(name):
            return True
        photos = photos_in_package(named, partial(_list, around))
        if photos is not None and _folded(name) not in photos:
            return True
        here, is_folder = around, True
    return False


def _list(folder: bytes) -> list[bytes]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _folded(name: bytes) -> bytes:
    return name.lower() if name.isascii() else os.fsencode(folded(os.fsdecode(name)))
