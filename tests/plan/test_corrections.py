"""What users have said of faces, heard again."""

from hypothesis import given
from hypothesis import strategies as st

from photosort.model import Box, Face, FaceCorrection, KnownFace, Pose
from photosort.plan.corrections import hear, inherit, overlap

FILE = (1000, b"content")
LEFT, RIGHT = (0.1, 0.2, 0.2, 0.3), (0.6, 0.2, 0.2, 0.3)
FACES = {FILE: [(1, None, LEFT), (2, None, RIGHT)]}


def correction(kind: str, person: str = "one", area: tuple[float, ...] = LEFT) -> FaceCorrection:
    return FaceCorrection(*FILE, None, area, person, kind)  # type: ignore[arg-type]


def test_a_correction_means_the_face_in_its_area() -> None:
    said = hear([correction("is"), correction("was", "two", RIGHT)], FACES)
    assert said.persons == {1: ("one", True), 2: ("two", False)}


def test_a_box_that_another_engine_draws_is_the_same_face() -> None:
    larger = {FILE: [(7, None, (0.07, 0.17, 0.25, 0.3)), (8, None, (0.3, 0.2, 0.2, 0.3))]}
    assert hear([correction("is")], larger).persons == {7: ("one", True)}


def test_nothing_is_said_of_faces_elsewhere() -> None:
    away = {FILE: [(1, None, (0.4, 0.6, 0.2, 0.3))], (1000, b"other"): [(2, None, LEFT)]}
    assert hear([correction("is"), correction("not", "two")], away).persons == {}


def test_frames_of_a_video_are_told_apart() -> None:
    frames = {FILE: [(1, 0, LEFT), (2, 5000, LEFT), (3, 10_000, LEFT)]}
    late = correction("is")._replace(frame_ms=5100)
    assert hear([late], frames).persons == {2: ("one", True)}


def test_later_corrections_outweigh_earlier_ones() -> None:
    assert hear([correction("is"), correction("not")], FACES).persons == {}
    assert hear([correction("is"), correction("not")], FACES).kept_out == {(1, "one")}
    both = hear([correction("not"), correction("is")], FACES)
    assert (both.persons, both.kept_out) == ({1: ("one", True)}, set())
    moved = hear([correction("is"), correction("not"), correction("is", "two")], FACES)
    assert (moved.persons, moved.kept_out) == ({1: ("two", True)}, {(1, "one")})


def test_naming_a_person_takes_nothing_from_what_was_said_of_its_faces() -> None:
    assert hear([correction("is"), correction("was")], FACES).persons == {1: ("one", True)}
    assert hear([correction("was"), correction("is")], FACES).persons == {1: ("one", True)}


def test_the_last_cover_counts() -> None:
    said = hear([correction("cover"), correction("cover", area=RIGHT)], FACES)
    assert said.covers == {"one": 2}


@given(
    st.lists(st.builds(correction, st.sampled_from(["is", "was", "not"]), st.sampled_from("abc")))
)
def test_a_face_is_of_one_person_and_never_of_one_it_is_kept_from(
    corrections: list[FaceCorrection],
) -> None:
    said = hear(corrections, FACES)
    for number, (person, _) in said.persons.items():
        assert (number, person) not in said.kept_out
    last = {each.person: each.kind for each in corrections}
    assert {person for _, person in said.kept_out} == {p for p, k in last.items() if k == "not"}


boxes = st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50), st.integers(1, 50))


@given(boxes, boxes)
def test_overlap(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    cells = [
        {(x, y) for x in range(r[0], r[0] + r[2]) for y in range(r[1], r[1] + r[3])} for r in (a, b)
    ]
    expected = len(cells[0] & cells[1]) / len(cells[0] | cells[1])
    assert abs(overlap(a, b) - expected) < 1e-12


def face(left: int, look: int) -> Face:
    from array import array

    vector = array("f", [0.0] * 4)
    vector[look] = 1.0
    return Face(Box(left, 0, 100, 100), 0.9, (), Pose(0, 0, 0), 1, 1, vector.tobytes())


def test_a_face_is_inherited_by_place_and_look() -> None:
    before = [KnownFace("a", face(0, 0), "e 1"), KnownFace("b", face(200, 1), "e 1")]
    after = [face(205, 1), face(3, 2), face(400, 0)]
    assert inherit(before, after, 0.5) == [before[1], None, None]
