"""Reads the database of digiKam, `digikam4.db`, without changing it.

Schema: DBSCHEMA.ods and `dbconfig.xml` of digiKam, versions 7 to 16 of the core database. Regions
are in pixels of the upright picture; a rating of -1 is none.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from photosort.errors import PhotosortError

_MAGIC = b"SQLite format 3\0"
_TABLES = {"AlbumRoots", "Albums", "Images", "ImageTags", "ImageTagProperties", "Tags"}
_GONE = (3, 4)  # of Images.status: in the trash, obsolete
_COMMENT, _TITLE = 1, 3  # of ImageComments.type
_INTERNAL = "_Digikam_"
_SIDES = ("x", "y", "width", "height")
_DEEPEST = 50


@dataclass(frozen=True)
class DigikamPhoto:
    """A photo of digiKam. `folder` is its absolute folder, None where only a disk is known;
    `below` its path below that disk or folder. `faces` are names with x, y, width and height in
    pixels of the upright picture, None for a name without a region. `width` and `height` are as
    digiKam has them, which may be before turning.
    """

    folder: str | None
    below: str
    size: int | None
    hash: str | None
    width: int | None = None
    height: int | None = None
    rating: int | None = None
    title: str | None = None
    caption: str | None = None
    keywords: tuple[str, ...] = ()
    faces: tuple[tuple[str, tuple[float, ...] | None], ...] = ()

    @property
    def name(self) -> str:
        """The path as digiKam knows it."""
        return f"{self.folder or ''}/{self.below}".replace("//", "/")

    def tells_anything(self) -> bool:
        """Whether a user entered anything about it."""
        return bool(self.rating or self.title or self.caption or self.keywords or self.faces)


def is_digikam(path: Path) -> bool:
    """Whether a file is a database of digiKam."""
    try:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return False
        with closing(_connect(path)) as connection:
            return _tables(connection) >= _TABLES
    except (OSError, sqlite3.DatabaseError):
        return False


def read_digikam(path: Path) -> Iterator[DigikamPhoto]:
    """The photos of a database of digiKam, by album and name. Raises `PhotosortError`."""
    waiting = path.with_name(f"{path.name}-wal")
    if waiting.exists() and waiting.stat().st_size:
        raise PhotosortError(
            f"digiKam has changes that are not in {path} yet", "quit digiKam, then import again"
        )
    try:
        with closing(_connect(path)) as connection:
            yield from _Reader(connection).photos()
    except sqlite3.DatabaseError as error:
        raise PhotosortError(f"{path} cannot be read: {error}", "nothing was changed") from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


def _tables(connection: sqlite3.Connection) -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return {name for (name,) in connection.execute(query)}


class _Reader:
    """What a database holds, by the id of the photo."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables = _tables(connection)
        self._roots = {
            id: _root(identifier, path)
            for id, identifier, path in connection.execute(
                "SELECT id, identifier, specificPath FROM AlbumRoots"
            )
        }
        tags = {
            id: (parent or 0, str(name))
            for id, parent, name in connection.execute("SELECT id, pid, name FROM Tags")
        }
        self._paths = {id: _path(id, tags) for id in tags}
        self._persons = {
            id for (id,) in self._ask("TagProperties", "SELECT tagid", "property = 'person'")
        }
        self._nobody = {
            id
            for (id,) in self._ask(
                "TagProperties",
                "SELECT tagid",
                "property IN ('unknownPerson', 'unconfirmedPerson', 'ignoredPerson')",
            )
        }
        self._comments = self._ask(
            "ImageComments", "SELECT imageid, type, language, comment", "type IN (1, 3)"
        )

    def photos(self) -> Iterator[DigikamPhoto]:
        """All that are in an album."""
        facts = {
            row[0]: row[1:]
            for row in self._ask("ImageInformation", "SELECT imageid, rating, width, height")
        }
        faces = self._faces()
        tagged = self._tagged()
        titles, captions = self._texts(_TITLE), self._texts(_COMMENT)
        for id, root, folder, name, size, digest in self._connection.execute(
            "SELECT i.id, a.albumRoot, a.relativePath, i.name, i.fileSize, i.uniqueHash"
            " FROM Images i JOIN Albums a ON a.id = i.album"
            f" WHERE i.status NOT IN {_GONE} ORDER BY a.albumRoot, a.relativePath, i.name"
        ):
            above, inside = self._roots.get(root, (None, ""))
            rating, width, height = facts.get(id, (None, None, None))
            below = f"{inside}/{folder}/{name}"
            regions = faces.get(id, [])
            known = {person for person, _ in regions}
            alone = [(x, None) for x in self._people(tagged[id]) if x not in known]
            yield DigikamPhoto(
                folder=above,
                below=re.sub("/+", "/", below).strip("/"),
                size=size,
                hash=digest,
                width=width,
                height=height,
                rating=rating if rating and 0 < rating <= 5 else None,
                title=titles.get(id),
                caption=captions.get(id),
                keywords=tuple(self._keywords(tagged[id])),
                faces=(*regions, *alone),
            )

    def _ask(self, table: str, select: str, condition: str = "1") -> list[tuple[Any, ...]]:
        """Rows of a table that old databases may lack."""
        if table not in self._tables:
            return []
        return self._connection.execute(f"{select} FROM {table} WHERE {condition}").fetchall()

    def _faces(self) -> dict[int, list[tuple[str, tuple[float, ...] | None]]]:
        """Confirmed faces: those that digiKam only suspects have other properties."""
        found: dict[int, list[tuple[str, tuple[float, ...] | None]]] = defaultdict(list)
        for id, tag, value in self._ask(
            "ImageTagProperties", "SELECT imageid, tagid, value", "property = 'tagRegion'"
        ):
            name = self._paths.get(tag, "").rpartition("/")[2]
            if name and not self._is_internal(tag):
                self._persons.add(tag)
                found[id].append((name, _rectangle(str(value))))
        return found

    def _tagged(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for id, tag in self._connection.execute("SELECT imageid, tagid FROM ImageTags"):
            if tag in self._paths and not self._is_internal(tag):
                found[id].append(tag)
        return found

    def _is_internal(self, tag: int) -> bool:
        return tag in self._nobody or self._paths[tag].startswith(_INTERNAL)

    def _people(self, tags: list[int]) -> list[str]:
        return sorted(self._paths[x].rpartition("/")[2] for x in tags if x in self._persons)

    def _keywords(self, tags: list[int]) -> list[str]:
        return sorted(self._paths[tag] for tag in tags if tag not in self._persons)

    def _texts(self, kind: int) -> dict[int, str]:
        """The text of each photo, that in the default language if there are several."""
        found: dict[int, str] = {}
        default = sorted(self._comments, key=lambda row: str(row[2]) == "x-default")
        for id, type, _, text in default:
            if type == kind and text and str(text).strip():
                found[id] = str(text).strip()
        return found


def _root(identifier: str | None, path: str | None) -> tuple[str | None, str]:
    """The absolute folder of a collection if it is known, and what comes below it.

    `volumeid:?path=/home/me`, `networkshareid:?mountpath=/mnt/nas` or `volumeid:?uuid=…`.
    """
    known = parse_qs((identifier or "").partition("?")[2])
    for key in ("path", "mountpath"):
        if key in known:
            return known[key][0], path or ""
    return None, path or ""


def _path(tag: int, tags: dict[int, tuple[int, str]]) -> str:
    """The names from the topmost tag down, with a `/` between them."""
    names: list[str] = []
    while tag in tags and len(names) < _DEEPEST:
        tag, name = tags[tag]
        names.insert(0, name.replace("/", "_"))
    return "/".join(names)


def _rectangle(value: str) -> tuple[float, ...] | None:
    """The numbers of `<rect x="10" y="20" width="30" height="40"/>`."""
    with suppress(KeyError, ValueError):
        found = dict(re.findall(r'(\w+)="([^"]*)"', value))
        return tuple(float(found[side]) for side in _SIDES)
    return None
