"""Resolves what users type where an ID is asked for.

The first of these steps that matches anything decides: a whole id; a custom id; a whole title or
name; and then, together, a prefix of an id, with or without `journey-` and the like, and a title or
name that contains all the words. Case and accents are ignored. The year is one of the words, so
`Japan 2023` matches `Japan, 1–14 Apr 2023`. If nothing matches, the stops of journeys do, in the
same way.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple, NoReturn, Protocol, TypeVar

from photosort.errors import AmbiguousError, PhotosortError
from photosort.model import Named
from photosort.store import Store
from photosort.texts import composed, is_text, plain

T = TypeVar("T")

LIVING = ("shown", "ignored")
"""The states of things that are found by name; merged ones are found by id only."""

_MOST = 10
_WORD = re.compile(r"\w+")


class Book(Protocol):
    """A part of the store that lists the names of its things."""

    def named(self, id: str | None = None) -> list[Named]:
        """All things, or the one of an id."""
        ...


class Noun(NamedTuple):
    """A kind of thing; its ids begin with `kind`, the command `listing` lists all of them."""

    kind: str
    listing: str
    deleted: str = ""
    """The command that lists deleted ones."""


TRIPS = Noun("trip", "photosort trips list", "photosort trips list --deleted")
JOURNEYS = Noun("journey", "photosort journeys list", "photosort journeys list --deleted")
MOMENTS = Noun("moment", "photosort moments list", "photosort moments list --deleted")
PERSONS = Noun("person", "photosort people list --all", "photosort people list --deleted")


def books(store: Store) -> list[tuple[Noun, Book]]:
    """All kinds, each with the part of the store that lists their names."""
    return [
        (TRIPS, store.trips),
        (JOURNEYS, store.journeys),
        (PERSONS, store.persons),
        (MOMENTS, store.moments),
    ]


def find(book: Book, noun: Noun, text: str, states: Collection[str] = LIVING) -> Named:
    """The one thing that `text` matches, in one of `states`, or in any state by its whole id.

    A merged one names its last successor. Raises `AmbiguousError` for several matches,
    `PhotosortError` for none.
    """
    text = composed(text).strip()
    whole = book.named(text) if text and is_text(text) else []
    if whole:
        return _with_successor(book, whole[0])
    everything = book.named()
    known = [each for each in everything if each.state in states]
    merged = [each for each in everything if each.state == "merged"]
    found = fitting(text, noun.kind, known) or beginning(text, noun.kind, merged)
    if not found:
        _fail(text, noun, known, everything)
    if len(found) > 1:
        raise ambiguous(text, f"{noun.kind}s", found)
    return _with_successor(book, found[0])


def find_standing(book: Book, noun: Noun, text: str) -> str:
    """The id of the thing that `text` matches, or of what that was merged into; see `find`."""
    found = find(book, noun, text)
    return found.merged_into or found.id


def _with_successor(book: Book, found: Named) -> Named:
    return found._replace(merged_into=successor(book, found.merged_into))


def successor(book: Book, merged_into: str | None) -> str | None:
    """The id of what a thing stands for by now, since that may have been merged in turn."""
    while merged_into and (following := book.named(merged_into)) and following[0].merged_into:
        merged_into = following[0].merged_into
    return merged_into


def find_living(book: Book, noun: Noun, text: str, states: Collection[str] = LIVING) -> Named:
    """Like `find`, but raises `PhotosortError` for things that were merged or deleted."""
    found = find(book, noun, text, states)
    check_living(noun, found)
    return found


def check_living(noun: Noun, found: Named) -> None:
    """Raise `PhotosortError` if a thing was merged or deleted."""
    if found.state == "merged":
        raise PhotosortError(f"{found.id} was merged into {found.merged_into}", "use that id")
    if found.state == "deleted":
        raise PhotosortError(
            f"{found.id} is deleted", f"photosort {_group(noun)} restore {found.id} brings it back"
        )


def find_ids(book: Book, noun: Noun, texts: Iterable[str]) -> list[str]:
    """The ids that `texts` match, each once; see `find_living`."""
    return list(dict.fromkeys(find_living(book, noun, text).id for text in texts))


def find_deleted(
    book: Book, noun: Noun, texts: Iterable[str], states: Collection[str] = ("deleted",)
) -> list[str]:
    """The ids of deleted things that `texts` match. Raises `PhotosortError` for any other."""
    ids = []
    for text in texts:
        found = find(book, noun, text, states)
        if found.state not in states:
            raise PhotosortError(f"{found.id} was not deleted", f"{noun.deleted} shows what was")
        ids.append(found.id)
    return list(dict.fromkeys(ids))


def ambiguous(text: str, what: str, found: Sequence[Named]) -> AmbiguousError:
    """The error for a text that matches several things."""
    more = f", here are {_MOST}" if len(found) > _MOST else ""
    return AmbiguousError(
        f"{text!r} fits {len(found):,} {what}{more}",
        [(each.id, label(each)) for each in found[:_MOST]],
        "give an id, or more of the name",
    )


def label(named: Named) -> str:
    """A thing in a few words: its name, and its first day unless the name contains the year."""
    name = next(iter(named.names), "")
    day = "" if named.day[:4] and named.day[:4] in name else named.day
    return ", ".join(filter(None, (name, day)))


def fitting(text: str, kind: str, known: Sequence[Named]) -> list[Named]:
    """The things in `known` that `text` matches; see the top of this module."""
    wanted = plain(text)
    if not wanted:
        return []
    for exact in (
        [each for each in known if each.custom_id and plain(each.custom_id) == wanted],
        [each for each in known if any(plain(name) == wanted for name in each.names)],
    ):
        if exact:
            return exact
    ids = beginning(text, kind, known)
    if wanted.startswith(f"{kind}-"):
        return ids
    called = _by_words(wanted, known) or _by_stops(wanted, known)
    return _either(known, ids, called) if ids else called


def _by_stops(wanted: str, known: Sequence[Named]) -> list[Named]:
    """The things with stops whose names contain all words of `wanted`."""
    by_id = {each.id: each for each in known if each.stops}
    stops = [each._replace(names=each.stops) for each in by_id.values()]
    return [by_id[each.id] for each in _by_words(wanted, stops)]


def _either(known: Sequence[Named], *parts: Sequence[Named]) -> list[Named]:
    ids = {each.id for part in parts for each in part}
    return [each for each in known if each.id in ids]


def beginning(text: str, kind: str, known: Iterable[Named]) -> list[Named]:
    """The things whose ids begin with `text`, with or without the `kind` before the dash."""
    wanted = text.casefold()
    if not wanted:
        return []
    return [
        each
        for each in known
        if each.id.startswith(wanted) or each.id.removeprefix(f"{kind}-").startswith(wanted)
    ]


def _by_words(wanted: str, known: Sequence[Named]) -> list[Named]:
    """The things whose names contain all words of `wanted`, else all of them as parts of words."""
    words = _WORD.findall(wanted) or [wanted]
    pools = [(each, _pool(each)) for each in known]
    whole = [each for each, pool in pools if set(words) <= set(_WORD.findall(pool))]
    return whole or [each for each, pool in pools if all(word in pool for word in words)]


def _pool(named: Named) -> str:
    # the year is a word of its own beside the day
    return plain(" ".join((*named.names, named.day[:4], named.day))) if named.names else ""


def _fail(text: str, noun: Noun, known: Sequence[Named], everything: Sequence[Named]) -> NoReturn:
    listing = f"{noun.listing} shows all of them"
    asked = {each.id for each in known}
    deleted = [each for each in everything if each.state == "deleted" and each.id not in asked]
    gone = fitting(text, noun.kind, deleted)
    if len(gone) == 1:
        listing = f"{gone[0].id} is deleted; {noun.deleted} shows what was"
    elif near := nearest(text, known):
        listing = f"did you mean {label(near)} ({near.id})? {listing}"
    raise PhotosortError(f"there is no {noun.kind} {text}", listing)


def nearest(text: str, known: Iterable[Named]) -> Named | None:
    """The thing with the name, or a word of one, that is most like `text`."""
    called: dict[str, Named] = {}
    seen: set[str] = set()
    for each in known:
        for name in (*each.names, *each.stops, each.custom_id or ""):
            if name not in seen:
                seen.add(name)
                for part in (plain(name), *_WORD.findall(plain(name))):
                    called.setdefault(part, each)
    return next((called[key] for key in get_close_matches(plain(text), called, 1, 0.7)), None)


def _group(noun: Noun) -> str:
    return noun.listing.split()[1]


def by_beginning(
    id: str,
    noun: Noun,
    get: Callable[[str], T | None],
    starting: Callable[[str], Sequence[str]],
) -> T:
    """Resolves an id or a unique prefix of one, for things without names.

    `get` looks up a whole id, `starting` lists the ids with a prefix. Raises `PhotosortError` for
    an unknown id, `AmbiguousError` for a prefix of several.
    """
    id = composed(id)
    found = get(id) if is_text(id) else None
    if found is None and is_text(id):
        matches = starting(id) or starting(f"{noun.kind}-{id}")
        if len(matches) > 1:
            raise ambiguous(id, f"{noun.kind}s", [Named(each, "shown") for each in matches])
        found = get(matches[0]) if matches else None
    if found is None:
        raise PhotosortError(f"there is no {noun.kind} {id}", f"{noun.listing} shows all of them")
    return found
