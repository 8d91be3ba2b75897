"""Results as text: pleasant to read, and plain enough for a pipe."""

import os
import shlex
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from photosort.model import (
    Skipped,
)

_EPOCH = date(1970, 1, 1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHOWN_FAILURES = 10


def printable(text: str | bytes) -> str:
    """A path or title made harmless for terminals: control characters become `?`."""
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
    """The date of a day counted from 1970-01-01."""
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
