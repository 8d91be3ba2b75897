"""How faces are detected and grouped."""

from dataclasses import dataclass
from typing import NamedTuple

from photosort.model.attributes import ATTRIBUTES
from photosort.settings.parsing import check_choices, check_range, check_real


class Gates(NamedTuple):
    """What a face must be to found a person: see `PersonOptions`."""

    min_face_px: int
    max_pose: float
    min_quality: float


GATES = Gates(75, 60.0, 0.3)
"""What measured best: with 30° and 0.8 a quarter of all faces cannot found a person."""

NAMED_GATES = {"default": GATES, "imm": Gates(75, 30.0, 0.8)}
"""Gates by name; `imm` are those of Alibaba Cloud's Intelligent Media Management."""


def gates(name: str) -> Gates:
    """The gates of this name. Raises `UsageError`."""
    check_choices("--gates", [name], NAMED_GATES)
    return NAMED_GATES[name]


@dataclass(frozen=True)
class PersonOptions:
    """How faces are detected and grouped into persons.

    A person is founded by faces on `min_faces` occasions, each at least `min_face_px` wide and
    high, turned by less than `max_pose` degrees about each axis, of quality `min_quality` or more.
    Other faces may join. `threshold` is the least mean cosine similarity within a person, None for
    that of the engine. `videos` says whether videos are scanned, None for as in the last run, and
    `video_seconds` the interval between their frames, None for that of the last run with videos.
    `attributes` are those of faces to look for, None for those that the library remembers.
    """

    engine: str | None = None
    min_faces: int = 3
    threshold: float | None = None
    min_face_px: int = GATES.min_face_px
    max_pose: float = GATES.max_pose
    min_quality: float = GATES.min_quality
    workers: int | None = None
    videos: bool | None = None
    video_seconds: float | None = None
    attributes: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        check_range("--min-faces", self.min_faces, 1, 99_999)
        check_range("--min-face-px", self.min_face_px, 0, 99_999)
        check_real("--max-pose", self.max_pose, 0, 180)
        check_real("--min-quality", self.min_quality, 0, 1)
        if self.attributes:
            check_choices("--attributes", self.attributes, ATTRIBUTES)
        if self.threshold is not None:
            check_real("--threshold", self.threshold, 0, 1)
        if self.video_seconds is not None:
            check_real("--video-seconds", self.video_seconds, 0.1, 86_400)
        if self.workers is not None:
            check_range("--workers", self.workers, 1, 1024)
