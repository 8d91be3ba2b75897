"""Exact copies are one photo: facts from the name or sidecar of one hold for all."""

from collections.abc import Sequence
from typing import NamedTuple

from photosort.model import Description
from photosort.plan.descriptions import complete

_UNSURE = ("sidecar", "filename", "mtime")
"""Sources outside the content, most reliable first; the content is the same for all."""
_USER = "user"


class Copy(NamedTuple):
    """The own facts of one file: time and place, each with its source, and its description.

    `taken` and `place` are opaque here; None is unknown.
    """

    id: int
    taken_source: str | None
    taken: tuple[object, ...] | None
    place_source: str | None
    place: tuple[object, ...] | None
    description: Description = Description()


def share(copies: Sequence[Copy]) -> list[Copy]:
    """The copies (first path first), each with the most reliable time and place of any of them.

    What one says in words holds for all; see `plan.descriptions.complete`.

    A copy keeps what it has from an equally reliable source. Modification times and inferred places
    are not shared; what a user said of a copy stays with it.
    """
    timed = [each for each in copies if each.taken and each.taken_source not in ("mtime", _USER)]
    placed = [each for each in copies if each.place and each.place_source != _USER]
    taken = min(timed, key=lambda each: _doubt(each.taken_source), default=None)
    place = min(placed, key=lambda each: _doubt(each.place_source), default=None)
    shared = []
    for copy in copies:
        if taken and (not copy.taken or _doubt(copy.taken_source) > _doubt(taken.taken_source)):
            copy = copy._replace(taken_source=taken.taken_source, taken=taken.taken)
        if place and (not copy.place or _doubt(copy.place_source) > _doubt(place.place_source)):
            copy = copy._replace(place_source=place.place_source, place=place.place)
        others = [each.description for each in copies]
        copy = copy._replace(description=complete(copy.description, others))
        shared.append(copy)
    return shared


def _doubt(source: str | None) -> int:
    return 1 + _UNSURE.index(source) if source in _UNSURE else 0
