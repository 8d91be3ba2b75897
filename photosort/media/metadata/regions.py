"""Names of persons that a file states, and where their faces are in the upright picture."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from photosort.model import NamedRegion
from photosort.plan.corrections import overlap
from photosort.plan.upright import Rectangle, turned
from photosort.texts import composed, plain

_MAX_NAME = 256

_SOURCES = ("mwg", "microsoft", "picasa", "iptc", "digikam", "takeout")
_SAME_PLACE = 0.5
_SHAPE = 0.05
"""How far two pictures of one shape may differ, as sizes are rounded."""


class Stated(NamedTuple):
    """A name as a file states it: `area` in the stored picture, or in one of the size `applied`.

    `upright` marks areas that are known to be those of the upright picture.
    """

    name: str
    area: Rectangle | None
    source: str
    applied: tuple[float, float] | None = None
    upright: bool = False


def settle(
    stated: Sequence[Stated],
    size: tuple[int | None, int | None],
    orientation: int | None,
    *,
    cropped: bool = True,
) -> tuple[NamedRegion, ...]:
    """The names of a photo, most reliable first, with areas in the upright picture.

    `size` is that of the stored picture. Areas that apply to a picture of another shape are left
    out, since it was cropped, unless `cropped` is False: what is known of a RAW file is the size
    of its sensor. What is said twice counts once: a name that a more
    reliable source has, too, and a second name for the same area.
    """
    kept: list[NamedRegion] = []
    for each in sorted(stated, key=lambda each: (each.area is None, _SOURCES.index(each.source))):
        fits = not cropped or _has_shape(each.applied, size)
        area = _upright(each, each.area, size, orientation) if each.area and fits else None
        region = NamedRegion(each.name, area, each.source)
        if not any(_is_said(region, other) for other in kept):
            kept.append(region)
    return tuple(kept)


def _has_shape(applied: tuple[float, float] | None, size: tuple[int | None, int | None]) -> bool:
    """Whether a region may apply to a picture of this shape, turned or not."""
    if applied is None or not size[0] or not size[1]:
        return True
    longer, other = max(applied) / min(applied), max(size[0], size[1]) / min(size[0], size[1])
    return abs(longer / other - 1) <= _SHAPE


def is_of(stated: Stated, size: tuple[int | None, int | None]) -> bool:
    """Whether an area applies to a picture of this size, and not to a turned one."""
    (width, height), applied = size, stated.applied
    if not applied or not width or not height or width == height:
        return False
    return applied[0] != applied[1] and (applied[0] > applied[1]) == (width > height)


def _is_said(region: NamedRegion, before: NamedRegion) -> bool:
    # one source may well have the same person twice, as in a mirror
    again = region.area is None or region.source != before.source
    same = again and plain(region.name) == plain(before.name)
    if same or region.area is None or before.area is None:
        return same
    return overlap(region.area, before.area) >= _SAME_PLACE


def _upright(
    stated: Stated, area: Rectangle, size: tuple[int | None, int | None], orientation: int | None
) -> Rectangle:
    """The area in the upright picture.

    Areas are those of the stored picture, unless the size that they apply to is that of the
    picture after a quarter turn: some programs turn first.
    """
    (width, height), applied = size, stated.applied
    quarter = (orientation or 1) >= 5
    if stated.upright:
        return area
    if quarter and applied and width and height and width != height:
        was_turned = (applied[0] > applied[1]) != (width > height)
        if was_turned and applied[0] != applied[1]:
            return area
    return turned(area, orientation)


def of_takeout(people: Any) -> Iterator[Stated]:
    """The names in `people` of a JSON of Google Takeout."""
    for each in people if isinstance(people, list) else ():
        name = each.get("name") if isinstance(each, dict) else None
        if isinstance(name, str):
            yield from named(name, None, "takeout")


def named(
    name: str,
    area: Rectangle | None,
    source: str,
    applied: tuple[float, float] | None = None,
) -> Iterator[Stated]:
    """What a file states, nothing if the name is empty."""
    if text := clean_name(name):
        yield Stated(text, area, source, applied)


def clean_name(name: str) -> str:
    """A name on one line, composed; empty if there is none."""
    shown = "".join(each if each.isprintable() else " " for each in name[:_MAX_NAME])
    return composed(" ".join(shown.split()))
