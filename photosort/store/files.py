"""Files and what is known of them."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from photosort.model import (
    LEVELS,
    Facts,
    FileStamp,
    Photo,
    Place,
    Reading,
    Taken,
)
from photosort.plan.changes import Gone, Known, sidecar_key
from photosort.plan.companions import Companion, Item
from photosort.store.corrections import Corrections
from photosort.store.photos import (
    ADDRESS,
    FACTS,
    STAMP,
    TAKEN,
    read_photos,
    read_place,
    read_taken,
    taken_row,
)
from photosort.store.scopes import Scope, outside, within
from photosort.texts import entered_labels

_WRITTEN = (*STAMP, "again", "sidecars", "fingerprint", *FACTS)

_UPSERT = f"""
INSERT INTO files ({", ".join(_WRITTEN)}) VALUES ({", ".join("?" * len(_WRITTEN))})
ON CONFLICT (path) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _WRITTEN[1:])},
    missing = 0, content_hash = NULL, address_id = NULL,
    old_address_id = CASE WHEN again = 2 THEN coalesce(old_address_id, address_id) END
"""

# a failed reading that says nothing about the content keeps the facts of an earlier one
_UPSERT_ERROR = f"""
INSERT INTO files ({", ".join(STAMP)}, again, error) VALUES (?, ?, ?, ?, ?, 1, ?)
ON CONFLICT (path) DO UPDATE SET again = 1, error = excluded.error, missing = 0
"""

GONE = "missing > 0 AND missing < 3"
"""Files that are gone from disk; 0 are those that are there, 3 those left out on purpose."""


# times to the second, without what a time zone filled in
_TOLD = (
    "taken_source != 'mtime' AND (taken_known = '{0}' OR offset_source IN ('file', 'gps'))"
    " AND coalesce(taken_precision, '') NOT IN ('day', 'month', 'year')"
    " AND NOT (taken_source = 'filename' AND coalesce(taken_local, taken_utc) % 86400000000 = 0)"
)


class Unplaced(NamedTuple):
    """A file that has no address yet, and is located, or placed by the user or by itself."""

    id: int
    lat: float | None
    lon: float | None
    taken: Taken | None
    created_in: Mapping[str, str] | None = None
    in_flight: bool = False


class Organizable(NamedTuple):
    """What the folder views need to know of a file; companions have a lead.

    `taken` is the wall clock in microseconds since 1970, None where only the file system knows.
    """

    id: int
    stamp: FileStamp
    address_id: int | None
    lead: int | None
    relation: str | None
    taken: int | None


class Files:
    """Queries about files, their facts, labels and addresses."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def known(self, scope: Scope) -> dict[bytes, Known]:
        """Everything known below `scope`, photos or not, by path."""
        condition, values = within(scope)
        known: dict[bytes, Known] = {}
        for path, size, mtime_ns, ctime_ns, inode in self._connection.execute(
            f"SELECT {', '.join(STAMP)} FROM ignored WHERE {condition}", values
        ):
            known[path] = Known((path, size, mtime_ns, ctime_ns, inode), 0, 0, False, None)
        for row in self._connection.execute(
            f"SELECT {', '.join(STAMP)}, id, again, missing, error, sidecars FROM files"
            f" WHERE {condition}",
            values,
        ):
            known[row[0]] = Known(row[:5], row[5], row[6], row[7] != 0, *row[8:])
        return known

    def alike(self, size: int, fingerprint: bytes) -> list[tuple[Gone, bytes]]:
        """Files that look the same at their ends, with their paths."""
        columns = f"id, {', '.join(STAMP)}, fingerprint, content_hash"
        rows = self._connection.execute(
            f"SELECT {columns} FROM files WHERE size = ? AND fingerprint = ?", (size, fingerprint)
        )
        return [(Gone(row[0], FileStamp(*row[1:6]), row[6], row[7]), row[1]) for row in rows]

    def paths_outside(self, folders: Iterable[bytes]) -> list[bytes]:
        """Paths of files that lie in none of `folders`."""
        condition, values = outside(folders)
        query = f"SELECT path FROM files WHERE {condition} ORDER BY path"
        return [row[0] for row in self._connection.execute(query, values)]

    def present_paths(self) -> list[bytes]:
        """Paths of all files that were there when last looked at."""
        query = "SELECT path FROM files WHERE missing = 0 ORDER BY path"
        return [row[0] for row in self._connection.execute(query)]

    def is_known(self, path: bytes) -> bool:
        """Whether there is, or was, a file at a path."""
        row = self._connection.execute("SELECT 1 FROM files WHERE path = ?", (path,)).fetchone()
        return row is not None

    def known_only_at(self, paths: Iterable[bytes]) -> list[bytes]:
        """Those of `paths` that are known, and of whose content no other present file is."""
        found = []
        for path in paths:
            row = self._connection.execute(
                "SELECT EXISTS (SELECT 1 FROM files other WHERE other.size = file.size"
                " AND other.fingerprint = file.fingerprint AND other.missing = 0"
                " AND other.content_hash = file.content_hash AND other.id != file.id)"
                " FROM files file WHERE path = ?",
                (path,),
            ).fetchone()
            if row and not row[0]:
                found.append(path)
        return found

    def sample(self, scope: Scope, most: int) -> list[FileStamp]:
        """The stamps of up to `most` files on disk below `scope`, from all of its parts."""
        condition, values = within(scope)
        step = max(1, -(-self.count_present(scope) // most))
        rows = self._connection.execute(
            f"SELECT {', '.join(STAMP)} FROM (SELECT row_number() OVER (ORDER BY path) AS number, *"
            f" FROM files WHERE missing = 0 AND {condition}) WHERE number % ? = 0",
            (*values, step),
        )
        return [FileStamp(*row) for row in rows]

    def any_outside(self, folders: Iterable[bytes]) -> bool:
        """Whether any file lies in none of `folders`."""
        condition, values = outside(folders)
        query = f"SELECT EXISTS (SELECT 1 FROM files WHERE {condition})"
        return bool(self._connection.execute(query, values).fetchone()[0])

    def gone(self, ids: Iterable[int]) -> Iterator[Gone]:
        """The files `ids`, and all that are marked as gone."""
        columns = f"id, {', '.join(STAMP)}, fingerprint, content_hash"
        wanted = json.dumps(list(ids))
        for row in self._connection.execute(
            f"SELECT {columns} FROM files WHERE ({GONE}) OR id IN (SELECT value FROM json_each(?))",
            (wanted,),
        ):
            yield Gone(row[0], FileStamp(*row[1:6]), row[6], row[7])

    def fingerprints(self, ids: Iterable[int]) -> dict[int, bytes | None]:
        """Fingerprints of the files `ids`."""
        query = "SELECT id, fingerprint FROM files WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._connection.execute(query, (json.dumps(list(ids)),)))

    def ignored_among(self, paths: Iterable[bytes]) -> set[bytes]:
        """Those of `paths` that were looked at and are no photos."""
        wanted = set(paths)
        if not wanted:
            return wanted
        return wanted.intersection(
            row[0] for row in self._connection.execute("SELECT path FROM ignored")
        )

    def fingerprints_below(self, scope: Scope) -> dict[bytes, tuple[FileStamp, bytes | None]]:
        """Stamp and fingerprint of the files on disk below `scope`, by path."""
        condition, values = within(scope)
        query = (
            f"SELECT {', '.join(STAMP)}, fingerprint FROM files WHERE missing = 0 AND {condition}"
        )
        rows = self._connection.execute(query, values)
        return {row[0]: (FileStamp(*row[:5]), row[5]) for row in rows}

    def rename(self, paths: Mapping[int, bytes]) -> None:
        """Give files their new paths, which may be the old ones of others among them."""
        self._connection.executemany(
            "UPDATE files SET path = CAST(? AS BLOB) WHERE id = ?",
            ((b"\0%d" % id, id) for id in paths),
        )
        self._connection.executemany(
            "UPDATE files SET path = ? WHERE id = ?", ((path, id) for id, path in paths.items())
        )

    def move(self, id: int, path: bytes) -> None:
        """Give a file its new path."""
        self._connection.execute("UPDATE files SET path = ? WHERE id = ?", (path, id))

    def put(self, readings: Iterable[Reading], racy_from_ns: int) -> None:
        """Store readings; what changed at or after `racy_from_ns` is read again next time."""
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
        self._connection.executemany(_UPSERT_ERROR, errors)
        self._connection.executemany(
            f"INSERT OR REPLACE INTO ignored ({', '.join(STAMP)}) VALUES (?, ?, ?, ?, ?)", ignored
        )
        self._connection.executemany(
            "DELETE FROM ignored WHERE path = ?", ((row[0],) for row in (*rows, *errors))
        )
        Corrections(self._connection).keep()

    def _any_own(self) -> bool:
        """Whether any file has facts of a copy at present."""
        query = "SELECT EXISTS (SELECT 1 FROM own_facts)"
        return bool(self._connection.execute(query).fetchone()[0])

    def mark_missing(self, ids: Iterable[int]) -> None:
        """These are gone from disk."""
        self._connection.executemany(
            "UPDATE files SET missing = 1 WHERE id = ? AND missing IN (0, 3)",
            ((id,) for id in ids),
        )

    def mark_ignored(self, ids: Iterable[int]) -> int:
        """These are left out of everything while a rule says so; returns how many were not."""
        return self._connection.executemany(
            "UPDATE files SET missing = 3 WHERE id = ? AND missing != 3", ((id,) for id in ids)
        ).rowcount

    def mark_named(self, paths: Iterable[bytes]) -> None:
        """These were asked for by their own name, and stay whatever a rule says."""
        self._connection.executemany(
            "UPDATE files SET named = 1 WHERE path = ?", ((path,) for path in paths)
        )

    def named_paths(self) -> list[bytes]:
        """The paths of files that were asked for by their own name."""
        return [row[0] for row in self._connection.execute("SELECT path FROM files WHERE named")]

    def mark_present(self, ids: Iterable[int]) -> None:
        """These are back, unchanged."""
        self._connection.executemany(
            "UPDATE files SET missing = 0 WHERE id = ?", ((id,) for id in ids)
        )

    def drop_ignored(self, paths: Iterable[bytes]) -> None:
        """These are gone, and were no photos."""
        self._connection.executemany(
            "DELETE FROM ignored WHERE path = ?", ((path,) for path in paths)
        )

    def count_missing(self, scope: Scope) -> int:
        """How many known files below `scope` are gone from disk."""
        condition, values = within(scope)
        return self._count(f"{GONE} AND {condition}", values)

    def count_present(self, scope: Scope) -> int:
        """How many files below `scope` are on disk, as far as the library knows."""
        condition, values = within(scope)
        return self._count(f"missing = 0 AND {condition}", values)

    def forget(self, scope: Scope, *, gone: bool = False, ignored: bool = False) -> int:
        """Delete files below `scope` from the library: all, or those gone or ignored; how many."""
        condition, values = within(scope)
        if gone or ignored:
            of = [GONE] * gone + ["missing = 3"] * ignored
            condition += f" AND ({' OR '.join(of)})"
        else:
            self._connection.execute(f"DELETE FROM ignored WHERE {condition}", values)
        return self._connection.execute(f"DELETE FROM files WHERE {condition}", values).rowcount

    def unhashed_twins(self) -> list[tuple[int, bytes]]:
        """Id and path of present files that share a fingerprint and have no content hash yet."""
        return self._connection.execute(
            """
            SELECT id, path FROM files
            JOIN (
                SELECT size, fingerprint FROM files
                WHERE fingerprint IS NOT NULL AND missing = 0
                GROUP BY size, fingerprint HAVING count(*) > 1
            ) USING (size, fingerprint)
            WHERE content_hash IS NULL AND missing = 0
            """
        ).fetchall()

    def set_content_hashes(self, hashes: Iterable[tuple[int, bytes | None]]) -> None:
        """Keep the content hash of each id."""
        self._connection.executemany(
            "UPDATE files SET content_hash = ? WHERE id = ?", ((h, id) for id, h in hashes)
        )

    def follow_links(self, changed: Mapping[int, tuple[int, int]]) -> None:
        """Files got or lost a name and are otherwise as they were: inode → ctime before and now."""
        if not changed:
            return
        rows = self._connection.execute("SELECT id, inode, ctime_ns FROM files WHERE missing = 0")
        news = [
            (changed[inode][1], id)
            for id, inode, ctime in rows
            if inode in changed and changed[inode][0] == ctime
        ]
        self._connection.executemany("UPDATE files SET ctime_ns = ? WHERE id = ?", news)

    def settle(self, paths: Iterable[bytes]) -> None:
        """These were read again and are the same; from now on the stamp is enough."""
        self._connection.executemany(
            "UPDATE files SET again = 0, missing = 0 WHERE path = ?", ((path,) for path in paths)
        )

    def label(self, scope: Scope, labels: Iterable[tuple[str, str]]) -> None:
        """Set labels on the files on disk below `scope`; other labels stay."""
        condition, values = within(scope)
        for key, value in entered_labels(dict(labels)).items():
            self._connection.execute(
                "INSERT INTO file_labels (file_id, key, value) SELECT id, ?, ? FROM files"
                f" WHERE missing = 0 AND {condition}"
                " ON CONFLICT (file_id, key) DO UPDATE SET value = excluded.value",
                (key, value, *values),
            )

    def ids_below(self, scope: Scope) -> list[int]:
        """Ids of the files at or below `scope`, also of those gone from disk."""
        condition, values = within(scope)
        query = f"SELECT id FROM files WHERE {condition}"
        return [row[0] for row in self._connection.execute(query, values)]

    def path_of(self, id: int) -> bytes:
        """The path of a file."""
        row = self._connection.execute("SELECT path FROM files WHERE id = ?", (id,)).fetchone()
        return bytes(row[0])

    def set_labels(self, ids: Iterable[int], labels: Mapping[str, str | None]) -> None:
        """Set labels on files, or take away those that are None; others stay."""
        given = json.dumps(list(ids))
        for key, value in entered_labels(labels).items():
            if value is None:
                query = (
                    "DELETE FROM file_labels WHERE key = ?2"
                    " AND file_id IN (SELECT value FROM json_each(?1))"
                )
            else:
                query = (
                    "INSERT INTO file_labels (file_id, key, value)"
                    " SELECT value, ?2, ?3 FROM json_each(?1) WHERE 1"
                    " ON CONFLICT (file_id, key) DO UPDATE SET value = excluded.value"
                )
            self._connection.execute(query, (given, key, value)[: 2 + (value is not None)])

    def most_labels(self, ids: Iterable[int]) -> int:
        """How many labels the file of `ids` has that has most of them."""
        row = self._connection.execute(
            "SELECT max(number) FROM (SELECT count(*) AS number FROM file_labels"
            " WHERE file_id IN (SELECT value FROM json_each(?)) GROUP BY file_id)",
            (json.dumps(list(ids)),),
        ).fetchone()
        return int(row[0] or 0)

    # inferred places

    def timeline(self) -> list[tuple[int, int, float | None, float | None, bool]]:
        """(id, local µs, lat, lon, whether the place is inferred) of dated files on disk.

        A day without a time of day, as some file names have it, tells nothing here; nor does a
        photo out of an airplane.
        """
        return self._connection.execute(
            "SELECT id, taken_local, lat, lon, coalesce(place_source = 'inferred', 0) FROM files"
            " WHERE missing = 0 AND in_flight = 0 AND cluster_day IS NOT NULL"
            " AND coalesce(taken_precision, '') != 'day'"
            " AND NOT (taken_source = 'filename' AND taken_local % 86400000000 = 0)"
        ).fetchall()

    def set_inferred(self, places: Iterable[tuple[int, float | None, float | None]]) -> None:
        """Keep the inferred places of files, (id, lat, lon), None for none any more."""
        self._connection.executemany(
            "UPDATE files SET lat = ?1, lon = ?2, alt = NULL, address_id = NULL,"
            " place_source = CASE WHEN ?1 IS NULL THEN NULL ELSE 'inferred' END WHERE id = ?3",
            ((lat, lon, id) for id, lat, lon in places),
        )

    # flights

    def high(self, metres: float) -> list[tuple[int, float, bool]]:
        """(id, alt, whether it counts as in flight) of files above so many metres, and of those
        that counted so.
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
        """Keep that files are in flight, or no longer are; they ask for another address."""
        given = json.dumps(list(ids))
        among = "id IN (SELECT value FROM json_each(?))"
        self._connection.execute(
            f"UPDATE files SET in_flight = ? WHERE {among}", (int(flying), given)
        )
        self.reset_addresses(among, (given,))

    def drop_inferred(self) -> None:
        """No file has an inferred place any more."""
        self._connection.execute(
            "UPDATE files SET lat = NULL, lon = NULL, alt = NULL, address_id = NULL,"
            " place_source = NULL WHERE place_source = 'inferred'"
        )

    # companions

    def items(self) -> Iterator[Item]:
        """The readable files on disk, as far as companions are concerned."""
        for id, path, *rest in self._connection.execute(
            "SELECT id, path, content_type, content_id, size, content_hash, duration,"
            f" CASE WHEN {_TOLD.format('local')} THEN taken_local END,"
            f" CASE WHEN {_TOLD.format('utc')} THEN taken_utc END"
            " FROM files WHERE missing = 0 AND content_type IS NOT NULL"
        ):
            yield Item(id, os.fsdecode(path), *rest)

    def set_companions(self, companions: Mapping[int, Companion]) -> None:
        """Keep which files go along with which; all others stand for themselves."""
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

    # addresses

    def unplaced(self) -> list[Unplaced]:
        """Files without an address that can have one."""
        columns = f"id, lat, lon, created_in, in_flight, {', '.join(TAKEN)}"
        return [
            Unplaced(
                row[0],
                row[1],
                row[2],
                read_taken(row[5:]),
                json.loads(row[3] or "null"),
                bool(row[4]),
            )
            for row in self._connection.execute(
                f"SELECT {columns} FROM files WHERE lat IS NOT NULL AND address_id IS NULL"
                f" UNION ALL SELECT {columns} FROM files"
                " WHERE lat IS NULL AND address_id IS NULL AND created_in IS NOT NULL"
                f" UNION ALL SELECT {columns} FROM files JOIN place_corrections ON file_id = id"
                " WHERE lat IS NULL AND address_id IS NULL AND created_in IS NULL"
            )
        ]

    def any_unplaced(self) -> bool:
        """Whether there is a file without an address that can have one."""
        row = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM files WHERE lat IS NOT NULL AND address_id IS NULL)"
            " OR EXISTS (SELECT 1 FROM files"
            " WHERE lat IS NULL AND address_id IS NULL AND created_in IS NOT NULL)"
            " OR EXISTS (SELECT 1 FROM files JOIN place_corrections ON file_id = id"
            " WHERE lat IS NULL AND address_id IS NULL)"
        ).fetchone()
        return bool(row[0])

    def address_ids(self, places: Iterable[Place]) -> list[int]:
        """The id of each address; new ones are added."""
        known: dict[tuple[Any, ...], int] = {}
        ids = []
        for place in places:
            key = (
                place.country_code,
                place.timezone,
                *(tuple(x.items()) for x in (place.levels, place.basis, place.ids)),
            )
            if key not in known:
                known[key] = self._address_id(place)
            ids.append(known[key])
        return ids

    def _address_id(self, place: Place) -> int:
        names = [place.levels.get(level) for level in LEVELS]
        basis, ids = (json.dumps(dict(x), sort_keys=True) for x in (place.basis, place.ids))
        values = (place.country_code, *names, basis, place.timezone, ids)
        identity = json.dumps(values)
        row = self._connection.execute(
            "SELECT id FROM addresses WHERE identity = ?", (identity,)
        ).fetchone()
        if row:
            return int(row[0])
        cursor = self._connection.execute(
            f"INSERT INTO addresses ({', '.join(ADDRESS)}, identity)"
            f" VALUES ({', '.join('?' * (len(ADDRESS) + 1))})",
            (*values, identity),
        )
        return int(cursor.lastrowid or 0)

    def set_addresses(self, placed: Iterable[tuple[int, int, Taken | None]]) -> None:
        """Keep address and completed time of files: (id, address id, taken)."""
        self._connection.executemany(
            f"UPDATE files SET {', '.join(f'{name} = ?' for name in TAKEN)}, address_id = ?"
            " WHERE id = ?",
            ((*taken_row(taken), address, id) for id, address, taken in placed),
        )

    def fact(self, name: str) -> str | None:
        """A small fact of the library."""
        row = self._connection.execute(
            "SELECT value FROM facts_of_library WHERE name = ?", (name,)
        ).fetchone()
        return row[0] if row else None

    def languages(self) -> tuple[str, ...]:
        """The languages of the place names, as the last run of `index` chose them."""
        return tuple(json.loads(self.fact("places") or "{}").get("languages", ()))

    def set_fact(self, name: str, value: str) -> None:
        """Keep a small fact of the library."""
        self._connection.execute(
            "INSERT OR REPLACE INTO facts_of_library VALUES (?, ?)", (name, value)
        )

    def drop_fact(self, name: str) -> None:
        """Forget a small fact of the library."""
        self._connection.execute("DELETE FROM facts_of_library WHERE name = ?", (name,))

    def reset_addresses(self, condition: str = "1", values: Sequence[Any] = ()) -> None:
        """Ask for new addresses for files; `old_address_id` keeps the way back."""
        self._connection.execute(
            "UPDATE files SET old_address_id = coalesce(old_address_id, address_id),"
            f" address_id = NULL WHERE address_id IS NOT NULL AND {condition}",
            values,
        )

    def replaced_addresses(self) -> list[tuple[int, int, int]]:
        """(old address id, new one, how many files), most files first."""
        return self._connection.execute(
            "SELECT old_address_id, address_id, count(*) FROM files"
            " WHERE old_address_id IS NOT NULL AND address_id IS NOT NULL"
            " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        ).fetchall()

    def used_addresses(self) -> list[int]:
        """Ids of the addresses that files have."""
        query = "SELECT DISTINCT address_id FROM files WHERE address_id IS NOT NULL"
        return [row[0] for row in self._connection.execute(query)]

    def settle_addresses(self) -> None:
        """The trips have followed to the new addresses."""
        self._connection.execute(
            "UPDATE files SET old_address_id = NULL"
            " WHERE old_address_id IS NOT NULL AND address_id IS NOT NULL"
        )

    def places_in_use(self) -> dict[int, Place]:
        """The addresses that files have, by id: no older ones in other languages."""
        used = set(self.used_addresses())
        return {id: place for id, place in self.places().items() if id in used}

    def places(self) -> dict[int, Place]:
        """All addresses by id."""
        query = f"SELECT id, {', '.join(ADDRESS)} FROM addresses"
        return {row[0]: read_place(row[1:]) for row in self._connection.execute(query)}

    # for the commands that show

    def cluster_days(self) -> list[tuple[int, int, int, int, int, int]]:
        """(address id, day, photos, photos on disk, earliest, latest local µs) by place and day.

        Companions and duplicates do not count apart. Files that are gone count, but for those
        that `trips --rebuild` left out.
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

    def counts(self) -> dict[str, int]:
        """Totals for `status` and the summaries; readable files on disk, but for `missing`."""
        names = ("files", "photos", "videos", "located", "placed", "dated", "failed")
        row = self._connection.execute(
            """
            SELECT count(*), sum(content_type LIKE 'image/%'), sum(content_type LIKE 'video/%'),
                   sum(lat IS NOT NULL), sum(address_id IS NOT NULL AND country IS NOT NULL),
                   sum(taken_local IS NOT NULL AND taken_source != 'mtime'),
                   sum(error IS NOT NULL)
            FROM files LEFT JOIN addresses ON addresses.id = address_id WHERE missing = 0
            """
        ).fetchone()
        counts = {name: number or 0 for name, number in zip(names, row, strict=True)}
        counts["missing"] = self._count(GONE, ())
        counts["ignored"] = self._count("missing = 3", ())
        return counts

    def count_outside_clusters(self) -> tuple[int, int]:
        """Photos on disk without an address and without a date; companions do not count."""
        unplaced, undated = self._connection.execute(
            "SELECT sum(country IS NULL AND in_flight = 0), sum(cluster_day IS NULL)"
            " FROM files LEFT JOIN addresses ON addresses.id = address_id"
            " WHERE missing = 0 AND content_type IS NOT NULL AND lead_id IS NULL"
        ).fetchone()
        return unplaced or 0, undated or 0

    def day_range(self) -> tuple[int, int] | None:
        """First and last day with a dated file on disk."""
        low, high = self._connection.execute(
            "SELECT min(cluster_day), max(cluster_day) FROM files WHERE missing = 0"
        ).fetchone()
        return None if low is None else (low, high)

    def get(self, path: bytes) -> Photo | None:
        """Everything about one file."""
        row = self._connection.execute("SELECT id FROM files WHERE path = ?", (path,)).fetchone()
        return next(read_photos(self._connection, row)) if row else None

    def organizable(self) -> list[Organizable]:
        """Readable files on disk, by path."""
        return [
            Organizable(row[0], FileStamp(*row[5:]), *row[1:5])
            for row in self._connection.execute(
                "SELECT id, address_id, lead_id, relation,"
                " CASE WHEN cluster_day IS NOT NULL THEN taken_local END,"
                f" {', '.join(STAMP)} FROM files"
                " WHERE missing = 0 AND content_type IS NOT NULL ORDER BY path"
            )
        ]

    def _count(self, condition: str, values: tuple[bytes, ...]) -> int:
        query = f"SELECT count(*) FROM files WHERE {condition}"
        return int(self._connection.execute(query, values).fetchone()[0])


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
    )
