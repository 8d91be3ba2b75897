"""The views for other programs: made where a library lacks them, or has those of another version.

They are dropped before migrations, which SQLite otherwise refuses where a view names what they
change; views of the user's own are put back as they were.
"""

import sqlite3
from collections.abc import Iterator

from photosort.store.views import nouns, people, photos

VERSION = 1
"""Raised whenever a view gets another column."""

VIEWS = {
    "photo": photos.PHOTO,
    "photo_label": photos.PHOTO_LABEL,
    "photo_keyword": photos.PHOTO_KEYWORD,
    "photo_person": people.PHOTO_PERSON,
    "trip": nouns.TRIP,
    "trip_photo": nouns.TRIP_PHOTO,
    "journey": nouns.JOURNEY,
    "journey_photo": nouns.JOURNEY_PHOTO,
    "journey_stop": nouns.JOURNEY_STOP,
    "person": people.PERSON,
    "face": people.FACE,
    "moment": nouns.MOMENT,
    "moment_photo": nouns.MOMENT_PHOTO,
    "place": nouns.PLACE,
    "run": nouns.RUN,
    "facts": nouns.FACTS,
}
"""What each view selects; columns are only added, at the end. docs/sql.md tells what they mean.

Views use nothing but what every SQLite since 3.35 has: other programs know no functions of
photosort.
"""

FACT = "views_version"
"""The fact that holds the version of the views of a library."""


def statements() -> dict[str, str]:
    """What makes each view, by its name."""
    return {name: f"CREATE VIEW {name} AS{text.rstrip()}" for name, text in VIEWS.items()}


def are_current(connection: sqlite3.Connection) -> bool:
    """Whether a library has the views of this version, or of a newer one."""
    if _version(connection) > VERSION:
        return True
    found = dict(_of_kind(connection, "view"))
    return _version(connection) == VERSION and all(
        found.get(name) == text for name, text in _possible(connection).items()
    )


def renewing(connection: sqlite3.Connection, between: str) -> str:
    """A script that makes all views anew, and runs the script `between` while there are none."""
    found = dict(_of_kind(connection, "view"))
    triggers = [text for _, text in _of_kind(connection, "trigger", on=found)]
    own = [text for name, text in found.items() if name not in VIEWS]
    steps = [
        *(f'DROP VIEW "{_quoted(name)}"' for name in found),
        between,
        *_possible(connection).values(),
        f"INSERT OR REPLACE INTO facts_of_library VALUES ('{FACT}', '{VERSION}')",
        *own,
        *triggers,
    ]
    return ";\n".join(steps)


def _possible(connection: sqlite3.Connection) -> dict[str, str]:
    """The statements of all views but those whose name a table or index of the user's own has."""
    taken = {name for kind in ("table", "index") for name, _ in _of_kind(connection, kind)}
    return {name: text for name, text in statements().items() if name not in taken}


def _version(connection: sqlite3.Connection) -> int:
    row = connection.execute(
        "SELECT value FROM facts_of_library WHERE name = ?", (FACT,)
    ).fetchone()
    return int(row[0]) if row and row[0].isdigit() else 0


def _of_kind(
    connection: sqlite3.Connection, kind: str, on: dict[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """Name in lower case and SQL of what there is of a kind; triggers only `on` some views."""
    rows = connection.execute(
        "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = ? ORDER BY rowid", (kind,)
    ).fetchall()
    for name, text, table in rows:
        if on is None or table.lower() in on:
            yield name.lower(), text


def _quoted(name: str) -> str:
    return name.replace('"', '""')
