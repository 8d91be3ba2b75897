"""BCubed by counting pairs, one item after another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measures import alone, bcubed


def test_a_worked_case() -> None:
    """Items 1–5 of A in one group with two of B, and the third B apart."""
    found = [0, 0, 0, 0, 0, 0, 0, 1]
    true = ["A"] * 5 + ["B"] * 3
    precision = (5 * 5 / 7 + 2 * 2 / 7 + 1) / 8
    recall = (5 * 1 + 2 * 2 / 3 + 1 / 3) / 8
    assert bcubed(found, true) == pytest.approx(
        (precision, recall, 2 * precision * recall / (precision + recall))
    )


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30))
def test_as_counted_item_by_item(items: list[tuple[int, int]]) -> None:
    found, true = zip(*items, strict=True)
    both = [sum(other == each for other in items) for each in items]
    assert bcubed(found, true).precision == pytest.approx(
        np.mean([n / found.count(group) for n, (group, _) in zip(both, items, strict=True)])
    )
    assert bcubed(found, true).recall == pytest.approx(
        np.mean([n / true.count(label) for n, (_, label) in zip(both, items, strict=True)])
    )


def test_ungrouped_items_stand_alone() -> None:
    assert alone(np.array([-1, 0, -1, 0])).tolist() == [1, 0, 2, 0]
