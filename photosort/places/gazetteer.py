"""Places by name: the levels above a city or province that a user names."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from photosort.model import LEVELS
from photosort.places.names import Names
from photosort.places.pack import Pack
from photosort.settings.places import PlaceOptions

_ENGLISH = ("en",)


def levels_above(levels: Mapping[str, str], options: PlaceOptions) -> dict[str, str]:
    """Country and province of the city or province in `levels`, in the user's language.

    Names may be in the languages of the user or English, in any case, with or without accents.
    Empty if no place, or more than one, has these names.
    """
    named = [level for level in ("city", "province") if level in levels]
    if not named or all(above in levels for above in _above(named[0])):
        return {}
    return _Gazetteer(options.languages or options.locale).above(named[0], levels)


def _above(level: str) -> tuple[str, ...]:
    return LEVELS[: LEVELS.index(level)]


class _Gazetteer:
    """The packed places by name."""

    def __init__(self, languages: Iterable[str]) -> None:
        self._pack = Pack()
        own = tuple(languages)
        self._names = [Names(self._pack, own or _ENGLISH), Names(self._pack, _ENGLISH)]

    def above(self, level: str, levels: Mapping[str, str]) -> dict[str, str]:
        countries = self._pack.lines("province.country")
        provinces = self._provinces(level, levels[level])
        if "province" in levels and level != "province":
            provinces &= self._provinces("province", levels["province"])
        if "country" in levels:
            provinces = {each for each in provinces if self._is(levels["country"], countries[each])}
        if len(provinces) != 1:
            return {}
        (province,) = provinces
        found = {
            "country": self._names[0].country(countries[province]),
            "province": self._names[0].province(province),
        }
        return {above: found[above] for above in _above(level) if above not in levels}

    def _provinces(self, level: str, name: str) -> set[int]:
        """Provinces with this name, or with a city of this name."""
        wanted = _key(name)
        if level == "province":
            return {
                number
                for number in range(len(self._pack.lines("province.name")))
                if any(_key(names.province(number)) == wanted for names in self._names)
            }
        home = np.cumsum(self._pack.array("place.province"), dtype=np.int64)
        return {
            int(home[number])
            for numbers, text in self._names[0].entity_columns()
            for number in (numbers[line] for line in _lines_that_are(wanted, text))
            if any(_key(names.entity(number)) == wanted for names in self._names)
        }

    def _is(self, name: str, code: str) -> bool:
        names = (code, *(each.country(code) for each in self._names))
        return _key(name) in map(_key, names)


def _key(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.casefold())
    marks = dict.fromkeys(ord(each) for each in set(parts) if unicodedata.combining(each))
    return parts.translate(marks) if marks else parts


@lru_cache(maxsize=8)
def _keys(text: str) -> str:
    """The keys of a text's lines, a line feed around each."""
    return f"\n{_key(text)}\n"


def _lines_that_are(wanted: str, text: str) -> Iterator[int]:
    """Numbers of the lines of a text that have this key.

    The whole text is folded at once, since folding all names of the world line by line would take
    seconds.
    """
    lines, line = f"\n{wanted}\n", 0
    if "\n" in wanted:
        return
    keys = _keys(text)
    start, found = 0, keys.find(lines)
    while found >= 0:
        line += keys.count("\n", start, found)
        yield line
        start, found = found, keys.find(lines, found + 1)
