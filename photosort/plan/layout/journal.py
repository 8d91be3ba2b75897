"""The journal: what a run is about to make in DEST, written before it starts.

While it exists, DEST may hold anything that the manifest or the journal lists, and files under
temporary names of its runs. So whatever interrupts a run, the next one knows everything that was
made. The format is JSON lines: a head, then for each kind a line that names it and its entries.
Lines added during the run repeat an entry with what is known only then, the checksum of a copy.
"""

from collections.abc import Iterable
from json import dumps, loads
from typing import Any, NamedTuple

from photosort.model import Entry
from photosort.plan.layout.manifest import Record, damaged, entry_of, entry_text, newer

VERSION = 1


class Journal(NamedTuple):
    """`runs` are ids of runs whose unfinished files may still be in DEST."""

    runs: tuple[str, ...]
    records: tuple[Record, ...]


def temporary_name(run: str, number: int) -> str:
    """The name of an unfinished file of a run."""
    return f".photosort-{run}-{number}.part"


def is_temporary(name: str, runs: Iterable[str]) -> bool:
    """Whether this is the name of an unfinished file of one of `runs`."""
    return name.endswith(".part") and any(name.startswith(f".photosort-{run}-") for run in runs)


def journal_text(journal: Journal) -> str:
    """The content of the file."""
    lines = [dumps({"photosort_journal": VERSION, "runs": journal.runs})]
    for record in journal.records:
        where = {"dest": record.dest} if record.dest else {}
        lines.append(dumps({"mode": record.mode, "absolute": record.absolute, **where}))
        lines += map(entry_text, record.entries)
    return "\n".join([*lines, ""])


def added_text(entries: Iterable[Entry]) -> str:
    """Lines to append during the run, for entries of its last record."""
    return "".join(f"{entry_text(entry)}\n" for entry in entries)


def parse_journal(text: str, path: str) -> Journal:
    """The journal of a file. Raises `PhotosortError`.

    An incomplete last line was being appended when the run was interrupted, and is ignored.
    """
    lines = text.split("\n")[:-1]
    records: list[tuple[dict[str, Any], dict[str, Entry]]] = []
    try:
        head = loads(lines[0])
        if head["photosort_journal"] != VERSION:
            raise newer(path, head["photosort_journal"])
        for line in lines[1:]:
            value = loads(line)
            if "mode" in value:
                records.append((value, {}))
            else:
                entry = entry_of(value)
                records[-1][1][entry.path] = entry  # later lines know more
        return Journal(
            tuple(map(str, head["runs"])),
            tuple(
                Record(
                    str(kind["mode"]),
                    bool(kind["absolute"]),
                    tuple(entries.values()),
                    str(kind.get("dest", "")),
                )
                for kind, entries in records
            ),
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise damaged(path) from None
