"""The contents of an album: its pages, their pictures, and who is in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from photosort.errors import PhotosortError
from photosort.plan.album import Album, People, parts
from photosort.plan.choice import PictureStatistics
from photosort.store import Store
from photosort.store.pictures import Shown
from photosort.workflow.album import selection as chosen
from photosort.workflow.album.selection import Selection
from photosort.workflow.journeys import list_journeys

INDEX = "index.html"

PAGE_PHOTOS = 5000
"""Most photos on one page."""

_UNDATED = "years/undated"


@dataclass(frozen=True)
class AlbumPage:
    """An album on its page, or part number `part` of one on the pages `parts`.

    `kind` says in which list of the start page it is.
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
class Site:
    """Everything to show: pages, pictures by key with their files, who is in them.

    `originals` are the paths of originals in the album, by their own paths as text.
    """

    pages: list[AlbumPage]
    files: dict[str, Shown]
    people: People
    videos: int
    whole: bool
    originals: Mapping[str, str] = field(default_factory=dict)


def build_site(store: Store, wanted: Sequence[tuple[str, str]], language: str) -> Site:
    """The site of a selection, or of the whole library."""
    single = chosen.select(store, wanted)
    selections = [single] if single else _all_selections(store, language)
    ids = {id for each in selections for id in each.ids}
    found, videos = chosen.pictures(store, sorted(ids))
    if not found:
        raise PhotosortError("there are no pictures to show", "photosort index FOLDER reads photos")
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
                pages.append(AlbumPage(path, album, each.slug.partition("/")[0], paths, number))
    people = _linked(chosen.people(store, [picture for picture, _ in found]), pages)
    files = {picture.key: shown for picture, shown in found}
    return Site(pages, files, people, videos, single is None)


def without(store: Store, site: Site, statistics: Mapping[str, PictureStatistics]) -> Site:
    """The site without pictures that failed; pages and persons without pictures are dropped."""
    pages = site.pages
    if site.whole:
        pages = [p for p in pages if any(x.key in statistics for x in p.album.pictures)]
    pictures = {x.id: x for p in pages for x in p.album.pictures if x.key in statistics}
    people = chosen.people(store, list(pictures.values()))
    return replace(site, pages=pages, people=_linked(people, pages))


def _linked(people: People, pages: Iterable[AlbumPage]) -> People:
    """The figures with links to the pages of persons."""
    first = {page.path for page in pages if page.kind == "people" and not page.part}
    figures = []
    for figure in people.figures:
        path = f"people/{figure.id}/{INDEX}"
        figures.append(figure._replace(page=path if path in first else ""))
    return replace(people, figures=tuple(figures))


def _all_selections(store: Store, language: str) -> list[Selection]:
    """All journeys and years, newest first, undated photos, and named persons."""
    from photosort.report.album.words import words

    journeys = [chosen.journey(store, each.id) for each in reversed(list_journeys(store))]
    years = [chosen.year(store, f"{each:04}") for each in reversed(store.pictures.years())]
    undated = tuple(store.pictures.undated())
    rest = Selection(words(language)[1].no_date, undated, slug=_UNDATED)
    return [*journeys, *years, *([rest] if undated else []), *chosen.named_persons(store)]
