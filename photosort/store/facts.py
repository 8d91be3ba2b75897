"""The facts of files and what follows from them: companions, inferred places, totals."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from photosort.model import Facts, FileStamp, Photo, Precision, Reading, camera_name
from photosort.plan.changes import sidecar_key
from photosort.plan.companions import Companion, Item
from photosort.store.addresses import Addresses
from photosort.store.corrections import Corrections
from photosort.store.files import DATED, GONE
from photosort.store.imports import Imports
from photosort.store.keywords import Keywords
from photosort.store.paths import name_at, path_text
from photosort.store.photos import FACTS, STAMP, description_row, read_photos, taken_row
from photosort.store.regions import Regions

_DERIVED = ("path_text", "name_at", "camera")
_WRITTEN = (*STAMP, *_DERIVED, "again", "sidecars", "fingerprint", *FACTS)

_UPSERT = f"""
INSERT INTO files ({", ".join(_WRITTEN)}) VALUES ({", ".join("?" * len(_WRITTEN))})
ON CONFLICT (path) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _WRITTEN[1:])},
    missing = 0, content_hash = NULL, address_id = NULL,
    old_address_id = CASE WHEN again = 2 THEN coalesce(old_address_id, address_id) END
"""

# a failed reading that says nothing about the content keeps the earlier facts
_UPSERT_ERROR = f"""
INSERT INTO files ({", ".join(STAMP)}, path_text, name_at, again, error)
VALUES (?1, ?2, ?3, ?4, ?5, path_text(?1), name_at(?1), 1, ?6)
ON CONFLICT (path) DO UPDATE SET again = 1, error = excluded.error, missing = 0
"""

# times known to the second, without what a time zone filled in
_TOLD = (
    "taken_source != 'mtime' AND (taken_known = '{0}' OR offset_source IN ('file', 'gps'))"
    " AND coalesce(taken_precision, '') NOT IN ('day', 'month', 'year')"
    " AND NOT (taken_source = 'filename' AND coalesce(taken_local, taken_utc) % 86400000000 = 0)"
)

# one pass over the table; what two indexes know is left to them
_TOTALS = f"""
SELECT count(*),
    count(*) FILTER (WHERE content_type >= 'image/' AND content_type < 'image0'),
    count(*) FILTER (WHERE content_type >= 'video/' AND content_type < 'video0'),
    count(lat), count(*) FILTER (WHERE {DATED}), count(error),
    count(*) FILTER (WHERE place_source = 'inferred'),
    count(*) FILTER (WHERE lead_id IS NULL AND in_flight = 0 AND content_type IS NOT NULL)
