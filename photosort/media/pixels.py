"""Upright pixels of a photo for recognition: large enough for it, and no larger.

The decoded picture has at least `long_side` pixels on its long side, and two fifths of that on the
short side (panoramas), if the file has as many. JPEG is decoded at a half, a quarter or an eighth
if that is enough, which takes a fraction of the time and memory.

Who rotates a picture depends on the container. For HEIC the decoder applies `irot` and `imir`, and
Exif orientation is ignored; for AVIF Pillow passes them on as an Exif orientation; TIFF is rotated
by Pillow. All others are rotated here, by the orientation of the facts.
"""

import os
import stat
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import BufferedReader, RawIOBase
from math import ceil
from threading import Lock
from typing import IO, Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile, UnidentifiedImageError

from photosort.media import previews
from photosort.media.read import OpenFile
from photosort.model import is_raw

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
"""(height, width, 3), RGB."""

LONG_SIDE = 1800
"""Enough to find and recognise faces; half of what cameras from 10 MP have."""

MAX_PIXELS = 200_000_000
"""Larger pictures are not decoded in full."""

_SHORT_SHARE = 0.4
_LEAST_LEFT = 0.6  # share of a truncated picture that must be there

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
_OWN_FORMATS = {
    "image/jp2": ("JPEG2000",),
    "image/tga": ("TGA",),
    "image/vnd.adobe.photoshop": ("PSD",),
}
"""Decoders that are tried only if the content is known to be of that type."""
_RARE = ("image/jxl", "image/avif", "image/heic", "image/heif", "image/jp2", "image/jxr")
_AVERAGED = ("L", "RGB", "RGBX", "CMYK", "YCbCr")
"""Modes whose pixels can be averaged before they are converted to RGB."""

_ORIENTATION = 0x0112

_TURNS: dict[int, Callable[[Pixels], Pixels]] = {
    2: lambda stored: stored[:, ::-1],
    3: lambda stored: stored[::-1, ::-1],
    4: lambda stored: stored[::-1],
    5: lambda stored: stored.swapaxes(0, 1),
    6: lambda stored: stored.swapaxes(0, 1)[:, ::-1],
    7: lambda stored: stored.swapaxes(0, 1)[::-1, ::-1],
    8: lambda stored: stored.swapaxes(0, 1)[::-1],
}
"""Upright views of stored pixels, by Exif orientation: nothing is copied."""


_ONE_AT_A_TIME = Lock()


class Upright(NamedTuple):
    """An upright picture: pixels to scan, to be read only, and its full size.

    The pixels may be a turned view of an array, which NumPy and OpenCV take as any other.
    """

    pixels: Pixels
    width: int
    height: int


class UnreadableError(Exception):
    """A picture cannot be decoded: the reason, and whether it may succeed later."""

    def __init__(self, reason: str, retry: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry


def open_picture(
    path: bytes,
    content_type: str,
    orientation: int | None = None,
    size: Sequence[int | None] = (None, None),
    long_side: int = LONG_SIDE,
) -> Upright:
    """The upright pixels of the picture at `path`. Raises `UnreadableError` or `MemoryError`, and
    `ImportError` where a package of photosort is broken.

    `orientation` is that of Exif, 1 to 8; `size` is width and height as stored. For a RAW file the
    largest JPEG in it is decoded, and `size` is that of the photo. Of several pictures or frames
    the first one is decoded. The file is only read, and closed before this returns.
    """
    with opened(path) as file:
        if is_raw(content_type):
            return _of_raw(file, content_type, orientation, size, long_side)
        return _decode(file, content_type, orientation, None, long_side)


def require() -> None:
    """Raise `ImportError` unless the packages that decode pictures can be loaded."""
    _formats()


@contextmanager
def opened(path: bytes) -> Iterator[IO[bytes]]:
    """The file at `path`, open for reading. Raises `UnreadableError` if it is no longer a file."""
    try:
        descriptor = OpenFile(path).number
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}", retry=True) from error
    with open(descriptor, "rb") as file:  # and closes it
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableError("is no longer a regular file", retry=True)
        yield file


