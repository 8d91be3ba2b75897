"""Persons, their faces, and the undo of corrections."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from photosort.model import Box, Census, KnownFace, Member, Named, Person
from photosort.plan.traits import traits_of
from photosort.store.attributes import CHEER, FaceAttributes
from photosort.store.census import census
from photosort.store.faces import COUNTED, KNOWN_COLUMNS, known_face
from photosort.store.regions import MENTIONED
from photosort.store.times import from_microseconds, now
from photosort.texts import entered, entered_labels


def _seen(who: str) -> str:
    """SQL: how often and when persons are seen, for those that match the condition `who`."""
    return f"""
SELECT x.person_id, count(*) AS faces,
    count(DISTINCT CASE WHEN f.content_type LIKE 'image/%' THEN f.id END) AS photos,
    count(DISTINCT CASE WHEN f.content_type LIKE 'video/%' THEN f.id END) AS videos,
    min(CASE WHEN f.cluster_day IS NOT NULL THEN f.taken_local END) AS first,
    max(CASE WHEN f.cluster_day IS NOT NULL THEN f.taken_local END) AS last
FROM faces x JOIN files f ON f.id = x.file_id
WHERE x.engine = :engine AND {who} AND f.missing = 0 AND {COUNTED}
GROUP BY x.person_id
"""


def _covers(who: str) -> str:
    """SQL: the cover face of each person that matches `who`."""
    # a large face of good quality, rather one that smiles; 200 px are enough for any cover
    return f"""
SELECT person_id, path, left, top, width, height FROM (
    SELECT x.person_id, f.path, x.left, x.top, x.width, x.height, row_number() OVER (
        PARTITION BY x.person_id
        ORDER BY x.id = p.cover DESC, x.frame_ms IS NOT NULL,
            x.quality * min(200, min(x.width, x.height)) * {CHEER} DESC, x.id) AS place
    FROM faces x JOIN files f ON f.id = x.file_id JOIN persons p ON p.id = x.person_id
        LEFT JOIN face_attributes t ON t.number = x.number
    WHERE x.engine = :engine AND {who} AND f.missing = 0 AND {COUNTED}
) WHERE place = 1
"""


def _mentioned(who: str) -> str:
    """SQL: as `_seen`, of the photos that persons are in by a name alone."""
    return f"""
SELECT x.person_id,
    count(CASE WHEN f.content_type LIKE 'image/%' THEN 1 END) AS photos,
    count(CASE WHEN f.content_type LIKE 'video/%' THEN 1 END) AS videos,
    min(CASE WHEN f.cluster_day IS NOT NULL THEN f.taken_local END) AS first,
    max(CASE WHEN f.cluster_day IS NOT NULL THEN f.taken_local END) AS last
FROM {MENTIONED} x JOIN files f ON f.id = x.file_id
WHERE {who} AND f.missing = 0 AND {COUNTED} AND NOT EXISTS (SELECT 1 FROM faces a
    WHERE a.person_id = x.person_id AND a.file_id = x.file_id AND a.engine = :engine)
