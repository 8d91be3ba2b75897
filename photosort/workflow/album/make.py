"""`photosort album`: pages with pictures of their own, brought up to date."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from photosort import __version__
from photosort.errors import PhotosortError
from photosort.maps.routes import Stop
from photosort.model import Skipped
from photosort.output.dest import Dest
from photosort.plan.album import (
    LARGE,
    SMALL,
    Album,
    People,
    Picture,
    everywhere,
    fixes,
    parts,
    picture_path,
)
from photosort.plan.choice import Candidate, Look, best
from photosort.plan.layout.manifest import ORIGINALS, Remark
from photosort.progress import Progress
from photosort.settings.album import AlbumOptions
from photosort.store import Store
from photosort.store.pictures import Shown
from photosort.workflow import compute
from photosort.workflow.album import selection as chosen
from photosort.workflow.album.folder import AlbumFolder
from photosort.workflow.album.originals import lay_out_originals, paths
from photosort.workflow.album.selection import Selection
from photosort.workflow.guard import check_dest
from photosort.workflow.journeys import list_journeys
from photosort.workflow.organize.mounts import check_is_mounted, remember_mount
from photosort.workflow.organize.organize import OrganizeResult

if TYPE_CHECKING:
    from photosort.maps.drawing import Drawing
    from photosort.maps.outlines import Outlines
    from photosort.report.album.start import Card

INDEX = "index.html"
PAGE_PHOTOS = 5000
"""More photos are shown on several pages."""
MAP_SIZE = (1000, 640)
WORLD_SIZE = (1000, 480)

_ASSETS = ("album.css", "album.js")
_PAGE_PACKAGES = ("photosort.report", "photosort.report.album", "photosort.maps", "photosort.plan")
_PART = 4  # pictures that a process is handed at a time
_BATCH = 50  # pictures whose looks are kept at a time
_FEW = 8  # pictures that one process encodes alone
_APART_KM = 60.0  # between the spots on the map of everywhere
_UNDATED = "years/undated"


@dataclass(frozen=True)
class AlbumResult:
    """What was done; `written`, `unchanged` and `removed` count files.

    `bytes` is how much was written, None for a rehearsal. `videos` are left out, `kept` is what
    in DEST is not ours. `originals` tells of the folder of originals where they are wanted; its
    files are not among those counted.
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


@dataclass(frozen=True)
class _Page:
    """An album on its page, or the `part`th part of one whose pages are `parts`.

    `kind` tells which list of a library's start page it is in.
    """

    path: str
    album: Album
    kind: str = ""
    parts: tuple[str, ...] = ()
    part: int = 0

    @property
    def root(self) -> str:
        """The way from the page to the album's folder."""
        return "../" * self.path.count("/")


@dataclass(frozen=True)
class _Site:
    """All that is to be shown: pages, the pictures by key with their files, who is in them.

    `originals` are the paths of originals in the album, by their paths as text.
    """

    pages: list[_Page]
    files: dict[str, Shown]
    people: People
    videos: int
    whole: bool
    originals: Mapping[str, str] = field(default_factory=dict)


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

    Only what is new or changed is encoded or written; of what an earlier run made, only what has
    left the album is removed. Raises `PhotosortError` for a DEST that cannot take it.
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
    return result


def _make(
    store: Store,
    folder: AlbumFolder,
    wanted: Sequence[tuple[str, str]],
    options: AlbumOptions,
    progress: Progress,
) -> AlbumResult:
    site, looks, missing = _compare(store, folder, wanted, options)
    planned = _planned(folder, site, missing)
    if missing or not folder.exists:
        folder.begin(planned)
    failed = _encode(store, folder, site, missing, looks, options, progress)
    if any(key not in looks for key in site.files):
        site = _without(store, site, looks)
    site, originals = _with_originals(store, folder.path, site, looks, options, progress)
    if originals:
        failed = sorted([*failed, *(Skipped(os.fsencode(x), y) for x, y in originals.failures)])
    _write_pages(folder, site, looks, options, progress)
    skipped = tuple(Remark(os.fsdecode(path), reason) for path, reason in failed)
    done = folder.finish(skipped, progress)
    failed += [Skipped(os.fsencode(folder.path), reason) for _, reason in done.skipped]
    return AlbumResult(
        index=f"{folder.path}/{INDEX}",
        photos=sum(key in looks for key in site.files),
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
) -> tuple[_Site, dict[str, Look], list[str]]:
    """What is to be shown, the looks that are known of it, and the keys to be encoded.

    Raises `PhotosortError` where something in DEST is in the way.
    """
    site = _site(store, wanted, options.language)
    pictures = {picture_path(key, SMALL) for key in site.files}
    folders = {os.path.dirname(path) for path in pictures}
    pages = [page.path for page in site.pages]
    folder.claim([INDEX, *_ASSETS, *pages], folders)
    if options.originals:
        folder.claim([f"{ORIGINALS}/{INDEX}"])  # it must be no link and no file
    looks = store.looks.of(site.files)
    return site, looks, _missing(folder, site.files, looks)


