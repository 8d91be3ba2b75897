"""Results as text: pleasant to read, and plain enough for a pipe."""

import os
import shlex
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from photosort.model import NextStep, Skipped

_EPOCH = date(1970, 1, 1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MOST_OF_A_YEAR = 300
SHOWN_FAILURES = 10


def printable(text: str | bytes) -> str:
    """A path or title made harmless for terminals: control characters become `?`."""
    if isinstance(text, bytes):
        text = os.fsdecode(text)
    return "".join(
        "?" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text
    )


def plural(count: int, noun: str) -> str:
    """`1 photo`, `2 photos`, `1,000 photos`; `2 countries`, `2 people`."""
    if count == 1:
        return f"1 {noun}"
    if noun == "person":
        return f"{count:,} people"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("ry") else f"{count:,} {noun}s"


def day(number: int) -> date:
    """The date of a day counted from 1970-01-01."""
    return _EPOCH + timedelta(days=number)


def long_day(number: int) -> str:
    """`9 July 2021`, of a day that counts from 1970-01-01."""
    return long_date(day(number))


def long_date(found: date) -> str:
    """`9 July 2021`."""
    return f"{found.day} {long_month(found)}"


def long_month(found: date) -> str:
    """`July 2021`."""
    return f"{_LONG_MONTHS[found.month - 1]} {found.year}"


def ago(moment: datetime, now: datetime) -> str:
    """`just now`, `5 minutes ago`, `2 hours ago`, `yesterday`, `on 9 July 2021`; both in UTC."""
    minutes = max(0, round((now - moment).total_seconds() / 60))
    passed = (now.date() - moment.date()).days
    if minutes < 2:
        return "just now"
    if minutes < 90:
        return f"{minutes} minutes ago"
    if minutes < 24 * 60:
        return f"{round(minutes / 60)} hours ago"
    if passed <= 1:
        return "yesterday"
    return f"{passed} days ago" if passed < 31 else f"on {long_date(moment.date())}"


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


def days_below(first: int, last: int) -> str:
    """The days as they stand below the year of the first: `6 – 17 Jul`, `30 Dec – 2 Jan`.

    The last one has its year where that is not the next day of that name.
    """
    a, b = day(first), day(last)
    end = f"{b.day} {_MONTHS[b.month - 1]}"
    if a == b:
        return end
    start = f"{a.day} {_MONTHS[a.month - 1]}" if (a.year, a.month) != (b.year, b.month) else a.day
    return f"{start} – {end}" + (f" {b.year}" if last - first > _MOST_OF_A_YEAR else "")


def quoted(path: bytes) -> str:
    """A path quoted for a shell."""
    return shlex.quote(printable(path))


def failures(failed: Sequence[Skipped]) -> str:
    """The first unreadable files, with reasons."""
    lines = [f"{plural(len(failed), 'file')} could not be read:"]
    lines += [f"  {printable(path)}: {reason}" for path, reason in failed[:SHOWN_FAILURES]]
    if len(failed) > SHOWN_FAILURES:
        lines.append(f"  … and {len(failed) - SHOWN_FAILURES:,} more; --json lists all")
    return "\n".join(lines)


def next_step(step: NextStep | None) -> str:
    """`Next: photosort people  (never run)`; empty where there is nothing to do."""
    return f"Next: {step.command}  ({step.why})" if step else ""


def percent(part: int, whole: int) -> str:
    """`76 %`; what is not quite nothing or everything does not look like it."""
    percent = 100 * part / whole
    if 0 < percent < 1 or 99 < percent < 100:
        return "under 1 %" if percent < 1 else "over 99 %"
    return f"{percent:.0f} %"


def display_width(text: str) -> int:
    """Columns on a terminal: wide East Asian characters take two, combining characters none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def pad(text: str, width: int) -> str:
    """`text` padded with spaces to `width` columns."""
    return text + " " * max(0, width - display_width(text))


def clip(text: str, width: int) -> str:
    """`text` truncated to `width` columns, with an ellipsis if something is missing."""
    if display_width(text) <= width:
        return text
    kept = ""
    for character in text:
        if display_width(kept + character) > width - 1:
            break
        kept += character
    return kept.rstrip() + "…"
