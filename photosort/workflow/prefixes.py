"""Ids that a user may type in part."""

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
    """What `id` names, by its whole or by a unique beginning of it.

    `get` gives what a whole id names, `starting` the ids that begin with a text, `listing` the
    command that lists them (else that of the `noun`). Raises `PhotosortError` for an unknown id,
    `UsageError` for a beginning of several.
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
