"""What is said of homes, times past, and names on pictures."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from photosort.model import Home, camera_name
from photosort.report.homes import sentence
from photosort.report.layout import ago, percent
from photosort.report.status import _cells
from photosort.report.typeface import font, write

NOW = datetime(2026, 11, 27, 20, 0)
HAMBURG, MUNICH = {"country": "Germany", "city": "Hamburg"}, {"city": "Munich"}


def test_homes_are_told_in_order() -> None:
    first, then = Home(53.5, 10.0, None, 18_817), Home(48.1, 11.5, 18_818, None)
    assert sentence([(first, HAMBURG), (then, MUNICH)]) == (
        "Hamburg until 9 July 2021, then Munich"
    )
    assert sentence([(Home(53.5, 10.0), HAMBURG)]) == "Hamburg"
    # a move within a town is none
    assert sentence([(first, HAMBURG), (then, HAMBURG)]) == "Hamburg"
    assert sentence([(Home(53.5, 10.0, source="centre"), HAMBURG)]) == ""
    second = (Home(48.1, 11.5, source="second"), MUNICH)
    assert sentence([(first, HAMBURG), second]) == ("Hamburg until 9 July 2021; second home Munich")
    assert sentence([(Home(53.5, 10.0), {})]) == "53.500, 10.000"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(hours=-1), "just now"),  # a clock that was set back
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(hours=30), "yesterday"),
        (timedelta(days=12), "12 days ago"),
        (timedelta(days=300), "on 31 January 2026"),
    ],
)
def test_times_past(passed: timedelta, said: str) -> None:
    assert ago(NOW - passed, NOW) == said


@given(
    st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
)
def test_percentages_are_whole_only_where_they_are(counts: tuple[int, int]) -> None:
    part, whole = counts
    said = percent(part, whole)
    assert (said == "0 %") == (part == 0)
    assert (said == "100 %") == (part == whole)


_VALUES = st.text("ab ", min_size=1, max_size=60).map(str.strip)
_ROWS = st.lists(st.tuples(st.sampled_from(["Dated", "Placed"]), _VALUES), min_size=1, max_size=4)


@given(_ROWS, st.integers(40, 140))
def test_cells_share_lines_as_they_fit(rows: list[tuple[str, str]], width: int) -> None:
    lines = _cells(rows, width)
    whole = "".join(label + value for label, value in rows)
    assert "".join("".join(lines).split()) == "".join(whole.split())
    for line in lines:
        assert len(line) <= width or sum(line.count(word) for word in ("Dated", "Placed")) == 1


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_camera_is_its_model_or_both(make: str, model: str) -> None:
    assert camera_name(make, model) in (model.strip(), f"{make.strip()} {model.strip()}".strip())


@pytest.mark.parametrize("name", ["Ásdís Łukasz", "Иван", "Ελένη", "Zoë ❤"])
def test_names_are_drawn_in_letters_that_are_there(name: str) -> None:
    chosen = font(name, 18)
    boxes = bytes(chosen.getmask("\uffff"))
    default = font("a", 18)
    if getattr(chosen, "path", None) == getattr(default, "path", None) and "DejaVu" not in str(
        getattr(default, "path", "")
    ):
        pytest.skip("no font of this machine has these letters")
    assert all(bytes(chosen.getmask(c)) != boxes for c in name if not c.isspace())


@given(st.text("abWÄ 北", max_size=40), st.integers(40, 300))
def test_what_is_drawn_fits(text: str, width: int) -> None:
    picture = Image.new("L", (width + 200, 40), "white")
    write(ImageDraw.Draw(picture), (0, 5), text, 13, width, "black")
    drawn = ImageChops.invert(picture).getbbox()
    assert drawn is None or drawn[2] <= width + 1
    assert (drawn is None) == (not text.strip())
