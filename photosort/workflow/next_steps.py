"""What to do next with a library: a decision over a few counts, the same for every command."""

from dataclasses import dataclass

from photosort.model import NextStep
from photosort.report.layout import plural

MOST = 3
"""More steps than these are no help."""


@dataclass(frozen=True)
class Standing:
    """How far a library has come. Counts are of photos and videos on disk.

    `travelled`, `looked` and `moments` tell whether journeys, faces and moments were ever searched
    for, `new_travel` and `new_faces` how many files were added since. `absent` and `broken` are
    folders: not there, and not scanned to the end.
    """

    photos: int = 0
    pictures: int = 0
    absent: int = 0
    broken: int = 0
    located: int = 0
    unplaced: int = 0
    infers: bool = False
    travelled: bool = False
    new_travel: int = 0
    looked: bool = False
    new_faces: int = 0
    unnamed: int = 0
    laid_out: bool = False
    moments: bool = False


def next_steps(now: Standing) -> list[NextStep]:
    """What would help, most important first, none twice; empty where all is done.

    Without photos everything else waits for them. What was never run counts before what is out of
    date, which comes in its place, and before what only makes a good thing better.
    """
    if not now.photos and not now.absent and not now.broken:
        return [NextStep("photosort index ~/Pictures", "no photos yet")]
    steps = [
        (now.absent, "photosort roots", _absent(now.absent)),
        (now.broken, "photosort index", _broken(now.broken)),
        *_searches(now),
        (now.unnamed, "photosort people review --open", _nameless(now.unnamed)),
        (
            now.unplaced and now.located and not now.infers,
            "photosort index --infer-location",
            "1 photo has no place"
            if now.unplaced == 1
            else f"{now.unplaced:,} photos have no place",
        ),
        (now.photos and not now.laid_out, "photosort organize DEST", "no folders laid out yet"),
        (now.photos and not now.moments, "photosort moments", "never run"),
    ]
    return [NextStep(command, why) for wanted, command, why in steps if wanted][:MOST]


def _searches(now: Standing) -> list[tuple[bool, str, str]]:
    """The searches for journeys and persons: never made, or older than some of the photos."""
    return [
        (
            bool(now.photos and (not now.travelled or now.new_travel)),
            "photosort trips",
            _since(now.new_travel) if now.travelled else "never run",
        ),
        (
            bool(now.pictures and (not now.looked or now.new_faces)),
            "photosort people",
            _since(now.new_faces) if now.looked else "never run",
        ),
    ]


def _since(added: int) -> str:
    return f"{plural(added, 'file')} added since the last time"


def _absent(count: int) -> str:
    return "1 folder is not there" if count == 1 else f"{count:,} folders are not there"


def _broken(count: int) -> str:
    return f"{plural(count, 'folder')} not yet read to the end"


def _nameless(count: int) -> str:
    return "1 person has no name" if count == 1 else f"{count:,} people have no name"
