"""The language of queries: trees, texts, and what is wrong with an expression."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photosort.dates import EPOCH, parse_date
from photosort.errors import UsageError
from photosort.query.expressions import (
    HAS,
    OTHER_WORDS,
    Age,
    And,
    Compare,
    Everything,
    Has,
    Label,
    Match,
    Near,
    Not,
    OneFace,
    Or,
    Saved,
    of_one_face,
    show,
)
from photosort.query.language import ExpressionError, parse
from tests.expressions import expressions

_DAY = 86_400_000_000
_2023 = 19358 * _DAY


def _span(first, after):
    return And((Compare("taken", ">=", first), Compare("taken", "<", after)))


@settings(deadline=None)
@given(expressions())
def test_the_text_of_a_tree_gives_the_tree(tree):
    assert parse(show(tree)) == tree


@settings(deadline=None)
@given(st.text('ab:"\\*?()-=@., orndt<>0123\n\0é\ud800\udc80', max_size=30))
def test_any_text_is_understood_or_refused_with_a_place(text):
    try:
        tree = parse(text)
    except ExpressionError as error:
        assert 0 <= error.start <= len(text) and error.length >= 1 and error.message
    else:
        assert parse(show(tree)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        ("  \n", Everything()),
        ("Japan", Match("", "Japan")),
        ("COUNTRY:Japan", Match("country", "Japan")),
        ('city:"San Francisco"', Match("city", "San Francisco")),
        ("a b or c", Or((And((Match("", "a"), Match("", "b"))), Match("", "c")))),
        ("a and b", And((Match("", "a"), Match("", "b")))),
        ("a AND NOT b", And((Match("", "a"), Not(Match("", "b"))))),
        ("a -(b or c)", And((Match("", "a"), Not(Or((Match("", "b"), Match("", "c"))))))),
        ('"or"', Match("", "or")),
        ("a-b", Match("", "a-b")),
        ("label:holiday", Label("holiday")),
        ("label:category=Pets", Label("category", "Pets")),
        ('label:"a=b"="c d"', Label("a=b", "c d")),
        ("label:x=", Label("x", "")),
        ("size:>5MB", Compare("size", ">", 5_000_000)),
        ("size:1..2KiB", And((Compare("size", ">=", 1), Compare("size", "<=", 2048)))),
        ("width:>=4000", Compare("width", ">=", 4000)),
        ("width:4000", Compare("width", "=", 4000)),
        ("duration:<1.5m", Compare("duration", "<", 90)),
        ("lat:-33.5..", Compare("lat", ">=", -33.5)),
        ("taken:>=2023", Compare("taken", ">=", _2023)),
        ("taken:>2022", Compare("taken", ">=", _2023)),
        ("taken:<2023", Compare("taken", "<", _2023)),
        ("taken:<=2022", Compare("taken", "<", _2023)),
        ("taken:..2022-12", Compare("taken", "<", _2023)),
        ("taken:2023-01-01", _span(_2023, _2023 + _DAY)),
        (
            "taken:2023-01-01T00:30",
            _span(_2023 + 1_800_000_000, _2023 + 1_860_000_000),
        ),
        ("taken:9999-12-31..", Compare("taken", ">=", 2932896 * _DAY)),
        ("near:48.85,2.35,10km", Near(48.85, 2.35, 10.0)),
        ("near:-48.85,2.35,500m", Near(-48.85, 2.35, 0.5)),
        ("has:gps", Has("gps")),
        ("no:time", Not(Has("time"))),
        ("has:location", Has("gps")),
        ("NO:Location", Not(Has("gps"))),
        ("no:date", Not(Has("time"))),
        ("duplicate:yes", Has("duplicate")),
        ("duplicate:NO", Not(Has("duplicate"))),
        ("age:child", Age(3, 12)),
        ("age:Senior", Age(60, None)),
        ("age:3-12", Age(3, 12)),
        ("age:3–12", Age(3, 12)),
        ("age:3..12", Age(3, 12)),
        ("age:60+", Age(60, None)),
        ("age:60..", Age(60, None)),
        ("age:..2", Age(None, 2)),
        ("age:7", Age(7, 7)),
        ("age:>7", Age(8, None)),
        ("age:>=7", Age(7, None)),
        ("age:<7", Age(None, 6)),
        ("age:<=6.5", Age(None, 6)),
        ("age:>6.5", Age(7, None)),
        ("smile:YES", Match("smile", "yes")),
        ("mouth:closed", Match("mouth", "closed")),
        ("gender:woman", Match("gender", "female")),
        ("date:exif", Match("date", "exif")),
        ("date:inferred", Match("date", "filename")),
        ("place:inferred", Match("location", "inferred")),
        ("location:user", Match("location", "user")),
        ('place:"inferred"', Match("place", "inferred")),
        ("type:video", Match("type", "video/*")),
        ("type:jpg", Match("type", "image/jpeg")),
        ('path:"2019/*"', Match("path", "2019/*")),
        ("@beach", Saved("beach")),
        (r'"a\"b\*c\d"', Match("", r"a" + '"' + r"b\*c\\d")),
    ],
)  # fmt: skip
def test_trees(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "person:Ann smile:yes size:>5",
            And(
                (Compare("size", ">", 5), OneFace((Match("person", "Ann"), Match("smile", "yes"))))
            ),
        ),
        ("age:child smile:yes", OneFace((Age(3, 12), Match("smile", "yes")))),
        ("age:child age:adult", And((Age(3, 12), Age(20, 59)))),
        ("person:Ann person:Ben", And((Match("person", "Ann"), Match("person", "Ben")))),
        ("person:Ann size:5", And((Match("person", "Ann"), Compare("size", "=", 5)))),
        ("smile:yes or age:child", Or((Match("smile", "yes"), Age(3, 12)))),
        ("smile:yes -age:child", And((Match("smile", "yes"), Not(Age(3, 12))))),
        ("-(smile:yes age:child)", Not(OneFace((Match("smile", "yes"), Age(3, 12))))),
    ],
)
def test_terms_about_one_face(text, tree):
    assert of_one_face(parse(text)) == tree


@pytest.mark.parametrize(
    "text", ["taken:last month", 'taken:"last month"', "taken:LAST-month", "taken:last  month x"]
)
def test_words_for_dates_hold_a_space(text):
    last = parse_date("last month")
    first, after = ((x - EPOCH) // timedelta(microseconds=1) for x in (last.first, last.after))
    tree = parse(text)
    assert (tree.parts[0] if text.endswith("x") else tree) == _span(first, after)
    until = parse("taken:last month..this year")
    assert until.parts[0] == Compare("taken", ">=", first)
    assert parse("modified:>=last year size:3").parts[1] == Compare("size", "=", 3)
    assert parse("city:last month") == And((Match("city", "last"), Match("", "month")))


@pytest.mark.parametrize(
    ("text", "wrong", "says"),
    [
        ('a "b', '"', "not closed"),
        ("(a", "(", "not closed"),
        ("a)", ")", "nothing opens"),
        ("a ()", ")", "missing"),
        ("a or", "", "missing"),
        ("and a", "and", "missing"),
        ("a contry:Japan", "contry", "no field contry"),
        ("http://x", "http", "no field http"),
        ("city:", "", "value is missing"),
        ("taken:2023-13", "2023-13", "no such date"),
        ("taken:2023-02-30", "2023-02-30", "no such date"),
        ("taken:yesterdya", "yesterdya", "not a date"),
        ("taken:2024..2023", "2024..2023", "ends before"),
        ("taken:..", "..", "beginning or an end"),
        ("size:>5XB", ">5XB", "unit of"),
        ("width:wide", "wide", "not a number"),
        ("width:1e999", "1e999", "too large"),
        ("near:95,2,3", "95,2,3", "not coordinates"),
        ("near:5,2,-3", "5,2,-3", "distance"),
        ("near:nan,2,3", "nan,2,3", "not a number"),
        ("near:5", "5", "write it as"),
        ("type:vidoe", "vidoe", "did you mean video"),
        ("has:gsp", "gsp", "did you mean gps"),
        ("no:dat", "dat", "did you mean date"),
        ("duplicate:maybe", "maybe", "duplicate:yes or duplicate:no"),
        ("smile:maybe", "maybe", "smile:yes or smile:no"),
        ("age:teenger", "teenger", "did you mean teenager"),
        ("age:x", "x", "baby, child, teenager, adult, senior"),
        ("mouth:x", "x", "mouth:open or mouth:closed"),
        ("date:2023", "2023", "taken:2023 asks for a date"),
        ("location:Kyoto", "Kyoto", "place:Kyoto asks for a place"),
        ("x " * 600, "x", "more than"),
        ("x" * 2000, "x", "longer than"),
    ],
)
def test_what_is_wrong_is_shown_where_it_is(text, wrong, says):
    with pytest.raises(ExpressionError, match=says) as caught:
        parse(text)
    assert text[caught.value.start :].startswith(wrong)
    assert caught.value.code == 2


@pytest.mark.parametrize("what", [*HAS, *OTHER_WORDS])
def test_whatever_may_be_known_may_be_unknown(what):
    assert parse(f"no:{what}") == Not(parse(f"has:{what}"))


def test_the_nearest_field_is_named():
    with pytest.raises(UsageError) as caught:
        parse("contry:Japan")
    assert "did you mean country?" in caught.value.hint


@pytest.mark.parametrize("levels", [10, 60])
def test_deep_trees_work(levels):
    text = "x"
    for i in range(levels):
        text = f"({text} {('or', 'and')[i % 2]} y{i})"
    assert parse(show(parse(text))) == parse(text)


@pytest.mark.parametrize(
    "text", ["(" * 5000 + "a" + ")" * 5000, "-" * 900 + "a", "not " * 600 + "a"]
)
def test_absurd_depth_is_refused(text):
    with pytest.raises(ExpressionError, match=r"deeper than|more than"):
        parse(text)
