"""Face scans of files, as worker processes do them.

Plain values go in and come out, and a failure affects only the reading of its own file. One picture
is in memory at a time.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from photosort.faces import engines
from photosort.faces.engine import FaceEngine, Picture
from photosort.media import formats
from photosort.model import Face, FaceReading
from photosort.workflow.people.faults import of_file


class FaceRequest(NamedTuple):
    """A file to scan, with what the library knows of it.

    `width` and `height` are as stored, `orientation` is that of Exif; None is unknown.
    """

    file_id: int
    path: bytes
    content_type: str
    width: int | None = None
    height: int | None = None
    orientation: int | None = None


def scan_faces(
    engine_name: str | None,
    requests: Sequence[FaceRequest],
    video_seconds: float | None = None,
    attributes: Collection[str] = (),
) -> list[FaceReading]:
    """A reading of each file, in order; boxes and landmarks in pixels of the upright full picture.

    Videos are scanned at a frame every `video_seconds`; with None they are an error. The faces have
    these `attributes`. Raises `PhotosortError` and `ImportError` only for problems of all files: a
    missing engine or package, a damaged model.
    """
    engine = _Described(_engine(engine_name), attributes)
    if any(formats.is_video(each.content_type) for each in requests):
        from photosort.media import frames

        frames.require()
    return [_scan(engine, request, video_seconds) for request in requests]


@cache
def _engine(name: str | None) -> FaceEngine:
    """The engine, loaded once per process. What is broken shows here, not in a file."""
    from photosort.media import pixels

    pixels.require()
    engine = engines.load(name)
    _loaded[name or engines.DEFAULT] = engine.runtimes
    return engine


_loaded: dict[str, tuple[str, ...]] = {}


def runtimes(name: str) -> tuple[str, ...] | None:
    """What runs the networks of an engine, None if this process has not loaded it."""
    return _loaded.get(name)


class _Described:
    """An engine whose faces have all that grouping needs to know, and the attributes asked for.

    Raises `PhotosortError` if a model for them is damaged.
    """

    def __init__(self, engine: FaceEngine, asked: Collection[str]) -> None:
        from photosort.faces import attributes

        attributes.require(asked)
        self._engine, self._asked = engine, asked

    def find(self, pixels: Picture) -> list[Face]:
        """The faces of a picture, in its pixels."""
        from photosort.faces.attributes import describe

        [found] = self._engine.find([pixels])
        return [
            replace(face, **describe(pixels, face.landmarks, self._asked)._asdict())
            for face in found
        ]


def _scan(engine: _Described, request: FaceRequest, video_seconds: float | None) -> FaceReading:
    try:
        if formats.is_video(request.content_type):
            return _video(engine, request, video_seconds)
        return _picture(engine, request)
    except Exception as error:  # noqa: BLE001 - see `of_file`
        fault = of_file(error, "cannot be scanned for faces")
        return FaceReading(request.file_id, error=fault.error, retry=fault.retry)


def _picture(engine: _Described, request: FaceRequest) -> FaceReading:
    from photosort.media.pixels import open_picture

    pixels, width, height = open_picture(
        request.path, request.content_type, request.orientation, (request.width, request.height)
    )
    across, down = width / pixels.shape[1], height / pixels.shape[0]
    faces = tuple(face.scaled(across, down, width, height) for face in engine.find(pixels))
    return FaceReading(request.file_id, width, height, faces)


def _video(engine: _Described, request: FaceRequest, seconds: float | None) -> FaceReading:
    from photosort.media import frames

    width = height = 0
    faces: list[Face] = []
    for frame in frames.every(request.path, seconds or frames.SECONDS):
        width, height = frame.width, frame.height
        across, down = width / frame.pixels.shape[1], height / frame.pixels.shape[0]
        faces += (
            replace(face.scaled(across, down, width, height), frame_ms=frame.ms)
            for face in engine.find(frame.pixels)
        )
    return FaceReading(request.file_id, width, height, tuple(faces))
