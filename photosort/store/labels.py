"""Labels of files."""

import json
import sqlite3
from collections.abc import Iterable, Mapping

from photosort.store.scopes import Scope, within
from photosort.texts import entered_labels


class FileLabels:
    """Labels of files."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def set_below(self, scope: Scope, labels: Iterable[tuple[str, str]]) -> None:
        """Set labels on the files on disk below `scope`; other labels stay."""
        condition, values = within(scope)
        for key, value in entered_labels(dict(labels)).items():
            self._connection.execute(
                "INSERT INTO file_labels (file_id, key, value) SELECT id, ?, ? FROM files"
                f" WHERE missing = 0 AND {condition}"
                " ON CONFLICT (file_id, key) DO UPDATE SET value = excluded.value",
                (key, value, *values),
            )

    def set(self, ids: Iterable[int], labels: Mapping[str, str | None]) -> None:
        """Set labels of files, or remove those that are None; others stay."""
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

    def keys(self) -> list[str]:
        """The keys in use, those of most files first."""
        rows = self._connection.execute(
            "SELECT key FROM file_labels GROUP BY key ORDER BY count(*) DESC, key"
        )
        return [key for (key,) in rows]

    def most(self, ids: Iterable[int]) -> int:
        """The largest number of labels of any file of `ids`."""
        row = self._connection.execute(
            "SELECT max(number) FROM (SELECT count(*) AS number FROM file_labels"
            " WHERE file_id IN (SELECT value FROM json_each(?)) GROUP BY file_id)",
            (json.dumps(list(ids)),),
        ).fetchone()
        return int(row[0] or 0)