class _Bytes:
    """A `Source` over an open file, without the limits for metadata."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = file.seek(0, os.SEEK_END)

    def read(self, offset: int, size: int) -> bytes:
        """See `Source.read`."""
        if offset < 0 or size <= 0:
            return b""
        self.file.seek(offset)
        return self.file.read(size)


class _Tail(RawIOBase):
    """An open file from an offset on, for decoders that expect the start of a file."""

    def __init__(self, file: IO[bytes], offset: int) -> None:
        self.file = file
        self.offset = offset
        file.seek(offset)

    def readinto(self, buffer: Any) -> int:
        """See `io.RawIOBase`."""
        content = self.file.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """See `io.IOBase`."""
        start = self.offset if whence == os.SEEK_SET else 0
        return self.file.seek(start + offset, whence) - self.offset

    def tell(self) -> int:
        """See `io.IOBase`."""
        return self.file.tell() - self.offset

    def readable(self) -> bool:
        """See `io.IOBase`."""
        return True

    def seekable(self) -> bool:
        """See `io.IOBase`."""
        return True


def _of_raw(
    file: IO[bytes],
    content_type: str,
    orientation: int | None,
    size: Sequence[int | None],
    long_side: int,
) -> Upright:
    preview = previews.largest(_Bytes(file))
    if preview is None:
        raise UnreadableError(f"cannot be decoded ({content_type}), and holds no JPEG preview")
    full = (size[0], size[1]) if size[0] and size[1] else None
    inner = cast(IO[bytes], BufferedReader(_Tail(file, preview.offset)))
    return _decode(inner, "image/jpeg", orientation, full, long_side)


def _decode(
    file: IO[bytes],
    content_type: str,
    orientation: int | None,
    size: tuple[int, int] | None,
    long_side: int,
) -> Upright:
    """Decode a picture; `size` is that of the whole photo if it differs from the picture."""
    try:
        with _own_limits(), _reader(file, content_type) as image:
            full = size or image.size
            turn = _turn(image, orientation)
            image.draft(None, wanted_size(image.size, long_side))
            if image.width * image.height > MAX_PIXELS:
                raise UnreadableError(_too_large(full))
            _load(image)
            if image.format == "TIFF":  # turned by now
                full = image.size
            rgb = _small_rgb(image, long_side)
            stored = np.asarray(rgb, dtype=np.uint8)
            upright = _TURNS[turn](stored) if turn in _TURNS else stored
            width, height = full if turn < 5 else full[::-1]
            return Upright(upright, width, height)
    except (UnreadableError, MemoryError, ImportError):  # a missing package is not the file's fault
        raise
    except OSError as error:
        if error.errno:  # an error of the file system; decoders set no errno
            raise UnreadableError(f"cannot be read: {error.strerror}", retry=True) from error
        raise UnreadableError(f"is damaged: {_sentence(error)}") from error
    except Exception as error:
        raise UnreadableError(f"is damaged: {_sentence(error)}") from error


@contextmanager
def _own_limits() -> Iterator[None]:
    """Silence the warnings of Pillow about large pictures: this module has its own limit.

    Limits and warnings are those of the process, so threads wait for each other.
    """
    with _ONE_AT_A_TIME:
        before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        finally:
            Image.MAX_IMAGE_PIXELS = before


def _reader(file: IO[bytes], content_type: str) -> Image.Image:
    """The opened, not yet decoded picture."""
    try:
        return Image.open(file, formats=_OWN_FORMATS.get(content_type) or _formats())
    except UnidentifiedImageError as error:
        if content_type in _RARE:
            raise UnreadableError(f"no decoder for {content_type}, or it is damaged") from error
        raise UnreadableError(f"is damaged: no {content_type} that can be decoded") from error


@cache
def _formats() -> tuple[str, ...]:
    """The formats to try; AVIF only with newer Pillow or older pillow-heif."""
    import pillow_heif

    Image.init()
    pillow_heif.register_heif_opener(thumbnails=False)
    if "AVIF" not in Image.OPEN and hasattr(pillow_heif, "register_avif_opener"):
        pillow_heif.register_avif_opener(thumbnails=False)
    pillow_heif.options.DECODE_THREADS = 1  # one process a core
    return tuple(each for each in _FORMATS if each in Image.OPEN)


def _turn(image: Image.Image, orientation: int | None) -> int:
    """The Exif orientation to be applied, 1 for none."""
    if image.format in ("HEIF", "TIFF"):
        return 1
    if image.format == "AVIF":
        return int(image.getexif().get(_ORIENTATION, 1))
    return orientation or 1


def wanted_size(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """The smallest size at which a picture of `size` may be decoded."""
    long, short = max(size), min(size)
    scale = max(long_side / long, _SHORT_SHARE * long_side / short)
    if scale >= 1:
        return size
    return ceil(size[0] * scale), ceil(size[1] * scale)


def _small_rgb(image: Image.Image, long_side: int) -> Image.Image:
    if image.mode not in _AVERAGED:
        image = _rgb(image)
    wanted = wanted_size(image.size, long_side)
    factor = min(image.width // wanted[0], image.height // wanted[1])
    return _rgb(image.reduce(factor) if factor > 1 else image)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    if image.mode.startswith("I;16"):
        values = np.asarray(image)
        return Image.fromarray((values >> 8).astype(np.uint8)).convert("RGB")
    if image.mode in ("I", "F"):
        return Image.fromarray(_spread(np.asarray(image))).convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image).convert("RGB")
    return image.convert("RGB")


def _spread(values: npt.NDArray[Any]) -> Pixels:
    """Pixels without a fixed range (32-bit integers, reals), scaled to 0 to 255."""
    known = values[np.isfinite(values)].astype(np.float64)
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    scale = 255 / (high - low) if high > low else 0.0
    return np.asarray(np.nan_to_num((values - low) * scale, posinf=255), dtype=np.uint8)


def _load(image: Image.Image) -> None:
    """Decode; a truncated file is accepted if most of it is there."""
    try:
        image.load()
    except OSError as error:
        if "truncated" not in str(error):
            raise
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, True
        try:
            image.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before
        share = _share_there(np.asarray(image))
        if share < _LEAST_LEFT:
            raise UnreadableError(
                f"is cut off: only {100 * share:.0f} % of the picture is there"
            ) from error


def _share_there(values: npt.NDArray[Any]) -> float:
    """The share of rows above those that the decoder filled with a single colour."""
    rows = values.reshape(values.shape[0], -1)
    telling = np.flatnonzero((rows != rows[-1, 0]).any(axis=1))
    return float(telling[-1] + 1) / len(rows) if telling.size else 0.0


def _sentence(error: Exception) -> str:
    text = str(error).strip().rstrip(".")
    return text if text else type(error).__name__


def _too_large(size: tuple[int, int]) -> str:
    millions = size[0] * size[1] / 1e6
    return f"is too large: {size[0]} × {size[1]} is {millions:,.0f} million pixels, more than 200"


def colour_profile(path: bytes, content_type: str) -> bytes | None:
    """The ICC profile of an RGB picture, None if it has none or it cannot be read."""
    if is_raw(content_type):
        return None
    try:
        with opened(path) as file, _own_limits(), _reader(file, content_type) as image:
            profile = image.info.get("icc_profile") or b""
            return profile if profile[16:20] == b"RGB " else None
    except ImportError:
        raise
    except Exception:  # noqa: BLE001 - decoders raise whatever a broken file makes them
        return None
