"""The start page of a whole library: journeys, years, people, and a map of everything."""

from collections.abc import Sequence
from typing import NamedTuple

from photosort.maps.drawing import Drawing
from photosort.plan.album import SMALL, Figure, picture_path
from photosort.report.album.page import document, hero, strip
from photosort.report.album.words import Words, words
from photosort.report.map_svg import ground, labels
from photosort.report.markup import clean


class Card(NamedTuple):
    """A link to an album: its page, title, subtitle, and the key of its cover."""

    page: str
    title: str
    below: str
    cover: str | None


def start_page(
    title: str,
    facts: Sequence[str],
    journeys: Sequence[Card],
    years: Sequence[Card],
    drawing: Drawing | None,
    figures: Sequence[Figure],
    cover: str | None,
    language: str,
) -> str:
    """The HTML of the start page; `cover` is the URL of its picture."""
    code, said = words(language)
    body = (
        hero(title or said.library, "", facts, cover, None, said)
        + '<main id="main">'
        + _cards("journeys", said.journeys, journeys)
        + (_map(drawing, said) if drawing else "")
        + strip(figures, "", said, code, counts=True)
        + _cards("years", said.years, years)
        + "</main>"
    )
    return document(title or said.library, code, "", body, said)


def _cards(name: str, title: str, cards: Sequence[Card]) -> str:
    if not cards:
        return ""
    items = "".join(
        f'<li><a href="{clean(card.page)}">{_cover(card.cover)}<b>{clean(card.title)}</b>'
        f"<span>{clean(card.below)}</span></a></li>"
        for card in cards
    )
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{clean(title)}</h2>'
        f'<ul class="cards">{items}</ul></section>\n'
    )


def _cover(key: str | None) -> str:
    if key is None:
        return '<div class="blank"></div>'
    return (
        f'<img src="{picture_path(key, SMALL)}" alt="" width="480" height="320" loading="lazy"'
        ' decoding="async">'
    )


def _map(drawing: Drawing, said: Words) -> str:
    spots = "".join(
        f'<circle cx="{s.x:.1f}" cy="{s.y:.1f}" r="{s.radius:.1f}"><title>{clean(s.name)}</title>'
        "</circle>"
        for s in drawing.spots
    )
    return (
        f'<section aria-labelledby="map"><h2 id="map">{clean(said.everywhere)}</h2>'
        '<div class="board whole"><div class="chart">'
        f'<svg class="map" viewBox="0 0 {drawing.width} {drawing.height}" role="img"'
        f' aria-labelledby="map">{ground(drawing)}<g class="spots">{spots}</g>'
        f"{labels(drawing.labels, drawing.label_size, 'labels wide')}"
        f"{labels(drawing.large_labels, drawing.label_size * 2, 'labels narrow')}</svg></div></div>"
        "</section>\n"
    )
