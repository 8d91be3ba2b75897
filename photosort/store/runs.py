"""What ran, when, and how it ended."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from photosort.store.times import now


class Runs:
    """Queries about runs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def begin(self, command: str, options: Mapping[str, Any]) -> str:
        """Note the start of a run; returns its id."""
        cursor = self._connection.execute(
            "INSERT INTO runs (command, options, started, outcome) VALUES (?, ?, ?, 'running')",
            (command, json.dumps(options), now()),
        )
        return f"run-{cursor.lastrowid:06d}"

    def end(self, run: str, outcome: str, counts: Mapping[str, Any]) -> None:
        """Note how a run ended."""
        self._connection.execute(
            "UPDATE runs SET ended = ?, outcome = ?, counts = ? WHERE id = ?",
            (now(), outcome, json.dumps(counts), int(run.removeprefix("run-"))),
        )
