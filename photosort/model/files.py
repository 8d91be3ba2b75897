"""The nouns: frozen values that every stage hands to the next.

Paths are `bytes`, as the file system gives them, until they are shown or written as JSON
(`os.fsdecode`). Wall-clock and UTC times are naive `datetime`; offsets are minutes east of UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

LEVELS = ("country", "province", "city", "district", "township")
"""Levels of an address, coarse first."""

Level = Literal["country", "province", "city", "district", "township"]
Basis = Literal["polygon", "nearest", "xmp", "user"]
TimeSource = Literal[
    "exif", "gps", "quicktime", "xmp", "iptc", "png", "sidecar", "filename", "mtime", "user"
]
Precision = Literal["second", "minute", "day", "month", "year"]
OffsetSource = Literal["file", "edit", "gps", "zone"]
PlaceSource = Literal["exif", "quicktime", "xmp", "sidecar", "inferred", "user"]
HomeSource = Literal["found", "given", "centre", "second"]
Mode = Literal["symlink", "hardlink", "reflink", "copy"]


_NO_RAW = ("image/x-portable-anymap", "image/x-exr", "image/x-xcf", "image/x-photo-cd")


def is_raw(content_type: str) -> bool:
    """Whether a content type is that of a camera's RAW format.

    >>> is_raw("image/x-canon-cr2"), is_raw("image/x-xcf"), is_raw("image/jpeg")
    (True, False, False)
    """
    return content_type.startswith("image/x-") and content_type not in _NO_RAW


class FileStamp(NamedTuple):
    """What `lstat` says of a file; while it stays the same, the file is not opened again."""

    path: bytes
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Skipped(NamedTuple):
    """A file that could not be read or written, and why."""

    path: bytes
    reason: str


@dataclass(frozen=True)
class Coordinates:
    """WGS 84 degrees; altitude in metres above sea level where known."""

    lat: float
    lon: float
    alt: float | None = None


@dataclass(frozen=True)
class Taken:
    """When a photo was taken.

    `local` is the wall clock at the place, `utc` the same moment in UTC. `known` tells which of
    the two the source itself gives; the other follows from `offset`, minutes east of UTC.
    `shift` is what a correction of the camera's clock has added, in seconds. What is less precise
    than a second is the first moment of what it stands for. An offset of source "edit" is that of
    the file's last change: as one of source "gps", it gives way to the zone of the place.
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
    """Seconds to add to the clock of a camera, between two dates (ISO 8601, '' for open)."""

    camera: str
    first: str
    last: str
    seconds: int


@dataclass(frozen=True)
class Facts:
    """What one reading of a file tells. None is unknown."""

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
    """Levels of the address, and `country_code`, as the file itself has them."""


class Seen(NamedTuple):
    """A file that a scan met, and the sidecars beside it that belong to it."""

    stamp: FileStamp
    sidecars: tuple[FileStamp, ...] = ()


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
class Place:
    """An address, what each of its levels rests on, and the time zone (IANA) it lies in.

    `levels` maps level to name, known levels only; on the open sea it is empty. `ids` maps the
    same levels to identifiers that stay when the language of the names changes.
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    country_code: str | None = None
    basis: Mapping[str, Basis] = field(default_factory=dict)
    timezone: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)

    def path(self, level: str) -> tuple[str, ...] | None:
        """The ids, or where there are none the names, from the country down to `level`.

        None where `level` is unknown; an unknown level in between is empty.
        """
        if level not in self.levels:
            return None
        known = {**self.levels, **self.ids}
        return tuple(known.get(each, "") for each in LEVELS[: LEVELS.index(level) + 1])


@dataclass(frozen=True)
class Photo:
    """A photo or video of the library, with everything known about it.

    `pair` is the other half of a Live Photo; `lead` the file that this one goes along with, as
    its `relation` says; `companions` those that go along with this one. `ignored` is a file that
    is there and left out of everything, as a rule or `--exclude` says.
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
    in_flight: bool = False
    ignored: bool = False


@dataclass(frozen=True)
class Trip:
    """A cluster of photos by time and place at one level of the address.

    `start` and `end` are ISO 8601 with the offset at the place; days count from 1970-01-01.
    """

    id: str
    level: str
    address: Mapping[str, str]
    start: str
    end: str
    first_day: int
    last_day: int
    photo_days: int
    photos: int
    title: str | None
    custom_id: str | None
    labels: Mapping[str, str]
    created: str
    updated: str
    merged_into: str | None = None
    members: tuple[bytes, ...] | None = None

    @property
    def span_days(self) -> int:
        """Days from first to last, empty ones included."""
        return self.last_day - self.first_day + 1

    @property
    def name(self) -> str:
        """The title, or else the name of the place."""
        return self.title or self.address[self.level]


