"""The library at a glance."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from photosort.model import Root, Run, Settings, Status
from photosort.report import clocks, homes
from photosort.report import roots as roots_report
from photosort.report.journeys import home_to_json
from photosort.report.languages import language_names
from photosort.report.layout import ago, clip, day, display_width, pad, percent, plural, printable
from photosort.report.runs import ended, parsed

_LABEL = 10  # columns of the words in front
_SECOND = 20  # columns in front of what shares its line
_GAP = 6  # between the second and what follows

_Row = tuple[str, str]


def text(now: Status, width: int, moment: datetime, home: str = "", *, full: bool = False) -> str:
    """The library in numbers, what is amiss, its folders, and what to do next.

    `width` is that of the terminal, `moment` the time in UTC, `home` the folder that is shown as
    `~`; `full` also tells where the library is and how the last run ended.
    """
    counts = now.counts
    lines = [_holds(now, width)]
    if counts["photos"] + counts["videos"]:
        lines += _cells([*_known(now), *_faces(now)], width)
        lines += _cells(_journeys(now), width)
    rows = [*_amiss(now), *_settings(now.settings, full=full)]
    if full:
        rows.append(("File", _short(printable(now.library), home)))
    if now.last_run and (full or now.last_run.outcome != "done"):
        rows += _last_run(now.last_run, moment)
    rows += _folders(now.roots, moment, home)
    rows += _next(now)
    return "\n".join([*lines, *(_line(*row) for row in rows)])


def _line(label: str, value: str) -> str:
    return f"{label:<{_LABEL}}{value}".rstrip()


def _holds(now: Status, width: int) -> str:
    """How many photos and videos there are, of which years, and how their places are named."""
    counts = now.counts
    parts = [plural(counts["photos"], "photo")]
    if counts["videos"]:
        parts.append(plural(counts["videos"], "video"))
    if now.days:
        first, last = (day(each).year for each in now.days)
        parts.append(f"{first}" if first == last else f"{first}–{last}")
    if counts["duplicates"]:
        parts.append(plural(counts["duplicates"], "duplicate"))
    line = _line("Library", ", ".join(parts))
    if now.settings.languages:
        names = f"names in {language_names(now.settings.languages)}"
        room = min(width, 80) - display_width(line) - 2
        line = pad(line, display_width(line) + max(2, room + 2 - display_width(names))) + names
    return clip(line, width)


def _known(now: Status) -> list[_Row]:
    """How many photos and videos have a date and an address."""
    counts, whole = now.counts, now.counts["photos"] + now.counts["videos"]
    inferred = f" ({counts['inferred']:,} inferred)" if counts["inferred"] else ""
    return [
        ("Dated", percent(counts["dated"], whole)),
        ("Placed", f"{percent(counts['placed'], whole)}{inferred}"),
    ]


def _faces(now: Status) -> list[_Row]:
    people = now.people
    if not people.faces:
        return []
    if not people.persons:
        return [("Faces", f"{people.faces:,}, without a person")]
    whose = "1 person" if people.persons == 1 else f"{people.persons:,} people"
    named = people.persons - people.unnamed
    return [
        ("Faces", f"{people.of_persons:,} of {whose}, {f'{named:,}' if named else 'none'} named")
    ]


def _journeys(now: Status) -> list[_Row]:
    lived = homes.sentence(now.homes)
    return [("Journeys", f"{now.journeys:,}"), *([("Home", lived)] if lived else [])]


def _cells(rows: Sequence[_Row], width: int) -> list[str]:
    """Rows that share lines, as many on each as fit."""
    lines: list[str] = []
    for label, value in rows:
        line = lines[-1] if lines else ""
        is_second = display_width(line) < _SECOND
        gap = _SECOND - display_width(line) if is_second else _GAP
        name = f"{label:<6}" if is_second else label
        joined = (f"{line}{' ' * max(2, each)}{name}  {value}" for each in (gap, 2) if line)
        fitting = [each for each in joined if display_width(each) <= min(width, 100)]
        if fitting:
            lines[-1] = fitting[0]
        else:
            lines.append(_line(label, value))
    return lines


def _amiss(now: Status) -> list[_Row]:
    """What is not as it should be, and what shows or mends it."""
    counts, rows = now.counts, []
    if counts["failed"]:
        rows.append(("Broken", f"{plural(counts['failed'], 'file')} cannot be read"))
    if counts["missing"]:
        rows.append(("Missing", f"{plural(counts['missing'], 'file')} no longer on disk"))
    if counts["ignored"]:
        known = plural(counts["ignored"], "known file")
        rows.append(("Ignored", f"{known} left out by the ignore rules or --exclude"))
    helps = {
        "Broken": "query has:error",
        "Missing": "forget --missing",
        "Ignored": "query has:ignored",
    }
    return [(label, f"{said}: photosort {helps[label]}") for label, said in rows]


def _last_run(run: Run, moment: datetime) -> list[_Row]:
    when = ago(parsed(run.start), moment)
    rows = [("Last run", f"{run.command}, {when}: {ended(run)}")]
    return [*rows, *([("", printable(run.error))] if run.error else [])]


def _settings(kept: Settings, *, full: bool) -> list[_Row]:
    """What the library is bound to; other than by default, or, `full`, all of it."""
    rows = []
    if full and kept.geocoder:
        inferred = "; inferred for photos without GPS" if kept.infer_location else ""
        rows.append(
            ("Places", f"named by {kept.geocoder} in {', '.join(kept.languages)}{inferred}")
        )
    if full and kept.engine:
        rows.append(("Engine", f"faces are found by {kept.engine}"))
    if kept.attributes:
        rows.append(("Estimates", f"{', '.join(kept.attributes)} of faces (--attributes)"))
    if kept.video_seconds is not None:
        every = f"one frame every {kept.video_seconds:g} s"
        rows.append(("Videos", f"are looked at for faces, {every} (--videos)"))
    for shift in kept.clock_shifts:
        days = f" from {shift.first or '…'} to {shift.last or '…'}" * bool(
            shift.first or shift.last
        )
        corrected = f"{printable(shift.camera)} {clocks.shift(shift.seconds)}{days}"
        rows.append(("Clocks" if shift == kept.clock_shifts[0] else "", corrected))
    if not kept.ignore:
        rows.append(("Scan", "reads hidden files, trash and previews, too (--no-ignore)"))
    if kept.excludes:
        globs = ", ".join(map(printable, kept.excludes))
        rows.append(("Scan" if kept.ignore else "", f"leaves out {globs} (--exclude)"))
    return rows


def _folders(roots: Sequence[Root], moment: datetime, home: str) -> list[_Row]:
    names = [_short(printable(root.path), home) for root in roots]
    width = max(map(display_width, names), default=0)
    rows = []
    for number, (name, root) in enumerate(zip(names, roots, strict=True)):
        last = ago(parsed(root.last_run), moment) if root.last_run else "not yet read to the end"
        rows.append(("" if number else "Folders", f"{pad(name, width)}   {root.state}, {last}"))
    return rows


def _short(path: str, home: str) -> str:
    """A path with `~` for the folder of the user."""
    home = home.rstrip(os.sep)
    inside = bool(home) and (path == home or path.startswith(home + os.sep))
    return "~" + path[len(home) :] if inside else path


def _next(now: Status) -> list[_Row]:
    width = max((display_width(step.command) for step in now.next), default=0)
    return [
        ("" if number else "Next", f"{pad(step.command, width)}   {step.why}")
        for number, step in enumerate(now.next)
    ]


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
        "attributes": list(kept.attributes),
        "video_seconds": kept.video_seconds,
    }


def to_json(now: Status) -> dict[str, Any]:
    """The library in numbers."""
    keys = ("files", "photos", "videos", "located", "placed", "dated", "inferred", "duplicates")
    return {
        "library": now.library,
        **{key: now.counts[key] for key in keys},
        "faces": now.people.faces,
        "persons": now.people.persons,
        "named": now.people.persons - now.people.unnamed,
        "trips": now.trips,
        "journeys": now.journeys,
        "homes": [home_to_json(*each) for each in now.homes],
        **{key: now.counts[key] for key in ("missing", "ignored", "failed")},
        "roots": [roots_report.to_json(each) for each in now.roots],
        "settings": settings_to_json(now.settings),
        "next": [step._asdict() for step in now.next],
    }