def _planned(folder: AlbumFolder, site: _Site, missing: Sequence[str]) -> dict[str, str]:
    """What may be made, path → source."""
    pictures = {
        picture_path(key, side): os.fsdecode(site.files[key].path)
        for key in missing
        for side in (LARGE, SMALL)
    }
    return pictures | dict.fromkeys([*_ASSETS, INDEX, *(page.path for page in site.pages)], "")


def _with_originals(
    store: Store,
    dest: str,
    site: _Site,
    looks: Mapping[str, Look] | None,
    options: AlbumOptions,
    progress: Progress,
) -> tuple[_Site, OrganizeResult | None]:
    """Lay out the originals that are wanted; the site then knows where they are.

    `looks` are None for a rehearsal.
    """
    if options.originals is None:
        return site, None
    shown = {
        x.id: x for p in site.pages for x in p.album.pictures if looks is None or x.key in looks
    }
    done = lay_out_originals(store, dest, shown.values(), options, progress, dry_run=looks is None)
    return replace(site, originals=paths(done)), done


def _site(store: Store, wanted: Sequence[tuple[str, str]], language: str) -> _Site:
    """The pages of what is wanted."""
    single = chosen.select(store, wanted)
    selections = [single] if single else _all_selections(store, language)
    ids = {id for each in selections for id in each.ids}
    found, videos = chosen.pictures(store, sorted(ids))
    if not found:
        raise PhotosortError(
            "there are no pictures to show", "photosort index FOLDER takes pictures in"
        )
    by_id = {picture.id: picture for picture, _ in found}
    pages = []
    for each in selections:
        folder = "" if single else f"{each.slug}/"
        shown = parts((by_id[id] for id in each.ids if id in by_id), PAGE_PHOTOS)
        paths = tuple(
            f"{folder}{INDEX if number == 1 else f'part-{number}.html'}"
            for number in range(1, len(shown) + 1)
        )
        for number, (path, pictures) in enumerate(zip(paths, shown, strict=True)):
            if pictures:
                album = chosen.album_of(each, pictures)
                pages.append(_Page(path, album, each.slug.partition("/")[0], paths, number))
    people = _linked(chosen.people(store, [picture for picture, _ in found]), pages)
    files = {picture.key: shown for picture, shown in found}
    return _Site(pages, files, people, videos, single is None)


def _without(store: Store, site: _Site, looks: Mapping[str, Look]) -> _Site:
    """The site without pictures that cannot be shown: pages and persons may be left with none."""
    pages = site.pages
    if site.whole:
        pages = [p for p in pages if any(x.key in looks for x in p.album.pictures)]
    pictures = {x.id: x for p in pages for x in p.album.pictures if x.key in looks}
    people = chosen.people(store, list(pictures.values()))
    return replace(site, pages=pages, people=_linked(people, pages))


def _linked(people: People, pages: Iterable[_Page]) -> People:
    """The figures with the pages that persons have."""
    first = {page.path for page in pages if page.kind == "people" and not page.part}
    figures = []
    for figure in people.figures:
        path = f"people/{figure.id}/{INDEX}"
        figures.append(figure._replace(page=path if path in first else ""))
    return replace(people, figures=tuple(figures))


def _all_selections(store: Store, language: str) -> list[Selection]:
    """All journeys and years, newest first, what has no date, and who has a name."""
    from photosort.report.album.words import words

    journeys = [chosen.journey(store, each.id) for each in reversed(list_journeys(store))]
    years = [chosen.year(store, f"{each:04}") for each in reversed(store.pictures.years())]
    undated = tuple(store.pictures.undated())
    rest = Selection(words(language)[1].no_date, undated, slug=_UNDATED)
    return [*journeys, *years, *([rest] if undated else []), *chosen.named_persons(store)]


