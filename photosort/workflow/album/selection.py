"""Selections for albums and films: a journey, a trip, a person, …, or everything."""

import hashlib
import re
import shlex
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from photosort.dates import parse_date
from photosort.errors import PhotosortError, UsageError
from photosort.model import Box, JourneyStop, Place
from photosort.plan.album import Album, Figure, People, Picture, make_album
from photosort.plan.choice import cheer
from photosort.query.expressions import quoted
from photosort.store import Store
from photosort.store.pictures import Shown
from photosort.workflow import query
from photosort.workflow.journeys import journey_of
from photosort.workflow.moments import moment_of
from photosort.workflow.named import JOURNEYS, MOMENTS, PERSONS, TRIPS, find_standing
from photosort.workflow.people import listed_persons, person_of, setting
from photosort.workflow.trips import trip_of
from photosort.workflow.vocabulary import unknown_in

_SIDEWAYS = (5, 6, 7, 8)  # Exif orientations that exchange width and height


@dataclass(frozen=True)
class Selection:
    """Files with a title; `slug` is the folder of their page in the album of a library."""

    title: str
    ids: tuple[int, ...]
    stops: tuple[JourneyStop, ...] = ()
    km: float | None = None
    slug: str = ""


def journey(store: Store, id: str) -> Selection:
    """The photos of a journey. Raises `PhotosortError` for an unknown id."""
    found = journey_of(store, find_standing(store.journeys, JOURNEYS, id))
    return Selection(
        found.title,
        tuple(store.pictures.of_journey(found.id)),
        found.stops,
        found.distance_km,
        f"journeys/{found.id}",
    )


def trip(store: Store, id: str) -> Selection:
    """The photos of a trip. Raises `PhotosortError` for an unknown id."""
    found = trip_of(store, find_standing(store.trips, TRIPS, id))
    return Selection(found.name, tuple(store.pictures.of_trip(found.id)))


def year(store: Store, text: str) -> Selection:
    """The photos of a year. Raises `UsageError` for what is no year."""
    try:
        span = parse_date(text)
    except ValueError as error:
        raise UsageError(f"--year {text!r}: {error}", "write it as 2019 or last year") from None
    if span.unit != "year":
        raise UsageError(
            f"--year {text!r} is not a year", f"for other dates, --where 'taken:{text}'"
        )
    number = f"{span.first.year:04}"
    ids = store.pictures.of_days(span.first_day, span.last_day)
    return Selection(number, tuple(ids), slug=f"years/{number}")


def person(store: Store, id: str) -> Selection:
    """The photos of a person, by id or name. Raises `PhotosortError` for an unknown one."""
    found = person_of(store, find_standing(store.persons, PERSONS, id))
    seen = store.persons.of_files(setting(store).engine)
    return Selection(found.name or found.id, tuple(file for each, file in seen if each == found.id))


def named_persons(store: Store) -> list[Selection]:
    """All persons with a name, those in most photos first."""
    files: dict[str, list[int]] = defaultdict(list)
    for id, file in store.persons.of_files(setting(store).engine):
        files[id].append(file)
    persons = [each for each in listed_persons(store)[0] if each.name]
    persons.sort(key=lambda each: (-each.photos, each.id))
    return [
        Selection(each.name or each.id, tuple(files[each.id]), slug=f"people/{each.id}")
        for each in persons
    ]


def moment(store: Store, id: str) -> Selection:
    """The photos of a moment. Raises `PhotosortError` for an unknown id."""
    found = moment_of(store, find_standing(store.moments, MOMENTS, id))
    members = store.moments.members([found.id])
    return Selection(found.name or found.start[:10], tuple(file for _, file, _ in members))


def where(store: Store, expression: str) -> Selection:
    """The photos that a query finds. Raises `UsageError` for an invalid one."""
    return Selection(expression.removeprefix("@"), tuple(query.select(store, expression)))


SELECTIONS: dict[str, Callable[[Store, str], Selection]] = {
    "journey": journey,
    "trip": trip,
    "year": year,
    "person": person,
    "moment": moment,
    "where": where,
}
"""The ways to select, by name of the option."""


def select(store: Store, wanted: Sequence[tuple[str, str]]) -> Selection | None:
    """The selection that options name, as (option, value); None if they name none.

    Raises `UsageError` for more than one, `PhotosortError` for one without photos.
    """
    if len(wanted) > 1:
        names = " and ".join(f"--{name}" for name, _ in wanted)
        raise UsageError(f"{names} do not go together", f"one query does it: {_as_query(wanted)}")
    if not wanted:
        return None
    name, value = wanted[0]
    found = SELECTIONS[name](store, value)
    if not found.ids:
        unknown = unknown_in(store, value) if name == "where" else []
        hint = "photosort status shows what the library holds; photosort index reads new photos"
        raise PhotosortError(
            f"--{name} {value} has no photos on disk", "\n  ".join(unknown) or hint
        )
    return found


