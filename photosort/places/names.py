"""Place names in the languages of the user, in order; then English, then as in the data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property

from photosort.places.countries import COUNTRY_NAMES
from photosort.places.pack import Pack, Texts

_TRADITIONAL = ("zh_hant", "zh_tw", "zh_hk", "zh_mo")
_SAME = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "sh": "sr", "tl": "fil"}


class Names:
    """Unpacks only the languages asked for. Unknown languages are skipped."""

    def __init__(self, pack: Pack, languages: Sequence[str]) -> None:
        self._provinces = pack.lines("province.name")
        self._codes = pack.lines("province.code")
        self._pack = pack
        self._countries: list[Mapping[str, str]] = []
        self._province_names: list[Mapping[str, str]] = []
        self._entity_names: list[Mapping[int, str]] = []
        for language in wanted(languages):
            if language == "en":
                break
            if f"names.{language}" in pack:
                table = pack.json(f"names.{language}")
                self._countries.append(table["countries"])
                self._province_names.append(table["provinces"])
            if f"names.{language}.places" in pack:
                self._entity_names.append(_by_number(pack.lines(f"names.{language}.places")))

    @cached_property
    def _entities(self) -> Texts:
        return self._pack.texts("place.name")

    def country(self, code: str) -> str:
        """The name for an ISO code; the code itself if it has no name."""
        found = next((table[code] for table in self._countries if code in table), "")
        return found or COUNTRY_NAMES.get(code, code)

    def province(self, number: int) -> str:
        """The name of a province by number; for an undivided country, that of the country."""
        code = self._codes[number]
        if len(code) == 2:
            return self.country(code)
        found = next((table[code] for table in self._province_names if code in table), "")
        return found or self._provinces[number]

    def entity(self, number: int) -> str:
        """The name of a place, or of a division that serves as a city."""
        for table in self._entity_names:
            if number in table:
                return table[number] or self._entities[number]
        return self._entities[number]

    def entity_columns(self) -> Iterator[tuple[Sequence[int], str]]:
        """Names of places, one table after another: their numbers, and one line for each."""
        for table in self._entity_names:
            yield list(table), "\n".join(table.values())
        text = self._entities.whole()
        yield range(text.count("\n") + 1), text


@cache
def known_languages() -> frozenset[str]:
    """The languages with place names."""
    names = (section.split(".") for section in Pack().sections())
    found = (rest[0] for kind, *rest in names if kind == "names")
    return frozenset(("en", *(name for name in found if name != "zh_Hant")))


def wanted(languages: Sequence[str]) -> Iterable[str]:
    """Tables for language tags: `zh-TW` is traditional Chinese, then any; `pt-BR` is Portuguese."""
    for language in languages:
        tag = language.replace("-", "_").split(".")[0].lower()
        if tag.startswith(_TRADITIONAL):
            yield "zh_Hant"
        base = tag.split("_")[0]
        yield _SAME.get(base, base)


def _by_number(lines: Sequence[str]) -> dict[int, str]:
    """Lines "number<tab>name"; an empty name stands for the English one."""
    table = {}
    for line in lines:
        number, _, name = line.partition("\t")
        table[int(number or -1)] = name
    return table
