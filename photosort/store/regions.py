"""Names of persons that other programs gave to regions of photos, or to whole photos."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from photosort.model import NamedRegion, Reading

Area = tuple[float, float, float, float]

_LEAD = "coalesce(f.lead_id, f.id)"

MENTIONED = (
    f"(SELECT DISTINCT coalesce(w.merged_into, w.id) AS person_id, {_LEAD} AS file_id"
    " FROM regions r JOIN files f ON f.id = r.file_id JOIN persons w ON w.id = r.person_id)"
)
"""SQL for persons and the photos that they are in by a name alone, without a face.

A person that was merged stands for its successor.
"""


class Told(NamedTuple):
    """A name in a photo; `file_id` is that of the lead, where faces are looked for."""

    number: int
    file_id: int
    name: str
    area: Area | None


class Regions:
    """Queries about named regions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, readings: Iterable[Reading]) -> None:
        """Store the regions of files that were just read; unchanged ones stay as they are."""
        read = {
            each.stamp.path: each.facts.regions if each.facts else ()
            for each in readings
            if not each.retry
        }
        if not (any(read.values()) or self._any()):
            return
        for path, regions in read.items():
            row = self._connection.execute("SELECT id FROM files WHERE path = ?", (path,))
            for (id,) in row.fetchall():
                self._replace(id, regions, given=False)

    def give(self, file_id: int, regions: Sequence[NamedRegion]) -> bool:
        """Store regions of a file that an import told, in place of earlier ones; whether new."""
        return self._replace(file_id, regions, given=True)

    def _any(self) -> bool:
        query = "SELECT EXISTS (SELECT 1 FROM regions WHERE NOT given)"
        return bool(self._connection.execute(query).fetchone()[0])

    def _replace(self, file_id: int, regions: Sequence[NamedRegion], *, given: bool) -> bool:
        wanted = [(x.name, x.area and json.dumps(x.area), x.source) for x in regions]
        before = self._connection.execute(
            "SELECT name, area, source FROM regions WHERE file_id = ? AND given = ?"
            " ORDER BY number",
            (file_id, given),
        ).fetchall()
        if before == wanted:
            return False
        self._connection.execute(
            "DELETE FROM regions WHERE file_id = ? AND given = ?", (file_id, given)
        )
        self._connection.executemany(
            "INSERT INTO regions (file_id, given, name, area, source) VALUES (?, ?, ?, ?, ?)",
            ((file_id, given, *each) for each in wanted),
        )
        return True

    def told(self) -> list[Told]:
        """All names, those of imports first; also in files that are gone."""
        rows = self._connection.execute(
            f"SELECT r.number, {_LEAD}, r.name, r.area FROM regions r"
            " JOIN files f ON f.id = r.file_id ORDER BY r.given DESC, r.number"
        )
        return [
            Told(number, file, name, tuple(json.loads(area)) if area else None)
            for number, file, name, area in rows
        ]

    def faces(self, engine: str) -> dict[int, list[tuple[int, Area]]]:
        """File id → number and area of each face in the photos that have named regions."""
        found: dict[int, list[tuple[int, Area]]] = {}
        for file, number, left, top, width, height, across, down in self._connection.execute(
            "SELECT x.file_id, x.number, x.left, x.top, x.width, x.height,"
            " max(l.width, 1), max(l.height, 1) FROM faces x"
            " JOIN face_looks l ON l.file_id = x.file_id AND l.engine = x.engine"
            f" WHERE x.engine = ? AND x.frame_ms IS NULL AND x.file_id IN (SELECT {_LEAD}"
            " FROM regions r JOIN files f ON f.id = r.file_id) ORDER BY x.number",
            (engine,),
        ):
            area = (left / across, top / down, width / across, height / down)
            found.setdefault(file, []).append((number, area))
        return found

    def persons(self) -> dict[str, str]:
        """The person of each name that was told, by the name as it is compared."""
        return dict(self._connection.execute("SELECT key, person_id FROM region_names"))

    def set_persons(self, persons: Mapping[str, str]) -> None:
        """Replace which person each name is."""
        self._connection.execute("DELETE FROM region_names")
        self._connection.executemany("INSERT INTO region_names VALUES (?, ?)", persons.items())

    def mention(self, persons: Mapping[int, str]) -> set[str]:
        """Store whose photos those are where no face was found, by number of the region.

        Returns the persons whose photos have changed.
        """
        before = dict(
            self._connection.execute(
                "SELECT number, person_id FROM regions WHERE person_id IS NOT NULL"
            )
        )
        changed = {
            number
            for number in before.keys() | persons.keys()
            if before.get(number) != persons.get(number)
        }
        self._connection.executemany(
            "UPDATE regions SET person_id = ? WHERE number = ?",
            ((persons.get(number), number) for number in sorted(changed)),
        )
        return {
            person
            for number in changed
            for person in (before.get(number), persons.get(number))
            if person
        }

    def forget(self) -> None:
        """Delete all names."""
        self._connection.execute("DELETE FROM regions")
        self._connection.execute("DELETE FROM region_names")
