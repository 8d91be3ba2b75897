"""Parts of SQL with what is bound to them."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class Sql(NamedTuple):
    """A condition, mostly about the file `f`, and what is bound to it."""

    text: str
    values: tuple[Any, ...] = ()


def joined(by: str, parts: Sequence[Sql]) -> Sql:
    """The parts in parentheses, with ` AND ` or ` OR ` between them."""
    return Sql(
        f"({by.join(part.text for part in parts)})",
        tuple(value for part in parts for value in part.values),
    )
