"""What is laid out in folders: placements of photos, entries of DEST."""

from typing import Literal, NamedTuple

from photosort.model.files import FileStamp

Mode = Literal["symlink", "hardlink", "reflink", "copy"]


class Placement(NamedTuple):
    """A photo that a view puts into a folder: the path of the folder below DEST, and the file.

    Placements with the same folder and id share that folder; different ids get a folder each,
    unless `shared`.
    """

    folder: tuple[str, ...]
    stamp: FileStamp
    view: str
    id: str
    shared: bool = False


class Entry(NamedTuple):
    """A link or copy below DEST. `path` is relative to DEST, with `/`.

    `mtime_ns` (of copies) and `inode` (of hard links) show whether it is still what was made.
    `made_ns` is the mtime of a copy in DEST if its file system stores another one.
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
