"""What a library remembers between runs, as text by name."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any


class Remembered:
    """What a library remembers between runs, as text by name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str | None:
        """A fact of the library by name, or None."""
        row = self._connection.execute(
            "SELECT value FROM facts_of_library WHERE name = ?", (name,)
        ).fetchone()
        return row[0] if row else None

    def geocoder(self) -> str | None:
        """The geocoder that was chosen by the last run of `index`."""
        return self._places().get("geocoder")

    def languages(self) -> tuple[str, ...]:
        """The languages of place names, as chosen by the last run of `index`."""
        return tuple(self._places().get("languages", ()))

    def attributes(self) -> tuple[str, ...]:
        """The attributes of faces to look for, as chosen by the last run of `people`."""
        stored = self.get("attributes")
        return tuple(stored.split(",")) if stored else ()

    def want_attributes(self, names: Sequence[str]) -> None:
        """Choose them; none of them is no choice."""
        if names:
            self.set("attributes", ",".join(names))
        else:
            self.drop("attributes")

    def _places(self) -> dict[str, Any]:
        return dict(json.loads(self.get("places") or "{}"))

    def set(self, name: str, value: str) -> None:
        """Store a fact of the library."""
        self._connection.execute(
            "INSERT OR REPLACE INTO facts_of_library VALUES (?, ?)", (name, value)
        )

    def drop(self, name: str) -> None:
        """Drop a fact of the library."""
        self._connection.execute("DELETE FROM facts_of_library WHERE name = ?", (name,))
