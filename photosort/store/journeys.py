"""Journeys, their days and photos, and the homes they start from."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from photosort.cluster.identity import Stored
from photosort.cluster.titles import journey_place, journey_title, listed
from photosort.dates import iso_day
from photosort.model import Home, Journey, JourneyStop, Named, TrackPoint
from photosort.store.edits import Editable, Tables
from photosort.store.renaming import Renamed, renamed
from photosort.store.times import from_microseconds

TITLE_LANGUAGE = (
    "(SELECT json_extract(value, '$.languages[0]') FROM facts_of_library WHERE name = 'places')"
)


class Journeys(Editable):
    """Queries about journeys and homes."""

    tables = Tables("journey", "first_day, json_extract(facts, '$.last_day')", "journey_id")

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self.language: str | None = None
        """The language of titles, if it differs from that of place names."""

    def columns(self) -> list[tuple[Any, ...]]:
        """(id, day, local µs, UTC µs, lat, lon, address id, camera model, in flight) of dated
        photos on disk.
        """
        return self._connection.execute(
            "SELECT id, cluster_day, taken_local, taken_utc, lat, lon, address_id, model,"
            " in_flight FROM files"
            " WHERE missing = 0 AND cluster_day IS NOT NULL AND lead_id IS NULL ORDER BY path"
        ).fetchall()

    def stored(self) -> list[Stored]:
        """All journeys that can be met again: shown, asleep or merged."""
        days: dict[str, set[int]] = {}
        for id, day in self._connection.execute("SELECT journey_id, day FROM journey_days"):
            days.setdefault(id, set()).add(day)
        return [
            Stored(id, "journey", created, tuple(sorted(days.get(id, ()))), bool(edited))
            for id, created, edited in self._connection.execute(
                "SELECT id, created, title IS NOT NULL OR custom_id IS NOT NULL"
                " OR EXISTS (SELECT 1 FROM journey_labels WHERE journey_id = journeys.id)"
                " FROM journeys WHERE state != 'deleted' ORDER BY id"
            )
        ]

    def contents(self) -> dict[str, tuple[str, frozenset[int]]]:
        """The facts (JSON) and file ids of each shown journey."""
        members: dict[str, set[int]] = {}
        for id, file in self._connection.execute("SELECT journey_id, file_id FROM journey_files"):
            members.setdefault(id, set()).add(file)
        rows = self._connection.execute("SELECT id, facts FROM journeys WHERE state = 'shown'")
        return {id: (_facts_alone(text), frozenset(members.get(id, ()))) for id, text in rows}

    def put(
        self,
        journey: Journey,
        days: Iterable[int],
        files: Iterable[tuple[int, bool]],
    ) -> None:
        """Store a shown journey with its days and (file id, located); keeps its title."""
        self._connection.execute(
            "INSERT INTO journeys (id, first_day, facts, found_title, state, created, updated)"
            f" VALUES (?1, ?2, ?3, found_title(?2, ?3, {TITLE_LANGUAGE}), 'shown', ?4, ?5)"
            " ON CONFLICT (id) DO UPDATE SET first_day = excluded.first_day,"
            " facts = excluded.facts, found_title = excluded.found_title, state = 'shown',"
            " merged_into = NULL, created = excluded.created, updated = excluded.updated",
            (
                journey.id,
                journey.first_day,
                facts_text(journey),
                journey.created,
                journey.updated,
            ),
        )
        for table in ("journey_days", "journey_files"):
            self._connection.execute(f"DELETE FROM {table} WHERE journey_id = ?", (journey.id,))
        self._connection.executemany(
            "INSERT INTO journey_days VALUES (?, ?)", ((journey.id, day) for day in days)
        )
        self._connection.executemany(
            "INSERT INTO journey_files VALUES (?, ?, ?)",
            ((journey.id, file, located) for file, located in files),
        )

    def hide_all_but(self, ids: Sequence[str], merged: Mapping[str, str]) -> None:
        """Show only `ids`; others sleep, or stand for the one that they were merged into."""
        self._connection.execute(
            "UPDATE journeys SET state = 'asleep'"
            " WHERE state = 'shown' AND id NOT IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        self.merge(merged)

    def shown(self, state: str = "shown") -> list[Journey]:
        """The journeys of the last run, in order of time; or those of another state."""
        return self._select("state = ?", (state,))

    def known(self) -> list[Journey]:
        """Shown journeys, those that sleep, and deleted ones."""
        return self._select("state != 'merged'", ())

    def get(self, id: str) -> Journey | None:
        """A journey by id, in any state."""
        return next(iter(self._select("id = ?", (id,))), None)

    def named(self, id: str | None = None) -> list[Named]:
        """The names of all journeys, or of the one with an id."""
        language = self._language()
        rows = self._connection.execute(
            "SELECT id, state, custom_id, title, first_day, facts, merged_into FROM journeys"
            " WHERE id = ?1 OR ?1 IS NULL ORDER BY first_day, id",
            (id,),
        )
        return [
            Named(
                id,
                state,
                custom_id,
                tuple(x for x in (title, found_title(day, facts, language)) if x),
                iso_day(day),
                merged_into,
                titled=2,
                stops=_stops(facts),
            )
            for id, state, custom_id, title, day, facts, merged_into in rows
        ]

    def holding(self, files: Iterable[int]) -> set[str]:
        """The ids of the journeys that contain any of the files, or a file they accompany."""
        rows = self._connection.execute(
            "SELECT DISTINCT j.journey_id FROM files f"
            " JOIN journey_files j ON j.file_id = coalesce(f.lead_id, f.id)"
            " WHERE f.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(files)),),
        )
        return {id for (id,) in rows}

    def masks(self) -> list[tuple[int, int]]:
        """First and last day of each deleted journey."""
        query = "SELECT first_day, last_day FROM journey_masks ORDER BY journey_id"
        return self._connection.execute(query).fetchall()

    def show_restored(self, ids: Sequence[str]) -> None:
        """Show those of `ids` that are asleep, unless another journey has any of their days."""
        for id in ids:
            self._connection.execute(
                "UPDATE journeys SET state = 'shown' WHERE id = ? AND state = 'asleep'", (id,)
            )
            self.settle([id])

    def settle(self, ids: Sequence[str]) -> None:
        """Hide those of `ids` that share days with another shown one: no day is in two."""
        self._connection.executemany(
            "UPDATE journeys SET state = 'asleep' WHERE id = ? AND state = 'shown'"
            " AND EXISTS (SELECT 1 FROM journeys o WHERE o.id != journeys.id"
            " AND o.state = 'shown' AND o.first_day <= json_extract(journeys.facts, '$.last_day')"
            " AND json_extract(o.facts, '$.last_day') >= journeys.first_day)",
            ((id,) for id in ids),
        )

    def track(self, id: str) -> list[TrackPoint]:
        """The located photos of a journey on disk, in order of time."""
        rows = self._connection.execute(
            "SELECT f.path, f.lat, f.lon, f.alt, f.taken_local, f.taken_utc FROM journey_files j"
            " JOIN files f ON f.id = j.file_id"
            " WHERE j.journey_id = ? AND j.located AND f.missing = 0 AND f.lat IS NOT NULL"
            " ORDER BY coalesce(f.taken_utc, f.taken_local), f.path",
            (id,),
        )
        return [
            TrackPoint(path, lat, lon, alt, from_microseconds(local), from_microseconds(utc))
            for path, lat, lon, alt, local, utc in rows
        ]

    def members(self, id: str) -> list[tuple[bytes, bool]]:
        """(path, located) of the photos of a journey on disk, in order of time."""
        return self._connection.execute(
            "SELECT f.path, j.located FROM journey_files j JOIN files f ON f.id = j.file_id"
            " WHERE j.journey_id = ? AND f.missing = 0 ORDER BY f.taken_local, f.path",
            (id,),
        ).fetchall()

    def members_of_shown(self) -> Iterable[tuple[str, int]]:
        """(journey id, file id) of the photos of all shown journeys that are on disk."""
        return self._connection.execute(
            "SELECT j.journey_id, j.file_id FROM journey_files j"
            " JOIN journeys n ON n.id = j.journey_id JOIN files f ON f.id = j.file_id"
            " WHERE n.state = 'shown' AND f.missing = 0 AND f.lead_id IS NULL"
        )

    def set_homes(self, homes: Sequence[tuple[Home, Mapping[str, str]]]) -> None:
        """Store the homes of the last run with their addresses."""
        self._connection.execute("DELETE FROM homes")
        self._connection.executemany(
            "INSERT INTO homes VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((i, *home, json.dumps(dict(address))) for i, (home, address) in enumerate(homes)),
        )

    def homes(self) -> list[tuple[Home, dict[str, str]]]:
        """The homes of the last run with their addresses."""
        rows = self._connection.execute("SELECT * FROM homes ORDER BY number")
        return [(Home(*row[1:7]), json.loads(row[7])) for row in rows]

    def rename_places(self, names: Renamed) -> None:
        """Rename the places of stops and homes."""
        for journey in self._select("1", ()):
            stops = tuple(
                stop._replace(address=renamed(stop.address, names)) for stop in journey.stops
            )
            self._connection.execute(
                "UPDATE journeys SET facts = ? WHERE id = ?",
                (facts_text(replace(journey, stops=stops)), journey.id),
            )
        self.set_homes([(home, renamed(address, names)) for home, address in self.homes()])
        self.retitle()

    def retitle(self) -> None:
        """Store the titles that follow from the stops, in the language of place names as it is."""
        self._connection.execute(
            f"UPDATE journeys SET found_title = found_title(first_day, facts, {TITLE_LANGUAGE})"
        )

    def _language(self) -> str:
        if self.language:
            return self.language
        (language,) = self._connection.execute(f"SELECT {TITLE_LANGUAGE}").fetchone()
        return language or "en"

    def _select(self, condition: str, values: tuple[str, ...]) -> list[Journey]:
        labels: dict[str, dict[str, str]] = {}
        for id, key, value in self._connection.execute(
            "SELECT journey_id, key, value FROM journey_labels ORDER BY journey_id, key"
        ):
            labels.setdefault(id, {})[key] = value
        unplaced = dict(
            self._connection.execute(
                "SELECT journey_id, count(*) FROM journey_files WHERE NOT located"
                " GROUP BY journey_id"
            )
        )
        language = self._language()
        return [
            _journey(row, labels.get(row[0], {}), unplaced.get(row[0], 0), language)
            for row in self._connection.execute(
                "SELECT id, title, custom_id, first_day, facts, created, updated, merged_into"
                " FROM journeys"
                f" WHERE {condition} ORDER BY first_day, id",
                values,
            )
        ]


def facts_text(journey: Journey) -> str:
    """The JSON of everything that was computed for a journey."""
    return json.dumps(
        {
            "start": journey.start,
            "end": journey.end,
            "last_day": journey.last_day,
            "photos": journey.photos,
            "distance_km": journey.distance_km,
            **({"stray": journey.stray} if journey.stray else {}),
            "stops": [[dict(stop.address), *stop[1:]] for stop in journey.stops],
        },
        ensure_ascii=False,
    )


def _facts_alone(text: str) -> str:
    """Facts in their current form: older ones also held a title."""
    facts = json.loads(text)
    facts.pop("title", None)
    return json.dumps(facts, ensure_ascii=False)


def _stops(text: str) -> tuple[str, ...]:
    """The names of the stops, each once."""
    levels = ("city", "province", "country")
    places = (address for address, *_ in json.loads(text)["stops"])
    names = (next((place[x] for x in levels if x in place), None) for place in places)
    return tuple(dict.fromkeys(name for name in names if name))


def found_title(first_day: int, text: str, language: str | None) -> str:
    """The title made from the facts of a journey."""
    facts = json.loads(text)
    return journey_title(_names(facts), first_day, facts["last_day"], language or "en")


def _names(facts: Mapping[str, Any]) -> list[tuple[str | None, str | None]]:
    """The names of city and country of each stop."""
    stops = [JourneyStop(*stop) for stop in facts["stops"]]
    return [(stop.name or None, stop.address.get("country")) for stop in stops]


def _journey(
    row: Sequence[Any], labels: Mapping[str, str], unplaced: int, language: str
) -> Journey:
    id, title, custom_id, first_day, text, created, updated, merged_into = row
    facts = json.loads(text)
    names = _names(facts)
    found = journey_title(names, first_day, facts["last_day"], language)
    countries = dict.fromkeys(country for _, country in names if country)
    return Journey(
        id=id,
        title=title or found,
        found_title=found,
        custom_id=custom_id,
        start=facts["start"],
        end=facts["end"],
        first_day=first_day,
        last_day=facts["last_day"],
        photos=facts["photos"],
        distance_km=facts["distance_km"],
        stray=facts.get("stray", 0),
        stops=tuple(JourneyStop(*stop) for stop in facts["stops"]),
        created=created,
        updated=updated,
        merged_into=merged_into,
        labels=labels,
        place=journey_place(names, language),
        countries=listed(list(countries), language),
        unplaced=unplaced,
    )
