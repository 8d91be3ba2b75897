"""Resolves ids that users may abbreviate."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from photosort.errors import PhotosortError, UsageError
from photosort.texts import composed

T = TypeVar("T")


def resolve(
    id: str,
    noun: str,
    get: Callable[[str], T | None],
    starting: Callable[[str], Sequence[str]],
    listing: str | None = None,
) -> T:
    """The thing with `id`, or with an id of which that is a unique prefix.

    `get` returns the thing with a whole id, `starting` the ids with a prefix; `listing` is the
    command that lists them (by default that of the `noun`). Raises `PhotosortError` for an unknown
    id, `UsageError` for an ambiguous prefix.
    """
    id = composed(id)
    found = get(id)
    if found is None:
        matches = starting(id)
        if len(matches) > 1:
            raise UsageError(f"{id} could be any of {', '.join(matches[:5])}", "type more of it")
        found = get(matches[0]) if matches else None
    if found is None:
        listing = listing or f"photosort {noun}s list"
        raise PhotosortError(f"there is no {noun} {id}", f"{listing} shows all of them")
    return found
