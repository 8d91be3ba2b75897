"""What to do next: a decision over counts."""

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from photosort.workflow.next_steps import MOST, Standing, next_steps

_COUNTS = st.one_of(st.just(0), st.integers(1, 2_000_000))
_STANDINGS = st.builds(
    Standing,
    **{
        each.name: st.booleans() if each.type == "bool" or each.type is bool else _COUNTS
        for each in fields(Standing)
    },
).map(lambda now: replace(now, pictures=min(now.pictures, now.photos)))
DONE = Standing(
    photos=10, pictures=9, located=8, travelled=True, looked=True, laid_out=True, moments=True
)


def commands(now: Standing) -> list[str]:
    return [step.command for step in next_steps(now)]


@given(_STANDINGS)
def test_there_are_few_steps_none_twice_each_with_its_reason(now: Standing) -> None:
    steps = next_steps(now)
    assert len(steps) <= MOST
    assert len(set(commands(now))) == len(steps)
    assert all(step.command.startswith("photosort ") and step.why for step in steps)


@given(_STANDINGS)
def test_without_photos_only_folders_matter(now: Standing) -> None:
    empty = replace(now, photos=0, pictures=0, unplaced=0, unnamed=0)
    assert set(commands(empty)) <= {
        "photosort index ~/Pictures", "photosort roots", "photosort index"
    }  # fmt: skip
    assert commands(replace(empty, absent=0, broken=0)) == ["photosort index ~/Pictures"]


@given(_STANDINGS, st.sampled_from([each.name for each in fields(Standing)]))
def test_what_is_done_is_not_asked_for_again(now: Standing, name: str) -> None:
    """Once a thing is in order, its step is gone, and no other takes a place before it."""
    done = replace(now, **{name: getattr(DONE, name)})
    before, after = commands(replace(now, photos=10)), commands(replace(done, photos=10))
    assert [each for each in after if each in before] == [each for each in before if each in after]


def test_nothing_is_left_to_do() -> None:
    assert next_steps(DONE) == []


def test_what_was_never_run_counts_before_what_makes_it_better() -> None:
    now = replace(DONE, travelled=False, looked=False, unnamed=3, unplaced=5)
    assert commands(now) == [
        "photosort trips", "photosort people", "photosort people review --open"
    ]  # fmt: skip
    assert next_steps(now)[0].why == "never run"
    assert next_steps(replace(DONE, unnamed=1))[0].why == "1 person has no name"


def test_videos_alone_have_no_faces_to_look_for() -> None:
    assert commands(replace(DONE, pictures=0, looked=False)) == []


def test_places_are_not_inferred_twice_nor_from_nothing() -> None:
    infer = "photosort index --infer-location"
    assert commands(replace(DONE, unplaced=5)) == [infer]
    assert infer not in commands(replace(DONE, unplaced=5, infers=True))
    assert infer not in commands(replace(DONE, unplaced=5, located=0))