def _missing(
    folder: AlbumFolder, files: Mapping[str, Shown], looks: Mapping[str, Look]
) -> list[str]:
    """The keys of pictures that are to be encoded; files of the others are kept."""
    missing = []
    for key in files:
        paths = [picture_path(key, side) for side in (LARGE, SMALL)]
        if key in looks and all(path in folder.standing for path in paths):
            for path in paths:
                folder.keep(path)
        elif not any(folder.is_foreign(path) for path in paths):
            missing.append(key)
    return missing


def _encode(
    store: Store,
    folder: AlbumFolder,
    site: _Site,
    missing: Sequence[str],
    looks: dict[str, Look],
    options: AlbumOptions,
    progress: Progress,
) -> list[Skipped]:
    """Encode what is missing, keep the looks; returns what could not be."""
    if not missing:
        return []
    from photosort.workflow.album.encoding import Encoded, Task, encode, lost

    tasks = []
    deadly = store.looks.deadly(missing)
    failed = [Skipped(site.files[key].path, reason) for key, reason in deadly.items()]
    for key in missing:
        if key in deadly:
            continue
        file = site.files[key]
        kind = (file.content_type, file.orientation, (file.width, file.height))
        tasks.append(Task(key, file.path, *kind, (LARGE, SMALL)))

    def keep(results: Sequence[Encoded]) -> None:
        fresh = {each.key: each.look for each in results if each.look}
        without = [each for each in results if each.look is None]
        failed.extend(Skipped(each.path, each.error or "cannot be decoded") for each in without)
        for each in results:
            for side, content in each.files.items():
                path = picture_path(each.key, side)
                folder.put(path, content, source=os.fsdecode(each.path))
        folder.settle()
        looks.update(fresh)
        with store.transaction():
            store.looks.put(fresh)
            deadly = {each.key: each.error or "" for each in without if each.is_deadly}
            store.looks.put_deadly(deadly)

    progress.start("Encoding pictures", len(tasks))
    task = compute.Task(encode, lost, size=_PART, few=_FEW)
    careful = store.runs.was_killed
    try:
        compute.work(task, tasks, keep, _BATCH, options.workers, progress, careful=careful)
    finally:
        progress.stop()
    return sorted(failed)


def _write_pages(
    folder: AlbumFolder,
    site: _Site,
    looks: Mapping[str, Look],
    options: AlbumOptions,
    progress: Progress,
) -> None:
    """Style, script and pages; a page that is made of the same as before is not made again."""
    for name in _ASSETS:
        folder.put(name, _asset(name))
    progress.start("Writing pages", len(site.pages))
    for page in site.pages:
        digest = _digest(page, site, looks, options)
        if page.path in folder.standing and folder.standing[page.path].id == digest:
            folder.keep(page.path, digest)
        else:
            folder.put(page.path, _html(page, site, looks, options).encode(), digest)
        progress.advance()
    if site.whole:
        digest = _digest(None, site, looks, options)
        if INDEX in folder.standing and folder.standing[INDEX].id == digest:
            folder.keep(INDEX, digest)
        else:
            folder.put(INDEX, _start(site, looks, options).encode(), digest)
    progress.stop()


def _rehearse(
    store: Store,
    folder: AlbumFolder,
    wanted: Sequence[tuple[str, str]],
    options: AlbumOptions,
    progress: Progress,
) -> AlbumResult:
    """What a run would do, as far as that is known without decoding a picture."""
    site, looks, missing = _compare(store, folder, wanted, options)
    site, originals = _with_originals(store, folder.path, site, None, options, progress)
    written = 2 * len(missing)
    kept = set(folder.wanted)
    pages = [(page.path, _digest(page, site, looks, options)) for page in site.pages]
    if site.whole:
        pages.append((INDEX, _digest(None, site, looks, options)))
    for path, digest in [*pages, *((name, None) for name in _ASSETS)]:
        entry = folder.standing.get(path)
        same = entry and (entry.id == digest if digest else entry.size == len(_asset(path)))
        written += not same
        kept |= {path} if same else set()
    planned = {path for path, _ in pages} | set(_ASSETS)
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


def _asset(name: str) -> bytes:
    return resources.files("photosort.report.album").joinpath(name).read_bytes()


