"""The record of runs: what ran, when, and how it ended."""

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping
from typing import Any

from photosort.model import Run
from photosort.store.times import now

_COLUMNS = "id, command, options, started, ended, outcome, counts, seconds, error"


class Runs:
    """Queries about runs, and the run that this library was opened for.

    `id` is that of this run, empty if none is recorded. Workflows put their results into `counts`;
    a `failed` other than zero makes the outcome `some-failed`, unless `outcome` is set. `error` is
    what went wrong without an exception. `was_killed` says that the previous run of this command
    was.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._began = 0.0
        self.id = ""
        self.counts: dict[str, Any] = {}
        self.outcome: str | None = None
        self.error: str | None = None
        self.was_killed = False

    def begin(self, command: str, options: Mapping[str, Any]) -> None:
        """Record the start of a run. The caller holds the lock, so no other run is in progress."""
        self.close_killed()
        before = self._connection.execute(
            "SELECT outcome FROM runs WHERE command = ? ORDER BY id DESC LIMIT 1", (command,)
        ).fetchone()
        self.was_killed = before == ("killed",)
        cursor = self._connection.execute(
            "INSERT INTO runs (command, options, started, outcome) VALUES (?, ?, ?, 'running')",
            (command, json.dumps(options), now()),
        )
        self.id = _id(cursor.lastrowid or 0)
        self._began = time.monotonic()

    def close_killed(self) -> int:
        """Mark runs that never ended as killed; returns how many. The caller holds the lock."""
        return self._connection.execute(
            "UPDATE runs SET outcome = 'killed' WHERE outcome = 'running'"
        ).rowcount

    def end(self, error: BaseException | None) -> None:
        """Record how the run ended."""
        if isinstance(error, KeyboardInterrupt):
            outcome = "interrupted"
        elif error is not None:
            outcome = "failed"
        else:
            outcome = self.outcome or ("some-failed" if self.counts.get("failed") else "done")
        said = str(error) or type(error).__name__ if error else self.error
        if said is not None:  # paths in it may not be UTF-8, which SQLite cannot store as text
            said = said.encode("utf-8", "backslashreplace").decode()
        self._connection.execute(
            "UPDATE runs SET ended = ?, outcome = ?, counts = ?, seconds = ?, error = ?"
            " WHERE id = ?",
            (
                now(),
                outcome,
                json.dumps(self.counts),
                round(time.monotonic() - self._began, 3),
                said,
                _number(self.id),
            ),
        )

    def listed(self, command: str | None = None, limit: int | None = None) -> list[Run]:
        """The runs, newest first, of one command if given, at most `limit`.

        Ordered by number, since clocks may jump.
        """
        query = (
            f"SELECT {_COLUMNS} FROM runs"
            " WHERE ?1 IS NULL OR command = ?1 OR command LIKE ?1 || ' %'"
            " ORDER BY id DESC LIMIT ?2"
        )
        rows = self._connection.execute(query, (command, -1 if limit is None else limit))
        return [_run(row) for row in rows]

    def get(self, id: str) -> Run | None:
        """The run `run-000012`; also written `run-12` or `12`."""
        number = _number(id)
        if number is None or id not in (_id(number), f"run-{number}", str(number)):
            return None
        query = f"SELECT {_COLUMNS} FROM runs WHERE id = ?"
        row = self._connection.execute(query, (number,)).fetchone()
        return _run(row) if row else None

    def starting(self, text: str) -> list[str]:
        """The ids that begin with `text`."""
        ids = (_id(row[0]) for row in self._connection.execute("SELECT id FROM runs ORDER BY id"))
        return [id for id in ids if id.startswith(text)]

    def added_since(self, commands: Iterable[str]) -> int:
        """How many files were added since the last of `commands` came to an end, 0 without one."""
        row = self._connection.execute(
            "SELECT coalesce(sum(json_extract(counts, '$.added')), 0) FROM runs"
            " WHERE command = 'index' AND id > (SELECT max(id) FROM runs"
            " WHERE outcome IN ('done', 'some-failed')"
            " AND command IN (SELECT value FROM json_each(?)))",
            (json.dumps(list(commands)),),
        ).fetchone()
        return int(row[0])

    def destinations(self) -> list[str]:
        """The DESTs that were laid out, according to the record."""
        query = "SELECT DISTINCT options FROM runs WHERE command IN ('organize', 'run')"
        asked = [json.loads(row[0]) for row in self._connection.execute(query)]
        return sorted({dest for each in asked if (dest := each.get("dest") or each.get("to"))})

    def prune(self, keep: int) -> int:
        """Drop all but the newest `keep`; returns how many."""
        return self._connection.execute(
            "DELETE FROM runs WHERE id NOT IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?)",
            (keep,),
        ).rowcount


def _id(number: int) -> str:
    return f"run-{number:06d}"


def _number(id: str) -> int | None:
    digits = id.removeprefix("run-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def _run(row: tuple[Any, ...]) -> Run:
    number, command, options, started, ended, outcome, counts, seconds, error = row
    return Run(
        id=_id(number),
        command=command,
        options=json.loads(options),
        start=started,
        end=ended,
        outcome=outcome,
        counts=json.loads(counts),
        seconds=seconds,
        error=error,
    )
