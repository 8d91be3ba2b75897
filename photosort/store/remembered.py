"""What a library remembers from one run to the next, as text by name."""

import json
import sqlite3


class Remembered:
    """What a library remembers from one run to the next, as text by name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str | None:
        """A small fact of the library."""
        row = self._connection.execute(
            "SELECT value FROM facts_of_library WHERE name = ?", (name,)
        ).fetchone()
        return row[0] if row else None

    def languages(self) -> tuple[str, ...]:
        """The languages of the place names, as the last run of `index` chose them."""
        return tuple(json.loads(self.get("places") or "{}").get("languages", ()))

    def set(self, name: str, value: str) -> None:
        """Keep a small fact of the library."""
        self._connection.execute(
            "INSERT OR REPLACE INTO facts_of_library VALUES (?, ?)", (name, value)
        )

    def drop(self, name: str) -> None:
        """Forget a small fact of the library."""
        self._connection.execute("DELETE FROM facts_of_library WHERE name = ?", (name,))
