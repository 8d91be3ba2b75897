"""Names by language: countries and provinces of CLDR, places of GeoNames.

English is complete; another language lists the names it has, those equal to English as empty.
"""

import gettext
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from photosort.places.countries import COUNTRY_NAMES

from .cities import Settled
from .sources import Town, Unit, World

LANGUAGES = tuple(
    "ar,bg,ca,cs,da,de,el,es,et,fa,fi,fr,he,hi,hr,hu,id,it,ja,ko,lt,lv,nb,nl,pl,pt,ro,ru,sk,sl,sr,"  # noqa: SIM905
    "sv,th,tr,uk,vi,zh,zh_Hant".split(",")
)

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_SCRIPT = {
    "zh": ("CN TW HK MO", _HAN),
    "ja": ("JP", re.compile(r"[\u3040-\u30ff\u4e00-\u9fff々ヶ]{2,}")),
    "ko": ("KR KP", re.compile(r"[\uac00-\ud7af]{2,}")),
}
_TAILS = re.compile(
    r"[- ](Sheng|Shi|ku|Diqu|Zizhiqu|Zizhizhou|Meng|Municipality|Prefecture|City|Governorate"
    r"|District|Province)$",
    re.I,
)


def sections(world: World, settled: Settled) -> dict[str, Any]:
    """`place.name` and `province.name` in English, and per language what differs."""
    simplify = _simplifier(world.paths.opencc)
    english_countries = {**_territories(world.paths.cldr, "en"), **COUNTRY_NAMES}
    codes = sorted({unit.country for unit in settled.provinces} | set(COUNTRY_NAMES))
    provinces = [_province(world, unit, english_countries) for unit in settled.provinces]
    entities = [_town(town) for town in settled.towns]
    entities += [_division(unit) for unit in settled.divisions]
    result: dict[str, Any] = {"place.name": entities, "province.name": provinces}
    for language in LANGUAGES:
        countries = _countries(world, language, codes)
        same = {COUNTRY_NAMES.get(code, ""): name for code, name in countries.items()}
        result[f"names.{language}"] = {
            "countries": countries,
            "provinces": _provinces(world, settled, language, provinces, simplify, same),
        }
        if language != "zh_Hant":
            table = _entities(world, settled, language, entities, simplify, same)
            result[f"names.{language}.places"] = [f"{key}\t{table[key]}" for key in sorted(table)]
    return result


def _territories(cldr: Path, language: str) -> dict[str, str]:
    names: dict[str, str] = {}
    path = cldr / "main" / f"{language}.xml"
    for node in ElementTree.parse(path).iterfind(".//territories/territory"):
        code, text = node.get("type", ""), node.text or ""
        short = node.get("alt") == "short"
        if len(code) == 2 and (short or (node.get("alt") is None and code not in names)):
            names[code] = text
    return names


def _countries(world: World, language: str, codes: list[str]) -> dict[str, str]:
    names = _territories(world.paths.cldr, language)
    return {code: names[code] for code in codes if code in names and "↑" not in names[code]}


def _subdivisions(cldr: Path, language: str) -> dict[str, str]:
    path = cldr / "subdivisions" / f"{language}.xml"
    if not path.exists():
        return {}
    nodes = ElementTree.parse(path).iterfind(".//subdivision")
    return {
        node.get("type", "").upper(): _plain(node.text or "")
        for node in nodes
        if node.get("alt") is None and "↑" not in (node.text or "")
    }


def _plain(text: str) -> str:
    """Without the marks that CLDR tells homonyms apart by: `Île-de-France²`, `台湾省 (…)`."""
    return re.sub(r"\s*[(（].*?[)）]|[²³¹⁴]", "", text).strip()


_CACHE: dict[str, dict[str, str]] = {}