GROUP BY x.person_id
"""


def _with_mentions(row: tuple[Any, ...], more: tuple[Any, ...] | None) -> tuple[Any, ...]:
    """The row of a person, with the photos that it is in by a name alone."""
    if more is None:
        return row
    photos, videos = (row[4] or 0) + more[0], (row[5] or 0) + more[1]
    first = min((each for each in (row[6], more[2]) if each is not None), default=None)
    last = max((each for each in (row[7], more[3]) if each is not None), default=None)
    return (*row[:4], photos, videos, first, last, *row[8:])


class Sample(NamedTuple):
    """A face, with what is needed to crop it from its photo."""

    face: str
    path: bytes
    content_type: str
    width: int | None
    height: int | None
    orientation: int | None
    box: Box
    quality: float
    smile: float | None = None
    confidence: float | None = None


@dataclass
class Step:
    """Corrections that are undone together: made on `page`, `place` is the number of the action."""

    number: int
    page: str
    place: int | None = None


class Persons:
    """Queries about persons. Numbers are those of the faces that `engine` has found."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._step: Step | None = None

    def all(self, engine: str) -> list[Person]:
        """All persons that were not merged into another, listed or not, by id."""
        return self._select(engine, "p.state != 'merged'", "x.person_id IS NOT NULL")

    def get(self, id: str, engine: str) -> Person | None:
        """A person by id, in any state."""
        found = self._select(engine, "p.id = :id", "x.person_id = :id", id=id)
        return next(iter(found), None)

    def named(self, id: str | None = None) -> list[Named]:
        """The names of all persons, or of the one with an id."""
        rows = self._connection.execute(
            "SELECT id, state, custom_id, name, merged_into FROM persons"
            " WHERE id = ?1 OR ?1 IS NULL ORDER BY name IS NULL, id",
            (id,),
        )
        return [
            Named(id, state, custom_id, (name,) if name else (), "", merged_into, titled=1)
            for id, state, custom_id, name, merged_into in rows
        ]

    def ids(self) -> set[str]:
        """The ids of all persons that ever existed."""
        return {id for (id,) in self._connection.execute("SELECT id FROM persons")}

    def census(self, engine: str, min_faces: int) -> Census:
        """How many faces and listed persons there are, without reading all of them."""
        return census(self._connection, engine, min_faces)

    def members(self, id: str, engine: str) -> tuple[Member, ...]:
        """The faces of a person in files on disk, by time and path."""
        rows = self._connection.execute(
            "SELECT f.path, x.id, x.left, x.top, x.width, x.height, x.confidence, x.source"
            " FROM faces x JOIN files f ON f.id = x.file_id"
            f" WHERE x.person_id = ? AND x.engine = ? AND f.missing = 0 AND {COUNTED}"
            " ORDER BY f.taken_local, f.path, x.id",
            (id, engine),
        )
        return tuple(Member(row[0], row[1], Box(*row[2:6]), row[6], row[7]) for row in rows)

    def samples(self, id: str, engine: str) -> list[Sample]:
        """The faces of a person in photos on disk, by time."""
        rows = self._connection.execute(
            "SELECT x.id, f.path, f.content_type, f.width, f.height, f.orientation,"
            " x.left, x.top, x.width, x.height, x.quality, t.smile, x.confidence FROM faces x"
            " LEFT JOIN face_attributes t ON t.number = x.number"
            " JOIN files f ON f.id = x.file_id WHERE x.person_id = ? AND x.engine = ?"
            f" AND f.missing = 0 AND x.frame_ms IS NULL AND {COUNTED}"
            " ORDER BY f.taken_local, f.path, x.id",
            (id, engine),
        )
        return [
            Sample(row[0], row[1], row[2], row[3], row[4], row[5], Box(*row[6:10]), *row[10:])
            for row in rows
        ]

    def of_files(self, engine: str, *, ignored: bool = False) -> list[tuple[str, int]]:
        """(person, file id) of the photos on disk of persons, also of `ignored` ones if wanted."""
        shown = "(p.state = 'shown' OR (:ignored AND p.state = 'ignored'))"
        files = (
            "JOIN files f ON f.id = x.file_id JOIN persons p ON p.id = x.person_id"
            f" WHERE f.missing = 0 AND {COUNTED} AND {shown}"
        )
        return self._connection.execute(
            "SELECT person_id, file_id FROM ("
            f"SELECT x.person_id, x.file_id, f.path FROM faces x {files} AND x.engine = :engine"
            f" UNION SELECT x.person_id, x.file_id, f.path FROM {MENTIONED} x {files}"
            ") ORDER BY person_id, path",
            {"engine": engine, "ignored": ignored},
        ).fetchall()

    def seen_in(self, files: Sequence[int], engine: str) -> list[tuple[str | None, int]]:
        """(person, file id) of the faces in files; None for faces without a person.

        Ignored persons count as None.
        """
        return self._connection.execute(
            "SELECT p.id, x.file_id FROM faces x"
            " LEFT JOIN persons p ON p.id = x.person_id AND p.state = 'shown'"
            " WHERE x.engine = ?1 AND x.file_id IN (SELECT value FROM json_each(?2))"
            f" UNION SELECT p.id, x.file_id FROM {MENTIONED} x"
            " JOIN persons p ON p.id = x.person_id AND p.state = 'shown'"
            " WHERE x.file_id IN (SELECT value FROM json_each(?2))",
            (engine, json.dumps(list(files))),
        ).fetchall()

    def boxes_in(
        self, files: Sequence[int], engine: str
    ) -> list[tuple[int, str | None, str | None, Box, float, float | None]]:
        """(file id, person, name, box, quality, smile) of the faces in photos, from left to right.

        The name is None if there is none, the smile where nobody has looked; ignored persons are
        left out.
        """
        rows = self._connection.execute(
            "SELECT x.file_id, p.id, p.name, x.left, x.top, x.width, x.height, x.quality, t.smile"
            " FROM faces x LEFT JOIN persons p ON p.id = x.person_id"
            " LEFT JOIN face_attributes t ON t.number = x.number"
            " WHERE x.engine = ? AND x.frame_ms IS NULL AND coalesce(p.state, '') != 'ignored'"
            " AND x.file_id IN (SELECT value FROM json_each(?)) ORDER BY x.file_id, x.left, x.id",
            (engine, json.dumps(list(files))),
        )
        return [(*row[:3], Box(*row[3:7]), *row[7:]) for row in rows]

    def largest_faces(
        self, files: Sequence[int], engine: str, min_quality: float
    ) -> dict[int, float]:
        """The area of the largest good face in each file, as a share of the picture.

        A face that smiles counts as somewhat larger.
        """
        return dict(
            self._connection.execute(
                "SELECT x.file_id,"
                f" max(1.0 * x.width * x.height / max(1, l.width * l.height) * {CHEER})"
                " FROM faces x JOIN face_looks l ON l.file_id = x.file_id AND l.engine = x.engine"
                " LEFT JOIN face_attributes t ON t.number = x.number"
                " WHERE x.engine = ? AND x.quality >= ?"
                " AND x.file_id IN (SELECT value FROM json_each(?)) GROUP BY x.file_id",
                (engine, min_quality, json.dumps(list(files))),
            )
        )

    def face(self, id: str) -> KnownFace | None:
        """A face by its id."""
        row = self._connection.execute(
            f"SELECT {KNOWN_COLUMNS} FROM faces x"
            " LEFT JOIN embeddings e ON e.number = x.number WHERE x.id = ?",
            (id,),
        ).fetchone()
        return known_face(row) if row else None

    def faces_starting(self, prefix: str) -> list[str]:
        """Ids of faces that begin with `prefix`."""
        rows = self._connection.execute(
            "SELECT id FROM faces WHERE id >= ? AND id < ? ORDER BY id",
            (prefix, prefix + "\U0010ffff"),
        )
        return [id for (id,) in rows]

    def faces_of(self, id: str, engine: str) -> list[str]:
        """The ids of all faces of a person, also in files that are gone."""
        rows = self._connection.execute(
            "SELECT id FROM faces WHERE person_id = ? AND engine = ? ORDER BY id", (id, engine)
        )
        return [face for (face,) in rows]

    def loose_faces(self, engine: str) -> list[tuple[KnownFace, bytes, str | None]]:
        """(face, path, time taken) of faces on disk without a person, newest first."""
        rows = self._connection.execute(
            f"SELECT {KNOWN_COLUMNS}, f.path,"
            " CASE WHEN f.cluster_day IS NOT NULL THEN f.taken_local END AS taken"
            " FROM faces x JOIN files f ON f.id = x.file_id"
            " LEFT JOIN embeddings e ON e.number = x.number"
            f" WHERE x.engine = ? AND x.person_id IS NULL AND f.missing = 0 AND {COUNTED}"
            " ORDER BY taken DESC NULLS LAST, f.path, x.left, x.id",
            (engine,),
        )
        return [(known_face(row[:-2]), row[-2], _text(row[-1])) for row in rows]

    def _select(self, engine: str, condition: str, who: str, **values: Any) -> list[Person]:
        """The persons that match a condition; `who` is the same condition for the faces `x`."""
        values["engine"] = engine
        rows = self._connection.execute(
            "SELECT p.id, p.name, p.custom_id, s.faces, s.photos, s.videos, s.first, s.last,"
            " p.version, p.created, p.updated, p.edited, p.state, p.merged_into"
            f" FROM persons p LEFT JOIN ({_seen(who)}) s ON s.person_id = p.id"
            f" WHERE {condition} ORDER BY p.id",
            values,
        ).fetchall()
        covers = {
            row[0]: (row[1], Box(*row[2:]))
            for row in self._connection.execute(_covers(who), values)
        }
        described = FaceAttributes(self._connection).of_persons(who, values)
        mentioned = {
            row[0]: row[1:] for row in self._connection.execute(_mentioned(who), values).fetchall()
        }
        rows = [_with_mentions(row, mentioned.get(row[0])) for row in rows]
        labels: dict[str, dict[str, str]] = {}
        for id, key, value in self._connection.execute(
            "SELECT person_id, key, value FROM person_labels ORDER BY person_id, key"
        ):
            labels.setdefault(id, {})[key] = value
        return [
            Person(
                id=row[0],
                name=row[1],
                custom_id=row[2],
                labels=labels.get(row[0], {}),
                faces=row[3] or 0,
                photos=row[4] or 0,
                videos=row[5] or 0,
                cover=covers.get(row[0]),
                first_seen=_text(row[6]),
                last_seen=_text(row[7]),
                version=row[8],
                created=row[9],
                updated=row[10],
                edited=bool(row[11]),
                ignored=row[12] == "ignored",
                merged_into=row[13],
                traits=traits_of(described.get(row[0], ())),
            )
            for row in rows
        ]

    # writing

    def add(self, id: str, *, edited: bool = False) -> None:
        """A new person."""
        moment = now()
        self._connection.execute(
            "INSERT INTO persons (id, state, edited, created, updated)"
            " VALUES (?, 'shown', ?, ?, ?)",
            (id, edited, moment, moment),
        )

    def touch(self, ids: Iterable[str], *, edited: bool = False) -> None:
        """Count a change of persons; `edited` for one by the user."""
        self._connection.executemany(
            "UPDATE persons SET version = version + 1, updated = ?, edited = max(edited, ?)"
            " WHERE id = ?",
            ((now(), edited, id) for id in ids),
        )

    def change(self, id: str, **values: str | None) -> None:
        """Set columns of a person: name, custom_id, cover, state, merged_into."""
        self._connection.execute(
            f"UPDATE persons SET {', '.join(f'{name} = :{name}' for name in values)}"
            " WHERE id = :id",
            {**{x: entered(y) if isinstance(y, str) else y for x, y in values.items()}, "id": id},
        )

    def set_labels(self, id: str, labels: Mapping[str, str]) -> None:
        """Replace the labels of a person."""
        self._connection.execute("DELETE FROM person_labels WHERE person_id = ?", (id,))
        self._connection.executemany(
            "INSERT INTO person_labels VALUES (?, ?, ?)",
            ((id, key, value) for key, value in entered_labels(labels).items()),
        )

    def give(self, faces: Iterable[str], person: str | None) -> None:
        """Assign faces to a person for the user, or to none."""
        source, sure = ("user", 1.0) if person else (None, None)
        self._connection.executemany(
            "UPDATE faces SET person_id = ?, source = ?, confidence = ? WHERE id = ?",
            ((person, source, sure, face) for face in faces),
        )

    def join(self, old: str, into: str) -> None:
        """Put all of one person, of every engine, into another; its corrections come along."""
        self._connection.execute(
            "UPDATE faces SET person_id = ?, source = 'user', confidence = 1 WHERE person_id = ?",
            (into, old),
        )
        self._connection.execute(
            "UPDATE face_claims SET person_id = ? WHERE person_id = ?",
            (into, old),
        )
        self._connection.execute(
            "UPDATE persons SET merged_into = ? WHERE merged_into = ?", (into, old)
        )

    def edited(self) -> list[dict[str, Any]]:
        """What users entered for each person, by id; merged ones name their successor."""
        labels: dict[str, dict[str, str]] = {}
        for id, key, value in self._connection.execute("SELECT * FROM person_labels ORDER BY 1, 2"):
            labels.setdefault(id, {})[key] = value
        names = ("id", "name", "custom_id", "state", "merged_into")
        rows = self._connection.execute(
            f"SELECT {', '.join(names)} FROM persons WHERE edited OR merged_into IS NOT NULL"
            " ORDER BY id"
        )
        return [
            {**dict(zip(names, row, strict=True)), "labels": labels.get(row[0], {})} for row in rows
        ]

    def drop(self, id: str) -> None:
        """Delete a person without faces that no user has changed."""
        self._connection.execute("DELETE FROM persons WHERE id = ? AND NOT edited", (id,))

    def is_edited(self, id: str) -> bool:
        """Whether a user has changed a person."""
        row = self._connection.execute("SELECT edited FROM persons WHERE id = ?", (id,)).fetchone()
        return bool(row and row[0])

    def take_name(self, id: str) -> bool:
        """Take the name from a person that no user has changed; False if there is none."""
        done = self._connection.execute(
            "UPDATE persons SET name = NULL WHERE id = ? AND NOT edited AND name IS NOT NULL", (id,)
        )
        return done.rowcount > 0

    def drop_empty(self, ids: Iterable[str]) -> set[str]:
        """Delete those of `ids` that have neither faces nor a name; returns which."""
        dropped = set()
        for id in ids:
            done = self._connection.execute(
                "DELETE FROM persons WHERE id = ?1 AND NOT edited AND name IS NULL"
                " AND NOT EXISTS (SELECT 1 FROM faces WHERE person_id = ?1)"
                " AND NOT EXISTS (SELECT 1 FROM face_claims WHERE person_id = ?1)",
                (id,),
            )
            dropped |= {id} if done.rowcount else set()
        return dropped

    def unedited(self, engine: str) -> set[str]:
        """Persons that nobody has named or changed, without those of other engines."""
        query = (
            "SELECT id FROM persons WHERE NOT edited AND name IS NULL AND state = 'shown'"
            " AND id NOT IN"
            " (SELECT person_id FROM faces WHERE person_id IS NOT NULL AND engine != ?)"
        )
        return {id for (id,) in self._connection.execute(query, (engine,))}

    # undo

    def remember(self, action: str, persons: Iterable[str], faces: Iterable[str]) -> int:
        """Store the state of persons and faces before a correction, for `undo`; returns its number.

        Persons that do not exist yet are those that the correction creates.
        """
        before: dict[str, list[Any]] = {"persons": [], "faces": []}
        columns = ("id", "name", "custom_id", "state", "merged_into", "edited", "cover")
        for id in persons:
            row = self._connection.execute(
                f"SELECT {', '.join(columns)} FROM persons WHERE id = ?", (id,)
            ).fetchone()
            labels = self._connection.execute(
                "SELECT key, value FROM person_labels WHERE person_id = ? ORDER BY key", (id,)
            ).fetchall()
            owned = self._connection.execute(
                "SELECT number FROM face_claims WHERE person_id = ?", (id,)
            ).fetchall()
            before["persons"].append(
                {
                    "row": dict(zip(columns, row, strict=True)) if row else {"id": id},
                    "labels": labels,
                    "claims": [number for (number,) in owned],
                }
            )
        for face in faces:
            before["faces"].append(
                self._connection.execute(
                    "SELECT id, person_id, source, confidence FROM faces WHERE id = ?", (face,)
                ).fetchone()
            )
        cursor = self._connection.execute(
            "INSERT INTO person_edits (made, action, before, step, page, place)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (now(), action, json.dumps(before), *self._origin()),
        )
        return int(cursor.lastrowid or 0)

    @contextmanager
    def one_step(self, page: str) -> Iterator[Step]:
        """Corrections inside are made on a page, and are undone together."""
        (last,) = self._connection.execute("SELECT max(number) FROM person_edits").fetchone()
        self._step = Step((last or 0) + 1, page)
        try:
            yield self._step
        finally:
            self._step = None

    def _origin(self) -> tuple[int | None, str | None, int | None]:
        step = self._step
        return (step.number, step.page, step.place) if step else (None, None, None)

    def undo(self) -> tuple[str, list[str]] | None:
        """Undo the last step: what it was, and which persons it changed; None without one.

        A step is a correction, or all of those that were made on a page at once.
        """
        edits = self._connection.execute(
            "SELECT number, action, before, step FROM person_edits WHERE number ="
            " (SELECT max(number) FROM person_edits) OR step ="
            " (SELECT step FROM person_edits ORDER BY number DESC LIMIT 1) ORDER BY number DESC"
        ).fetchall()
        if not edits:
            return None
        changed = [
            id for number, _, before, _ in edits for id in self._undo(number, json.loads(before))
        ]
        return edits[0][1] if edits[0][3] is None else "apply", list(dict.fromkeys(changed))

    def _undo(self, number: int, before: Mapping[str, Any]) -> list[str]:
        """Undo one correction; returns the persons that it changed."""
        self._connection.execute("DELETE FROM face_claims WHERE edit = ?", (number,))
        self._connection.execute("DELETE FROM different_persons WHERE edit = ?", (number,))
        self._connection.executemany(
            "UPDATE faces SET person_id = ?, source = ?, confidence = ? WHERE id = ?",
            ((person, source, sure, id) for id, person, source, sure in before["faces"]),
        )
        for each in before["persons"]:
            self._put_back(each)
        self._connection.execute("DELETE FROM person_edits WHERE number = ?", (number,))
        return [each["row"]["id"] for each in before["persons"]]

    def _put_back(self, before: Mapping[str, Any]) -> None:
        row = dict(before["row"])
        id = row.pop("id")
        if not row:  # created by the correction
            self._connection.execute(
                "UPDATE faces SET person_id = NULL, source = NULL, confidence = NULL"
                " WHERE person_id = ?",
                (id,),
            )
            self._connection.execute("DELETE FROM persons WHERE id = ?", (id,))
            return
        self.change(id, **row)
        self.touch([id])
        self.set_labels(id, dict(before["labels"]))
        self._connection.executemany(
            "UPDATE face_claims SET person_id = ? WHERE number = ?",
            ((id, number) for number in before["claims"]),
        )

    def forget_unedited(self) -> None:
        """Delete the persons that no user has changed."""
        self._connection.execute(
            "DELETE FROM persons WHERE NOT edited AND id NOT IN (SELECT person_id FROM face_claims)"
        )

    def forget_all(self) -> None:
        """Delete every person with name, labels and corrections."""
        tables = ("different_persons", "face_claims", "person_edits", "person_labels", "persons")
        for table in tables:
            self._connection.execute(f"DELETE FROM {table}")


def _text(microseconds: int | None) -> str | None:
    moment = from_microseconds(microseconds)
    return moment.replace(microsecond=0).isoformat() if moment else None
