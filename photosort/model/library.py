"""The library itself: runs, folders, settings, findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from photosort.model.facts import Shift
from photosort.model.people import Census
from photosort.model.trips import Home


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
