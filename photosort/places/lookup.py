"""Which countries, provinces and places a name means, in whatever language it is written.

The names are those of the packed data, from Unicode CLDR and GeoNames. Case, accents and dots do
not count: `cote d'ivoire` is Côte d'Ivoire, `U.S.A.` the United States.
"""

from collections.abc import Iterator
from functools import cache

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
    return {
        code
        for table in _tables(Pack())
        for code, text in table["countries"].items()
        if _key(text) == wanted
    }


def province_codes(name: str) -> set[str]:
    """The codes of provinces, as addresses have them, by a name in any language or by code."""
    pack = Pack()
    wanted = _key(name)
    codes = pack.lines("province.code")
    found = {
        code
        for table in _tables(pack)
        for code, text in table["provinces"].items()
        if text and _key(text) == wanted
    }
    english = zip(codes, pack.lines("province.name"), strict=True)
    found.update(code for code, text in english if _key(text) == wanted)
    return found | ({name.upper()} & set(codes))


def place_ids(name: str) -> set[str]:
    """The ids of cities, districts and townships, as addresses have them, by name."""
    pack = Pack()
    wanted, first = _key(name), name[:1].casefold()
    numbers = {number for number, text in _places(pack, first) if _key(text) == wanted}
    ids = pack.array("place.id")
    return {str(ids.item(number)) for number in numbers}


def _places(pack: Pack, first: str) -> Iterator[tuple[int, str]]:
    """(number, name) of places in all languages, those that may begin with a character."""
    for section in pack.sections():
        if section.startswith("names.") and section.endswith(".places"):
            for line in pack.lines(section):
                number, _, text = line.partition("\t")
                if text and _may_begin(text, first):
                    yield int(number), text
    for position, text in enumerate(pack.texts("place.name").whole().split("\n")):
        if text and _may_begin(text, first):
            yield position, text


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
