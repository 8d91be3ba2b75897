"""Files beside a photo that tell of it: XMP, and the JSON of Google Takeout.

`belonging` finds them by name, `read` reads them. Takeout cuts and numbers names in its own way:
`IMG_1.jpg.supplemental-metadata.json`, any beginning of that word, 46 characters before `.json`,
and the number of `IMG_1(2).jpg` behind all else: `IMG_1.jpg(2).json`.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from photosort.media.metadata import xmp
from photosort.media.metadata.interpret import SidecarFacts, from_properties
from photosort.media.metadata.positions import make_coordinates
from photosort.media.metadata.times import from_timestamp
from photosort.model import FileStamp, Seen, Taken
from photosort.plan.companions import EDITED_MARKS

_MAX_BYTES = 4 * 1024 * 1024
_TAKEOUT_LENGTH = 46
_SUFFIX = "supplemental-metadata"
_BY_STEM = frozenset({b"xmp", b"aae", b"thm", b"lrv", b"pp3", b"dop", b"on1", b"cos", b"srt"})
"""Of sidecars that have their photo's name, with or without its extension."""
_NUMBER = re.compile(r"\((\d+)\)$")


def is_sidecar(name: bytes) -> bool:
    """Whether a name is that of a possible sidecar."""
    return name[-4:].lower() == b".xmp" or name[-5:].lower() == b".json"


def photo_of(path: bytes, photos: Iterable[bytes]) -> bytes | None:
    """Which of `photos`, of the same folder, a file of this name would be a sidecar of.

    XMP and JSON by the rules of `belonging`; others, which cameras and programs keep beside their
    photos, by their stem.
    """
    name = os.path.basename(path)
    stem, dot, extension = name.lower().rpartition(b".")
    if not dot:
        return None
    beside = {os.fsdecode(name).lower(): FileStamp(path, 0, 0, 0, 0)}
    for photo in photos:
        own = os.path.basename(photo).lower()
        by_stem = extension in _BY_STEM and stem in (own, own.rpartition(b".")[0])
        if own != name.lower() and (by_stem or (is_sidecar(name) and _of(photo, beside))):
            return photo
    return None


def belonging(folder: Sequence[FileStamp]) -> Iterable[Seen]:
    """The files of one folder, each with its sidecars; XMP before JSON."""
    beside = {
        os.fsdecode(os.path.basename(stamp.path)).lower(): stamp
        for stamp in folder
        if is_sidecar(stamp.path)
    }
    if not beside:
        return map(Seen, folder)
    return [Seen(stamp, _of(stamp.path, beside)) for stamp in folder]


def _of(path: bytes, beside: dict[str, FileStamp]) -> tuple[FileStamp, ...]:
    if is_sidecar(path):
        return ()
    name = os.fsdecode(os.path.basename(path)).lower()
    stem, dot, _ = name.rpartition(".")
    found = [beside[each] for each in (f"{name}.xmp", f"{stem}.xmp") if dot and each in beside]
    takeout = next((each for each in _takeout_names(name) if each in beside), None)
    return (*found, beside[takeout]) if takeout else tuple(found)


def _takeout_names(name: str) -> Iterator[str]:
    """The names that Takeout may have given the JSON of a photo, likely ones first."""
    stem, dot, extension = name.rpartition(".")
    number = _NUMBER.search(stem)
    plain, tail = (stem[: number.start()], number[0]) if number else (stem, "")
    original = next(
        (plain.removesuffix(mark) for mark in EDITED_MARKS if plain.endswith(mark)), plain
    )
    for text, behind in (
        (f"{plain}{dot}{extension}", tail),
        (f"{original}{dot}{extension}", tail),
        (f"{original}{dot}{extension}", ""),
        (name, ""),
    ):
        yield f"{text[:_TAKEOUT_LENGTH]}{behind}.json"
        for length in range(len(_SUFFIX), -1, -1):
            whole = f"{text}.{_SUFFIX[:length]}"
            yield f"{whole}{behind}.json"
            yield f"{whole[:_TAKEOUT_LENGTH]}{behind}.json"
    yield f"{stem[:_TAKEOUT_LENGTH]}.json"


def read(stamps: Iterable[FileStamp]) -> list[SidecarFacts]:
    """What each sidecar tells; nothing for one that cannot be read. Never raises."""
    return [_read(stamp) for stamp in stamps]


def _read(stamp: FileStamp) -> SidecarFacts:
    if stamp.size > _MAX_BYTES:
        return SidecarFacts()
    try:
        with open(stamp.path, "rb") as file:
            data = file.read(_MAX_BYTES)
    except OSError:
        return SidecarFacts()
    if stamp.path[-4:].lower() == b".xmp":
        return from_properties(xmp.parse(data))
    try:
        return _takeout(json.loads(data))
    except (ValueError, RecursionError):
        return SidecarFacts()


def _takeout(document: Any) -> SidecarFacts:
    """`photoTakenTime` (seconds, UTC) and `geoData`, or else `geoDataExif`, of Takeout's JSON."""
    if not isinstance(document, dict):
        return SidecarFacts()
    time = document.get("photoTakenTime")
    utc = from_timestamp(_number(time.get("timestamp")) if isinstance(time, dict) else None)
    place = None
    for key in ("geoData", "geoDataExif"):
        geo = document.get(key)
        if isinstance(geo, dict) and place is None:
            lat, lon, alt = (_number(geo.get(x)) for x in ("latitude", "longitude", "altitude"))
            place = make_coordinates(lat, lon, alt or None)
    return SidecarFacts(Taken("sidecar", "utc", utc=utc) if utc else None, place)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