class Home(NamedTuple):
    """Where somebody lives, from its first to its last day; None is open.

    Days count from 1970-01-01. `days` is how many photo days speak for it. `source` tells whether
    it was found or given; "centre" only stands in where too little is known to find a home, and
    "second" is a place returned to while another is home: stays there are journeys.
    """

    lat: float
    lon: float
    first_day: int | None = None
    last_day: int | None = None
    days: int = 0
    source: HomeSource = "found"

    def holds(self, day: int) -> bool:
        """Whether `day` lies between the first and the last one."""
        return (self.first_day is None or day >= self.first_day) and (
            self.last_day is None or day <= self.last_day
        )


class JourneyStop(NamedTuple):
    """Days in one place during a journey. `start` and `end` are as those of a trip."""

    address: Mapping[str, str]
    start: str
    end: str
    first_day: int
    last_day: int
    photos: int
    lat: float
    lon: float


@dataclass(frozen=True)
class Journey:
    """From leaving home to coming back. `found_title` follows from the stops.

    `start` and `end` are ISO 8601 with the offset at the place; days count from 1970-01-01;
    `distance_km` is that along the stops. `stray` counts photos at home meanwhile, of somebody who
    stayed; they are in none of the other figures.
    """

    id: str
    title: str
    found_title: str
    start: str
    end: str
    first_day: int
    last_day: int
    photos: int
    distance_km: float
    stops: tuple[JourneyStop, ...]
    created: str
    updated: str
    merged_into: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    stray: int = 0

    @property
    def nights(self) -> int:
        """Days from the first to the last, less one."""
        return self.last_day - self.first_day

    @property
    def kind(self) -> str:
        """`trip` with a night away, else `day-trip`."""
        return "trip" if self.nights else "day-trip"


@dataclass(frozen=True)
class Moment:
    """Photos close in time and place, in order of time.

    `start` and `end` are ISO 8601, with the offset where it is known; `first` and `last` the same
    in microseconds of UTC, as far as that is known. `center` is the mean of the located photos;
    `address` is where most of them are. `groups` are the persons that faces in it belong to, None
    for faces of nobody known, each with its photos; `cover` is the photo that shows it best.
    """

    id: str
    start: str
    end: str
    first: int
    last: int
    center: Coordinates | None
    address: Mapping[str, str]
    title: str | None
    labels: Mapping[str, str]
    created: str
    updated: str
    merged_into: str | None = None
    members: tuple[bytes, ...] = ()
    groups: tuple[tuple[str | None, tuple[bytes, ...]], ...] = ()
    cover: bytes | None = None

    @property
    def name(self) -> str:
        """The title, or else the name of the place; empty where neither is known."""
        finest = next((self.address[x] for x in reversed(LEVELS) if x in self.address), "")
        return self.title or finest


class Box(NamedTuple):
    """A rectangle in pixels of a picture held upright, from its upper left corner."""

    left: int
    top: int
    width: int
    height: int


class Pose(NamedTuple):
    """Where a face looks, in degrees; 0, 0, 0 looks into the camera.

    Positive yaw turns to the right edge of the picture, positive pitch upwards, positive roll
    clockwise.
    """

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True)
class Face:
    """One face that an engine found in a picture, or at `frame_ms` of a video.

    `landmarks` are right eye, left eye, nose, right and left corner of the mouth (the person's
    right), as x, y in pixels of the upright picture. `score` is the detector's, `quality` how well
    the face can be recognised, both 0 to 1. `sharpness` is the variance of the Laplacian of the
    aligned face. `embedding` holds float32, little-endian, of unit length.
    """

    box: Box
    score: float
    landmarks: tuple[tuple[float, float], ...]
    pose: Pose
    sharpness: float
    quality: float
    embedding: bytes
    frame_ms: int | None = None


class FaceReading(NamedTuple):
    """The result of looking for faces in one file; `width` and `height` are those held upright.

    `retry` marks errors that say nothing about the content: the next run tries again.
    """

    file_id: int
    width: int = 0
    height: int = 0
    faces: tuple[Face, ...] = ()
    error: str | None = None
    retry: bool = False


