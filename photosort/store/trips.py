"""Trips, and the days and places that they are made of."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from photosort.cluster.identity import Stored
from photosort.cluster.spans import DayMask
from photosort.dates import iso_day
from photosort.model import LEVELS, Named, Trip, place_name
from photosort.store.edits import Editable, Tables
from photosort.store.renaming import Renamed, renamed

_COLUMNS = (
    "id", "level", "address", "start", "end", "first_day", "last_day", "photo_days", "photos",
    "title", "custom_id", "created", "updated", "merged_into", "home",
)  # fmt: skip
_SELECT = ", ".join(f't."{name}"' for name in _COLUMNS)

# coarse levels first, as in a printed list
_LEVEL_ORDER = (
    "CASE t.level " + " ".join(f"WHEN '{x}' THEN {i}" for i, x in enumerate(LEVELS)) + " END"
)

PlaceDay = tuple[int, int]
"""Address id and day."""


class Content(NamedTuple):
    """The content of a trip, to tell whether it has changed: start, end, counts; and its days."""

    facts: tuple[Any, ...]
    days: frozenset[PlaceDay]


class Trips(Editable):
    """Queries about trips."""

    tables = Tables("trip", "level, key, first_day, last_day", "trip_id")

    def stored(self, levels: Sequence[str]) -> list[Stored]:
        """All clusters of `levels` that may be matched again: shown, asleep or merged."""
        days: dict[str, set[int]] = {}
        for id, day in self._connection.execute(
            "SELECT DISTINCT trip_id, day FROM trip_days ORDER BY trip_id, day"
        ):
            days.setdefault(id, set()).add(day)
        return [
            Stored(id, f"{level} {key}", created, tuple(sorted(days.get(id, ()))), bool(edited))
            for id, level, key, created, edited in self._connection.execute(
                "SELECT id, level, key, created,"
                " pinned OR title IS NOT NULL OR custom_id IS NOT NULL"
                " OR EXISTS (SELECT 1 FROM trip_labels WHERE trip_id = trips.id)"
                f" FROM trips WHERE state != 'deleted'"
                f" AND level IN ({', '.join('?' * len(levels))}) ORDER BY id",
                tuple(levels),
            )
        ]

    def get(self, id: str) -> Trip | None:
        """A trip by id, in any state."""
        return next(iter(self._select("t.id = ?", (id,))), None)

    def named(self, id: str | None = None) -> list[Named]:
        """The names of all trips, or of the one with an id."""
        rows = self._connection.execute(
            "SELECT id, state, custom_id, title, level, address, first_day, merged_into FROM trips"
            " WHERE id = ?1 OR ?1 IS NULL ORDER BY first_day, last_day, id",
            (id,),
        )
        return [
            Named(
                id,
                state,
                custom_id,
                _names(title, level, json.loads(address)),
                iso_day(day),
                to,
                titled=1 if title else 0,
            )
            for id, state, custom_id, title, level, address, day, to in rows
        ]

    def shown(self, state: str = "shown") -> list[Trip]:
        """The trips of the last run, by start, end, level and address; or those of a state."""
        return self._select("t.state = ?", (state,))

    def members(self, id: str) -> tuple[bytes, ...]:
        """Paths of the photos of a trip that are on disk, in order of time."""
        rows = self._connection.execute(
            "SELECT f.path FROM trip_days d JOIN files f"
            " ON f.address_id = d.address_id AND f.cluster_day = d.day"
            " WHERE d.trip_id = ? AND f.missing = 0 AND f.lead_id IS NULL"
            " ORDER BY f.taken_local, f.path",
            (id,),
        )
        return tuple(row[0] for row in rows)

    def members_of_level(self, level: str) -> Iterable[tuple[str, int]]:
        """(trip id, file id) of the photos of all shown trips of a level."""
        return self._connection.execute(
            "SELECT t.id, f.id FROM trips t JOIN trip_days d ON d.trip_id = t.id"
            " JOIN files f ON f.address_id = d.address_id AND f.cluster_day = d.day"
            " WHERE t.state = 'shown' AND t.level = ? AND f.missing = 0"
            " AND f.lead_id IS NULL",
            (level,),
        )

    def days_of_shown(self) -> Iterable[tuple[str, int, int]]:
        """(trip id, address id, day) of all shown trips."""
        return self._connection.execute(
            "SELECT t.id, d.address_id, d.day FROM trips t JOIN trip_days d ON d.trip_id = t.id"
            " WHERE t.state = 'shown'"
        )

    def mark_at_home(self, ids: Iterable[str]) -> None:
        """Keep which of the shown trips are days at home: `ids`, and no others."""
        self._connection.execute(
            "UPDATE trips SET home = NOT home WHERE state = 'shown'"
            " AND home != (id IN (SELECT value FROM json_each(?)))",
            (json.dumps(list(ids)),),
        )

    def show_restored(self, ids: Sequence[str]) -> None:
        """Nothing to do: the next run shows them, and may join them with others."""

    def settle(self, ids: Sequence[str]) -> None:
        """Nothing to do: trips may overlap."""

    def holding(self, files: Iterable[int]) -> set[str]:
        """The ids of the trips that contain any of the files, or a file they accompany."""
        rows = self._connection.execute(
            "SELECT DISTINCT d.trip_id FROM files g"
            " JOIN files f ON f.id = coalesce(g.lead_id, g.id)"
            " JOIN trip_days d ON d.address_id = f.address_id AND d.day = f.cluster_day"
            " WHERE g.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(files)),),
        )
        return {id for (id,) in rows}

    def levels(self) -> set[str]:
        """The levels of the shown trips."""
        return {
            row[0]
            for row in self._connection.execute(
                "SELECT DISTINCT level FROM trips WHERE state = 'shown'"
            )
        }

    def contents(self, ids: Iterable[str]) -> dict[str, Content]:
        """The stored contents of the trips `ids`."""
        wanted = set(ids)
        days: dict[str, set[PlaceDay]] = {id: set() for id in wanted}
        for id, address, day in self._connection.execute("SELECT * FROM trip_days"):
            if id in wanted:
                days[id].add((address, day))
        rows = self._connection.execute(
            'SELECT id, start, "end", photo_days, known_photos FROM trips'
        )
        return {
            row[0]: Content(row[1:], frozenset(days[row[0]])) for row in rows if row[0] in wanted
        }

    def wake(self, id: str, address: Mapping[str, str]) -> None:
        """Show an unchanged trip again; only the language of its names may differ."""
        text = json.dumps(dict(address))
        self._connection.execute(
            "UPDATE trips SET state = 'shown', merged_into = NULL, address = ?"
            " WHERE id = ? AND (state != 'shown' OR address != ?)",
            (text, id, text),
        )

    def put(self, trip: Trip, key: str, known_photos: int, days: Iterable[PlaceDay]) -> None:
        """Store a shown trip with its places and days; keeps what the user entered."""
        self._connection.execute(
            'INSERT INTO trips (id, level, key, address, start, "end", first_day, last_day,'
            " photo_days, photos, known_photos, state, created, updated)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'shown', ?, ?)"
            ' ON CONFLICT (id) DO UPDATE SET start = excluded.start, "end" = excluded."end",'
            " address = excluded.address, key = excluded.key,"
            " first_day = excluded.first_day, last_day = excluded.last_day,"
            " photo_days = excluded.photo_days, photos = excluded.photos,"
            " known_photos = excluded.known_photos, state = 'shown', merged_into = NULL,"
            " created = excluded.created, updated = excluded.updated",
            (
                trip.id,
                trip.level,
                key,
                json.dumps(dict(trip.address)),
                trip.start,
                trip.end,
                trip.first_day,
                trip.last_day,
                trip.photo_days,
                trip.photos,
                known_photos,
                trip.created,
                trip.updated,
            ),
        )
        self._connection.execute("DELETE FROM trip_days WHERE trip_id = ?", (trip.id,))
        self._connection.executemany(
            "INSERT INTO trip_days VALUES (?, ?, ?)", ((trip.id, *day) for day in days)
        )

    def count_photos(self, counts: Mapping[str, int]) -> None:
        """Store how many photos of each trip are on disk."""
        self._connection.executemany(
            "UPDATE trips SET photos = ? WHERE id = ? AND photos != ?",
            ((number, id, number) for id, number in counts.items()),
        )

    def sleep_all_but(self, awake: Iterable[str]) -> int:
        """Hide all shown trips but these; returns how many."""
        keep = set(awake)
        shown = self._connection.execute("SELECT id FROM trips WHERE state = 'shown'").fetchall()
        hidden = [(id,) for (id,) in shown if id not in keep]
        self._connection.executemany("UPDATE trips SET state = 'asleep' WHERE id = ?", hidden)
        return len(hidden)

    def rename(self, keys: Mapping[tuple[str, str], str]) -> None:
        """Give trips and masks the new keys of their places: (level, old key) → new key."""
        for change in ("trips SET pinned = 1,", "trip_masks SET"):
            self._connection.executemany(
                f"UPDATE {change} key = ? WHERE level = ? AND key = ?",
                ((new, level, old) for (level, old), new in keys.items()),
            )
        self._connection.execute(
            "INSERT OR IGNORE INTO trip_days SELECT d.trip_id, f.address_id, d.day"
            " FROM files f JOIN trip_days d"
            " ON d.address_id = f.old_address_id AND d.day = f.cluster_day"
            " WHERE f.old_address_id IS NOT NULL AND f.address_id IS NOT NULL"
        )
        self._connection.execute(
            "DELETE FROM trip_days WHERE address_id IN (SELECT old_address_id FROM files"
            " WHERE old_address_id IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM files f"
            " WHERE f.address_id = trip_days.address_id AND f.cluster_day = trip_days.day)"
        )

    def rename_places(self, names: Renamed) -> None:
        """Rename the places in the addresses of trips."""
        rows = self._connection.execute("SELECT id, address FROM trips").fetchall()
        self._connection.executemany(
            "UPDATE trips SET address = ? WHERE id = ?",
            ((json.dumps(renamed(json.loads(text), names)), id) for id, text in rows),
        )

    def masks(self) -> list[DayMask]:
        """The days of deleted trips."""
        query = "SELECT level, key, first_day, last_day FROM trip_masks ORDER BY trip_id"
        return [DayMask(*row) for row in self._connection.execute(query)]

    def drop_missing(self) -> None:
        """Exclude files that are gone from disk from clusters."""
        self._connection.execute("UPDATE files SET missing = 2 WHERE missing = 1")

    def _select(self, condition: str, values: tuple[str, ...]) -> list[Trip]:
        rows = self._connection.execute(
            f"SELECT {_SELECT} FROM trips t WHERE {condition}"
            f" ORDER BY t.first_day, t.last_day, {_LEVEL_ORDER}, t.key, t.id",
            values,
        ).fetchall()
        labels: dict[str, dict[str, str]] = {}
        for id, key, value in self._connection.execute(
            "SELECT trip_id, key, value FROM trip_labels ORDER BY trip_id, key"
        ):
            labels.setdefault(id, {})[key] = value
        return [replace(_trip(row), labels=labels.get(row[0], {})) for row in rows]


def _trip(row: Sequence[Any]) -> Trip:
    values = dict(zip(_COLUMNS, row, strict=True))
    values |= {"address": json.loads(values["address"]), "home": bool(values["home"])}
    return Trip(**values, labels={})


def _names(title: str | None, level: str, address: Mapping[str, str]) -> tuple[str, ...]:
    """The title, the place down to its country, and the place alone."""
    place = place_name(address)
    return tuple(dict.fromkeys(x for x in (title, place, address.get(level)) if x))
