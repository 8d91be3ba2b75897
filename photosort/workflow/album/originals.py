"""The originals of an album: a folder in it, laid out as `photosort organize` does it."""

from collections.abc import Iterable, Mapping

from photosort.errors import PhotosortError
from photosort.model import FileStamp, Placement
from photosort.plan.album import Picture
from photosort.plan.layout.manifest import ORIGINALS
from photosort.progress import Progress
from photosort.settings.album import AlbumOptions
from photosort.settings.organize import OrganizeOptions
from photosort.store import Store
from photosort.workflow.organize import OrganizeResult, lay_out_placements

_UNDATED = "undated"


def lay_out_originals(
    store: Store,
    dest: str,
    pictures: Iterable[Picture],
    options: AlbumOptions,
    progress: Progress,
    *,
    dry_run: bool = False,
) -> OrganizeResult:
    """Make `originals/` of the album `dest` hold the files of `pictures`, in folders by year."""
    years = {each.id: _year(each) for each in pictures}
    photos = [each for each in store.facts.organizable() if each.id in years]
    laid_out = OrganizeOptions(mode=options.originals or "symlink", take_over=options.take_over)
    wanted = [_placement(years[each.id], each.stamp) for each in photos]
    try:
        return lay_out_placements(
            store, f"{dest}/{ORIGINALS}", laid_out, (ORIGINALS,),
            photos, wanted, progress, dry_run=dry_run,
        )  # fmt: skip
    except PhotosortError as error:
        if error.hint and "--mode" in error.hint:  # an option of organize
            room = "free some space, or " if "free some space" in error.hint else ""
            raise PhotosortError(
                str(error), f"{room}give --with-originals another mode, or leave it out"
            ) from error
        raise


def paths(laid_out: OrganizeResult) -> Mapping[str, str]:
    """The path in the album of each original that was laid out, by its path as text."""
    return {each.source: f"{ORIGINALS}/{each.path}" for each in laid_out.manifest.entries}


def _year(picture: Picture) -> str:
    return f"{picture.local:%Y}" if picture.local and picture.day is not None else _UNDATED


def _placement(year: str, stamp: FileStamp) -> Placement:
    return Placement((year,), stamp, ORIGINALS, year, shared=True)
