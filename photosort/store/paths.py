"""Paths as text, for programs that read the library: most are UTF-8, which SQLite takes as it is.

`files.path_text` is what another path looks like, `files.name_at` tells where the name begins.
"""

import sqlite3

SET = "path = ?1, path_text = path_text(?1), name_at = name_at(?1)"
"""SQL that gives a file the path `?1`."""

AS_TEXT = "coalesce(f.path_text, CAST(f.path AS TEXT))"
"""SQL for the path of the file `f` as text."""


def path_text(path: bytes) -> str | None:
    r"""What a path that is not UTF-8 looks like; None for one that is.

    >>> path_text(b"/photos/Stra\xdfe.jpg")
    '/photos/Stra\\xdfe.jpg'
    """
    try:
        path.decode()
    except UnicodeDecodeError:
        return path.decode("utf-8", "backslashreplace")
    return None


def name_at(path: bytes) -> int:
    """The number of the first character of the name in the text of a path; counts from 1."""
    return len(path[: path.rfind(b"/") + 1].decode("utf-8", "backslashreplace")) + 1


def prepare(connection: sqlite3.Connection) -> None:
    """Add these functions to SQL."""
    for function in (path_text, name_at):
        connection.create_function(function.__name__, 1, function, deterministic=True)
