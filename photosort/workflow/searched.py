"""Remembers what was searched for: nothing found is different from never searched."""

import json

from photosort.store import Store

_FACT = "searched"


def note_search(store: Store, *kinds: str) -> None:
    """Store, in the transaction of a search, that it looked for `kinds`, such as `journeys`."""
    before = _searched(store)
    if not before.issuperset(kinds):
        store.remembered.set(_FACT, json.dumps(sorted(before.union(kinds))))


def was_searched(store: Store, kind: str) -> bool:
    """Whether a kind of thing was searched for, so that none found means none there."""
    return kind in _searched(store)


def trips_of(level: str) -> str:
    """The kind of thing that a search for trips finds."""
    return f"trips of level {level}"


def _searched(store: Store) -> set[str]:
    return set(json.loads(store.remembered.get(_FACT) or "[]"))
