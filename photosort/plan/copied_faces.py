"""Faces that were found in one file of an item, in the pixels of another one.

A JPEG and its RAW file, or an original and an edited copy, show the same at different sizes.
"""

from collections.abc import Iterator

from photosort.model import Facts, KnownFace

_TURNED_BY_CONTAINER = ("image/heic", "image/heif", "image/avif", "video/")
"""Their width and height are those before the container turns them, and it does not say how."""

_SAME_ASPECT = 0.01
"""How far the aspect ratios of two versions may be apart: RAW files have a few more pixels."""


def in_copy(known: KnownFace, size: tuple[int, int], copy: Facts | None) -> KnownFace | None:
    """The face in upright pixels of a copy with these facts.

    `size` is width and height of the picture that it was found in. None if the copy shows another
    part of that picture, or its size is unknown: no box is better than a wrong one.
    """
    for width, height in _upright_sizes(copy):
        across, down = width / max(1, size[0]), height / max(1, size[1])
        if abs(across / down - 1) <= _SAME_ASPECT:
            return known._replace(face=known.face.scaled(across, down, width, height))
    return None


def _upright_sizes(facts: Facts | None) -> Iterator[tuple[int, int]]:
    """The sizes that a picture may have when it is held upright, the likely one first."""
    if facts is None or not facts.width or not facts.height:
        return
    turned = (facts.orientation or 1) >= 5
    yield (facts.height, facts.width) if turned else (facts.width, facts.height)
    if facts.content_type.startswith(_TURNED_BY_CONTAINER):
        yield facts.height, facts.width
