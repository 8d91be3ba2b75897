"""What a user means who types an id, the beginning of one, an id of their own, a title or a name.

Asked in this order, the first that fits anything decides: the whole id; an id of the user's own; a
whole title or name; and together, the beginning of an id, with or without the word before its dash,
and a title or name that holds all the words. Case and accents do not matter. The year counts as one
of the words, so that `Japan 2023` fits `Japan, 1–14 Apr 2023`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple, NoReturn, Protocol, TypeVar

from photosort.errors import AmbiguousError, PhotosortError
from photosort.model import Named
from photosort.store import Store
from photosort.texts import composed, plain

T = TypeVar("T")

LIVING = ("shown", "ignored")
"""States of what is found by its name; what was merged away is found by its id alone."""

_MOST = 10
_WORD = re.compile(r"\w+")


class Book(Protocol):
    """A part of the store that knows what its things are called."""

    def named(self, id: str | None = None) -> list[Named]:
        """All things, or the one of an id."""
        ...


class Noun(NamedTuple):
    """A kind of thing; `listing` is the command that lists them, `kind` what its ids begin with."""

    kind: str
    listing: str
    deleted: str = ""
    """The command that lists deleted ones."""


TRIPS = Noun("trip", "photosort trips list", "photosort trips list --deleted")
JOURNEYS = Noun("journey", "photosort journeys list", "photosort journeys list --deleted")
MOMENTS = Noun("moment", "photosort moments list", "photosort moments list --deleted")
PERSONS = Noun("person", "photosort people list --all", "photosort people list --deleted")


def books(store: Store) -> list[tuple[Noun, Book]]:
    """All kinds, each with what knows their names."""
    return [
        (TRIPS, store.trips),
        (JOURNEYS, store.journeys),
        (PERSONS, store.persons),
        (MOMENTS, store.moments),
    ]


def find(book: Book, noun: Noun, text: str, states: Collection[str] = LIVING) -> Named:
    """The one thing that `text` means, of those in `states` or, by its whole id, of any.

    Raises `AmbiguousError` for a text that fits several, `PhotosortError` for one that fits none.
    """
    text = composed(text).strip()
    whole = book.named(text) if text else []
    if whole:
        return whole[0]
    everything = book.named()
    known = [each for each in everything if each.state in states]
    merged = [each for each in everything if each.state == "merged"]
    found = fitting(text, noun.kind, known) or beginning(text, noun.kind, merged)
    if not found:
        _fail(text, noun, known, everything)
    if len(found) > 1:
        raise ambiguous(text, f"{noun.kind}s", found)
    return found[0]


def find_living(book: Book, noun: Noun, text: str, states: Collection[str] = LIVING) -> Named:
    """As `find`, of what can be changed: neither merged away nor deleted."""
    found = find(book, noun, text, states)
    check_living(noun, found)
    return found


def check_living(noun: Noun, found: Named) -> None:
    """Raise `PhotosortError` for what was merged away or deleted."""
    if found.state == "merged":
        raise PhotosortError(f"{found.id} was merged into {found.merged_into}", "use that id")
    if found.state == "deleted":
        raise PhotosortError(
            f"{found.id} is deleted", f"photosort {_group(noun)} restore {found.id} brings it back"
        )


def find_ids(book: Book, noun: Noun, texts: Iterable[str]) -> list[str]:
    """The ids of what each of `texts` means, each once; see `find_living`."""
    return list(dict.fromkeys(find_living(book, noun, text).id for text in texts))


def find_deleted(
    book: Book, noun: Noun, texts: Iterable[str], states: Collection[str] = ("deleted",)
) -> list[str]:
    """The ids of the deleted ones that `texts` mean. Raises `PhotosortError` for any other."""
    ids = []
    for text in texts:
        found = find(book, noun, text, states)
        if found.state not in states:
            raise PhotosortError(f"{found.id} was not deleted", f"{noun.deleted} shows what was")
        ids.append(found.id)
    return list(dict.fromkeys(ids))


def ambiguous(text: str, what: str, found: Sequence[Named]) -> AmbiguousError:
    """What is said where `text` fits several things."""
    more = f", here are {_MOST}" if len(found) > _MOST else ""
    return AmbiguousError(
        f"{text!r} fits {len(found):,} {what}{more}",
        [(each.id, label(each)) for each in found[:_MOST]],
        "give the id of one, or more of its name",
    )


def label(named: Named) -> str:
    """A thing in a few words: its name, and its first day unless the name tells the year."""
    name = next(iter(named.names), "")
    day = "" if named.day[:4] and named.day[:4] in name else named.day
    return ", ".join(filter(None, (name, day)))


def fitting(text: str, kind: str, known: Sequence[Named]) -> list[Named]:
    """Those of `known` that `text` means; see the top of this module."""
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
    called = _by_words(wanted, known)
    return _either(known, ids, called) if ids else called


def _either(known: Sequence[Named], *parts: Sequence[Named]) -> list[Named]:
    ids = {each.id for part in parts for each in part}
    return [each for each in known if each.id in ids]


def beginning(text: str, kind: str, known: Iterable[Named]) -> list[Named]:
    """Those whose ids begin with `text`, with or without the `kind` before the dash."""
    wanted = text.casefold()
    if not wanted:
        return []
    return [
        each
        for each in known
        if each.id.startswith(wanted) or each.id.removeprefix(f"{kind}-").startswith(wanted)
    ]


def _by_words(wanted: str, known: Sequence[Named]) -> list[Named]:
    """Those whose names hold all words of `wanted`; if none do, those with all as parts."""
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
    """What is called most like `text`, as a whole or by a word of its name."""
    called: dict[str, Named] = {}
    seen: set[str] = set()
    for each in known:
        for name in (*each.names, each.custom_id or ""):
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
    """What has nothing but an id: by its whole or by a unique beginning of it.

    `get` gives what a whole id names, `starting` the ids that begin with a text. Raises
    `PhotosortError` for an unknown id, `AmbiguousError` for a beginning of several.
    """
    id = composed(id)
    found = get(id)
    if found is None:
        matches = starting(id) or starting(f"{noun.kind}-{id}")
        if len(matches) > 1:
            raise ambiguous(id, f"{noun.kind}s", [Named(each, "shown") for each in matches])
        found = get(matches[0]) if matches else None
    if found is None:
        raise PhotosortError(f"there is no {noun.kind} {id}", f"{noun.listing} shows all of them")
    return found
