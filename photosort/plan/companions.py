"""Files that are one item: a Live Photo, RAW beside JPEG, edited copies, exact duplicates."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

Relation = Literal["live", "raw", "edited", "duplicate"]

# Apple: IMG_E1234 is the edited IMG_1234; Takeout: IMG_1234-edited, in the user's language
_APPLE_EDITED = re.compile(r"^(img_)e(\d{4,})$")
EDITED_MARKS = (
    *("-edited", "-bearbeitet", "-modifié", "-editado", "-modificato", "-bewerkt"),
    *("-编辑", "-編集済み"),
)
"""What Takeout puts behind the name of an edited copy, by language."""


class Item(NamedTuple):
    """A readable file on disk. `content_hash` is known where others look the same."""

    id: int
    path: str
    content_type: str
    content_id: str | None
    size: int
    content_hash: bytes | None


class Companion(NamedTuple):
    """The file that another goes along with, and as what."""

    lead: int
    relation: Relation


def find_companions(items: Iterable[Item]) -> dict[int, Companion]:
    """Companion id → its lead. A lead is no companion itself; the outcome ignores order.

    In one folder, ignoring case: a video of the same stem and content identifier (or none on
    either) goes along with the picture, a RAW with the JPEG or HEIC, an edited copy with its
    original. Of exact duplicates, anywhere, the first by path leads.
    """
    ordered = sorted(items, key=lambda item: item.path)
    groups: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in ordered:
        folder, _, name = item.path.rpartition("/")
        groups[folder, name.rpartition(".")[0].lower()].append(item)
    found: dict[int, Companion] = {}
    for key, group in groups.items():
        original = groups.get((key[0], _original_stem(key[1])), []) if len(groups) > 1 else []
        _pair(group, found)
        _edited(group, original, found)
    _duplicates(ordered, found)
    return {id: Companion(_last(lead, found), how) for id, (lead, how) in found.items()}


def _pair(group: list[Item], found: dict[int, Companion]) -> None:
    """Live Photos and RAW in the files of one stem."""
    if len(group) == 1:
        return
    pictures = [x for x in group if not _is_video(x) and not _is_raw(x)]
    for item in group:
        if _is_video(item):
            partners = [x for x in group if not _is_video(x) and x.content_id == item.content_id]
            partners.sort(key=_is_raw)
            relation: Relation = "live"
        elif _is_raw(item):
            partners, relation = pictures, "raw"
        else:
            continue
        if partners:
            found[item.id] = Companion(partners[0].id, relation)


def _edited(group: list[Item], original: list[Item], found: dict[int, Companion]) -> None:
    for item in group:
        same_kind = [x for x in original if _is_video(x) == _is_video(item)]
        if same_kind and item.id not in found:
            found[item.id] = Companion(same_kind[0].id, "edited")


def _original_stem(stem: str) -> str:
    """The stem of the original of an edited copy; nothing that exists for other names."""
    apple = _APPLE_EDITED.match(stem)
    if apple:
        return apple[1] + apple[2]
    return next((stem.removesuffix(mark) for mark in EDITED_MARKS if stem.endswith(mark)), "")


def _duplicates(ordered: Iterable[Item], found: dict[int, Companion]) -> None:
    first: dict[tuple[int, bytes], int] = {}
    for item in ordered:
        # a companion stays with its own picture, which may be a duplicate itself
        if item.content_hash is None or item.id in found:
            continue
        lead = first.setdefault((item.size, item.content_hash), item.id)
        if lead != item.id:
            found[item.id] = Companion(lead, "duplicate")


def _last(id: int, found: Mapping[int, Companion]) -> int:
    """The lead at the end of the chain."""
    met = {id}
    while id in found and found[id].lead not in met:
        id = found[id].lead
        met.add(id)
    return id


def _is_video(item: Item) -> bool:
    return item.content_type.startswith("video/")


def _is_raw(item: Item) -> bool:
    return item.content_type.startswith("image/x-")