def _as_query(wanted: Sequence[tuple[str, str]]) -> str:
    """The `--where` that stands for several options: `--where 'person:Aunt (a or b)'`."""
    terms = [
        f"({value})" if name == "where" and re.search(r"\bor\b", value, re.I)
        else value if name == "where"
        else f"{'taken' if name == 'year' else name}:{quoted(value)}"
        for name, value in wanted
    ]  # fmt: skip
    return f"--where {shlex.quote(' '.join(terms))}"


def pictures(store: Store, ids: Iterable[int]) -> tuple[list[tuple[Picture, Shown]], int]:
    """The pictures among files, each with its file, and how many of the files are videos."""
    places = store.addresses.places()
    shown = store.pictures.shown(ids, places)
    stills = [each for each in shown if each.content_type.startswith("image/")]
    return [(_picture(each), each) for each in stills], len(shown) - len(stills)


def _picture(shown: Shown) -> Picture:
    width, height = shown.width or 0, shown.height or 0
    if shown.orientation in _SIDEWAYS:
        width, height = height, width
    return Picture(
        id=shown.id,
        key=_key(shown),
        path=shown.path,
        day=shown.day,
        local=shown.local,
        utc=shown.utc,
        lat=shown.lat,
        lon=shown.lon,
        place=shown.place,
        width=width,
        height=height,
        in_flight=shown.in_flight,
        rating=shown.rating or 0,
        favorite=shown.favorite,
    )


def _key(shown: Shown) -> str:
    """A key of the content, so it stays when a file moves."""
    content = shown.content_hash or shown.fingerprint or shown.path
    told = f"{content.hex()} {shown.size} {shown.mtime_ns} {shown.orientation}"
    return hashlib.blake2b(told.encode(), digest_size=10).hexdigest()


def countries(album: Album) -> frozenset[str]:
    """ISO codes of the countries of an album."""
    places: list[Place | None] = [picture.place for picture in album.pictures]
    return frozenset(place.country_code for place in places if place and place.country_code)


def album_of(selection: Selection, found: Iterable[Picture]) -> Album:
    """The selection, arranged."""
    return make_album(selection.title, found, selection.stops, selection.km)


def people(store: Store, found: Sequence[Picture]) -> People:
    """Who is in the pictures: the faces without those of ignored persons, and known names."""
    by_id = {picture.id: picture for picture in found}
    names: dict[str, str] = {}
    seen: dict[int, list[str]] = defaultdict(list)
    boxes: dict[int, list[Box]] = defaultdict(list)
    best: dict[str, tuple[float, int, Box]] = {}
    smiles: dict[int, list[float]] = defaultdict(list)
    faces = store.persons.boxes_in(list(by_id), setting(store).engine)
    for id, who, name, box, quality, smile in faces:
        boxes[id].append(box)
        smiles[id].append(smile or 0.0)
        if who and name and who not in seen[id]:
            names[who] = name
            seen[id].append(who)
            good = (quality * min(200, box.height) * cheer(smile), -id, box)
            best[who] = max(best.get(who, good), good)
    count = Counter(who for each in seen.values() for who in each)
    figures = []
    for who, number in sorted(count.items(), key=lambda each: (-each[1], each[0])):
        _, id, box = best[who]
        cover = by_id[-id]
        size = (cover.width, cover.height)
        figures.append(Figure(who, names[who], number, cover.key, box, size))
    return People(
        {id: tuple(each) for id, each in seen.items() if each},
        {id: tuple(names[who] for who in each) for id, each in seen.items() if each},
        {id: tuple(each) for id, each in boxes.items()},
        tuple(figures),
        {id: sum(each) / len(each) for id, each in smiles.items()},
    )


def among(everybody: People, ids: Collection[int]) -> People:
    """The part that concerns the pictures `ids`."""
    seen = {id: everybody.seen[id] for id in ids if id in everybody.seen}
    count = Counter(who for each in seen.values() for who in each)
    return People(
        seen,
        {id: everybody.names[id] for id in seen},
        {id: everybody.boxes[id] for id in ids if id in everybody.boxes},
        tuple(
            figure._replace(pictures=count[figure.id])
            for figure in everybody.figures
            if count[figure.id]
        ),
        {id: everybody.smiles[id] for id in ids if id in everybody.smiles},
    )
