"""Writes a database as digiKam does, after its documented schema."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

SCHEMA = """
CREATE TABLE AlbumRoots (id INTEGER PRIMARY KEY, label TEXT, status INTEGER NOT NULL,
    type INTEGER NOT NULL, identifier TEXT, specificPath TEXT);
CREATE TABLE Albums (id INTEGER PRIMARY KEY, albumRoot INTEGER NOT NULL,
    relativePath TEXT NOT NULL, date DATE, caption TEXT, collection TEXT, icon INTEGER);
CREATE TABLE Images (id INTEGER PRIMARY KEY, album INTEGER, name TEXT NOT NULL,
    status INTEGER NOT NULL, category INTEGER NOT NULL, modificationDate DATETIME,
    fileSize INTEGER, uniqueHash TEXT);
CREATE TABLE ImageInformation (imageid INTEGER PRIMARY KEY, rating INTEGER, creationDate DATETIME,
    digitizationDate DATETIME, orientation INTEGER, width INTEGER, height INTEGER, format TEXT,
    colorDepth INTEGER, colorModel INTEGER);
CREATE TABLE ImageComments (id INTEGER PRIMARY KEY, imageid INTEGER, type INTEGER, language TEXT,
    author TEXT, date DATETIME, comment TEXT);
CREATE TABLE Tags (id INTEGER PRIMARY KEY, pid INTEGER, name TEXT NOT NULL, icon INTEGER,
    iconkde TEXT);
CREATE TABLE ImageTags (imageid INTEGER NOT NULL, tagid INTEGER NOT NULL);
CREATE TABLE TagProperties (tagid INTEGER, property TEXT, value TEXT);
CREATE TABLE ImageTagProperties (imageid INTEGER, tagid INTEGER, property TEXT, value TEXT);
"""


class Digikam:
    """A database with one collection, in which tests put photos."""

    def __init__(self, path: Path, identifier: str, below: str = "/") -> None:
        self.path = path
        self._tags: dict[str, int] = {"": 0}
        self._run(SCHEMA)
        self._one("INSERT INTO AlbumRoots VALUES (1, 'Photos', 0, 1, ?, ?)", identifier, below)

    def _run(self, script: str) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            connection.executescript(script)

    def _one(self, statement: str, *values: object) -> int:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(statement, values).lastrowid or 0

    def photo(
        self,
        album: str,
        name: str,
        size: int = 0,
        *,
        rating: int = -1,
        caption: str | None = None,
        title: str | None = None,
        tags: Sequence[str] = (),
        hash: str | None = None,
        status: int = 1,
        pixels: tuple[int, int] = (260, 140),
    ) -> int:
        """Add a photo; returns its id."""
        folder = self._one("INSERT INTO Albums (albumRoot, relativePath) VALUES (1, ?)", album)
        id = self._one(
            "INSERT INTO Images (album, name, status, category, fileSize, uniqueHash)"
            " VALUES (?, ?, ?, 1, ?, ?)", folder, name, status, size, hash,
        )  # fmt: skip
        self._one(
            "INSERT INTO ImageInformation (imageid, rating, width, height) VALUES (?, ?, ?, ?)",
            id, rating, *pixels,
        )  # fmt: skip
        for kind, text in ((1, caption), (3, title)):
            if text:
                self._one(
                    "INSERT INTO ImageComments (imageid, type, language, comment)"
                    " VALUES (?, ?, 'x-default', ?)", id, kind, text,
                )  # fmt: skip
        for tag in tags:
            self._one("INSERT INTO ImageTags VALUES (?, ?)", id, self.tag(tag))
        return id

    def tag(self, path: str) -> int:
        """The id of a tag, made with those above it."""
        if path not in self._tags:
            above, _, name = path.rpartition("/")
            statement = "INSERT INTO Tags (pid, name) VALUES (?, ?)"
            self._tags[path] = self._one(statement, self.tag(above), name)
        return self._tags[path]

    def face(
        self,
        photo: int,
        name: str,
        box: tuple[int, int, int, int] | None,
        kind: str = "tagRegion",
    ) -> None:
        """Name a face of a photo, in upright pixels."""
        tag = self.tag(f"People/{name}")
        self._one("INSERT INTO TagProperties VALUES (?, 'person', ?)", tag, name)
        if kind == "tagRegion":  # others are what digiKam suspects
            self._one("INSERT INTO ImageTags VALUES (?, ?)", photo, tag)
        if box:
            x, y, width, height = box
            value = f'<rect x="{x}" y="{y}" width="{width}" height="{height}"/>'
            self._one("INSERT INTO ImageTagProperties VALUES (?, ?, ?, ?)", photo, tag, kind, value)

    def nobody(self, name: str) -> None:
        """Make a name the one under which digiKam keeps faces that a user ignores."""
        tag = self.tag(f"People/{name}")
        self._one("INSERT INTO TagProperties VALUES (?, 'ignoredPerson', '')", tag)
