"""The library itself: runs, folders, settings, findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from photosort.model.facts import Shift
from photosort.model.people import Census
from photosort.model.trips import Home


@dataclass(frozen=True)
class Run:
    """A command that wrote to the library. `seconds` are measured by a monotonic clock."""

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
    """A problem that `check` found `count` times; `where` names some of them."""

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
    """A known folder that was moved: `found` of its `files` are in the new one.

    If not `certain`, the move is only reported. `copied` counts other files with the same content:
    `new` may also be a copy.
    """

    old: bytes
    new: bytes
    found: int
    files: int
    certain: bool = True
    copied: bool = False


@dataclass(frozen=True)
class Settings:
    """The options that a library remembers.

    `languages` is empty and `geocoder` None before places were named. `ignore` says whether the
    table of ignored files applies, `excludes` are patterns to exclude, `engine` is the face engine,
    `attributes` are what it estimates of each face, `video_seconds` the interval between frames
    that are scanned for faces, None for no videos.
    """

    languages: tuple[str, ...]
    geocoder: str | None
    infer_location: bool
    clock_shifts: tuple[Shift, ...]
    ignore: bool
    excludes: tuple[str, ...]
    engine: str | None
    attributes: tuple[str, ...]
    video_seconds: float | None = None


class NextStep(NamedTuple):
    """A command that would help most now, as it is typed, and why."""

    command: str
    why: str


@dataclass(frozen=True)
class Status:
    """The library in numbers; `counts` are those of `FileFacts.counts`,
    `days` the first and last one with a dated file, from 1970-01-01."""

    library: str
    counts: Mapping[str, int]
    people: Census
    trips: int
    journeys: int
    homes: Sequence[tuple[Home, Mapping[str, str]]]
    days: tuple[int, int] | None
    roots: Sequence[Root]
    last_run: Run | None
    settings: Settings
    next: Sequence[NextStep]
