"""Reading a JSON object piece by piece, against reading it at once."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photosort.plan.stream import members

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    st.dictionaries(st.text(max_size=4), values, max_size=5),
    st.integers(1, 40),
    st.sampled_from([None, 1]),
)
def test_the_same_as_at_once(document, size, indent):
    text = json.dumps(document, indent=indent)
    chunks = (text[i : i + size] for i in range(0, len(text), size))
    expected = []
    for key, value in document.items():
        expected += [(key, item) for item in value] if isinstance(value, list) else [(key, value)]
    assert list(members(chunks)) == expected


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"a": ', '{"a": [1, 2', "{1: 2}", "{} x", '{"a" 1}']
)
def test_what_is_no_object_is_refused(text):
    with pytest.raises(ValueError):
        list(members([text]))
