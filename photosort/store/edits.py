"""What users enter for trips, journeys and moments, what they delete, and undo."""

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from photosort.model import Named
from photosort.store.times import now
from photosort.texts import entered, entered_labels


class Tables(NamedTuple):
    """The tables of a noun: `NOUNs`, `NOUN_labels`, `NOUN_masks` and `NOUN_edits`.

    `mask` lists the columns of `NOUNs` that a mask consists of. `owner` is the column of
    `NOUN_labels` that refers to `NOUNs`, and `owned` its value for an id.
    """

    noun: str
    mask: str
    owner: str
    owned: str = "?"


class Entered(NamedTuple):
    """What a user has entered for a thing."""

    title: str | None
    custom_id: str | None
    labels: Mapping[str, str]


class Editable(ABC):
    """Things that users edit and delete, stored in `tables`."""

    tables: ClassVar[Tables]

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @abstractmethod
    def named(self, id: str | None = None) -> list[Named]:
        """The names of all things, or of the one with an id."""

    def entered(self, id: str) -> Entered:
        """What a user has entered for one of them."""
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
        """Show those of `ids` that are asleep at once, if that is possible before the next run."""

    @abstractmethod
    def settle(self, ids: Sequence[str]) -> None:
        """Make the states of `ids` consistent after an undo."""

    def update(
        self, id: str, title: str | None, custom_id: str | None, labels: Mapping[str, str]
    ) -> None:
        """Set what a user entered; empty text removes it."""
        self._connection.execute(
            f"UPDATE {self.tables.noun}s SET title = ?, custom_id = ?, updated = ? WHERE id = ?",
            (entered(title), entered(custom_id), now(), id),
        )
        self._replace_labels(id, labels)

    def delete(self, id: str) -> None:
        """Hide one of them for good, and mask its days."""
        noun = self.tables.noun
        self._connection.execute(
            f"INSERT OR REPLACE INTO {noun}_masks"
            f" SELECT id, {self.tables.mask} FROM {noun}s WHERE id = ?",
            (id,),
        )
        self._connection.execute(f"UPDATE {noun}s SET state = 'deleted' WHERE id = ?", (id,))

    def restore(self, id: str) -> bool:
        """Remove the mask of a deleted one, which is then asleep; False if it was not deleted."""
        noun = self.tables.noun
        self._connection.execute(f"DELETE FROM {noun}_masks WHERE {noun}_id = ?", (id,))
        changed = self._connection.execute(
            f"UPDATE {noun}s SET state = 'asleep' WHERE id = ? AND state = 'deleted'", (id,)
        )
        return changed.rowcount > 0

    def count(self) -> int:
        """How many are shown."""
        query = f"SELECT count(*) FROM {self.tables.noun}s WHERE state = 'shown'"
        return int(self._connection.execute(query).fetchone()[0])

    def ids(self) -> list[str]:
        """Every id that there is, in whatever state."""
        query = f"SELECT id FROM {self.tables.noun}s"
        return [row[0] for row in self._connection.execute(query)]

    def deleted(self) -> set[str]:
        """The ids of deleted things."""
        query = f"SELECT id FROM {self.tables.noun}s WHERE state = 'deleted'"
        return {row[0] for row in self._connection.execute(query)}

    def merge(self, merged: Mapping[str, str]) -> None:
        """Have things stand for those that they were merged into, by id.

        The latter take what they lack of what users entered, once: what is removed later stays so.
        """
        noun = self.tables.noun
        for old, new in merged.items():
            changed = self._connection.execute(
                f"UPDATE {noun}s SET state = 'merged', merged_into = ?1"
                " WHERE id = ?2 AND (state != 'merged' OR merged_into != ?1)",
                (new, old),
            )
            if changed.rowcount:
                self._hand_over(old, new)

    def _hand_over(self, old: str, new: str) -> None:
        noun, _, owner, owned = self.tables
        self._connection.execute(
            f"UPDATE {noun}s SET title = coalesce(title, (SELECT title FROM {noun}s"
            f" WHERE id = ?1)), custom_id = coalesce(custom_id, (SELECT custom_id FROM {noun}s"
            " WHERE id = ?1)) WHERE id = ?2",
            (old, new),
        )
        self._connection.execute(
            f"INSERT OR IGNORE INTO {noun}_labels SELECT {owned}, key, value"
            f" FROM {noun}_labels WHERE {owner} = {owned}",
            (new, old),
        )

    def remember(self, action: str, ids: Sequence[str]) -> None:
        """Store the state of `ids` before an edit, for `undo`."""
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
        """Undo the last edit: what it was, and the ids; None without one."""
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
        # runs since then decide what is shown, unless the edit deleted or restored it
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
