"""Picture statistics, by the key of the content."""

import json
import sqlite3
from collections.abc import Iterable, Mapping

from photosort.plan.choice import PictureStatistics

_SIGN = 1 << 63


class Statistics:
    """Queries about picture statistics."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of(self, keys: Iterable[str]) -> dict[str, PictureStatistics]:
        """The known statistics of `keys`."""
        rows = self._connection.execute(
            "SELECT key, hash, sharpness, width, height FROM looks"
            " WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
        return {key: PictureStatistics(hash + _SIGN, *rest) for key, hash, *rest in rows}

    def deadly(self, keys: Iterable[str]) -> dict[str, str]:
        """Those of `keys` that kill every process, with the reason."""
        rows = self._connection.execute(
            "SELECT key, reason FROM deadly WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
        return dict(rows)

    def put_deadly(self, reasons: Mapping[str, str]) -> None:
        """Mark pictures that must not be tried again."""
        self._connection.executemany("INSERT OR REPLACE INTO deadly VALUES (?, ?)", reasons.items())

    def forget_deadly(self) -> None:
        """Have all pictures tried again."""
        self._connection.execute("DELETE FROM deadly")

    def put(self, statistics: Mapping[str, PictureStatistics]) -> None:
        """Store statistics."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?, ?)",
            ((key, each.hash - _SIGN, *each[1:]) for key, each in statistics.items()),
        )
