"""Which faces the regions mean that other programs named. Areas are shares of the picture."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from photosort.plan.corrections import Area, overlap

_LEAST = 0.2
"""Overlap from which a region and a face are the same: programs draw very different boxes."""
_AGAIN = 0.5
_NEAR = 0.25
_SMALLEST = 0.1


Region = tuple[int, str, Area | None]
"""Number, name as it is compared, and area of a region."""


def match(regions: Sequence[Region], faces: Sequence[tuple[int, Area]]) -> dict[int, int]:
    """The face of each region, by their numbers: the best pair first, each in one pair only.

    A region that says again what another one says, as that of a copy of the photo, has its face.

    >>> faces = [(7, (0.1, 0.1, 0.2, 0.2))]
    >>> match([(1, "ann", (0.1, 0.1, 0.3, 0.3)), (2, "bob", (0.1, 0.1, 0.2, 0.2))], faces)
    {2: 7}
    """
    first, again = _said(regions)
    pairs = sorted(
        (-likeness, region, face)
        for region, area in first
        for face, box in faces
        if (likeness := _likeness(area, box)) > 0
    )
    found: dict[int, int] = {}
    for _, region, face in pairs:
        if region not in found and face not in found.values():
            found[region] = face
    return found | {other: found[one] for other, one in again.items() if one in found}


def _said(regions: Sequence[Region]) -> tuple[list[tuple[int, Area]], dict[int, int]]:
    """The regions that say something new, and which of them each other one repeats."""
    first: list[tuple[int, str, Area]] = []
    again: dict[int, int] = {}
    for number, name, area in regions:
        if area is None:
            continue
        same = (x for x, other, there in first if other == name and overlap(there, area) >= _AGAIN)
        if (one := next(same, None)) is not None:
            again[number] = one
        else:
            first.append((number, name, area))
    return [(number, area) for number, _, area in first], again


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
    given = set(taken)
    counted = Counter((name, person) for name, person in faces if person in unnamed)
    for (name, person), _ in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
        if person and name not in found and person not in given:
            found[name] = person
            given.add(person)
    return found
