"""The library: one SQLite file. The only SQL; nouns of `model` go in and out.

`Store` opens it; each noun has a file with its queries. See docs/design/library.md, and
CONTRIBUTING.md for migrations.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from photosort.store.database import Store

__all__ = ["Store"]


def __getattr__(name: str) -> Any:
    """`Store`, once it is asked for: `suggestions` answers before all of it would be loaded."""
    if name == "Store":
        from photosort.store.database import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
