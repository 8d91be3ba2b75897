"""Entries that must stay in DEST, because nothing else is left of the photo."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from photosort.model import Entry
from photosort.plan.layout.manifest import ALBUM

NAME = "the last name of this photo: its original {source} is gone or was replaced"
COPY = "the last copy of this photo: its original {source} is gone"


def last_names(going: Iterable[Entry], names: Mapping[str, tuple[int, int]]) -> dict[str, str]:
    """Hard links of `going` that are the last of a file, by path, each with the reason.

    `names` has inode and link count by path. If all names of a file are to go, the first stays.
    """
    by_file: dict[int, list[Entry]] = defaultdict(list)
    for entry in going:
        if entry.inode is not None:
            by_file[names[entry.path][0]].append(entry)
    kept = {}
    for entries in by_file.values():
        if names[entries[0].path][1] <= len(entries):
            first = min(entries, key=lambda entry: entry.path)
            kept[first.path] = NAME.format(source=first.source)
    return kept


def last_copies(going: Iterable[Entry], lost: Callable[[list[str]], set[str]]) -> dict[str, str]:
    """Copies of `going` that are the last of a photo, by path, each with the reason.

    Pictures of an album do not count as copies. `lost` says which of some originals no longer exist
    anywhere. Of several copies of one photo, the first stays.
    """
    by_source: dict[str, list[Entry]] = defaultdict(list)
    for entry in going:
        if entry.inode is None and entry.mtime_ns is not None and entry.view != ALBUM:
            by_source[entry.source].append(entry)
    kept = {}
    for source in lost(list(by_source)):
        first = min(by_source[source], key=lambda entry: entry.path)
        kept[first.path] = COPY.format(source=source)
    return kept
