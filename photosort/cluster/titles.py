"""Titles of journeys: where, and when, in the language of the place names."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

_EPOCH = date(1970, 1, 1)
_MAX_COUNTRIES = 4

_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "pt": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
    "ja": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
    "zh": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
    "ko": "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
}

LANGUAGES = tuple(_MONTHS)
"""Languages that titles can be written in."""


class _Style(NamedTuple):
    """How a language writes dates and lists.

    month    a month with its year, from `{month}` and `{year}`
    months   two months of one year, from `{first}`, `{last}` and `{year}`
    years    two months with their years, from `{first}` and `{last}`
    day      a day with its month, from `{day}`, `{month}` and `{year}`
    days     two days of one month, from `{first}`, `{last}`, `{month}` and `{year}`
    comma    between names of a longer list
    also     before the last name of a list
    when     between places and dates
    """

    month: str = "{month} {year}"
    months: str = "{first} – {last} {year}"
    years: str = "{first} – {last}"
    day: str = "{day} {month} {year}"
    days: str = "{first}–{last} {month} {year}"
    comma: str = ", "
    also: str = " & "
    when: str = ", "


_HAN = _Style(
    month="{year}年{month}",
    months="{year}年{first}–{last}",
    years="{first}–{last}",
    day="{year}年{month}{day}日",
    days="{year}年{month}{first}–{last}日",
)

_STYLES = {
    "de": _Style(day="{day}. {month} {year}", days="{first}.–{last}. {month} {year}"),
    "ja": _HAN._replace(comma="・", also="・", when="、"),
    "zh": _HAN._replace(comma="、", also="、", when="，"),
    "ko": _Style(
        month="{year}년 {month}",
        months="{year}년 {first}–{last}",
        day="{year}년 {month} {day}일",
        days="{year}년 {month} {first}–{last}일",
        comma="·",
        also="·",
    ),
}

_PLAIN = _Style()


def journey_title(
    stops: Sequence[tuple[str | None, str | None]],
    first_day: int,
    last_day: int,
    language: str = "en",
) -> str:
    """The title of a journey; never empty.

    `stops` are the names of city and country of each, in order of first visit, None for unknown;
    days count from 1970-01-01. `language` is a code such as `de` or `pt-BR`; English stands in for
    languages without month names here. One or two cities are named, of more than two only the
    countries. Without any names the title is the dates.

    >>> journey_title([("Tokyo", "Japan"), ("Kyoto", "Japan")], 19448, 19461)
    'Tokyo & Kyoto, Apr 2023'
    """
    code = _code(language)
    style, months = _STYLES.get(code, _PLAIN), _MONTHS[code].split()
    first, last = (_EPOCH + timedelta(days=day) for day in (first_day, last_day))
    where = journey_place(stops, language)
    by_day = not 1 <= len(_cities(stops)) <= 2 and len(_countries(stops)) < 2
    when = _when(first, last, by_day, style, months)
    return f"{where}{style.when}{when}" if where else when


def journey_place(stops: Sequence[tuple[str | None, str | None]], language: str = "en") -> str:
    """The title of a journey without its dates, for where they stand beside it.

    Arguments are as those of `journey_title`; empty where nothing has a name.

    >>> journey_place([("Oslo", "Norway"), ("Bergen", "Norway"), ("Stavanger", "Norway")])
    'Norway'
    """
    cities = _cities(stops)
    names = [city for city, _ in cities] if 1 <= len(cities) <= 2 else _countries(stops)
    return listed(names, language)


def listed(names: Sequence[str], language: str = "en") -> str:
    """`A`, `A & B`, `A, B & C`; of a long list only the first names and how many more."""
    style = _STYLES.get(_code(language), _PLAIN)
    if len(names) > _MAX_COUNTRIES:
        shown = names[: _MAX_COUNTRIES - 1]
        return f"{style.comma.join(shown)}{style.also}+{len(names) - len(shown)}"
    return style.also.join(filter(None, (style.comma.join(names[:-1]), *names[-1:])))


def _code(language: str) -> str:
    code = language.replace("_", "-").split("-")[0].lower()
    return code if code in _MONTHS else "en"


def _cities(stops: Sequence[tuple[str | None, str | None]]) -> list[tuple[str, str | None]]:
    return list(dict.fromkeys((city, country) for city, country in stops if city))


def _countries(stops: Sequence[tuple[str | None, str | None]]) -> list[str]:
    return list(dict.fromkeys(country for _, country in stops if country))


def _when(first: date, last: date, by_day: bool, style: _Style, months: Sequence[str]) -> str:
    """The dates, to the day if asked for and within one month."""
    month, last_month = months[first.month - 1], months[last.month - 1]
    if first.year != last.year:
        return style.years.format(
            first=style.month.format(month=month, year=first.year),
            last=style.month.format(month=last_month, year=last.year),
        )
    if first.month != last.month:
        return style.months.format(first=month, last=last_month, year=first.year)
    if not by_day:
        return style.month.format(month=month, year=first.year)
    if first == last:
        return style.day.format(day=first.day, month=month, year=first.year)
    return style.days.format(first=first.day, last=last.day, month=month, year=first.year)
