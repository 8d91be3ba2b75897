"""Export and import: nothing that a user typed is locked in."""

import csv
import json
import shutil
import stat
import subprocess

import pytest

from tests.conftest import call, isolated
from tests.make import jpeg


def fill(photosort, pictures, folder):
    """A library of copied pictures, with something entered of each kind."""
    shutil.copytree(pictures, folder)
    photosort("index", folder, "--shift", "Field 2=+00:05")
    trips = photosort("trips", "--json").json["trips"]
    journeys = photosort("journeys", "--home", "47.99,7.85", "--json").json["journeys"]
    photosort("label", "--where", "country:Japan", "at=beach")
    photosort("label", trips[0]["id"], journeys[-1]["id"], "with=dog")
    photosort("trips", "update", trips[0]["id"], "--title", "Lion city", "--custom-id", "t1")
    photosort("trips", "delete", trips[-1]["id"])
    photosort("journeys", "update", journeys[-1]["id"], "--title", "Sakura")
    photosort("place", "set", folder / "2022 Singapore/DSC_0412.JPG", "--city", "Marina")
    photosort("query", "--save", "away", "-country:Germany")
    photosort("trips")
    photosort("journeys", "--home", "47.99,7.85")


@pytest.fixture
def own_library(photosort, pictures, tmp_path):
    """For tests that change `tmp_path / "pictures"`."""
    fill(photosort, pictures, tmp_path / "pictures")
    return photosort


@pytest.fixture(scope="module")
def prepared(pictures, tmp_path_factory):
    made = tmp_path_factory.mktemp("prepared")
    with isolated(made):
        fill(call, pictures, made / "pictures")
    return made


@pytest.fixture
def folder(prepared):
    """The pictures of `library`, which all tests share: to be read only."""
    return prepared / "pictures"


@pytest.fixture
def library(photosort, prepared, tmp_path):
    """A copy of the prepared library."""
    shutil.copy(prepared / "library.db", tmp_path)
    return photosort


def entered(photosort, *library):
    """Everything that was entered, as the commands show it."""
    return {
        "files": {
            each["path"].rpartition("pictures/")[2]: (each["labels"], each["address"].get("city"))
            for each in photosort("query", "--json", *library).json
        },
        "trips": [
            (x["id"], x["title"], x["custom_id"], x["labels"])
            for x in photosort("trips", "list", "--json", *library).json
        ],
        "journeys": [
            (x["title"], x["labels"])
            for x in photosort("journeys", "list", "--json", *library).json
        ],
        "questions": photosort("query", "--saved", "--json", *library).json,
        "homes": [(x["lat"], x["source"]) for x in photosort("homes", "--json", *library).json],
    }


@pytest.mark.parametrize("moved", [False, True])
def test_another_library_gets_everything(own_library, tmp_path, moved):
    library = own_library
    file = tmp_path / "mine.json"
    assert library("export", "--to", file).code == 0
    before = entered(library)
    folder = tmp_path / "pictures"
    if moved:
        (tmp_path / "elsewhere").mkdir()
        folder = folder.rename(tmp_path / "elsewhere/pictures")
    other = ("--library", tmp_path / "other.db")
    library("index", folder, "--shift", "Field 2=+00:05", *other)
    library("trips", *other)
    library("journeys", "--home", "47.99,7.85", *other)
    dry = library("import", file, "--dry-run", "--json", *other)
    assert entered(library, *other) != before
    answer = library("import", file, "--json", *other)
    assert answer.code == 0 and answer.json["unmatched"] == [] and answer.json == dry.json
    assert answer.json["files"] == 18 and answer.json["trips"] == 2 and answer.json["places"] == 1
    now = entered(library, *other)
    assert {**now, "journeys": 0} == {**before, "journeys": 0}
    assert ("Sakura", {"with": "dog"}) in now["journeys"]
    again = library("import", file, "--json", *other).json
    assert again.pop("unmatched") == [] and set(again.values()) == {0}
    # and the trips find them again
    library("trips", *other)
    library("journeys", "--home", "47.99,7.85", *other)
    assert entered(library, *other) == before


