"""The command line as a whole: help, errors, settings, small commands."""

import doctest
import json
import subprocess
import sys
from pathlib import Path

import pytest

from photosort.cli import arguments

ROOT = Path(__file__).parents[2]


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from photosort.cli.app import run; run(['--help']);"
        "heavy = {'numpy', 'PIL', 'sqlite3', 'cv2', 'rich', 'scipy', 'tzfpy'} & set(sys.modules);"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_every_command_has_help(photosort):
    for words in ([], ["index"], ["trips"], ["trips", "list"], ["organize"], ["show"], ["place"]):
        answer = photosort(*words, "-h")
        assert answer.code == 0 and answer.out.startswith("Usage: photosort")


def test_generated_files_are_current():
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci/generate.py"), "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_errors_are_plain_text(photosort):
    answer = photosort("trips", "--nonsense")
    assert answer.code == 2
    assert "--nonsense" in answer.err
    assert not set(answer.err) & set("╭│╰─")


@pytest.mark.parametrize(
    "words", [["trips", "--nonsense"], ["nonsense"], ["show"], ["trips", "show", "x"], ["status"]]
)
def test_json_also_when_it_fails(photosort, words):
    answer = photosort(*words, "--json")
    document = json.loads(answer.out)
    assert set(document) == {"error"}
    assert set(document["error"]) == {"message", "hint", "code"}
    assert document["error"]["code"] == answer.code != 0


def test_options_are_hoisted():
    done = doctest.testmod(arguments)
    assert done.attempted and not done.failed


def test_place(photosort):
    answer = photosort("place", "1.29,103.85", "--json").json
    assert answer == {
        "lat": 1.29,
        "lon": 103.85,
        "address": {
            "country": "Singapore",
            "country_code": "SG",
            "province": "Singapore",
            "city": "Singapore",
        },
        "address_basis": {"country": "polygon", "province": "polygon", "city": "nearest"},
        "timezone": "Asia/Singapore",
    }


def test_place_in_the_south_needs_no_dashes(photosort):
    answer = photosort("place", "-33.87,151.21", "--json")
    assert answer.json["address"]["country"] == "Australia"
    assert "Sydney" in photosort("place", "-33.87,151.21").out


def test_places_from_stdin_keep_their_order(photosort):
    lines = b"1.29,103.85\n\n91,0\nnan,3\ntext\n25,-40\n 48.8566 , 2.3522 \n1,2,3\n"
    answer = photosort("place", "-", "--json", stdin=lines)
    documents = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 3
    assert ["error" in each for each in documents] == [
        False, True, True, True, True, False, False, True,
    ]  # fmt: skip
    assert documents[5]["address"] == {}
    assert documents[6]["address"]["city"] == "Paris"


def test_a_wrong_coordinate(photosort):
    answer = photosort("place", "95,10", "--json")
    assert answer.code != 0 and "95,10" in answer.json["error"]["message"]


def test_status_and_roots(photosort, pictures):
    photosort("index", pictures)
    photosort("trips")
    status = photosort("status", "--json").json
    assert (status["photos"], status["videos"], status["missing"]) == (53, 0, 0)
    assert (status["faces"], status["persons"]) == (0, 0)
    assert status["trips"] > 10
    assert status["located"] == 47
    (root,) = status["roots"]
    assert root["path"] == str(pictures)
    assert (root["phase"], root["state"]) == ("incremental", "ready")
    assert photosort("roots", "--json").json == status["roots"]
    assert "53 photos" in photosort("status").out


def test_show_through_an_organized_link(photosort, pictures, tmp_path):
    photosort("index", pictures / "2022 Singapore")
    photosort("organize", tmp_path / "sorted", "--by", "place")
    link = next((tmp_path / "sorted").rglob("DSC_0412.JPG"))
    answer = photosort("show", link, "--json").json
    assert answer["path"] == str(pictures / "2022 Singapore/DSC_0412.JPG")
    assert answer["address"]["country"] == "Singapore"
    assert answer["taken"]["offset"] == "+08:00"
    assert "Singapore" in photosort("show", link).out


def test_settings_come_from_flag_then_variable_then_file(
    photosort, tmp_path, monkeypatch, pictures
):
    photosort("index", pictures / "2022 Singapore")
    config = tmp_path / "config.toml"
    config.write_text('[trips]\ngap-days = 7\nlevels = "city"\n')

    def options(*words):
        return photosort("--config", config, "trips", *words, "--json").json["options"]

    assert options()["gap_days"] == 7
    assert options()["levels"] == ["city"]
    monkeypatch.setenv("PHOTOSORT_TRIPS_GAP_DAYS", "5")
    assert options()["gap_days"] == 5
    assert options("--gap-days", "3")["gap_days"] == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [("[trips]\ngap = 1\n", "trips.gap"), ("colour = 1\n", "colour"), ("[trips\n", "TOML")],
)
def test_a_wrong_config_file_is_named(photosort, tmp_path, text, said):
    config = tmp_path / "config.toml"
    config.write_text(text)
    answer = photosort("--config", config, "status")
    assert answer.code == 1
    assert str(config) in answer.err and said in answer.err


def test_quiet_says_nothing(photosort, pictures):
    answer = photosort("-q", "index", pictures / "2022 Singapore")
    assert (answer.out, answer.err) == ("", "")
    assert photosort("index", pictures / "2022 Singapore", "-q").err == ""


def test_every_tag_of_a_file(photosort, pictures, tmp_path):
    answer = photosort("show", "--exif", pictures / "2023 Japan/IMG_0417.HEIC", "--json").json
    assert answer["tags"]["EXIF DateTimeOriginal"].startswith("2023:04:")
    assert "GPS GPSLatitude" in answer["tags"]
    for name in ("2022 Singapore/DSC_0412.JPG", "2023 Japan/IMG_20230408_184001.webp"):
        assert "EXIF DateTimeOriginal" in photosort("show", "--exif", pictures / name).out
    assert "Image DateTime" in photosort("show", "--exif", pictures / "Scans/scan0003.tif").out
    text = tmp_path / "notes.jpg"
    text.write_text("notes")
    assert photosort("show", "--exif", text).code == 1
    assert photosort("show", "--exif", tmp_path / "none.jpg").code == 1
