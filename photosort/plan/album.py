"""The content of an album: stays in order of time, their days, and the pictures of each day."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from photosort.dates import EPOCH, iso_day
from photosort.maps.routes import Fix, Stop, distance_km, settled
from photosort.model import LEVELS, Box, JourneyStop, Place

LARGE, SMALL = 1600, 480
"""Long side of a picture in pixels, alone and in a grid."""

_NAMED = ("city", "province", "country")
_BARS = 62
_AROUND = 1.7  # size of a portrait relative to the face


class Picture(NamedTuple):
    """A photo as an album needs it.

    `key` names its files and follows from its content. `day` counts from 1970-01-01, None if only
    the modification time is known. `width` and `height` are upright, 0 for unknown. `rating` is
    1 to 5, 0 for none, -1 for rejected.
    """

    id: int
    key: str
    path: bytes
    day: int | None
    local: datetime | None
    utc: datetime | None
    lat: float | None
    lon: float | None
    place: Place | None
    width: int = 0
    height: int = 0
    in_flight: bool = False
    rating: int = 0
    favorite: bool = False


class Figure(NamedTuple):
    """A person to show: name, number of pictures, and the key of the best one.

    `box` is the face there, in pixels of the upright picture of that `size` (width, height; 0
    for unknown). `page` is the page of the person below the album folder, empty without one.
    """

    id: str
    name: str
    pictures: int
    cover: str
    box: Box
    size: tuple[int, int]
    page: str = ""

    @property
    def portrait(self) -> Box | None:
        """A square around the face, within the picture; None if the size is unknown."""
        width, height = self.size
        side = min(round(_AROUND * max(self.box.width, self.box.height)), width, height)
        if side <= 0:
            return None
        left = self.box.left + (self.box.width - side) // 2
        top = self.box.top + (self.box.height - side) // 2
        return Box(max(0, min(left, width - side)), max(0, min(top, height - side)), side, side)


@dataclass(frozen=True)
class People:
    """Who is in which picture, by picture id, and the figure of each person.

    `seen` holds the ids of named persons, since two may share a name. Boxes are in pixels of the
    upright picture. `smiles` is the share of the faces of a picture that smile, 0 where nobody has
    looked.
    """

    seen: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    boxes: Mapping[int, tuple[Box, ...]] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    smiles: Mapping[int, float] = field(default_factory=dict)


class Stay(NamedTuple):
    """Time in one place. `levels` is its address, `days` the pictures of each day by number.

    A day of None holds pictures without a date; `lat` and `lon` are None if none is located.
    """

    levels: Mapping[str, str]
    lat: float | None
    lon: float | None
    days: tuple[tuple[int | None, tuple[int, ...]], ...]

    @property
    def name(self) -> str:
        """The city, or the finest known level instead; empty if nothing is known."""
        return next((self.levels[x] for x in _NAMED if x in self.levels), "")

    @property
    def pictures(self) -> int:
        """The number of pictures."""
        return sum(len(numbers) for _, numbers in self.days)


class Numbers(NamedTuple):
    """The album in figures; `chart` is (label, pictures) per day, or month if there are many."""

    pictures: int
    days: int
    places: int
    countries: int
    km: float
    chart: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Album:
    """A page: pictures in order of time, arranged in stays."""

    title: str
    pictures: tuple[Picture, ...]
    stays: tuple[Stay, ...]
    numbers: Numbers

    @property
    def first_day(self) -> int | None:
        """Of the dated pictures."""
        return min((p.day for p in self.pictures if p.day is not None), default=None)

    @property
    def last_day(self) -> int | None:
        """Of the dated pictures."""
        return max((p.day for p in self.pictures if p.day is not None), default=None)


def make_album(
    title: str,
    pictures: Iterable[Picture],
    stops: Sequence[JourneyStop] = (),
    km: float | None = None,
) -> Album:
    """Arrange pictures by the `stops` of a journey, or else by their own places.

    `km` is the length of the way, if already known.
    """
    ordered = tuple(sorted(pictures, key=_moment))
    stays = _by_stops(ordered, stops) if stops else _by_places(ordered)
    return Album(title, ordered, tuple(stays), _numbers(ordered, stays, km))


def parts(pictures: Iterable[Picture], most: int) -> list[list[Picture]]:
    """The pictures in order of time, in parts of at most `most` that end with a day if possible."""
    days: dict[int | None, list[Picture]] = {}
    for picture in sorted(pictures, key=_moment):
        days.setdefault(picture.day, []).append(picture)
    found: list[list[Picture]] = [[]]
    for day in days.values():
        for start in range(0, len(day), most):  # a day with more is split
            piece = day[start : start + most]
            if len(found[-1]) + len(piece) > most:
                found.append([])
            found[-1] += piece
    return found


def _moment(picture: Picture) -> tuple[bool, datetime, bytes]:
    moment = picture.utc or picture.local or datetime.max
    return picture.day is None, moment, picture.path


def fixes(pictures: Sequence[Picture]) -> tuple[list[Fix], list[int]]:
    """Where the dated pictures were taken, and the index of the fix of each picture.

    Pictures without a place have the fix of the previous one (-1: none yet).
    """
    found: list[Fix] = []
    at = []
    for each in pictures:
        moment = each.utc or each.local
        if each.lat is not None and each.lon is not None and each.day is not None and moment:
            seconds = (moment - EPOCH).total_seconds()
            found.append(Fix(each.lat, each.lon, seconds, each.in_flight))
        at.append(len(found) - 1)
    return found, at


def everywhere(stays: Iterable[Stay], apart_km: float) -> list[Stop]:
    """The places of many stays, joined if nearer than `apart_km`, most pictures first."""
    counts: dict[tuple[str, ...], list[Stay]] = {}
    for stay in stays:
        if stay.lat is not None:
            counts.setdefault(tuple(stay.levels.values()), []).append(stay)
    groups = sorted(counts.values(), key=lambda group: -sum(stay.pictures for stay in group))
    found: list[Stop] = []
    for group in groups:
        first, photos = group[0], sum(stay.pictures for stay in group)
        here = Fix(first.lat or 0.0, first.lon or 0.0, 0)
        near = (i for i, s in enumerate(found) if distance_km(here, Fix(*s[:2], 0)) < apart_km)
        number = next(near, None)
        if number is None:
            found.append(Stop(here.lat, here.lon, first.name, photos))
        else:
            found[number] = found[number]._replace(photos=found[number].photos + photos)
    return found


def picture_path(key: str, side: int) -> str:
    """The path of a picture in an album, for a long side in pixels."""
    return f"pictures/{key[:2]}/{key}-{side}.webp"


def moments(pictures: Sequence[Picture], progress: Sequence[float]) -> list[float]:
    """When each picture appears while the journey plays, from 0 to 1.

    `progress` is that of each fix; pictures without a place are put between their neighbours.
    Without any fix, all appear at an even pace.
    """
    if not progress:
        return [number / max(len(pictures), 1) for number in range(len(pictures))]
    _, at = fixes(pictures)
    ends = [*progress[1:], 1.0]
    count = Counter(at)
    done: Counter[int] = Counter()
    result = []
    for fix in at:
        begin, end = (progress[fix], ends[fix]) if fix >= 0 else (0.0, progress[0])
        result.append(begin + (end - begin) * 0.9 * done[fix] / count[fix])
        done[fix] += 1
    return result


def arrivals(pictures: Sequence[Picture], progress: Sequence[float]) -> list[float]:
    """How far into the journey (0 to 1) the place of each picture is reached."""
    return [progress[fix] if fix >= 0 else 0.0 for fix in fixes(pictures)[1]]


def fit(width: int, height: int, long_side: int) -> tuple[int, int]:
    """The size of a picture scaled to a long side of at most `long_side`; never enlarged.

    >>> fit(4000, 3000, 1600)
    (1600, 1200)
    """
    scale = min(1.0, long_side / max(width, height, 1))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _by_stops(pictures: Sequence[Picture], stops: Sequence[JourneyStop]) -> list[Stay]:
    """Assign each picture to the nearest stop of its day."""
    groups: dict[int, list[int]] = {number: [] for number in range(len(stops))}
    last = 0
    for number, picture in enumerate(pictures):
        last = _stop_of(picture, stops, last)
        groups[last].append(number)
    return [
        _stay(pictures, numbers, stops[stop].address, (stops[stop].lat, stops[stop].lon))
        for stop, numbers in groups.items()
        if numbers
    ]


def _stop_of(picture: Picture, stops: Sequence[JourneyStop], last: int) -> int:
    day = picture.day
    if day is None:
        return last
    fitting = [i for i, stop in enumerate(stops) if stop.first_day <= day <= stop.last_day]
    if not fitting:
        fitting = [i for i, stop in enumerate(stops) if stop.first_day <= day] or [0]
        fitting = fitting[-1:]
    if picture.lat is None or picture.lon is None:
        return last if last in fitting else fitting[0]
    here = Fix(picture.lat, picture.lon, 0)
    return min(fitting, key=lambda i: distance_km(here, Fix(stops[i].lat, stops[i].lon, 0)))


def _by_places(pictures: Sequence[Picture]) -> list[Stay]:
    """Consecutive days in one city are one stay; each city counts once a day."""
    stays: list[tuple[tuple[str, ...] | None, list[int]]] = []
    keys = _keys(pictures)
    by_day: dict[int | None, dict[tuple[str, ...] | None, list[int]]] = {}
    for number, (picture, key) in enumerate(zip(pictures, keys, strict=True)):
        by_day.setdefault(picture.day, {}).setdefault(key, []).append(number)
    for day, groups in by_day.items():
        names = list(groups)
        if stays and stays[-1][0] in groups:  # start where the previous day ended
            names.sort(key=lambda key: key != stays[-1][0])
        for key in names:
            if day is not None and stays and stays[-1][0] == key:
                stays[-1][1].extend(groups[key])
            else:
                stays.append((key, list(groups[key])))
    return [_stay(pictures, numbers, _levels(pictures, numbers)) for _, numbers in stays]


def _keys(pictures: Sequence[Picture]) -> list[tuple[str, ...] | None]:
    """The city of each picture; without a place, that of the previous or next one on its day."""
    keys = [_key(picture) for picture in pictures]
    for order in (range(1, len(keys)), range(len(keys) - 2, -1, -1)):
        step = -1 if order.step == 1 else 1
        for i in order:
            if keys[i] is None and pictures[i].day == pictures[i + step].day is not None:
                keys[i] = keys[i + step]
    return keys


def _key(picture: Picture) -> tuple[str, ...] | None:
    place = picture.place
    return next((path for x in _NAMED if place and (path := place.path(x))), None)


def _levels(pictures: Sequence[Picture], numbers: Sequence[int]) -> Mapping[str, str]:
    place = next((pictures[i].place for i in numbers if _key(pictures[i])), None)
    return {x: place.levels[x] for x in LEVELS[:3] if x in place.levels} if place else {}


def _stay(
    pictures: Sequence[Picture],
    numbers: Sequence[int],
    levels: Mapping[str, str],
    at: tuple[float, float] | None = None,
) -> Stay:
    days: dict[int | None, list[int]] = {}
    for number in sorted(numbers):
        days.setdefault(pictures[number].day, []).append(number)
    lat, lon = at or _middle([pictures[i] for i in numbers]) or (None, None)
    return Stay(levels, lat, lon, tuple((day, tuple(each)) for day, each in days.items()))


def _middle(pictures: Sequence[Picture]) -> tuple[float, float] | None:
    """The middle one of the located pictures, so the place is a real one."""
    points = sorted(
        (p.lat, p.lon)
        for p in pictures
        if p.lat is not None and p.lon is not None and not p.in_flight
    )
    return points[len(points) // 2] if points else None


def _numbers(pictures: Sequence[Picture], stays: Sequence[Stay], km: float | None) -> Numbers:
    days = Counter(p.day for p in pictures if p.day is not None)
    if km is None:
        found, _ = fixes(pictures)
        way = [found[i] for i in settled(found)]
        km = sum(distance_km(a, b) for a, b in pairwise(way))
    countries = {p.place.levels["country"] for p in pictures if p.place and p.place.levels}
    return Numbers(
        pictures=len(pictures),
        days=len(days),
        places=len({tuple(stay.levels.items()) for stay in stays if stay.name}),
        countries=len(countries),
        km=km,
        chart=_chart(days),
    )


def _chart(days: Mapping[int, int]) -> tuple[tuple[str, int], ...]:
    """Pictures per day from first to last, or per month if that is too many bars."""
    if not days:
        return ()
    first, last = min(days), max(days)
    if last - first < _BARS:
        every = range(first, last + 1)
        return tuple((iso_day(day), days.get(day, 0)) for day in every)
    months: dict[str, int] = {}
    for day in range(first, last + 1):
        month = iso_day(day)[:7]
        months[month] = months.get(month, 0) + days.get(day, 0)
    return tuple(months.items())
