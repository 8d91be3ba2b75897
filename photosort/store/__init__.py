"""The library: one SQLite file. The only SQL; nouns of `model` go in and out.

`Store` opens it; each noun has a file with its queries. See docs/design/library.md, and
CONTRIBUTING.md for migrations.
"""

from photosort.store.database import Store

__all__ = ["Store"]
