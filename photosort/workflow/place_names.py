"""Names of places in a query, as the library has them: `country:USA` and `country:Deutschland`.

The library names places in the languages that it was made with. Another name for a place in it
stands for the name that it has there: a country by its code, a province or city by its id.
"""

from collections.abc import Callable, Iterable, Mapping

from photosort.model import LEVELS
from photosort.query.expressions import Expression, Match, Or, rewritten
from photosort.query.patterns import is_pattern, literal, unescaped
from photosort.store import Store
from photosort.texts import fold

_FIELDS = (*LEVELS, "place")


def with_known_names(store: Store, tree: Expression) -> Expression:
    """The tree, in which other names of places also ask for those that the library has."""

    def known(term: Expression) -> Expression:
        match term:
            case Match(field, pattern) if field in _FIELDS and not is_pattern(pattern):
                return _with_others(store, term)
        return term

    return rewritten(tree, known)


def _with_others(store: Store, term: Match) -> Expression:
    name = unescaped(term.pattern)
    others = [
        Match(level, literal(each))
        for level, names in _other_names(store, term.field, name).items()
        for each in names
        if fold(each) != fold(name)
    ]
    return Or((term, *others)) if others else term


def names_by_level(store: Store, address: Mapping[str, str]) -> dict[str, set[str]]:
    """What places of these names are called in the library, by level; their own names with them."""
    return {
        level: {name, *_other_names(store, level, name).get(level, ())}
        for level, name in address.items()
    }


def _other_names(store: Store, field: str, name: str) -> dict[str, list[str]]:
    """What places of that name are called in the library, by level."""
    from photosort.places import lookup

    levels = LEVELS if field == "place" else (field,)
    found: dict[str, list[str]] = {}
    if "country" in levels:
        found["country"] = store.addresses.countries(lookup.country_codes(name))
    if any(found.values()) or store.queries.select(Match(field, literal(name)), limit=1):
        return found
    # only where the library itself has no such name: the names of all languages are many
    if "country" in levels:
        codes = lookup.country_codes_in_any_language(name)
        found["country"] = store.addresses.countries(codes)
    ways: tuple[tuple[Iterable[str], Callable[[str], set[str]]], ...] = (
        (("province",), lookup.province_codes),
        (("city", "district", "township"), lookup.place_ids),
    )
    for some, ids_of in ways:
        asked = [level for level in some if level in levels]
        if asked and not any(found.values()):
            ids = ids_of(name)
            found |= {level: store.addresses.names(level, ids) for level in asked}
    return found
