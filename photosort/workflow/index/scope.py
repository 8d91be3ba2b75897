"""What a run of `index` looks at: what is passed over below its folders, what is named itself."""

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
    """What a scan of the folders around passes over, and is asked for by its own name.

    `folders` and `files` are looked at beside all else; `roots` are to be remembered as such.
    """

    folders: list[bytes]
    files: list[bytes]
    roots: list[bytes]


def rules_of(store: Store, options: IndexOptions) -> Rules:
    """What is left out: as the options say, else as the library remembers."""
    ignoring = is_ignoring(store) if options.ignore is None else options.ignore
    globs = excludes(store) if options.exclude is None else options.exclude
    named = {*store.roots.paths(), *store.files.named_paths()}
    return Rules(globs, take_all=not ignoring, named=named)


def is_ignoring(store: Store) -> bool:
    """Whether the library remembers to pass over what is no photo."""
    return store.remembered.get(_IGNORE) != "no"


def excludes(store: Store) -> tuple[str, ...]:
    """The patterns that the library remembers to leave out."""
    return tuple(json.loads(store.remembered.get(_EXCLUDE) or "[]"))


def remember(store: Store, options: IndexOptions) -> None:
    """Keep for later runs what this one was told to leave out."""
    if options.ignore is not None:
        store.remembered.set(_IGNORE, "yes" if options.ignore else "no")
    if options.exclude is not None:
        store.remembered.set(_EXCLUDE, json.dumps(options.exclude))


def scanned_apart(
    store: Store, named: Sequence[bytes], folders: Sequence[bytes], rules: Rules
) -> Apart:
    """What was named itself, now or earlier, and must be looked at apart from `folders`."""
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
    # one that is named for the first time, in a folder that is known already
    first = [path for path in folders if path not in known and _is_ignored(path, known, rules)]
    rules.named = {*rules.named, *inside, *first, *named}
    return Apart(outermost(inside), files, [*inside, *first])


def _is_ignored(path: bytes, tops: Iterable[bytes], rules: Rules) -> bool:
    """Whether the innermost of `tops` around a path would not lead to it."""
    around = [top for top in tops if top != path and is_inside(path, [top])]
    return bool(around) and rules.ignore(path, max(around, key=len))


def ignored_files(files: Iterable[bytes], tops: Sequence[bytes], rules: Rules) -> Iterator[bytes]:
    """Those of single files that only stay because they were named themselves."""
    return (path for path in files if _is_ignored(path, tops, rules))


def take_left_out(changes: Changes, folders: Sequence[bytes], rules: Rules) -> list[int]:
    """Take out of what has vanished what is still there, but left out; returns the ids."""
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
