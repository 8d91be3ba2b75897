"""What was looked for already: nothing found is another thing than never looked."""

import json

from photosort.store import Store

_FACT = "searched"


def note_search(store: Store, *kinds: str) -> None:
    """Keep what a search looked for, as `journeys`; part of its transaction."""
    before = _searched(store)
    if not before.issuperset(kinds):
        store.remembered.set(_FACT, json.dumps(sorted(before.union(kinds))))


def was_searched(store: Store, kind: str) -> bool:
    """Whether something was looked for, and so is not there if it was not found."""
    return kind in _searched(store)


def trips_of(level: str) -> str:
    """What a search for trips looks for."""
    return f"trips of level {level}"


def _searched(store: Store) -> set[str]:
    return set(json.loads(store.remembered.get(_FACT) or "[]"))
