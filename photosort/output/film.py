"""Films: frames piped to ffmpeg, into a file that plays everywhere."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO

from photosort.errors import MissingExtraError, PhotosortError
from photosort.output.door import Kind


def find_ffmpeg() -> str:
    """The ffmpeg of the system, or of `imageio-ffmpeg`. Raises `MissingExtraError`."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise MissingExtraError(
            "films need ffmpeg, which is not installed", "pip install 'photosort-cli[film]'"
        ) from error


_MARK = b"photosort film"
_MOST_MOOV = 64 << 20  # of films of many hours


def _is_film(file: IO[bytes]) -> bool:
    """Whether an MP4 carries our comment, which ffmpeg puts at the end of `moov`."""
    while len(head := file.read(8)) == 8:
        size, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind == b"moov":
            return _MARK in file.read(min(size, _MOST_MOOV))[-1024:]
        if size < 8 or kind not in (b"ftyp", b"free"):
            return False
        file.seek(size - 8, os.SEEK_CUR)
    return False


KIND = Kind("a film", _is_film, endings=(".mp4", ".m4v"))
"""How films of ours are recognised."""


class FilmFile:
    """The film that is written to `path`: H.264, yuv420p, AAC.

    A context manager; `write` takes frames of raw RGB. A sound file, if given, is repeated or cut
    to `seconds` and fades out. Raises `PhotosortError` if ffmpeg fails.
    """

    def __init__(
        self, path: str, size: tuple[int, int], rate: int, seconds: float, audio: str | None
    ) -> None:
        self._command = [
            find_ffmpeg(), "-hide_banner", "-loglevel", "error", "-y",
            "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", str(rate),
            "-i", "pipe:0", *_sound_in(audio), "-map", "0:v:0", *_sound_out(audio, seconds),
            "-map_metadata", "-1", "-metadata", f"comment={_MARK.decode()}", "-t", f"{seconds:.3f}",
            "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709",
            "-color_primaries", "bt709", "-color_trc", "bt709",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p",
            "-movflags", "+faststart", "-f", "mp4", f"file:{path}",
        ]  # fmt: skip
        self._errors: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "FilmFile":
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._errors
        )
        return self

    def write(self, frame: bytes) -> None:
        """Add a frame."""
        assert self._process is not None and self._process.stdin is not None
        try:
            self._process.stdin.write(frame)
        except BrokenPipeError as error:
            raise self._failed() from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None and self._process.stdin is not None
        try:
            if kind is not None:
                self._process.kill()
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
            code = self._process.wait()
            if kind is None and code:
                raise self._failed()
        finally:
            if self._errors:
                self._errors.close()

    def _failed(self) -> PhotosortError:
        told = " ".join(self._said())
        return PhotosortError(
            f"ffmpeg could not make the film: {told or 'it ended early'}",
            "check that the disk has room and that --audio is a sound file",
        )

    def _said(self) -> Iterator[str]:
        assert self._process is not None and self._errors is not None
        self._process.wait()
        self._errors.seek(0)
        for line in self._errors.read().decode("utf-8", "replace").splitlines()[-3:]:
            yield line.strip()


def _sound_in(audio: str | None) -> list[str]:
    return ["-stream_loop", "-1", "-i", f"file:{audio}"] if audio else []


def _sound_out(audio: str | None, seconds: float) -> list[str]:
    if not audio:
        return []
    fade = f"afade=t=out:st={max(0.0, seconds - 3):.2f}:d=3"
    return ["-map", "1:a:0", "-af", fade, "-c:a", "aac", "-b:a", "160k"]
