"""Files that are one item: a Live Photo, RAW beside JPEG, edited copies, exact duplicates."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from photosort.model import is_raw
from photosort.plan.edited import folded, may_be_edited, original_stems

Relation = Literal["live", "raw", "edited", "thumbnail", "proxy", "duplicate"]

_LIVE_SECONDS = 15
# formats of cameras; a screenshot or animation named like a video is something else
_LIVE = frozenset(f"image/{kind}" for kind in ("jpeg", "heic", "heif", "avif", "jxl"))
_MINUTE = 60_000_000
_QUARTER = 15 * _MINUTE  # offsets of zones are multiples of it
_WIDEST_OFFSET = 14 * 60 * _MINUTE

# Pixel: PXL_1.MP.jpg is the picture of PXL_1.MP, PXL_1.RAW-01.COVER.jpg that of the RAW beside it
_PIXEL = re.compile(
    r"^(.+?)(?:\.raw-0\d)?(?:\.mp)?(?:\.cover|\.original)?((?:~\d+)?(?:\(\d+\))?)$", re.DOTALL
)
_PIXEL_VIDEO = re.compile(r"^(.+)\.mp(~\d+)?$", re.DOTALL)
_PIXEL_PARTS = (".mp.", ".mp~", ".mp(", ".mp-")

_THUMBNAIL = "thm"
_SMALL = frozenset((_THUMBNAIL, "lrv", "lrf", "glv"))
# GoPro: GL010001 belongs to GX010001 (HEVC) or GH010001; Insta360: LRV_… to VID_…
_GOPRO = re.compile(r"^gl(\d{6})$")
_INSTA = re.compile(r"^lrv_(\d{8}_\d{6})_\d(\d)_(\d{3})$")


class Item(NamedTuple):
    """A readable file on disk. `content_hash` is known if others have the same fingerprint.

    `local` and `utc` are times from the file itself, in microseconds, precise to the second or
    better; `duration` is in seconds.
    """

    id: int
    path: str
    content_type: str
    content_id: str | None
    size: int
    content_hash: bytes | None
    duration: float | None = None
    local: int | None = None
    utc: int | None = None


class Companion(NamedTuple):
    """The lead of a file, and its relation to it."""

    lead: int
    relation: Relation


def find_companions(items: Iterable[Item]) -> dict[int, Companion]:
    """Companion id → its lead. A lead is never a companion; the order of items does not matter.

    Within a folder, ignoring case: a video accompanies the picture with its content identifier or,
    if neither has one, with its stem, if it is short and both are of one minute; a RAW file the
    JPEG or HEIC with its stem; an edited copy its original; the thumbnail or proxy of a camera the
    video. Of exact duplicates, in any folder, the first by path is the lead.
    """
    ordered = sorted(items, key=lambda item: item.path)
    groups: dict[tuple[str, str], list[Item]] = defaultdict(list)
    by_content: dict[tuple[str, str], list[Item]] = defaultdict(list)
    small: list[Item] = []
    for item in ordered:
        folder, _, name = item.path.rpartition("/")
        stem, extension = _parts(name)
        groups[folder, stem].append(item)
        if item.content_id:
            by_content[folder, item.content_id].append(item)
        if extension in _SMALL or stem[:4] == "lrv_":
            small.append(item)
    found: dict[int, Companion] = {}
    for item in small:
        _small_version(item, groups, found)
    for same in by_content.values():
        _pair_by_content(same, found)
    for (folder, stem), group in groups.items():
        if len(group) > 1:
            _pair(group, found)
        if may_be_edited(stem):
            for original in map(_shared, original_stems(stem)):
                if original != stem and (folder, original) in groups:
                    _edited(group, groups[folder, original], found)
                    break
    _duplicates(ordered, found)
    return {id: Companion(_last(lead, found), how) for id, (lead, how) in found.items()}


def _parts(name: str) -> tuple[str, str]:
    """The stem that files of one item share, and the extension, both folded."""
    name = name.lower() if name.isascii() else folded(name)
    stem, _, extension = name.rpartition(".")
    if name[:4] != "pxl_" and ".mp" not in name:
        return stem, extension
    video = _PIXEL_VIDEO.match(name)
    return (video[1] + (video[2] or ""), "mp") if video else (_shared(stem), extension)


def _of(item: Item) -> tuple[str, str]:
    return _parts(item.path.rpartition("/")[2])


def _shared(stem: str) -> str:
    """The stem that all files of one shot of a Pixel share (folded); other names are unchanged."""
    if stem[:4] != "pxl_" and stem[-3:] != ".mp" and not any(x in stem for x in _PIXEL_PARTS):
        return stem
    pixel = _PIXEL.match(stem)
    return pixel[1] + pixel[2] if pixel else stem


def _pair_by_content(same: list[Item], found: dict[int, Companion]) -> None:
    """Live Photos with one content identifier, whatever their names."""
    if len(same) == 1:
        return
    pictures = [each for each in same if not _is_video(each) and _of(each)[1] != _THUMBNAIL]
    for video in same:
        if pictures and _is_video(video) and video.id not in found:
            stem, _ = _of(video)
            lead = min(pictures, key=lambda each: (_is_raw(each), _of(each)[0] != stem))
            found[video.id] = Companion(lead.id, "live")


def _pair(group: list[Item], found: dict[int, Companion]) -> None:
    """Live Photos without identifiers, and RAW pairs, among files with one stem."""
    pictures = [each for each in group if not _is_video(each) and _of(each)[1] != _THUMBNAIL]
    pictures.sort(key=_is_raw)
    for item in group:
        if item.id in found:
            continue
        if _is_video(item):
            partner = next((each for each in pictures if _is_live(each, item)), None)
            relation: Relation = "live"
        elif _is_raw(item):
            partner = None if _is_raw(pictures[0]) else pictures[0]
            relation = "raw"
        else:
            continue
        if partner:
            found[item.id] = Companion(partner.id, relation)


def _is_live(picture: Item, video: Item) -> bool:
    """Whether a picture and a video with one stem are a Live Photo without identifiers."""
    return (
        (picture.content_type in _LIVE or _is_raw(picture))
        and picture.content_id == video.content_id is None
        and (video.duration is None or video.duration <= _LIVE_SECONDS)
        and _is_one_minute(picture, video)
    )


def _is_one_minute(a: Item, b: Item) -> bool:
    """Whether two times may be within one minute; also if one is unknown."""
    if a.utc is not None and b.utc is not None:
        return abs(a.utc - b.utc) <= _MINUTE
    if a.local is not None and b.local is not None:
        return abs(a.local - b.local) <= _MINUTE
    first, second = (each.local if each.utc is None else each.utc for each in (a, b))
    if first is None or second is None:
        return True
    # wall clock against UTC: the difference must be the offset of some zone
    apart = abs(first - second)
    return apart <= _WIDEST_OFFSET + _MINUTE and (apart + _MINUTE) % _QUARTER <= 2 * _MINUTE


def _small_version(
    small: Item, groups: Mapping[tuple[str, str], list[Item]], found: dict[int, Companion]
) -> None:
    """A thumbnail (THM) of a video or RAW file, or a proxy (LRV) of a video."""
    folder = small.path.rpartition("/")[0]
    own, extension = _of(small)
    relation: Relation = "thumbnail" if extension == _THUMBNAIL else "proxy"
    for stem in _stems_of_video(own):
        leads = [
            each
            for each in groups.get((folder, stem), ())
            if _of(each)[1] not in _SMALL
            and each.id != small.id
            and (_is_video(each) or (relation == "thumbnail" and _is_raw(each)))
        ]
        if leads and (relation == "thumbnail" or _is_video(small)):
            found[small.id] = Companion(max(leads, key=_is_video).id, relation)
            return


def _stems_of_video(stem: str) -> Iterator[str]:
    """The stems that the video of a thumbnail or proxy may have."""
    yield stem
    if gopro := _GOPRO.match(stem):
        yield from (f"{letters}{gopro[1]}" for letters in ("gx", "gh", "gs"))
    if insta := _INSTA.match(stem):
        yield from (f"vid_{insta[1]}_{lens}{insta[2]}_{insta[3]}" for lens in "01")
        yield from (f"vid_{insta[1]}_{lens}0_{insta[3]}" for lens in "01")


def _edited(group: list[Item], original: list[Item], found: dict[int, Companion]) -> None:
    for item in group:
        same_kind = [
            each
            for each in original
            if _is_video(each) == _is_video(item) and _of(each)[1] != _THUMBNAIL
        ]
        if same_kind and item.id not in found:
            found[item.id] = Companion(same_kind[0].id, "edited")


def _duplicates(ordered: Iterable[Item], found: dict[int, Companion]) -> None:
    first: dict[tuple[int, bytes], int] = {}
    for item in ordered:
        # a companion stays with its own picture, which may itself be a duplicate
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
    return is_raw(item.content_type)
