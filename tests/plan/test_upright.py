"""Rectangles turned by the Exif orientation, and back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from photosort.plan.upright import Rectangle, inside, turned, turned_back

SIDES = st.floats(0.01, 0.9)


@st.composite
def rectangles(draw: st.DrawFn) -> Rectangle:
    width, height = draw(SIDES), draw(SIDES)
    return draw(st.floats(0, 1 - width)), draw(st.floats(0, 1 - height)), width, height


@given(rectangles(), st.integers(1, 8))
def test_turning_back_gives_the_rectangle_again(area: Rectangle, orientation: int) -> None:
    there = turned(area, orientation)
    assert turned_back(there, orientation) == pytest.approx(area, abs=5e-6)
    assert math.isclose(there[2] * there[3], area[2] * area[3], abs_tol=1e-5)
    assert inside(there) == pytest.approx(there, abs=1e-5)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_goes_where_the_pixels_go(orientation: int) -> None:
    picture = Image.new("L", (200, 100))
    picture.paste(255, (20, 10, 80, 30))
    picture.getexif()[0x0112] = orientation
    upright = ImageOps.exif_transpose(picture)
    box = upright.getbbox()
    assert box is not None
    left, top, width, height = turned((0.1, 0.1, 0.3, 0.2), orientation)
    across, down = upright.size
    found = (left * across, top * down, (left + width) * across, (top + height) * down)
    assert found == pytest.approx(box, abs=0.01)


@pytest.mark.parametrize("orientation", [None, 0, 9])
def test_an_unknown_orientation_turns_nothing(orientation: int | None) -> None:
    assert turned((0.1, 0.2, 0.3, 0.4), orientation) == (0.1, 0.2, 0.3, 0.4)


@pytest.mark.parametrize(
    "numbers",
    [(), (0.1, 0.1, 0.2), (0.1, 0.1, 0, 0), (1.2, 0.1, 0.2, 0.2), (0.1, math.nan, 0.2, 0.2),
     (0.1, 0.1, -0.2, 0.2), (1e300, 0, 1, 1), (0, math.inf, 1, 1)],
)  # fmt: skip
def test_nonsense_is_no_rectangle(numbers: tuple[float, ...]) -> None:
    assert inside(numbers) is None
