"""Which countries, provinces and places a name means, in whatever language it is written.

The names are those of the packed data, from Unicode CLDR and GeoNames. Case, accents and dots do
not count: `cote d'ivoire` is Côte d'Ivoire, `U.S.A.` the United States.
"""

from collections.abc import Iterator
from functools import cache, lru_cache

from photosort.places.codes import ALPHA_3, OTHER_NAMES
from photosort.places.countries import COUNTRY_NAMES
from photosort.places.pack import Pack
from photosort.texts import plain


def country_codes(name: str) -> set[str]:
    """ISO 3166-1 alpha-2 codes of a country by its code or a name in English; loads nothing."""
    wanted, code = _key(name), name.upper()
    if code in COUNTRY_NAMES or code in ALPHA_3:
        return {ALPHA_3.get(code, code)}
    return _english().get(wanted, set())


def country_codes_in_any_language(name: str) -> set[str]:
    """The same by a name in any language that the data know, in 0.2 s."""
    wanted = _key(name)
    return {code for code, key in _countries() if key == wanted}


def province_codes(name: str) -> set[str]:
    """The codes of provinces, as addresses have them, by a name in any language or by code."""
    wanted, code = _key(name), name.upper()
    return {known for known, key in _provinces() if key == wanted or known == code}


def place_ids(name: str) -> set[str]:
    """The ids of cities, districts and townships, as addresses have them, by name."""
    wanted = _key(name)
    numbers = {number for number, key in _places(name[:1].casefold()) if key == wanted}
    ids = Pack().array("place.id")
    return {str(ids.item(number)) for number in numbers}


# the keys of tens of thousands of names take longer than comparing them, and queries ask repeatedly


@lru_cache(maxsize=1)
def _countries() -> list[tuple[str, str]]:
    """(code, key of a name) of countries in all languages."""
    tables = _tables(Pack())
    return [(code, _key(text)) for table in tables for code, text in table["countries"].items()]


@lru_cache(maxsize=1)
def _provinces() -> list[tuple[str, str]]:
    """(code, key of a name) of provinces in all languages."""
    pack = Pack()
    named = [pair for table in _tables(pack) for pair in table["provinces"].items() if pair[1]]
    named += zip(pack.lines("province.code"), pack.lines("province.name"), strict=True)
    return [(code, _key(text)) for code, text in named]


@lru_cache(maxsize=2)
def _places(first: str) -> list[tuple[int, str]]:
    """(number, key of a name) of places in all languages that may begin with a character."""
    pack, named = Pack(), []
    for section in pack.sections():
        if section.startswith("names.") and section.endswith(".places"):
            for line in pack.lines(section):
                number, _, text = line.partition("\t")
                if text:
                    named.append((int(number), text))
    named += enumerate(pack.texts("place.name").whole().split("\n"))
    return [(number, _key(text)) for number, text in named if text and _may_begin(text, first)]


def _may_begin(text: str, first: str) -> bool:
    begin = text[0]
    return not (begin.isascii() and first.isascii()) or begin.casefold() == first


def _tables(pack: Pack) -> Iterator[dict[str, dict[str, str]]]:
    """The names of countries and provinces, a table a language."""
    for section in pack.sections():
        if section.startswith("names.") and not section.endswith(".places"):
            yield pack.json(section)


@cache
def _english() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, code in (*((name, code) for code, name in COUNTRY_NAMES.items()),
                       *OTHER_NAMES.items()):  # fmt: skip
        found.setdefault(_key(name), set()).add(code)
    return found


def _key(name: str) -> str:
    """A name by which others that are written a little differently are found."""
    return plain(name).replace(".", "").replace("’", "'").strip()
