"""Layouts: every photo has a path of its own, inside DEST, whatever names there are."""

from hypothesis import given
from hypothesis import strategies as st

from photosort.model import FileStamp, Place, Wish
from photosort.plan.folders import lay_out, place_wishes
from photosort.plan.manifest import Manifest, from_json, sync, to_json
from photosort.plan.names import collision_key


def stamp(path: str) -> FileStamp:
    return FileStamp(path.encode(), 1, 2, 3, 4)


def paths(wishes, foreign=()):
    sources = {wish.stamp.path: wish.stamp.path.decode() for wish in wishes}
    return {
        (entry.source, entry.id): entry.path
        for entry in lay_out(wishes, "symlink", foreign, sources)
    }


def test_two_photos_of_one_name_both_appear():
    wishes = [Wish(("t",), stamp(f"/{x}/IMG_1.jpg"), "trip", "a") for x in ("one", "two")]
    assert sorted(paths(wishes).values()) == ["t/IMG_1 (2).jpg", "t/IMG_1.jpg"]


def test_two_trips_of_one_name_get_a_folder_each():
    wishes = [Wish(("t", "2022-05-01 Paris"), stamp("/a.jpg"), "trip", id) for id in ("i", "j")]
    found = paths(wishes)
    assert set(found.values()) == {"t/2022-05-01 Paris/a.jpg", "t/2022-05-01 Paris (2)/a.jpg"}


def test_names_that_differ_in_case_only_are_numbered():
    wishes = [Wish(("t",), stamp(path), "trip", "i") for path in ("/x/a.JPG", "/y/A.jpg")]
    found = paths(wishes)
    assert len({collision_key(path) for path in found.values()}) == 2


def test_foreign_files_keep_their_names():
    wishes = [Wish(("places", "X"), stamp("/x/a.jpg"), "place", "X")]
    assert paths(wishes, {"places/X/a.jpg"}) == {("/x/a.jpg", "X"): "places/X/a (2).jpg"}
    assert paths(wishes, {"places"}) == {("/x/a.jpg", "X"): "places (2)/X/a.jpg"}


def test_unknown_levels_are_left_out():
    wishes = place_wishes(
        [
            (stamp("/a"), Place({"country": "Japan", "city": "Nikko"})),
            (stamp("/b"), Place({})),
            (stamp("/c"), None),
        ]
    )
    assert [wish.folder for wish in wishes] == [("places", "Japan", "Nikko")]


names = st.text(min_size=1, max_size=12).filter(lambda t: "\0" not in t and "/" not in t)
wish = st.builds(
    Wish,
    st.tuples(st.just("trips"), names),
    st.builds(stamp, names.map(lambda n: f"/{n}")),
    st.just("trip"),
    st.sampled_from("xyz"),
)


@given(
    st.lists(wish, max_size=20, unique_by=lambda w: (w.stamp.path, w.id, w.folder)), st.randoms()
)
def test_paths_are_unique_safe_and_do_not_depend_on_order(wishes, random):
    sources = {w.stamp.path: w.stamp.path.decode() for w in wishes}
    entries = lay_out(wishes, "symlink", (), sources)
    assert len({collision_key(entry.path) for entry in entries}) == len(wishes)
    for entry in entries:
        assert ".." not in entry.path.split("/")
        assert entry.path.startswith("trips/")
    random.shuffle(wishes)
    assert lay_out(wishes, "symlink", (), sources) == entries


@given(st.lists(wish, max_size=20, unique_by=lambda w: (w.stamp.path, w.id, w.folder)), st.data())
def test_sync_is_a_difference(wishes, data):
    sources = {w.stamp.path: w.stamp.path.decode() for w in wishes}
    entries = lay_out(wishes, "copy", (), sources)
    intact = {e.path: e for e in entries if data.draw(st.booleans())}
    plan = sync(entries, intact, same_kind=True)
    # copies without a sum are made again
    assert {e.path for e in plan.make} == {e.path for e in entries}
    plan = sync((), intact, same_kind=True)
    assert {e.path for e in plan.remove} == set(intact) and not plan.make


@given(st.lists(wish, max_size=10, unique_by=lambda w: (w.stamp.path, w.id, w.folder)))
def test_manifests_survive_json(wishes):
    sources = {w.stamp.path: w.stamp.path.decode() for w in wishes}
    entries = tuple(lay_out(wishes, "hardlink", (), sources))
    manifest = Manifest("now", "lib", "hardlink", False, ("trip",), entries)
    assert from_json(to_json(manifest), "m") == manifest
