"""Which persons a user is asked about, and faces that are put together."""

import numpy as np
import pytest

from photosort.cluster import alike
from photosort.cluster.linkage import with_penalty


def unit(*rows: list[float]) -> np.ndarray:
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def adults(vectors: np.ndarray) -> np.ndarray:
    return with_penalty(vectors, np.zeros(len(vectors), np.float32))


def at(similarity: float) -> list[float]:
    """A vector that is so similar to (1, 0)."""
    return [similarity, (1 - similarity**2) ** 0.5]


def test_similarity_of_persons_is_the_mean_of_all_pairs() -> None:
    chance = np.random.default_rng(1)
    vectors = unit(*chance.normal(size=(7, 5)).tolist())
    person = np.array([0, 0, 1, 1, 1, 2, -1])
    found = alike.likeness(alike.means(adults(vectors), person, 3))
    for one in range(3):
        for other in range(3):
            pairs = vectors[person == one] @ vectors[person == other].T
            expected = -1 if one == other else pairs.mean()
            assert found[one, other] == pytest.approx(expected, abs=1e-6)


def test_children_have_to_be_more_alike() -> None:
    rows = with_penalty(unit([1, 0], at(0.5), at(0.5)), np.array([0.5, 0.5, 0], np.float32))
    found = alike.likeness(rows)
    assert found[0, 1] == pytest.approx(0.5 - 0.25)
    assert found[0, 2] == pytest.approx(0.5)
    assert alike.piles(rows, 0.4) == [[1, 2], [0]]


def test_persons_in_one_photo_are_two() -> None:
    photo = np.array([1, 1, 2, 2, 3])
    person = np.array([0, 1, 1, -1, 2])
    found = alike.together(photo, person, 3)
    assert found[0, 1] and found[1, 0]
    assert not found[0, 2] and not found[1, 2]


def questions(similarity: float, threshold: float = 0.5, apart: bool = False) -> list[alike.Pair]:
    centres = adults(unit([1, 0], at(similarity)))
    pairs = np.full((2, 2), apart)
    return alike.questions(alike.likeness(centres), np.array([2, 5]), pairs, threshold)


def test_asks_about_pairs_just_below_the_threshold_and_above() -> None:
    least = 0.5 - alike.REACH * 0.5
    assert [each[:2] for each in questions(least + 0.01)] == [(1, 0)]  # the larger one first
    assert [each[:2] for each in questions(0.8)] == [(1, 0)]
    assert questions(least - 0.01) == []
    assert questions(0.8, apart=True) == []


def test_the_most_useful_question_comes_first_and_nobody_is_asked_about_for_ever() -> None:
    count = 12
    similar = np.full((count, count), 0.6, np.float32)
    np.fill_diagonal(similar, -1)
    faces = np.arange(1, count + 1)
    found = alike.questions(similar, faces, np.zeros((count, count), np.bool_), 0.5)
    assert found[0][:2] == (count - 1, count - 2)
    each = np.bincount([code for pair in found for code in pair[:2]], minlength=count)
    assert each.max() <= 3
    moved = [min(faces[pair.one], faces[pair.other]) for pair in found]
    assert moved == sorted(moved, reverse=True)


def test_nearest_leaves_out_who_is_another_for_sure() -> None:
    similar = np.array([[-1, 0.4, 0.3], [0.4, -1, 0.1], [0.3, 0.1, -1]], np.float32)
    apart = np.zeros((3, 3), np.bool_)
    apart[0, 1] = apart[1, 0] = True
    assert alike.nearest(similar, apart, 2) == [[2], [2], [0, 1]]


def test_faces_that_are_alike_make_a_pile() -> None:
    faces = unit([1, 0], [0, 1], at(0.95), [0.1, 1], [-1, -1], at(0.9))
    assert alike.piles(adults(faces), 0.8) == [[0, 2, 5], [1, 3], [4]]
    assert alike.piles(adults(faces[:0]), 0.8) == []
