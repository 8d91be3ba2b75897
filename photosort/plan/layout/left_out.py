"""Why files are in none of the folders, and how many for each reason."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

DUPLICATE = "a duplicate of another file"
NO_PLACE = "no place"
AT_SEA = "no address there"
IN_FLIGHT = "taken in flight"
NO_DATE = "no date"
NO_DAY = "no day known"
AT_HOME = "at home"
IN_NO_TRIP = "in no trip"
IN_NO_JOURNEY = "in no journey"
IN_NO_MOMENT = "in no moment"
NO_KEYWORD = "no keyword"
NO_FACE = "no face found"
NOBODY_KNOWN = "no person recognised"
NOT_LOOKED_AT = "not looked at for faces"
VIDEO_NOT_LOOKED_AT = "a video, not looked at for faces"
UNREADABLE = "could not be read for faces"
NOT_FOUND = "not found by {}"
NOT_KNOWN = "no {} known"


class LeftOut(NamedTuple):
    """A file that is in none of the views, why each of them has it not, and its camera.

    `inferable`: it has no place, and would get that of photos around it.
    """

    path: bytes
    reasons: tuple[str, ...]
    camera: str = ""
    inferable: bool = False

    @property
    def reason(self) -> str:
        """All reasons as one text, as in the manifest."""
        return "; ".join(self.reasons)


class ReasonCount(NamedTuple):
    """How many files are left out for a reason, and how many of these are by one camera.

    `camera` is the one that most of them are by, empty where that is less than half. `inferable`
    counts those that would get a place, None where that was not looked at.
    """

    reason: str
    files: int
    camera: str = ""
    by_camera: int = 0
    inferable: int | None = None


def count(left_out: Iterable[LeftOut]) -> list[ReasonCount]:
    """The reasons, most frequent first; a file with several counts for each of them.

    >>> count([LeftOut(b"a", ("no place", "no date")), LeftOut(b"b", ("no date",), "X")])[0]
    ReasonCount(reason='no date', files=2, camera='X', by_camera=1, inferable=0)
    """
    left_out = list(left_out)
    inferable = sum(each.inferable for each in left_out)
    files: Counter[str] = Counter()
    cameras: dict[str, Counter[str]] = defaultdict(Counter)
    for each in left_out:
        files.update(each.reasons)
        for reason in each.reasons if each.camera else ():
            cameras[reason][each.camera] += 1
    counts = []
    for reason, number in sorted(files.items(), key=lambda item: (-item[1], item[0])):
        camera, most = next(iter(cameras[reason].most_common(1)), ("", 0))
        named = (camera, most) if 2 * most >= number else ("", 0)
        counts.append(ReasonCount(reason, number, *named, inferable if reason == NO_PLACE else 0))
    return counts
