import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photosort.plan.film import FADE, Shot, photos_for, storyboard, visible

shots = st.lists(st.integers(0, 4), min_size=1, max_size=30).map(
    lambda stops: [Shot(i, stop, (i + 1) / 40) for i, stop in enumerate(sorted(stops))]
)


@given(shots, st.floats(12, 600), st.booleans())
def test_a_film_is_as_long_as_asked_and_never_empty(photos, seconds, mapped):
    scenes = storyboard(photos, seconds, mapped=mapped)
    assert scenes[0].start == 0
    assert scenes[-1].end == pytest.approx(seconds)
    for one, other in itertools.pairwise(scenes):
        assert other.start == pytest.approx(one.end - FADE)
    assert [s.shot.id for s in scenes if s.shot] == [each.id for each in photos]
    for at in (0, seconds / 3, seconds * 0.999):
        assert visible(scenes, at)
    assert mapped or not any(scene.kind == "map" for scene in scenes)


def test_the_map_goes_on_where_it_was_and_comes_before_a_new_stop():
    photos = [Shot(1, 0, 0.0), Shot(2, 0, 0.1), Shot(3, 1, 0.6), Shot(4, 2, 0.9)]
    scenes = storyboard(photos, 60, mapped=True)
    assert [s.kind for s in scenes] == [
        "title", "map", "photo", "photo", "map", "photo", "map", "photo", "end",
    ]  # fmt: skip
    maps = [(s.since, s.until) for s in scenes if s.kind == "map"]
    assert maps == [(0.0, 0.0), (0.0, 0.6), (0.6, 0.9)]


def test_many_short_stops_do_not_make_a_film_of_maps():
    photos = [Shot(i, i, i / 20) for i in range(20)]
    scenes = storyboard(photos, 60, mapped=True)
    shown = sum(s.end - s.start for s in scenes if s.kind == "map")
    assert 0 < shown <= 60 / 3


def test_more_time_is_more_photos():
    counts = [photos_for(seconds, 5, mapped=True) for seconds in (12, 30, 60, 120, 600)]
    assert counts == sorted(counts)
    assert counts[0] >= 1 and 10 <= counts[2] <= 18


def test_one_scene_goes_over_into_the_next():
    scenes = storyboard([Shot(1, 0, 0.5)], 20, mapped=False)
    middle = scenes[1].start + FADE / 2
    both = visible(scenes, middle)
    assert [scene.kind for scene, _, _ in both] == ["title", "photo"]
    assert both[1][2] == pytest.approx(0.5)
