"""Which files `organize` left out, and what would help."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from photosort.plan.layout import left_out as why
from photosort.plan.layout.left_out import ReasonCount
from photosort.report.layout import display_width, plural, printable

_WIDTH = 80
_OF_CAMERAS = (why.NO_PLACE, why.NO_DATE)
"""Reasons that lie with cameras: one without GPS, one whose clock was never set."""


class _Words(NamedTuple):
    """What is said of one file and of several, and what would help."""

    one: str
    many: str
    helps: str = ""


_INFER = "photosort index --infer-location"
_WORDS: Mapping[str, _Words] = {
    why.DUPLICATE: _Words("is a duplicate of another file", "are duplicates of other files"),
    why.NO_PLACE: _Words("has no place", "have no place", "give one with photosort place set"),
    why.AT_SEA: _Words("was taken where nothing has a name", "were taken where nothing has a name"),
    why.IN_FLIGHT: _Words("was taken in flight", "were taken in flight"),
    why.NO_DATE: _Words("has no date", "have no date", "list them with photosort query no:date"),
    why.NO_DAY: _Words(
        "has a date, but no certain day",
        "have a date, but no certain day",
        "give one with photosort date set",
    ),
    why.AT_HOME: _Words("was taken at home", "were taken at home"),
    why.IN_NO_TRIP: _Words("is in no trip", "are in no trip"),
    why.IN_NO_JOURNEY: _Words("was taken on no journey", "were taken on no journey"),
    why.IN_NO_MOMENT: _Words("is in no moment", "are in no moment", "run photosort moments"),
    why.NO_KEYWORD: _Words(
        "has no keyword", "have no keyword", "list them with photosort query no:keyword"
    ),
    why.NO_FACE: _Words("shows no face", "show no face"),
    why.NOBODY_KNOWN: _Words(
        "shows nobody who is known",
        "show nobody who is known",
        "see photosort people strangers",
    ),
    why.UNREADABLE: _Words(why.UNREADABLE, why.UNREADABLE, "photosort people says why"),
    why.NOT_LOOKED_AT: _Words(
        "was not looked at for faces", "were not looked at for faces", "run photosort people"
    ),
    why.VIDEO_NOT_LOOKED_AT: _Words(
        "is a video, not looked at for faces",
        "are videos, not looked at for faces",
        "run photosort people --videos",
    ),
}


def lines(
    counts: Sequence[ReasonCount], total: int, by: Collection[str], *, inferable: bool = False
) -> list[str]:
    """A line on the `total` of files that are in none of the views `by`, and one on each reason.

    `inferable`: some photos would get the place of others, where `counts` do not tell.
    """
    if not total:
        return []
    overlap = sum(each.files for each in counts) > total
    head = f"Left out: {plural(total, 'file')}"
    head += ", some for several reasons:" if overlap and total > 1 else ":"
    width = len(f"{counts[0].files:,}")
    return [head, *(f"  {_line(each, width, by, inferable)}" for each in counts)]


def _line(count: ReasonCount, width: int, by: Collection[str], inferable: bool) -> str:
    words = _WORDS.get(count.reason)
    said = count.reason
    if words:
        said = words.one if count.files == 1 else words.many
    elif count.reason.startswith("no "):
        said = f"{'has' if count.files == 1 else 'have'} {said}"
    elif count.reason.startswith("not "):
        said = f"{'was' if count.files == 1 else 'were'} {said}"
    camera = ""
    if count.camera and count.files > 1 and count.reason in _OF_CAMERAS:
        some = "all" if count.by_camera == count.files else f"{count.by_camera:,}"
        camera = f" ({some} of them from {printable(count.camera)})"
    helps = _helps(count, by, inferable)
    line = f"{count.files:>{width},} {printable(said)}{camera}"
    if not helps:
        return line
    fits = display_width(line) + len(helps) + 4 <= _WIDTH
    return f"{line}: {helps}" if fits else f"{line}:\n{'':<{width + 3}}{helps}"


def _helps(count: ReasonCount, by: Collection[str], inferable: bool) -> str:
    reason = count.reason
    if reason == why.NO_PLACE and count.inferable:
        return f"{_INFER} would place about {count.inferable:,}"
    if reason == why.NO_PLACE and count.inferable is None and inferable:
        return f"try {_INFER}"
    if reason == why.AT_HOME and "trip" in by:
        return "add --home to lay them out"
    words = _WORDS.get(reason)
    return words.helps if words else ""
