"""`photosort film` through the command line: what plays, what it shows, what it refuses."""

import json
import shutil
import subprocess

import pytest

from tests.make import jpeg

pytestmark = pytest.mark.skipif(
    not (shutil.which("ffmpeg") and shutil.which("ffprobe")),
    reason="NO FFMPEG: films cannot be made or looked at (apt-get install ffmpeg)",
)


@pytest.fixture
def library(photosort, tmp_path):
    """Five days in two cities; the photos of Kyoto are green, those of Tokyo red."""
    from PIL import Image

    folder = tmp_path / "photos"
    for number in range(10):
        tokyo = number < 5
        lat, lon = (35.68, 139.7) if tokyo else (35.01, 135.76)
        path = jpeg(
            folder / f"{number}.jpg", f"2023-04-{number // 2 + 1:02}T1{number % 2}:00:00",
            lat=lat, lon=lon + number / 500, seed=number,
        )  # fmt: skip
        exif = Image.open(path).info["exif"]
        colour = (220, 20 * number % 60, 30) if tokyo else (30, 200, 20 * number % 60)
        image = Image.new("RGB", (320, 240), colour)
        image.paste((10, 10, 10), (number * 30, 0, number * 30 + 15, 240))
        image.save(path, quality=90, exif=exif)
    assert photosort("index", folder).code == 0
    return photosort


def probe(path):
    out = subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", path],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    return json.loads(out)


def frame(path, seconds):
    """The mean colour of the frame at a moment."""
    out = subprocess.run(
        ["ffmpeg", "-v", "error", "-ss", str(seconds), "-i", path, "-frames:v", "1", "-vf",
         "scale=1:1:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    return tuple(out[:3])


FAST = ("--seconds", "12", "--size", "320x180")


def test_a_film_plays_everywhere_and_is_as_long_as_asked(library, tmp_path):
    out = tmp_path / "film.mp4"
    told = library("film", out, "--year", "2023", *FAST, "--json").json
    assert told["bytes"] == out.stat().st_size
    (video,) = probe(out)["streams"]
    assert (video["codec_name"], video["pix_fmt"]) == ("h264", "yuv420p")
    assert (video["width"], video["height"]) == (320, 180)
    assert float(video["duration"]) == pytest.approx(12, abs=0.1)
    tags = probe(out)["format"].get("tags", {})
    assert not {"location", "creation_time", "title"} & set(tags)
    assert not list(tmp_path.glob(".photosort*"))


@pytest.mark.parametrize("name", ["film.avi", "film.MOV", "film.webm", "film.gif"])
def test_a_name_that_promises_another_format_is_refused(library, tmp_path, name):
    for words in ((), ("--dry-run",)):
        answer = library("film", tmp_path / name, "--year", "2023", *FAST, *words)
        assert answer.code == 2 and f"is not a {name[4:]} file" in answer.err
        assert "end the name in .mp4" in answer.err
    assert not (tmp_path / name).exists()


def test_other_names_of_mp4_do(library, tmp_path):
    for name in ("film.m4v", "film", "My film of 12.2023"):
        answer = library("film", tmp_path / name, "--year", "2023", *FAST, "--dry-run")
        assert answer.code == 0, answer.err


@pytest.mark.slow
def test_it_begins_and_ends_in_black_and_shows_photos_between(library, tmp_path):
    out = tmp_path / "film.mp4"
    library("film", out, "--year", "2023", "--seconds", "20", "--size", "320x180")
    assert max(frame(out, 0)) < 12
    assert max(frame(out, 19.9)) < 40
    seen = [frame(out, at) for at in (6, 8, 10, 12, 14)]
    assert any(red > 120 and green < 90 for red, green, _ in seen) or any(
        green > 120 and red < 90 for red, green, _ in seen
    )


def test_photos_are_spread_over_stops_and_in_order(library, tmp_path):
    told = library(
        "film", tmp_path / "x.mp4", "--year", "2023", "--seconds", "30", "--dry-run", "--json"
    ).json
    numbers = [int(path.rpartition("/")[2][:-4]) for path in told["photos"]]
    assert numbers == sorted(numbers)
    assert min(numbers) < 5 <= max(numbers)
    assert not (tmp_path / "x.mp4").exists()


@pytest.mark.slow
def test_sound_is_cut_to_the_film(library, tmp_path):
    sound = tmp_path / "tone.wav"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=440:duration=5", sound], check=True
    )
    out = tmp_path / "film.mp4"
    assert library("film", out, "--year", "2023", *FAST, "--audio", sound).code == 0
    kinds = {each["codec_name"]: float(each["duration"]) for each in probe(out)["streams"]}
    assert kinds["aac"] == pytest.approx(12, abs=0.2)
    assert kinds["h264"] == pytest.approx(12, abs=0.2)


def test_sound_that_is_none_is_told_and_leaves_nothing(library, tmp_path):
    (tmp_path / "x.mp3").write_text("no music")
    answer = library("film", tmp_path / "a.mp4", "--year", "2023", *FAST, "--audio",
                     tmp_path / "x.mp3")  # fmt: skip
    assert answer.code == 1
    assert "ffmpeg" in answer.err and "--audio" in answer.err
    assert not (tmp_path / "a.mp4").exists()
    assert not list(tmp_path.glob(".photosort*"))


@pytest.mark.parametrize(
    "arguments, words",
    [
        ([], "nothing is chosen"),
        (["--year", "1999"], "no photos"),
        (["--year", "2023", "--size", "321x180"], "--size"),
        (["--year", "2023", "--size", "big"], "--size"),
        (["--year", "2023", "--seconds", "1"], "--seconds"),
        (["--year", "2023", "--audio", "/nowhere.mp3"], "--audio"),
        (["--year", "2023", "--lang", "xx"], "choose from en, de"),
        (["--year", "2023", "--lang", "de,xx"], "choose from en, de"),
    ],
)
def test_wrong_wishes_are_told(library, tmp_path, arguments, words):
    answer = library("film", tmp_path / "film.mp4", *arguments)
    assert answer.code in (1, 2)
    assert words in answer.err
    assert not (tmp_path / "film.mp4").exists()


def test_no_photo_is_written_over(library, tmp_path):
    photo = tmp_path / "photos" / "3.jpg"
    before = photo.read_bytes()
    assert library("film", photo, "--year", "2023", *FAST).code == 1
    assert photo.read_bytes() == before


def test_without_ffmpeg_the_extra_is_named(library, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    answer = library("film", tmp_path / "film.mp4", "--year", "2023", *FAST)
    assert answer.code == 1
    assert "photosort-cli[film]" in answer.err
