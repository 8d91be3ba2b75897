"""The files that a command is given: paths, folders, ids, and what an expression finds."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from photosort.model import Skipped
from photosort.store import Store
from photosort.workflow import query, spelling
from photosort.workflow.meant import thing_meant


@dataclass
class Targets:
    """Distinct ids of files, and the words that name none."""

    files: list[int] = field(default_factory=list)
    failed: list[Skipped] = field(default_factory=list)


def find_targets(store: Store, words: Sequence[str], where: str | None) -> Targets:
    """The files of `words`, and those that the expression `where` finds.

    Raises `PhotosortError` for an unknown id or an invalid expression.
    """
    found = Targets()
    files: list[int] = []
    for word in words:
        ids = files_of(store, word)
        if not ids:
            found.failed.append(Skipped(os.fsencode(word), "is not in the library"))
        files += ids
    if where is not None:
        files += query.select(store, where)
    found.files = list(dict.fromkeys(files))
    return found


def files_of(store: Store, word: str) -> list[int]:
    """The file of a path, all below a folder, or the files of a trip, journey, person or moment."""
    files = files_at(store, os.fsencode(word))
    thing = None if files else thing_meant(store, word)
    if thing is None:
        return files
    if thing.noun.kind == "moment":
        return [file for _, file, _ in store.moments.members([thing.id])]
    return query.select(store, f'{thing.noun.kind}:"{thing.id}"')


def files_at(store: Store, path: bytes) -> list[int]:
    """The file at a path, or all below a folder; links are followed."""
    for each in spelling.meant(path, store.roots.paths):
        if found := store.files.ids_below(each):
            return found
    return []
