"""Patterns for folders: what they give, and what is refused before anything is written."""

import doctest
from datetime import datetime

import pytest

from photosort.errors import UsageError
from photosort.plan.layout import templates
from photosort.plan.layout.templates import DEFAULTS, FIELDS, default, parse

VALUES = {
    "start": datetime(2022, 5, 1, 8, 30),
    "end": datetime(2022, 5, 2),
    "title": "Beach",
    "country": "Japan",
    "city": None,
    "days": 2,
}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{start:%Y}/{start:%Y-%m-%d} {title}", ("2022", "2022-05-01 Beach")),
        ("trips/{country}/{city}/{title}", ("trips", "Japan", "Beach")),
        ("in {city}/{title}", ("Beach",)),
        ("{start}", ("2022-05-01",)),
        ("{days:03} days", ("002 days",)),
        ("{{{title}}}", ("{Beach}",)),
        ("{city}", ()),
        ("all/{city}", ()),
        ("all", ("all",)),
        ("a//{title}/", ("a", "Beach")),
        ("{start:%H%%}", ("08%",)),
    ],
)
def test_what_patterns_give(pattern, expected):
    assert parse("trip", pattern).folder(VALUES) == expected


def test_values_never_part_folders():
    hostile = {**VALUES, "title": "../../x", "country": "a/b"}
    assert parse("trip", "{country}/{title}").folder(hostile) == ("a/b", "../../x")


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("{titel}", "did you mean {title}"),
        ("{}", "{} is unknown"),
        ("{0}", "{0} is unknown"),
        ("{start.year}", "{start.year} is unknown; did you mean {start}"),
        ("{title[0]}", "is unknown"),
        ("{title!r}", "!r"),
        ("{title", "'{title'"),
        ("title}", "'title}'"),
        ("{start:%Q}", "not a format of a date"),
        ("{start:yyyy}", "not a format of a date"),
        ("{start:%}", "not a format of a date"),
        ("{start:%Y/%m}", "{start:%Y}/{start:%m}"),
        ("{start:{title}}", "not a format of a date"),
        ("{title:>10}", "not a format of a text"),
        ("{days:x}", "not a format of a number"),
        ("{days:999999999999}", "not a format of a number"),
        ("/abs/{title}", "outside of DEST"),
        ("../{title}", "outside of DEST"),
        ("a/ .. /{title}", "outside of DEST"),
        ("", "empty"),
        (" / ", "empty"),
    ],
)
def test_what_is_refused(pattern, says):
    with pytest.raises(UsageError) as caught:
        parse("trip", pattern)
    assert "--template trip" in caught.value.message
    assert says in f"{caught.value.message} {caught.value.hint}"


def test_things_that_a_pattern_names_do_not_share_a_folder():
    assert parse("trip", "{start:%Y}").shared
    assert not parse("trip", "{start:%Y}/{title}").shared


def test_the_defaults_are_patterns():
    assert set(DEFAULTS) == set(FIELDS)
    for view in DEFAULTS:
        assert default(view).folders
    assert doctest.testmod(templates).failed == 0
    assert doctest.testmod(templates).attempted > 0
