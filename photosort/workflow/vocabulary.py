"""What there is in this library, for a query that asks for something else.

`no country Frence; did you mean France? there are: Germany, France, Japan`
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches

from photosort.model import LEVELS
from photosort.query.expressions import (
    Everything,
    Expression,
    Has,
    Label,
    Match,
    Not,
    Or,
    quoted,
    walk,
)
from photosort.query.language import PART
from photosort.query.patterns import is_pattern, literal, unescaped
from photosort.store import Store
from photosort.texts import fold
from photosort.workflow.query import as_written, resolved

SHOWN = 12
"""So many of the known values are told."""

_FINDERS = {
    "person": "photosort people finds persons, photosort people name names them",
    "journey": "photosort journeys finds them",
    "trip": "photosort trips finds them",
    "moment": "photosort moments finds them, photosort moments update ID --title names one",
    "title": "photosort journeys and photosort trips find what has a title",
    "label": "photosort label FILE KEY=VALUE adds one",
    "keyword": "photosort index reads those that other programs wrote",
    "creator": "photosort index reads those that other programs wrote",
}


def unknown_values(store: Store, tree: Expression) -> list[str]:
    """A sentence for each value of a query that nothing in the library has, and what there is.

    `tree` is the query as it was written. Files that are gone have names, too: where they are
    asked for, nothing is said.
    """
    terms = list(walk(tree))
    if any(each in (Has("missing"), Has("ignored")) for each in terms):
        return []
    if not any(map(_is_closed, terms)) or _finds_all(store, tree, terms):
        return []
    told = [_sentence(store, each) for each in terms if _is_closed(each)]
    return list(dict.fromkeys(each for each in told if each))


def _finds_all(store: Store, tree: Expression, terms: Sequence[Expression]) -> bool:
    """Whether all terms fit something because one file fits them all, which is quickly seen."""
    if any(isinstance(each, Or | Not) for each in terms):
        return False
    return bool(store.queries.select(resolved(store, tree), limit=1))


def unknown_in(store: Store, where: str, address: Mapping[str, str] | None = None) -> list[str]:
    """The same of the text of a query, and of names of places by level. Raises `UsageError`."""
    terms: list[Expression] = [
        Match(level, literal(name)) for level, name in (address or {}).items()
    ]
    if where.strip():
        terms.append(as_written(store, where))
    return [sentence for term in terms for sentence in unknown_values(store, term)]


def _is_closed(term: Expression) -> bool:
    """Whether a term asks for one of the values that the library has."""
    return isinstance(term, Label) or (isinstance(term, Match) and term.field in _VALUES)


def _sentence(store: Store, term: Expression) -> str:
    queries = store.queries
    if queries.select(term, limit=1) or queries.select(resolved(store, term), limit=1):
        return ""
    if isinstance(term, Label):
        field, pattern = "label", term.key
        if term.value is not None and store.queries.select(Label(term.key), limit=1):
            values = store.queries.group(Everything(), f"label:{unescaped(term.key)}", ())
            known = [f"{unescaped(term.key)}={row[0]}" for row in values if row[0] is not None]
            return _told("label", f"{unescaped(term.key)}={unescaped(term.value)}", known)
    else:
        assert isinstance(term, Match)
        field, pattern = term.field, term.pattern
    known = list(dict.fromkeys(_VALUES[field](store)))
    return _told(field, pattern if is_pattern(pattern) else unescaped(pattern), known)


def _told(field: str, value: str, known: Sequence[str]) -> str:
    """`no country Frence; did you mean France? there are: …`."""
    said = f"no {field} {value}"
    if not known:
        finder = _FINDERS.get(field)
        return f"{said}: the library has none" + (f"; {finder}" if finder else "")
    near = None if _is_country(field, value) else _nearest(value, known)
    if near is None and field in PART:
        near = _nearest(value, _words(known))
    guess = f" did you mean {quoted(near)}?" if near else ""
    rest = len(known) - SHOWN
    more = f" … and {rest:,} more" if rest > 0 else ""
    if more and field in ("country", "province", "city", "camera"):
        more += f": photosort query --group {field}"
    return f"{said};{guess} there are: {', '.join(map(_listed, known[:SHOWN]))}{more}"


def _is_country(field: str, value: str) -> bool:
    """Whether a value that the library lacks is no slip, but another country."""
    from photosort.places import lookup

    return field in ("country", "place") and bool(
        lookup.country_codes(value) or lookup.country_codes_in_any_language(value)
    )


def _nearest(value: str, known: Iterable[str]) -> str | None:
    by_fold = {fold(each): each for each in known}
    near = get_close_matches(fold(value), by_fold, 1, 0.6)
    return by_fold[near[0]] if near else None


def _words(known: Iterable[str]) -> list[str]:
    return [word for each in known for word in re.findall(r"\w+", each)]


def _listed(name: str) -> str:
    return f'"{name}"' if "," in name else name


def _grouped(field: str) -> Callable[[Store], list[str]]:
    """The values of a field, those of most photos first."""
    return lambda store: [
        str(row[0]) for row in store.queries.group(Everything(), field, ()) if row[0] is not None
    ]


def _of_any_level(store: Store) -> list[str]:
    return [name for level in LEVELS[:3] for name in _grouped(level)(store)]


def _zones(store: Store) -> list[str]:
    places = store.addresses.places_in_use().values()
    return sorted({place.timezone for place in places if place.timezone})


def _keywords(store: Store) -> list[str]:
    """All keywords, those of most photos first, and what is above them."""
    words = _grouped("keyword")(store)
    return [*words, *(level for word in words for level in word.split("/")[:-1])]


_VALUES: dict[str, Callable[[Store], Iterable[str]]] = {
    **{level: _grouped(level) for level in LEVELS},
    "place": _of_any_level,
    "timezone": _zones,
    "camera": _grouped("camera"),
    "person": lambda store: sorted(
        name for each in store.persons.named() if each.state == "shown" for name in each.names
    ),
    "trip": lambda store: [each.name for each in store.trips.shown()],
    "journey": lambda store: [each.title for each in store.journeys.shown()],
    "moment": lambda store: [each.name for each in store.moments.shown() if each.name],
    "title": lambda store: [
        *(each.title for each in store.journeys.shown()),
        *(each.title for each in store.trips.shown() if each.title),
        *_grouped("title")(store),
    ],
    "keyword": _keywords,
    "creator": _grouped("creator"),
    "label": lambda store: store.labels.keys(),
}
"""What gives the values of a field."""
