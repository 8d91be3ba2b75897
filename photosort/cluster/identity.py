"""Matches newly found clusters to stored ones, so that ids, titles and labels last."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple


class Found(NamedTuple):
    """A cluster found in this run; `key` is its level and address."""

    key: str
    first_day: int
    last_day: int


class Stored(NamedTuple):
    """A cluster of earlier runs, shown or asleep, with its days.

    An `edited` one carries something that a user entered (or a renamed key) and keeps its id for
    good.
    """

    id: str
    key: str
    created: str
    days: tuple[int, ...]
    edited: bool = False


@dataclass(frozen=True)
class Matching:
    """`ids` holds the stored id of each found cluster, None for a new one. `merged` maps the ids of
    stored clusters that were absorbed by a found one to the position of that one.
    """

    ids: tuple[str | None, ...]
    merged: Mapping[str, int]


def match(found: Sequence[Found], stored: Iterable[Stored]) -> Matching:
    """Match each found cluster to the stored one with most days in its span.

    Ties go to the older, then to the smaller id. An id is used once.
    """
    by_key: dict[str, list[int]] = defaultdict(list)
    for position, each in enumerate(found):
        by_key[each.key].append(position)
    claims = []
    for old in stored:
        for position in by_key.get(old.key, ()):
            first, last = found[position].first_day, found[position].last_day
            shared = sum(first <= day <= last for day in old.days)
            if shared:
                claims.append((-shared, old.created, old.id, first, position))
    return settle(claims, len(found))


def settle(claims: list[tuple[int, str, str, int, int]], count: int) -> Matching:
    """Give each of `count` found clusters a stored one.

    A claim is (minus what they share, creation of the stored cluster, its id, start of the found
    one, its position). Smaller claims win, and an id is used once. Sorts `claims` in place.
    """
    ids: list[str | None] = [None] * count
    used: set[str] = set()
    merged: dict[str, int] = {}
    claims.sort()
    for _, _, id, _, position in claims:
        if ids[position] is None and id not in used:
            ids[position] = id
            used.add(id)
    for _, _, id, _, position in claims:
        if id not in used:
            merged.setdefault(id, position)
    return Matching(tuple(ids), merged)


def name(
    found: Sequence[Found],
    stored: Iterable[Stored],
    matching: Matching,
    taken: Iterable[str],
    prefix: str = "trip",
) -> list[str]:
    """The id of each found cluster.

    An edited cluster keeps its id. The id of any other follows from its key and first day, so
    ids do not depend on the order in which photos were indexed. `taken` ids (of deleted clusters)
    are not used again.
    """
    edited = {each.id for each in stored if each.edited}
    used = set(taken) | edited
    ids = []
    for cluster, id in zip(found, matching.ids, strict=True):
        if id is None or id not in edited:
            id = _free_id(cluster, used, prefix)
        used.add(id)
        ids.append(id)
    return ids


def merged_ids(matching: Matching, ids: Sequence[str]) -> dict[str, str]:
    """Old id → id that it now stands for, of absorbed clusters and of replaced ids.

    `ids` are those that `name` gave to the found clusters.
    """
    merged = {old: ids[position] for old, position in matching.merged.items()}
    merged |= {old: new for old, new in zip(matching.ids, ids, strict=True) if old and old != new}
    return {old: new for old, new in merged.items() if old not in ids}


def _free_id(cluster: Found, used: set[str], prefix: str) -> str:
    for attempt in count():
        text = f"{cluster.key} {cluster.first_day} {attempt}"
        id = f"{prefix}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        if id not in used:
            return id
    raise AssertionError("unreachable")
