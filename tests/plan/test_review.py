"""Files of saved reviews, as text and as values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.plan.review import UnfitError, parse

HEAD = '{"photosort_review": 1, "library": "lib", "page": "p", "edits": 4,\n"actions": [\n'
NAME = '{"n": 1, "do": "name", "person": "person-aa", "version": 2, "name": "Zoë"}'
MOVE = '{"n": 7, "do": "move", "person": "person-bb", "faces": ["face-01", "face-02"]}'


def test_reads_what_a_page_saves() -> None:
    review = parse(f"{HEAD}{NAME},\n{MOVE}\n]}}\n")
    assert (review.library, review.page, review.edits) == ("lib", "p", 4)
    name, move = review.actions
    assert (name.number, name.line, name.do, name.version, name.name) == (1, 3, "name", 2, "Zoë")
    assert (move.number, move.line, move.faces) == (7, 4, ("face-01", "face-02"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no JSON"),
        ("{", "no JSON, line 1"),
        ("[]", "did not save it"),
        ('{"version": 3}', "did not save it"),
        ('{"photosort_review": 2, "actions": []}', "newer"),
        ('{"photosort_review": 1, "actions": []}', "incomplete"),
        ('{"photosort_review": 1, "library": "a", "page": "b", "actions": {}}', "incomplete"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_refuses_other_files(text: str, why: str) -> None:
    with pytest.raises(UnfitError, match=why):
        parse(text)


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ("7", "no object"),
        ('{"n": 1}', "no action None"),
        ('{"n": 1, "do": "drop"}', "no action 'drop'"),
        ('{"n": 1, "do": ["name"]}', "no action"),
        ('{"do": "ignore", "person": "person-aa"}', "number n"),
        ('{"n": true, "do": "ignore", "person": "person-aa"}', "number n"),
        ('{"n": -1, "do": "ignore", "person": "person-aa"}', "number n"),
        ('{"n": 1, "do": "ignore"}', "person is missing"),
        ('{"n": 1, "do": "ignore", "person": "Alice"}', "person is not"),
        ('{"n": 1, "do": "ignore", "person": "person-"}', "person is not"),
        ('{"n": 1, "do": "ignore", "person": {"a": 1}}', "person is not"),
        ('{"n": 1, "do": "move", "person": "person-aa", "faces": []}', "faces is not"),
        ('{"n": 1, "do": "move", "person": "person-aa", "faces": "face-01"}', "faces is not"),
        ('{"n": 1, "do": "name", "person": "person-aa", "name": 5}', "name is not"),
    ],
)
def test_an_action_that_cannot_be_read_does_not_stop_the_others(item: str, fault: str) -> None:
    broken, name = parse(f"{HEAD}{item},\n{NAME}]}}").actions
    assert fault in broken.fault
    assert (broken.line, name.line, name.fault) == (3, 4, "")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(_VALUES, max_size=5),
    st.dictionaries(st.text(), _VALUES, max_size=3),
    st.sampled_from([None, 1, "\t"]),
)
def test_any_json_is_read_and_its_lines_are_found(items: list[object], more: dict, indent) -> None:
    needed = {"photosort_review": 1, "library": "a", "page": "b", "actions": items}
    text = json.dumps({**more, **needed}, indent=indent)
    lines = [each.line for each in parse(text).actions]
    assert len(lines) == len(items)
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
