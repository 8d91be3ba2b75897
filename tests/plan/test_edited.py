"""Names of edited copies, in every language of Takeout, decomposed, cut and numbered."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.plan.edited import MARKS, cut, folded, may_be_edited, original_stems, utf16_length

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("number", ["", "(1)", "(23)"])
def test_every_mark(mark: str, form: str, number: str) -> None:
    for name in (f"IMG_2{mark}{number}", f"IMG_2{mark.upper()}{number}"):
        stem = folded(normalize(form, name))
        if mark.lower() == mark.upper().lower():  # final sigma and the like fold one way only
            assert may_be_edited(stem)
            assert f"img_2{number}" in original_stems(stem)


def test_a_number_belongs_to_the_copy_and_is_kept() -> None:
    assert list(original_stems("img_1-edited(2)")) == ["img_1(2)"]
    assert list(original_stems("img_1(2)-edited")) == ["img_1(2)"]


def test_marks_that_takeout_has_cut() -> None:
    title = "a" * 42
    for whole in ("-edited", "-bearbeitet", "-ha editado"):
        short = cut(title + whole, 47)
        assert title in original_stems(short)
    assert not list(original_stems("short-ed"))
    assert not list(original_stems("a" * 42 + "-zz"))


def test_other_names_have_no_original() -> None:
    for name in (
        "img_1234",
        "anna-berlin",
        "-edited",
        "img-20230514-wa0003",
        "credited",
        "x-mixed",
    ):
        assert not list(original_stems(name))


@given(texts)
def test_what_may_not_be_edited_has_no_original(text: str) -> None:
    stem = folded(text)
    if not may_be_edited(stem):
        assert not list(original_stems(stem))


@given(texts, st.integers(0, 50))
def test_cut_is_a_beginning_of_at_most_so_many_units(text: str, units: int) -> None:
    short = cut(text, units)
    assert text.startswith(short)
    assert utf16_length(short) <= units
    rest = text[len(short) : len(short) + 1]
    assert not rest or utf16_length(short + rest) > units


@given(texts)
def test_names_are_one_however_they_are_composed(text: str) -> None:
    assert folded(normalize("NFD", text)) == folded(text) == folded(folded(text))
