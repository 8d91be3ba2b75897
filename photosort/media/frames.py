"""Upright frames of a video, one every few seconds. Needs the extra `video` (PyAV)."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from photosort.errors import MissingExtraError
from photosort.media.pixels import (
    LONG_SIDE,
    MAX_PIXELS,
    Pixels,
    UnreadableError,
    opened,
    wanted_size,
)

SECONDS = 5.0
_UNRELIABLE = (ValueError, OSError, LookupError, RuntimeError)  # PyAV raises these


class Frame(NamedTuple):
    """An upright frame: pixels to scan, its time, and its full size."""

    pixels: Pixels
    ms: int
    width: int
    height: int


def is_installed() -> bool:
    """Whether videos can be decoded."""
    return find_spec("av") is not None


def require() -> None:
    """Raise `MissingExtraError` unless videos can be decoded."""
    if not is_installed():
        raise MissingExtraError(
            "looking into videos needs the package av", "pip install 'photosort-cli[video]'"
        )


def every(path: bytes, seconds: float, long_side: int = LONG_SIDE) -> Iterator[Frame]:
    """The key frame before each multiple of `seconds`, each once.

    Only key frames are decoded. Raises `UnreadableError` if none can be.
    """
    require()
    import av

    frames = 0
    try:
        with opened(path) as file, av.open(file) as container:
            for frame in _key_frames(container, seconds):
                yield _upright(frame, long_side)
                frames += 1
    except _UNRELIABLE as error:
        if not frames:  # otherwise the frames before the damage count
            reason = getattr(error, "strerror", None) or error
            raise UnreadableError(f"is damaged: {reason}") from error
    if not frames:
        raise UnreadableError("is damaged: no frame can be decoded")


def _key_frames(container: Any, seconds: float) -> Iterator[Any]:
    """Decoded frames; seeking starts the decoder at the previous key frame."""
    if not container.streams.video:
        return
    stream = container.streams.video[0]
    stream.codec_context.thread_count = 1  # one process a core
    before = None
    for position in _positions(stream, container, seconds):
        container.seek(position, stream=stream)
        frame = next(container.decode(stream), None)
        if frame is not None and frame.pts != before:
            before = frame.pts
            yield frame


def _positions(stream: Any, container: Any, seconds: float) -> Iterator[int]:
    """Positions in units of the stream; only the first if its duration is unknown."""
    unit = float(stream.time_base)
    start = stream.start_time or 0
    yield start
    length = stream.duration or 0
    if not length and container.duration:
        length = int(container.duration / 1_000_000 / unit)  # in microseconds
    yield from range(start, start + length, max(1, int(seconds / unit)))


def _upright(frame: Any, long_side: int) -> Frame:
    size = frame.width, frame.height
    if size[0] * size[1] > MAX_PIXELS:
        raise UnreadableError(f"is too large: its frames have {size[0]} × {size[1]} pixels")
    width, height = wanted_size(size, long_side)
    small = frame.reformat(width=width, height=height, format="rgb24").to_ndarray()
    turns = round(frame.rotation / 90) % 4  # counter-clockwise
    pixels = np.ascontiguousarray(np.rot90(small, turns))
    full = size[::-1] if turns % 2 else size
    return Frame(pixels, round(1000 * (frame.time or 0)), *full)
