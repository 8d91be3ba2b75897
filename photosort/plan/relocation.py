"""Finds where a folder was moved as a whole, by the paths of its files."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

ENOUGH = 0.9
"""Share of the files of a folder that must be in another one for it to be the same."""

_MOST = 8
_DOUBTFUL = 0.1


def possible_folders(relative: Sequence[bytes], paths: Iterable[bytes]) -> list[bytes]:
    """Folders that may be one with files at `relative`, judging by `paths`; best first.

    Folders with less than a tenth of `relative` are left out.

    >>> possible_folders([b"2023/a.jpg", b"b.jpg"], [b"/x/2023/a.jpg", b"/x/b.jpg", b"/y/b.jpg"])
    [b'/x', b'/y']
    """
    wanted = {each.rpartition(b"/")[2] for each in relative}
    by_name: dict[bytes, list[bytes]] = defaultdict(list)
    for path in paths:
        name = path.rpartition(b"/")[2]
        if name in wanted:
            by_name[name].append(path)
    votes: Counter[bytes] = Counter()
    for each in relative:
        tail = b"/" + each
        votes.update(
            path[: -len(tail)] or b"/"
            for path in by_name.get(tail.rpartition(b"/")[2], ())
            if path.endswith(tail)
        )
    least = _DOUBTFUL * len(relative)
    return [folder for folder, number in votes.most_common(_MOST) if number >= least]


def most_alike(old: bytes, folders: Collection[bytes]) -> bytes | None:
    """Of several folders with the same content, the one named most like `old`; None on a tie."""
    ranked = sorted(folders, key=lambda folder: _shared_end(old, folder), reverse=True)
    if len(ranked) > 1 and _shared_end(old, ranked[0]) == _shared_end(old, ranked[1]):
        return None
    return ranked[0] if ranked else None


def _shared_end(one: bytes, other: bytes) -> int:
    """The number of trailing names that two paths share."""
    pairs = zip(reversed(one.split(b"/")), reversed(other.split(b"/")), strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(one.count(b"/"), 99) + 1)


def only_outermost(pairs: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """The pairs of old and new folders whose old one is in no other; the rest moves along."""
    return {
        old: new
        for old, new in pairs.items()
        if not any(other != old and old.startswith(other.rstrip(b"/") + b"/") for other in pairs)
    }
