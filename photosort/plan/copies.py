"""Exact copies are one photo: what the name or the sidecar of one tells is known of all."""

from collections.abc import Sequence
from typing import NamedTuple

_UNSURE = ("sidecar", "filename", "mtime")
"""Sources outside of the content, the surest first; what the content says is the same for all."""
_USER = "user"


class Copy(NamedTuple):
    """What one file has by itself: when, by whom that is said, and the place likewise.

    `taken` and `place` are compared and handed on as they are; None is unknown.
    """

    id: int
    taken_source: str | None
    taken: tuple[object, ...] | None
    place_source: str | None
    place: tuple[object, ...] | None


def share(copies: Sequence[Copy]) -> list[Copy]:
    """Copies, first path first, each with the surest time and place that any of them tells.

    What a copy tells as surely itself stays. The time of the file system is no fact to hand on,
    nor is what follows from the photos around; what a user has said of a copy stays with it.
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
        shared.append(copy)
    return shared


def _doubt(source: str | None) -> int:
    return 1 + _UNSURE.index(source) if source in _UNSURE else 0
