"""What `organize` leaves out, and why; views by date; trips at home."""

import json
import shutil

import pytest

from tests.make import jpeg

from .organizing import MANIFEST, dest, tree

__all__ = ["dest"]

EOS = {"make": "Canon", "model": "Canon EOS 80D"}


@pytest.fixture
def home(photosort, tmp_path):
    """Half a year in Berlin with a week in Kyoto; a camera without GPS, a scan, a copy."""
    folder = tmp_path / "home"
    days = [f"2023-0{m}-{d:02}" for m in (1, 2, 3, 5, 6, 7) for d in (3, 9, 15, 21)]
    for number, day in enumerate(days):
        jpeg(folder / f"b{number:02}.jpg", f"{day}T10:00:00", lat=52.52, lon=13.4, seed=number)
    for number in range(2, 9):
        taken = f"2023-04-0{number}T10:00:00"
        jpeg(folder / f"k{number}.jpg", taken, lat=35.01, lon=135.77, seed=100 + number)
    for number, day in enumerate(("2023-04-04", "2023-05-05", "2023-05-06")):
        jpeg(folder / f"eos{number}.jpg", f"{day}T12:00:00", seed=200 + number, **EOS)
    jpeg(folder / "scan.jpg", seed=300)
    jpeg(folder / "old.jpg", seed=301)
    shutil.copy(folder / "k2.jpg", folder / "k2_copy.jpg")
    for words in (
        ("index", folder), ("trips",), ("journeys",), ("date", "set", folder / "old.jpg", "1987"),
    ):  # fmt: skip
        assert photosort(*words).code == 0
    return photosort


def skipped(document):
    """Name → reason."""
    return {each["source"].rpartition("/")[2]: each["reason"] for each in document["skipped"]}


def test_by_default_places_and_journeys(home, dest):
    answer = home("organize", dest)
    assert answer.code == 0
    assert {each.name for each in dest.iterdir() if each.is_dir()} == {"places", "journeys"}
    (journey,) = (dest / "journeys").iterdir()
    assert {each.name for each in journey.iterdir()} == {
        *(f"k{number}.jpg" for number in range(2, 9)),
        "eos0.jpg",
    }
    document = home("organize", dest, "--json").json
    assert document["by"] == ["place", "journey"]
    assert skipped(document) == {
        "eos1.jpg": "no place; in no journey",
        "eos2.jpg": "no place; in no journey",
        "scan.jpg": "no place; no date",
        "old.jpg": "no place; no day known",
        "k2_copy.jpg": "a duplicate of another file",
    }
    assert document["left_out"] == {
        "no place": 4,
        "in no journey": 2,
        "a duplicate of another file": 1,
        "no date": 1,
        "no day known": 1,
    }
    assert json.loads((dest / MANIFEST).read_text()) == document
    lines = answer.err.splitlines()
    lines = lines[lines.index("Left out: 5 files, some for several reasons:") + 1 :]
    assert lines == [
        "  4 have no place (2 of them from Canon EOS 80D):",
        "    give one with photosort place set",
        "  2 were taken on no journey",
        "  1 is a duplicate of another file",
        "  1 has no date: list them with photosort query no:date",
        "  1 has a date, but no certain day: give one with photosort date set",
    ]
    rehearsal = home("organize", dest, "--dry-run")
    assert rehearsal.err.splitlines()[-len(lines) :] == lines
    assert home("-q", "organize", dest).err == ""


def test_what_would_help_fits_the_library(home, dest, tmp_path):
    jpeg(tmp_path / "home/near.jpg", "2023-05-03T10:20:00", seed=400)
    jpeg(tmp_path / "home/after.jpg", "2023-05-03T10:40:00", lat=52.52, lon=13.4, seed=401)
    home("index")
    said = home("organize", dest, "--by", "place").err
    assert "photosort index --infer-location would place about 1" in said  # and not eos0 to 2
    ended = home("run", "--to", dest, "--by", "place", "--skip", "people").err
    assert "  6 have no place: try photosort index --infer-location" in ended
    home("index", "--infer-location")
    for words in (("organize", dest), ("run", "--to", dest, "--skip", "people")):
        said = home(*words, "--by", "place").err
        assert "--infer-location" not in said and "photosort place set" in said


def test_trips_at_home_stay_out(home, dest):
    document = home("organize", dest, "--by", "trip", "--json").json
    assert [each.name for each in (dest / "trips").iterdir()] == ["2023-04-02 Kyoto"]
    assert document["left_out"]["at home"] == 24
    assert skipped(document)["b00.jpg"] == "at home"
    said = home("organize", dest, "--by", "trip").err
    assert "24 were taken at home: add --home to lay them out" in said
    everything = home("organize", dest, "--by", "trip", "--home", "--json").json
    assert "at home" not in everything["left_out"] and "b00.jpg" not in skipped(everything)
    assert len(list((dest / "trips").iterdir())) == 25
    # they go again, as every view that is asked for less
    answer = home("-q", "organize", dest, "--by", "trip")
    assert len(list((dest / "trips").iterdir())) == 1
    assert "Folders of 24 trips at home: gone; --home brings them back" in answer.err
    assert home("-q", "organize", dest, "--by", "trip").err == ""


