"""What is remembered of review pages: which actions were applied, and who is not the same."""

import sqlite3
from collections.abc import Iterator

from photosort.model import Box
from photosort.store.faces import COUNTED
from photosort.store.persons import Sample


class Reviews:
    """Queries about corrections that were made on a page, and about pairs that are not one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def last_edit(self) -> int:
        """The number of the last correction ever made; numbers are never used twice."""
        row = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'person_edits'"
        ).fetchone()
        return int(row[0]) if row else 0

    def edited_since(self, number: int, page: str) -> set[str]:
        """The persons corrected after the correction `number`, other than by way of a page."""
        rows = self._connection.execute(
            "SELECT DISTINCT json_extract(p.value, '$.row.id') FROM person_edits e,"
            " json_each(e.before, '$.persons') p WHERE e.number > ? AND e.page IS NOT ?",
            (number, page),
        )
        return {id for (id,) in rows}

    def applied(self, page: str) -> set[int]:
        """The numbers of the actions of a page that were applied and not undone."""
        rows = self._connection.execute(
            "SELECT DISTINCT place FROM person_edits WHERE page = ?", (page,)
        )
        return {place for (place,) in rows}

    def is_last(self, page: str, place: int) -> bool:
        """Whether the last correction is this action of a page."""
        row = self._connection.execute(
            "SELECT page, place FROM person_edits ORDER BY number DESC LIMIT 1"
        ).fetchone()
        return bool(row == (page, place))

    def different(self) -> list[tuple[str, str]]:
        """The pairs of persons of which a user has said that they are two."""
        query = "SELECT one, other FROM different_persons ORDER BY one, other"
        return self._connection.execute(query).fetchall()

    def keep_apart(self, one: str, other: str, edit: int) -> bool:
        """Remember that two persons are not one; False if that is known."""
        added = self._connection.execute(
            "INSERT OR IGNORE INTO different_persons VALUES (?, ?, ?)",
            (min(one, other), max(one, other), edit),
        )
        return added.rowcount > 0

    def loose_samples(self, engine: str) -> Iterator[tuple[int, Sample]]:
        """(number, sample) of the faces without a person in photos on disk, best first."""
        rows = self._connection.execute(
            "SELECT x.number, x.id, f.path, f.content_type, f.width, f.height, f.orientation,"
            " x.left, x.top, x.width, x.height, x.quality FROM faces x"
            " JOIN files f ON f.id = x.file_id WHERE x.person_id IS NULL AND x.engine = ?"
            f" AND f.missing = 0 AND x.frame_ms IS NULL AND {COUNTED}"
            " ORDER BY x.quality DESC, x.id",
            (engine,),
        )
        for row in rows:
            face, path, content_type, width, height, orientation = row[1:7]
            box = Box(*row[7:11])
            yield (
                row[0],
                Sample(face, path, content_type, width, height, orientation, box, row[11]),
            )
