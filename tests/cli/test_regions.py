"""Names that other programs gave, through the command line. Persons are discs: `tests/discs.py`."""

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from photosort.faces import engines
from tests import discs, named
from tests.cli.test_people import _Others, contents
from tests.conftest import Photosort


@pytest.fixture(autouse=True)
def _discs(monkeypatch: pytest.MonkeyPatch) -> None:
    other = engines.Engine("1", discs.ENGINE.thresholds, _Others)
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setitem(engines.ENGINES, "others", other)
    monkeypatch.setattr(engines, "DEFAULT", "discs")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Red is named once, in three photos; blue in one of two with green; yellow nowhere."""
    folder = tmp_path / "photos"
    for day in (1, 2, 3):
        names = {"red": "Zo\u00eb" if day == 1 else None}
        named.photo(folder / f"red{day}.jpg", names, f"2023:04:0{day} 10:00:00")
    named.photo(folder / "two.jpg", {"green": None, "blue": "Bob"}, "2023:05:01 10:00:00")
    named.photo(folder / "blue.jpg", {"blue": "BOB"}, "2023:05:02 10:00:00")
    named.photo(folder / "yellow.jpg", {"yellow": None}, "2023:06:01 10:00:00")
    return folder


def found(photosort: Photosort, photos: Path, *options: str) -> dict[str, Any]:
    """The persons by name after `index` and `people`, with the names of their photos."""
    assert photosort("index", photos).code == 0
    result = photosort("people", *options, "--members", "--json")
    assert result.code == 0, result.err
    return {each["name"]: each for each in result.json["persons"]}


def files(person: dict[str, Any]) -> list[str]:
    return [Path(each["path"]).name for each in person["members"]]


def asked(photosort: Photosort, text: str) -> set[str]:
    return set(photosort("query", text, "--fields", "name").out.split())


def test_the_first_run_names_everybody(photosort: Photosort, photos: Path, library: Path) -> None:
    people = found(photosort, photos)
    assert set(people) == {"Zoë", "Bob"}
    assert files(people["Zoë"]) == ["red1.jpg", "red2.jpg", "red3.jpg"]
    assert [each["source"] for each in people["Zoë"]["members"]] == ["xmp", "auto", "auto"]
    assert files(people["Bob"]) == ["two.jpg", "blue.jpg"]
    assert "Zoë" in photosort("show", photos / "red2.jpg").out
    assert asked(photosort, "person:zoe") == asked(photosort, "person:Zoë")
    before = contents(library)
    again = photosort("people", "--json").json
    assert (again["created"], again["updated"]) == (0, 0)
    assert contents(library) == before
    assert photosort("status", "--json").code == 0


def test_names_hold_for_both_engines_rebuilding_and_forgetting(
    photosort: Photosort, photos: Path
) -> None:
    first = {name: each["id"] for name, each in found(photosort, photos).items()}
    for options in (["--engine", "others"], ["--engine", "discs"], ["--rebuild"]):
        people = found(photosort, photos, *options)
        assert {name: each["id"] for name, each in people.items()} == first
        assert files(people["Bob"]) == ["two.jpg", "blue.jpg"]
    assert photosort("people", "forget", "--all-faces").code == 0
    people = found(photosort, photos)
    assert {name: each["id"] for name, each in people.items()} == first
    assert photosort("index", photos, "--full").code == 0
    assert {each["name"] for each in photosort("people", "--json").json["persons"]} == set(first)


def test_a_person_that_was_found_before_gets_the_name(photosort: Photosort, photos: Path) -> None:
    for path in photos.glob("*.xmp"):
        path.unlink()
    (red,) = found(photosort, photos).values()
    assert red["name"] is None
    named.name(photos / "red2.jpg", ["Ann"])
    people = found(photosort, photos)
    assert (people["Ann"]["id"], people["Ann"]["faces"]) == (red["id"], 3)


def test_whom_a_user_calls_so_is_that_person(photosort: Photosort, photos: Path) -> None:
    for path in photos.glob("*.xmp"):
        path.unlink()
    (red,) = found(photosort, photos).values()
    photosort("people", "name", red["id"], "Zoe")
    named.name(photos / "yellow.jpg", ["ZOË"])
    people = found(photosort, photos)
    assert list(people) == ["Zoe"]
    assert "yellow.jpg" in files(people["Zoe"])


def test_of_two_with_one_name_it_is_whose_face_that_is(photosort: Photosort, photos: Path) -> None:
    for path in photos.glob("*.xmp"):
        path.unlink()
    for number in range(3):
        discs.photo(photos / f"cyan{number}.jpg", "cyan", date=f"2022:01:0{number + 1} 10:00:00")
    assert photosort("index", photos).code == 0
    both = photosort("people", "--json").json["persons"]
    assert len(both) == 2
    for each in both:
        photosort("people", "name", each["id"], "Ann")
    named.photo(photos / "red8.jpg", {"red": "ann"}, "2023:04:08 10:00:00")
    named.photo(photos / "cyan8.jpg", {"cyan": "Ann"}, "2023:04:08 10:00:00")
    named.name(photos / "red2.jpg", ["Ann"])
    assert photosort("index", photos).code == 0
    people = photosort("people", "--members", "--json").json["persons"]
    (red,) = (each for each in people if "red8.jpg" in files(each))
    assert {"red1.jpg", "red2.jpg", "red3.jpg"} <= set(files(red))
    assert {each["name"] for each in people} == {"Ann"} and len(people) == 2


def test_what_a_user_says_outweighs_the_name(photosort: Photosort, photos: Path) -> None:
    people = found(photosort, photos)
    zoe, bob = people["Zoë"], people["Bob"]
    wrong = zoe["members"][0]["face"]
    assert photosort("people", "move", wrong, bob["id"]).code == 0
    taken = bob["members"][0]["face"]
    assert photosort("people", "remove", taken).code == 0
    people = found(photosort, photos, "--rebuild")
    assert set(files(people["Bob"])) == {"blue.jpg", "red1.jpg"}
    assert "red1.jpg" not in files(people["Zoë"])
    assert "two.jpg" not in asked(photosort, "person:Bob")
    assert "red1.jpg" not in asked(photosort, "person:Zoë")


def test_a_person_stays_renamed_ignored_merged(photosort: Photosort, photos: Path) -> None:
    people = found(photosort, photos)
    photosort("people", "name", people["Zoë"]["id"], "Grandma")
    photosort("people", "ignore", people["Bob"]["id"])
    named.photo(photos / "red4.jpg", {"red": "Zoë"}, "2023:04:09 10:00:00")
    named.photo(photos / "blue2.jpg", {"blue": "bob"}, "2023:04:09 10:00:00")
    people = found(photosort, photos)
    assert list(people) == ["Grandma"] and people["Grandma"]["faces"] == 4
    named.photo(photos / "yellow2.jpg", {"yellow": "Yolanda"}, "2023:06:09 10:00:00")
    yolanda = found(photosort, photos)["Yolanda"]
    photosort("people", "merge", people["Grandma"]["id"], yolanda["id"])
    named.photo(photos / "yellow3.jpg", {"yellow": "Yolanda"}, "2023:06:10 10:00:00")
    people = found(photosort, photos)
    assert list(people) == ["Grandma"] and "yellow3.jpg" in files(people["Grandma"])


def test_a_name_that_goes_takes_its_effect_with_it(photosort: Photosort, photos: Path) -> None:
    found(photosort, photos)
    named.name(photos / "blue.jpg", [None])
    named.name(photos / "two.jpg", [None, None])
    people = found(photosort, photos)
    assert list(people) == ["Zoë"]
    assert asked(photosort, "person:Bob") == set()
    named.name(photos / "red1.jpg", [None])
    (red,) = found(photosort, photos).values()
    assert (red["name"], red["faces"]) == (None, 3)


def test_names_without_a_face_are_photos_of_that_person(
    photosort: Photosort, photos: Path, library: Path, tmp_path: Path
) -> None:
    named.name(photos / "yellow.jpg", [None], ["Bob", "Cleo"])
    takeout = {"people": [{"name": "Cleo"}]}
    (photos / "two.jpg.json").write_text(json.dumps(takeout))
    # a region where there is no disc
    discs.photo(photos / "empty.jpg", date="2023:07:01 10:00:00")
    named.name(photos / "empty.jpg", ["Zoë"])
    people = found(photosort, photos)
    counts = {name: (each["faces"], each["photos"]) for name, each in people.items()}
    assert counts == {"Zoë": (3, 4), "Bob": (2, 3), "Cleo": (0, 2)}
    assert people["Zoë"]["last_seen"] == "2023-07-01T10:00:00"
    assert asked(photosort, "person:cleo") == {"yellow.jpg", "two.jpg"}
    assert asked(photosort, "person:Bob") == {"yellow.jpg", "two.jpg", "blue.jpg"}
    shown = photosort("show", photos / "empty.jpg", "--json").json
    assert [(each["name"], each["source"]) for each in shown["mentions"]] == [("Zoë", "mwg")]
    assert "Cleo, no face found" in photosort("show", photos / "yellow.jpg").out
    assert "0 faces in 2 photos" in photosort("people", "show", "Cleo").out
    groups = photosort("query", "", "--group", "person", "--json").json
    assert {each["value"]: each["count"] for each in groups["groups"]}["Cleo"] == 2, groups
    with sqlite3.connect(library) as views:
        seen = views.execute("SELECT name, faces, photos FROM person ORDER BY name").fetchall()
        alone = views.execute("SELECT name, faces FROM photo_person WHERE path LIKE '%/yellow.jpg'")
        assert sorted(seen) == [("Bob", 2, 3), ("Cleo", 0, 2), ("Zoë", 3, 4)]
        assert dict(alone.fetchall())["Cleo"] == 0
    dest = tmp_path / "dest"
    assert photosort("organize", dest, "--by", "person").code == 0
    made = {each.relative_to(dest / "people").as_posix() for each in dest.rglob("*.jpg")}
    assert {"Cleo/two.jpg", "Cleo/yellow.jpg", "Bob/yellow.jpg", "Zoë/empty.jpg"} <= made
    assert photosort("people", "ignore", people["Cleo"]["id"]).code == 0
    assert asked(photosort, "person:cleo") == set()
    assert (
        "mentions" in shown
        and photosort("show", photos / "two.jpg", "--json").json["mentions"] == []
    )


@pytest.mark.parametrize("orientation", range(1, 9))
def test_regions_come_back_from_our_own_sidecars(
    photosort: Photosort, tmp_path: Path, orientation: int
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(3):
        path = discs.photo(tmp_path / f"{number}.jpg", "red", "blue", size=90 + number)
        exif = Image.Exif()
        exif[0x0112], exif[0x010E] = orientation, path.name
        upright = Image.open(path)
        back = {5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, orientation)
        turning = Image.Exif()
        turning[0x0112] = back
        upright.save(tmp_path / "turning.jpg", exif=turning, quality=95)
        stored = ImageOps.exif_transpose(Image.open(tmp_path / "turning.jpg"))
        stored.save(photos / path.name, exif=exif, quality=95)
    assert photosort("index", photos).code == 0
    persons = photosort("people", "--members", "--json").json["persons"]
    for name, person in zip(("Ann", "Bob"), sorted(persons, key=_left), strict=True):
        photosort("people", "name", person["id"], name)
    assert photosort("export", "--beside").code == 0
    other = tmp_path / "other.db"
    again = photosort("--library", other, "index", photos)
    assert again.code == 0
    people = photosort("--library", other, "people", "--members", "--json").json["persons"]
    assert {each["name"]: each["members"][0]["source"] for each in people} == {
        "Ann": "xmp", "Bob": "xmp"
    }  # fmt: skip
    assert [each["name"] for each in sorted(people, key=_left)] == ["Ann", "Bob"]
    assert {each["faces"] for each in people} == {3}


def _left(person: dict[str, Any]) -> int:
    return int(person["members"][0]["box"][0])


def test_names_of_picasa_and_of_a_moved_folder(photosort: Photosort, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    discs.photo(photos / "a.jpg", "red", "blue", date="2023:04:01 10:00:00")
    left, top, right, bottom = (
        round(0xFFFF * x) for x in (20 / 260, 20 / 140, 120 / 260, 120 / 140)
    )
    rectangle = f"{left << 48 | top << 32 | right << 16 | bottom:x}"
    ini = f"[Contacts2]\n12ab=Ann;;\n[a.jpg]\nfaces=rect64({rectangle}),12ab\n"
    (photos / ".picasa.ini").write_text(ini)
    people = found(photosort, photos)
    assert [each["box"] for each in people["Ann"]["members"]] == [[20, 20, 100, 100]]
    moved = photos.rename(tmp_path / "moved")
    people = found(photosort, moved)
    assert people["Ann"]["faces"] == 1
    (moved / ".picasa.ini").write_text(ini.replace("Ann", "Eve"))
    assert list(found(photosort, moved)) == ["Eve"]


def test_forgetting_names_forgets_these_as_well(photosort: Photosort, photos: Path) -> None:
    named.name(photos / "yellow.jpg", [None], ["Cleo"])
    found(photosort, photos)
    assert photosort("people", "forget", "--all-faces", "--names").code == 0
    assert photosort("show", photos / "yellow.jpg", "--json").json["mentions"] == []
    assert asked(photosort, "has:person") == set()


def test_photos_that_are_gone_and_forgotten(photosort: Photosort, photos: Path) -> None:
    named.name(photos / "yellow.jpg", [None], ["Cleo"])
    found(photosort, photos)
    (photos / "yellow.jpg").unlink()
    assert found(photosort, photos)["Cleo"]["photos"] == 0
    assert photosort("forget", "--missing").code == 0
    assert "Cleo" not in found(photosort, photos)


def test_nothing_is_written_into_the_photos(photosort: Photosort, photos: Path) -> None:
    before = {path: path.read_bytes() for path in photos.iterdir()}
    found(photosort, photos)
    assert {path: path.read_bytes() for path in photos.iterdir()} == before


def test_other_commands_about_people_take_them(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    named.name(photos / "yellow.jpg", [None], ["Cleo"])
    cleo = found(photosort, photos)["Cleo"]
    for words in (
        ["people", "list"],
        ["people", "review", "--to", tmp_path / "review.html"],
        ["people", "sheet", tmp_path / "sheet.html"],
        ["people", "strangers"],
        ["moments"],
        ["status"],
        ["export", "--to", tmp_path / "all.json"],
        ["people", "update", cleo["id"], "--label", "who=aunt"],
        ["people", "delete", "Cleo"],
    ):
        assert photosort(*words).code == 0, (words, photosort(*words).err)
    assert set(found(photosort, photos)) == {"Zoë", "Bob"}
    photosort("people", "restore", "Cleo")
    three = {"two.jpg", "blue.jpg", "yellow.jpg"}
    photosort("people", "merge", "Bob", "Cleo")
    assert asked(photosort, "person:Bob") == three
    assert photosort("people", "undo").code == 0
    assert asked(photosort, "person:Bob") == three - {"yellow.jpg"}
    assert asked(photosort, "person:Cleo") == {"yellow.jpg"}
    photosort("people", "merge", "Bob", "Cleo")
    assert found(photosort, photos)["Bob"]["photos"] == 3
    assert asked(photosort, "person:Bob") == three


def test_copies_say_the_same_once(photosort: Photosort, photos: Path) -> None:
    for name in ("blue.jpg", "blue.jpg.xmp"):
        (photos / "copy").mkdir(exist_ok=True)
        (photos / "copy" / name).write_bytes((photos / name).read_bytes())
    bob = found(photosort, photos)["BOB"]  # as most photos spell it
    assert (bob["faces"], bob["photos"]) == (2, 2)
    face = next(each for each in bob["members"] if each["path"].endswith("blue.jpg"))
    assert photosort("people", "remove", face["face"]).code == 0
    assert found(photosort, photos)["BOB"]["photos"] == 1
    assert asked(photosort, "person:Bob") == {"two.jpg"}


@pytest.mark.skipif(
    not (shutil.which("exiftool") and shutil.which("exiv2")),
    reason="EXIFTOOL OR EXIV2 IS NOT INSTALLED",
)
def test_other_programs_read_what_we_write(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    named.name(photos / "yellow.jpg", [None], ["Cleo & <Co>"])
    found(photosort, photos)
    dest = tmp_path / "xmp"
    assert photosort("export", "--xmp", dest).code == 0
    written = [dest / "yellow.jpg.xmp", dest / "two.jpg.xmp"]
    for path in written:
        told = subprocess.run(
            ["exiftool", "-validate", "-warning", "-a", "-j", "-struct", "-G1", path],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert json.loads(told.stdout)[0].get("ExifTool:Warning") is None, told.stdout
        tags = subprocess.run(["exiv2", "-px", path], capture_output=True, text=True, check=True)
        assert not tags.stderr and "PersonInImage" in tags.stdout
    assert "Cleo & <Co>" in subprocess.run(
        ["exiv2", "-px", written[0]], capture_output=True, text=True, check=True
    ).stdout  # fmt: skip


def test_a_name_in_a_video_makes_it_one_of_that_person(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    still = discs.photo(tmp_path / "still.jpg", "green")
    film = discs.film(photos / "film.mp4", still, seconds=2)
    named.name(film, [None], ["Zoe"])
    zoe = found(photosort, photos)["Zoë"]
    assert (zoe["photos"], zoe["videos"]) == (3, 1)
    assert "film.mp4" in asked(photosort, "person:zoë type:video")


def test_names_of_another_spelling_are_one_person(photosort: Photosort, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    for number, spelled in enumerate(["Zoë", "Zoë", "Zoe\u0308", "ZOE", " zoe "]):
        named.photo(photos / f"{number}.jpg", {"red": spelled})
    people = found(photosort, photos)
    assert {name: each["faces"] for name, each in people.items()} == {"Zoë": 5}


def test_a_name_given_and_taken_back_by_undo(photosort: Photosort, photos: Path) -> None:
    zoe = found(photosort, photos)["Zoë"]
    photosort("people", "name", zoe["id"], "Grandma")
    assert photosort("people", "undo").code == 0
    assert set(found(photosort, photos)) == {"Zoë", "Bob"}
    face = zoe["members"][0]["face"]
    photosort("people", "remove", face)
    assert photosort("people", "undo").code == 0
    again = found(photosort, photos)["Zoë"]
    assert (again["id"], again["faces"]) == (zoe["id"], 3)


def test_files_that_are_no_photos_any_more_or_broken(photosort: Photosort, photos: Path) -> None:
    found(photosort, photos)
    (photos / "red1.jpg").write_bytes(b"no picture")
    (photos / "two.jpg.xmp").write_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'><mwg-rs:Regions")
    assert photosort("index", photos).code == 3
    people = {each["name"] for each in photosort("people", "--json").json["persons"]}
    assert people == {"Bob"}  # red is in two photos only
