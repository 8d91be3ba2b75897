"""Faces, face scans of files, and corrections of faces."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from photosort.model import Box, Face, FaceCorrection, FaceReading, KnownFace, Pose, Skipped
from photosort.store.attributes import AS_JSON, keep_attributes, read_attributes

_GEOMETRY = ("left", "top", "width", "height")
_FACE = (
    "frame_ms", *_GEOMETRY, "score", "quality", "sharpness", "yaw", "pitch", "roll", "landmarks",
    "norm", "child",
)  # fmt: skip
KNOWN_COLUMNS = (
    ", ".join(f"x.{n}" for n in ("id", *_FACE, "engine", "person_id", "confidence", "source"))
    + ", (SELECT name FROM persons p WHERE p.id = x.person_id)"
    + f", (SELECT {AS_JSON} FROM face_attributes t WHERE t.number = x.number), e.vector"
)
# companions and duplicates are scanned only through their lead
COUNTED = "f.lead_id IS NULL AND f.content_type IS NOT NULL"

_AREA = (
    "json_array(1.0 * x.left / max(l.width, 1), 1.0 * x.top / max(l.height, 1),"
    " 1.0 * x.width / max(l.width, 1), 1.0 * x.height / max(l.height, 1))"
)


CURRENT_ENGINE = (
    "(SELECT json_extract(value, '$.engine') FROM facts_of_library WHERE name = 'people')"
)
"""SQL for the engine of the last run of `people`."""


class FileToScan(NamedTuple):
    """A file that an engine has not scanned for faces yet."""

    file_id: int
    path: bytes
    content_type: str
    width: int | None
    height: int | None
    orientation: int | None


class FaceRow(NamedTuple):
    """A face as grouping needs it; `taken` is in microseconds, None if not known to the second."""

    number: int
    id: str
    file_id: int
    frame_ms: int | None
    box: Box
    pose: Pose
    quality: float
    person: str | None
    confidence: float | None
    source: str | None
    child: float | None
    taken: int | None


class Faces:
    """Queries about faces and corrections."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # looking

    def to_scan(self, engine: str, video_seconds: float | None) -> list[FileToScan]:
        """Files on disk whose content `engine` has not scanned; videos only if asked for."""
        rows = self._connection.execute(
            "SELECT f.id, f.path, f.content_type, f.width, f.height, f.orientation FROM files f"
            " LEFT JOIN face_looks l ON l.file_id = f.id AND l.engine = :engine"
            f" WHERE f.missing = 0 AND {COUNTED} AND (l.file_id IS NULL OR l.retry"
            " OR l.fingerprint IS NOT f.fingerprint OR (:seconds IS NOT NULL"
            " AND f.content_type LIKE 'video/%' AND l.video_seconds IS NOT :seconds))"
            " AND (f.content_type LIKE 'image/%' OR :seconds IS NOT NULL) ORDER BY f.path",
            {"engine": engine, "seconds": video_seconds},
        )
        return [FileToScan(*row) for row in rows]

    def scan_again(self, file_ids: Iterable[int]) -> None:
        """Have files scanned again that engines could not read."""
        ids = list(file_ids)
        self._connection.executemany(
            "UPDATE face_looks SET retry = 1 WHERE file_id = ? AND error IS NOT NULL",
            ((id,) for id in ids),
        )
        self._connection.executemany(
            "DELETE FROM face_attribute_errors WHERE file_id = ?", ((id,) for id in ids)
        )

    def of_file(self, file_id: int, engine: str) -> list[KnownFace]:
        """The faces that an engine found in a file, with embeddings, from left to right."""
        rows = self._connection.execute(
            f"SELECT {KNOWN_COLUMNS} FROM faces x"
            " LEFT JOIN embeddings e ON e.number = x.number"
            " WHERE x.file_id = ? AND x.engine = ? ORDER BY x.frame_ms, x.left, x.id",
            (file_id, engine),
        )
        return [known_face(row) for row in rows]

    def looked_at(self, engine: str) -> dict[int, int | None]:
        """File id → faces found, of the files that an engine has met; None if unreadable."""
        return dict(
            self._connection.execute(
                "SELECT l.file_id, CASE WHEN l.error IS NULL THEN count(x.number) END"
                " FROM face_looks l"
                " LEFT JOIN faces x ON x.file_id = l.file_id AND x.engine = l.engine"
                " WHERE l.engine = ? GROUP BY l.file_id",
                (engine,),
            )
        )

    def size_of(self, path: bytes) -> tuple[int, int] | None:
        """Width and height of the upright picture at its last scan."""
        row: tuple[int, int] | None = self._connection.execute(
            "SELECT l.width, l.height FROM face_looks l JOIN files f ON f.id = l.file_id"
            f" WHERE f.path = ? AND l.engine = {CURRENT_ENGINE}",
            (path,),
        ).fetchone()
        return row

    def identity(self, file_id: int) -> tuple[int, bytes]:
        """Size and fingerprint of a file, on which face ids and corrections are based."""
        row: tuple[int, bytes] = self._connection.execute(
            "SELECT size, coalesce(fingerprint, path) FROM files WHERE id = ?",
            (file_id,),
        ).fetchone()
        return row

    def keep(
        self,
        engine: str,
        reading: FaceReading,
        faces: Iterable[KnownFace],
        video_seconds: float | None,
    ) -> None:
        """Store what an engine found in a file, replacing earlier results."""
        self._connection.execute(
            "DELETE FROM faces WHERE file_id = ? AND engine = ?", (reading.file_id, engine)
        )
        for known in faces:
            face = known.face
            cursor = self._connection.execute(
                f"INSERT INTO faces (id, file_id, engine, person_id, confidence, source,"
                f" {', '.join(_FACE)}) VALUES ({', '.join('?' * (6 + len(_FACE)))})",
                (
                    known.id,
                    reading.file_id,
                    engine,
                    known.person,
                    known.confidence,
                    known.source,
                    face.frame_ms,
                    *face.box,
                    face.score,
                    face.quality,
                    face.sharpness,
                    *face.pose,
                    json.dumps(face.landmarks),
                    face.norm,
                    face.child,
                ),
            )
            self._connection.execute(
                "INSERT INTO embeddings VALUES (?, ?)", (cursor.lastrowid, face.embedding)
            )
            if face.attributes and cursor.lastrowid:
                keep_attributes(self._connection, cursor.lastrowid, face.attributes)
        self._connection.execute(
            "INSERT OR REPLACE INTO face_looks SELECT id, ?, size, fingerprint, ?, ?, ?, ?, ?"
            " FROM files WHERE id = ?",
            (
                engine,
                video_seconds,
                reading.width,
                reading.height,
                reading.error,
                reading.retry,
                reading.file_id,
            ),
        )

    def id_is_free(self, id: str, besides: int) -> bool:
        """Whether no face outside the file `besides` has this id."""
        query = "SELECT 1 FROM faces WHERE id = ? AND file_id != ?"
        return self._connection.execute(query, (id, besides)).fetchone() is None

    def failed(self, engine: str) -> list[Skipped]:
        """Files on disk that `engine` could not scan, and why."""
        rows = self._connection.execute(
            "SELECT f.path, l.error FROM face_looks l JOIN files f ON f.id = l.file_id"
            f" WHERE l.engine = ? AND l.error IS NOT NULL AND f.missing = 0 AND {COUNTED}"
            " ORDER BY f.path",
            (engine,),
        )
        return [Skipped(*row) for row in rows]

    def counts(self, engine: str) -> tuple[int, int, int]:
        """Numbers of scanned files, faces, and faces without a person, for files on disk."""
        looked = self._connection.execute(
            "SELECT count(*) FROM face_looks l JOIN files f ON f.id = l.file_id"
            f" WHERE l.engine = ? AND l.error IS NULL AND f.missing = 0 AND {COUNTED}",
            (engine,),
        ).fetchone()
        faces = self._connection.execute(
            "SELECT count(*), count(*) - count(x.person_id) FROM faces x JOIN files f"
            f" ON f.id = x.file_id WHERE x.engine = ? AND f.missing = 0 AND {COUNTED}",
            (engine,),
        ).fetchone()
        return (looked[0], *faces)

    # grouping

    def state(self, engine: str) -> str:
        """A text that changes whenever faces or names are added or users correct something."""
        row = self._connection.execute(
            "SELECT (SELECT count(*) FROM faces WHERE engine = :engine),"
            " (SELECT max(number) FROM faces WHERE engine = :engine),"
            " (SELECT count(*) FROM person_edits), (SELECT max(number) FROM person_edits),"
            " (SELECT count(*) FROM face_claims),"
            " (SELECT count(*) FROM regions), (SELECT max(number) FROM regions)",
            {"engine": engine},
        ).fetchone()
        return json.dumps(row)

    def rows(self, engine: str) -> list[FaceRow]:
        """All faces of an engine by id, an order that is the same in every run."""
        return [
            FaceRow(row[0], row[1], row[2], row[3], Box(*row[4:8]), Pose(*row[8:11]), *row[11:17])
            for row in self._connection.execute(
                "SELECT x.number, x.id, x.file_id, x.frame_ms, x.left, x.top, x.width, x.height,"
                " x.yaw, x.pitch, x.roll, x.quality, x.person_id, x.confidence, x.source, x.child,"
                " CASE WHEN f.taken_source != 'mtime' AND f.taken_precision IS NULL"
                " THEN coalesce(f.taken_utc, f.taken_local) END"
                f" FROM faces x JOIN files f ON f.id = x.file_id WHERE x.engine = ? AND {COUNTED}"
                " ORDER BY x.id",
                (engine,),
            )
        ]

    def vectors(self, numbers: Iterable[int]) -> Iterator[bytes]:
        """The embeddings of faces, in the given order."""
        found: dict[int, bytes] = dict(
            self._connection.execute("SELECT number, vector FROM embeddings")
        )
        return (found[number] for number in numbers)

    def assign(self, rows: Iterable[tuple[int, str | None, float | None, str | None]]) -> None:
        """Assign faces to persons: (number, person, confidence, source)."""
        self._connection.executemany(
            "UPDATE faces SET person_id = ?, confidence = ?, source = ? WHERE number = ?",
            ((person, sure, source, number) for number, person, sure, source in rows),
        )

    # corrections

    def corrections(self) -> list[FaceCorrection]:
        """All corrections, oldest first."""
        return [
            FaceCorrection(row[0], row[1], row[2], tuple(json.loads(row[3])), row[4], row[5])
            for row in self._connection.execute(
                "SELECT size, fingerprint, frame_ms, area, person_id, kind"
                " FROM face_claims ORDER BY number"
            )
        ]

    def import_correction(self, correction: FaceCorrection) -> bool:
        """Add a correction made in another library; False if it is known. `undo` ignores it."""
        values = (*correction[:3], json.dumps(correction.area), correction.person, correction.kind)
        added = self._connection.execute(
            "INSERT INTO face_claims (size, fingerprint, frame_ms, area, person_id, kind, edit)"
            " SELECT ?1, ?2, ?3, ?4, ?5, ?6, 0 WHERE NOT EXISTS (SELECT 1 FROM face_claims"
            " WHERE size = ?1 AND fingerprint = ?2 AND frame_ms IS ?3 AND area = ?4"
            " AND person_id = ?5 AND kind = ?6)",
            values,
        )
        return added.rowcount > 0

    def areas(
        self, engine: str, fingerprints: Iterable[tuple[int, bytes]]
    ) -> dict[tuple[int, bytes], list[tuple[int, int | None, tuple[float, ...]]]]:
        """(number, frame, area as shares of the picture) of faces in files with this content."""
        found: dict[tuple[int, bytes], list[tuple[int, int | None, tuple[float, ...]]]] = {}
        for key in fingerprints:
            found[key] = [
                (number, frame, (left / w, top / h, width / w, height / h))
                for number, frame, left, top, width, height, w, h in self._connection.execute(
                    "SELECT x.number, x.frame_ms, x.left, x.top, x.width, x.height,"
                    " max(l.width, 1), max(l.height, 1) FROM files f"
                    " JOIN faces x ON x.file_id = f.id AND x.engine = ?"
                    " JOIN face_looks l ON l.file_id = f.id AND l.engine = x.engine"
                    " WHERE f.size = ? AND f.fingerprint = ? ORDER BY x.number",
                    (engine, *key),
                )
            ]
        return found

    def correct(
        self, faces: Iterable[str], person: str, kind: str, edit: int, *, only_new: bool = False
    ) -> None:
        """Store the corrections of the edit `edit`; later ones outweigh earlier ones.

        With `only_new`, only for faces that nobody has assigned to this person yet.
        """
        condition = (
            " AND NOT EXISTS (SELECT 1 FROM face_claims c WHERE c.fingerprint = f.fingerprint"
            " AND c.size = f.size AND c.person_id = :person AND c.kind IN ('is', 'was')"
            f" AND c.area = {_AREA} AND c.frame_ms IS x.frame_ms)"
        )
        self._connection.executemany(
            "INSERT INTO face_claims (size, fingerprint, frame_ms, area, person_id, kind, edit)"
            f" SELECT f.size, f.fingerprint, x.frame_ms, {_AREA}, :person, :kind, :edit"
            " FROM faces x JOIN files f ON f.id = x.file_id"
            " JOIN face_looks l ON l.file_id = x.file_id AND l.engine = x.engine"
            " WHERE x.id = :face AND f.fingerprint IS NOT NULL" + condition * only_new,
            ({"face": each, "person": person, "kind": kind, "edit": edit} for each in faces),
        )

    def renew_corrections(self, file_id: int, engine: str) -> None:
        """Move corrections of a file to its new content, before `keep` stores that."""
        self._connection.execute(
            "INSERT INTO face_claims (size, fingerprint, frame_ms, area, person_id, kind, edit)"
            " SELECT f.size, f.fingerprint, c.frame_ms, c.area, c.person_id, c.kind, c.edit"
            " FROM face_looks l JOIN files f ON f.id = l.file_id"
            " JOIN face_claims c ON c.size = l.size AND c.fingerprint = l.fingerprint"
            " WHERE l.file_id = ? AND l.engine = ? AND l.fingerprint IS NOT f.fingerprint"
            " ORDER BY c.number",
            (file_id, engine),
        )

    def forget_all(self) -> int:
        """Delete all faces, embeddings and scans; returns the number of faces."""
        count = self._connection.execute("SELECT count(*) FROM faces").fetchone()[0]
        for table in ("face_attributes", "embeddings", "faces", "face_looks"):
            self._connection.execute(f"DELETE FROM {table}")
        return int(count)


def known_face(row: Sequence[Any]) -> KnownFace:
    """A face from its `KNOWN_COLUMNS`."""
    id, frame_ms, left, top, width, height, score, quality, sharpness = row[:9]
    yaw, pitch, roll, landmarks, norm, child = row[9:15]
    engine, person, confidence, source, name, attributes, vector = row[15:]
    face = Face(
        box=Box(left, top, width, height),
        score=score,
        landmarks=tuple((x, y) for x, y in json.loads(landmarks)),
        pose=Pose(yaw, pitch, roll),
        sharpness=sharpness,
        quality=quality,
        embedding=vector or b"",
        frame_ms=frame_ms,
        norm=norm,
        child=child,
        attributes=read_attributes(attributes),
    )
    return KnownFace(id, face, engine, person, confidence, source, name)
