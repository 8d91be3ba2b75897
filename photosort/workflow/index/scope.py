"""What a run of `index` scans: rules for what is ignored, and paths that were named explicitly."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from photosort.media.scan import Rules
from photosort.plan.changes import Changes, Known
from photosort.settings.index import IndexOptions
from photosort.store import Store
from photosort.workflow.index.roots import is_inside, outermost

_IGNORE = "ignore"
_EXCLUDE = "exclude"


class Apart(NamedTuple):
    """Paths that rules would ignore, but that were named explicitly.

    `folders` and `files` are scanned on their own; `roots` are to be stored as roots.
    """

    folders: list[bytes]
    files: list[bytes]
    roots: list[bytes]


def rules_of(store: Store, options: IndexOptions) -> Rules:
    """The rules from the options, or else as the library remembers."""
    ignoring = is_ignoring(store) if options.ignore is None else options.ignore
    globs = excludes(store) if options.exclude is None else options.exclude
    named = {*store.roots.paths(), *store.files.named_paths()}
    return Rules(globs, take_all=not ignoring, named=named)


def is_ignoring(store: Store) -> bool:
    """Whether the table of ignored files applies in this library."""
    return store.remembered.get(_IGNORE) != "no"


def excludes(store: Store) -> tuple[str, ...]:
    """The exclude patterns of the library."""
    return tuple(json.loads(store.remembered.get(_EXCLUDE) or "[]"))


def remember(store: Store, options: IndexOptions) -> None:
    """Store the rules of this run for later runs."""
    if options.ignore is not None:
        store.remembered.set(_IGNORE, "yes" if options.ignore else "no")
    if options.exclude is not None:
        store.remembered.set(_EXCLUDE, json.dumps(options.exclude))


def scanned_apart(
    store: Store, named: Sequence[bytes], folders: Sequence[bytes], rules: Rules
) -> Apart:
    """Paths named explicitly, now or earlier, that a scan of `folders` would ignore."""
    known = set(store.roots.paths())
    tops = {*known, *folders}
    inside = [
        path
        for path in (*known, *(each for each in named if each not in known))
        if is_inside(path, folders)
        and path not in folders
        and _is_ignored(path, tops, rules)
        and (path in known or os.path.isdir(path))
    ]
    files = [
        path
        for path in store.files.named_paths()
        if is_inside(path, folders) and _is_ignored(path, tops, rules)
    ]
    # named for the first time, inside a known folder
    first = [path for path in folders if path not in known and _is_ignored(path, known, rules)]
    rules.named = {*rules.named, *inside, *first, *named}
    return Apart(outermost(inside), files, [*inside, *first])


def _is_ignored(path: bytes, tops: Iterable[bytes], rules: Rules) -> bool:
    """Whether a scan of the innermost of `tops` around a path would ignore it."""
    around = [top for top in tops if top != path and is_inside(path, [top])]
    return bool(around) and rules.ignore(path, max(around, key=len))


def ignored_files(files: Iterable[bytes], tops: Sequence[bytes], rules: Rules) -> Iterator[bytes]:
    """Those of single files that stay only because they were named explicitly."""
    return (path for path in files if _is_ignored(path, tops, rules))


def take_left_out(changes: Changes, folders: Sequence[bytes], rules: Rules) -> list[int]:
    """Remove from `vanished` what exists but is ignored or excluded; returns the ids."""
    tops = sorted(folders, key=len, reverse=True)
    left: list[int] = []
    vanished: list[Known] = []
    for row in changes.vanished:
        path = row.stamp[0]
        top = next((each for each in tops if is_inside(path, [each])), None)
        if row.id and top and rules.leave_out(path, top) and os.path.lexists(path):
            left.append(row.id)
        else:
            vanished.append(row)
    changes.vanished = vanished
    return left
