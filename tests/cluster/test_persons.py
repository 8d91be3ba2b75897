"""Average linkage against plain loops and scikit-learn; what holds for persons in any case."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photosort.cluster import linkage
from photosort.cluster.joining import UNKNOWN_DAY, Side, confidences, join, nearest, no_pairs
from photosort.cluster.likeness import TWICE, Likeness
from photosort.cluster.linkage import link, with_penalty
from photosort.cluster.persons import Faces, found_persons, group

LIKENESS = Likeness(linkage=0.5, joining=0.5)

Array = np.ndarray


def scatter(seed: int, count: int, *, people: int = 5, spread: float = 0.5, dims: int = 6) -> Array:
    """Unit vectors around a few directions; so few dimensions that groups touch."""
    dice = np.random.default_rng(seed)
    faces = dice.normal(size=(people, dims))[dice.integers(0, people, count)]
    return units(faces + dice.normal(size=(count, dims)) * spread)


def units(rows: Array) -> Array:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def plain(embeddings: Array, photo: Array, threshold: float, twice: float, penalty: Array) -> Array:
    """Average linkage in loops: the two most similar groups are merged, one pair at a time."""
    rows = embeddings.astype(float)
    likes = rows @ rows.T - twice * (photo[:, None] == photo[None, :])
    likes -= np.outer(penalty, penalty)
    groups = [[i] for i in range(len(rows))]
    while True:
        pairs = [
            (likes[np.ix_(groups[i], groups[j])].mean(), -i, -j)
            for j in range(len(groups))
            for i in range(j)
        ]
        if not pairs or max(pairs)[0] < threshold:
            break
        _, i, j = max(pairs)
        groups[-i] += groups.pop(-j)
    labels = np.empty(len(rows), dtype=np.int64)
    for number, members in enumerate(sorted(groups, key=min)):
        labels[members] = number
    return labels


def as_sets(labels: Array) -> set[frozenset[int]]:
    return {
        frozenset(np.flatnonzero(labels == each).tolist())
        for each in np.unique(labels[labels >= 0])
    }


crowd = st.tuples(
    st.integers(0, 10**6),
    st.integers(0, 40),
    st.sampled_from([0.1, 0.4, 0.8]),
    st.integers(1, 40),
)
thresholds = st.sampled_from([0.2, 0.5, 0.8])
penalties = st.sampled_from([0.0, 0.2, 0.6])


@settings(deadline=None, max_examples=60)
@given(crowd, thresholds, penalties, st.sampled_from([1, 2, 64]), st.booleans())
def test_linkage_is_that_of_plain_loops(
    made: tuple[int, int, float, int], threshold: float, twice: float, kept: int, children: bool
) -> None:
    """Also when groups remember one neighbour only, in tiles of three by five."""
    seed, count, spread, photos = made
    embeddings = scatter(seed, count, spread=spread)
    dice = np.random.default_rng(seed)
    photo = dice.integers(0, photos, count)
    penalty = (children * dice.choice([0, 0.2, 0.5], count)).astype(np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linkage, "KEPT", kept)
        patch.setattr(linkage, "_TILE", (512, 2048) if kept == 64 else (3, 5))
        found = link(embeddings, photo, threshold, twice, penalty)
    assert found.tolist() == plain(embeddings, photo, threshold, twice, penalty).tolist()


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7])
def test_linkage_is_that_of_scikit_learn(threshold: float) -> None:
    clusterer = pytest.importorskip("sklearn.cluster").AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - threshold
    )
    embeddings = scatter(1, 600, people=60, spread=0.4, dims=16)
    found = link(embeddings, np.arange(600), threshold, 0.2)
    assert as_sets(found) == as_sets(clusterer.fit(embeddings.astype(float)).labels_)


@settings(deadline=None)
@given(crowd, thresholds, penalties)
def test_the_order_of_rows_names_groups_but_does_not_make_them(
    made: tuple[int, int, float, int], threshold: float, twice: float
) -> None:
    seed, count, spread, photos = made
    embeddings = scatter(seed, count, spread=spread)
    dice = np.random.default_rng(seed)
    photo, order = dice.integers(0, photos, count), dice.permutation(count)
    found = link(embeddings, photo, threshold, twice)
    again = np.empty_like(found)
    again[order] = link(embeddings[order], photo[order], threshold, twice)
    assert as_sets(found) == as_sets(again)


def test_many_equal_faces_are_one_group() -> None:
    """All at once: one pair after another would take minutes."""
    embeddings = np.repeat(units(np.eye(3)), 2_000, axis=0)
    found = link(embeddings, np.arange(6_000), 0.5, 0.2)
    assert found.tolist() == np.repeat([0, 1, 2], 2_000).tolist()


def test_equal_faces_of_one_photo_are_like_others_of_one_photo() -> None:
    """Of the second face, 0.4 and 1 to the two it is equal to are 0.7 on average."""
    embeddings = np.repeat(units(np.eye(2)), 3, axis=0)
    photo = np.array([0, 0, 0, 1, 1, 2])
    assert link(embeddings, photo, 0.5, 0.6).tolist() == [0, 1, 2, 3, 3, 3]
    assert link(embeddings, photo, 0.8, 0.6).tolist() == [0, 1, 2, 3, 4, 3]
    assert link(embeddings, photo, 0.5, 0.2).tolist() == [0, 0, 0, 1, 1, 1]


def test_equal_pairs_go_by_the_lowest_row() -> None:
    """1 is as similar to 0 as to 2, and 0 and 2 are too different to be all together."""
    embeddings = np.array([[0.6, 0.8], [1, 0], [0.6, -0.8]], dtype=np.float32)
    assert link(embeddings, np.arange(3), 0.5, 0.2).tolist() == [0, 0, 1]
    assert link(embeddings[::-1], np.arange(3), 0.5, 0.2).tolist() == [0, 0, 1]


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_and_one_alone(count: int) -> None:
    embeddings = np.ones((count, 1), dtype=np.float32)
    assert link(embeddings, np.arange(count), 0.5, 0.2).tolist() == [0] * count
    rows = adults(embeddings)
    assert confidences(rows, np.zeros(count, dtype=np.int64)).tolist() == [0] * count
    done = group(faces(embeddings), 0, LIKENESS)
    assert (done.person.tolist(), done.new) == ([-1] * count, 0)
    nobody = np.empty(0, np.int64)
    assert nearest(side(rows), side(rows[:0]), nobody, LIKENESS) == [[]] * count


def test_two_of_one_photo_are_apart_unless_very_similar() -> None:
    """Cosine 0.6 is enough for two photos, 0.96 for one photo."""
    alike = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    same = np.array([[1, 0], [0.96, 0.28]], dtype=np.float32)
    assert link(alike, np.array([1, 2]), 0.5, 0.2).tolist() == [0, 0]
    assert link(alike, np.array([1, 1]), 0.5, 0.2).tolist() == [0, 1]
    assert link(same, np.array([1, 1]), 0.5, 0.2).tolist() == [0, 0]


def test_persons_need_good_faces_in_enough_photos() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, 2])
    photo = np.array([0, 1, 2, 0, 1, 1, 0, 1, 2, 3])
    founders = np.array([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], dtype=bool)
    found = found_persons(labels, founders, photo, np.full(10, np.nan), 3)
    assert found.tolist() == [0, 0, 0, *[-1] * 7]


MINUTE = 60_000_000


@pytest.mark.parametrize(
    ("minutes", "occasions"),
    [
        ([0, 0.1, 0.2, 0.3], 1),
        ([0, 10, 20, 30], 2),  # each of the second and fourth is ten minutes after the one before
        ([0, 11, 22], 3),
        ([30, 0, 11], 3),
        ([0, 4, 8, 12], 2),
        ([None, None, None], 3),
        ([0, None, 1, None], 3),
    ],
)
def test_a_burst_is_one_occasion(minutes: list[float | None], occasions: int) -> None:
    taken = np.array([np.nan if each is None else each * MINUTE for each in minutes])
    labels, files = np.zeros(len(taken), np.int64), np.arange(len(taken))
    good = np.ones(len(taken), dtype=np.bool_)
    for least in (1, 2, 3, 4):
        found = found_persons(labels, good, files, taken, least)
        assert (found[0] == 0) == (occasions >= least)


def test_occasions_of_one_person_do_not_count_for_another() -> None:
    taken = np.array([0.0, 1, 2, 3]) * 60 * MINUTE
    good = np.ones(4, dtype=np.bool_)
    assert found_persons(np.array([0, 1, 0, 1]), good, np.arange(4), taken, 2).tolist() == [
        0, 1, 0, 1,
    ]  # fmt: skip
    assert found_persons(np.array([0, 1, 0, 1]), good, np.arange(4), taken, 3).max() == -1


# ---- joining


def at(*degrees: float) -> Array:
    turn = np.radians(degrees)
    return np.stack([np.cos(turn), np.sin(turn)], axis=1).astype(np.float32)


def adults(embeddings: Array) -> Array:
    return with_penalty(embeddings, np.zeros(len(embeddings), dtype=np.float32))


def side(rows: Array, photo: Array | None = None, days: Array | None = None) -> Side:
    n = len(rows)
    return Side(
        rows,
        np.arange(n) if photo is None else photo,
        np.full(n, UNKNOWN_DAY) if days is None else days,
    )


STRICT = Likeness(linkage=1 - 0.2 / TWICE, joining=0.8)
"""Two faces in one photo lose 0.2."""


def joins(new: Array, known: Array, person: list[int], **more: Array) -> list[int]:
    found, _ = join(
        side(adults(new), more.get("photo", 100 + np.arange(len(new))), more.get("day")),
        side(adults(known), more.get("known_photo"), more.get("days")),
        np.array(person, dtype=np.int64),
        more.get("forbidden", no_pairs()),
        STRICT,
    )
    return found.tolist()


def test_a_face_joins_the_person_of_the_best_three() -> None:
    """One face of person 1 is the nearest of all, but its others are far."""
    known = at(10, 12, 14, 90, 1, 60, 70)
    assert joins(at(0), known, [0, 0, 0, 0, 1, 1, 1]) == [0]
    assert joins(at(180), known, [0, 0, 0, 0, 1, 1, 1]) == [-1]


def test_its_confidence_is_the_mean_of_them() -> None:
    known = at(10, 20, 30, 40)
    new = side(adults(at(0)), np.array([9]))
    _, sure = join(new, side(adults(known)), np.zeros(4, np.int64), no_pairs(), STRICT)
    assert sure[0] == pytest.approx(np.cos(np.radians([10, 20, 30])).mean(), abs=1e-6)


def test_a_forbidden_person_leaves_the_next_best() -> None:
    known = at(0, 1, 2, 20, 21, 22)
    barred = np.array([[0, 0]])
    assert joins(at(3), known, [0, 0, 0, 1, 1, 1], forbidden=barred) == [1]


def test_few_known_faces_ask_for_more() -> None:
    """Cosine 0.805: enough beside three faces, not beside one."""
    new = at(np.degrees(np.arccos(0.805)))
    assert joins(new, at(0, 0, 0), [0, 0, 0]) == [0]
    assert joins(new, at(0), [0]) == [-1]


def test_persons_with_many_faces_ask_for_more() -> None:
    """The best three of three hundred are an extreme: 0.805 is no longer enough, 0.83 is."""
    crowd = np.concatenate([at(0, 0, 0), at(*[90] * 297)])
    for cosine, person in (0.805, -1), (0.83, 0):
        new = at(np.degrees(np.arccos(cosine)))
        assert joins(new, crowd, [0] * 300, photo=np.array([999])) == [person]


def test_a_child_is_compared_with_faces_of_its_age_first() -> None:
    """What it looked like ten years ago says less than what it looks like now."""
    known = at(0, 0, 0, 60, 60, 60)
    days = np.array([0, 10, 20, 3650, 3660, 3670])
    person = [0, 0, 0, 0, 0, 0]
    assert joins(at(5), known, person, days=days, day=np.array([100])) == [0]
    assert joins(at(5), known, person, days=days, day=np.array([3700])) == [-1]
    assert joins(at(58), known, person, days=days, day=np.array([3700])) == [0]
    # nothing near in time, or an adult: all faces count
    assert joins(at(5), known, person, days=days, day=np.array([9000])) == [0]
    assert joins(at(5), known, person, days=days) == [0]


def test_children_must_be_more_alike() -> None:
    """Cosine 0.87: enough for adults, and for an adult with a child."""
    alike = at(0, 0, 0, 29.5)
    for child, joined in ([0, 0, 0, 0], 0), ([1, 1, 1, 0], 0), ([1, 1, 1, 1], -1):
        known = faces(alike, np.array([0, 0, 0, -1]), child=np.array(child, np.float32))
        how = replace(STRICT, child=0.1)
        assert group(known, 1, how).person[3] == joined


def test_children_of_one_day_nursery_are_not_one_child() -> None:
    """240 children whose faces are all alike, as those of infants are, in one photo each."""
    dice = np.random.default_rng(4)
    own, common = units(dice.normal(size=(240, 128))), units(dice.normal(size=(1, 128)))
    infants = units(0.7 * common + 0.7 * own)
    as_adults = group(faces(infants), 0, Likeness(0.44, 0.46, 2))
    assert np.bincount(as_adults.person[as_adults.person >= 0]).max() > 100
    known = faces(infants, child=np.ones(240, np.float32))
    assert group(known, 0, Likeness(0.44, 0.46, 2, child=0.25)).new == 0


@given(st.floats(0.01, 1000), st.floats(0.01, 1000))
def test_thresholds_rise_with_the_crowd(one: float, other: float) -> None:
    few, many = LIKENESS.among(min(one, other)), LIKENESS.among(max(one, other))
    assert 0 < few.linkage <= many.linkage < 1
    assert 0 < few.joining <= many.joining < 1
    assert LIKENESS.among(1) == LIKENESS


def test_a_person_is_in_a_photo_already() -> None:
    known, one_photo = at(0, 0, 0, 40, 40, 40), np.array([7, 7])
    persons = [0, 0, 0, 1, 1, 1]
    # both are nearest to 0; the more similar one gets it, the other goes to 1
    assert joins(at(5, 19), known, persons, photo=one_photo) == [0, 1]
    assert joins(at(5, 19), known, persons) == [0, 0]
    # a mirror: nothing else is near, and cosine 0.999 less 0.2 is not 0.8
    assert joins(at(2, 1), at(0, 0, 0), [0, 0, 0], photo=one_photo) == [-1, 0]
    seen = np.array([7, 1, 2, 3, 4, 5])
    assert joins(at(19), known, persons, photo=np.array([7]), known_photo=seen) == [1]


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 60), st.integers(1, 60))
def test_joining_does_not_depend_on_order(seed: int, count: int, photos: int) -> None:
    dice = np.random.default_rng(seed)
    known, person = scatter(seed, 40), dice.integers(0, 6, 40)
    new, photo = scatter(seed + 1, count), dice.integers(0, photos, count)
    known_photo, order = dice.integers(0, photos, 40), dice.permutation(count)
    shuffled = dice.permutation(40)

    def run(rows: Array, old: Array) -> tuple[Array, Array]:
        return join(
            side(adults(new[rows]), photo[rows]),
            side(adults(known[old]), known_photo[old]),
            person[old],
            no_pairs(),
            replace(STRICT, joining=0.5),
        )

    found, sure = run(np.arange(count), np.arange(40))
    again, sure_again = run(order, shuffled)
    assert found[order].tolist() == again.tolist()
    np.testing.assert_allclose(sure[order], sure_again, atol=1e-6)


def test_the_nearest_persons_come_first() -> None:
    known = at(0, 2, 4, 30, 90)
    person = np.array([3, 3, 3, 5, 1])
    (found,) = nearest(side(adults(at(0))), side(adults(known)), person, STRICT, limit=2)
    assert [(person, same) for person, _, same in found] == [(3, True), (5, True)]
    assert found[1][1] == pytest.approx(np.cos(np.radians(30)), abs=1e-6)


# ---- the whole step


def faces(
    embeddings: Array,
    person: Array | None = None,
    photo: Array | None = None,
    child: Array | None = None,
) -> Faces:
    n = len(embeddings)
    photo = np.arange(n) if photo is None else photo
    return Faces(
        embeddings,
        photo,
        np.ones(n, dtype=np.bool_),
        np.full(n, -1, dtype=np.int64) if person is None else person,
        photo,
        np.zeros(n, dtype=np.float32) if child is None else child,
        np.full(n, np.nan),
    )


@pytest.fixture(scope="module")
def library() -> Callable[[int], tuple[Faces, int, Array]]:
    """Faces, some of which have one of four persons, and forbidden pairs."""

    def make(seed: int) -> tuple[Faces, int, Array]:
        dice = np.random.default_rng(seed)
        embeddings = scatter(seed, 60, people=8, spread=0.3)
        person = np.where(dice.random(60) < 0.3, dice.integers(0, 4, 60), -1)
        forbidden = np.stack([dice.integers(0, 60, 40), dice.integers(0, 4, 40)], axis=1)
        return faces(embeddings, person, dice.integers(0, 40, 60)), 4, forbidden

    return make


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_what_holds_for_every_grouping(
    library: Callable[[int], tuple[Faces, int, Array]], seed: int
) -> None:
    known, persons, forbidden = library(seed)
    done = group(known, persons, LIKENESS, forbidden)
    had = known.person >= 0
    assert done.person[had].tolist() == known.person[had].tolist()
    pairs = set(zip(np.flatnonzero(~had).tolist(), done.person[~had].tolist(), strict=True))
    assert not pairs & {(row, person) for row, person in forbidden.tolist()}
    # new persons are numbered without gaps, each with enough photos
    new = np.unique(done.person[done.person >= persons])
    assert new.tolist() == list(range(persons, persons + done.new))
    assert all(len(np.unique(known.photo[done.person == each])) >= 3 for each in new)
    assert ((done.confidence >= 0) & (done.confidence <= 1)).all()
    assert (done.confidence[done.person < 0] == 0).all()
    # and doing it again changes nothing
    after = faces(known.embeddings, done.person, known.photo)
    again = group(after, persons + done.new, LIKENESS, forbidden)
    assert (again.person.tolist(), again.new) == (done.person.tolist(), 0)


def test_new_persons_are_numbered_by_their_first_face() -> None:
    embeddings = at(90, 0, 1, 91, 2, 92)
    done = group(faces(embeddings), 5, LIKENESS)
    assert done.person.tolist() == [5, 6, 6, 5, 6, 5]
    assert done.first_new == 5


def test_the_frames_of_one_video_found_nobody() -> None:
    seen = faces(at(0, 1, 2, 3))
    video = replace(seen, file=np.zeros(4, dtype=np.int64))
    assert group(seen, 0, LIKENESS).new == 1
    assert group(video, 0, LIKENESS).new == 0


def test_poor_faces_found_nobody_but_join() -> None:
    embeddings = at(0, 1, 2, 3, 90, 91, 92)
    good = np.array([1, 1, 1, 0, 1, 1, 0], dtype=bool)
    done = group(replace(faces(embeddings), founder=good), 0, LIKENESS)
    assert done.person.tolist() == [0, 0, 0, 0, -1, -1, -1]
    assert done.held_back == (1, 3)
    assert group(faces(embeddings), 0, LIKENESS).held_back == (0, 0)
