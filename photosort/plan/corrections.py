"""Applies what users said of faces to the faces that an engine found.

A face is recognised by its position in the picture and by its embedding.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from photosort.model import Face, FaceCorrection, KnownFace

Area = tuple[float, ...]
"""x, y, width, height of a rectangle, in any unit."""

Content = tuple[int, bytes]
"""Size and fingerprint of a file."""

_SAME_AREA = 0.3
"""Overlap from which two boxes are one face: engines draw boxes differently."""
_SAME_FACE = 0.5
"""Least overlap of a face before and after its file was rewritten."""
_FRAME_MS = 500


@dataclass
class Said:
    """What users said of the faces of one engine, by number of the face.

    `persons` holds the person of a face, and whether the user named this very face; `kept_out`
    holds pairs of a face and a person that it is not; `covers` the chosen cover of each person.
    """

    persons: dict[int, tuple[str, bool]] = field(default_factory=dict)
    kept_out: set[tuple[int, str]] = field(default_factory=set)
    covers: dict[str, int] = field(default_factory=dict)


def overlap(a: Area, b: Area) -> float:
    """Intersection over union of two rectangles.

    >>> overlap((0, 0, 2, 2), (1, 0, 2, 2))
    0.3333333333333333
    """
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def hear(
    corrections: Iterable[FaceCorrection],
    faces: Mapping[Content, Sequence[tuple[int, int | None, Area]]],
) -> Said:
    """What `corrections`, oldest first, say of `faces`: (number, frame, area) by file content.

    Of two corrections about the same face and person, and of two persons for one face, the later
    one holds.
    """
    said = Said()
    for correction in corrections:
        # two files with this content both have the face
        for number in _meant(correction, faces.get((correction.size, correction.fingerprint), ())):
            if correction.kind == "cover":
                said.covers[correction.person] = number
            elif correction.kind == "not":
                said.kept_out.add((number, correction.person))
                if said.persons.get(number, ("", False))[0] == correction.person:
                    del said.persons[number]
            else:
                named = said.persons.get(number) == (correction.person, True)
                said.persons[number] = (correction.person, named or correction.kind == "is")
                said.kept_out.discard((number, correction.person))
    return said


def _meant(correction: FaceCorrection, faces: Sequence[tuple[int, int | None, Area]]) -> list[int]:
    near = [
        (overlap(correction.area, area), -number)
        for number, frame, area in faces
        if (frame is None) == (correction.frame_ms is None)
        and abs((frame or 0) - (correction.frame_ms or 0)) <= _FRAME_MS
    ]
    best = max(near, default=(0.0, 0))
    return [-best[1]] if best[0] >= _SAME_AREA else []


def inherit(
    before: Sequence[KnownFace], after: Sequence[Face], least_similarity: float
) -> list[KnownFace | None]:
    """The old face of a file that each face is, after the file was rewritten; None for a new one.

    The same position and a similar embedding make it the same face.
    """
    pairs = sorted(
        (
            (-overlap(old.face.box, new.box), i, j)
            for i, old in enumerate(before)
            for j, new in enumerate(after)
            if overlap(old.face.box, new.box) >= _SAME_FACE
            and old.face.frame_ms == new.frame_ms
            and similarity(old.face.embedding, new.embedding) >= least_similarity
        ),
    )
    found: list[KnownFace | None] = [None] * len(after)
    used: set[int] = set()
    for _, i, j in pairs:
        if found[j] is None and i not in used:
            found[j] = before[i]
            used.add(i)
    return found


def similarity(a: bytes, b: bytes) -> float:
    """Cosine similarity of two embeddings of unit length."""
    return sum(x * y for x, y in zip(array("f", a), array("f", b), strict=True))
