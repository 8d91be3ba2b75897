"""The difference between what is wanted in DEST and what is there."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from photosort.model import Entry
from photosort.plan.layout.names import collision_key


class Move(NamedTuple):
    """An entry that gets another path.

    `aside`: another entry needs its place, so it goes to a temporary name first.
    """

    old: Entry
    new: Entry
    aside: bool


class Sync(NamedTuple):
    """What to do in DEST: entries to leave, move, make and remove.

    `keep` are no longer wanted, but are the last of a photo.
    """

    stay: list[Entry]
    move: list[Move]
    make: list[Entry]
    remove: list[Entry]
    keep: tuple[Entry, ...] = ()

    @property
    def wanted(self) -> list[Entry]:
        """The entries that are there afterwards, by path."""
        made = [*self.stay, *(move.new for move in self.move), *self.make, *self.keep]
        return sorted(made, key=lambda entry: entry.path)

    def __bool__(self) -> bool:
        return bool(self.move or self.make or self.remove)

    def keeping(self, paths: Collection[str]) -> "Sync":
        """The same, but entries at `paths` stay instead of being removed."""
        if not paths:
            return self
        remove = [entry for entry in self.remove if entry.path not in paths]
        return self._replace(
            remove=remove, keep=tuple(entry for entry in self.remove if entry.path in paths)
        )


def sync(
    wanted: Iterable[Entry],
    intact: Mapping[str, Entry],
    alike: Mapping[str, Entry],
    *,
    fixed_depth: bool,
) -> Sync:
    """The difference between what is wanted and what was made and is unchanged since.

    `intact` holds by path what was made earlier, `alike` the part of it that is complete and of the
    kind now wanted. `fixed_depth`: entries cannot move to another depth, since relative links would
    lead elsewhere.
    """
    result = Sync([], [], [], [])
    staying: set[str] = set()
    new: list[Entry] = []
    for entry in wanted:
        old = alike.get(entry.path)
        if old is not None and serves(old, entry):
            result.stay.append(_as_made(entry, old))
            staying.add(entry.path)
        else:
            new.append(entry)
    free = {path: entry for path, entry in intact.items() if path not in staying}
    moves = _moves(new, [alike[path] for path in free if path in alike], fixed_depth)
    moved = {move.old.path for move in moves.values()}
    result.make.extend(entry for entry in new if entry.path not in moves)
    result.remove.extend(entry for path, entry in free.items() if path not in moved)
    result.move.extend(_aside(moves.values()))
    return result


def serves(old: Entry, wanted: Entry) -> bool:
    """Whether what was made is what is wanted, except for its path."""
    return (old.source, old.mtime_ns, old.inode) == (
        wanted.source,
        wanted.mtime_ns,
        wanted.inode,
    ) and (wanted.mtime_ns is None or old.size == wanted.size)


def followed(
    alike: Mapping[str, Entry], wanted: Iterable[Entry], gone: Callable[[list[str]], set[str]]
) -> Mapping[str, Entry]:
    """`alike`, with the new paths of originals of hard links and copies that have moved.

    `gone` says which of some originals are no longer where they were. A hard link is recognised by
    inode, a copy by name, size and mtime of the original, if only one photo has these.
    """
    now: dict[tuple[object, ...], set[str]] = defaultdict(set)
    sources = set()
    for entry in wanted:
        sources.add(entry.source)
        now[_identity(entry)].add(entry.source)
    old: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for entry in alike.values():
        if entry.source not in sources and len(now.get(_identity(entry), ())) == 1:
            old[_identity(entry)].add(entry.source)
    absent = gone([source for each in old.values() if len(each) == 1 for source in each])
    if not absent:
        return alike
    return {
        path: entry._replace(source=next(iter(now[_identity(entry)])))
        if entry.source in absent
        else entry
        for path, entry in alike.items()
    }


def _identity(entry: Entry) -> tuple[object, ...]:
    """What identifies an original besides its path; for symbolic links only the path does."""
    if entry.inode is not None:
        return entry.inode, entry.size
    if entry.mtime_ns is None:
        return (entry.source,)
    return entry.source.rpartition("/")[2], entry.size, entry.mtime_ns


def _as_made(entry: Entry, old: Entry) -> Entry:
    if old.mtime_ns is None:
        return entry
    return entry._replace(sha256=old.sha256, made_ns=old.made_ns)


def _moves(new: list[Entry], free: list[Entry], fixed_depth: bool) -> dict[str, Move]:
    """New path → move of one of `free` that can become it; the same trip or person first."""
    by_source: dict[str, list[Entry]] = defaultdict(list)
    for entry in free:
        by_source[entry.source].append(entry)
    moves: dict[str, Move] = {}
    if not by_source:
        return moves
    for exact in (True, False):
        for entry in new:
            candidates = by_source.get(entry.source)
            if not candidates or entry.path in moves:
                continue
            for old in candidates:
                if (
                    (not exact or (old.view, old.id) == (entry.view, entry.id))
                    and serves(old, entry)
                    and not (fixed_depth and old.path.count("/") != entry.path.count("/"))
                ):
                    candidates.remove(old)
                    moves[entry.path] = Move(old, _as_made(entry, old), False)
                    break
    return moves


def _aside(moves: Collection[Move]) -> Iterable[Move]:
    """The moves; entries in the way of another one go aside first."""
    targets = {collision_key(each) for move in moves for each in _with_parents(move.new.path)}
    for move in moves:
        yield move._replace(aside=collision_key(move.old.path) in targets)


def _with_parents(path: str) -> Iterable[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def parents(paths: Iterable[str]) -> set[str]:
    """All folders above `paths`."""
    found: set[str] = set()
    for folder in {path.rpartition("/")[0] for path in paths}:
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def emptied(
    folders: Iterable[str], remaining: Iterable[str], removable: Collection[str]
) -> list[str]:
    """Those of `removable` that are empty when only `remaining` is left, innermost first.

    `folders` are all in DEST. A folder that is not removable counts as content, even if it is
    empty.
    """
    inside = Counter(path.rpartition("/")[0] for path in remaining)
    ordered = sorted(set(folders), key=lambda folder: (-folder.count("/"), folder))
    inside.update(folder.rpartition("/")[0] for folder in ordered)
    gone = []
    for folder in ordered:
        if folder in removable and not inside[folder]:
            gone.append(folder)
            inside[folder.rpartition("/")[0]] -= 1
    return gone
