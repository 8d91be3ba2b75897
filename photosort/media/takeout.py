"""Albums of Google Takeout: a folder for each, with a JSON that has its title.

The name of that JSON is in the language of the account. A photo that another part of the Takeout
holds is there by its own JSON alone.
"""

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from photosort.media.formats import has_media_name
from photosort.media.scan import scan
from photosort.media.sidecars import is_sidecar
from photosort.model import FileStamp, FoundFile
from photosort.regular import open_regular
from photosort.texts import composed

_MAX_BYTES = 1024 * 1024
_YEAR = re.compile(r"\w+('s)?\s\w+\s(19|20)\d\d|(19|20)\d\d\s?年.*", re.IGNORECASE)
"""The folders of years, which are no albums: `Photos from 2021`, `Fotos von 2021`."""

_Shot = tuple[str, str]
"""Title and time of a photo, as its JSON has them."""


@dataclass
class Album:
    """An album: its title, the paths of its photos, and the JSONs whose photo is nowhere."""

    title: str
    photos: list[bytes] = field(default_factory=list)
    absent: list[bytes] = field(default_factory=list)


def albums(folder: bytes) -> list[Album]:
    """The albums in a Takeout, by folder."""
    photos: dict[_Shot, bytes] = {}
    folders: dict[bytes, list[bytes]] = defaultdict(list)
    lone: dict[bytes, list[tuple[bytes, _Shot]]] = defaultdict(list)
    titles: dict[bytes, str] = {}
    found = [each for each in scan(folder) if isinstance(each, FoundFile)]
    told = {each.path for file in found for each in file.sidecars}
    for stamp, sidecars in found:
        around = os.path.dirname(stamp.path)
        if has_media_name(stamp.path):
            folders[around].append(stamp.path)
            for shot in map(_shot_of, sidecars):
                if shot is not None:
                    photos.setdefault(shot, stamp.path)
        elif is_sidecar(stamp.path) and stamp.path not in told:
            document = _document(stamp)
            if (own := _shot(document)) is not None:
                lone[around].append((stamp.path, own))
            elif title := _title(document):
                titles[around] = title
    return list(_albums(titles, folders, lone, photos))


def _albums(
    titles: dict[bytes, str],
    folders: dict[bytes, list[bytes]],
    lone: dict[bytes, list[tuple[bytes, _Shot]]],
    photos: dict[_Shot, bytes],
) -> Iterator[Album]:
    for folder, title in sorted(titles.items()):
        elsewhere = [photos[shot] for _, shot in lone[folder] if shot in photos]
        absent = [path for path, shot in lone[folder] if shot not in photos]
        yield Album(title, sorted({*folders[folder], *elsewhere}), sorted(absent))


def _document(stamp: FileStamp) -> Any:
    if stamp.path[-5:].lower() != b".json" or stamp.size > _MAX_BYTES:
        return None
    try:
        with open_regular(stamp.path) as file:
            return json.loads(file.read(_MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return None


def _shot_of(stamp: FileStamp) -> _Shot | None:
    return _shot(_document(stamp))


def _shot(document: Any) -> _Shot | None:
    """What identifies a photo in its JSON."""
    time = document.get("photoTakenTime") if isinstance(document, dict) else None
    stamp = time.get("timestamp") if isinstance(time, dict) else None
    return (str(document.get("title")), str(stamp)) if stamp is not None else None


def _title(document: Any) -> str | None:
    """The title of an album in its JSON; None for a folder of a year, and for one without."""
    if isinstance(document, dict) and isinstance(document.get("albumData"), dict):
        document = document["albumData"]
    if not isinstance(document, dict) or "date" not in document:
        return None
    title = document.get("title")
    title = composed(" ".join(title.split())) if isinstance(title, str) else ""
    return title if title and not _YEAR.fullmatch(title) else None