_RECODED = ("IR", "MA", "NP")  # ISO codes were given anew since this CLDR: match by name
_ENGLISH = {
    "CO-DC": "Bogotá",
    "CZ-10": "Prague",
    "ES-MD": "Madrid",
    "ES-NC": "Navarre",
    "NP-P1": "Koshi",
    "NP-P2": "Madhesh",
    "NZ-MBH": "Marlborough",
    "PH-00": "Metro Manila",
    "PL-26": "Świętokrzyskie",
    "RU-AL": "Altai Republic",
    "RU-BU": "Buryatia",
    "RU-KO": "Komi Republic",
    "RU-MOS": "Moscow Oblast",
    "RU-UD": "Udmurtia",
    "RU-YEV": "Jewish Autonomous Oblast",
    "SO-BY": "Bay",
}


def _iso_name(world: World, language: str, unit: Unit) -> str:
    for each in ("en", language):
        if each not in _CACHE:
            _CACHE[each] = _subdivisions(world.paths.cldr, each)
    if not unit.iso:
        return ""
    code = unit.iso.replace("-", "")
    if unit.country in _RECODED:
        ours = {_fold(name) for name in (unit.name, *unit.aliases)}
        english = _CACHE["en"]
        codes = [
            each
            for each, name in english.items()
            if each[:2] == unit.country and _fold(name) in ours
        ]
        code = codes[0] if codes else ""
    return _CACHE[language].get(code, "")


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", _TAILS.sub("", text).lower())
    return "".join(c for c in plain if c.isalpha() and c.isascii())


def _province(world: World, unit: Unit, countries: dict[str, str]) -> str:
    if not unit.name:
        return countries[unit.country]
    if unit.country == "UA":
        oblasts = [a for a in unit.aliases if a.endswith(" Oblast") and a.isascii()]
        return min(oblasts, default=_tidy(_iso_name(world, "en", unit) or unit.name))
    name = _ENGLISH.get(unit.iso) or _iso_name(world, "en", unit)
    if name and unit.country == "JP":
        name = "".join(
            c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)
        )
    return _tidy(name or _TAILS.sub("", unit.name))


_PINYIN = re.compile(
    r"^Prefecture of "
    r"| (Li and Miao|Miao and Dong|Buyei and Miao|Li|Tibetan)? ?Autonomous( County)?$"
    r"| (County|Region)$|( (\w+zu|Menggu))+$"
)
_USUAL = {
    "Aletai": "Altay",
    "Bayinguoleng": "Bayingolin",
    "Hetian": "Hotan",
    "Kashi": "Kashgar",
    "Kelamayi": "Karamay",
    "Kezilesu": "Kizilsu",
    "Lupanshui": "Liupanshui",
    "Rikaze": "Shigatse",
    "Tulufan": "Turpan",
    "Wulanchabu": "Ulanqab",
    "Yichangshi": "Yichang",
    "Yili": "Ili",
}


def _town(town: Town) -> str:
    name = _tidy(town.name)
    return name.removesuffix("-shi") if town.country == "JP" else name


def _division(unit: Unit) -> str:
    """A division's name without words for its kind; of China, as English texts write it."""
    name = _tidy(_TAILS.sub("", unit.name))
    if unit.country == "CN":
        name = _PINYIN.sub("", name)
    return _USUAL.get(name, name)


def _tidy(name: str) -> str:
    return unicodedata.normalize("NFC", name).replace("\n", " ").strip()


def _provinces(
    world: World,
    settled: Settled,
    language: str,
    english: list[str],
    simplify: Any,
    countries: dict[str, str],
) -> dict[str, str]:
    table = {}
    messages = _messages(world.paths.geonames_names, language)
    for unit, default in zip(settled.provinces, english, strict=True):
        name = _iso_name(world, language, unit) or messages.get(str(unit.geoname), "")
        if not name and language == "zh":
            name = _longest(alias for alias in unit.aliases if _HAN.fullmatch(alias))
        name = name or (
            countries.get(default, "") if COUNTRY_NAMES.get(unit.country) == default else ""
        )
        if language == "zh":
            name = simplify(name)
        if name:
            table[unit.code] = _differs(_tidy(name), default)
    return table


