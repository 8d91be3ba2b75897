"""A page of an album: one journey, trip or year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from photosort.maps.drawing import Drawing
from photosort.plan.album import (
    LARGE,
    SMALL,
    Album,
    Figure,
    People,
    Stay,
    fit,
    moments,
    picture_path,
)
from photosort.plan.choice import PictureStatistics
from photosort.report.album.words import Words, counted, dates, words
from photosort.report.map_svg import ground, labels, route
from photosort.report.markup import clean, script_json

POLICY = (
    "default-src 'none'; img-src 'self' file:; style-src 'self' file:; script-src 'self' file:;"
    " base-uri 'none'; form-action 'none'"
)
"""What a page may load: nothing from the network. For files on disk, `self` matches nothing."""

_SPARSE = 4  # days with fewer photos are put side by side
_ROWS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)  # height classes in album.css


@dataclass(frozen=True)
class Page:
    """What a page is made of.

    `root` leads from the page to the album's folder, `home` to its start page where there is
    one. `statistics` are by key; pictures without one are left out. Of an album on several pages,
    `parts` are the pages and `part` is the number of this one.
    `originals` are paths in the album's folder, by the id of the picture.
    """

    album: Album
    statistics: Mapping[str, PictureStatistics]
    language: str
    drawing: Drawing | None = None
    cover: str | None = None
    root: str = ""
    home: str | None = None
    people: People = field(default_factory=People)
    parts: tuple[str, ...] = ()
    part: int = 0
    originals: Mapping[int, str] = field(default_factory=dict)


def album_page(page: Page) -> str:
    """The HTML of an album."""
    code, said = words(page.language)
    album = page.album
    when = _span(album, code)
    body = (
        _hero(page, when, code, said)
        + '<main id="main">'
        + _parts(page)
        + strip(page.people.figures, page.root, said, code)
        + _stage(page, code, said)
        + _chart(album, code, said)
        + _stays(page, code, said)
        + _parts(page)
        + "</main>"
        + lightbox(said, originals=bool(page.originals))
        + _script_data(page)
    )
    return document(album.title, code, page.root, body, said)


def document(title: str, code: str, root: str, body: str, said: Words) -> str:
    """A whole page around its body."""
    return (
        f'<!doctype html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="generator" content="photosort">\n'
        f"<title>{clean(title)}</title>\n"
        f'<link rel="stylesheet" href="{root}album.css">\n'
        f'<script src="{root}album.js" defer></script>\n'
        "</head>\n<body>\n"
        f'<a class="skip" href="#main">{clean(said.skip)}</a>\n{body}\n</body>\n</html>\n'
    )


def hero(
    title: str, when: str, facts: Sequence[str], cover: str | None, home: str | None, said: Words
) -> str:
    """The header of a page over its cover; `cover` is the URL of the picture."""
    back = f'<a class="home" href="{home}">‹ {clean(said.library)}</a>' if home else ""
    image = f'<img class="cover" src="{cover}" alt="" fetchpriority="high">' if cover else ""
    listed = "".join(f"<li>{clean(each)}</li>" for each in facts if each)
    return (
        f'<header class="hero{"" if cover else " plain"}">{image}<div class="head">{back}'
        f"<h1>{clean(title)}</h1>"
        + (f'<p class="when">{clean(when)}</p>' if when else "")
        + f'<ul class="facts">{listed}</ul></div></header>\n'
    )


def _span(album: Album, code: str) -> str:
    if album.first_day is None or album.last_day is None:
        return ""
    return dates(album.first_day, album.last_day, code)


def _hero(page: Page, when: str, code: str, said: Words) -> str:
    numbers = page.album.numbers
    facts = [
        counted(
            sum(each.key in page.statistics for each in page.album.pictures), said.photos, code
        ),
        counted(numbers.days, said.days, code) if numbers.days else "",
        counted(numbers.places, said.places, code) if numbers.places > 1 else "",
        counted(numbers.countries, said.countries, code) if numbers.countries > 1 else "",
        f"{round(numbers.km):,} {said.kilometres}".replace(",", "\u202f")
        if numbers.km >= 1
        else "",
    ]
    cover = page.root + picture_path(page.cover, LARGE) if page.cover else None
    # titles made by photosort already contain the dates
    told = when if when and when not in page.album.title else ""
    return hero(page.album.title, told, facts, cover, page.home, said)


def _parts(page: Page) -> str:
    """Links to the other pages of a large album."""
    if len(page.parts) < 2:
        return ""
    items = "".join(
        f'<li><b aria-current="page">{number + 1}</b></li>'
        if number == page.part
        else f'<li><a href="{clean(part)}">{number + 1}</a></li>'
        for number, part in enumerate(page.parts)
    )
    return f'<nav class="parts" aria-label="{clean(page.album.title)}"><ol>{items}</ol></nav>\n'


def strip(
    figures: Sequence[Figure], root: str, said: Words, code: str, *, counts: bool = False
) -> str:
    """Persons side by side, with links to their pages if they have any."""
    if not figures:
        return ""
    cards = "".join(f"<li>{_person(each, root, said, code, counts)}</li>" for each in figures)
    return (
        f'<section class="people" aria-labelledby="people"><h2 id="people">{clean(said.people)}'
        f"</h2><ul>{cards}</ul></section>\n"
    )


def _person(figure: Figure, root: str, said: Words, code: str, counts: bool) -> str:
    count = counted(figure.pictures, said.photos, code) if counts else ""
    card = (
        _portrait(figure, root)
        + f"<b>{clean(figure.name)}</b>"
        + (f"<span>{clean(count)}</span>" if count else "")
    )
    return f'<a href="{root}{clean(figure.page)}">{card}</a>' if figure.page else card


def _portrait(figure: Figure, root: str) -> str:
    """The face, cropped by SVG, since the policy forbids inline styles."""
    source, square = root + picture_path(figure.cover, SMALL), figure.portrait
    if square is None:
        return f'<img src="{source}" alt="" width="96" height="96" loading="lazy">'
    width, height = figure.size
    return (
        f'<svg viewBox="{square.left} {square.top} {square.width} {square.height}"'
        f' width="96" height="96" aria-hidden="true"><image href="{source}" width="{width}"'
        f' height="{height}" preserveAspectRatio="none"/></svg>'
    )


def _stage(page: Page, code: str, said: Words) -> str:
    """The map, the list of stops beside it, and the controls that play the journey."""
    stays = page.album.stays
    chart = f'<div class="chart">{_map(page, code, said)}</div>' if page.drawing else ""
    items = "".join(
        f'<li><a href="#stop-{number}"><b>{clean(stay.name or said.no_place)}</b>'
        f" <span>{clean(_stay_dates(stay, code, said))}</span></a></li>"
        for number, stay in enumerate(stays)
    )
    if not chart and len(stays) < 2:
        return ""
    player = (
        '<div class="player" hidden>'
        f'<button type="button" id="play" data-play="{clean(said.play)}"'
        f' data-pause="{clean(said.pause)}" aria-label="{clean(said.play)}">'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><path class="go" d="M8 5v14l11-7z"/>'
        '<path class="halt" d="M7 5h4v14H7zM13 5h4v14h-4z"/></svg></button>'
        f'<input type="range" id="time" min="0" max="1000" value="0" step="1"'
        f' aria-label="{clean(said.journey)}">'
        '<output id="clock" for="time"></output></div>'
    )
    return (
        f'<section class="stage{"" if chart else " mapless"}" aria-labelledby="route">'
        f'<h2 id="route">{clean(said.route if chart else said.stops)}</h2><div class="board">'
        f'{chart}<div class="beside"><nav aria-labelledby="route"><ol class="stops">{items}</ol>'
        f'</nav><div id="live" hidden></div></div></div>{player if chart else ""}</section>\n'
    )


def _map(page: Page, code: str, said: Words) -> str:
    drawing = page.drawing
    assert drawing is not None
    stays = page.album.stays
    names = ", ".join(dict.fromkeys(stay.name for stay in stays if stay.name))
    spots = "".join(
        f'<a href="#stop-{spot.number}" data-stop="{spot.number}" aria-label="'
        f'{clean(spot.name)}, {clean(counted(stays[spot.number].pictures, said.photos, code))}">'
        f"<title>{clean(spot.name)}</title>"
        f'<circle cx="{spot.x:.1f}" cy="{spot.y:.1f}" r="{spot.radius:.1f}"/></a>'
        for spot in drawing.spots
    )
    return (
        f'<svg class="map" viewBox="0 0 {drawing.width} {drawing.height}" role="group"'
        f' aria-label="{clean(said.map)}: {clean(names)}">'
        f'{ground(drawing)}{route(drawing)}<g id="trail" class="route"></g>'
        f'<g class="spots">{spots}</g>'
        f"{labels(drawing.labels, drawing.label_size, 'labels wide')}"
        f"{labels(drawing.large_labels, drawing.label_size * 2, 'labels narrow')}"
        '<circle id="here" r="8" cx="-99" cy="-99"/></svg>'
    )


def _chart(album: Album, code: str, said: Words) -> str:
    bars = album.numbers.chart
    if len(bars) < 3:
        return ""
    most = max(count for _, count in bars)
    shapes = "".join(
        f'<rect x="{10 * number + 1}" y="{60 - 56 * count / most:.1f}" width="8"'
        f' height="{56 * count / most:.1f}" rx="1.5"><title>{label}: {count}</title></rect>'
        for number, (label, count) in enumerate(bars)
        if count
    )
    what = said.photos_a_day if len(bars[0][0]) > 7 else said.photos[1].capitalize()
    told = f"{what}: {bars[0][0]} – {bars[-1][0]}"
    return (
        f'<figure class="bars"><svg width="{max(28 * len(bars), 380)}"'
        f' viewBox="0 0 {10 * len(bars)} 60" preserveAspectRatio="none"'
        f' role="img" aria-label="{clean(told)}">{shapes}</svg>'
        f"<figcaption><span>{bars[0][0]}</span><span>{clean(what)}</span>"
        f"<span>{bars[-1][0]}</span></figcaption></figure>\n"
    )


def _stays(page: Page, code: str, said: Words) -> str:
    progress = page.drawing.progress if page.drawing else ()
    shown = moments(page.album.pictures, progress)
    return "".join(
        _stay(page, number, stay, shown, code, said) for number, stay in enumerate(page.album.stays)
    )


def _stay(
    page: Page, number: int, stay: Stay, shown: Sequence[float], code: str, said: Words
) -> str:
    region = [stay.levels[x] for x in ("province", "country") if x in stay.levels]
    where = ", ".join(name for name in dict.fromkeys(region) if name != stay.name)
    told = {day: dates(day, day, code) if day is not None else said.no_date for day, _ in stay.days}
    sparse = len(stay.days) > 1 and stay.pictures < _SPARSE * len(stay.days)
    groups = []
    for day, numbers in stay.days:
        figures = [
            _figure(page, number, picture, shown[picture], told[day], said)
            for picture in numbers
            if page.album.pictures[picture].key in page.statistics
        ]
        if figures and sparse:
            mark = f'<span class="mark">{clean(told[day])}</span>'
            figures[0] = figures[0].replace("<figcaption>", f"{mark}<figcaption>", 1)
        if figures:
            groups.append((told[day] if len(stay.days) > 1 else "", figures))
    count = sum(len(figures) for _, figures in groups)
    if not count:  # none could be shown, but the map still links here
        return f'<span id="stop-{number}"></span>'
    if sparse:
        groups = [("", [figure for _, figures in groups for figure in figures])]
    days = "".join(_day(title, figures) for title, figures in groups)
    return (
        f'<section class="stay" id="stop-{number}" aria-labelledby="h{number}">'
        f'<div class="title"><h2 id="h{number}">{clean(stay.name or said.no_place)}</h2>'
        f"<p>{clean(where)}{' · ' if where else ''}{clean(_stay_dates(stay, code, said))} · "
        f"{clean(counted(count, said.photos, code))}</p></div>{days}</section>\n"
    )


def _stay_dates(stay: Stay, code: str, said: Words) -> str:
    days = [day for day, _ in stay.days if day is not None]
    return dates(min(days), max(days), code) if days else said.no_date


def _day(title: str, figures: Sequence[str]) -> str:
    rows = next((rows for rows in _ROWS if rows * 4 >= len(figures)), _ROWS[-1])
    return (
        f'<div class="day">{f"<h3>{clean(title)}</h3>" if title else ""}'
        f'<div class="grid rows-{rows}">{"".join(figures)}</div></div>'
    )


def _figure(page: Page, stop: int, number: int, moment: float, day: str, said: Words) -> str:
    picture = page.album.pictures[number]
    measured = page.statistics[picture.key]
    width, height = fit(measured.width, measured.height, SMALL)
    names = page.people.names.get(picture.id, ())
    place = picture.place.levels if picture.place else {}
    where = list(
        dict.fromkeys(place[x] for x in ("district", "city", "province", "country") if x in place)
    )[:2]
    time = f"{picture.local:%H:%M}" if picture.local and picture.day is not None else ""
    alt = ", ".join([*where, day, *filter(None, [time]), *names])
    caption = " · ".join([*filter(None, [time, ", ".join(where)]), *names])
    stamp = f' data-day="{clean(day)}" data-time="{time}" data-stop="{stop}"'
    return (
        f'<figure id="p{number}"><a href="{page.root}{picture_path(picture.key, LARGE)}"'
        f' data-at="{moment:.5f}"{stamp}><img src="{page.root}{picture_path(picture.key, SMALL)}"'
        f' width="{width}" height="{height}" alt="{clean(alt)}" loading="lazy" decoding="async">'
        f"</a><figcaption>{clean(caption)}{_original(page, picture.id, said)}</figcaption></figure>"
    )


def _original(page: Page, id: int, said: Words) -> str:
    """The link to the original of a picture, with its name quoted."""
    path = page.originals.get(id)
    if path is None:
        return ""
    address = page.root + quote(path.encode("utf-8", "surrogateescape"))
    return f' <a class="original" href="{clean(address)}">{clean(said.original)}</a>'


def lightbox(said: Words, *, originals: bool) -> str:
    """The viewer for single pictures; without scripts, browsers follow the links instead."""
    original = f'<a class="original">{clean(said.original)}</a>' if originals else ""
    return (
        f'<dialog id="box" aria-label="{clean(said.photo)}"><img alt=""><p aria-live="polite"></p>'
        f'<button type="button" class="close" aria-label="{clean(said.close)}">×</button>'
        f'<button type="button" class="back" aria-label="{clean(said.previous)}">‹</button>'
        f'<button type="button" class="on" aria-label="{clean(said.next)}">›</button>'
        f"{original}</dialog>\n"
    )


def _script_data(page: Page) -> str:
    if not page.drawing:
        return ""
    legs = [
        {
            "way": stretch.way,
            "at": [round(each, 5) for each in stretch.progress.tolist()],
            "xy": [[round(x, 1), round(y, 1)] for x, y in stretch.points.tolist()],
        }
        for stretch in page.drawing.route
    ]
    return f'<script type="application/json" id="legs">{script_json(legs)}</script>'
