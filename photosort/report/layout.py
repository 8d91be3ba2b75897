"""Results as text: what a person is glad to read, plain enough for a pipe."""

import os
import shlex
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from photosort.model import (
    LEVELS,
    FolderMove,
    Home,
    Journey,
    KnownFace,
    Photo,
    Place,
    Skipped,
    Trip,
)
from photosort.plan.dates import shown_moment
from photosort.report.json import offset

_EPOCH = date(1970, 1, 1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHOWN_FAILURES = 10
_SHOWN_FOLDERS = 12


def printable(text: str | bytes) -> str:
    """A path or title that can do no harm on a terminal: control characters become `?`."""
    if isinstance(text, bytes):
        text = os.fsdecode(text)
    return "".join(
        "?" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text
    )


def plural(count: int, noun: str) -> str:
    """`1 photo`, `2 photos`, `1,000 photos`; `country` → `countries`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("ry") else f"{count:,} {noun}s"


def day(number: int) -> date:
    """The date of a day that counts from 1970-01-01."""
    return _EPOCH + timedelta(days=number)


def days(first: int, last: int, *, year: bool = True) -> str:
    """`1–2 May 2022`, `30 Dec 2022 – 2 Jan 2023`."""
    a, b = day(first), day(last)
    end = f"{b.day} {_MONTHS[b.month - 1]}" + (f" {b.year}" if year else "")
    if a == b:
        return end
    if (a.year, a.month) == (b.year, b.month):
        return f"{a.day}–{end}"
    start = f"{a.day} {_MONTHS[a.month - 1]}"
    if a.year != b.year:
        return f"{start} {a.year} – {b.day} {_MONTHS[b.month - 1]} {b.year}"
    return f"{start} – {end}"


def watch_round(counts: Mapping[str, int]) -> str:
    """What one round of `index --watch` met: `2 new, 1 moved, 3 no longer there`."""
    gone = f"{counts['missing']:,} no longer there" if counts["missing"] else ""
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


def index_summary(
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
    lines += [f"  {folder_move(move)}" for move in moves]
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
            + f"; {_percent(library['dated'], total)} dated"
            + f", {_percent(library['placed'], total)} placed{when}"
        )
    if failed:
        lines.append(failures(failed))
    return "\n".join(lines)


def _passed_over(ignored: int, linked: Sequence[bytes]) -> list[str]:
    """What was passed over below the folders, and how to take it in."""
    lines = []
    if ignored:
        lines.append(
            f"  {ignored:,} passed over: hidden, trash, previews of other programs, backups"
            " (--no-ignore takes them in)"
        )
    if linked:
        links = plural(len(linked), "linked folder")
        them = "it" if len(linked) == 1 else "one"
        lines.append(
            f"  {links} not followed; to take {them} in:"
            f" photosort index {shlex.quote(printable(linked[0]))}"
        )
    return lines


def index_warnings(not_photos: Sequence[bytes], unknown_cameras: Sequence[str]) -> list[str]:
    """What was asked of `index` and could not be."""
    warnings = []
    if not_photos:
        named = ", ".join(printable(path) for path in not_photos[:_SHOWN_FAILURES])
        more = len(not_photos) - _SHOWN_FAILURES
        named += f" and {more:,} more" if more > 0 else ""
        are = "is no picture or video" if len(not_photos) == 1 else "are no pictures or videos"
        warnings.append(f"{named} {are}: left out")
    warnings += [
        f"no photo is by a camera {printable(camera)!r}: its --shift is not kept"
        "\n  photosort show FILE tells make and model"
        for camera in unknown_cameras
    ]
    return warnings


def folder_move(move: FolderMove) -> str:
    """That a known folder stands elsewhere now, and how to take that back; or that it may."""
    old, new = printable(move.old), printable(move.new)
    files = f"{move.found:,} of {plural(move.files, 'file')}"
    if move.certain:
        said = f"{old} is {new} now ({files} found there); what is known of them goes along"
        if move.copied:
            said += (
                f"\n  If {new} is only a copy: photosort roots move {quoted(move.new)}"
                f" {quoted(move.old)}, once {old} is there again"
            )
        return said
    return (
        f"{old} is not there, and {files} of it may be in {new}: too few to be sure."
        f"\n  If that is the same folder: photosort roots move {quoted(move.old)}"
        f" {quoted(move.new)}"
    )


def quoted(path: bytes) -> str:
    """A path as it is typed in a shell."""
    return shlex.quote(printable(path))


def failures(failed: Sequence[Skipped]) -> str:
    """The first unreadable files with their reasons."""
    lines = [f"{plural(len(failed), 'file')} could not be read:"]
    lines += [f"  {printable(path)}: {reason}" for path, reason in failed[:_SHOWN_FAILURES]]
    if len(failed) > _SHOWN_FAILURES:
        lines.append(f"  … and {len(failed) - _SHOWN_FAILURES:,} more; --json lists all")
    return "\n".join(lines)


def _percent(part: int, whole: int) -> str:
    percent = 100 * part / whole
    if 0 < percent < 1 or 99 < percent < 100:
        return "under 1 %" if percent < 1 else "over 99 %"
    return f"{percent:.0f} %"


def trips(listed: Sequence[Trip], width: int = 80) -> str:
    """The trips, a year a section, dates first; `width` is that of the terminal."""
    if not listed:
        return ""
    several = len({trip.level for trip in listed}) > 1
    rows = [
        (
            day(trip.first_day).year,
            days(trip.first_day, trip.last_day, year=False),
            trip_place(trip),
            trip.level if several else "",
            plural(trip.photo_days, "day"),
            plural(trip.photos, "photo"),
            trip.id,
        )
        for trip in listed
    ]
    widths = [max(display_width(str(row[i])) for row in rows) for i in range(7)]
    fixed = 2 + widths[1] + sum(w + 2 for w in widths[3:] if w)
    room = max(12, width - fixed - 2)
    lines: list[str] = []
    year = None
    for row in rows:
        if row[0] != year:
            year = row[0]
            lines += [""] * bool(lines) + [str(year)]
        place = pad(clip(row[2], room), min(room, widths[2]))
        cells = [pad(row[1], widths[1]), place]
        cells += [pad(row[3], widths[3])] * bool(widths[3])
        cells += [row[4].rjust(widths[4]), row[5].rjust(widths[5]), row[6]]
        lines.append(f"  {'  '.join(cells)}".rstrip())
    return "\n".join(lines)


def trip_place(trip: Trip) -> str:
    """`Kyoto, Japan`, behind the title where there is one."""
    names = [trip.address[level] for level in reversed(LEVELS) if level in trip.address]
    place = ", ".join(dict.fromkeys(names))
    return printable(f"{trip.title} ({place})" if trip.title else place)


def trip_details(trip: Trip) -> str:
    """One trip, line by line."""
    lines = [
        f"{trip_place(trip)}, {days(trip.first_day, trip.last_day)}",
        f"  {trip.level}, {plural(trip.photos, 'photo')} on {plural(trip.photo_days, 'day')}"
        f" of {trip.span_days}",
        f"  from {trip.start}",
        f"  to   {trip.end}",
        f"  {trip.id}",
    ]
    if trip.merged_into:
        lines.append(f"  merged into {trip.merged_into}")
    if trip.labels:
        labels = ", ".join(f"{key}={value}" for key, value in trip.labels.items())
        lines.append(f"  labels: {printable(labels)}")
    lines += [f"  {printable(path)}" for path in trip.members or ()]
    return "\n".join(lines)


def journeys(listed: Sequence[Journey], width: int = 80) -> str:
    """The journeys, a year a section: dates, title, nights, stops, photos."""
    if not listed:
        return ""
    rows = [
        (
            str(day(each.first_day).year),
            days(each.first_day, each.last_day, year=False),
            printable(each.title),
            plural(each.nights, "night") if each.nights else "day trip",
            plural(len(each.stops), "stop"),
            f"{each.distance_km:,.0f} km" if each.distance_km else "",
            plural(each.photos, "photo"),
            each.id,
        )
        for each in listed
    ]
    widths = [max(display_width(row[i]) for row in rows) for i in range(8)]
    room = max(16, width - sum(widths[1:2] + widths[3:]) - 14)
    lines: list[str] = []
    for i, row in enumerate(rows):
        if i == 0 or row[0] != rows[i - 1][0]:
            lines += [""] * bool(lines) + [row[0]]
        title = pad(clip(row[2], room), min(room, widths[2]))
        numbers = [row[k].rjust(widths[k]) for k in range(3, 7)]
        lines.append(f"  {'  '.join([pad(row[1], widths[1]), title, *numbers, row[7]])}")
    return "\n".join(lines)


def journey_details(journey: Journey, members: Sequence[tuple[bytes, bool]] | None) -> str:
    """A journey stop by stop."""
    lines = [
        f"{printable(journey.title)}  {journey.id}",
        f"  {days(journey.first_day, journey.last_day)},"
        f" {plural(journey.nights, 'night') if journey.nights else 'a day trip'},"
        f" {plural(journey.photos, 'photo')}, {journey.distance_km:,.0f} km between stops",
    ]
    if journey.stray:
        lines.append(f"  {plural(journey.stray, 'photo')} at home meanwhile: not part of it")
    if journey.merged_into:
        lines.append(f"  merged into {journey.merged_into}")
    if journey.labels:
        labels = ", ".join(f"{key}={value}" for key, value in journey.labels.items())
        lines.append(f"  labels: {printable(labels)}")
    rows = [
        (
            days(stop.first_day, stop.last_day, year=False),
            printable(_place_name(stop.address) or "unnamed"),
            plural(stop.photos, "photo"),
        )
        for stop in journey.stops
    ]
    widths = [max((display_width(row[i]) for row in rows), default=0) for i in range(3)]
    lines += [
        f"  {pad(when, widths[0])}  {pad(where, widths[1])}  {count.rjust(widths[2])}"
        for when, where, count in rows
    ]
    for path, located in members or ():
        lines.append(f"  {printable(path)}{'' if located else ' (without a location)'}")
    return "\n".join(lines)


def homes(found: Sequence[tuple[Home, Mapping[str, str]]]) -> str:
    """Where home was, when, and on how many days that rests."""
    real = [each for each in found if each[0].source != "centre"]
    if not real:
        return ""
    return "\n".join(_home_line(home, address) for home, address in real)


def _place_name(address: Mapping[str, str]) -> str:
    """`Kyoto, Japan`: finest first, each name once."""
    return ", ".join(dict.fromkeys(reversed(list(address.values()))))


def _home_line(home: Home, address: Mapping[str, str]) -> str:
    where = printable(_place_name(address))
    where = where or f"{home.lat:.3f}, {home.lon:.3f}"
    since = f" from {day(home.first_day):%Y-%m-%d}" if home.first_day is not None else ""
    until = f" to {day(home.last_day):%Y-%m-%d}" if home.last_day is not None else ""
    kind = "Second home" if home.source == "second" else "Home"
    rests = f" ({plural(home.days, 'photo day')})" if home.days else ""
    return f"{kind}: {where}{since}{until}{rests}"


def place(found: Place) -> str:
    """`San Francisco, California, United States (US) · America/Los_Angeles`."""
    names = [found.levels[level] for level in reversed(LEVELS) if level in found.levels]
    where = ", ".join(dict.fromkeys(names)) or "no address: far from any known place"
    code = f" ({found.country_code})" if found.country_code else ""
    return f"{where}{code}" + (f" · {found.timezone}" if found.timezone else "")


def photo(photo: Photo) -> str:
    """Everything about one file, a fact a line."""
    facts = photo.facts
    rows: list[tuple[str, str]] = []
    if facts:
        taken, where = facts.taken, facts.coordinates
        size = f", {facts.width} × {facts.height}" if facts.width else ""
        rows.append(("type", f"{facts.content_type}{size}, {photo.stamp.size:,} bytes"))
        if taken:
            shift = f" {offset(taken.offset)}" if taken.offset is not None else ""
            rows.append(("taken", f"{shown_moment(taken)}{shift} ({_time_source(photo)})"))
        if where:
            height = f", {where.alt:.0f} m" if where.alt is not None else ""
            height += ", in flight" if photo.in_flight else ""
            rows.append(("location", f"{where.lat}, {where.lon}{height} ({facts.place_source})"))
        if photo.place and (photo.place.levels or not photo.in_flight):
            rows.append(("place", place(photo.place)))
        if facts.make or facts.model:
            rows.append(("camera", " ".join(x for x in (facts.make, facts.model) if x)))
        if facts.orientation not in (None, 1):
            rows.append(("orientation", str(facts.orientation)))
    if facts and facts.duration:
        rows.append(("duration", f"{facts.duration:.1f} s"))
    rows += [("sidecar", printable(path)) for path in photo.sidecars]
    rows += [("with it", printable(path)) for path in photo.companions]
    if photo.lead:
        rows.append((photo.relation or "", f"goes with {printable(photo.lead)}"))
    if photo.labels:
        rows.append(("labels", ", ".join(f"{k}={v}" for k, v in photo.labels.items())))
    rows += [("face", _whose(face)) for face in photo.faces]
    rows += [("trip", trip) for trip in photo.trips]
    if photo.missing:
        rows.append(("missing", "no longer on disk"))
    if photo.ignored:
        rows.append(("ignored", "left out by the ignore rules or --exclude; labels are kept"))
    if photo.error:
        rows.append(("error", photo.error))
    lines = [printable(photo.stamp.path)]
    lines += [f"  {name:<12}{printable(value)}" for name, value in rows]
    return "\n".join(lines)


def _whose(known: KnownFace) -> str:
    who = known.name or known.person or "nobody known"
    left, top, width, height = known.face.box
    return f"{known.id}  {who}, at {left},{top} ({width} × {height})"


def _time_source(photo: Photo) -> str:
    taken = photo.facts.taken if photo.facts else None
    if taken is None:
        return ""
    if taken.source == "mtime":
        return "date of the file: places it in no trip"
    if taken.source == "user":
        return "set by you"
    zone = {
        "gps": ", offset by the GPS clock",
        "edit": ", offset of the last change",
        "zone": ", offset by the place",
    }
    return f"{taken.source}{zone.get(taken.offset_source or '', '')}"


def clock_shift(seconds: int) -> str:
    """`+01:00`, or `-00:05:30` where seconds count."""
    sign = "-" if seconds < 0 else "+"
    minutes, rest = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")


def clock_proposal(
    camera: str, photos: int, seconds: int, confidence: float, matches: int, minutes: int
) -> str:
    """What seems wrong with a camera's clock, and the command that puts it right."""
    shift = clock_shift(seconds)
    slow = "behind" if seconds > 0 else "ahead"
    name = printable(camera)
    return (
        f"{name} seems to run {shift[1:]} {slow} ({plural(photos, 'photo')}; {matches:,} of"
        f" {minutes:,} minutes then match other cameras; confidence {100 * confidence:.0f} %)\n"
        f"  photosort index --shift '{name}={shift}'"
    )


def display_width(text: str) -> int:
    """Columns on a terminal: wide East Asian characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def pad(text: str, width: int) -> str:
    """`text` with spaces up to `width` columns."""
    return text + " " * max(0, width - display_width(text))


def clip(text: str, width: int) -> str:
    """`text` cut to `width` columns, with an ellipsis where something is missing."""
    if display_width(text) <= width:
        return text
    kept = ""
    for character in text:
        if display_width(kept + character) > width - 1:
            break
        kept += character
    return kept.rstrip() + "…"
