"""Names of places in a query, as the library has them: `country:USA` and `country:Deutschland`.

The library names places in the languages that it was made with. Another name for a place in it
stands for the name that it has there: a country by its code, a province or city by its id.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from photosort.model import LEVELS, Place
from photosort.query.expressions import And, Expression, Match, Not, Or, walk
from photosort.query.patterns import compiled, is_pattern, literal, unescaped
from photosort.store import Store
from photosort.texts import fold

_FIELDS = (*LEVELS, "place")
_Names = Mapping[str, Iterable[str]]


def with_known_names(store: Store, tree: Expression) -> Expression:
    """The tree, in which other names of places also ask for those that the library has."""
    if not any(isinstance(each, Match) and each.field in _FIELDS for each in walk(tree)):
        return tree
    return _with_names(tree, list(store.addresses.places_in_use().values()))


def names_by_level(store: Store, address: Mapping[str, str]) -> dict[str, set[str]]:
    """What places of these names are called in the library, by level; their own names with them."""
    places = list(store.addresses.places_in_use().values()) if address else []
    return {
        level: {name, *_other_names((level,), name, places).get(level, ())}
        for level, name in address.items()
    }


def _with_names(tree: Expression, places: list[Place]) -> Expression:
    match tree:
        case Not(part):
            return Not(_with_names(part, places))
        case And(parts) | Or(parts):
            return replace(tree, parts=tuple(_with_names(each, places) for each in parts))
        case Match(field, pattern) if field in _FIELDS and not is_pattern(pattern):
            levels = LEVELS if field == "place" else (field,)
            others = [
                Match(level, literal(name))
                for level, names in _other_names(levels, unescaped(pattern), places).items()
                for name in sorted(names)
                if fold(name) != fold(unescaped(pattern))
            ]
            return Or((tree, *others)) if others else tree
    return tree


def _other_names(levels: Iterable[str], name: str, places: list[Place]) -> _Names:
    """What a place of that name is called in the library, by level."""
    from photosort.places import lookup

    found: dict[str, set[str]] = {}
    if "country" in levels:
        found["country"] = _countries(lookup.country_codes(name), places)
    if any(found.values()) or _is_known(levels, name, places):
        return found
    # only where the library itself has no such name: the names of all languages are many
    if "country" in levels:
        found["country"] = _countries(lookup.country_codes_in_any_language(name), places)
    finer = [level for level in levels if level != "country"]
    ways: list[tuple[list[str], Callable[[str], set[str]]]] = [
        ([level for level in finer if level == "province"], lookup.province_codes),
        ([level for level in finer if level != "province"], lookup.place_ids),
    ]
    for some, ids_of in ways:
        if some and not any(found.values()):
            ids = ids_of(name)
            found |= {level: _with_ids(level, ids, places) for level in some}
    return found


def _countries(codes: set[str], places: list[Place]) -> set[str]:
    return {
        place.levels["country"]
        for place in places
        if place.country_code in codes and "country" in place.levels
    }


def _with_ids(level: str, ids: set[str], places: list[Place]) -> set[str]:
    return {
        place.levels[level]
        for place in places
        if level in place.levels and place.ids.get(level) in ids
    }


def _is_known(levels: Iterable[str], name: str, places: list[Place]) -> bool:
    pattern = compiled(literal(name), False)
    names = {place.levels[level] for place in places for level in levels if level in place.levels}
    return any(pattern.fullmatch(fold(each)) for each in names)
