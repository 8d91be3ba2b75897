"""The only SQL: one SQLite file, model types in and out."""

from photosort.store.database import Store

__all__ = ["Store"]