def _entities(
    world: World,
    settled: Settled,
    language: str,
    english: list[str],
    simplify: Any,
    countries: dict[str, str],
) -> dict[int, str]:
    """By position; GeoNames' preferred name, else an alias in the script of the country."""
    messages = _messages(world.paths.geonames_names, language)
    homes, script = _SCRIPT.get(language, ("", None))
    table = {}
    for position, town in enumerate(settled.towns):
        name = messages.get(str(town.geoname), "")
        if not name and script and town.country in homes.split():
            name = _shortest(alias for alias in town.aliases if script.fullmatch(alias))
        if not name and COUNTRY_NAMES.get(town.country) == english[position]:
            name = countries.get(english[position], "")
        table[position] = simplify(name) if language == "zh" else name
    for position, unit in enumerate(settled.divisions, len(settled.towns)):
        name = messages.get(str(unit.geoname), "")
        if language == "zh":
            name = simplify(_prefecture(unit) or name)
        elif not name and script and unit.country in homes.split():
            name = _shortest(alias for alias in unit.aliases if script.fullmatch(alias))
        table[position] = name
    return {key: _differs(_tidy(name), english[key]) for key, name in table.items() if name}


def _differs(name: str, english: str) -> str:
    """Empty for the same as in English."""
    return "" if name == english else name


_FILL = {"CN.13.8079473": "五家渠市"}
_OFFICIAL = {
    "伊犁市": "伊犁哈萨克自治州",
    "克孜勒苏市": "克孜勒苏柯尔克孜自治州",
    "博尔塔拉市": "博尔塔拉蒙古自治州",
    "和田市": "和田地区",
    "喀什市": "喀什地区",
    "塔城市": "塔城地区",
    "山南地区": "山南市",
    "巴音郭楞市": "巴音郭楞蒙古自治州",
    "日喀则地区": "日喀则市",
    "昌吉市": "昌吉回族自治州",
    "林芝地区": "林芝市",
    "毕节地区": "毕节市",
    "海东地区": "海东市",
    "襄樊市": "襄阳市",
    "那曲地区": "那曲市",
    "铜仁地区": "铜仁市",
    "阿克苏市": "阿克苏地区",
    "阿勒泰市": "阿勒泰地区",
}
"""Prefectures that GeoNames names short, or as before they became cities."""


def _prefecture(unit: Unit) -> str:
    """The full name of a Chinese prefecture: 深圳市, 凉山彝族自治州, 阿里地区."""
    if unit.country != "CN":
        return _longest(alias for alias in unit.aliases if _HAN.fullmatch(alias))
    names = [alias for alias in (*unit.aliases, _FILL.get(unit.code, "")) if _HAN.fullmatch(alias)]
    full = [name for name in names if re.search("(市|地区|自治州|盟|林区|县|区)$", name)]
    name = _longest(full) or (f"{_shortest(names)}市" if names else "")
    return _OFFICIAL.get(name, name)


def _longest(names: Iterable[str]) -> str:
    return max(names, key=lambda name: (len(name), name), default="")


def _shortest(names: Iterable[str]) -> str:
    return min(names, key=lambda name: (len(name), name), default="")


def _messages(folder: Path, language: str) -> dict[str, str]:
    """Names by geonameid of GeoNames' alternate names; zh_CN goes before zh."""
    names: dict[str, str] = {}
    for code in {"zh": ("zh", "zh_CN"), "zh_Hant": ("zh_TW",)}.get(language, (language,)):
        path = folder / code / "LC_MESSAGES" / "geonames.mo"
        if path.exists():
            with path.open("rb") as file:
                catalog = vars(gettext.GNUTranslations(file))["_catalog"]
            names.update(
                (key, text) for key, text in catalog.items() if key and isinstance(text, str)
            )
    return names


def _simplifier(path: Path) -> Any:
    """Character by character; the first of several choices."""
    table = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        old, _, new = line.partition("\t")
        if len(old) == 1 and new:
            table[ord(old)] = new.split(" ")[0]
    return lambda text: text.translate(table)
