"""What a glance at each picture told, by the key of its content."""

import json
import sqlite3
from collections.abc import Iterable, Mapping

from photosort.plan.choice import Look

_SIGN = 1 << 63


class Looks:
    """Queries about looks."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of(self, keys: Iterable[str]) -> dict[str, Look]:
        """The looks that are known of `keys`."""
        rows = self._connection.execute(
            "SELECT key, hash, sharpness, width, height FROM looks"
            " WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
        return {key: Look(hash + _SIGN, *rest) for key, hash, *rest in rows}

    def put(self, looks: Mapping[str, Look]) -> None:
        """Keep looks."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?, ?)",
            ((key, look.hash - _SIGN, *look[1:]) for key, look in looks.items()),
        )
