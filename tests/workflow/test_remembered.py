"""What a library remembers is checked first, obeyed, then stored; and it can be seen."""

import contextlib
import os
import sqlite3
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Photosort
from tests.make import jpeg

OSAKA, KYOTO = (34.69, 135.5), (35.01, 135.77)
COPENHAGEN, ODENSE = (55.676, 12.568), (55.396, 10.388)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A journey to Denmark, from a life in Osaka; one photo of each day has no GPS."""
    folder = tmp_path / "photos"
    days = [(f"2019-04-{d:02d}", OSAKA) for d in range(1, 13)]
    days += [("2019-05-30", COPENHAGEN), ("2019-05-31", COPENHAGEN), ("2019-06-01", ODENSE)]
    for seed, (day, (lat, lon)) in enumerate(days):
        for hour in (10, 12):
            jpeg(folder / f"{day}_{hour}.jpg", f"{day}T{hour}:00:00", lat=lat, lon=lon,
                 seed=4 * seed + hour, make="Canon", model="EOS 80D")  # fmt: skip
    for i, day in enumerate(("2019-05-30", "2019-06-01")):
        jpeg(folder / f"{day}_bare.jpg", f"{day}T11:00:00", seed=500 + i)
    old = time.time() - 100
    for path in folder.iterdir():
        os.utime(path, (old, old))
    return folder


def settings(photosort: Photosort) -> dict[str, Any]:
    found: dict[str, Any] = photosort("status", "--json").json["settings"]
    return found


def dump(library: Path) -> list[str]:
    """All of a library but the record of runs."""
    with contextlib.closing(sqlite3.connect(library)) as connection:
        return [line for line in connection.iterdump() if 'INTO "runs"' not in line]


def inferred(photosort: Photosort) -> list[str]:
    """The names of the photos whose place is inferred, and that have an address."""
    found = photosort("query", "", "--json").json
    return sorted(
        Path(each["path"]).name
        for each in found
        if each["location"] and each["location"]["source"] == "inferred" and each["address"]
    )


BARE = ["2019-05-30_bare.jpg", "2019-06-01_bare.jpg"]

WRONG = (
    ("--geocoder", "foo"),
    ("--geocoder", ""),
    ("--lang", "xx"),
    ("--lang", "xx,en"),
    ("--lang", "german"),
    ("--lang", ""),
    ("--lang", "en", "--geocoder", "foo"),
    ("--shift", "EOS 80D=+01:00", "--geocoder", "foo"),
    ("--infer-location", "--lang", "xx"),
    ("--no-infer-location", "--lang", "xx"),
    ("--shift", "EOS 80D@2019-06-01..2019-05-01=+01:00"),
    ("--shift", "EOS 80D@2019-02-30..2019-05-01=+01:00"),
    ("--shift", "EOS 80D=1"),
    ("--workers", "0", "--lang", "fr"),
    ("--exclude", ""),
    ("--exclude", "/"),
    ("--exclude", "bare", "--exclude", " "),
    ("--exclude", "bare", "--lang", "xx"),
    ("--exclude", "bare", "--no-exclude"),
    ("--no-exclude", "--lang", "xx"),
)


def test_a_wrong_value_changes_nothing(photosort: Photosort, photos: Path, tmp_path: Path) -> None:
    first = ("--lang", "de", "--infer-location", "--shift", "EOS 80D=+00:01", "--exclude", "x")
    assert photosort("index", photos, *first).code == 0
    before = dump(tmp_path / "library.db")
    for wrong in WRONG:
        result = photosort("index", photos, *wrong)
        assert (result.code, result.out) == (2, ""), (wrong, result.err)
        assert dump(tmp_path / "library.db") == before, wrong
    assert photosort("index").code == 0
    assert settings(photosort)["languages"] == ["de"]


def test_the_same_values_are_wrong_everywhere(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    file = photos / BARE[0]
    photosort("index", file, "--lang", "de")
    photosort("place", "set", file, "--country", "Somewhere")
    before = dump(tmp_path / "library.db")
    for arguments in (
        ("place", "set", file, "--country", "Elsewhere"),
        ("place", "unset", file),
        ("place", "1,2"),
        ("place", "-"),
    ):
        for wrong in WRONG[:7]:
            result = photosort(*arguments, *wrong, stdin=b"1,2\n")
            assert (result.code, result.out) == (2, ""), (arguments, wrong, result.err)
            assert dump(tmp_path / "library.db") == before, (arguments, wrong)


def test_wrong_places_of_the_config_file_change_nothing(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    photosort("index", photos, "--lang", "de", "--infer-location")
    before = dump(tmp_path / "library.db")
    for text in ('[[place]]\nname = "x"', 'language = "xx"', '[policy]\nnowhere = "XX"'):
        config = tmp_path / "config.toml"
        config.write_text(text)
        result = photosort("--config", config, "index", "--no-infer-location")
        assert result.code in (1, 2), text
        assert dump(tmp_path / "library.db") == before, text


@pytest.mark.parametrize(
    ("given", "kept"),
    [("de-AT", ["de-AT"]), ("pt_BR.UTF-8,EN", ["pt-BR", "en"]), ("zh-Hant,zh", ["zh-Hant", "zh"]),
     ("no,nn,nb", ["no", "nn", "nb"]), ("de,de", ["de"]), ("iw", ["iw"])],
)  # fmt: skip
def test_languages_with_regions(
    photosort: Photosort, photos: Path, given: str, kept: list[str]
) -> None:
    assert photosort("index", photos, "--lang", given).code == 0
    assert settings(photosort)["languages"] == kept


def test_a_locale_without_names_is_english(
    photosort: Photosort, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "eo_EO.UTF-8")
    assert photosort("index", photos).code == 0
    assert settings(photosort)["languages"] == ["en"]


def test_a_run_that_is_interrupted_leaves_the_earlier_choice(
    photosort: Photosort, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photosort("index", photos, "--lang", "de")
    before = settings(photosort)

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("photosort.store.trips.Trips.rename", interrupt)  # the last of naming
        assert photosort("index", "--lang", "fr").code == 130
    assert settings(photosort) == before
    countries = str(photosort("query", "", "--group", "country", "--json").json)
    assert "Dänemark" in countries
    assert "Danemark" not in countries


def test_status_shows_what_a_library_is_bound_to(photosort: Photosort, photos: Path) -> None:
    shift = "EOS 80D@2019-05-01..2019-06-30=-00:05:30"
    photosort("index", photos, "--lang", "de,en", "--infer-location", "--shift", shift)
    assert settings(photosort) == settings(photosort) | {
        "languages": ["de", "en"],
        "geocoder": "hybrid",
        "infer_location": True,
        "clock_shifts": [
            {"camera": "EOS 80D", "from": "2019-05-01", "to": "2019-06-30", "seconds": -330}
        ],
    }
    assert settings(photosort)["ignore"] is True
    photosort("index", "--no-ignore", "--exclude", "*.png", "--exclude", "raw")
    assert (settings(photosort)["ignore"], settings(photosort)["exclude"]) == (
        False,
        ["*.png", "raw"],
    )
    assert "names in German, else English" in photosort("status").out
    told = photosort("status", "-v").out
    assert "(--no-ignore)" in told
    assert "leaves out *.png, raw (--exclude)" in told
    assert "named by hybrid in de, en" in told
    assert "inferred for photos without GPS" in told
    assert "EOS 80D -00:05:30 from 2019-05-01 to 2019-06-30" in told


def test_help_says_what_is_remembered(photosort: Photosort) -> None:
    text = " ".join(photosort("index", "--help").out.split())
    options = text.split(" --")
    for name in ("no-infer-location", "geocoder", "lang", "shift", "exclude", "no-ignore"):
        (said,) = [each for each in options if each.startswith(f"{name} ")]
        assert said.endswith("(remembered)."), said


def test_a_correction_for_a_camera_without_photos_is_not_kept(
    photosort: Photosort, photos: Path
) -> None:
    result = photosort("index", photos, "--shift", "EOS 8D=+01:00", "--json")
    assert result.json["unknown_cameras"] == ["EOS 8D"]
    assert "'EOS 8D'" in result.err
    assert settings(photosort)["clock_shifts"] == []


def test_a_correction_that_is_known_reads_nothing_again(photosort: Photosort, photos: Path) -> None:
    for count in (32, 0):
        document = photosort("index", photos, "--shift", "EOS 80D=+01:00", "--json").json
        assert document["added"] == count
    photosort("index", photos, "--shift", "EOS 80D=+00:00")
    assert settings(photosort)["clock_shifts"] == []


# what is left out


def names(photosort: Photosort) -> set[str]:
    return {Path(each["path"]).name for each in photosort("query", "", "--json").json}


def test_excludes_are_remembered_replaced_and_ended(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    everything = {each.name for each in photos.iterdir()}
    april = {name for name in everything if name.startswith("2019-04")}
    photosort("index", photos, "--exclude", "*_bare.jpg", "--exclude", "2019-04*")
    assert names(photosort) == everything - april - set(BARE)
    assert photosort("index", "--json").json["found"] == len(everything - april) - 2
    photosort("run", "--to", tmp_path / "dest", "--by", "place")
    assert names(photosort) == everything - april - set(BARE)
    photosort("index", "--exclude", "*_bare.jpg")
    assert names(photosort) == everything - set(BARE)
    rehearsed = photosort("index", "--no-exclude", "--dry-run", "--json").json
    assert (rehearsed["added"], names(photosort)) == (2, everything - set(BARE))
    photosort("index", "--no-exclude")
    assert (names(photosort), settings(photosort)["exclude"]) == (everything, [])


def test_excludes_of_the_config_file(photosort: Photosort, photos: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[index]\nexclude = ["*_bare.jpg"]\n')
    photosort("--config", config, "index", photos)
    assert settings(photosort)["exclude"] == ["*_bare.jpg"]
    photosort("--config", config, "index", "--exclude", "2019-04*")
    assert settings(photosort)["exclude"] == ["2019-04*"]
    photosort("--config", config, "index", "--no-exclude")
    assert settings(photosort)["exclude"] == []
    config.write_text('[index]\nexclude = [""]\n')
    assert photosort("--config", config, "index").code == 2
    config.write_text("[index]\nno-exclude = true\n")
    photosort("--config", config, "index", "--exclude", "x")
    assert settings(photosort)["exclude"] == ["x"]


def test_a_run_that_fails_leaves_the_earlier_excludes(
    photosort: Photosort, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photosort("index", photos, "--exclude", "x")

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("photosort.workflow.index.scan.find_companions", interrupt)
        assert photosort("index", "--exclude", "*_bare.jpg").code == 130
    photos.rename(tmp_path / "elsewhere")
    assert photosort("index", "--exclude", "*_bare.jpg").code == 1
    assert settings(photosort)["exclude"] == ["x"]
    assert photosort("status", "--json").json["ignored"] == 0


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_excludes_look_the_same_however_written(
    photosort: Photosort, photos: Path, form: Any
) -> None:
    for other in ("NFC", "NFD"):
        jpeg(photos / unicodedata.normalize(other, "Café") / f"{other}.jpg", seed=len(other))
    photosort("index", photos, "--exclude", unicodedata.normalize(form, "Café"))
    assert not {"NFC.jpg", "NFD.jpg"} & names(photosort)
    assert settings(photosort)["exclude"] == ["Caf\u00e9"]


# inferred places


def _touch(photos: Path) -> None:
    for path in photos.iterdir():
        path.touch()


def _link(photos: Path) -> None:
    for path in list(photos.iterdir()):
        os.link(path, photos.parent / path.name)


def _nothing(photos: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("change", "arguments"),
    [(_nothing, ("--full",)), (_nothing, ("--shift", "EOS 80D=+00:20")), (_touch, ()),
     (_link, ()), (_nothing, ("--lang", "fr")), (_nothing, ())],
    ids=["full", "shift", "touch", "link", "lang", "nothing"],
)  # fmt: skip
def test_inferred_places_last(
    photosort: Photosort, photos: Path, change: Any, arguments: tuple[str, ...]
) -> None:
    photosort("index", photos, "--infer-location")
    assert inferred(photosort) == BARE
    photosort("trips")
    before = photosort("trips", "list", "--json").json
    change(photos)
    assert photosort("index", *arguments).code == 0
    assert inferred(photosort) == BARE
    photosort("trips")
    after = photosort("trips", "list", "--json").json
    assert [(each["id"], each["photos"]) for each in after] == [
        (each["id"], each["photos"]) for each in before
    ]


def test_inferred_places_follow_their_neighbours(photosort: Photosort, photos: Path) -> None:
    photosort("index", photos, "--infer-location")
    (photos / "2019-06-01_10.jpg").unlink()
    photosort("index")
    assert inferred(photosort) == BARE[:1]
    jpeg(photos / "2019-06-01_09.jpg", "2019-06-01T09:30:00", lat=55.4, lon=10.4, seed=777)
    photosort("index")
    assert inferred(photosort) == BARE
    photosort("forget", photos / "2019-05-30_12.jpg")
    (photos / "2019-05-30_12.jpg").unlink()
    photosort("index")
    assert inferred(photosort) == BARE[1:]


def test_inferred_places_follow_what_users_say(photosort: Photosort, photos: Path) -> None:
    photosort("index", photos, "--infer-location")
    neighbour = photos / "2019-05-30_12.jpg"
    photosort("place", "set", neighbour, "34.69,135.5")
    assert inferred(photosort) == BARE[1:]
    photosort("place", "unset", neighbour)
    assert inferred(photosort) == BARE
    photosort("place", "set", photos / BARE[0], "55.6,12.5")
    assert inferred(photosort) == BARE[1:]
    photosort("index", "--full")
    assert inferred(photosort) == BARE[1:]
    photosort("index", "--no-infer-location")
    photosort("place", "unset", photos / BARE[0])
    assert inferred(photosort) == []


def test_inferring_ends_when_told(photosort: Photosort, photos: Path) -> None:
    photosort("index", photos, "--infer-location")
    rehearsed = photosort("index", "--no-infer-location", "--dry-run")
    assert (rehearsed.code, inferred(photosort)) == (0, BARE)
    photosort("index", "--no-infer-location")
    assert inferred(photosort) == []
    assert settings(photosort)["infer_location"] is False
    photosort("index", "--full")
    assert inferred(photosort) == []


def test_inferring_goes_on_after_an_interruption(
    photosort: Photosort, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photosort("index", photos, "--infer-location")

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("photosort.workflow.index.scan.find_companions", interrupt)
        assert photosort("index", "--full").code == 130
    assert inferred(photosort) == []
    photosort("index")
    assert inferred(photosort) == BARE


# texts in another language


def test_all_texts_follow_the_language(photosort: Photosort, photos: Path, tmp_path: Path) -> None:
    """At once, and as if it had been so from the start."""
    photosort("index", photos, "--lang", "de")
    photosort("moments")
    photosort("trips", "--levels", "country,province,city")
    found = photosort("journeys", "--home", "34.69,135.5", "--json").json
    (title,) = [each["title"] for each in found["journeys"]]
    assert title == "Kopenhagen & Ottensee, Mai – Juni 2019"
    photosort("index", "--lang", "en")
    (journey,) = photosort("journeys", "list", "--json").json
    assert journey["title"] == "Copenhagen & Odense, May – Jun 2019"
    assert {stop["address"]["country"] for stop in journey["stops"]} == {"Denmark"}
    assert photosort("journeys", "show", journey["id"], "--json").json["title"] == journey["title"]
    shown = {
        noun: photosort(*noun.split(), "--json").json
        for noun in ("trips list", "journeys list", "moments list", "homes")
    }
    assert "Dänemark" not in str(shown)
    assert len(photosort("query", "title:Copenhagen", "--json").json) > 0
    assert photosort("query", "title:Kopenhagen", "--json").json == []
    for noun in ("trips --levels country,province,city", "journeys --home 34.69,135.5", "moments"):
        document = photosort(*noun.split(), "--json").json
        assert document.get("updated", 0) == document.get("created", 0) == 0, noun
    for noun, before in shown.items():
        assert photosort(*noun.split(), "--json").json == before
    dest = tmp_path / "sorted"
    photosort("organize", dest, "--by", "place,trip,journey")
    assert "nemark" not in " ".join(str(x) for x in dest.rglob("*") if "Dän" in str(x))
    assert (dest / "journeys").is_dir()
    assert any("Copenhagen" in each.name for each in (dest / "journeys").iterdir())


def test_a_title_of_the_user_stays(photosort: Photosort, photos: Path) -> None:
    photosort("index", photos, "--lang", "de")
    found = photosort("journeys", "--home", "34.69,135.5", "--json").json["journeys"]
    photosort("journeys", "update", found[0]["id"], "--title", "Dänemark!")
    photosort("index", "--lang", "en")
    (journey,) = photosort("journeys", "list", "--json").json
    assert journey["title"] == "Dänemark!"


def test_titles_that_older_versions_stored_are_not_shown(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    photosort("index", photos, "--lang", "en")
    photosort("journeys", "--home", "34.69,135.5")
    with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        query = "UPDATE journeys SET facts = json_set(facts, '$.title', 'Denmark, Mai')"
        connection.execute(query)
        connection.commit()
    (journey,) = photosort("journeys", "list", "--json").json
    assert journey["title"] == "Copenhagen & Odense, May – Jun 2019"
    again = photosort("journeys", "--home", "34.69,135.5", "--json").json
    assert (again["created"], again["updated"]) == (0, 0)


def test_titles_in_another_language_for_once(photosort: Photosort, photos: Path) -> None:
    photosort("index", photos, "--lang", "en")
    home = ("journeys", "--home", "34.69,135.5", "--json")
    (journey,) = photosort(*home, "--lang", "de-AT").json["journeys"]
    assert journey["title"] == "Copenhagen & Odense, Mai – Juni 2019"
    (journey,) = photosort("journeys", "list", "--json").json
    assert journey["title"] == "Copenhagen & Odense, May – Jun 2019"
    assert photosort(*home, "--lang", "xx").code == 2


# files that are no photos


def test_a_named_file_that_is_no_photo(photosort: Photosort, photos: Path) -> None:
    notes = photos / "notes.txt"
    notes.write_text("no photo")
    result = photosort("index", notes)
    assert (result.code, result.out) == (1, "")
    assert str(notes) in result.err
    result = photosort("index", notes, photos / BARE[0], "--json")
    assert (result.code, result.json["added"], result.json["not_photos"]) == (1, 1, [str(notes)])
    assert result.json["error"]["code"] == 1
    assert photosort("index", photos, "--json").json["not_photos"] == []
    assert photosort("index", photos, notes).code == 0  # it lies in a folder that is named


@pytest.mark.parametrize(
    "arguments",
    [("notes.txt",), ("nowhere",), ("",), ("/dev/null",), ("pipe.jpg",), ("notes.txt", "pipe.jpg"),
     ("empty", "--lang", "xx"), ("empty", "--geocoder", "x"), ("empty", "--shift", "x"),
     ("--files-from", "list"), ("--files-from", "none"), ("--watch", "notes.txt"), ()],
)  # fmt: skip
@pytest.mark.parametrize("command", ["index", "run"])
def test_no_empty_library_is_left_behind(
    photosort: Photosort,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.txt").write_text("no photo")
    Path("list").write_text("notes.txt\nnowhere\n")
    Path("none").write_text("")
    Path("empty").mkdir()
    os.mkfifo("pipe.jpg")
    rest = ("--to", "sorted") if command == "run" else ()
    code = photosort(command, *arguments, *rest).code
    assert code or arguments[-1] == "none"
    left = {each.name for each in tmp_path.iterdir()}
    assert left - {"library.db.lock", "home"} == {"notes.txt", "list", "none", "empty", "pipe.jpg"}
    assert photosort("index", "empty").code == 0
    assert photosort("index", "notes.txt").code == 1
    assert (tmp_path / "library.db").exists()


def test_a_listed_file_that_is_no_photo(photosort: Photosort, photos: Path) -> None:
    notes = photos / "notes.txt"
    notes.write_text("no photo")
    listed = f"{notes}\n{photos / BARE[0]}\n".encode()
    result = photosort("index", "--files-from", "-", "--json", stdin=listed)
    assert (result.code, result.json["found"], result.json["not_photos"]) == (0, 1, [str(notes)])
    assert "is not a picture or video" in result.err
    result = photosort("index", "--files-from", "-", stdin=f"{notes}\n".encode())
    assert result.code == 1


def test_odd_files_are_said(photosort: Photosort, tmp_path: Path) -> None:
    fifo, empty = tmp_path / "pipe.jpg", tmp_path / "empty"
    os.mkfifo(fifo)
    empty.mkdir()
    for path, code in ((fifo, 1), ("/dev/null", 1), (empty, 0)):
        result = photosort("index", path, "--json")
        assert result.code == code, (path, result.out, result.err)
