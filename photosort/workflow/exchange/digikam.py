"""`photosort import digikam4.db`: tags, ratings, captions and named faces of digiKam.

A photo is that at its path; else the only one that lies at the same path below the collection;
else the one of the same name and size, or of the same hash where there are several.
"""

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from photosort.media.digikam import unique_hash
from photosort.model import Description, NamedRegion
from photosort.plan.upright import Rectangle, inside
from photosort.progress import Progress
from photosort.store import Store
from photosort.store.digikam import DigikamPhoto, read_digikam
from photosort.store.imports import Candidate
from photosort.texts import composed
from photosort.workflow.exchange.result import Imported

_WHY = "is not in this library; photosort index finds photos"
_MAX_TEXT = 10_000


def import_digikam(store: Store, path: Path, result: Imported, progress: Progress) -> None:
    """Store what users entered in digiKam; doing it again changes nothing."""
    library = _Library(store)
    progress.start("Reading digiKam")
    for photo in read_digikam(path):
        progress.advance()
        if not photo.tells_anything():
            continue
        found = library.find(photo)
        if not found:
            result.unmatched.append((photo.name, _WHY))
        for each in found:
            result.descriptions += store.imports.give(each.id, _description(photo))
            result.regions += store.regions.give(each.id, _regions(photo, each))
    progress.stop()


class _Library:
    """The files on disk by name."""

    def __init__(self, store: Store) -> None:
        self._by_name: dict[str, list[Candidate]] = defaultdict(list)
        for each in store.imports.candidates():
            self._by_name[_text(os.path.basename(each.path))].append(each)

    def find(self, photo: DigikamPhoto) -> Sequence[Candidate]:
        """The files that a photo of digiKam is; several only if they are the same."""
        below = composed(photo.below)
        named = self._by_name.get(below.rpartition("/")[2], [])
        if photo.folder is not None:
            whole = composed(photo.name)
            exact = [each for each in named if _text(each.path) == whole]
            if exact:
                return exact
        if "/" in below:
            inside = [each for each in named if _text(each.path).endswith(f"/{below}")]
            if len(inside) == 1:
                return inside
            named = inside or named
        return _same(photo, [each for each in named if each.size == photo.size])


def _same(photo: DigikamPhoto, found: Sequence[Candidate]) -> Sequence[Candidate]:
    if len(found) < 2:
        return found
    return [each for each in found if photo.hash and unique_hash(each.path) == photo.hash]


def _text(path: bytes) -> str:
    return composed(os.fsdecode(path))


def _description(photo: DigikamPhoto) -> Description:
    def clean(text: str | None) -> str | None:
        return composed(text[:_MAX_TEXT]) if text else None

    return Description(
        title=clean(photo.title),
        caption=clean(photo.caption),
        keywords=tuple(composed(each) for each in photo.keywords),
        rating=photo.rating,
    )


def _regions(photo: DigikamPhoto, file: Candidate) -> list[NamedRegion]:
    size = _upright(photo, file)
    return [
        NamedRegion(composed(name), _area(box, size), "digikam")
        for name, box in photo.faces
        if name
    ]


def _upright(photo: DigikamPhoto, file: Candidate) -> tuple[int, int] | None:
    """The size of the upright picture that regions are in: what digiKam has, turned if need be."""
    if not photo.width or not photo.height:
        return None
    size, own = (photo.width, photo.height), file.upright
    if own and own[0] != own[1] and (own[0] > own[1]) != (size[0] > size[1]):
        return size[1], size[0]
    return size


def _area(box: tuple[float, ...] | None, size: tuple[int, int] | None) -> Rectangle | None:
    if box is None or size is None:
        return None
    width, height = size
    x, y, across, down = box
    return inside((x / width, y / height, across / width, down / height))
