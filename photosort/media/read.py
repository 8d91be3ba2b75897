"""Opens a file once and returns everything that the library stores about it."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial

from photosort.media import formats, sidecars
from photosort.media.metadata import (
    asf,
    avi,
    bmp,
    cr3,
    crw,
    dv,
    flv,
    gif,
    heif,
    jp2,
    jpeg,
    jxl,
    matroska,
    movie,
    mpeg,
    mrw,
    mts,
    mxf,
    named,
    ogg,
    photoshop,
    png,
    raf,
    rasters,
    rw2,
    tga,
    tiff,
    webp,
    x3f,
)
from photosort.media.metadata.blocks import SOUND
from photosort.media.metadata.interpret import interpret, is_dated_beside, tells_anything
from photosort.media.metadata.raw import Raw
from photosort.media.metadata.source import FileSource, Source
from photosort.media.stamp import make_stamp
from photosort.model import FileStamp, FoundFile, Reading, is_raw
from photosort.regular import open_regular

_ENDS = 2048
_HASH_CHUNK = 1024 * 1024

Reader = Callable[[Source, str], Raw]

READERS: dict[str, Reader] = {
    "image/jpeg": jpeg.read,
    "image/png": png.read,
    "image/webp": webp.read,
    "image/gif": gif.read,
    "image/bmp": bmp.read,
    "image/heic": heif.read,
    "image/heif": heif.read,
    "image/avif": heif.read,
    "image/jxl": jxl.read,
    "image/tiff": tiff.read,
    "image/x-canon-cr2": tiff.read,
    "image/x-canon-cr3": cr3.read,
    "image/x-olympus-orf": tiff.read,
    "image/x-panasonic-rw2": rw2.read,
    "image/x-fuji-raf": raf.read,
    "image/x-sigma-x3f": x3f.read,
    "image/jp2": jp2.read,
    "image/vnd.adobe.photoshop": photoshop.read,
    "image/x-canon-crw": crw.read,
    "image/x-minolta-mrw": mrw.read,
    "image/tga": tga.read,
    "image/x-xcf": named.read,
    "image/jxr": named.read,
    "image/x-photo-cd": named.read,
    "image/x-portable-anymap": rasters.read,
    "image/vnd.zbrush.pcx": rasters.read,
    "image/vnd.radiance": rasters.read,
    "image/x-exr": rasters.read,
    "video/quicktime": movie.read,
    "video/mp4": movie.read,
    "video/x-m4v": movie.read,
    "video/3gpp": movie.read,
    "video/3gpp2": movie.read,
    "video/x-msvideo": avi.read,
    "video/x-matroska": matroska.read,
    "video/webm": matroska.read,
    "video/mp2t": mts.read,
    "video/mpeg": mpeg.read,
    "video/x-ms-wmv": asf.read,
    "video/x-flv": flv.read,
    "video/ogg": ogg.read,
    "video/mxf": mxf.read,
    "video/x-dv": dv.read,
    "video/vnd.rn-realmedia": named.read,
    "video/x-ms-wtv": named.read,
}
"""The reader of the container, for each content type that `formats.recognise` returns."""


class OpenFile:
    """A file descriptor that closes."""

    def __init__(self, path: bytes) -> None:
        # non-blocking: a pipe in the place of a file must not hold up the run
        self.number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)

    def close(self) -> None:
        """Close it."""
        os.close(self.number)


def read_all(files: Iterable[FoundFile]) -> list[Reading]:
    """A reading of each file, in order; no content of a file makes this raise."""
    return [read(stamp, sidecars) for stamp, sidecars in files]


def read(stamp: FileStamp, beside: tuple[FileStamp, ...] = ()) -> Reading:
    """Facts and fingerprint of the file at `stamp.path`, with its current stamp.

    The sidecars `beside` may add facts that the file itself lacks.
    """
    try:
        with closing(OpenFile(stamp.path)) as file:
            status = os.fstat(file.number)
            if not stat.S_ISREG(status.st_mode):
                return Reading(stamp, error="is no longer a regular file", retry=True)
            now = make_stamp(stamp.path, status)
            return _read(file.number, now, beside)._replace(sidecars=beside)
    except OSError as error:
        if not formats.has_media_name(stamp.path):
            return Reading(stamp)  # nothing suggests that it is a photo
        return Reading(stamp, error=f"cannot be read: {error.strerror}", retry=True)


def _read(descriptor: int, stamp: FileStamp, beside: tuple[FileStamp, ...]) -> Reading:
    claims = formats.has_media_name(stamp.path)
    if stamp.size == 0:
        return Reading(stamp, error="is empty (0 bytes)" if claims else None)
    source = FileSource(descriptor, stamp.size)
    kind = formats.recognise(source, stamp.path)
    fingerprint = _fingerprint(source)
    if kind is None:
        error = f"is not a picture or video: {_describe(source.head)}" if claims else None
        return Reading(stamp, fingerprint=fingerprint, error=error)
    raw = READERS[kind](source, kind)
    if raw.content_type == SOUND:
        error = "is not a picture or video: it holds only sound" if claims else None
        return Reading(stamp, fingerprint=fingerprint, error=error)
    raw.content_type = formats.of_structure(raw.content_type, stamp.path)
    told = sidecars.read(beside, stamp.path, raw=is_raw(raw.content_type)) if beside else ()
    facts = interpret(raw, stamp.path, stamp.mtime_ns, told)
    few = kind in formats.FEW_FACTS
    if not tells_anything(facts) and not (few and is_dated_beside(facts)):
        error = f"is damaged: nothing can be read from this {kind} of {stamp.size:,} bytes"
        if few:
            error = f"tells no date: neither the {kind} itself, nor its name, nor a sidecar"
        return Reading(stamp, fingerprint=fingerprint, error=error)
    return Reading(stamp, fingerprint=fingerprint, facts=facts)


def fingerprint(path: bytes) -> bytes | None:
    """The fingerprint of a file, None if it cannot be read."""
    try:
        with closing(OpenFile(path)) as file:
            return _fingerprint(FileSource(file.number, os.fstat(file.number).st_size))
    except OSError:
        return None


def _fingerprint(source: FileSource) -> bytes:
    """16 bytes from size, head and tail: enough to recognise a moved file."""
    digest = hashlib.blake2b(source.head[:_ENDS], digest_size=16)
    digest.update(source.read(max(0, source.size - _ENDS), _ENDS))
    digest.update(source.size.to_bytes(8, "little"))
    return digest.digest()


def _describe(head: bytes) -> str:
    if not head.strip(b"\0"):
        return "it holds only zeroes"
    start = head[:512].lstrip()
    if start[:1] == b"<":
        return "it holds a web page or other markup"
    if all(32 <= byte < 127 or byte in b"\t\r\n" for byte in start):
        return "it holds text"
    return f"it starts with the bytes {head[:8].hex(' ')}"


def content_hash(path: bytes) -> bytes | None:
    """A hash of the whole content, None if the file cannot be read."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        with open_regular(path) as file:
            for chunk in iter(partial(file.read, _HASH_CHUNK), b""):
                digest.update(chunk)
    except OSError:
        return None
    return digest.digest()
