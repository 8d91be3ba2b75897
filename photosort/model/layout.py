"""What is laid out in folders."""

from typing import Literal, NamedTuple

from photosort.model.files import FileStamp

Mode = Literal["symlink", "hardlink", "reflink", "copy"]


class Placement(NamedTuple):
    """A photo that a view wants in a folder: the path below DEST without the name, and its file.

    Wishes of one folder and one id share a folder; of two ids they get one each, unless `shared`.
    """

    folder: tuple[str, ...]
    stamp: FileStamp
    view: str
    id: str
    shared: bool = False


class Entry(NamedTuple):
    """One link or copy below DEST. `path` is relative to DEST, with `/`.

    `mtime_ns` (of copies) and `inode` (of hard links) tell whether it is still what was made.
    `made_ns` is the mtime that a copy has in DEST where its file system keeps another one.
    """

    path: str
    source: str
    view: str
    id: str
    size: int
    sha256: str | None = None
    mtime_ns: int | None = None
    inode: int | None = None
    made_ns: int | None = None
