"""Paths as text: most are UTF-8, and SQLite takes them for text as they are."""

import sqlite3


def undecodable(path: bytes) -> str | None:
    r"""What a path that is not UTF-8 looks like as text; None for one that is UTF-8.

    >>> undecodable(b"/photos/Stra\xdfe.jpg")
    '/photos/Stra\\xdfe.jpg'
    """
    try:
        path.decode()
    except UnicodeDecodeError:
        return path.decode("utf-8", "backslashreplace")
    return None


def prepare(connection: sqlite3.Connection) -> None:
    """Add the SQL function `undecodable`, for `files.path_text`."""
    connection.create_function("undecodable", 1, undecodable, deterministic=True)
