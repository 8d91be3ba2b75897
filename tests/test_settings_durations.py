"""Durations as people write them."""

import pytest

from photosort.errors import UsageError
from photosort.settings.moments import MomentOptions
from photosort.settings.parsing import parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("2h", 7200), ("90m", 5400), ("30s", 30), ("1d", 86_400), ("45", 45), ("0", 0),
     ("1.5h", 5400), ("0.25", 0.25), ("1.000001s", 1.000001), (" 5 m ", 300),
     ("36525d", 36_525 * 86_400)],
)  # fmt: skip
def test_durations(text, seconds):
    assert parse_duration("--time-gap", text) == round(seconds * 1_000_000)


@pytest.mark.parametrize(
    "text",
    ["", "h", "-1h", "2 weeks", "1h30m", "1e3", "nan", "36526d", "9" * 13, "1.1234567s"],
)
def test_no_durations(text):
    with pytest.raises(UsageError, match="--time-gap"):
        parse_duration("--time-gap", text)


def test_the_defaults_are_those_of_the_command_line():
    options = MomentOptions()
    assert options.time_gap == parse_duration("", "2h")
    assert options.time_deviation == parse_duration("", "90m")
