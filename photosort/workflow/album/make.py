"""`photosort album`: makes an album, or brings it up to date."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from photosort.model import Skipped
from photosort.output.dest import Dest
from photosort.plan.album import LARGE, SMALL, picture_path
from photosort.plan.choice import PictureStatistics
from photosort.plan.layout.manifest import ORIGINALS, Remark
from photosort.progress import Progress
from photosort.settings.album import AlbumOptions
from photosort.store import Store
from photosort.workflow.album.folder import AlbumFolder
from photosort.workflow.album.originals import lay_out_originals, paths
from photosort.workflow.album.pages import ASSETS, asset, page_digest, write_pages
from photosort.workflow.album.pictures import encode_missing, find_missing
from photosort.workflow.album.site import INDEX, Site, build_site, without
from photosort.workflow.guard import check_dest
from photosort.workflow.organize import OrganizeResult, check_is_mounted, remember_mount


@dataclass(frozen=True)
class AlbumResult:
    """The result; `written`, `unchanged` and `removed` count files.

    `bytes` is how much was written, None for a dry run. `videos` counts those left out, `kept` is
    what in DEST is not ours. `originals` is the result for the folder of originals, if wanted; its
    files are not counted here.
    """

    index: str
    photos: int
    written: int
    unchanged: int
    removed: int
    bytes: int | None
    failed: list[Skipped]
    videos: int
    kept: tuple[Remark, ...]
    originals: OrganizeResult | None = None


def make_album(
    store: Store,
    dest: str,
    wanted: Sequence[tuple[str, str]],
    options: AlbumOptions,
    progress: Progress,
    *,
    dry_run: bool = False,
    lock_wait: float = 0,
) -> AlbumResult:
    """Make DEST the album of a selection, as (option, value), or of the whole library.

    Only what is new or changed is encoded or written. Files of earlier runs are removed only if
    they are no longer in the album. Raises `PhotosortError` for an unusable DEST.
    """
    check_dest(store, dest)
    dest = os.path.realpath(dest)
    check_is_mounted(store, dest)
    take_over = options.take_over
    if dry_run:
        folder = AlbumFolder(Dest(dest), store, take_over=take_over)
        return _rehearse(store, folder, wanted, options, progress)
    with Dest(dest, lock_wait) as held, AlbumFolder(held, store, take_over=take_over) as folder:
        result = _make(store, folder, wanted, options, progress)
    remember_mount(store, dest)
    store.runs.counts = {
        "photos": result.photos,
        "written": result.written,
        "removed": result.removed,
        "failed": len(result.failed),
    }
    return result


def _make(
    store: Store,
    folder: AlbumFolder,
    wanted: Sequence[tuple[str, str]],
    options: AlbumOptions,
    progress: Progress,
) -> AlbumResult:
    site, statistics, missing = _compare(store, folder, wanted, options)
    planned = _planned(folder, site, missing)
    if missing or not folder.exists:
        folder.begin(planned)
    failed = encode_missing(store, folder, site, missing, statistics, options, progress)
    if any(key not in statistics for key in site.files):
        site = without(store, site, statistics)
    site, originals = _with_originals(store, folder.path, site, statistics, options, progress)
    if originals:
        failed = sorted([*failed, *(Skipped(os.fsencode(x), y) for x, y in originals.failures)])
    write_pages(folder, site, statistics, options, progress)
    skipped = tuple(Remark(os.fsdecode(path), reason) for path, reason in failed)
    done = folder.finish(skipped, progress)
    failed += [Skipped(os.fsencode(folder.path), reason) for _, reason in done.skipped]
    return AlbumResult(
        index=f"{folder.path}/{INDEX}",
        photos=sum(key in statistics for key in site.files),
        written=len(folder.written),
        unchanged=len(folder.wanted) - len(folder.written),
        removed=len(done.removed),
        bytes=sum(folder.wanted[path].size for path in folder.written),
        failed=failed,
        videos=site.videos,
        kept=folder.kept,
        originals=originals,
    )


def _compare(
    store: Store,
    folder: AlbumFolder,
    wanted: Sequence[tuple[str, str]],
    options: AlbumOptions,
) -> tuple[Site, dict[str, PictureStatistics], list[str]]:
    """What to show, the known statistics of it, and the keys of pictures to encode.

    Raises `PhotosortError` if something in DEST is in the way.
    """
    site = build_site(store, wanted, options.language)
    pictures = {picture_path(key, SMALL) for key in site.files}
    folders = {os.path.dirname(path) for path in pictures}
    pages = [page.path for page in site.pages]
    folder.claim([INDEX, *ASSETS, *pages], folders)
    if options.originals:
        folder.claim([f"{ORIGINALS}/{INDEX}"])  # it must be neither a link nor a file
    statistics = store.statistics.of(site.files)
    return site, statistics, find_missing(folder, site.files, statistics)


def _planned(folder: AlbumFolder, site: Site, missing: Sequence[str]) -> dict[str, str]:
    """What may be made, path → source."""
    pictures = {
        picture_path(key, side): os.fsdecode(site.files[key].path)
        for key in missing
        for side in (LARGE, SMALL)
    }
    return pictures | dict.fromkeys([*ASSETS, INDEX, *(page.path for page in site.pages)], "")


def _with_originals(
    store: Store,
    dest: str,
    site: Site,
    statistics: Mapping[str, PictureStatistics] | None,
    options: AlbumOptions,
    progress: Progress,
) -> tuple[Site, OrganizeResult | None]:
    """Lay out the wanted originals; returns the site with their paths.

    `statistics` is None for a dry run.
    """
    if options.originals is None:
        return site, None
    shown = {
        x.id: x
        for p in site.pages
        for x in p.album.pictures
        if statistics is None or x.key in statistics
    }
    done = lay_out_originals(
        store, dest, shown.values(), options, progress, dry_run=statistics is None
    )
    return replace(site, originals=paths(done)), done


def _rehearse(
    store: Store,
    folder: AlbumFolder,
    wanted: Sequence[tuple[str, str]],
    options: AlbumOptions,
    progress: Progress,
) -> AlbumResult:
    """What a run would do, as far as known without decoding a picture."""
    site, statistics, missing = _compare(store, folder, wanted, options)
    site, originals = _with_originals(store, folder.path, site, None, options, progress)
    written = 2 * len(missing)
    kept = set(folder.wanted)
    pages = [(page.path, page_digest(page, site, statistics, options)) for page in site.pages]
    if site.whole:
        pages.append((INDEX, page_digest(None, site, statistics, options)))
    for path, digest in [*pages, *((name, None) for name in ASSETS)]:
        entry = folder.standing.get(path)
        same = entry and (entry.id == digest if digest else entry.size == len(asset(path)))
        written += not same
        kept |= {path} if same else set()
    planned = {path for path, _ in pages} | set(ASSETS)
    planned |= {picture_path(key, side) for key in missing for side in (LARGE, SMALL)}
    return AlbumResult(
        index=f"{folder.path}/{INDEX}",
        photos=len(site.files),
        written=written,
        unchanged=len(kept),
        removed=len(set(folder.standing) - kept - planned),
        bytes=None,
        failed=[],
        videos=site.videos,
        kept=folder.kept,
        originals=originals,
    )