FROM files WHERE missing = 0
"""
_PLACED_TOTALS = """
SELECT coalesce(sum(all_of_it), 0), coalesce(sum(alone), 0) FROM (
    SELECT address_id, sum(missing = 0) AS all_of_it,
        sum(missing = 0 AND lead_id IS NULL) AS alone
    FROM files WHERE address_id IS NOT NULL GROUP BY address_id
) JOIN addresses ON id = address_id WHERE country IS NOT NULL
"""
# also where only UTC is known, which no zone makes a local date of
_TIMED = "coalesce(taken_source, 'mtime') != 'mtime'"


class Organizable(NamedTuple):
    """A file as views need it; companions have a lead.

    `taken` is the wall clock in microseconds since 1970, or UTC where no zone is known; None where
    only the file system knows. `precision` tells how much of it is known.
    """

    id: int
    stamp: FileStamp
    address_id: int | None
    lead: int | None
    relation: str | None
    taken: int | None
    precision: Precision


class Whereabouts(NamedTuple):
    """What tells why a file is in no folder. `day` is None also where less than a day is known."""

    id: int
    address_id: int | None
    located: bool
    flying: bool
    day: int | None
    dated: bool
    video: bool
    make: str | None
    model: str | None
    lat: float | None
    lon: float | None


class FileFacts:
    """What was read of files, and what follows from it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, readings: Sequence[Reading], racy_from_ns: int) -> None:
        """Store readings; files changed at or after `racy_from_ns` are read again next time."""
        rows, errors, ignored = [], [], []
        for reading in readings:
            if reading.retry:
                errors.append((*reading.stamp, reading.error))
            elif reading.facts is None and reading.error is None:
                ignored.append(reading.stamp)
            else:
                again = max(reading.stamp.mtime_ns, reading.stamp.ctime_ns) >= racy_from_ns
                rows.append(
                    (
                        *reading.stamp,
                        *_derived(reading),
                        again,
                        sidecar_key(reading.sidecars),
                        reading.fingerprint,
                        reading.error,
                        *_facts_row(reading.facts),
                    )
                )
        self._connection.executemany(_UPSERT, rows)
        self._connection.executemany(
            "DELETE FROM own_facts WHERE file_id = (SELECT id FROM files WHERE path = ?)",
            ((row[0],) for row in (rows if self._any_own() else ())),
        )
        self._put_keywords(readings)
        Regions(self._connection).put(readings)
        self._connection.executemany(_UPSERT_ERROR, errors)
        self._connection.executemany(
            f"INSERT OR REPLACE INTO ignored ({', '.join(STAMP)}) VALUES (?, ?, ?, ?, ?)", ignored
        )
        self._connection.executemany(
            "DELETE FROM ignored WHERE path = ?", ((row[0],) for row in (*rows, *errors))
        )
        Corrections(self._connection).keep()
        Imports(self._connection).keep(row[0] for row in rows)

    def _put_keywords(self, readings: Iterable[Reading]) -> None:
        """Store the keywords of files that were just read, in place of earlier ones."""
        read = [each for each in readings if not each.retry]
        keywords = Keywords(self._connection)
        if keywords.any():
            keywords.drop(each.stamp.path for each in read)
        for each in read:
            if each.facts and each.facts.description.keywords:
                keywords.add(each.stamp.path, each.facts.description.keywords)

    def _any_own(self) -> bool:
        """Whether any file currently has facts from a copy."""
        query = "SELECT EXISTS (SELECT 1 FROM own_facts)"
        return bool(self._connection.execute(query).fetchone()[0])

    def timeline(self) -> list[tuple[int, int, float | None, float | None, bool]]:
        """(id, local µs, lat, lon, whether the place is inferred) of dated files on disk.

        Dates without a time of day, as in some file names, and photos in flight are left out.
        """
        return self._connection.execute(
            "SELECT id, taken_local, lat, lon, coalesce(place_source = 'inferred', 0) FROM files"
            " WHERE missing = 0 AND in_flight = 0 AND cluster_day IS NOT NULL"
            " AND coalesce(taken_precision, '') != 'day'"
            " AND NOT (taken_source = 'filename' AND taken_local % 86400000000 = 0)"
        ).fetchall()

    def set_inferred(self, places: Iterable[tuple[int, float | None, float | None]]) -> None:
        """Store the inferred places of files, (id, lat, lon), None for none."""
        self._connection.executemany(
            "UPDATE files SET lat = ?1, lon = ?2, alt = NULL, address_id = NULL,"
            " place_source = CASE WHEN ?1 IS NULL THEN NULL ELSE 'inferred' END WHERE id = ?3",
            ((lat, lon, id) for id, lat, lon in places),
        )

    def high(self, metres: float) -> list[tuple[int, float, bool]]:
        """(id, alt, in flight) of files above a number of metres, and of those that were marked as
        in flight.
        """
        return self._connection.execute(
            "SELECT id, alt, in_flight FROM files WHERE alt > 2000 AND alt > ?1 UNION"
            " SELECT id, alt, in_flight FROM files WHERE in_flight = 1",
            (metres,),
        ).fetchall()

    def fixes(self) -> list[tuple[int, int, float, float]]:
        """(id, µs of UTC or else local, lat, lon) of files with a place and a time of their own."""
        return self._connection.execute(
            "SELECT id, coalesce(taken_utc, taken_local), lat, lon FROM files"
            " WHERE lat IS NOT NULL AND cluster_day IS NOT NULL AND missing < 2"
            " AND place_source != 'inferred' AND coalesce(taken_utc, taken_local) IS NOT NULL"
            " AND coalesce(taken_precision, '') != 'day' AND taken_local % 86400000000 != 0"
        ).fetchall()

    def set_in_flight(self, ids: Iterable[int], flying: bool) -> None:
        """Mark files as in flight or not; their addresses are worked out again."""
        given = json.dumps(list(ids))
        among = "id IN (SELECT value FROM json_each(?))"
        self._connection.execute(
            f"UPDATE files SET in_flight = ? WHERE {among}", (int(flying), given)
        )
        Addresses(self._connection).reset(among, (given,))

    def drop_inferred(self) -> None:
        """Remove all inferred places."""
        self._connection.execute(
            "UPDATE files SET lat = NULL, lon = NULL, alt = NULL, address_id = NULL,"
            " place_source = NULL WHERE place_source = 'inferred'"
        )

    def items(self) -> Iterator[Item]:
        """The readable files on disk, as `find_companions` needs them."""
        for id, path, *rest in self._connection.execute(
            "SELECT id, path, content_type, content_id, size, content_hash, duration,"
            f" CASE WHEN {_TOLD.format('local')} THEN taken_local END,"
            f" CASE WHEN {_TOLD.format('utc')} THEN taken_utc END"
            " FROM files WHERE missing = 0 AND content_type IS NOT NULL"
        ):
            yield Item(id, os.fsdecode(path), *rest)

    def set_companions(self, companions: Mapping[int, Companion]) -> None:
        """Store companions and their leads; all other files stand for themselves."""
        before = {
            id: (lead, relation)
            for id, lead, relation in self._connection.execute(
                "SELECT id, lead_id, relation FROM files WHERE lead_id IS NOT NULL"
            )
        }
        self._connection.executemany(
            "UPDATE files SET lead_id = NULL, relation = NULL WHERE id = ?",
            ((id,) for id in before if id not in companions),
        )
        self._connection.executemany(
            "UPDATE files SET lead_id = ?, relation = ? WHERE id = ?",
            ((*to, id) for id, to in companions.items() if before.get(id) != to),
        )

    def cluster_days(self) -> list[tuple[int, int, int, int, int, int]]:
        """(address id, day, photos, photos on disk, earliest, latest local µs) by place and day.

        Companions and duplicates do not count. Files that are gone do, except those that
        `trips --rebuild` left out.
        """
        return self._connection.execute(
            """
            SELECT address_id, cluster_day, count(*), sum(missing = 0),
                   min(taken_local), max(taken_local)
            FROM files
            WHERE address_id IS NOT NULL AND cluster_day IS NOT NULL AND missing < 2
                AND lead_id IS NULL
            GROUP BY address_id, cluster_day
            """
        ).fetchall()

    def spots(self) -> list[tuple[int, int, int, float, float]]:
        """(address id, day, photos, lat, lon) by place and day, of located photos on disk.

        The point is the middle of them; across the date line, where degrees have none, one of them.
        """
        return self._connection.execute(
            """
            SELECT address_id, cluster_day, count(*), avg(lat),
                   CASE WHEN max(lon) - min(lon) < 180 THEN avg(lon) ELSE max(lon) END
            FROM files
            WHERE address_id IS NOT NULL AND cluster_day IS NOT NULL AND missing = 0
                AND lat IS NOT NULL AND in_flight = 0 AND lead_id IS NULL
            GROUP BY address_id, cluster_day
            """
        ).fetchall()

    def counts(self) -> dict[str, int]:
        """Totals for `status` and the summaries: files on disk, but for `missing` and `ignored`.

        `placed` ones have an address, `located` ones coordinates. `unplaced` are the photos that
        no trip can take in for want of an address; companions and duplicates do not count there.
        """
        names = ("files", "photos", "videos", "located", "dated", "failed", "inferred", "alone")
        row = self._connection.execute(_TOTALS).fetchone()
        counts = dict(zip(names, row, strict=True))
        counts["placed"], placed_alone = self._connection.execute(_PLACED_TOTALS).fetchone()
        counts["unplaced"] = counts.pop("alone") - placed_alone
        counts["duplicates"] = self._connection.execute(
            "SELECT count(*) FROM files WHERE lead_id IS NOT NULL AND relation = 'duplicate'"
            " AND missing = 0"
        ).fetchone()[0]
        counts["missing"], counts["ignored"] = self._connection.execute(
            f"SELECT count(*) FILTER (WHERE {GONE}), count(*) FILTER (WHERE missing = 3)"
            " FROM files WHERE missing != 0"
        ).fetchone()
        return counts

    def count_outside_clusters(self) -> tuple[int, int]:
        """Photos on disk without an address and without a date; companions do not count."""
        unplaced, undated = self._connection.execute(
            "SELECT sum(country IS NULL AND in_flight = 0), sum(cluster_day IS NULL)"
            " FROM files LEFT JOIN addresses ON addresses.id = address_id"
            " WHERE missing = 0 AND content_type IS NOT NULL AND lead_id IS NULL"
        ).fetchone()
        return unplaced or 0, undated or 0

    def unplaced(self) -> set[int]:
        """Ids of the photos on disk without an address; companions do not count."""
        rows = self._connection.execute(
            "SELECT files.id FROM files LEFT JOIN addresses ON addresses.id = address_id"
            " WHERE missing = 0 AND content_type IS NOT NULL AND lead_id IS NULL"
            " AND country IS NULL AND in_flight = 0"
        )
        return {id for (id,) in rows}

    def day_range(self) -> tuple[int, int] | None:
        """First and last day with a dated file on disk."""
        first, last = (
            self._connection.execute(
                f"SELECT cluster_day FROM files WHERE missing = 0 AND {DATED}"
                f" AND cluster_day IS NOT NULL ORDER BY taken_local {direction} LIMIT 1"
            ).fetchone()
            for direction in ("ASC", "DESC")
        )
        return None if first is None else (first[0], last[0])

    def get(self, path: bytes) -> Photo | None:
        """Everything about one file."""
        row = self._connection.execute("SELECT id FROM files WHERE path = ?", (path,)).fetchone()
        return next(read_photos(self._connection, row)) if row else None

    def organizable(self) -> list[Organizable]:
        """Readable files on disk, by path."""
        return [
            Organizable(row[0], FileStamp(*row[6:]), *row[1:6])
            for row in self._connection.execute(
                f"SELECT id, address_id, lead_id, relation, CASE WHEN {_TIMED}"
                " THEN coalesce(taken_local, taken_utc) END,"
                f" coalesce(taken_precision, 'second'), {', '.join(STAMP)} FROM files"
                " WHERE missing = 0 AND content_type IS NOT NULL ORDER BY path"
            )
        ]

    def whereabouts(self, ids: Iterable[int]) -> Iterator[Whereabouts]:
        """Of these files, in order of id."""
        for row in self._connection.execute(
            "SELECT id, address_id, lat IS NOT NULL, in_flight, cluster_day,"
            f" {_TIMED} AND coalesce(taken_local, taken_utc) IS NOT NULL,"
            " content_type LIKE 'video/%', make, model, lat, lon FROM files"
            " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(ids)),),
        ):
            yield Whereabouts(*row)


def _derived(reading: Reading) -> tuple[Any, ...]:
    """What follows from path and camera alone, for programs that read the library."""
    path, facts = reading.stamp.path, reading.facts
    camera = camera_name(facts.make, facts.model) if facts else ""
    return path_text(path), name_at(path), camera or None


def _facts_row(facts: Facts | None) -> tuple[Any, ...]:
    if facts is None:
        return (None,) * (len(FACTS) - 1)
    place = facts.coordinates
    return (
        facts.content_type,
        facts.width,
        facts.height,
        facts.orientation,
        facts.make,
        facts.model,
        facts.duration,
        place and place.lat,
        place and place.lon,
        place and place.alt,
        facts.place_source,
        *taken_row(facts.taken),
        facts.content_id,
        json.dumps(facts.created_in, ensure_ascii=False) if facts.created_in else None,
        *description_row(facts.description),
    )
