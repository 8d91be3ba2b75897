"""Titles of journeys, as people would write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.cluster.titles import journey_title

TOKYO, KYOTO, NARA = (("Tokyo", "Japan"), ("Kyoto", "Japan"), ("Nara", "Japan"))
PARIS, NICE, GENEVA, MILAN = (
    ("Paris", "France"),
    ("Nice", "France"),
    ("Geneva", "Switzerland"),
    ("Milan", "Italy"),
)


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def title(stops, first, last, language="en"):
    return journey_title(stops, day(first), day(last), language)


@pytest.mark.parametrize(
    ("stops", "first", "last", "expected"),
    [
        ([KYOTO], "2023-04-01", "2023-04-03", "Kyoto, Apr 2023"),
        ([KYOTO], "2023-04-01", "2023-04-01", "Kyoto, Apr 2023"),
        ([TOKYO, KYOTO], "2023-04-01", "2023-04-14", "Tokyo & Kyoto, Apr 2023"),
        ([TOKYO, KYOTO, TOKYO], "2023-04-01", "2023-04-14", "Tokyo & Kyoto, Apr 2023"),
        ([TOKYO, KYOTO, NARA], "2023-04-01", "2023-04-14", "Japan, 1–14 Apr 2023"),
        ([TOKYO, KYOTO, NARA], "2023-04-01", "2023-04-01", "Japan, 1 Apr 2023"),
        ([TOKYO, KYOTO, NARA], "2023-03-28", "2023-04-14", "Japan, Mar – Apr 2023"),
        ([PARIS, GENEVA], "2023-07-01", "2023-07-09", "Paris & Geneva, Jul 2023"),
        ([PARIS, NICE, GENEVA], "2023-07-01", "2023-07-09", "France & Switzerland, Jul 2023"),
        (
            [PARIS, GENEVA, MILAN],
            "2023-07-01",
            "2023-07-09",
            "France, Switzerland & Italy, Jul 2023",
        ),
        ([KYOTO], "2022-12-29", "2023-01-03", "Kyoto, Dec 2022 – Jan 2023"),
        ([TOKYO, KYOTO, NARA], "2022-12-29", "2023-01-03", "Japan, Dec 2022 – Jan 2023"),
        ([], "2023-04-01", "2023-04-14", "1–14 Apr 2023"),
        ([(None, "Fiji")], "2023-04-01", "2023-04-14", "Fiji, 1–14 Apr 2023"),
        ([(None, None)], "2022-12-29", "2023-01-03", "Dec 2022 – Jan 2023"),
        ([("Paris", None)], "2023-04-01", "2023-04-14", "Paris, Apr 2023"),
    ],
)
def test_titles(stops, first, last, expected):
    assert title(stops, first, last) == expected


def test_many_countries_are_counted():
    stops = [("c", name) for name in "ABCDEF"]
    assert title(stops, "2023-07-01", "2023-07-09") == "A, B, C & +3, Jul 2023"


@pytest.mark.parametrize(
    ("language", "month", "days", "years"),
    [
        ("de", "Kyoto, März 2023", "Japan, 1.–4. März 2023", "Kyoto, Dez. 2022 – Jan. 2023"),
        ("fr", "Kyoto, mars 2023", "Japan, 1–4 mars 2023", "Kyoto, déc. 2022 – janv. 2023"),
        ("es", "Kyoto, mar 2023", "Japan, 1–4 mar 2023", "Kyoto, dic 2022 – ene 2023"),
        ("it", "Kyoto, mar 2023", "Japan, 1–4 mar 2023", "Kyoto, dic 2022 – gen 2023"),
        ("pt-BR", "Kyoto, mar. 2023", "Japan, 1–4 mar. 2023", "Kyoto, dez. 2022 – jan. 2023"),
        ("ja", "Kyoto、2023年3月", "Japan、2023年3月1–4日", "Kyoto、2022年12月–2023年1月"),
        ("zh-TW", "Kyoto，2023年3月", "Japan，2023年3月1–4日", "Kyoto，2022年12月–2023年1月"),
        ("ko", "Kyoto, 2023년 3월", "Japan, 2023년 3월 1–4일", "Kyoto, 2022년 12월 – 2023년 1월"),
        ("xx", "Kyoto, Mar 2023", "Japan, 1–4 Mar 2023", "Kyoto, Dec 2022 – Jan 2023"),
    ],
)
def test_languages(language, month, days, years):
    assert title([KYOTO], "2023-03-01", "2023-03-04", language) == month
    assert title([TOKYO, KYOTO, NARA], "2023-03-01", "2023-03-04", language) == days
    assert title([KYOTO], "2022-12-29", "2023-01-03", language) == years


names = st.one_of(st.none(), st.sampled_from(["", "Rom", "Ulm", "京都"]))


@given(
    st.lists(st.tuples(names, names), max_size=8),
    st.integers(-30_000, 60_000),
    st.integers(0, 800),
    st.sampled_from(["en", "de", "fr", "es", "it", "pt", "ja", "zh", "ko", "", "und"]),
)
def test_a_title_is_never_empty_and_names_the_year(stops, first, length, language):
    text = journey_title(stops, first, first + length, language)
    year = date.fromordinal(date(1970, 1, 1).toordinal() + first).year
    assert str(year) in text
    assert text == text.strip() and "  " not in text
