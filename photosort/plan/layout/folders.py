"""Gives every placement of a view a path of its own in DEST."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from photosort.model import LEVELS, Entry, FileStamp, Journey, Moment, Place, Placement, Trip
from photosort.plan.layout.manifest import OWN_NAMES
from photosort.plan.layout.names import collision_key, numbered, safe_name
from photosort.plan.layout.templates import Dated, Template, Value
from photosort.texts import fold

_NOWHERE = Place()


def placements_by_place(
    photos: Iterable[tuple[FileStamp, int | None, Dated | None]],
    places: Mapping[int, Place],
    template: Template,
    same: Mapping[str, Value],
) -> list[Placement]:
    """The photos (stamp, address, wall clock) of which the template knows a field.

    `same` are values that all photos have. Photos of equal folders share them, whatever their
    address.
    """
    dated = "taken" in template.fields
    folders: dict[int | None, tuple[tuple[str, ...], str]] = {}
    placements = []
    for stamp, address, taken in photos:
        found = None if dated else folders.get(address)
        if found is None:
            place = places.get(address or 0, _NOWHERE)
            values = {**same, **place.levels, "country_code": place.country_code}
            folder = template.folder(values | {"taken": taken})
            names = [place.levels[x] for x in LEVELS[:3] if x in place.levels]
            found = folders[address] = folder, "/".join(names)
        if found[0]:
            placements.append(Placement(found[0], stamp, template.view, found[1], True))
    return placements


def spellings(keywords: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The levels of each keyword, spelt as most of the photos have them.

    `keywords` has one for each photo; `beach` and `Beach` are one folder.

    >>> spellings(["Sea/Beach", "sea/beach", "sea"])["Sea/Beach"]
    ('sea', 'Beach')
    """
    counts: Counter[tuple[str, ...]] = Counter()
    known: dict[str, int] = Counter(keywords)
    for keyword, photos in known.items():
        levels = keyword.split("/")
        for end in range(1, len(levels) + 1):
            counts[tuple(levels[:end])] += photos
    best: dict[str, str] = {}
    for levels_so_far, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        best.setdefault(fold("/".join(levels_so_far)), levels_so_far[-1])
    return {keyword: tuple(_spelt(keyword, best)) for keyword in known}


def _spelt(keyword: str, best: Mapping[str, str]) -> Iterator[str]:
    levels = fold(keyword).split("/")
    for end in range(1, len(levels) + 1):
        yield best["/".join(levels[:end])]


def placements_by_keyword(
    photos: Iterable[tuple[FileStamp, int | None, Dated | None, Sequence[tuple[str, ...]]]],
    places: Mapping[int, Place],
    template: Template,
) -> list[Placement]:
    """The photos (stamp, address, wall clock, levels of each keyword), in a folder each keyword."""
    placements = []
    for stamp, address, taken, keywords in photos:
        place = places.get(address or 0, _NOWHERE)
        own: dict[str, Value] = {**place.levels, "country_code": place.country_code}
        for levels in keywords:
            values = {**own, "taken": taken, "keyword": levels}
            folder = template.folder({**values, "top": levels[0], "leaf": levels[-1]})
            if folder:
                id = "/".join(levels)
                placements.append(Placement(folder, stamp, template.view, id, template.shared))
    return placements


def trip_values(trip: Trip) -> dict[str, Value]:
    """The values of a trip for templates."""
    return {
        **trip.address,
        "start": local(trip.start),
        "end": local(trip.end),
        "title": trip.name,
        "level": trip.level,
        "days": trip.span_days,
        "id": trip.id,
    }


def journey_values(journey: Journey) -> dict[str, Value]:
    """The values of a journey for templates.

    `title` and `place` have no dates, except in a title that a user gave. `country` is the one
    with most photos at its stops; `stops` names each place once, in order.
    """
    photos: dict[str, int] = {}
    for stop in journey.stops:
        country = stop.address.get("country", "")
        photos[country] = photos.get(country, 0) + stop.photos
    start = local(journey.start)
    return {
        "start": start,
        "end": local(journey.end),
        "title": journey.name,
        "place": journey.place,
        "country": max(photos, key=photos.__getitem__, default=""),
        "countries": journey.countries,
        "stops": ", ".join(dict.fromkeys(filter(None, (stop.name for stop in journey.stops)))),
        "year": start.year,
        "nights": journey.nights,
        "kind": journey.kind,
        "id": journey.id,
    }


