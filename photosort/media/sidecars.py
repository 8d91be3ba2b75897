"""Sidecars: files with metadata of a photo: XMP, the THM of a camera, the JSON of Google Takeout.

`belonging` finds them by name, `read` reads them. Takeout truncates and numbers names in its own
way: `IMG_1.jpg.supplemental-metadata.json`, or any prefix of that word, with at most 46 UTF-16
units before `.json`, and the number of `IMG_1(2).jpg` last: `IMG_1.jpg(2).json`. A title without an
extension has a JSON without it. An edited copy shares the JSON of its original. The number of a
copy is never dropped, since without it the name is that of another photo.

A THM is also a picture, and an item of its own if it is alone. Beside a video or RAW file of the
same stem, its Exif adds what that file may lack.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from photosort.media import picasa
from photosort.media.formats import has_media_name
from photosort.media.metadata import jpeg, region_packets, regions, xmp
from photosort.media.metadata.describe import of_takeout
from photosort.media.metadata.interpret import SidecarFacts, from_packet, interpret
from photosort.media.metadata.positions import make_coordinates
from photosort.media.metadata.source import FileSource
from photosort.media.metadata.times import from_timestamp
from photosort.model import FileStamp, FoundFile, Taken
from photosort.plan.edited import cut, folded, original_stems, split_number, utf16_length
from photosort.regular import open_regular

_MAX_BYTES = 4 * 1024 * 1024
_TAKEOUT_LENGTH = 46
_SUFFIX = "supplemental-metadata"
_BY_STEM = frozenset({b"xmp", b"aae", b"thm", b"lrv", b"pp3", b"dop", b"on1", b"cos", b"srt"})
"""Extensions of sidecars named like their photo, with or without its extension."""
_THUMBNAIL = b".thm"
_WITH_THUMBNAIL = frozenset(
    [
        "avi",
        "mp4",
        "mov",
        "m4v",
        "mpg",
        "mpeg",
        "mod",
        "tod",
        "mts",
        "m2ts",
        "3gp",
        "wmv",
        "crw",
        "mrw",
    ]
)
"""Extensions of files that cameras write a THM for."""


def is_sidecar(name: bytes) -> bool:
    """Whether this may be the name of a sidecar."""
    return name[-4:].lower() == b".xmp" or name[-5:].lower() == b".json"


def may_tell(name: bytes) -> bool:
    """Whether a file of this name may describe another one, whether it is a photo itself or not."""
    return is_sidecar(name) or name[-4:].lower() == _THUMBNAIL or is_of_folder(name)


def is_of_folder(name: bytes) -> bool:
    """Whether a file of this name may describe all photos of its folder, as that of Picasa does."""
    end = name[-12:].lower()
    if not end.endswith((b"picasa.ini", picasa.CONTACTS)):
        return False
    own = name.rpartition(b"/")[2].lower()
    return own in picasa.NAMES or own == picasa.CONTACTS


def photo_of(path: bytes, photos: Iterable[bytes]) -> bytes | None:
    """Which of `photos` in the same folder a file of this name would be a sidecar of.

    XMP and JSON by the rules of `belonging`; other files that cameras and programs write beside
    photos by their stem.
    """
    name = os.path.basename(path)
    stem, dot, extension = name.lower().rpartition(b".")
    if not dot:
        return None
    folder = [FileStamp(each, 0, 0, 0, 0) for each in photos if os.path.basename(each) != name]
    for photo in folder:
        own = os.path.basename(photo.path).lower()
        if extension in _BY_STEM and stem in (own, own.rpartition(b".")[0]):
            return photo.path
    sidecar = FileStamp(path, 0, 0, 0, 0)
    owners = belonging([sidecar, *folder]) if is_sidecar(name) else ()
    return next((each.stamp.path for each in owners if sidecar in each.sidecars), None)


def belonging(folder: Sequence[FileStamp]) -> Iterable[FoundFile]:
    """The files of one folder, each with its sidecars; XMP before THM before JSON."""
    beside = [stamp for stamp in folder if may_tell(stamp.path)]
    if not beside:
        return map(FoundFile, folder)
    shared = _shared(beside)
    beside = [stamp for stamp in beside if not is_of_folder(stamp.path)]
    packets = {_name(each): each for each in beside if each.path[-5:].lower() != b".json"}
    takeout = _Takeout(folder, beside) if len(packets) < len(beside) else None
    return [
        FoundFile(stamp, (*_of(stamp, packets, takeout), *(shared if _may_be(stamp) else ())))
        for stamp in folder
    ]


def _shared(beside: Sequence[FileStamp]) -> tuple[FileStamp, ...]:
    """What describes all photos of a folder: the file of Picasa, and its contacts."""
    found = sorted(stamp for stamp in beside if is_of_folder(stamp.path))
    tells = any(stamp.path.lower().endswith(b"picasa.ini") for stamp in found)
    return tuple(found) if tells else ()


def _may_be(stamp: FileStamp) -> bool:
    """Whether a file may be a photo that others describe."""
    return has_media_name(stamp.path) and not is_of_folder(stamp.path)


def _of(
    stamp: FileStamp, packets: Mapping[str, FileStamp], takeout: "_Takeout | None"
) -> tuple[FileStamp, ...]:
    if is_sidecar(stamp.path):
        return ()
    name = _name(stamp)
    stem, dot, extension = name.rpartition(".")
    beside = [f"{name}.xmp", f"{stem}.xmp"] if dot else []
    if extension in _WITH_THUMBNAIL:
        beside.append(f"{stem}.thm")
    found = [packets[each] for each in beside if each in packets]
    document = takeout.of(name) if takeout else None
    return (*found, document) if document else tuple(found)


def _name(stamp: FileStamp) -> str:
    return folded(os.fsdecode(stamp.path.rpartition(b"/")[2]))


class _Takeout:
    """The JSON files of one folder, by the photos that their names refer to."""

    def __init__(self, folder: Sequence[FileStamp], beside: Sequence[FileStamp]) -> None:
        self._by_title: dict[str, FileStamp] = {}
        # shortest first: `a.jpg.json` before `a.jpg.supplemental-metadata.json`
        for stamp in sorted(beside, key=lambda each: (len(each.path), each.path)):
            if stamp.path[-5:].lower() == b".json":
                for title in _titles(_name(stamp)[: -len(".json")]):
                    self._by_title.setdefault(title, stamp)
        self._folder = folder
        self._by_stem: dict[str, list[str]] | None = None

    def of(self, name: str) -> FileStamp | None:
        """The JSON of a photo: its own, or else that of the original of an edited copy."""
        found = self._own(name)
        if found:
            return found
        stem, dot, extension = name.rpartition(".")
        for original in original_stems(stem):
            for each in (f"{original}{dot}{extension}", *self._named(original)):
                if found := self.of(each):
                    return found
        return None

    def _own(self, name: str) -> FileStamp | None:
        stem, dot, extension = name.rpartition(".")
        plain, number = split_number(stem)
        if not dot:
            plain, number = split_number(name)
        moved = f"{plain}{dot}{extension}" if dot else plain
        for title, tail in ((name, ""), (moved, number), (stem, ""), (plain, number)):
            if not title or (tail == "" and number and utf16_length(stem) > _TAKEOUT_LENGTH):
                continue  # truncation would drop the number
            found = self._by_title.get(cut(title, _TAKEOUT_LENGTH) + tail)
            if found:
                return found
        return None

    def _named(self, stem: str) -> Sequence[str]:
        """The photos with this stem in the folder, whatever their extension."""
        if self._by_stem is None:
            self._by_stem = defaultdict(list)
            for stamp in self._folder:
                if not is_sidecar(stamp.path):
                    name = _name(stamp)
                    self._by_stem[name.rpartition(".")[0]].append(name)
        return self._by_stem.get(stem, ())


def _titles(base: str) -> Iterable[str]:
    """The titles, with the number last, that the name of a JSON without `.json` may stand for."""
    plain, number = split_number(base)
    yield base
    title, dot, tail = plain.rpartition(".")
    if dot and _SUFFIX.startswith(tail):
        yield title + number


def read(stamps: Sequence[FileStamp], path: bytes, *, raw: bool = False) -> list[SidecarFacts]:
    """What each sidecar that can be read tells of the photo at `path`. Never raises.

    `raw` is whether that is a RAW file.
    """
    own = [_read(stamp) for stamp in stamps if not is_of_folder(stamp.path)]
    of_folder = [stamp for stamp in stamps if is_of_folder(stamp.path)]
    return [*own, _of_picasa(of_folder, path, raw=raw)] if of_folder else own


def _of_picasa(stamps: Sequence[FileStamp], path: bytes, *, raw: bool) -> SidecarFacts:
    """The faces of a photo in the files of its folder."""
    inis = [each for each in stamps if not each.path.lower().endswith(picasa.CONTACTS)]
    contacts = [each for each in stamps if each.path.lower().endswith(picasa.CONTACTS)]
    people = b"".join(_content(each) for each in contacts[:1])
    name = folded(os.fsdecode(os.path.basename(path)))
    found = [each for ini in inis for each in picasa.faces(_content(ini), people).get(name, ())]
    return SidecarFacts(stated=tuple(each._replace(upright=raw) for each in found))


def _content(stamp: FileStamp) -> bytes:
    if stamp.size > _MAX_BYTES:
        return b""
    try:
        with open_regular(stamp.path) as file:
            return file.read(_MAX_BYTES)
    except OSError:
        return b""


def _read(stamp: FileStamp) -> SidecarFacts:
    if stamp.size > _MAX_BYTES:
        return SidecarFacts()
    try:
        with open_regular(stamp.path) as file:
            if stamp.path[-4:].lower() == _THUMBNAIL:
                return _of_picture(FileSource(file.fileno(), stamp.size))
            data = file.read(_MAX_BYTES)
    except OSError:
        return SidecarFacts()
    if stamp.path[-4:].lower() == b".xmp":
        return replace(from_packet(xmp.read(data)), stated=tuple(region_packets.parse(data)))
    try:
        return _takeout(json.loads(data))
    except (ValueError, RecursionError):
        return SidecarFacts()


def _of_picture(source: FileSource) -> SidecarFacts:
    """What the picture says of itself, but for its mtime."""
    facts = interpret(jpeg.read(source, "image/jpeg"), b"", 0)
    taken = facts.taken if facts.taken and facts.taken.source != "mtime" else None
    return SidecarFacts(
        taken and replace(taken, source="sidecar"), facts.coordinates, facts.description
    )


def _takeout(document: Any) -> SidecarFacts:
    """`photoTakenTime` (seconds, UTC) and `geoData`, or else `geoDataExif`, of a Takeout JSON.

    Also `description`, `favorited` and `people`.
    """
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
    told = of_takeout(document.get("description"), document.get("favorited"))
    people = tuple(regions.of_takeout(document.get("people")))
    return SidecarFacts(Taken("sidecar", "utc", utc=utc) if utc else None, place, told, people)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
