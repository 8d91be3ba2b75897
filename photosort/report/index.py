"""What `index` and its watching tell."""

import shlex
from collections.abc import Mapping, Sequence

from photosort.model import FolderMove, Skipped
from photosort.report import roots as roots_report
from photosort.report.layout import SHOWN_FAILURES, days, failures, percent, plural, printable

_SHOWN_FOLDERS = 12


def watch_round(counts: Mapping[str, int]) -> str:
    """What one round of `index --watch` found: `2 new, 1 moved, 3 no longer there`."""
    gone = f"{counts['missing']:,} missing" if counts["missing"] else ""
    return ", ".join(filter(None, (_indexed(counts), gone))) or "nothing new"


def _indexed(counts: Mapping[str, int]) -> str:
    words = (
        ("added", "new"),
        ("changed", "changed"),
        ("moved", "moved"),
        ("unchanged", "unchanged"),
        ("failed", "unreadable"),
    )
    return ", ".join(f"{counts[key]:,} {word}" for key, word in words if counts[key])


def summary(
    counts: Mapping[str, int],
    failed: Sequence[Skipped],
    roots: Sequence[bytes],
    library: Mapping[str, int],
    span: tuple[int, int] | None,
    seconds: float,
    moves: Sequence[FolderMove] = (),
    *,
    linked: Sequence[bytes] = (),
    dry_run: bool = False,
) -> str:
    """What `index` did and what the library now holds."""
    met = _indexed(counts)
    where = ", ".join(printable(root) for root in roots)
    verb = "Would index" if dry_run else "Indexed"
    lines = [
        f"{verb} {where} in {seconds:.1f} s: "
        + (f"{plural(counts['found'], 'file')} ({met})" if met else "no photos there")
    ]
    lines += [f"  {roots_report.move(move)}" for move in moves]
    if counts["missing"]:
        lines.append(
            f"  {plural(counts['missing'], 'known file')} no longer there; kept in the library"
            " until `photosort forget --missing`"
        )
    lines += _passed_over(counts["ignored"], linked)
    total = library["photos"] + library["videos"]
    if total:
        when = f", {days(*span)}" if span else ""
        hold = "would hold" if dry_run else "holds"
        lines.append(
            f"The library {hold} {plural(library['photos'], 'photo')}"
            + (f", {plural(library['videos'], 'video')}" if library["videos"] else "")
            + f"; {percent(library['dated'], total)} dated"
            + f", {percent(library['placed'], total)} placed{when}"
        )
    if failed:
        lines.append(failures(failed))
    return "\n".join(lines)


def _passed_over(ignored: int, linked: Sequence[bytes]) -> list[str]:
    """What was ignored below the folders, and how to include it."""
    lines = []
    if ignored:
        lines.append(
            f"  {ignored:,} passed over: hidden, trash, previews of other programs, backups"
            " (--no-ignore reads them, too)"
        )
    if linked:
        links = plural(len(linked), "linked folder")
        them = "it" if len(linked) == 1 else "one"
        lines.append(
            f"  {links} not followed; to read {them}:"
            f" photosort index {shlex.quote(printable(linked[0]))}"
        )
    return lines


def warnings(not_photos: Sequence[bytes], unknown_cameras: Sequence[str]) -> list[str]:
    """What `index` was asked to do and could not."""
    warnings = []
    if not_photos:
        named = ", ".join(printable(path) for path in not_photos[:SHOWN_FAILURES])
        more = len(not_photos) - SHOWN_FAILURES
        named += f" and {more:,} more" if more > 0 else ""
        are = "is not a picture or video" if len(not_photos) == 1 else "are not pictures or videos"
        warnings.append(f"{named} {are}: left out")
    warnings += [
        f"no photo was taken by a camera {printable(camera)!r}: its --shift is not kept"
        "\n  photosort show FILE shows make and model"
        for camera in unknown_cameras
    ]
    return warnings
