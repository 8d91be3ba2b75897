"""`photosort people review`: a page on which to name, merge and correct persons."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import NamedTuple

import numpy as np

from photosort.cluster import alike
from photosort.cluster.likeness import Likeness
from photosort.cluster.linkage import Bools, Floats, Ints
from photosort.faces.engines import thresholds
from photosort.model import Person
from photosort.output import door
from photosort.progress import Progress
from photosort.report.layout import plural
from photosort.report.persons import between
from photosort.report.review.page import MARK, Card, Review, Shown, review_page
from photosort.store import Store
from photosort.store.faces import FaceRow
from photosort.store.persons import Sample
from photosort.texts import plain
from photosort.workflow.guard import guard
from photosort.workflow.named import successor
from photosort.workflow.people.corrections import free_id
from photosort.workflow.people.crops import choose, cut_out
from photosort.workflow.people.grouping import is_good, likeness
from photosort.workflow.people.last_run import Setting, setting
from photosort.workflow.people.listing import listed_persons
from photosort.workflow.people.vectors import children, embeddings

FILE = "people-review.html"
"""Where the page is written unless somebody says so."""

_SIDE = 160  # pixels of a face
_QUALITY = 70
_DOUBTFUL = 4  # faces of a person that are shown because they are least like the others
_CHILD = 0.5  # from here on a face is a child's
_NEAR = 4  # persons offered to merge into
_MOST_PAIRS = 200
_MOST_LOOSE = 2_000  # faces without a person that are put together, the best ones
_MOST_PILES = 200
_MOST_IN_PILE = 12

_KIND = door.Kind(
    "a page to review people",
    door.begins(rb'<!doctype html>.{1,120}<meta name="generator" content="%b">' % MARK.encode()),
    private=True,
    endings=(".html", ".htm"),
)


@dataclass(frozen=True)
class Made:
    """Where a page is, what it shows, and its size in bytes."""

    path: str
    persons: int
    faces: int
    questions: int
    strangers: int
    left_out: int
    size: int


@dataclass(frozen=True)
class Wanted:
    """What to show: at most `persons`, and of each at most `faces`; those in few photos too?"""

    persons: int = 500
    faces: int = 12
    everybody: bool = False


class _People(NamedTuple):
    """The persons of a page, and all that is computed from their faces."""

    persons: Sequence[Person]
    alike: Floats
    apart: Bools
    counts: Ints
    child: Floats


def write_page(
    store: Store, dest: str, wanted: Wanted, progress: Progress, *, dry_run: bool = False
) -> Made:
    """Write the page. An existing file is replaced only if it is a page of ours."""
    target = door.check(dest, _KIND, guard(store))
    review = make_review(store, wanted, progress)
    content = review_page(review)
    if not dry_run:
        target.put(content)
    return summary(review, os.path.abspath(dest), len(content))


def summary(review: Review, path: str, size: int) -> Made:
    """What a page shows."""
    loose = sum(card.loose for card in review.cards)
    return Made(
        path,
        len(review.cards) - loose,
        sum(len(card.faces) for card in review.cards),
        len(review.pairs),
        loose,
        review.left_out,
        size,
    )


def make_review(store: Store, wanted: Wanted, progress: Progress) -> Review:
    """What the page shows. Photos that cannot be opened are left out."""
    now = setting(store)
    listed, _ = listed_persons(store, everybody=wanted.everybody)
    persons = _most_urgent([each for each in listed if not each.ignored], wanted.persons)
    rows = store.faces.rows(now.engine)
    how = likeness(thresholds(now.name), now.options, len(rows))
    people = _measured(store, how, persons, rows)
    asked = alike.questions(people.alike, people.counts, people.apart, how.linkage)[:_MOST_PAIRS]
    chosen = {
        each.id: _choose(store.persons.samples(each.id, now.engine), each, wanted.faces)
        for each in persons
    }
    piles = _piles(store, how, rows, now)
    shown = chain((face for some, _ in chosen.values() for face in some), *piles.values())
    crops = cut_out(shown, _SIDE, _QUALITY, progress)
    return Review(
        library=store.id,
        page=secrets.token_hex(8),
        edits=store.reviews.last_edit(),
        made=f"{datetime.now():%Y-%m-%d %H:%M}",
        cards=[*_cards(people, chosen, crops), *_loose_cards(piles, crops)],
        pairs=[(persons[each.one].id, persons[each.other].id) for each in asked],
        known=_known(store, {each.id for each in persons}),
        left_out=sum(not each.ignored for each in listed) - len(persons),
    )


def _most_urgent(persons: Sequence[Person], count: int) -> list[Person]:
    """At most `count` persons in their order: those without a name before the others."""
    first = sorted(persons, key=lambda each: bool(each.name))[:count]
    chosen = {each.id for each in first}
    return [each for each in persons if each.id in chosen]


def _known(store: Store, shown: set[str]) -> list[tuple[str, str]]:
    """Id and name of the living persons that are not shown."""
    return [
        (each.id, name)
        for each in store.persons.named()
        for name in each.names
        if each.id not in shown and each.state != "merged"
    ]


def _measured(
    store: Store, how: Likeness, persons: Sequence[Person], rows: Sequence[FaceRow]
) -> _People:
    """How alike the persons are, and which of them are two for sure."""
    codes = {each.id: code for code, each in enumerate(persons)}
    own = [row for row in rows if row.person in codes]
    person = np.array([codes[row.person or ""] for row in own], np.int64)
    counts = np.bincount(person, minlength=len(persons))
    centres = alike.means(_matrix(store, how, own), person, len(persons))
    photos = np.array([row.file_id for row in own if row.frame_ms is None], np.int64)
    apart = alike.together(
        photos,
        np.array([codes[x.person or ""] for x in own if x.frame_ms is None], np.int64),
        len(persons),
    )
    _keep_apart(store, persons, codes, apart)
    adult = children(row.child for row in own) < _CHILD
    grown = np.bincount(person[adult], minlength=len(persons))
    return _People(
        persons,
        alike.likeness(centres),
        apart,
        counts,
        (counts > 0) & (grown == 0),
    )


def _keep_apart(
    store: Store, persons: Sequence[Person], codes: Mapping[str, int], apart: Bools
) -> None:
    """Mark the pairs of which the user has said that they are two, or given each its name."""
    for pair in store.reviews.different():
        one, other = (codes.get(successor(store.persons, id) or id) for id in pair)
        if one is not None and other is not None:
            apart[one, other] = apart[other, one] = True
    names = np.array([plain(each.name or "") for each in persons], object)
    named = names != ""
    apart |= np.outer(named, named) & (names[:, None] != names[None, :])


def _matrix(store: Store, how: Likeness, rows: Sequence[FaceRow]) -> Floats:
    vectors = embeddings(list(store.faces.vectors(row.number for row in rows)))
    return how.rows(vectors, children(row.child for row in rows))


def _choose(faces: Sequence[Sample], person: Person, count: int) -> tuple[list[Sample], int]:
    """The faces to show of a person, and how many of them, the last ones, are doubtful.

    Doubtful are those least like the others: what does not belong is among them.
    """
    doubtful = min(_DOUBTFUL, count // 3) if len(faces) > count else 0
    best = choose(faces, person.cover, count - doubtful)
    shown = {each.face for each in best}
    rest = [each for each in faces if each.face not in shown]
    rest.sort(key=lambda each: (1.0 if each.confidence is None else each.confidence, each.face))
    return best + rest[:doubtful], doubtful


def _cards(
    people: _People,
    chosen: Mapping[str, tuple[list[Sample], int]],
    crops: Mapping[str, bytes],
) -> list[Card]:
    near = alike.nearest(people.alike, people.apart, _NEAR)
    cards = []
    for code, person in enumerate(people.persons):
        faces, doubtful = chosen[person.id]
        cards.append(
            Card(
                id=person.id,
                version=person.version,
                name=person.name,
                facts=_facts(person),
                faces=_shown(faces, crops),
                size=int(people.counts[code]),
                near=tuple(people.persons[each].id for each in near[code]),
                doubtful=doubtful,
                child=bool(people.child[code]) and not person.edited,
            )
        )
    return cards


def _facts(person: Person) -> str:
    counts = [plural(person.photos, "photo")] if person.photos or not person.videos else []
    if person.videos:
        counts.append(plural(person.videos, "video"))
    return " · ".join([*counts, between(person)] if person.first_seen else counts)


def _shown(faces: Sequence[Sample], crops: Mapping[str, bytes]) -> tuple[Shown, ...]:
    return tuple(
        Shown(each.face, crops[each.face], os.path.basename(os.fsdecode(each.path)))
        for each in faces
        if each.face in crops
    )


def _piles(
    store: Store, how: Likeness, rows: Sequence[FaceRow], now: Setting
) -> dict[str, list[Sample]]:
    """Good faces without a person, those that are alike together, by the id of a person of them."""
    known = {row.number: row for row in rows}
    loose = [
        (known[number], sample)
        for number, sample in store.reviews.loose_samples(now.engine)
        if number in known and is_good(known[number], now.options)
    ][:_MOST_LOOSE]
    vectors = _matrix(store, how, [row for row, _ in loose])
    found: dict[str, list[Sample]] = {}
    for pile in alike.piles(vectors, how.linkage)[:_MOST_PILES]:
        faces = [loose[place][1] for place in pile[:_MOST_IN_PILE]]
        found[free_id(store, [each.face for each in faces])] = faces
    return found


def _loose_cards(piles: Mapping[str, Sequence[Sample]], crops: Mapping[str, bytes]) -> list[Card]:
    cards = [
        Card(
            id=id,
            version=0,
            name=None,
            facts=plural(len({each.path for each in faces}), "photo"),
            faces=_shown(faces, crops),
            size=len(faces),
            loose=True,
        )
        for id, faces in piles.items()
    ]
    return [card for card in cards if card.faces]
