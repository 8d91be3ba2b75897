"""Views, templates, and how DEST follows what users change in the library."""

import json
import os
import shutil

import pytest

from tests.make import jpeg

from .organizing import MANIFEST, dest, library, photos, state, touched, tree

__all__ = ["dest", "library", "photos"]

BERLIN, KYOTO, NARA = (52.52, 13.40), (35.01, 135.77), (34.685, 135.805)


@pytest.fixture
def life(photosort, tmp_path):
    """Photos at home with a journey to Japan in between, and two trips in one province."""
    folder = tmp_path / "life"
    days = [(f"2023-0{m}-{d:02}", BERLIN) for m in (1, 2, 3, 5, 6, 7) for d in (3, 9, 15, 21)]
    days += [(f"2023-04-{d:02}", KYOTO if d < 6 else NARA) for d in range(2, 10)]
    for number, (day, (lat, lon)) in enumerate(days):
        jpeg(folder / f"{number:03}.jpg", f"{day}T10:00:00", lat=lat, lon=lon, seed=number)
    assert photosort("index", folder).code == 0
    assert photosort("trips").code == 0
    assert photosort("journeys").code == 0
    return photosort


def folders(dest, depth):
    """The folders at a depth below DEST."""
    return {
        path.relative_to(dest).as_posix()
        for path in dest.glob("/".join("*" * depth))
        if path.is_dir()
    }


def test_journeys_have_folders_of_their_own(life, dest):
    (journey,) = life("journeys", "list", "--json").json
    answer = life("organize", dest, "--by", "journey", "--json").json
    start = journey["start"][:10]
    assert journey["title"] == "Kyoto & Nara, Apr 2023"
    assert folders(dest, 2) == {f"journeys/{start} Kyoto & Nara"}
    assert {entry["id"] for entry in answer["entries"]} == {journey["id"]}
    assert {entry["view"] for entry in answer["entries"]} == {"journey"}
    assert len(answer["entries"]) == journey["photos"]
    life("journeys", "update", journey["id"], "--title", "Spring: Japan")
    life("organize", dest, "--by", "journey")
    assert folders(dest, 2) == {f"journeys/{start} Spring_ Japan"}


def test_several_views_at_once_and_one_after_the_other(life, dest):
    answer = life("organize", dest, "--by", "journey,place,trip", "--json").json
    assert answer["by"] == ["place", "trip", "journey"]
    assert folders(dest, 1) == {"places", "trips", "journeys"}
    assert {entry["view"] for entry in answer["entries"]} == {"place", "trip", "journey"}
    life("organize", dest, "--by", "trip")
    assert folders(dest, 1) == {"trips"}


def test_no_journeys_yet(photosort, photos, dest):
    photosort("index", photos)
    answer = photosort("organize", dest, "--by", "journey")
    assert answer.code == 1 and "photosort journeys" in answer.err
    assert not dest.exists()
    # who has not asked for them gets what there is, and is told of the rest
    answer = photosort("organize", dest)
    assert answer.code == 0 and folders(dest, 1) == {"places"}
    assert "photosort journeys" in answer.err and "on no journey" not in answer.err
    photosort("journeys")
    assert photosort("organize", dest).code == 0 and folders(dest, 1) == {"places", "journeys"}


def test_templates_name_the_folders(life, dest):
    trip, place = "trip={start:%Y}/{start:%Y-%m-%d} {title}", "place=by day/{taken:%Y-%m}/{city}"
    assert life("organize", dest, "--template", trip, "--template", place).code == 0
    assert "2023/2023-04-02 Kyoto" in folders(dest, 2)
    assert "by day/2023-04/Nara" in folders(dest, 3)
    assert "places" not in folders(dest, 1)


def test_trips_of_one_year_share_its_folder(life, dest):
    life("organize", dest, "--home", "--by", "trip", "--template", "trip=years/{start:%Y}")
    assert folders(dest, 2) == {"years/2023"}
    assert len(list((dest / "years/2023").iterdir())) == 32


def test_an_unknown_field_names_the_nearest_one(life, dest):
    answer = life("organize", dest, "--template", "trip={start:%Y}/{titel}", "--json")
    assert answer.code == 2
    assert "did you mean {title}?" in answer.json["error"]["message"]
    assert not dest.exists()


