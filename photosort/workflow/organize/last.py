"""Which entries of DEST are the last of a photo, and therefore stay."""

import os
from collections.abc import Callable, Iterable

from photosort.model import Entry
from photosort.plan.layout.last import last_copies, last_names
from photosort.store import Store
from photosort.workflow.organize.dest import Found

Lost = Callable[[list[str]], set[str]]
"""Selects the originals that no longer exist anywhere."""


def last_of(found: Found, going: Iterable[Entry], lost: Lost) -> dict[str, str]:
    """Those of `going` that must stay, by path, each with the reason."""
    entries = list(going)
    nodes = found.tree.nodes
    names = {
        entry.path: (nodes[entry.path].inode, nodes[entry.path].names)
        for entry in entries
        if entry.inode is not None
    }
    return last_names(entries, names) | last_copies(entries, lost)


def gone(sources: list[str]) -> set[str]:
    """Those of `sources` that are not on disk."""
    return {source for source in sources if not os.path.lexists(source)}


def lost_to(store: Store) -> Lost:
    """Selects originals that are gone from disk and, as far as the library knows, from elsewhere.

    Files that were moved or forgotten are no longer known at their old path.
    """

    def lost(sources: list[str]) -> set[str]:
        absent = {os.fsencode(source): source for source in gone(sources)}
        return {absent[path] for path in store.files.known_only_at(absent)}

    return lost
