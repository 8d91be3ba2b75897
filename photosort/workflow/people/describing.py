"""Describes faces that were found earlier, as worker processes do it.

Each file is decoded once; faces are where the library says, so nothing is detected again.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from photosort.faces.engine import Picture
from photosort.media import formats
from photosort.model import Attributes
from photosort.store.attributes import FaceToDescribe, FileToDescribe
from photosort.workflow.people.faults import of_file

_CHANGED = "has other pixels than when its faces were found: photosort index takes note"


class Description(NamedTuple):
    """The result for one file: (number, child, attributes) of each face.

    `retry` marks errors that say nothing about the content: the next run tries again.
    """

    file_id: int
    faces: tuple[tuple[int, float, Attributes | None], ...] = ()
    error: str | None = None
    retry: bool = False


def describe_faces(asked: Collection[str], files: Sequence[FileToDescribe]) -> list[Description]:
    """A description of the faces of each file, in order.

    Raises `PhotosortError` and `ImportError` only for problems of all files: a missing package, a
    damaged model.
    """
    from photosort.faces import attributes
    from photosort.media import pixels

    pixels.require()
    attributes.require(asked)
    return [_describe(asked, file) for file in files]


def _describe(asked: Collection[str], file: FileToDescribe) -> Description:
    try:
        return Description(file.file_id, tuple(_faces(asked, file)))
    except Exception as error:  # noqa: BLE001 - see `of_file`
        fault = of_file(error, "its faces cannot be described")
        return Description(file.file_id, error=fault.error, retry=fault.retry)


def _faces(
    asked: Collection[str], file: FileToDescribe
) -> Iterator[tuple[int, float, Attributes | None]]:
    from photosort.faces.attributes import describe

    for pixels, (width, height), faces in _views(file):
        across, down = pixels.shape[1] / width, pixels.shape[0] / height
        for face in faces:
            points = [(x * across, y * down) for x, y in face.landmarks]
            yield (face.number, *describe(pixels, points, asked))


def _views(
    file: FileToDescribe,
) -> Iterator[tuple[Picture, tuple[int, int], Sequence[FaceToDescribe]]]:
    """Pixels, their full size, and the faces in them: of the picture, or of each frame."""
    if not formats.is_video(file.content_type):
        from photosort.media.pixels import open_picture

        size = (file.width, file.height)
        pixels, *full = open_picture(file.path, file.content_type, file.orientation, size)
        yield pixels, _checked(file, full), file.faces
        return
    from photosort.media import frames

    waiting: dict[int | None, list[FaceToDescribe]] = {}
    for face in file.faces:
        waiting.setdefault(face.frame_ms, []).append(face)
    for frame in frames.every(file.path, file.video_seconds or frames.SECONDS):
        if faces := waiting.pop(frame.ms, []):
            yield frame.pixels, _checked(file, (frame.width, frame.height)), faces
    if waiting:
        _refuse()


def _checked(file: FileToDescribe, size: Sequence[int]) -> tuple[int, int]:
    """The size, if it is the one that the landmarks refer to. Raises `UnreadableError`."""
    if tuple(size) != file.upright:
        _refuse()
    return file.upright


def _refuse() -> None:
    from photosort.media.pixels import UnreadableError

    raise UnreadableError(_CHANGED, retry=True)
