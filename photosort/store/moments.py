"""Moments and the photos they are made of."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from photosort.model import LEVELS, Coordinates, Moment, Named
from photosort.store.edits import Editable, Tables
from photosort.store.renaming import Renamed, renamed

_COLUMNS = "number, id, first, last, facts, title, custom_id, merged_into, created, updated"
_EDITED = (
    "(title IS NOT NULL OR custom_id IS NOT NULL"
    " OR EXISTS (SELECT 1 FROM moment_labels WHERE moment = moments.number))"
)


class StoredMoment(NamedTuple):
    """A moment of earlier runs; `facts` as stored by `put`. `edited` ones keep their id."""

    number: int
    id: str
    shown: bool
    facts: str
    created: str
    edited: bool


Member = tuple[str, int, bytes]
"""Id of the moment, file id and path of a photo on disk."""


class Moments(Editable):
    """Queries about moments."""

    tables = Tables("moment", "first, last", "moment", "(SELECT number FROM moments WHERE id = ?)")

    def columns(self) -> list[tuple[Any, ...]]:
        """(id, local µs, UTC µs, lat, lon, address id) of dated photos on disk, by path.

        Dates of the file and inferred places do not count, nor does the UTC that follows from one.
        """
        return self._connection.execute(
            "SELECT id, taken_local,"
            " CASE WHEN place_source = 'inferred' AND taken_known = 'local'"
            " AND offset_source = 'zone' THEN NULL ELSE taken_utc END,"
            " CASE WHEN place_source = 'inferred' THEN NULL ELSE lat END, lon,"
            " CASE WHEN place_source = 'inferred' THEN NULL ELSE address_id END"
            " FROM files WHERE missing = 0 AND lead_id IS NULL AND content_type IS NOT NULL"
            " AND taken_source != 'mtime' AND coalesce(taken_utc, taken_local) IS NOT NULL"
            " AND coalesce(taken_precision, '') NOT IN ('month', 'year') ORDER BY path"
        ).fetchall()

    def count_undated(self) -> int:
        """Photos on disk that `columns` leaves out."""
        row = self._connection.execute(
            "SELECT count(*) FROM files WHERE missing = 0 AND lead_id IS NULL"
            " AND content_type IS NOT NULL AND (taken_source IS NULL OR taken_source = 'mtime'"
            " OR coalesce(taken_utc, taken_local) IS NULL"
            " OR taken_precision IN ('month', 'year'))"
        ).fetchone()
        return int(row[0])

    def stored(self) -> list[StoredMoment]:
        """The moments that may be matched again, shown or edited, by number."""
        rows = self._connection.execute(
            f"SELECT number, id, state = 'shown', facts, created, {_EDITED} FROM moments"
            f" WHERE state = 'shown' OR (state != 'deleted' AND {_EDITED}) ORDER BY number"
        )
        return [StoredMoment(a, b, bool(c), d, e, bool(f)) for a, b, c, d, e, f in rows]

    def files(self) -> list[tuple[int, int, int]]:
        """(number, file id, time) of the photos of the moments that can be met again."""
        return self._connection.execute(
            "SELECT moment, file_id, time FROM moment_files JOIN moments ON number = moment"
            " WHERE state != 'deleted'"
        ).fetchall()

    def put(self, moment: Moment, files: Iterable[tuple[int, int]]) -> None:
        """Store a shown moment with its (file id, time); keeps what the user entered."""
        self._connection.execute(
            "INSERT INTO moments (id, first, last, facts, state, created, updated)"
            " VALUES (?, ?, ?, ?, 'shown', ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " first = excluded.first, last = excluded.last, facts = excluded.facts,"
            " state = 'shown', merged_into = NULL, created = excluded.created,"
            " updated = excluded.updated",
            (
                moment.id,
                moment.first,
                moment.last,
                facts_text(moment),
                moment.created,
                moment.updated,
            ),
        )
        number = self._number(moment.id)
        self._connection.execute("DELETE FROM moment_files WHERE moment = ?", (number,))
        self._connection.executemany(
            "INSERT INTO moment_files VALUES (?, ?, ?)", ((number, *file) for file in files)
        )

    def hide_all_but(self, ids: Iterable[str], merged: Mapping[str, str]) -> None:
        """Show only `ids`; others sleep, or stand for the one that they were merged into.

        Moments that the user did not edit lose their photos.
        """
        self._connection.execute(
            "UPDATE moments SET state = 'asleep'"
            " WHERE state = 'shown' AND id NOT IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        self.merge(merged)
        self._connection.execute(
            "DELETE FROM moment_files WHERE moment IN"
            " (SELECT number FROM moments"
            f" WHERE state NOT IN ('shown', 'deleted') AND NOT {_EDITED})"
        )

    def shown(self, state: str = "shown") -> list[Moment]:
        """The moments of the last run, or of a state, in order of time; without members."""
        return self._select("state = ?", (state,))

    def known(self) -> list[tuple[Moment, bool]]:
        """The moments that are shown, edited or deleted, and whether they are deleted."""
        deleted = self.deleted()
        found = self._select(f"state IN ('shown', 'deleted') OR {_EDITED}", ())
        return [(each, each.id in deleted) for each in found if not each.merged_into]

    def get(self, id: str) -> Moment | None:
        """A moment by id, in any state; without members."""
        return next(iter(self._select("id = ?", (id,))), None)

    def named(self, id: str | None = None) -> list[Named]:
        """The names of all moments, or of the one with an id."""
        rows = self._connection.execute(
            "SELECT id, state, custom_id, title, facts, merged_into FROM moments"
            " WHERE id = ?1 OR ?1 IS NULL ORDER BY first, id",
            (id,),
        )
        return [
            _named(id, state, custom_id, title, json.loads(facts), merged_into)
            for id, state, custom_id, title, facts, merged_into in rows
        ]

    def holding(self, files: Iterable[int]) -> set[str]:
        """The ids of the moments that contain any of the files, or a file they accompany."""
        rows = self._connection.execute(
            "SELECT DISTINCT n.id FROM files f"
            " JOIN moment_files m ON m.file_id = coalesce(f.lead_id, f.id)"
            " JOIN moments n ON n.number = m.moment"
            " WHERE f.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(files)),),
        )
        return {id for (id,) in rows}

    def masks(self) -> list[tuple[int, int]]:
        """First and last time of each deleted moment, in microseconds of UTC."""
        query = "SELECT first, last FROM moment_masks ORDER BY moment_id"
        return self._connection.execute(query).fetchall()

    def show_restored(self, ids: Sequence[str]) -> None:
        """Show those of `ids` that are asleep and still have photos."""
        self._connection.executemany(
            "UPDATE moments SET state = 'shown' WHERE id = ? AND state = 'asleep'"
            " AND EXISTS (SELECT 1 FROM moment_files WHERE moment = moments.number)",
            ((id,) for id in ids),
        )

    def settle(self, ids: Sequence[str]) -> None:
        """Nothing to do: masked photos are in no other moment."""

    def members(self, ids: Iterable[str]) -> list[Member]:
        """The photos on disk of the moments `ids`, those of each in order of time."""
        return self._connection.execute(
            "SELECT m.id, f.id, f.path FROM moments m JOIN moment_files x ON x.moment = m.number"
            " JOIN files f ON f.id = x.file_id"
            " WHERE m.id IN (SELECT value FROM json_each(?)) AND f.missing = 0"
            " ORDER BY m.number, x.time, f.path",
            (json.dumps(list(ids)),),
        ).fetchall()

    def _number(self, id: str) -> int:
        row = self._connection.execute("SELECT number FROM moments WHERE id = ?", (id,)).fetchone()
        return int(row[0])

    def _select(self, condition: str, values: tuple[str, ...]) -> list[Moment]:
        labels: dict[int, dict[str, str]] = {}
        for number, key, value in self._connection.execute(
            "SELECT moment, key, value FROM moment_labels ORDER BY moment, key"
        ):
            labels.setdefault(number, {})[key] = value
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM moments WHERE {condition} ORDER BY first, id", values
        )
        return [_moment(row, labels.get(row[0], {})) for row in rows]

    def rename_places(self, names: Renamed) -> None:
        """Rename the places in the addresses of moments."""
        rows = self._connection.execute("SELECT number, facts FROM moments").fetchall()
        for number, text in rows:
            *rest, address = json.loads(text)
            self._connection.execute(
                "UPDATE moments SET facts = ? WHERE number = ?",
                (json.dumps([*rest, renamed(address, names)]), number),
            )


def facts_text(moment: Moment) -> str:
    """The stored facts of a moment without its photos, as canonical text."""
    center = moment.center and [moment.center.lat, moment.center.lon]
    return json.dumps([moment.start, moment.end, center, dict(moment.address)])


def _moment(row: Sequence[Any], labels: Mapping[str, str]) -> Moment:
    _, id, first, last, facts, title, custom_id, merged_into, created, updated = row
    start, end, center, address = json.loads(facts)
    return Moment(
        id=id,
        start=start,
        end=end,
        first=first,
        last=last,
        center=Coordinates(*center) if center else None,
        address=address,
        title=title,
        custom_id=custom_id,
        labels=labels,
        created=created,
        updated=updated,
        merged_into=merged_into,
    )


def _named(
    id: str,
    state: str,
    custom_id: str | None,
    title: str | None,
    facts: Sequence[Any],
    merged_into: str | None,
) -> Named:
    start, _, _, address = facts
    names = [address[level] for level in reversed(LEVELS) if level in address]
    place = ", ".join(dict.fromkeys(names))
    called = dict.fromkeys(x for x in (title, place, *names[:1]) if x)
    return Named(
        id, state, custom_id, tuple(called), start[:10], merged_into, titled=1 if title else 0
    )