def _digest(
    page: _Page | None, site: _Site, looks: Mapping[str, Look], options: AlbumOptions
) -> str:
    """Of all that a page is made of; of the start page where it is None."""
    pages = site.pages if page is None else [page]
    keys = [picture.key for each in pages for picture in each.album.pictures]
    told = (
        __version__, _page_code(), options.language, pages, site.people,
        [looks.get(key) for key in keys], _originals(pages, site),
    )  # fmt: skip
    return hashlib.blake2b(repr(told).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _originals(pages: Iterable[_Page], site: _Site) -> dict[int, str]:
    """The paths of originals in the album, by the id of the picture."""
    found = {x.id: site.originals.get(os.fsdecode(x.path)) for p in pages for x in p.album.pictures}
    return {id: path for id, path in found.items() if path}


@cache
def _page_code() -> str:
    """Changes with the code that makes pages."""
    digest = hashlib.blake2b(digest_size=8)
    for package in _PAGE_PACKAGES:
        for file in sorted(resources.files(package).iterdir(), key=lambda each: each.name):
            if file.name.endswith(".py"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


@cache
def _outlines() -> "Outlines":
    from photosort.places.outlines import load

    return load()


def drawing(album: Album, size: tuple[int, int] = MAP_SIZE) -> "Drawing | None":
    """The map of an album; None where no photo is located."""
    from photosort.maps.drawing import draw

    stops = [
        Stop(stay.lat, stay.lon, stay.name, stay.pictures)
        for stay in album.stays
        if stay.lat is not None and stay.lon is not None
    ]
    found, _ = fixes(album.pictures)
    if not found and not stops:
        return None
    return draw(_outlines(), found, stops, chosen.countries(album), *size)


def cover_of(pictures: Iterable[Picture], looks: Mapping[str, Look], people: People) -> str | None:
    """The key of the picture that stands for an album."""
    candidates = candidates_of(pictures, {}, looks, people)
    keys = {each.id: key for each, key in candidates}
    chosen_id = best([each for each, _ in candidates])
    return keys[chosen_id] if chosen_id is not None else None


def candidates_of(
    pictures: Iterable[Picture],
    stops: Mapping[int, int],
    looks: Mapping[str, Look],
    people: People,
) -> list[tuple[Candidate, str]]:
    """The pictures that can be looked at, as candidates, each with its key.

    `stops` tells the stop of each picture by id.
    """
    result = []
    for each in pictures:
        if each.key in looks:
            moment = each.utc or each.local
            seconds = moment.timestamp() if moment and each.day is not None else None
            faces = len(people.boxes.get(each.id, ()))
            stop = stops.get(each.id, 0)
            look = looks[each.key]
            result.append((Candidate(each.id, stop, each.day, seconds, look, faces), each.key))
    return result


def _html(page: _Page, site: _Site, looks: Mapping[str, Look], options: AlbumOptions) -> str:
    from photosort.report.album.page import Page, album_page

    ids = {picture.id for picture in page.album.pictures}
    return album_page(
        Page(
            album=page.album,
            looks=looks,
            language=options.language,
            drawing=drawing(page.album),
            cover=cover_of(page.album.pictures, looks, site.people),
            root=page.root,
            home=f"{page.root}{INDEX}" if site.whole else None,
            parts=tuple(os.path.basename(path) for path in page.parts),
            part=page.part,
            people=chosen.among(site.people, ids),
            originals=_originals([page], site),
        )
    )


def _start(site: _Site, looks: Mapping[str, Look], options: AlbumOptions) -> str:
    from photosort.maps.drawing import draw
    from photosort.report.album.start import start_page
    from photosort.report.album.words import counted, words

    code, said = words(options.language)
    years = [page for page in site.pages if page.kind == "years"]
    journeys = [page for page in site.pages if page.kind == "journeys"]
    stops = everywhere((stay for page in years for stay in page.album.stays), _APART_KM)
    codes = frozenset[str]().union(*(chosen.countries(page.album) for page in years))
    everything = [picture for page in years for picture in page.album.pictures]
    cover = cover_of(everything, looks, site.people)
    facts = [counted(sum(key in looks for key in site.files), said.photos, code)]
    if len(codes) > 1:
        facts.append(counted(len(codes), said.countries, code))
    cards = {
        kind: [_card(page, pages, site, looks, code) for page in pages if not page.part]
        for kind, pages in (("journeys", journeys), ("years", years))
    }
    map_of_all = (
        draw(_outlines(), [], stops, codes, *WORLD_SIZE, connected=False) if stops else None
    )
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
    page: _Page, pages: Sequence[_Page], site: _Site, looks: Mapping[str, Look], language: str
) -> "Card":
    """The link to an album, whose parts are among `pages`."""
    from photosort.report.album.start import Card
    from photosort.report.album.words import counted, words

    code, said = words(language)
    pictures = [p for each in pages if each.parts == page.parts for p in each.album.pictures]
    count = counted(sum(picture.key in looks for picture in pictures), said.photos, code)
    return Card(page.path, page.album.title, count, cover_of(pictures, looks, site.people))
