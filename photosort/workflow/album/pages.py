"""The pages of an album as HTML; a page is only made again if its sources have changed."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from photosort.plan.album import LARGE, everywhere, picture_path
from photosort.plan.choice import PictureStatistics
from photosort.progress import Progress
from photosort.settings.album import AlbumOptions
from photosort.version import __version__
from photosort.workflow.album import selection as chosen
from photosort.workflow.album.folder import AlbumFolder

if TYPE_CHECKING:
    from photosort.report.album.start import Card
from photosort.workflow.album.covers import cover_of
from photosort.workflow.album.route_map import drawing, outlines
from photosort.workflow.album.site import INDEX, AlbumPage, Site

WORLD_SIZE = (1000, 480)

ASSETS = ("album.css", "album.js")

_PAGE_PACKAGES = ("photosort.report", "photosort.report.album", "photosort.maps", "photosort.plan")

_APART_KM = 60.0  # between spots on the map of all places


def write_pages(
    folder: AlbumFolder,
    site: Site,
    statistics: Mapping[str, PictureStatistics],
    options: AlbumOptions,
    progress: Progress,
) -> None:
    """Write style, script and pages; a page is only made again if its sources have changed."""
    for name in ASSETS:
        folder.put(name, asset(name))
    progress.start("Writing pages", len(site.pages))
    for page in site.pages:
        digest = page_digest(page, site, statistics, options)
        if page.path in folder.standing and folder.standing[page.path].id == digest:
            folder.keep(page.path, digest)
        else:
            folder.put(page.path, _html(page, site, statistics, options).encode(), digest)
        progress.advance()
    if site.whole:
        digest = page_digest(None, site, statistics, options)
        if INDEX in folder.standing and folder.standing[INDEX].id == digest:
            folder.keep(INDEX, digest)
        else:
            folder.put(INDEX, _start(site, statistics, options).encode(), digest)
    progress.stop()


def asset(name: str) -> bytes:
    """A file for the pages: style or script."""
    return resources.files("photosort.report.album").joinpath(name).read_bytes()


def page_digest(
    page: AlbumPage | None,
    site: Site,
    statistics: Mapping[str, PictureStatistics],
    options: AlbumOptions,
) -> str:
    """The digest of everything that a page is made of; of the start page if it is None."""
    pages = site.pages if page is None else [page]
    keys = [picture.key for each in pages for picture in each.album.pictures]
    told = (
        __version__, _page_code(), options.language, pages, site.people,
        [statistics.get(key) for key in keys], _originals(pages, site),
    )  # fmt: skip
    return hashlib.blake2b(repr(told).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _originals(pages: Iterable[AlbumPage], site: Site) -> dict[int, str]:
    """The paths of originals in the album, by the id of the picture."""
    found = {x.id: site.originals.get(os.fsdecode(x.path)) for p in pages for x in p.album.pictures}
    return {id: path for id, path in found.items() if path}


@cache
def _page_code() -> str:
    """A digest of the code that makes pages."""
    digest = hashlib.blake2b(digest_size=8)
    for package in _PAGE_PACKAGES:
        for file in sorted(resources.files(package).iterdir(), key=lambda each: each.name):
            if file.name.endswith(".py"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def _html(
    page: AlbumPage, site: Site, statistics: Mapping[str, PictureStatistics], options: AlbumOptions
) -> str:
    from photosort.report.album.page import Page, album_page

    ids = {picture.id for picture in page.album.pictures}
    return album_page(
        Page(
            album=page.album,
            statistics=statistics,
            language=options.language,
            drawing=drawing(page.album),
            cover=cover_of(page.album.pictures, statistics, site.people),
            root=page.root,
            home=f"{page.root}{INDEX}" if site.whole else None,
            parts=tuple(os.path.basename(path) for path in page.parts),
            part=page.part,
            people=chosen.among(site.people, ids),
            originals=_originals([page], site),
        )
    )


def _start(site: Site, statistics: Mapping[str, PictureStatistics], options: AlbumOptions) -> str:
    from photosort.maps.drawing import draw
    from photosort.report.album.start import start_page
    from photosort.report.album.words import counted, words

    code, said = words(options.language)
    years = [page for page in site.pages if page.kind == "years"]
    journeys = [page for page in site.pages if page.kind == "journeys"]
    stops = everywhere((stay for page in years for stay in page.album.stays), _APART_KM)
    codes = frozenset[str]().union(*(chosen.countries(page.album) for page in years))
    everything = [picture for page in years for picture in page.album.pictures]
    cover = cover_of(everything, statistics, site.people)
    facts = [counted(sum(key in statistics for key in site.files), said.photos, code)]
    if len(codes) > 1:
        facts.append(counted(len(codes), said.countries, code))
    cards = {
        kind: [_card(page, pages, site, statistics, code) for page in pages if not page.part]
        for kind, pages in (("journeys", journeys), ("years", years))
    }
    map_of_all = draw(outlines(), [], stops, codes, *WORLD_SIZE, connected=False) if stops else None
    return start_page(
        said.library,
        facts,
        cards["journeys"],
        cards["years"],
        map_of_all,
        site.people.figures,
        picture_path(cover, LARGE) if cover else None,
        options.language,
    )


def _card(
    page: AlbumPage,
    pages: Sequence[AlbumPage],
    site: Site,
    statistics: Mapping[str, PictureStatistics],
    language: str,
) -> "Card":
    """The link to an album, whose parts are among `pages`."""
    from photosort.report.album.start import Card
    from photosort.report.album.words import counted, words

    code, said = words(language)
    pictures = [p for each in pages if each.parts == page.parts for p in each.album.pictures]
    count = counted(sum(picture.key in statistics for picture in pictures), said.photos, code)
    return Card(page.path, page.album.title, count, cover_of(pictures, statistics, site.people))
