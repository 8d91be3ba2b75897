"""People in videos and Live Photos, and that `--videos` is remembered."""

import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fixtures.faces import PERSONS, face
from photosort.faces import engines
from tests import discs
from tests.conftest import Photosort

pytest.importorskip("av", reason="VIDEOS ARE NOT TESTED: pip install av")

EVERY = ("--min-faces", "3")


@pytest.fixture
def _discs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")


def film(path: Path, colour: str, number: int = 0, seconds: int = 6) -> Path:
    still = discs.photo(path.parent.parent / f"{path.stem}.still.jpg", colour, size=94 + number)
    path.parent.mkdir(parents=True, exist_ok=True)
    return discs.film(path, still, seconds)


@pytest.fixture
def films(tmp_path: Path, _discs: None) -> Path:
    """Red in three photos, green in three videos only."""
    for number in range(3):
        discs.photo(tmp_path / f"p/red{number}.jpg", "red", size=90 + number)
        film(tmp_path / f"p/green{number}.mp4", "green", number)
    return tmp_path / "p"


def looked(photosort: Photosort, *words: str) -> int:
    answer = photosort("people", *EVERY, *words, "--json")
    assert answer.code == 0, answer.err
    return int(answer.json["looked"])


def settings(photosort: Photosort) -> Any:
    return photosort("status", "--json").json["settings"]["video_seconds"]


def test_videos_are_remembered_until_told_otherwise(photosort: Photosort, films: Path) -> None:
    photosort("index", films)
    assert (looked(photosort), settings(photosort)) == (3, None)
    assert (looked(photosort, "--videos", "--video-seconds", "3"), settings(photosort)) == (3, 3.0)
    film(films / "more.mp4", "blue")
    photosort("index", films)
    assert (looked(photosort), settings(photosort)) == (1, 3.0)  # without being told again
    assert looked(photosort, "--videos") == 0  # nor is the interval another one
    film(films / "still more.mp4", "blue", 1)
    photosort("index", films)
    assert (looked(photosort, "--no-videos"), settings(photosort)) == (0, None)
    assert (looked(photosort), looked(photosort)) == (0, 0)
    assert (looked(photosort, "--videos"), settings(photosort)) == (5, 5.0)
    assert "every 5 s (--videos)" in photosort("status").out


def test_a_dry_run_remembers_nothing(photosort: Photosort, films: Path) -> None:
    photosort("index", films)
    assert looked(photosort, "--videos", "--dry-run") == 6
    assert (settings(photosort), looked(photosort)) == (None, 3)


def test_what_is_refused_is_not_remembered(
    photosort: Photosort, films: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photosort("index", films)
    for words in (("--videos", "--video-seconds", "0"), ("--no-videos", "--video-seconds", "3")):
        assert photosort("people", *words).code == 2
    from photosort.media import frames

    with monkeypatch.context() as patch:
        patch.setattr(frames, "find_spec", lambda name: None)
        answer = photosort("people", "--videos")
    assert answer.code == 1 and "photosort-cli[video]" in answer.err
    assert settings(photosort) is None


def test_who_is_in_videos_only_is_a_person(
    photosort: Photosort, films: Path, tmp_path: Path
) -> None:
    photosort("index", films)
    found = photosort("people", *EVERY, "--videos", "--members", "--json").json
    [green] = [each for each in found["persons"] if each["photos"] == 0]
    assert (green["videos"], green["faces"]) == (3, 6)  # two frames each
    listed = photosort("people", "list", "--json").json
    assert {each["id"] for each in listed} == {each["id"] for each in found["persons"]}
    assert os.path.basename(green["cover"]["path"]).startswith("green")
    photosort("people", "name", green["id"], "Gretel")
    [shown] = {
        each["name"] for each in photosort("show", films / "green0.mp4", "--json").json["faces"]
    }
    assert shown == "Gretel"
    assert photosort("organize", tmp_path / "dest", "--by", "person").code == 0
    assert sorted(os.listdir(tmp_path / "dest/people/Gretel")) == [
        f"green{number}.mp4" for number in range(3)
    ]
    assert photosort("query", 'person:"Gretel"', "--count").out == "3\n"


def test_one_video_is_one_occasion(photosort: Photosort, tmp_path: Path, _discs: None) -> None:
    film(tmp_path / "p/long.mp4", "green", seconds=40)
    photosort("index", tmp_path / "p")
    found = photosort("people", *EVERY, "--videos", "--json").json
    assert (found["faces"], found["persons"]) == (8, [])


def test_the_video_of_a_live_photo_is_no_further_photo(
    photosort: Photosort, tmp_path: Path, _discs: None
) -> None:
    for number in range(3):
        path = discs.photo(tmp_path / f"p/IMG_{number}.jpg", "red", size=100 + 2 * number)
        discs.film(tmp_path / f"p/IMG_{number}.mov", path, seconds=3)
    photosort("index", tmp_path / "p")
    video = photosort("show", tmp_path / "p/IMG_1.mov", "--json").json
    assert video["relation"] == "live"
    found = photosort("people", *EVERY, "--videos", "--json").json
    assert (found["photos"], found["faces"], found["looked"]) == (3, 3, 3)
    [red] = found["persons"]
    assert (red["photos"], red["videos"], red["faces"]) == (3, 0, 3)
    still = photosort("show", tmp_path / "p/IMG_1.jpg", "--json").json["faces"]
    [there] = photosort("show", tmp_path / "p/IMG_1.mov", "--json").json["faces"]
    assert there["id"] == still[0]["id"] and there["person"] == red["id"]


def portrait(number: int, corpus_photo: Path | None) -> Image.Image:
    """A frame of 640 × 480 with one face of one person: a photographed one, or a drawn one."""
    frame = Image.new("RGB", (640, 480), (90 + 20 * number, 130, 150))
    if corpus_photo is None:
        frame.paste(face(PERSONS[0], 220 + 20 * number), (100, 120))
    else:
        shown = Image.open(corpus_photo).convert("RGB")
        frame.paste(shown.resize((260 + 20 * number,) * 2), (100, 120))
    return frame


@pytest.mark.parametrize("kind", ["drawn", "photographed"])
def test_a_planted_face_in_real_videos(
    photosort: Photosort, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    """The default engine, real videos of one person, who is in no photo."""
    files: list[Path | None] = [None] * 3
    if kind == "photographed":
        corpus: Path = request.getfixturevalue("corpus")
        people = corpus / "faces" / "people"
        files = [people / f"Anders_Fogh_Rasmussen_000{number}.jpg" for number in (1, 2, 3)]
    (tmp_path / "p").mkdir()
    for number, path in enumerate(files):
        still = tmp_path / f"still{number}.png"
        portrait(number, path).save(still)
        discs.film(tmp_path / f"p/film{number}.mp4", still, seconds=4)
    photosort("index", tmp_path / "p")
    found = photosort("people", "--videos", "--min-quality", "0", "--members", "--json").json
    assert found["failed"] == []
    [person] = found["persons"]
    assert (person["videos"], person["photos"]) == (3, 0)
    assert {os.path.basename(each["path"]) for each in person["members"]} == {
        f"film{number}.mp4" for number in range(3)
    }
    [planted] = photosort("show", tmp_path / "p/film0.mp4", "--json").json["faces"]
    left, top, width, height = planted["box"]
    assert left >= 100 and left + width <= 360 and top >= 120 and top + height <= 420
    assert planted["frame"] == 0
    assert planted["person"] == person["id"]
