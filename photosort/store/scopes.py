"""Parts of the library, as conditions on paths."""

from collections.abc import Iterable

Scope = bytes | None
"""A folder or file that limits a query; None for the whole library."""


def within(scope: Scope) -> tuple[str, tuple[bytes, ...]]:
    """A condition for paths at or below `scope`."""
    if scope is None:
        return "1", ()
    inside = scope.rstrip(b"/")
    # "0" follows "/" in byte order
    return "(path = ? OR (path >= ? AND path < ?))", (scope, inside + b"/", inside + b"0")


def outside(folders: Iterable[bytes]) -> tuple[str, list[bytes]]:
    """A condition for paths that lie in none of `folders`."""
    conditions, values = ["1"], list[bytes]()
    for folder in folders:
        condition, own = within(folder)
        conditions.append(f"NOT {condition}")
        values += own
    return " AND ".join(conditions), values
