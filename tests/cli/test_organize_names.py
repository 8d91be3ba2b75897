"""`organize` on disks that take some names for the same: what was made is found again.

Three runs make one tree, whatever form of a name is listed, whoever else has a folder of it.
"""

import json
import shutil

import pytest

from tests.disks import mounted
from tests.make import jpeg

from .organizing import MANIFEST, tree

pytestmark = pytest.mark.slow


@pytest.fixture(params=["exfat", "decomposing"])
def dest(request, tmp_path):
    with mounted(request.param, tmp_path) as disk:
        yield disk / "sorted"


@pytest.fixture
def exfat(tmp_path):
    with mounted("exfat", tmp_path) as disk:
        yield disk / "sorted"


@pytest.fixture
def library(photosort, tmp_path):
    for number in range(3):
        jpeg(
            tmp_path / f"photos/é{number}.JPG", f"2023-05-0{number + 1}T10:00:00",
            lat=48.8566, lon=2.3522, seed=number, tail=b"x" * 2000,
        )  # fmt: skip
    assert photosort("index", tmp_path / "photos").code == 0
    assert photosort("trips").code == 0
    return photosort


def lay_out(library, dest, *options, by="place,trip") -> dict:
    answer = library("organize", dest, "--by", by, "--mode", "copy", *options, "--json")
    assert answer.code == 0, answer
    assert library("organize", "--verify", dest).code == 0
    return answer.json


def retitle(library, title: str) -> None:
    for trip in library("trips", "list", "--json").json:
        library("trips", "update", trip["id"], "--title", title)


def test_three_runs_make_one_tree(library, dest):
    first = lay_out(library, dest)
    stood = tree(dest)
    assert len(stood) == len(first["entries"]) + 1
    for _ in range(2):
        planned = lay_out(library, dest, "--dry-run")
        assert planned | {"created": ""} == first | {"created": ""}
        assert lay_out(library, dest) == first
        assert tree(dest) == stood
    assert not first["kept"]
    assert library("organize", "--undo", dest).code == 0
    assert not dest.exists()


def test_folders_follow_titles_that_change_in_case_only(library, exfat):
    retitle(library, "été HOLIDAY")
    first = lay_out(library, exfat)
    (exfat / "trips/mine.txt").write_text("mine")
    retitle(library, "Été Holiday")
    second = lay_out(library, exfat)
    assert len(second["entries"]) == len(first["entries"])
    folders = {path.name for path in (exfat / "trips").iterdir() if path.is_dir()}
    assert len(folders) == 1 and "Été Holiday" in folders.pop()
    stood = tree(exfat)
    assert lay_out(library, exfat) == second
    assert tree(exfat) == stood
    library("organize", "--undo", exfat)
    assert set(tree(exfat)) == {"trips/mine.txt"}


def test_a_folder_that_holds_something_else_keeps_its_case(library, exfat):
    retitle(library, "summer HOLIDAY")
    lay_out(library, exfat)
    (folder,) = (exfat / "trips").iterdir()
    (folder / "mine.txt").write_text("mine")
    retitle(library, "Summer Holiday")
    for _ in range(2):
        lay_out(library, exfat)
        assert [each.name for each in (exfat / "trips").iterdir()] == [folder.name]
        assert len(list(folder.iterdir())) == 4
    library("organize", "--undo", exfat)
    assert [path.name for path in exfat.rglob("*") if path.is_file()] == ["mine.txt"]


def test_originals_that_change_in_case_only(library, exfat, tmp_path):
    lay_out(library, exfat, by="place")
    for number in range(3):
        (tmp_path / f"photos/é{number}.JPG").rename(tmp_path / f"photos/É{number}.jpg")
    library("index")
    for _ in range(2):
        manifest = lay_out(library, exfat, by="place")
        assert len(manifest["entries"]) == 3 and not manifest["kept"]
        assert {p.name for p in exfat.rglob("*.jpg")} == {f"É{n}.jpg" for n in range(3)}


def test_somebody_s_folders_and_files_of_another_case(library, exfat):
    (exfat / "Places/FRANCE").mkdir(parents=True)
    (exfat / "Places/FRANCE/mine.txt").write_text("mine")
    (exfat / "TRIPS").write_text("a file where a folder is to be")
    (exfat / "places/france/île-de-france/PARIS/É0.jpg").mkdir(parents=True)
    first = lay_out(library, exfat)
    stood = tree(exfat)
    for _ in range(2):
        assert lay_out(library, exfat) == first
        assert tree(exfat) == stood
    names = {path.rpartition("/")[2] for path in stood if path.startswith("Places/")}
    assert names == {"mine.txt", "é0 (2).JPG", "é1.JPG", "é2.JPG"}
    kept = {each["path"] for each in first["kept"]}
    assert kept == {"Places/FRANCE/mine.txt", "TRIPS"}
    library("organize", "--undo", exfat)
    assert {"Places/FRANCE/mine.txt", "TRIPS"} == set(tree(exfat))
    assert not (exfat / MANIFEST).exists()


def test_copies_that_were_carried_to_such_a_disk(library, dest, tmp_path):
    """From a disk that tells all names apart, without their times, as a file manager does it."""
    lay_out(library, tmp_path / "here")
    count = len(tree(tmp_path / "here"))
    shutil.copytree(tmp_path / "here", dest, copy_function=shutil.copyfile)
    for _ in range(2):
        assert not lay_out(library, dest)["kept"]
        assert len(tree(dest)) == count
    on_disk = json.loads((dest / MANIFEST).read_text())
    assert len(on_disk["entries"]) == count - 1


def test_one_folder_is_one_root_however_it_is_typed(photosort, exfat):
    photos = exfat.parent / "Photos"
    for number in range(2):
        jpeg(photos / f"Été/{number}.jpg", f"2023-05-0{number + 1}T10:00:00", seed=number)
    assert photosort("index", exfat.parent / "pHOTOS").code == 0
    for typed in ("photos", "PHOTOS/été", "Photos/Été/0.JPG"):
        answer = photosort("index", exfat.parent / typed, "--json").json
        assert (answer["added"], answer["moved"], answer["missing"]) == (0, 0, 0)
    photos.rename(photos.with_name("x"))
    (exfat.parent / "x").rename(photos.with_name("PHOTOS"))
    assert photosort("index", exfat.parent / "photos", "--json").json["added"] == 0
    status = photosort("status", "--json").json
    assert status["photos"] == 2
    assert [each["path"] for each in status["roots"]] == [str(photos)]
    refused = photosort("organize", exfat.parent / "photos", "--by", "place")
    assert refused.code == 1 and "holds your photos" in refused.err


def test_files_are_found_however_they_are_typed(photosort, exfat):
    photo = jpeg(exfat.parent / "Photos/Été/a.jpg", "2023-05-01T10:00:00")
    photosort("index", exfat.parent / "Photos")
    typed = exfat.parent / "PHOTOS/été/A.jpg"
    assert photosort("label", typed, "k=v").code == 0
    shown = photosort("show", typed, "--json").json
    assert (shown["path"], shown["labels"]) == (str(photo), {"k": "v"})
    assert photosort("date", "set", typed.parent, "2001").code == 0
    assert photosort("forget", exfat.parent / "photos").code == 0
    assert photosort("status", "--json").json["roots"] == []
