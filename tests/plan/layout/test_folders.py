"""Layouts: every photo has a path of its own, inside DEST, whatever names there are."""

from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photosort.model import FileStamp, Place, Placement
from photosort.plan.layout.folders import lay_out, placements_by_group, placements_by_place
from photosort.plan.layout.manifest import OWN_NAMES
from photosort.plan.layout.names import MAX_BYTES, collision_key, safe_name
from photosort.plan.layout.templates import FIELDS, default, parse


def stamp(path: str) -> FileStamp:
    return FileStamp(path.encode("utf-8", "surrogateescape"), 1, 2, 3, 4)


def laid_out(placements, foreign=(), mode="symlink"):
    sources = {
        placement.stamp.path: placement.stamp.path.decode("utf-8", "surrogateescape")
        for placement in placements
    }
    return lay_out(placements, mode, foreign, sources)


def paths(placements, foreign=()):
    return {(entry.source, entry.id): entry.path for entry in laid_out(placements, foreign)}


def test_two_photos_of_one_name_both_appear():
    placements = [Placement(("t",), stamp(f"/{x}/IMG_1.jpg"), "trip", "a") for x in ("one", "two")]
    assert sorted(paths(placements).values()) == ["t/IMG_1 (2).jpg", "t/IMG_1.jpg"]


def test_two_trips_of_one_name_get_a_folder_each():
    placements = [
        Placement(("t", "2022-05-01 Paris"), stamp("/a.jpg"), "trip", id) for id in ("i", "j")
    ]
    found = paths(placements)
    assert set(found.values()) == {"t/2022-05-01 Paris/a.jpg", "t/2022-05-01 Paris (2)/a.jpg"}


def test_a_shared_folder_holds_a_photo_once():
    placements = [Placement(("2022",), stamp("/a.jpg"), "person", id, True) for id in ("i", "j")]
    placements += [Placement(("2022",), stamp("/b.jpg"), "person", "j", True)]
    assert [entry.path for entry in laid_out(placements)] == ["2022/a.jpg", "2022/b.jpg"]


def test_names_that_differ_in_case_only_are_numbered():
    placements = [Placement(("t",), stamp(path), "trip", "i") for path in ("/x/a.JPG", "/y/A.jpg")]
    found = paths(placements)
    assert len({collision_key(path) for path in found.values()}) == 2


def test_foreign_files_keep_their_names():
    placements = [Placement(("places", "X"), stamp("/x/a.jpg"), "place", "X")]
    assert paths(placements, {"places/X/a.jpg"}) == {("/x/a.jpg", "X"): "places/X/a (2).jpg"}
    assert paths(placements, {"places"}) == {("/x/a.jpg", "X"): "places (2)/X/a.jpg"}


def test_nothing_takes_the_names_of_the_manifest_and_the_journal():
    for name in OWN_NAMES:
        (found,) = paths([Placement((name.upper(),), stamp("/x/a.jpg"), "trip", "i")]).values()
        assert collision_key(found.split("/")[0]) != collision_key(name)


def test_unknown_levels_are_left_out():
    places = {1: Place({"country": "Japan", "city": "Nikko"}), 2: Place({}), 4: Place()}
    photos = [(stamp(f"/{i}"), i or None, None) for i in range(5)]
    placements = placements_by_place(photos, places, default("place"), {})
    assert [(placement.folder, placement.id) for placement in placements] == [
        (("places", "Japan", "Nikko"), "Japan/Nikko")
    ]


def test_a_country_is_one_folder_whether_more_is_known_or_not():
    places = {1: Place({"country": "Australia"}), 2: Place({"country": "Australia", "city": "S"})}
    photos = [(stamp(f"/{i}.jpg"), i, None) for i in (1, 2)]
    found = paths(placements_by_place(photos, places, default("place"), {})).values()
    assert set(found) == {"places/Australia/1.jpg", "places/Australia/S/2.jpg"}


def test_a_date_places_photos_that_have_no_address():
    template = parse("place", "{taken:%Y}/{country}")
    photos = [(stamp("/a"), None, datetime(2022, 5, 1)), (stamp("/b"), None, None)]
    assert [x.folder for x in placements_by_place(photos, {}, template, {})] == [("2022",)]


names = st.text(min_size=1, max_size=12).filter(lambda t: "\0" not in t and "/" not in t)
placement = st.builds(
    Placement,
    st.tuples(st.just("trips"), names),
    st.builds(stamp, names.map(lambda n: f"/{n}")),
    st.just("trip"),
    st.sampled_from("xyz"),
)


@given(
    st.lists(placement, max_size=20, unique_by=lambda w: (w.stamp.path, w.id, w.folder)),
    st.randoms(),
)
def test_paths_are_unique_safe_and_do_not_depend_on_order(placements, random):
    entries = laid_out(placements)
    assert len({collision_key(entry.path) for entry in entries}) == len(placements)
    for entry in entries:
        assert ".." not in entry.path.split("/")
        assert entry.path.startswith("trips/")
    random.shuffle(placements)
    assert laid_out(placements) == entries


hostile = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            *("../../x", "/etc", "..", ".", "CON", "con.jpg", "x" * 300, "é" * 200, "a.", "b "),
            *("a\nb", "\u202ertl", "a\u200fb", "\0", "e\u0301", "É", "é", "ß", "ss", "\udcff"),
            *("a\\b", "~", "photosort-manifest.json", ".photosort-journal", "COM¹", "ﬁ", "fi"),
        ]
    ),
)
pattern = st.lists(
    st.sampled_from([f"{{{field}}}" for field in FIELDS["trip"]] + ["x", " ", "/", "-", "%", "."]),
    min_size=1,
    max_size=8,
).map("".join)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pattern.filter(lambda p: not p.startswith("/") and p.strip(" /.")),
    st.lists(
        st.fixed_dictionaries({"title": hostile, "country": hostile, "city": hostile}), max_size=5
    ),
    st.lists(hostile.filter(lambda n: "/" not in n and "\0" not in n), min_size=1, max_size=5),
)
def test_hostile_titles_never_leave_dest_and_all_paths_differ(pattern, things, files):
    pieces = {piece.strip() for piece in pattern.split("/")}
    if pieces & {".", ".."}:
        return
    template = parse("trip", pattern)
    stamps = [stamp(f"/{i}/{name}") for i, name in enumerate(files)]
    things = [(f"trip-{i}", values | {"id": f"trip-{i}"}) for i, values in enumerate(things)]
    entries = laid_out(placements_by_group(template, things, {id: stamps for id, _ in things}))
    assert len({collision_key(entry.path) for entry in entries}) == len(entries)
    files_at = {collision_key(entry.path) for entry in entries}
    for entry in entries:
        assert not entry.path.startswith("/")
        for part in (parts := entry.path.split("/")):
            assert part == safe_name(part) or len(part.encode()) > MAX_BYTES  # and a number
            assert part not in ("", ".", "..") and len(part.encode()) <= 255
        for depth in range(1, len(parts)):  # a folder is never a file at once
            assert collision_key("/".join(parts[:depth])) not in files_at