def test_shifts_and_given_homes_come_along(library, folder, tmp_path):
    file = tmp_path / "mine.json"
    library("export", "--to", file)
    other = ("--library", tmp_path / "other.db")
    library("index", folder, *other)
    answer = library("import", file, "--json", *other)
    assert (answer.json["clock_shifts"], answer.json["homes"]) == (1, 1)
    library("index", *other)
    photo = folder / "2022 Singapore/DSC_0412.JPG"
    assert library("show", photo, "--json", *other).json["taken"]["shift"] == 300


def test_what_is_not_there_is_named(library, folder, tmp_path):
    file = tmp_path / "mine.json"
    library("export", "--to", file)
    other = ("--library", tmp_path / "other.db")
    library("index", folder / "2022 Singapore", *other)
    answer = library("import", file, "--json", *other)
    assert answer.code == 3
    whats = [each["what"] for each in answer.json["unmatched"]]
    assert sum(what.startswith("/") for what in whats) == 18
    assert sum(what.startswith(("trip-", "journey-")) for what in whats) == 3
    assert answer.json["places"] == 1


def test_the_file_is_private_whole_and_over_nothing_foreign(library, folder, tmp_path):
    file = tmp_path / "mine.json"
    library("export", "--to", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    document = json.loads(file.read_text())
    assert len(document["files"]) == 56 and document["photosort_export"] == 1
    shown = library("show", document["files"][0]["path"], "--json").json
    assert shown.items() <= document["files"][0].items()
    assert library("export", "--to", file).code == 0  # our own is replaced
    foreign = tmp_path / "takeout.json"
    foreign.write_text('{"title": "IMG_1.jpg"}')
    photo = folder / "2022 Singapore/DSC_0412.JPG"
    for target in (foreign, photo, tmp_path / "no/where.json", tmp_path / "x.txt"):
        content = target.read_bytes() if target.exists() else None
        answer = library("export", "--to", target)
        assert answer.code in (1, 2) and "Traceback" not in answer.err
        assert (target.read_bytes() if target.exists() else None) == content
    library("export", "--to", tmp_path / "dry.json", "--dry-run")
    assert not (tmp_path / "dry.json").exists()
    assert list(tmp_path.glob("*.part")) == []


def test_a_table_for_spreadsheets(library, tmp_path):
    file = tmp_path / "mine.csv"
    assert library("export", "--to", file).code == 0
    with file.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 56
    assert sum(row["label:at"] == "beach" for row in rows) == 18
    (one,) = [row for row in rows if row["path"].endswith("IMG_0417.HEIC")]
    assert (one["country"], one["taken.local"]) == ("Japan", "2023-04-07T13:05:27")


def test_labels_come_back_from_a_table(library, tmp_path):
    file = tmp_path / "mine.csv"
    library("export", "--to", file)
    known = library("query", "label:at=beach").out
    assert known
    assert library("label", "--where", "country:Japan", "at=").code == 0
    assert library("import", file, "--json").json["files"] == len(known.splitlines())
    assert library("query", "label:at=beach").out == known
    assert library("import", file, "--json").json["files"] == 0
    file.write_text("name,label:at\na.jpg,hill\n")
    assert library("import", file).code == 1
    assert library("query", "label:at=hill").out == ""


def test_paths_that_are_no_text(photosort, tmp_path):
    name = b"a\xff\nb.jpg"
    jpeg(bytes(tmp_path / "p") + b"/" + name, "2022-05-01T10:00:00")
    photosort("index", tmp_path / "p", "--label", "at=beach")
    for kind in ("json", "csv"):
        assert photosort("export", "--to", tmp_path / f"mine.{kind}").code == 0
    other = ("--library", tmp_path / "other.db")
    photosort("index", tmp_path / "p", *other)
    assert photosort("import", tmp_path / "mine.json", "--json", *other).json["files"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"files": []}',
        '{"photosort_export": 2}',
        '{"photosort_export": 1, "files": [{"path": "x"}]}',
        '{"photosort_export": 1, "questions": {"x": 5}}',
        '{"photosort_export": 1, "questions": {"x": "y"}, "files": [',
        '{"photosort_export": 1, "trips": [5]}',
    ],
)
def test_what_is_no_export_is_refused_and_changes_nothing(library, tmp_path, text):
    file = tmp_path / "wrong.json"
    file.write_text(text)
    answer = library("import", file)
    assert answer.code == 1 and "Traceback" not in answer.err and "wrong.json" in answer.err
    assert list(library("query", "--saved", "--json").json) == ["away"]


