from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from photosort.plan.choice import Candidate, PictureStatistics, alike, best, cheer, choose

SHARP, SOFT = 900.0, 30.0


def candidate(id, stop=0, day=0, seconds=None, sharpness=100.0, faces=0, hash=None, wide=True):
    seconds = id * 600.0 if seconds is None else seconds
    size = (4000, 3000) if wide else (3000, 4000)
    own = (id * 0x9E3779B97F4A7C15) % 2**64 if hash is None else hash
    return Candidate(id, stop, day, seconds, PictureStatistics(own, sharpness, *size), faces)


def test_near_duplicates_come_once_and_the_sharper_one_stays():
    burst = [candidate(i, hash=0b1011, seconds=i * 60, sharpness=SOFT) for i in range(5)]
    burst[3] = burst[3]._replace(
        statistics=burst[3].statistics._replace(sharpness=SHARP, hash=0b1010)
    )
    other = candidate(9, hash=2**64 - 1)
    assert choose([*burst, other], 6) == [3, 9]


def test_rated_photos_and_favorites_come_first_and_rejected_ones_never():
    photos = [candidate(i, sharpness=i, faces=3) for i in range(1, 50)]
    photos[2] = photos[2]._replace(rating=5, faces=0)
    photos[4] = photos[4]._replace(favorite=True, faces=0)
    photos[6] = photos[6]._replace(rating=4, faces=0)
    assert set(choose(photos, 2)) == {3, 5}
    assert best(photos) in (3, 5)
    photos[2], photos[4] = (photos[i]._replace(rating=-1, favorite=True) for i in (2, 4))
    assert choose(photos, 1) == [best(photos)] == [7]
    assert not {3, 5} & set(choose(photos, 50))


def test_where_all_are_rejected_none_is_chosen():
    photos = [candidate(i)._replace(rating=-1) for i in range(3)]
    assert choose(photos, 2) == [] and best(photos) is None


def test_a_burst_counts_as_one_scene_even_where_pictures_differ():
    assert alike(candidate(1, seconds=100), candidate(2, seconds=104))
    assert not alike(candidate(1, seconds=100), candidate(2, seconds=160))
    assert not alike(candidate(1, stop=1, seconds=100), candidate(2, stop=2, seconds=104))


def test_a_stop_of_many_photos_leaves_room_for_small_ones():
    many = [candidate(i, stop="city", day=i % 3, sharpness=SHARP) for i in range(90)]
    few = [candidate(100 + i, stop="village", day=5, sharpness=SOFT) for i in range(4)]
    picked = choose([*many, *few], 8)
    stops = Counter("village" if id >= 100 else "city" for id in picked)
    assert stops["village"] >= 1
    assert stops["city"] > stops["village"]


def test_the_days_of_a_stop_share_alike():
    photos = [candidate(i, day=i // 20, sharpness=i) for i in range(60)]
    assert Counter(id // 20 for id in choose(photos, 6)) == {0: 2, 1: 2, 2: 2}


def test_faces_weigh_more_than_a_little_sharpness():
    photos = [candidate(1, sharpness=105), candidate(2, sharpness=100, faces=2)]
    photos += [candidate(i, sharpness=i) for i in range(3, 50)]
    assert choose(photos, 1) == [2]


def test_a_smile_weighs_between_like_pictures():
    photos = [candidate(1, faces=1), candidate(2, faces=1), candidate(3, faces=1)]
    assert best(photos) == 1
    photos[1] = photos[1]._replace(smiles=1.0)
    assert best(photos) == 2
    assert choose(photos, 1) == [2]


def test_a_smile_outweighs_no_face_of_another_person():
    photos = [candidate(1, faces=3), candidate(2, faces=1)._replace(smiles=1.0)]
    assert best(photos) == 1


def test_the_cheer_of_a_face():
    assert cheer(None) == 1.0
    assert cheer(0.0) < cheer(0.5) == 1.0 < cheer(1.0)


def test_a_cover_is_wide_where_a_sharp_wide_one_exists():
    photos = [candidate(1, sharpness=300, wide=False), candidate(2, sharpness=200)]
    photos += [candidate(3, sharpness=100), candidate(4, sharpness=50)]
    assert best(photos) == 2
    assert best(photos[:1]) == 1
    assert best([]) is None


def test_icons_come_last():
    icon = candidate(1, sharpness=5000)
    icon = icon._replace(statistics=icon.statistics._replace(width=64, height=48))
    assert choose([icon, candidate(2, sharpness=SOFT)], 1) == [2]
    assert best([icon, candidate(2, sharpness=SOFT, wide=False)]) == 2
    assert best([icon]) == 1


candidates = st.lists(
    st.builds(
        candidate,
        st.integers(0, 10**6),
        stop=st.integers(0, 4),
        day=st.one_of(st.none(), st.integers(0, 5)),
        sharpness=st.floats(0, 5000),
        faces=st.integers(0, 5),
        hash=st.integers(0, 2**64 - 1),
    ),
    unique_by=lambda c: c.id,
    max_size=40,
)


@given(candidates, st.integers(0, 20), st.randoms())
def test_any_choice_is_small_distinct_and_independent_of_order(photos, count, dice):
    picked = choose(photos, count)
    by_id = {each.id: each for each in photos}
    assert len(picked) == len(set(picked)) <= count
    chosen = [by_id[id] for id in picked]
    assert not any(alike(a, b) for i, a in enumerate(chosen) for b in chosen[:i])
    shuffled = list(photos)
    dice.shuffle(shuffled)
    assert set(choose(shuffled, count)) == set(picked)
