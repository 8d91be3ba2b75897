"""The folders of each view, and a place of its own in them for every photo."""

from collections.abc import Collection, Iterable, Mapping

from photosort.model import LEVELS, Entry, FileStamp, Moment, Place, Trip, Wish
from photosort.plan.names import collision_key, numbered, safe_name


def place_wishes(photos: Iterable[tuple[FileStamp, Place | None]]) -> list[Wish]:
    """`places/COUNTRY/PROVINCE/CITY` for photos with an address; unknown levels are left out."""
    wishes = []
    for stamp, place in photos:
        if place and place.levels:
            names = tuple(place.levels[x] for x in LEVELS[:3] if x in place.levels)
            wishes.append(Wish(("places", *names), stamp, "place", "/".join(names)))
    return wishes


def trip_wishes(trips: Iterable[Trip], members: Mapping[str, Iterable[FileStamp]]) -> list[Wish]:
    """`trips/2022-05-01 Singapore` for the members of each trip."""
    return [
        Wish(("trips", f"{trip.start[:10]} {trip.name}"), stamp, "trip", trip.id)
        for trip in trips
        for stamp in members.get(trip.id, ())
    ]


def moment_wishes(
    moments: Iterable[Moment], members: Mapping[str, Iterable[FileStamp]]
) -> list[Wish]:
    """`moments/2023-04-02 14.05 Kyoto` for the members of each moment."""
    wishes = []
    for moment in moments:
        clock = moment.start[11:16].replace(":", ".")
        name = f"{moment.start[:10]} {clock} {moment.name}".rstrip()
        wishes += [
            Wish(("moments", name), stamp, "moment", moment.id)
            for stamp in members.get(moment.id, ())
        ]
    return wishes


def lay_out(
    wishes: Iterable[Wish], mode: str, foreign: Collection[str], sources: Mapping[bytes, str]
) -> list[Entry]:
    """An entry for each wish: safe names, and numbers where two would be one.

    `foreign` are the paths in DEST that must be left alone, `sources` the files' paths as text.
    The outcome depends on nothing but the arguments, not on their order.
    """
    names = _Names(foreign)
    entries = []
    for wish in sorted(wishes, key=lambda w: (w.folder, w.id, w.stamp.path)):
        source = sources[wish.stamp.path]
        folder = names.folder(wish.folder, wish.id)
        path = names.free(folder, source.rpartition("/")[2])
        entries.append(
            Entry(
                path=path,
                source=source,
                view=wish.view,
                id=wish.id,
                size=wish.stamp.size,
                mtime_ns=wish.stamp.mtime_ns if mode == "copy" else None,
                inode=wish.stamp.inode if mode == "hardlink" else None,
            )
        )
    return entries


class _Names:
    """Gives out paths, each once, ignoring case."""

    def __init__(self, foreign: Iterable[str]) -> None:
        self._taken = {collision_key(path) for path in foreign}
        self._folders: dict[tuple[str, str, str], str] = {}
        self._whole: dict[tuple[tuple[str, ...], str], str] = {}

    def folder(self, names: tuple[str, ...], id: str) -> str:
        """The path of a folder; the innermost one is for `id` alone."""
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

    def free(self, folder: str, text: str) -> str:
        """A path in `folder` that nobody has yet."""
        name = safe_name(text)
        path = f"{folder}/{name}" if folder else name
        key, number = collision_key(path), 1
        while key in self._taken:
            number += 1
            path = f"{folder}/{numbered(name, number)}" if folder else numbered(name, number)
            key = collision_key(path)
        self._taken.add(key)
        return path
