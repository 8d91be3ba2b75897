"""Finds damage in a library and repairs what can be repaired."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import NamedTuple

from photosort.store.schema import MIGRATIONS, prepare
from photosort.store.views import renewing

_MOST = 20


class Reference(NamedTuple):
    """A column whose values name rows of another table."""

    table: str
    column: str
    parent: str
    key: str
    required: bool


_UNDECLARED = (
    Reference("files", "lead_id", "files", "id", required=False),
    Reference("trips", "merged_into", "trips", "id", required=False),
    Reference("journeys", "merged_into", "journeys", "id", required=False),
)
"""References that the tables do not declare as foreign keys."""


class Check:
    """Queries about the library itself. Table names come from the schema, never from users."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def integrity(self) -> list[str]:
        """What the integrity check of SQLite finds, at most 20 sentences."""
        try:
            rows = self._connection.execute(f"PRAGMA integrity_check({_MOST})").fetchall()
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return [row[0] for row in rows if row[0] != "ok"]

    def rebuild_indexes(self) -> None:
        """Rebuild all indexes, which repairs those that do not match their tables."""
        self._connection.execute("REINDEX")

    def missing_from_schema(self) -> list[str]:
        """Tables, columns, indexes and views that a library of this version should have."""
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        with closing(_model(version)) as model:
            expected = _objects(model)
        found = _objects(self._connection)
        # a view is not missed where a table or index of the user's own has its name
        taken = {f"view {name.lower()}" for _, _, name in (each.partition(" ") for each in found)}
        return [name for name in expected if name not in found and name not in taken]

    def is_usable(self, missing: Iterable[str]) -> bool:
        """Whether the library can be read without the missing parts."""
        return all(name.startswith(("index ", "view ")) for name in missing)

    def add_to_schema(self, missing: list[str]) -> list[str]:
        """Make missing tables, empty, indexes and views; returns what was made."""
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        with closing(_model(version)) as model:
            statements = _statements(model)
        made = [name for name in missing if name in statements]
        for name in made:
            self._connection.execute(statements[name])
        return made

    def broken_references(self) -> list[tuple[Reference, int]]:
        """Columns with values that refer to no row, and how many."""
        found = []
        for reference in self._references():
            query = f"SELECT count(*) FROM {reference.table} WHERE {_broken(reference)}"
            (count,) = self._connection.execute(query).fetchone()
            if count:
                found.append((reference, count))
        return found

    def mend_reference(self, reference: Reference) -> None:
        """Remove broken references: the value, or the row that makes no sense without it."""
        where = _broken(reference)
        table, column = reference.table, reference.column
        if reference.required:
            self._connection.execute(f"DELETE FROM {table} WHERE {where}")
        elif column == "merged_into":
            self._connection.execute(
                f"UPDATE {table} SET merged_into = NULL, state = 'asleep' WHERE {where}"
            )
        else:
            self._connection.execute(f"UPDATE {table} SET {column} = NULL WHERE {where}")

    def _references(self) -> Iterator[Reference]:
        tables = [
            row[0]
            for row in self._connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
        ]
        for table in tables:
            keys = self._connection.execute(
                'SELECT "from", "table", coalesce("to", \'id\') FROM pragma_foreign_key_list(?)',
                (table,),
            ).fetchall()
            columns = self._connection.execute(
                'SELECT name, "notnull" OR pk > 0 FROM pragma_table_info(?)', (table,)
            )
            required = dict(columns.fetchall())
            for column, parent, key in keys:
                yield Reference(table, column, parent, key, bool(required[column]))
        yield from (each for each in _UNDECLARED if each.table in tables)


def _broken(reference: Reference) -> str:
    return (
        f"{reference.column} IS NOT NULL"
        f" AND {reference.column} NOT IN (SELECT {reference.key} FROM {reference.parent})"
    )


def _model(version: int) -> sqlite3.Connection:
    """An empty library of a version, in memory."""
    model = sqlite3.connect(":memory:")
    prepare(model)
    for script in MIGRATIONS[:version]:
        model.executescript(script)
    if version == len(MIGRATIONS):
        model.executescript(renewing(model, ""))
    return model


def _objects(connection: sqlite3.Connection) -> list[str]:
    """The objects of a schema: `table files`, `column files.path`, `index files_content`."""
    names = [
        f"{kind} {name}"
        for kind, name in connection.execute(
            "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY rowid"
        )
    ]
    columns = connection.execute(
        "SELECT tables.name, columns.name FROM sqlite_master AS tables,"
        " pragma_table_xinfo(tables.name) AS columns WHERE tables.type = 'table'"
    )
    return names + [f"column {table}.{column}" for table, column in columns]


def _statements(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {f"{kind} {name}": sql for kind, name, sql in rows}