def test_templates_may_stand_in_the_config_file(life, dest, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text("[organize]\nby = 'trip'\ntemplate = ['trip={start:%Y}/{title}']\n")
    assert life("--config", config, "organize", dest).code == 0
    assert "2023/Nara" in folders(dest, 2)


HOSTILE = [
    *("../../x", "CON", "nul.txt", "dots...", "x" * 300, "new\nline", "a\x07b", "\u202eabc"),
    *("a/b\\c", "Cafe\u0301", ".hidden", "~", "-rf", "photosort-manifest.json", "   "),
]


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_titles_stay_in_dest(life, dest, tmp_path, title):
    trip = life("trips", "list", "--json").json[0]["id"]
    updated = life("trips", "update", trip, "--title", title)
    before = set(tmp_path.iterdir())
    answer = life("organize", dest, "--by", "trip", "--template", "trip={title}", "--json")
    assert answer.code == 0, (updated, answer)
    assert set(tmp_path.iterdir()) - before == {dest}
    listed = {entry["path"] for entry in answer.json["entries"]}
    assert listed == set(tree(dest)) - {MANIFEST}
    for path in dest.rglob("*"):
        assert dest in path.resolve().parents or path.is_symlink()
        assert len(path.name.encode()) <= 255 and path.name.isprintable()
    assert life("organize", "--undo", dest).code == 0
    assert not dest.exists()


@pytest.mark.parametrize("mode", ["symlink", "hardlink", "copy"])
def test_a_new_title_moves_the_folder(life, dest, mode):
    life("organize", dest, "--by", "trip", "--mode", mode)
    old = dest / "trips/2023-04-02 Kyoto"
    before = {path.name: path.lstat().st_ino for path in old.iterdir()}
    (old / "notes.txt").write_text("mine")
    trip = next(
        each
        for each in life("trips", "list", "--json").json
        if (each["start"][:10], each["level"]) == ("2023-04-02", "province")
    )
    life("trips", "update", trip["id"], "--title", "Temples")
    dry = life("organize", dest, "--by", "trip", "--mode", mode, "--dry-run", "--json").json
    answer = life("organize", dest, "--by", "trip", "--mode", mode)
    assert f"{len(before)} moved" in answer.err and " new" not in answer.err
    new = dest / "trips/2023-04-02 Temples"
    assert {path.name: path.lstat().st_ino for path in new.iterdir()} == before
    assert [path.name for path in old.iterdir()] == ["notes.txt"]
    manifest = json.loads((dest / MANIFEST).read_text())
    del dry["created"], manifest["created"]
    assert manifest == dry
    assert manifest["folders"] == ["trips/2023-04-02 Kyoto"]
    assert life("organize", "--verify", dest).code == 0
    # once the owner of the notes has taken them away, the folder can go
    (old / "notes.txt").unlink()
    life("organize", dest, "--by", "trip", "--mode", mode)
    assert old.is_dir()
    life("organize", dest, "--by", "trip", "--mode", mode, "--prune-empty")
    assert not old.exists()
    assert json.loads((dest / MANIFEST).read_text())["folders"] == []


def test_only_empty_folders_of_its_own_are_pruned(life, dest):
    life("organize", dest, "--by", "trip")
    mine = dest / "trips/mine/empty"
    mine.mkdir(parents=True)
    life("organize", dest, "--by", "place", "--prune-empty")
    assert mine.is_dir()
    assert folders(dest, 2) >= {"trips/mine"} and len(folders(dest / "trips", 1)) == 1


def test_numbers_that_shift_are_moves(photosort, tmp_path, dest):
    for number, name in enumerate("bcd"):
        jpeg(tmp_path / "p" / name / "1.jpg", "2023-04-02T10:00:00", lat=35, lon=135.7, seed=number)
    photosort("index", tmp_path / "p")
    photosort("organize", dest, "--by", "place", "--mode", "copy")
    before = {path.read_bytes(): path.stat().st_ino for path in dest.rglob("*.jpg")}
    jpeg(tmp_path / "p/a/1.jpg", "2023-04-02T10:00:00", lat=35, lon=135.7, seed=9)
    photosort("index", tmp_path / "p")
    answer = photosort("organize", dest, "--by", "place", "--mode", "copy")
    assert "1 new, 3 moved" in answer.err
    after = {path.read_bytes(): path.stat().st_ino for path in dest.rglob("*.jpg")}
    assert len(after) == 4 and before.items() <= after.items()
    fresh = dest.with_name("fresh")
    photosort("organize", fresh, "--by", "place", "--mode", "copy")
    assert {k: v for k, v in tree(fresh).items() if k != MANIFEST} == {
        k: v for k, v in tree(dest).items() if k != MANIFEST
    }


def test_a_dry_run_shows_a_tree_with_counts(life, dest):
    life("organize", dest, "--by", "trip", "--home")
    trip = life("trips", "list", "--json").json[-1]["id"]
    life("trips", "delete", trip)
    answer = life("organize", dest, "--by", "trip", "--home", "--dry-run")
    assert answer.out.splitlines()[0].split() == ["trips/", "31", "-1"]
    assert any(line.split()[-2:] == ["0", "-1"] for line in answer.out.splitlines())
    before = touched(dest)
    assert "1 removed" in answer.err and touched(dest) == before


def test_a_foreign_file_on_the_way_is_left_alone(life, dest):
    (dest / "trips").mkdir(parents=True)
    (dest / "trips" / "2023-04-02 Kyoto").write_text("mine")
    before = set(dest.rglob("*"))
    answer = life("organize", dest, "--by", "trip", "--home", "--json").json
    assert (dest / "trips/2023-04-02 Kyoto (2)").is_dir()
    assert [each["path"] for each in answer["kept"]] == ["trips/2023-04-02 Kyoto"]
    life("organize", "--undo", dest)
    assert set(dest.rglob("*")) == before


def test_names_that_look_like_its_own_are_left_alone(life, dest):
    dest.mkdir()
    mine = [dest / ".photosort-notes", dest / ".photosort-ab12-3.part"]
    for path in mine:
        path.write_text("mine")
    kept = life("organize", dest, "--by", "trip", "--home", "--json").json["kept"]
    assert {each["path"] for each in kept} == {path.name for path in mine}
    life("organize", "--undo", dest)
    assert all(path.read_text() == "mine" for path in mine)


def test_a_whole_session_leaves_the_originals_alone(photosort, photos, dest, tmp_path):
    before = state(photos)
    coordinates = ("place", "1.3,103.8")
    first = photos / "2022 Singapore/DSC_0412.JPG"
    session = [
        ("index", photos), ("index", photos, "--full"), ("index",), ("status",), ("roots",),
        ("trips",), ("trips", "--levels", "country"), ("trips", "list"), ("trips", "--rebuild"),
        ("journeys",), ("journeys", "--home", "none"), ("show", first), ("show", first, "--exif"),
        ("label", first, "at=beach"), ("label", "--remove", "at", first), coordinates, ("doctor",),
        ("organize", dest, "--dry-run"), ("organize", dest), ("organize", dest, "--absolute"),
        ("organize", dest, "--mode", "copy"), ("organize", "--verify", dest),
        ("organize", dest, "--mode", "reflink", "--fallback", "copy"),
        ("organize", "--undo", dest), ("organize", photos / "inside", "--mode", "copy"),
        ("index", photos), ("organize", "--undo", photos / "inside"), ("forget", photos),
    ]  # fmt: skip
    for call in session:
        answer = photosort(*call)
        assert answer.code in (0, 2) or "reflink" in call, (call, answer)
    folder = str(photos)
    after = state(photos)
    assert after.keys() == before.keys()
    assert after == before, [k for k in after if after[k] != before[k] and k != folder]
    # hard links change the count of links, and with it the ctime, and nothing else
    photosort("index", photos)
    photosort("organize", dest, "--mode", "hardlink", "--by", "place")
    shutil.rmtree(dest)
    assert {k: v[:4] for k, v in state(photos).items()} == {k: v[:4] for k, v in before.items()}
    assert not os.path.exists(dest)