class KnownFace(NamedTuple):
    """A face of the library, and the person it belongs to.

    `confidence` is the similarity to the person's other faces, 1 where the user has said so;
    `name` is that of the person.
    """

    id: str
    face: Face
    engine: str
    person: str | None = None
    confidence: float | None = None
    source: Literal["auto", "user"] | None = None
    name: str | None = None


class Member(NamedTuple):
    """A face of a person, where it is and how sure that is."""

    path: bytes
    face: str
    box: Box
    confidence: float | None
    source: Literal["auto", "user"]


@dataclass(frozen=True)
class Person:
    """One somebody: the faces that go together. Counts are of photos and videos on disk.

    `first_seen` and `last_seen` are wall-clock times (ISO 8601) of the photos with a known date.
    `version` counts the changes. `ignored` is a stranger or a statue that nobody wants to see.
    """

    id: str
    name: str | None
    custom_id: str | None
    labels: Mapping[str, str]
    faces: int
    photos: int
    videos: int
    cover: tuple[bytes, Box] | None
    first_seen: str | None
    last_seen: str | None
    version: int
    created: str
    updated: str
    edited: bool = False
    ignored: bool = False
    merged_into: str | None = None
    members: tuple[Member, ...] | None = None


class Claim(NamedTuple):
    """What a user has said of a face, so that it holds for whatever finds that face again.

    The face is named by the content of its file (`size`, `fingerprint`) and by its place in it:
    `area` is x, y, width, height as parts of the picture, `frame_ms` the moment of a video. Of the
    `kind`s, `is` puts it into a person, `not` keeps it out, `cover` makes it the person's picture;
    `was` keeps it where it stood when the user named the person or changed it otherwise.
    """

    size: int
    fingerprint: bytes
    frame_ms: int | None
    area: tuple[float, float, float, float]
    person: str
    kind: Literal["is", "was", "not", "cover"]


class TrackPoint(NamedTuple):
    """A located photo on a route; altitude in metres, times naive."""

    path: bytes
    lat: float
    lon: float
    alt: float | None
    local: datetime | None
    utc: datetime | None


class Wish(NamedTuple):
    """A photo that a view wants in a folder: the path below DEST without the name, and its file.

    Wishes of one folder and one id share a folder; of two ids they get one each, unless `shared`.
    """

    folder: tuple[str, ...]
    stamp: FileStamp
    view: str
    id: str
    shared: bool = False


class Entry(NamedTuple):
    """One link or copy below DEST. `path` is relative to DEST, with `/`.

    `mtime_ns` (of copies) and `inode` (of hard links) tell whether it is still what was made.
    `made_ns` is the mtime that a copy has in DEST where its file system keeps another one.
    """

    path: str
    source: str
    view: str
    id: str
    size: int
    sha256: str | None = None
    mtime_ns: int | None = None
    inode: int | None = None
    made_ns: int | None = None


@dataclass(frozen=True)
class Run:
    """A command that wrote to the library. `seconds` are by a clock that never jumps."""

    id: str
    command: str
    options: Mapping[str, Any]
    start: str
    end: str | None
    outcome: str  # running, done, some-failed, failed, interrupted, killed
    counts: Mapping[str, Any]
    seconds: float | None
    error: str | None


@dataclass(frozen=True)
class Finding:
    """Something that `check` found wrong, `count` times; `where` names some of them."""

    kind: str  # integrity, schema, reference: the library; root, vanished, dead-link: around it
    message: str
    count: int
    hint: str
    where: tuple[str, ...] = ()
    repaired: bool = False


@dataclass(frozen=True)
class Root:
    """A folder (or single file) that the user asked to index."""

    path: bytes
    phase: Literal["full-scan", "incremental"]
    state: Literal["ready", "running", "failed", "missing"]
    last_run: str | None


@dataclass(frozen=True)
class FolderMove:
    """A known folder that stands elsewhere now: `found` of its `files` were found there.

    `certain` is False for one that only may be meant; nothing follows from it. `copied` are other
    files of the same content: `new` may be a copy as well.
    """

    old: bytes
    new: bytes
    found: int
    files: int
    certain: bool = True
    copied: bool = False


@dataclass(frozen=True)
class Settings:
    """What a library remembers of the options that it was given.

    Empty `languages` and `geocoder` None: no places were named yet. `ignore` passes over what is
    no photo, `excludes` are patterns that are left out too. `engine` looks for faces.
    """

    languages: tuple[str, ...]
    geocoder: str | None
    infer_location: bool
    clock_shifts: tuple[Shift, ...]
    ignore: bool
    excludes: tuple[str, ...]
    engine: str | None
