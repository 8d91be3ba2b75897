"""Facts shared by exact copies; `own_facts` keeps what each file has by itself."""

import json
import sqlite3
from typing import Any

from photosort.model import Description
from photosort.plan.copies import Copy, share
from photosort.store.keywords import Keywords
from photosort.store.photos import DESCRIPTION, TAKEN, description_row, read_description

_PLACE = ("place_source", "lat", "lon", "alt")
_COLUMNS = (*TAKEN, *_PLACE, *DESCRIPTION)
_KEYWORDS = "(SELECT json_group_array(keyword) FROM keywords WHERE keywords.file_id = files.id)"

_ON_DISK = "missing = 0 AND content_type IS NOT NULL"

# copies whose facts have different sources, with sidecars, or that share facts already
_ALIKE = f"""
SELECT id, {", ".join(_COLUMNS)}, {_KEYWORDS}, facts, size, content_hash FROM files
JOIN (
    SELECT size, content_hash FROM files
    WHERE content_hash IS NOT NULL AND {_ON_DISK}
    GROUP BY size, content_hash
    HAVING count(*) > 1 AND (
        min(coalesce(taken_source, '')) != max(coalesce(taken_source, ''))
        OR min(coalesce(place_source, '')) != max(coalesce(place_source, ''))
        OR min(coalesce(sidecars, '')) != max(coalesce(sidecars, ''))
        OR max(id IN (SELECT file_id FROM own_facts))
    )
) USING (size, content_hash)
LEFT JOIN own_facts ON file_id = id
WHERE {_ON_DISK} ORDER BY size, content_hash, path
"""


class Copies:
    """Queries about files of the same content."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def pool(self) -> None:
        """Give all copies of the same content the most reliable facts that any of them has.

        Facts that they get are geocoded and completed like others. A copy that is now the only one
        gets its own facts back.
        """
        groups: dict[tuple[int, bytes], list[tuple[Copy, Copy]]] = {}
        for row in self._connection.execute(_ALIKE):
            *now_row, facts = row[1 : len(_COLUMNS) + 3]
            now = _copy(row[0], now_row)
            own = _own(row[0], facts, now_row) if facts else now
            groups.setdefault(row[-2:], []).append((now, own))
        pooled: set[int] = set()
        for group in groups.values():
            for wanted, (now, own) in zip(share([own for _, own in group]), group, strict=True):
                pooled |= self._keep_own(own) if wanted != own else set()
                self._put(wanted, now)
        self._restore(pooled)

    def _keep_own(self, own: Copy) -> set[int]:
        self._connection.execute(
            "INSERT OR REPLACE INTO own_facts VALUES (?, ?)",
            (own.id, json.dumps(_row(own))),
        )
        return {own.id}

    def _restore(self, pooled: set[int]) -> None:
        """Restore the own facts of files that share none any more."""
        rows = self._connection.execute(
            f"SELECT id, {', '.join(_COLUMNS)}, {_KEYWORDS}, facts"
            " FROM own_facts JOIN files ON id = file_id"
        ).fetchall()
        for row in rows:
            if row[0] not in pooled:
                now = row[1:-1]
                self._put(_own(row[0], row[-1], now), _copy(row[0], now))
                self._connection.execute("DELETE FROM own_facts WHERE file_id = ?", row[:1])

    def _put(self, wanted: Copy, now: Copy) -> None:
        if wanted.taken != now.taken and now.taken_source != "user":
            self._set(wanted.id, TAKEN, _taken_row(wanted))
        if wanted.place != now.place and now.place_source != "user":
            self._set(wanted.id, _PLACE, _place_row(wanted))
        if wanted.description != now.description:
            self._describe(wanted.id, wanted.description)

    def _describe(self, id: int, wanted: Description) -> None:
        self._connection.execute(
            f"UPDATE files SET {', '.join(f'{name} = ?' for name in DESCRIPTION)} WHERE id = ?",
            (*description_row(wanted), id),
        )
        self._connection.execute("DELETE FROM keywords WHERE file_id = ?", (id,))
        Keywords(self._connection).put(id, wanted.keywords)

    def _set(self, id: int, columns: tuple[str, ...], values: tuple[Any, ...]) -> None:
        self._connection.execute(
            f"UPDATE files SET address_id = NULL, {', '.join(f'{name} = ?' for name in columns)}"
            " WHERE id = ?",
            (*values, id),
        )


def _own(id: int, facts: str, now: Any) -> Copy:
    """The facts that a file has by itself, as stored; earlier versions stored less of them."""
    row = json.loads(facts)
    return _copy(id, [*row, *now[len(row) :]])


def _copy(id: int, row: Any) -> Copy:
    """The facts of a file, without what its time zone and neighbouring photos filled in.

    `row` are the columns, then the keywords as JSON.
    """
    times, places = len(TAKEN), len(TAKEN) + len(_PLACE)
    taken, place = tuple(row[:times]), tuple(row[times:places])
    source = taken[0]
    if taken[TAKEN.index("offset_source")] == "zone":
        other = "taken_utc" if taken[TAKEN.index("taken_known")] == "local" else "taken_local"
        filled = (other, "taken_offset", "offset_source")
        taken = tuple(
            None if name in filled else value for name, value in zip(TAKEN, taken, strict=True)
        )
    if place[0] == "inferred":
        place = (None,) * len(_PLACE)
    return Copy(
        id,
        source,
        taken if source else None,
        place[0],
        place if place[0] else None,
        read_description(row[places:-1], json.loads(row[-1])),
    )


def _row(copy: Copy) -> list[Any]:
    """The inverse of `_copy`."""
    keywords = json.dumps(copy.description.keywords, ensure_ascii=False)
    return [*_taken_row(copy), *_place_row(copy), *description_row(copy.description), keywords]


def _taken_row(copy: Copy) -> tuple[Any, ...]:
    return copy.taken or (None,) * len(TAKEN)


def _place_row(copy: Copy) -> tuple[Any, ...]:
    return copy.place or (None,) * len(_PLACE)
