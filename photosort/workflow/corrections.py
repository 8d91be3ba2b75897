"""`photosort date set`, `place set`: corrections of files, stored only in the library."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from photosort.dates import HOW
from photosort.errors import UsageError
from photosort.model import LEVELS, Coordinates, Skipped
from photosort.places.gazetteer import levels_above
from photosort.plan.dates import Dating, added, can_be_shifted, parse_dating
from photosort.progress import Progress
from photosort.settings.places import PlaceOptions
from photosort.store import Store
from photosort.store.photos import read_taken
from photosort.workflow.index import places
from photosort.workflow.targets import find_targets


@dataclass
class Corrected:
    """How many files were corrected, how many were unchanged, and which failed.

    `levels` are the given names, and those above them that followed.
    """

    corrected: int = 0
    unchanged: int = 0
    failed: list[Skipped] = field(default_factory=list)
    levels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """A place from the user: coordinates, names of levels, or both."""

    at: Coordinates | None = None
    levels: Mapping[str, str] = field(default_factory=dict)


def dating_of(text: str) -> Dating:
    """The correction for a DATE. Raises `UsageError`."""
    try:
        return parse_dating(text)
    except ValueError as error:
        raise UsageError(
            f"DATE {text!r}: {error}",
            f"{HOW}, with a time '1975-06-12 10:30'; to shift the dates of photos, +1d2h or -30m",
        ) from None


def set_date(
    store: Store,
    words: Sequence[str],
    where: str | None,
    dating: Dating,
    options: PlaceOptions,
    progress: Progress,
) -> Corrected:
    """Set the dates of files, or shift them."""

    def change(id: int) -> bool | str:
        kept = store.corrections.date(id)
        own = read_taken(store.corrections.own_time(id))
        if not (dating.moment or (kept and kept.moment) or can_be_shifted(own)):
            return "has no date to shift; set one, such as 1975-06-12"
        try:
            wanted = added(kept, dating)
        except ValueError as error:
            return str(error)
        if wanted == kept:
            return False
        store.corrections.set_date(id, wanted)
        return True

    return _each(store, words, where, change, options, progress)


def unset_date(
    store: Store,
    words: Sequence[str],
    where: str | None,
    options: PlaceOptions,
    progress: Progress,
) -> Corrected:
    """Restore the own dates of files."""
    return _each(store, words, where, store.corrections.drop_date, options, progress)


def set_place(
    store: Store,
    words: Sequence[str],
    where: str | None,
    place: Place,
    options: PlaceOptions,
    progress: Progress,
) -> Corrected:
    """Set the places of files.

    Levels above the given ones follow if only one place has these names.
    """
    with_above = {**levels_above(place.levels, options), **place.levels}
    full = {level: with_above[level] for level in LEVELS if level in with_above}

    def change(id: int) -> bool | str:
        before = store.corrections.levels([id]).get(id, {}), store.corrections.location(id)
        levels = full if place.at is None and not store.corrections.is_located(id) else place.levels
        if levels != before[0]:
            store.corrections.set_levels(id, levels)
        if place.at is not None:
            store.corrections.set_location(id, place.at.lat, place.at.lon)
        after = store.corrections.levels([id]).get(id, {}), store.corrections.location(id)
        return before != after

    return replace(_each(store, words, where, change, options, progress), levels=full)


def unset_place(
    store: Store,
    words: Sequence[str],
    where: str | None,
    options: PlaceOptions,
    progress: Progress,
) -> Corrected:
    """Restore the own places of files."""

    def change(id: int) -> bool:
        named = id in store.corrections.levels([id])
        if named:
            store.corrections.set_levels(id, {})
        return store.corrections.drop_location(id) or named

    return _each(store, words, where, change, options, progress)


def _each(
    store: Store,
    words: Sequence[str],
    where: str | None,
    change: Callable[[int], bool | str],
    options: PlaceOptions,
    progress: Progress,
) -> Corrected:
    """Change each file, then name its place again; `change` returns a text if it cannot."""
    result = Corrected()
    naming = places.choose(store, options)
    with store.transaction():
        places.note_changes(store)
        targets = find_targets(store, words, where)
        result.failed = targets.failed
        for id in targets.files:
            answer = change(id)
            if isinstance(answer, str):
                result.failed.append(Skipped(store.files.path_of(id), answer))
            elif answer:
                result.corrected += 1
            else:
                result.unchanged += 1
    places.infer_places(store, None)
    places.place_files(store, naming, progress)
    return result
