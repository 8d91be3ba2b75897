"""Which faces the regions mean that other programs named. Areas are shares of the picture."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from photosort.plan.corrections import Area, overlap

_LEAST = 0.2
"""Overlap from which a region and a face are the same: programs draw very different boxes."""
_NEAR = 0.25
_SMALLEST = 0.1


def match(regions: Sequence[tuple[int, Area]], faces: Sequence[tuple[int, Area]]) -> dict[int, int]:
    """The face of each region, by their numbers: the best pair first, each in one pair only.

    >>> match([(1, (0.1, 0.1, 0.3, 0.3)), (2, (0.1, 0.1, 0.2, 0.2))], [(7, (0.1, 0.1, 0.2, 0.2))])
    {2: 7}
    """
    pairs = sorted(
        (-likeness, region, face)
        for region, area in regions
        for face, box in faces
        if (likeness := _likeness(area, box)) > 0
    )
    found: dict[int, int] = {}
    for _, region, face in pairs:
        if region not in found and face not in found.values():
            found[region] = face
    return found


def _likeness(region: Area, face: Area) -> float:
    """How much two rectangles are one face; 0 for not at all."""
    share = overlap(region, face)
    return share if share >= _LEAST or (share and _is_around(region, face)) else 0.0


def _is_around(one: Area, other: Area) -> bool:
    """Whether one is drawn generously around the middle of the other, and not far too large."""
    outer, inner = sorted((one, other), key=lambda each: -each[2] * each[3])
    if inner[2] * inner[3] < _SMALLEST * outer[2] * outer[3]:
        return False
    return all(
        abs(outer[i] + outer[i + 2] / 2 - inner[i] - inner[i + 2] / 2) <= _NEAR * outer[i + 2]
        for i in (0, 1)
    )


def known_already(
    faces: Iterable[tuple[str, str | None]], unnamed: Collection[str], taken: Collection[str]
) -> Mapping[str, str]:
    """The person without a name that each new name means: the one who has most of its faces.

    `faces` are pairs of a name and the person whose face it was given to. Every name gets another
    person, none of them one that is `taken`.
    """
    found: dict[str, str] = {}
    counted = Counter((name, person) for name, person in faces if person in unnamed)
    for (name, person), _ in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
        if person and name not in found and person not in {*taken, *found.values()}:
            found[name] = person
    return found