def test_no_trip_is_at_home_where_no_home_is_known(photosort, tmp_path, dest):
    """Neither before journeys were looked for, nor where a place only stands in for a home."""
    for day in (3, 9):
        jpeg(tmp_path / f"p/{day}.jpg", f"2023-01-{day:02}T10:00:00", lat=52.5, lon=13.4, seed=day)
    photosort("index", tmp_path / "p")
    photosort("trips")
    assert len(photosort("organize", dest, "--by", "trip", "--json").json["entries"]) == 2
    photosort("journeys")
    assert len(photosort("organize", dest, "--by", "trip", "--json").json["entries"]) == 2
    photosort("journeys", "--home", "52.5,13.4")
    answer = photosort("organize", dest, "--by", "trip", "--allow-empty", "--json").json
    assert set(skipped(answer).values()) == {"at home"}


def test_a_home_counts_while_it_is_one(photosort, tmp_path, dest):
    for year in (2020, 2022):
        jpeg(tmp_path / f"p/{year}.jpg", f"{year}-06-01T10:00", lat=52.5, lon=13.4, seed=year)
    photosort("index", tmp_path / "p")
    photosort("trips")
    photosort("journeys", "--home", "52.5,13.4@..2021-01-01", "--home", "48.1,11.6@2021-01-02..")
    photosort("organize", dest, "--by", "trip")
    assert [each.name for each in (dest / "trips").iterdir()] == ["2022-06-01 Berlin"]


def test_photos_by_date_whatever_their_place(home, dest):
    document = home("organize", dest, "--by", "date", "--json").json
    laid = {each["path"] for each in document["entries"]}
    assert "2023/01/b00.jpg" in laid and "2023/04/eos0.jpg" in laid and "2023/05/eos1.jpg" in laid
    assert skipped(document) == {
        "scan.jpg": "no date",
        "k2_copy.jpg": "a duplicate of another file",
    }
    # of what is known to the year only, no month is made up
    assert "1987/old.jpg" in laid
    template = "date={taken:%Y-%m-%d}/{country}"
    home("organize", dest, "--by", "date", "--template", template)
    assert (dest / "2023-04-02/Japan/k2.jpg").exists() and (dest / "1987/old.jpg").exists()


def test_dates_of_videos_and_of_files_that_only_know_utc(photosort, tmp_path, dest):
    jpeg(tmp_path / "p/gps.jpg", gps_utc="2021-07-31T22:30:00", seed=1)
    jpeg(tmp_path / "p/IMG_20190706_101010.jpg", seed=2)
    jpeg(tmp_path / "p/mtime.jpg", seed=3, mtime=1_500_000_000)
    photosort("index", tmp_path / "p")
    document = photosort("organize", dest, "--by", "date", "--json").json
    assert {each["path"] for each in document["entries"]} == {
        "2021/07/gps.jpg",
        "2019/07/IMG_20190706_101010.jpg",
    }
    assert skipped(document) == {"mtime.jpg": "no date"}


def test_each_view_has_its_own_reason(home, dest):
    def why(by, *options):
        return skipped(home("organize", dest, "--by", by, "--json", *options).json)

    assert why("place")["scan.jpg"] == "no place"
    assert why("trip")["scan.jpg"] == "no date"
    assert why("trip")["eos1.jpg"] == "no place"
    assert why("trip")["old.jpg"] == "no day known"
    assert why("journey")["b00.jpg"] == "at home"
    assert why("journey")["eos1.jpg"] == "in no journey"
    assert why("date")["scan.jpg"] == "no date"
    assert why("place", "--template", "place={township}")["k2.jpg"] == "no township known"
    home("moments")
    assert why("moment")["scan.jpg"] == "no date"
    jpeg(dest.parent / "home/new.jpg", "2023-08-08T10:00", lat=52.5, lon=13.4, seed=9)
    home("index")
    assert why("moment")["new.jpg"] == "in no moment"
    assert why("trip")["new.jpg"] == "in no trip"
    home("query", "--save", "tokyo", "city:Kyoto")
    assert why("@tokyo")["b00.jpg"] == "not found by @tokyo"


def test_of_persons(home, dest):
    home("people")
    document = home("organize", dest, "--by", "person", "--allow-empty", "--json").json
    assert skipped(document)["b00.jpg"] == "no face found"
    jpeg(dest.parent / "home/new.jpg", "2023-08-08T10:00", seed=9)
    home("index")
    document = home("organize", dest, "--by", "person", "--allow-empty", "--json").json
    assert skipped(document)["new.jpg"] == "not looked at for faces"


