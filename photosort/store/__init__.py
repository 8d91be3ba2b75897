"""The only SQL: one SQLite file, model types in and out."""

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