def moment_values(moment: Moment) -> dict[str, Value]:
    """The values of a moment for templates."""
    return {
        **moment.address,
        "start": local(moment.start),
        "end": local(moment.end),
        "place": moment.name,
        "id": moment.id,
    }


def local(text: str) -> datetime:
    """The wall clock of an ISO 8601 time, to the second."""
    return datetime.fromisoformat(text[:19])


def placements_by_group(
    template: Template,
    things: Iterable[tuple[str, Mapping[str, Value]]],
    members: Mapping[str, Iterable[FileStamp]],
) -> list[Placement]:
    """The members of each thing (id, values) in its folder."""
    placements = []
    for id, values in things:
        folder = template.folder(values)
        if folder:
            placements += [
                Placement(folder, stamp, template.view, id, template.shared)
                for stamp in members.get(id, ())
            ]
    return placements


def lay_out(
    placements: Iterable[Placement],
    mode: str,
    foreign: Collection[str],
    sources: Mapping[bytes, str],
    folders: Iterable[str] = (),
) -> list[Entry]:
    """An entry for each placement: safe names, and numbers where two would be one.

    `foreign` are the paths in DEST that must be left alone, `sources` the files' paths as text;
    in `folders` of others there may be folders and files of ours, but no file is in their place.
    A photo appears once in a folder. The outcome depends on nothing but the arguments, not on
    their order.
    """
    names = _Names(foreign, folders)
    entries = []
    before = None
    ordered = sorted(
        placements, key=lambda w: (w.folder, "" if w.shared else w.id, w.stamp.path, w)
    )
    for placement in ordered:
        source = sources[placement.stamp.path]
        folder = names.folder(placement.folder, "" if placement.shared else placement.id)
        if before == (before := (folder, source)):
            continue
        entries.append(
            Entry(
                names.file(folder, source.rpartition("/")[2]),
                source,
                placement.view,
                placement.id,
                placement.stamp.size,
                None,
                placement.stamp.mtime_ns if mode in ("copy", "reflink") else None,
                placement.stamp.inode if mode == "hardlink" else None,
            )
        )
    return entries


class _Names:
    """Assigns paths, each only once, ignoring case."""

    def __init__(self, foreign: Iterable[str], folders: Iterable[str]) -> None:
        self._others = {collision_key(path) for path in folders}
        self._taken = {collision_key(path) for path in (*foreign, *OWN_NAMES)}
        self._numbers: dict[str, int] = {}
        self._folders: dict[tuple[str, str, str], str] = {}
        self._whole: dict[tuple[tuple[str, ...], str], str] = {}

    def folder(self, names: tuple[str, ...], id: str) -> str:
        """The path of a folder; the innermost belongs to `id`, or is shared if that is empty."""
        path = self._whole.get((names, id))
        if path is None:
            path = ""
            for depth, name in enumerate(names, start=1):
                key = (path, name, id if depth == len(names) else "")
                if key not in self._folders:
                    self._folders[key] = self.free(path, name)
                path = self._folders[key]
            self._whole[names, id] = path
        return path

    def file(self, folder: str, text: str) -> str:
        """A free path in `folder` for a file."""
        return self.free(folder, text, self._others)

    def free(self, folder: str, text: str, others: Collection[str] = ()) -> str:
        """A path in `folder` that is neither assigned yet nor one of `others`."""
        name = safe_name(text)
        path = f"{folder}/{name}" if folder else name
        first = key = collision_key(path)
        number = self._numbers.get(first, 1)
        while key in self._taken or key in others:
            number += 1
            path = f"{folder}/{numbered(name, number)}" if folder else numbered(name, number)
            key = collision_key(path)
        if number > 1:
            self._numbers[first] = number  # paths are never released: the next search starts here
        self._taken.add(key)
        return path
