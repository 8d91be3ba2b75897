"""What is read of a file: time, place, size, camera."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal, NamedTuple

from photosort.model.files import FileStamp
from photosort.model.people import KnownFace, Mention, NamedRegion
from photosort.model.places import Place

TimeSource = Literal[
    "exif", "gps", "quicktime", "xmp", "iptc", "png", "sidecar", "filename", "mtime", "user"
]

Precision = Literal["second", "minute", "day", "month", "year"]

OffsetSource = Literal["file", "edit", "gps", "zone"]

PlaceSource = Literal["exif", "quicktime", "xmp", "sidecar", "inferred", "user"]

_WORD = re.compile(r"\w+")
_NO_RAW = ("image/x-portable-anymap", "image/x-exr", "image/x-xcf", "image/x-photo-cd")


def is_raw(content_type: str) -> bool:
    """Whether a content type is a RAW format of a camera.

    >>> is_raw("image/x-canon-cr2"), is_raw("image/x-xcf"), is_raw("image/jpeg")
    (True, False, False)
    """
    return content_type.startswith("image/x-") and content_type not in _NO_RAW


@lru_cache(1024)
def camera_name(make: str | None, model: str | None) -> str:
    """What a camera is called, the maker once; empty where neither is known.

    Many makers begin their models with their own name, or the short form of it.

    >>> camera_name("Canon", "Canon EOS 80D"), camera_name("NIKON CORPORATION", "NIKON D70")
    ('Canon EOS 80D', 'NIKON D70')
    >>> camera_name("Apple", "iPhone 7"), camera_name("LG Electronics", "LG-H870")
    ('Apple iPhone 7', 'LG-H870')
    """
    make, model = (make or "").strip(), (model or "").strip()
    first = _WORD.match(model)
    if first and first[0].casefold() in (word.casefold() for word in _WORD.findall(make)):
        return model
    return f"{make} {model}".strip()


@dataclass(frozen=True)
class Coordinates:
    """WGS 84 degrees; altitude in metres above sea level, None if unknown."""

    lat: float
    lon: float
    alt: float | None = None


@dataclass(frozen=True)
class Taken:
    """When a photo was taken.

    `local` is the wall clock at the place, `utc` the same time in UTC. `known` says which of the
    two the source gives; the other follows from `offset`, minutes east of UTC. `shift` is what a
    correction of the camera clock has added, in seconds. A time less precise than a second is the
    start of the period that it stands for. An offset from "edit" is that of the last change of the
    file; like one from "gps", it is overridden by the time zone of the place.
    """

    source: TimeSource
    known: Literal["local", "utc"]
    local: datetime | None = None
    utc: datetime | None = None
    offset: int | None = None
    offset_source: OffsetSource | None = None
    shift: int = 0
    precision: Precision = "second"


class Shift(NamedTuple):
    """Seconds to add to the clock of a camera, between two dates (ISO 8601, '' if open)."""

    camera: str
    first: str
    last: str
    seconds: int


@dataclass(frozen=True)
class Description:
    """What people and their programs wrote about a photo. None is unknown.

    Hierarchical `keywords` have a `/` between their levels. `rating` is 1 to 5, -1 for rejected.
    """

    title: str | None = None
    caption: str | None = None
    keywords: tuple[str, ...] = ()
    rating: int | None = None
    favorite: bool = False
    creator: str | None = None
    copyright: str | None = None


@dataclass(frozen=True)
class Facts:
    """The facts from one reading of a file. None is unknown."""

    content_type: str
    width: int | None = None
    height: int | None = None
    orientation: int | None = None
    taken: Taken | None = None
    coordinates: Coordinates | None = None
    place_source: PlaceSource | None = None
    make: str | None = None
    model: str | None = None
    duration: float | None = None
    content_id: str | None = None
    created_in: Mapping[str, str] | None = None
    """Levels of the address, and `country_code`, from the file itself."""
    description: Description = Description()
    regions: tuple[NamedRegion, ...] = ()
    """Names of persons that other programs gave; only in a reading, see `Photo.mentions`."""


class Reading(NamedTuple):
    """The result of opening one file: facts, or an error, or neither (not a photo).

    `fingerprint` recognises the content when the file moves. `retry` marks errors that say
    nothing about the content (no permission, an I/O error): the next run tries again.
    """

    stamp: FileStamp
    sidecars: tuple[FileStamp, ...] = ()
    fingerprint: bytes | None = None
    facts: Facts | None = None
    error: str | None = None
    retry: bool = False


@dataclass(frozen=True)
class Photo:
    """A photo or video of the library, with everything known about it.

    `pair` is the other half of a Live Photo; `lead` the file that this one goes along with, as
    its `relation` says; `companions` those that go along with this one, `duplicates` all other
    files on disk of the same content. `ignored` is a file that is there and left out of
    everything, as a rule or `--exclude` says. `trips`, `journey` and `moment` are ids.
    """

    stamp: FileStamp
    facts: Facts | None
    place: Place | None
    labels: Mapping[str, str]
    trips: tuple[str, ...]
    missing: bool
    error: str | None
    sidecars: tuple[bytes, ...] = ()
    pair: bytes | None = None
    lead: bytes | None = None
    relation: str | None = None
    companions: tuple[bytes, ...] = ()
    faces: tuple["KnownFace", ...] = ()
    mentions: tuple["Mention", ...] = ()
    in_flight: bool = False
    ignored: bool = False
    journey: str | None = None
    moment: str | None = None
    duplicates: tuple[bytes, ...] = ()

    @property
    def path(self) -> str:
        """The path as text; bytes that are not UTF-8 become surrogates (`os.fsdecode`)."""
        encoding, errors = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
        return self.stamp.path.decode(encoding, errors)
