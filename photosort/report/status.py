"""The library at a glance."""

from collections.abc import Mapping, Sequence
from typing import Any

from photosort.model import (
    Root,
    Run,
    Settings,
)
from photosort.report import clocks
from photosort.report import roots as roots_report
from photosort.report.layout import days, display_width, pad, plural, printable
from photosort.report.runs import duration, moment


def text(
    library: str,
    counts: Mapping[str, int],
    trips: int,
    span: tuple[int, int] | None,
    roots: Sequence[Root],
    last_run: Run | None,
    kept: Settings,
) -> str:
    """The library in numbers, its folders, and the outcome of the last run."""
    rows = [("Library", printable(library))]
    videos = f", {plural(counts['videos'], 'video')}" if counts["videos"] else ""
    rows.append(
        (
            "Holds",
            f"{plural(counts['photos'], 'photo')}{videos}" + (f", {days(*span)}" if span else ""),
        )
    )
    total = counts["photos"] + counts["videos"]
    for name, key in (("Dated", "dated"), ("Located", "located"), ("Placed", "placed")):
        if total:
            rows.append((name, f"{counts[key]:,} ({100 * counts[key] // total} %)"))
    rows.append(("Trips", f"{trips:,}"))
    if counts["faces"]:
        rows.append(("People", f"{counts['persons']:,} in {plural(counts['faces'], 'face')}"))
    if counts["failed"]:
        rows.append(("Unreadable", plural(counts["failed"], "file")))
    if counts["missing"]:
        rows.append(("Missing", f"{plural(counts['missing'], 'file')} no longer on disk"))
    if counts["ignored"]:
        known = plural(counts["ignored"], "known file")
        rows.append(("Ignored", f"{known} left out by the ignore rules or --exclude"))
    if last_run:
        took = "" if last_run.seconds is None else f" in {duration(last_run.seconds)}"
        when = f"{moment(last_run.start)} UTC"
        rows.append(("Last run", f"{last_run.command}, {when}: {last_run.outcome}{took}"))
        if last_run.error:
            rows.append(("", printable(last_run.error)))
    rows += _settings(kept)
    rows += _folders(roots)
    return "\n".join(f"{name:<11} {value}".rstrip() for name, value in rows)


def _settings(kept: Settings) -> list[tuple[str, str]]:
    """The settings that the library remembers."""
    rows = []
    if kept.geocoder:
        rows.append(("Places", f"named by {kept.geocoder} in {', '.join(kept.languages)}"))
    if kept.infer_location:
        rows.append(("", "inferred for photos without GPS"))
    for shift in kept.clock_shifts:
        days = f" from {shift.first or '…'} to {shift.last or '…'}" * bool(
            shift.first or shift.last
        )
        corrected = f"{printable(shift.camera)} {clocks.shift(shift.seconds)}{days}"
        rows.append(("Clocks" if shift == kept.clock_shifts[0] else "", corrected))
    if not kept.ignore:
        rows.append(("Scan", "takes in hidden files, trash and previews (--no-ignore)"))
    if kept.excludes:
        globs = ", ".join(map(printable, kept.excludes))
        rows.append(("Scan" if kept.ignore else "", f"leaves out {globs} (--exclude)"))
    if kept.engine:
        rows.append(("Faces", f"found by {kept.engine}"))
    return rows


def _folders(roots: Sequence[Root]) -> list[tuple[str, str]]:
    names = [printable(root.path) for root in roots]
    width = max(map(display_width, names), default=0)
    rows = []
    for number, (name, root) in enumerate(zip(names, roots, strict=True)):
        last = f", indexed {moment(root.last_run)} UTC" if root.last_run else ", not yet to the end"
        rows.append(("" if number else "Folders", f"{pad(name, width)}  {root.state}{last}"))
    return rows


def settings_to_json(kept: Settings) -> dict[str, Any]:
    """The settings that a library remembers."""
    return {
        "languages": list(kept.languages),
        "geocoder": kept.geocoder,
        "infer_location": kept.infer_location,
        "clock_shifts": [
            {
                "camera": shift.camera,
                "from": shift.first or None,
                "to": shift.last or None,
                "seconds": shift.seconds,
            }
            for shift in kept.clock_shifts
        ],
        "ignore": kept.ignore,
        "exclude": list(kept.excludes),
        "engine": kept.engine,
    }


def to_json(
    library: str,
    counts: Mapping[str, int],
    trips: int,
    roots: Sequence[Root],
    kept: Settings,
) -> Any:
    """The library in numbers."""
    return {
        "library": library,
        **{key: counts[key] for key in ("files", "photos", "videos", "located", "dated")},
        "faces": counts["faces"],
        "persons": counts["persons"],
        "trips": trips,
        "missing": counts["missing"],
        "ignored": counts["ignored"],
        "failed": counts["failed"],
        "roots": [roots_report.to_json(each) for each in roots],
        "settings": settings_to_json(kept),
    }
