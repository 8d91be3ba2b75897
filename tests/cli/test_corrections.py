"""Corrections and companions through the command line: clocks, inferred places, pairs."""

import json
import shutil

import numpy as np
import pytest

from tests.make import jpeg

SINGAPORE = {"lat": 1.29, "lon": 103.85}


def taken(photosort, photo):
    return photosort("show", photo, "--json").json["taken"]


def test_a_clock_is_corrected_in_the_library_only(photosort, tmp_path):
    folder = tmp_path / "p"
    wrong = jpeg(folder / "a.jpg", "2023-04-02T10:00:00", model="Field 2", seed=1, **SINGAPORE)
    other = jpeg(folder / "b.jpg", "2023-04-02T10:00:00", model="Pocket 1", seed=2, **SINGAPORE)
    before = wrong.read_bytes(), wrong.stat().st_mtime_ns
    photosort("index", folder)
    photosort("index", folder, "--shift", "Field 2=+01:00")
    assert taken(photosort, wrong)["local"] == "2023-04-02T11:00:00"
    assert taken(photosort, wrong)["utc"] == "2023-04-02T03:00:00Z"
    assert taken(photosort, wrong)["shift"] == 3600
    assert taken(photosort, other)["local"] == "2023-04-02T10:00:00"
    assert (wrong.read_bytes(), wrong.stat().st_mtime_ns) == before
    # it holds for later photos, too, and is not added twice
    late = jpeg(folder / "c.jpg", "2023-05-02T10:00:00", model="Field 2", seed=3)
    photosort("index", folder, "--full")
    assert taken(photosort, late)["local"] == "2023-05-02T11:00:00"
    assert taken(photosort, wrong)["local"] == "2023-04-02T11:00:00"
    photosort("index", folder, "--shift", "Field 2=+00:00")
    assert taken(photosort, wrong)["local"] == "2023-04-02T10:00:00"


def test_a_correction_for_some_days(photosort, tmp_path):
    folder = tmp_path / "p"
    early = jpeg(folder / "a.jpg", "2023-04-01T10:00:00", make="Photosort", model="Field 2", seed=1)
    late = jpeg(folder / "b.jpg", "2023-04-20T10:00:00", make="Photosort", model="Field 2", seed=2)
    photosort("index", folder, "--shift", "Photosort Field 2@2023-04-01..2023-04-14=-00:05:30")
    assert taken(photosort, early)["local"] == "2023-04-01T09:54:30"
    assert taken(photosort, late)["local"] == "2023-04-20T10:00:00"


@pytest.mark.parametrize("text", ["Field 2", "=+01:00", "X=1h", "X@2023-13-01..=+01:00"])
def test_a_wrong_correction(photosort, tmp_path, text):
    answer = photosort("index", tmp_path, "--shift", text)
    assert answer.code == 2 and "--shift" in answer.err


def test_the_doctor_proposes_and_changes_nothing(photosort, tmp_path):
    rng = np.random.default_rng(7)
    folder = tmp_path / "p"
    n = 0
    for day in range(1, 13):
        for hour in rng.choice(range(9, 20), 3, replace=False):
            for _ in range(2):
                minute = int(rng.integers(0, 3))
                n += 1
                moment = f"2023-04-{day:02d}T{hour:02d}:{minute:02d}:{n % 60:02d}"
                jpeg(folder / f"phone{n}.jpg", moment, offset="+08:00", model="Pocket 1", seed=n)
                slow = f"2023-04-{day:02d}T{hour - 1:02d}:{minute:02d}:{n % 60:02d}"
                jpeg(folder / f"cam{n}.jpg", slow, model="Field 2", seed=n + 5000)
    photosort("index", folder)
    (proposal,) = photosort("doctor", "clocks", "--json").json
    assert (proposal["camera"], proposal["shift"]) == ("Field 2", "+01:00")
    assert 0.3 < proposal["confidence"] <= 1
    said = photosort("doctor", "clocks").out
    assert "photosort index --shift 'Field 2=+01:00'" in said
    assert taken(photosort, folder / "cam1.jpg")["shift"] == 0
    photosort("index", folder, "--shift", "Field 2=+01:00")
    assert photosort("doctor", "clocks", "--json").json == []


def test_places_are_inferred_only_when_asked(photosort, tmp_path):
    folder = tmp_path / "p"
    jpeg(folder / "a.jpg", "2023-04-02T10:00:00", seed=1, **SINGAPORE)
    between = jpeg(folder / "b.jpg", "2023-04-02T11:00:00", seed=2)
    jpeg(folder / "c.jpg", "2023-04-02T12:00:00", seed=3, lat=1.31, lon=103.85)
    far = jpeg(folder / "d.jpg", "2023-04-02T18:00:00", seed=4)
    photosort("index", folder)
    assert photosort("show", between, "--json").json["location"]["lat"] is None
    photosort("index", folder, "--infer-location")
    found = photosort("show", between, "--json").json
    assert (found["location"]["lat"], found["location"]["source"]) == (1.3, "inferred")
    assert found["address"]["country"] == "Singapore"
    assert photosort("show", far, "--json").json["location"]["lat"] is None
    # what it rests on has gone, and so does it
    (folder / "c.jpg").unlink()
    photosort("index", folder, "--infer-location")
    assert photosort("show", between, "--json").json["location"]["lat"] is None


def test_a_live_photo_is_one_item(photosort, corpus, tmp_path):
    folder = tmp_path / "p"
    folder.mkdir()
    for name in ("train.jpg", "train.mov"):
        shutil.copy(corpus / "media/lychee" / name, folder)
    photosort("index", folder)
    photo, video = (
        photosort("show", folder / x, "--json").json for x in ("train.jpg", "train.mov")
    )
    assert photo["pair"] == str(folder / "train.mov")
    assert video["pair"] == str(folder / "train.jpg")
    (trip,) = photosort("trips", "--levels", "country", "--members", "--json").json["trips"]
    assert (trip["photos"], trip["members"]) == (1, [str(folder / "train.jpg")])
    for name in ("train.jpg", "train.mov"):
        assert photosort("show", folder / name, "--json").json["trips"] == [trip["id"]]
    photosort("organize", tmp_path / "sorted", "--by", "place,trip")
    names = sorted(p.name for p in (tmp_path / "sorted/trips").rglob("train*"))
    assert names == ["train.jpg", "train.mov"]


def test_duplicates_count_once_and_are_laid_out_once(photosort, tmp_path):
    folder = tmp_path / "p"
    photo = jpeg(folder / "a/x.jpg", "2023-04-02T10:00:00", **SINGAPORE)
    (folder / "b").mkdir()
    shutil.copy(photo, folder / "b/y.jpg")
    photosort("index", folder)
    (trip,) = photosort("trips", "--levels", "city", "--json").json["trips"]
    assert trip["photos"] == 1
    manifest = photosort("organize", tmp_path / "sorted", "--json").json
    assert {entry["source"] for entry in manifest["entries"]} == {str(photo)}
    assert "duplicate" in json.dumps(manifest["skipped"])
    # the first one goes: the second takes its place
    photo.unlink()
    photosort("index", folder)
    photosort("trips", "--levels", "city", "--rebuild")
    manifest = photosort("organize", tmp_path / "sorted", "--json").json
    assert {entry["source"] for entry in manifest["entries"]} == {str(folder / "b/y.jpg")}
