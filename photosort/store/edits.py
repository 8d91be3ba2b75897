"""What users enter of trips, journeys and moments, what they delete, and how it is taken back."""

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from photosort.model import Named
from photosort.store.times import now
from photosort.texts import entered, entered_labels


class Tables(NamedTuple):
    """Where things of a kind are kept: `NOUNs`, `NOUN_labels`, `NOUN_masks`, `NOUN_edits`.

    `mask` are the columns of `NOUNs` that a mask is made of. Labels belong to `owner`, which is
    `owned` for an id.
    """

    noun: str
    mask: str
    owner: str
    owned: str = "?"


class Entered(NamedTuple):
    """What a user has entered of a thing."""

    title: str | None
    custom_id: str | None
    labels: Mapping[str, str]


class Editable(ABC):
    """Things that users title, label, number and delete; `tables` says where they are kept."""

    tables: ClassVar[Tables]

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @abstractmethod
    def named(self, id: str | None = None) -> list[Named]:
        """What the things may be called by: all of them, or the one of an id."""

    def entered(self, id: str) -> Entered:
        """What a user has entered of one."""
        noun, _, owner, owned = self.tables
        title, custom_id = self._connection.execute(
            f"SELECT title, custom_id FROM {noun}s WHERE id = ?", (id,)
        ).fetchone()
        labels = self._connection.execute(
            f"SELECT key, value FROM {noun}_labels WHERE {owner} = {owned} ORDER BY key", (id,)
        )
        return Entered(title, custom_id, dict(labels.fetchall()))

    @abstractmethod
    def show_restored(self, ids: Sequence[str]) -> None:
        """Show those of `ids` that sleep at once, where that can be; else the next run does."""

    @abstractmethod
    def settle(self, ids: Sequence[str]) -> None:
        """Mend what an undo of old edits may have made of `ids`."""

    def update(
        self, id: str, title: str | None, custom_id: str | None, labels: Mapping[str, str]
    ) -> None:
        """Set what a user entered; empty text takes it away."""
        self._connection.execute(
            f"UPDATE {self.tables.noun}s SET title = ?, custom_id = ?, updated = ? WHERE id = ?",
            (entered(title), entered(custom_id), now(), id),
        )
        self._replace_labels(id, labels)

    def delete(self, id: str) -> None:
        """Hide one for good, and mask its days."""
        noun = self.tables.noun
        self._connection.execute(
            f"INSERT OR REPLACE INTO {noun}_masks"
            f" SELECT id, {self.tables.mask} FROM {noun}s WHERE id = ?",
            (id,),
        )
        self._connection.execute(f"UPDATE {noun}s SET state = 'deleted' WHERE id = ?", (id,))

    def restore(self, id: str) -> bool:
        """Lift the mask of a deleted one, which sleeps then; False where none was deleted."""
        noun = self.tables.noun
        self._connection.execute(f"DELETE FROM {noun}_masks WHERE {noun}_id = ?", (id,))
        changed = self._connection.execute(
            f"UPDATE {noun}s SET state = 'asleep' WHERE id = ? AND state = 'deleted'", (id,)
        )
        return changed.rowcount > 0

    def deleted(self) -> set[str]:
        """The ids of those that were deleted."""
        query = f"SELECT id FROM {self.tables.noun}s WHERE state = 'deleted'"
        return {row[0] for row in self._connection.execute(query)}

    def remember(self, action: str, ids: Sequence[str]) -> None:
        """Keep what `ids` are before an edit, for `undo`."""
        self._connection.execute(
            f"INSERT INTO {self.tables.noun}_edits (made, action, before) VALUES (?, ?, ?)",
            (now(), action, json.dumps([self._as_it_is(id) for id in ids])),
        )

    def _as_it_is(self, id: str) -> dict[str, object]:
        noun, _, owner, owned = self.tables
        return {
            noun: self._connection.execute(
                f"SELECT id, title, custom_id, state, updated FROM {noun}s WHERE id = ?", (id,)
            ).fetchone(),
            "labels": self._connection.execute(
                f"SELECT key, value FROM {noun}_labels WHERE {owner} = {owned} ORDER BY key", (id,)
            ).fetchall(),
            "mask": self._connection.execute(
                f"SELECT * FROM {noun}_masks WHERE {noun}_id = ?", (id,)
            ).fetchone(),
        }

    def undo(self) -> tuple[str, list[str]] | None:
        """Take back the last edit: what it was, and the ids; None where there is none."""
        noun = self.tables.noun
        row = self._connection.execute(
            f"SELECT id, action, before FROM {noun}_edits ORDER BY id DESC LIMIT 1"
        ).fetchone()
        if row is None:
            return None
        number, action, before = row
        ids = []
        for each in json.loads(before):
            self._put_back(each[noun], dict(each["labels"]), each["mask"])
            ids.append(each[noun][0])
        self._connection.execute(f"DELETE FROM {noun}_edits WHERE id = ?", (number,))
        self.settle(ids)
        return action, ids

    def _put_back(
        self, row: Sequence[str | None], labels: Mapping[str, str], mask: Sequence[object] | None
    ) -> None:
        noun = self.tables.noun
        id, title, custom_id, state, updated = row
        assert id is not None
        # whether it is shown is what the runs since then say, if no user has deleted it
        self._connection.execute(
            f"UPDATE {noun}s SET title = ?, custom_id = ?, updated = ?,"
            " state = CASE WHEN 'deleted' IN (state, ?4) THEN ?4 ELSE state END WHERE id = ?5",
            (entered(title), entered(custom_id), updated, state, id),
        )
        self._replace_labels(id, labels)
        self._connection.execute(f"DELETE FROM {noun}_masks WHERE {noun}_id = ?", (id,))
        if mask:
            self._connection.execute(
                f"INSERT INTO {noun}_masks VALUES ({', '.join('?' * len(mask))})", tuple(mask)
            )

    def _replace_labels(self, id: str, labels: Mapping[str, str]) -> None:
        noun, _, owner, owned = self.tables
        self._connection.execute(f"DELETE FROM {noun}_labels WHERE {owner} = {owned}", (id,))
        self._connection.executemany(
            f"INSERT INTO {noun}_labels VALUES ({owned}, ?, ?)",
            ((id, key, value) for key, value in entered_labels(labels).items()),
        )
