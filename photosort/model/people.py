"""Faces and persons."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from photosort.model.attributes import Attributes, Traits


class Box(NamedTuple):
    """A rectangle in pixels of the upright picture, by its upper left corner."""

    left: int
    top: int
    width: int
    height: int


class Pose(NamedTuple):
    """The pose of a face in degrees; 0, 0, 0 looks into the camera.

    Positive yaw is towards the right edge of the picture, positive pitch up, positive roll
    clockwise.
    """

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True)
class Face:
    """One face that an engine found in a picture, or at `frame_ms` of a video.

    `landmarks` are right eye, left eye, nose, right and left corner of the mouth (the person's
    right), as x, y in pixels of the upright picture. `score` is that of the detector, `quality` how
    well the face can be recognised, both 0 to 1. `sharpness` is the variance of the Laplacian of
    the aligned face. `embedding` holds float32, little-endian, of unit length;
    `norm` is its length before (a sign of quality too), None if the engine gives unit length.
    `child` is how much the face is a child's, 0 to 1, None if nobody has looked.
    `attributes` are those that somebody asked for, None for none.
    """

    box: Box
    score: float
    landmarks: tuple[tuple[float, float], ...]
    pose: Pose
    sharpness: float
    quality: float
    embedding: bytes
    frame_ms: int | None = None
    norm: float | None = None
    child: float | None = None
    attributes: Attributes | None = None

    def scaled(self, across: float, down: float, width: int, height: int) -> "Face":
        """The face in a picture `across` and `down` times as large, `width` × `height` pixels."""
        left, top = round(self.box.left * across), round(self.box.top * down)
        right = min(width, round((self.box.left + self.box.width) * across))
        bottom = min(height, round((self.box.top + self.box.height) * down))
        points = tuple((round(x * across, 2), round(y * down, 2)) for x, y in self.landmarks)
        box = Box(left, top, max(1, right - left), max(1, bottom - top))
        return replace(self, box=box, landmarks=points)


class FaceReading(NamedTuple):
    """The result of a face scan of one file; `width` and `height` are upright.

    `retry` marks errors that say nothing about the content: the next run tries again.
    """

    file_id: int
    width: int = 0
    height: int = 0
    faces: tuple[Face, ...] = ()
    error: str | None = None
    retry: bool = False


class KnownFace(NamedTuple):
    """A face of the library, and its person.

    `confidence` is the similarity to the other faces of the person, 1 if the user said so; `name`
    is that of the person.
    """

    id: str
    face: Face
    engine: str
    person: str | None = None
    confidence: float | None = None
    source: Literal["auto", "user"] | None = None
    name: str | None = None


class Member(NamedTuple):
    """A face of a person: where it is, and with which confidence."""

    path: bytes
    face: str
    box: Box
    confidence: float | None
    source: Literal["auto", "user"]


@dataclass(frozen=True)
class Person:
    """A person: faces that belong together. Counts are of photos and videos on disk.

    `first_seen` and `last_seen` are wall-clock times (ISO 8601) of the photos with a known date.
    `version` counts the changes. `ignored` is a stranger or a statue that nobody wants to see.
    `namesakes` are the others of the same name, as far as somebody asked for them.
    `traits` are what the attributes of its faces tell, None where there are none.
    """

    id: str
    name: str | None
    custom_id: str | None
    labels: Mapping[str, str]
    faces: int
    photos: int
    videos: int
    cover: tuple[bytes, Box] | None
    first_seen: str | None
    last_seen: str | None
    version: int
    created: str
    updated: str
    edited: bool = False
    ignored: bool = False
    merged_into: str | None = None
    members: tuple[Member, ...] | None = None
    namesakes: tuple["Person", ...] = ()
    traits: Traits | None = None


class Census(NamedTuple):
    """Faces on disk, how many of them are those of listed persons, and how many persons these are.

    `unnamed` are those among the persons without a name.
    """

    faces: int
    of_persons: int
    persons: int
    unnamed: int


class FaceCorrection(NamedTuple):
    """What a user said of a face, in a form that holds for every engine and for moved files.

    The face is identified by the content of its file (`size`, `fingerprint`) and its position
    there: `area` is x, y, width, height as shares of the picture, `frame_ms` the time in a video.
    Of the `kind`s, `is` assigns it to a person, `not` keeps it out, `cover` makes it the cover of
    the person; `was` keeps it with the person that it had when the user named or changed that
    person.
    """

    size: int
    fingerprint: bytes
    frame_ms: int | None
    area: tuple[float, float, float, float]
    person: str
    kind: Literal["is", "was", "not", "cover"]