def test_out_of_an_airplane_and_on_the_open_sea(photosort, tmp_path, dest):
    jpeg(tmp_path / "p/air.jpg", "2023-08-08T10:00", lat=50.0, lon=8.0, alt=10_000, seed=1)
    jpeg(tmp_path / "p/sea.jpg", "2023-08-08T10:00", lat=0.0, lon=-30.0, seed=2)
    photosort("index", tmp_path / "p")
    document = photosort("organize", dest, "--by", "place", "--json").json
    assert skipped(document) == {"air.jpg": "taken in flight", "sea.jpg": "no address there"}
    said = photosort("organize", dest, "--by", "place").err
    assert "1 was taken in flight" in said and "1 was taken where nothing has a name" in said


def test_what_goes_along_has_the_reason_of_its_photo(photosort, tmp_path, dest):
    jpeg(tmp_path / "p/IMG_1.jpg", "2023-08-08T10:00", seed=1)
    shutil.copy(jpeg(tmp_path / "x.jpg", "2023-08-08T10:00", seed=2), tmp_path / "p/IMG_1.dng")
    photosort("index", tmp_path / "p")
    document = photosort("organize", dest, "--by", "place", "--json").json
    assert set(skipped(document).values()) == {"no place"}


def test_folders_of_the_old_default_do_not_go_in_silence(home, dest):
    """Who never chose the views is told that the trips go, even with -q and with --json."""
    home("organize", dest, "--by", "place,trip")
    kept = tree(dest / "places")
    rehearsal = home("-q", "organize", dest, "--dry-run")
    assert "trips/: would go, as place,journey is the default now" in rehearsal.err
    assert (dest / "trips").is_dir()
    answer = home("-q", "organize", dest, "--json")
    assert answer.json["by"] == ["place", "journey"]
    assert answer.err == (
        "photosort: trips/: gone, as place,journey is the default now;"
        " --by place,journey,trip brings it back\n"
    )
    assert not (dest / "trips").exists() and tree(dest / "places") == kept
    assert home("-q", "organize", dest).err == ""
    # who did choose is told, but not in alarm
    home("organize", dest, "--by", "place,trip")
    assert "trips/: gone" in home("organize", dest, "--by", "place").err
    home("organize", dest, "--by", "place,trip")
    assert home("-q", "organize", dest, "--by", "place").err == ""


def test_run_tells_of_them_too(home, dest):
    home("organize", dest, "--by", "place,trip")
    answer = home("-q", "run", "--to", dest, "--skip", "people")
    assert answer.code == 0 and "trips/: gone, as place,journey" in answer.err


IDLE = [
    (("--by", "place", "--level", "city"), "--level has no effect with --by place"),
    (("--by", "journey", "--home"), "--home has no effect with --by journey"),
    (("--by", "place", "--template", "trip={title}"), "--template trip=... has no effect"),
    (("--mode", "copy", "--fallback", "copy"), "--fallback goes with --mode reflink"),
    (("--undo", "--by", "place"), "--by has no effect with --undo"),
    (("--verify", "--mode", "copy"), "--mode has no effect with --verify"),
    (("--verify", "--template", "place={city}"), "--template has no effect with --verify"),
]


@pytest.mark.parametrize(("words", "said"), IDLE, ids=range(len(IDLE)))
def test_options_without_effect_are_refused(home, dest, words, said):
    home("organize", dest, "--by", "place")
    before = tree(dest)
    answer = home("organize", dest, *words)
    assert answer.code == 2 and said in answer.err
    assert tree(dest) == before


def test_elsewhere_too(photosort, tmp_path):
    for words, said in (
        (("index", tmp_path, "-0"), "--null has no effect without --files-from"),
        (("people", "--video-seconds", "3"), "--video-seconds has no effect without --videos"),
        (("index", tmp_path, "--watch", "--then", "trips", "--then-to", "x"), "--then-to has no"),
    ):
        answer = photosort(*words)
        assert answer.code == 2 and said in answer.err, answer


def test_what_the_config_file_says_waits_for_the_calls_it_is_for(home, dest, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(
        "[organize]\nlevel = 'city'\nabsolute = true\nmode = 'reflink'\nfallback = 'copy'\n"
        "template = ['trip={title}']\n"
    )
    answer = home("--config", config, "organize", dest, "--by", "place", "--mode", "hardlink")
    assert answer.code == 0, answer.err
    assert home("--config", config, "organize", "--verify", dest).code == 0
    assert home("--config", config, "organize", "--undo", dest).code == 0


def test_an_option_about_trips_brings_them_in_where_nobody_chose(home, dest):
    home("trips", "--levels", "country,city")
    for words in (("--level", "city"), ("--home",), ("--template", "trip=trips/{title}")):
        document = home("organize", dest, *words, "--json").json
        assert document["by"] == ["place", "trip", "journey"]
        assert (dest / "trips").is_dir()
