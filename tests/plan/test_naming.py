"""Which faces the regions mean that other programs named."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from photosort.plan.corrections import Area
from photosort.plan.naming import known_already, match

SIDES = st.floats(0.05, 0.4)
AREAS = st.tuples(st.floats(0, 0.6), st.floats(0, 0.6), SIDES, SIDES)
NAMES = st.sampled_from(["ann", "bob", "cleo"])


@given(st.lists(st.tuples(NAMES, AREAS), max_size=6), st.lists(AREAS, max_size=6))
def test_no_face_has_two_names(told: list[tuple[str, Area]], boxes: list[Area]) -> None:
    regions = [(number, name, area) for number, (name, area) in enumerate(told)]
    found = match(regions, list(enumerate(boxes)))
    names = {number: name for number, name, _ in regions}
    by_face: dict[int, set[str]] = {}
    for region, face in found.items():
        by_face.setdefault(face, set()).add(names[region])
    assert all(len(each) == 1 for each in by_face.values())


@given(st.lists(st.integers(0, 8), unique=True, min_size=1), st.randoms())
def test_regions_that_fit_are_all_found(places: list[int], random: Random) -> None:
    faces = [(each, (each / 10, 0.3, 0.08, 0.1)) for each in places]
    regions = [(10 + each, str(each), (each / 10 - 0.01, 0.28, 0.1, 0.15)) for each in places]
    random.shuffle(regions)
    assert match(regions, faces) == {10 + each: each for each in places}


def test_a_generous_region_means_the_face_in_its_middle() -> None:
    face = (0.45, 0.42, 0.1, 0.12)
    assert match([(1, "ann", (0.35, 0.3, 0.3, 0.36))], [(5, face)]) == {1: 5}
    assert match([(1, "ann", (0.0, 0.0, 1.0, 1.0))], [(5, face)]) == {}
    assert match([(1, "ann", (0.45, 0.42, 0.3, 0.36))], [(5, face)]) == {}  # in its corner


def test_what_a_copy_says_again_takes_no_other_face() -> None:
    faces = [(5, (0.3, 0.3, 0.2, 0.2)), (6, (0.42, 0.3, 0.2, 0.2))]
    area = (0.33, 0.3, 0.2, 0.2)
    assert match([(1, "ann", area), (2, "ann", area)], faces) == {1: 5, 2: 5}
    assert match([(1, "ann", area), (2, "bob", area)], faces) == {1: 5, 2: 6}


def test_a_name_goes_to_whom_most_of_its_faces_belong_to() -> None:
    faces = [("ann", "p1"), ("ann", "p1"), ("ann", "p2"), ("bob", "p1"), ("bob", None)]
    assert known_already(faces, {"p1", "p2"}, ()) == {"ann": "p1"}
    assert known_already(faces, {"p1", "p2"}, {"p1"}) == {"ann": "p2"}
    assert known_already(faces, set(), ()) == {}
