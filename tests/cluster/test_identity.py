"""Ids follow clusters from run to run."""

from hypothesis import given
from hypothesis import strategies as st

from photosort.cluster.identity import Found, Stored, match


def test_most_stored_days_inside_the_span_wins():
    found = [Found("k", 1, 6)]
    stored = [Stored("late", "k", "1", (6,)), Stored("long", "k", "2", (1, 2, 3))]
    matching = match(found, stored)
    assert matching.ids == ("long",)
    assert matching.merged == {"late": 0}


def test_then_the_older_then_the_smaller_id():
    found = [Found("k", 1, 2)]
    assert match(found, [Stored("a", "k", "2", (1,)), Stored("b", "k", "1", (2,))]).ids == ("b",)
    assert match(found, [Stored("b", "k", "1", (1,)), Stored("a", "k", "1", (2,))]).ids == ("a",)


def test_a_split_keeps_the_id_on_the_part_with_more_of_its_days():
    found = [Found("k", 1, 1), Found("k", 3, 5)]
    assert match(found, [Stored("a", "k", "1", (1, 3, 4))]).ids == (None, "a")


def test_keys_never_meet():
    assert match([Found("k", 1, 9)], [Stored("a", "other", "1", (1,))]).ids == (None,)


@given(
    st.lists(st.tuples(st.sampled_from("kl"), st.integers(0, 20), st.integers(0, 5)), max_size=6),
    st.lists(st.tuples(st.sampled_from("kl"), st.sets(st.integers(0, 25))), max_size=6),
    st.randoms(),
)
def test_an_id_is_used_once_and_order_does_not_matter(spans, olds, random):
    found = [Found(key, first, first + length) for key, first, length in spans]
    stored = [Stored(f"id{i}", key, "1", tuple(sorted(d))) for i, (key, d) in enumerate(olds)]
    matching = match(found, stored)
    used = [id for id in matching.ids if id]
    assert len(used) == len(set(used))
    assert not set(used) & set(matching.merged)
    random.shuffle(stored)
    assert match(found, stored) == matching