def tags(path):
    done = subprocess.run(
        ["exiftool", "-j", "-struct", path], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)[0]


needs_exiftool = pytest.mark.skipif(not shutil.which("exiftool"), reason="NEEDS exiftool")


@needs_exiftool
def test_sidecars_are_read_by_other_programs(library, tmp_path):
    library("label", "--where", "type:heic", "title=Temple & <garden>", "flag=x")
    dest = tmp_path / "xmp"
    answer = library("export", "--xmp", dest, "--json")
    assert answer.code == 0 and answer.json["written"] == len(list(dest.rglob("*.xmp"))) == 47
    found = tags(dest / "2023 Japan/IMG_0417.HEIC.xmp")
    assert (found["Country"], found["CountryCode"], found["City"]) == ("Japan", "JP", "Kyoto")
    assert found["Title"] == "Temple & <garden>"
    assert set(found["Subject"]) == {"beach", "x"}
    assert set(found["HierarchicalSubject"]) == {"at|beach", "flag|x"}
    again = library("export", "--xmp", dest, "--json").json
    assert (again["written"], again["unchanged"]) == (0, 47)


@needs_exiftool
def test_regions_of_persons_are_read_by_other_programs(tmp_path):
    from photosort.output.xmp import Region, Sidecar, packet

    region = Region("Aunt", 0.5, 0.25, 0.1, 0.2)
    path = tmp_path / "a.jpg.xmp"
    path.write_text(packet(Sidecar({}, None, {}, [region], (400, 300))))
    info = tags(path)["RegionInfo"]
    assert info["AppliedToDimensions"] == {"H": 300, "Unit": "pixel", "W": 400}
    (one,) = info["RegionList"]
    assert (one["Name"], one["Type"], one["Area"]["X"]) == ("Aunt", "Face", 0.5)


def test_sidecars_keep_away_from_photos(library, folder, tmp_path):
    before = sorted(folder.rglob("*"))
    for dest in (folder, folder / "xmp"):
        assert library("export", "--xmp", dest).code == 1
    trap = tmp_path / "trap"
    trap.mkdir()
    (trap / "2023 Japan").symlink_to(folder / "2023 Japan")
    assert library("export", "--xmp", trap).code == 3
    assert sorted(folder.rglob("*")) == before


def test_sidecars_beside_only_where_said_and_over_no_foreign_one(own_library, tmp_path):
    library = own_library
    photo = tmp_path / "pictures/2023 Japan/IMG_0417.HEIC"
    foreign = photo.with_name("IMG_0417.HEIC.xmp")
    foreign.write_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    dry = library("export", "--beside", "--where", "country:Japan", "--dry-run", "--json").json
    assert not photo.with_name("DSC_0611.JPG.xmp").exists()
    answer = library("export", "--beside", "--where", "country:Japan", "--json")
    assert answer.code == 3 and answer.json == dry and answer.json["written"] == 17
    assert [each["path"] for each in answer.json["failed"]] == [str(foreign)]
    assert foreign.read_text().startswith("<x:xmpmeta xmlns:x='adobe")
    assert photo.with_name("DSC_0611.JPG.xmp").exists()
    # the library takes nothing from its own sidecars that it did not know
    known = library("query", "country:Japan", "--fields", "path,taken,location", "--json").json
    library("index")
    assert (
        known == library("query", "country:Japan", "--fields", "path,taken,location", "--json").json
    )


@pytest.mark.parametrize(
    "words", [(), ("--to", "a.json", "--xmp", "b"), ("--to", "a.json", "--where", "x")]
)
def test_one_of_the_ways_must_be_said(library, words):
    assert library("export", *words).code == 2
