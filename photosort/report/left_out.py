"""Which files `organize` left out, and what would help."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from photosort.plan.layout import left_out as why
from photosort.plan.layout.left_out import LeftOut, ReasonCount
from photosort.report.layout import plural, printable


class _Words(NamedTuple):
    """What is said of one file and of several, and what would help."""

    one: str
    many: str
    helps: str = ""


_INFER = "photosort index --infer-location takes it from photos of about the same time"
_WORDS: Mapping[str, _Words] = {
    why.DUPLICATE: _Words("is a duplicate of another file", "are duplicates of other files"),
    why.NO_PLACE: _Words(
        "has no place", "have no place", "photosort place set FILE... PLACE gives one"
    ),
    why.AT_SEA: _Words("was taken where nothing has a name", "were taken where nothing has a name"),
    why.IN_FLIGHT: _Words("was taken in flight", "were taken in flight"),
    why.NO_DATE: _Words(
        "has no date", "have no date", "photosort query no:date lists, photosort date set dates"
    ),
    why.NO_DAY: _Words(
        "has a date without a day",
        "have a date without a day",
        "photosort date set gives the day",
    ),
    why.AT_HOME: _Words("was taken at home", "were taken at home"),
    why.IN_NO_TRIP: _Words("is in no trip", "are in no trip"),
    why.IN_NO_JOURNEY: _Words("was taken on no journey", "were taken on no journey"),
    why.IN_NO_MOMENT: _Words("is in no moment", "are in no moment", "photosort moments"),
    why.NO_FACE: _Words("shows no face", "show no face"),
    why.NOBODY_KNOWN: _Words(
        "shows nobody who is known",
        "show nobody who is known",
        "photosort people strangers lists the faces",
    ),
    why.NOT_LOOKED_AT: _Words(
        "was not looked at for faces", "were not looked at for faces", "photosort people"
    ),
    why.VIDEO_NOT_LOOKED_AT: _Words(
        "is a video, not looked at for faces",
        "are videos, not looked at for faces",
        "photosort people --videos",
    ),
}


def lines(left_out: Collection[LeftOut], by: Collection[str], *, inferred: bool) -> list[str]:
    """A line on all that are left out of the views `by`, and one on each reason.

    `inferred`: the library gives photos without coordinates the place of others already.
    """
    if not left_out:
        return []
    counts = why.count(left_out)
    overlap = sum(each.files for each in counts) > len(left_out)
    verb = "is" if len(left_out) == 1 else "are"
    views = "this view" if len(by) == 1 else "any of these views"
    head = f"{plural(len(left_out), 'file')} {verb} not in {views}"
    head += ", some for several reasons:" if overlap else ":"
    width = len(f"{counts[0].files:,}")
    return [head, *(f"  {_line(each, width, by, inferred)}" for each in counts)]


def _line(count: ReasonCount, width: int, by: Collection[str], inferred: bool) -> str:
    words = _WORDS.get(count.reason)
    said = count.reason
    if words:
        said = words.one if count.files == 1 else words.many
    elif count.reason.startswith("no "):
        said = f"{'has' if count.files == 1 else 'have'} {said}"
    camera = ""
    if count.camera and count.files > 1:
        some = "all" if count.by_camera == count.files else f"{count.by_camera:,}"
        camera = f" ({some} of them from {printable(count.camera)})"
    helps = _helps(count.reason, by, inferred)
    return f"{count.files:>{width},} {printable(said)}{camera}" + (f": {helps}" if helps else "")


def _helps(reason: str, by: Collection[str], inferred: bool) -> str:
    if reason == why.NO_PLACE and not inferred:
        return _INFER
    if reason == why.AT_HOME and "trip" in by:
        return "--home lays them out, too"
    words = _WORDS.get(reason)
    return words.helps if words else ""
