"""Short ids, and tables that fit the page."""

from hypothesis import given
from hypothesis import strategies as st

from photosort.report.layout import display_width
from photosort.report.page import Page, short_ids
from photosort.report.table import Column, Names, Row, tabulate

IDS = st.sets(st.text("0123456789abcdef", min_size=12, max_size=12), max_size=40)


@given(IDS, IDS)
def test_a_short_id_begins_one_thing_only(journeys, trips):
    ids = [
        *(f"journey-{each}" for each in journeys),
        *(f"trip-{each}" for each in trips - journeys),
    ]
    short = short_ids(ids)
    assert set(short) == set(ids)
    names = [id.partition("-")[2] for id in ids]
    for text in short.values():
        assert sum(name.startswith(text) for name in names) == 1
        assert len(text) >= 4


def test_no_short_id_looks_like_a_year():
    assert short_ids(["journey-2019ab", "journey-1190bd"]) == {
        "journey-2019ab": "2019a",
        "journey-1190bd": "1190",
    }


def test_ids_that_go_on_where_others_end():
    assert short_ids(["person-abcd", "person-abcdef"]) == {
        "person-abcd": "abcd",
        "person-abcdef": "abcde",
    }


COLUMNS = (Column(), Column(cut=True), Column(right=True), Column(cut=True), Column(dim=True))
TEXT = st.text("abc 京e\u0301", max_size=30)


@given(
    st.lists(
        st.tuples(st.sampled_from(["2019", "2020"]), TEXT, st.lists(TEXT, min_size=1, max_size=5)),
        min_size=1,
        max_size=8,
    ),
    st.integers(40, 120),
)
def test_no_line_is_wider_than_the_page(things, width):
    rows = [
        Row((year,), ("6 – 17 Jul", title, "36 photos", Names(tuple(x), (", ",) * 4), "ca5d"))
        for year, title, x in things
    ]
    lines = tabulate(rows, COLUMNS, Page(width)).splitlines()
    assert max(map(display_width, lines)) <= width
    assert sum(line.endswith("ca5d") for line in lines) == len(rows)
    bare = tabulate(rows, COLUMNS, Page(width, styled=True))
    assert bare.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "") == "\n".join(
        lines
    )


def test_names_that_do_not_fit_are_counted():
    names = Names(("Oslo", "Bergen", "Stavanger"), (" → ", ", "))
    assert names.fit(40) == names.text == "Oslo → Bergen, Stavanger"
    assert names.fit(20) == "Oslo → Bergen +1"
    assert names.fit(10) == "Oslo +2"
    assert names.fit(6) == "Os… +2"
    assert Names((), ()).fit(5) == ""


def test_an_empty_table_is_nothing():
    assert tabulate([], COLUMNS, Page()) == ""
