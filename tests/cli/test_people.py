"""`photosort people` and what users say of persons, through the command line.

The engine here is one for tests, see `tests/discs.py`; the real ones are in tests/contract.
"""

import json
import os
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from photosort.errors import MissingExtraError
from photosort.faces import engines
from photosort.model import Box
from tests import discs
from tests.conftest import Photosort
from tests.fake_faces import DiscEngine

FAMILY = ("red", "green", "blue")


@pytest.fixture(autouse=True)
def _discs(monkeypatch: pytest.MonkeyPatch) -> None:
    other = engines.Engine("1", discs.ENGINE.thresholds, _Others)
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setitem(engines.ENGINES, "others", other)
    monkeypatch.setattr(engines, "DEFAULT", "discs")


class _Others(DiscEngine):
    """Another engine: its boxes are a little larger, its embeddings are other ones."""

    name = "others"

    def find(self, pictures: Any) -> Any:
        return [
            [
                replace(
                    face,
                    box=Box(
                        max(0, face.box.left - 3), face.box.top, face.box.width + 6, face.box.height
                    ),
                    embedding=face.embedding[16:] + face.embedding[:16],
                )
                for face in faces
            ]
            for faces in super().find(pictures)
        ]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Red, green and blue in three photos each, yellow in one."""
    folder = tmp_path / "photos"
    for number in range(3):
        for colour in FAMILY:
            size = 90 + 3 * number
            discs.photo(
                folder / f"{colour}{number}.jpg",
                colour,
                size=size,
                date=f"2023:04:0{number + 1} 10:00:00",
            )
    discs.photo(folder / "yellow.jpg", "yellow", date="2023:05:01 10:00:00")
    return folder


@pytest.fixture
def family(photosort: Photosort, photos: Path) -> Photosort:
    """The command line with the photos indexed and the people found."""
    assert photosort("index", photos).code == 0
    assert photosort("people").code == 0
    return photosort


def persons(photosort: Photosort) -> dict[str, dict[str, Any]]:
    """The listed persons by the colour of their photos."""
    found = photosort("people", "list", "--members", "--json").json
    return {Path(each["members"][0]["path"]).stem.rstrip("0123456789"): each for each in found}


def faces_of(person: dict[str, Any]) -> list[str]:
    return [member["face"] for member in person["members"]]


def contents(library: Path) -> list[list[Any]]:
    """Everything in the tables about people."""
    connection = sqlite3.connect(library)
    tables = ("faces", "persons", "face_looks", "face_claims", "embeddings")
    return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


def test_groups_faces_into_persons(photosort: Photosort, photos: Path) -> None:
    photosort("index", photos)
    result = photosort("people", "--members", "--json").json
    assert (result["engine"], result["photos"], result["faces"]) == ("discs", 10, 10)
    assert (result["created"], result["updated"], result["unassigned"]) == (3, 0, 1)
    assert result["failed"] == []
    for person in result["persons"]:
        colours = {Path(member["path"]).stem[:-1] for member in person["members"]}
        assert len(colours) == 1
        assert (person["faces"], person["photos"], person["videos"]) == (3, 3, 0)
        assert (person["first_seen"], person["last_seen"]) == (
            "2023-04-01T10:00:00",
            "2023-04-03T10:00:00",
        )
        assert {member["source"] for member in person["members"]} == {"auto"}
        assert all(0 < member["confidence"] <= 1 for member in person["members"])
        assert person["cover"]["path"] in {member["path"] for member in person["members"]}


def test_a_run_with_nothing_new_changes_nothing(family: Photosort, library: Path) -> None:
    before = contents(library)
    result = family("people", "--json").json
    assert (result["looked"], result["created"], result["updated"]) == (0, 0, 0)
    assert contents(library) == before


def test_same_photos_same_persons_whatever_the_order(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    photosort("index", photos)
    one = photosort("people", "--members", "--json").json["persons"]
    other = tmp_path / "other.db"
    for path in sorted(photos.iterdir(), reverse=True):
        photosort("--library", other, "index", path)
    two = photosort("--library", other, "people", "--workers", "2", "--members", "--json").json
    ids = [sorted((each["id"], *faces_of(each)) for each in x) for x in (one, two["persons"])]
    assert ids[0] == ids[1]


def test_new_photos_join_their_persons(family: Photosort, photos: Path) -> None:
    before = persons(family)
    discs.photo(photos / "red9.jpg", "red", size=104)
    family("index", photos)
    result = family("people", "--json").json
    assert (result["looked"], result["created"], result["updated"]) == (1, 0, 1)
    after = persons(family)
    assert {k: v["id"] for k, v in before.items()} == {k: v["id"] for k, v in after.items()}
    assert after["red"]["faces"] == 4
    assert after["red"]["version"] == before["red"]["version"] + 1
    assert after["blue"] == before["blue"]


def test_small_faces_found_nobody_but_may_join(photosort: Photosort, photos: Path) -> None:
    for number in range(4):
        discs.photo(photos / f"cyan{number}.jpg", f"cyan:{60 + number}")
    discs.photo(photos / "far.jpg", "red:62")
    photosort("index", photos)
    result = photosort("people", "--members", "--json").json
    found = {Path(m["path"]).name for each in result["persons"] for m in each["members"]}
    assert "far.jpg" in found
    assert not any(name.startswith("cyan") for name in found)
    assert photosort("people", "--min-face-px", "40", "--min-quality", "0.5").code == 0
    assert "cyan" in persons(photosort)


def test_name_label_and_find_by_name(family: Photosort) -> None:
    red = persons(family)["red"]
    named = family("people", "name", red["id"][:10], "Skipper", "--json").json
    assert (named["name"], named["version"]) == ("Skipper", red["version"] + 1)
    updated = family(
        "people", "update", "skipper", "--custom-id", "7", "--label", "at=sea", "--json"
    ).json
    assert (updated["custom_id"], updated["labels"]) == ("7", {"at": "sea"})
    assert [x["name"] for x in family("people", "list", "--name", "skip", "--json").json] == [
        "Skipper"
    ]
    assert len(family("people", "list", "--label", "at=sea", "--json").json) == 1
    shown = family("show", red["members"][0]["path"], "--json").json["faces"][0]
    assert (shown["person"], shown["name"], shown["source"]) == (red["id"], "Skipper", "auto")
    assert len(shown["landmarks"]) == 5
    assert "embedding" not in shown
    full = family("show", red["members"][0]["path"], "--embeddings", "--json").json["faces"][0]
    assert len(full["embedding"]) == 8


def test_merge_makes_one_and_the_other_answers(family: Photosort) -> None:
    found = persons(family)
    red, green = found["red"]["id"], found["green"]["id"]
    family("people", "name", green, "Aunt")
    merged = family("people", "merge", red, green, "--json").json
    assert (merged["id"], merged["name"], merged["faces"]) == (red, "Aunt", 6)
    assert family("people", "show", green, "--json").json["merged_into"] == red
    refused = family("people", "name", green, "Uncle")
    assert refused.code == 1 and red in refused.err
    assert len(family("people", "list", "--json").json) == 2


def test_split_move_and_remove_are_for_good(family: Photosort, photos: Path) -> None:
    found = persons(family)
    red, green, blue = (found[colour] for colour in FAMILY)
    stays, new = family("people", "split", red["id"], faces_of(red)[0], "--json").json
    assert (stays["faces"], new["faces"]) == (2, 1)
    moved = family("people", "move", faces_of(green)[0], blue["id"], "--json").json
    assert moved["faces"] == 4
    (left,) = family("people", "remove", faces_of(blue)[1], "--json").json
    assert left["faces"] == 3
    discs.photo(photos / "red8.jpg", "red", size=104)
    discs.photo(photos / "blue8.jpg", "blue", size=104)
    family("index", photos)
    for arguments in ((), ("--rebuild",)):
        assert family("people", *arguments).code == 0
        shown = {
            id: family("people", "show", id, "--members", "--json").json
            for id in (red["id"], new["id"], green["id"], blue["id"])
        }
        assert faces_of(red)[0] in faces_of(shown[new["id"]])
        assert faces_of(red)[0] not in faces_of(shown[red["id"]])
        assert faces_of(green)[0] in faces_of(shown[blue["id"]])
        assert faces_of(blue)[1] not in faces_of(shown[blue["id"]])
        source = {m["face"]: m["source"] for m in shown[blue["id"]]["members"]}
        assert source[faces_of(green)[0]] == "user"


def test_corrections_outlast_another_engine_and_the_way_back(family: Photosort) -> None:
    found = persons(family)
    red, green, blue = (found[colour] for colour in FAMILY)
    family("people", "name", red["id"], "Skipper")
    family("people", "merge", green["id"], blue["id"])
    removed = green["members"][0]
    family("people", "remove", removed["face"])
    for name in ("others", "discs"):
        result = family("people", "--engine", name, "--members", "--json").json
        assert result["engine"] == name
        people = {each["id"]: each for each in result["persons"]}
        assert people[red["id"]]["name"] == "Skipper"
        assert people[red["id"]]["faces"] == 3
        assert people[green["id"]]["faces"] == 5
        assert blue["id"] not in people
        assert removed["path"] not in {m["path"] for m in people[green["id"]]["members"]}


def test_rebuild_leaves_persons_of_another_engine_alone(family: Photosort) -> None:
    before = persons(family)
    assert family("people", "--engine", "others").code == 0
    theirs = persons(family)
    rebuilt = family("people", "--engine", "discs", "--rebuild", "--json")
    assert rebuilt.code == 0, rebuilt.err
    assert persons(family).keys() == before.keys()
    family("people", "--engine", "others")
    assert persons(family) == theirs


def test_a_forgotten_and_found_again_photo_keeps_what_was_said(
    family: Photosort, photos: Path
) -> None:
    found = persons(family)
    face = found["green"]["members"][0]
    family("people", "move", face["face"], found["red"]["id"])
    away = photos.parent / "away.jpg"
    os.rename(face["path"], away)
    family("index", photos)
    family("forget", "--missing")
    os.rename(away, face["path"])
    family("index", photos)
    family("people")
    members = family("people", "show", found["red"]["id"], "--members", "--json").json["members"]
    assert {m["path"]: m["source"] for m in members}[face["path"]] == "user"


def test_a_face_stays_itself_when_its_file_is_written_anew(family: Photosort, photos: Path) -> None:
    red = persons(family)["red"]
    family("people", "name", red["id"], "Skipper")
    path = Path(red["members"][0]["path"])
    with path.open("ab") as file:
        file.write(b"more")
    family("index", photos)
    result = family("people", "--json").json
    assert (result["looked"], result["created"]) == (1, 0)
    assert faces_of(persons(family)["red"]) == faces_of(red)


def test_undo_takes_corrections_back_one_by_one(family: Photosort) -> None:
    first = persons(family)
    ids = {colour: first[colour]["id"] for colour in FAMILY}
    family("people", "name", ids["red"], "Skipper")
    family("people", "merge", ids["red"], ids["green"], ids["green"])
    family("people", "split", ids["blue"], faces_of(first["blue"])[0])
    family("people", "remove", faces_of(first["blue"])[1])
    family("people", "ignore", ids["red"])
    for action in ("ignore", "remove", "split", "merge", "name"):
        undone = family("people", "undo", "--json").json
        assert undone["undone"] == action
        assert len(undone["persons"]) == len(set(undone["persons"]))
        family("people")
    last = persons(family)
    for colour in FAMILY:
        assert last[colour]["name"] is None
        assert faces_of(last[colour]) == faces_of(first[colour])
        assert {m["source"] for m in last[colour]["members"]} == {"auto"}
    nothing = family("people", "undo")
    assert nothing.code == 1 and "nothing to undo" in nothing.err


def test_ignored_persons_are_not_listed_and_take_their_new_faces(
    family: Photosort, photos: Path
) -> None:
    red = persons(family)["red"]
    family("people", "ignore", red["id"])
    discs.photo(photos / "red7.jpg", "red", size=105)
    family("index", photos)
    assert family("people", "--json").json["created"] == 0
    assert "red" not in persons(family)
    everybody = family("people", "list", "--all", "--json").json
    assert {x["id"]: x["ignored"] for x in everybody}[red["id"]]
    family("people", "ignore", "--show", red["id"])
    assert persons(family)["red"]["faces"] == 4


def test_deleted_persons_stay_away_until_they_are_restored(family: Photosort, photos: Path) -> None:
    red, blue = persons(family)["red"]["id"], persons(family)["blue"]["id"]
    family("people", "name", red, "Rosé")
    dry = family("people", "delete", "rose", blue, "--dry-run", "--json").json
    assert set(persons(family)) == {"red", "green", "blue"}
    assert (
        family("people", "delete", "rose", blue, "--json").json == dry == {"deleted": [red, blue]}
    )
    discs.photo(photos / "red9.jpg", "red", date="2023:06:01 10:00:00")
    family("index")
    family("people")
    assert set(persons(family)) == {"green"}
    gone = family("people", "list", "--deleted", "--json").json
    assert {each["id"] for each in gone} == {red, blue}
    assert next(each["faces"] for each in gone if each["id"] == red) == 4
    assert family("people", "restore", "ROSÉ", "--json").json == {"restored": [red]}
    assert family("people", "restore", red).code == 1
    assert set(persons(family)) == {"red", "green"}
    assert family("people", "undo", "--json").json == {"undone": "restore", "persons": [red]}
    assert family("people", "undo", "--json").json == {
        "undone": "delete",
        "persons": [red, blue],
    }
    assert set(persons(family)) == {"red", "green", "blue"}


def test_people_are_named_by_part_and_listed_by_place_and_day(family: Photosort) -> None:
    people = persons(family)
    family("people", "name", people["red"]["id"], "Anna Smith")
    family("people", "name", people["blue"]["id"], "Joanna")
    family("people", "update", people["green"]["id"], "--custom-id", "G")

    def shown(text: str) -> str:
        answer = family("people", "show", text, "--json")
        assert answer.code == 0, answer.err
        return str(answer.json["id"])

    assert shown("anna") == shown("smith") == shown("ANN SMITH") == people["red"]["id"]
    assert shown("joan") == people["blue"]["id"] and shown("g") == people["green"]["id"]
    assert shown(people["green"]["id"][7:13]) == people["green"]["id"]
    several = family("people", "ignore", "ann")
    assert several.code == 2 and "Anna Smith" in several.err and "Joanna" in several.err
    assert "did you mean Joanna" in family("people", "show", "Joannna").err
    assert family("query", "person:smith", "--count").out == "3\n"
    assert family("query", "person:ann", "--count").code == 2
    assert family("label", "smith", "at=beach", "--json").json["ids"] == [people["red"]["id"]]

    def listed(*words: str) -> list[str]:
        found = family("people", "list", *words, "--json").json
        return [each["name"] or each["custom_id"] or "" for each in found]

    assert listed("--sort", "name") == ["Anna Smith", "Joanna", "G"]
    assert listed("--sort", "-name") == ["G", "Joanna", "Anna Smith"]
    assert listed("--title", "ann", "--sort", "name", "--limit", "1") == ["Anna Smith"]
    assert listed("--name", "smith") == ["Anna Smith"]
    assert len(listed("--from", "2023-04-02", "--to", "2023-04-02")) == 3
    assert listed("--from", "2023-04-04") == listed("--country", "Japan") == []
    assert listed("--where", "name:red1", "--from", "2023-04-02") == ["Anna Smith"]
    assert listed("--where", "name:red1", "--from", "2023-04-03") == []
    assert family("people", "list", "--sort", "start").code == 2


def test_cover(family: Photosort) -> None:
    red = persons(family)["red"]
    chosen = next(m for m in red["members"] if m["path"] != red["cover"]["path"])
    shown = family("people", "cover", red["id"], chosen["face"], "--json").json
    assert shown["cover"] == {"path": chosen["path"], "box": chosen["box"]}
    stranger = persons(family)["blue"]["members"][0]["face"]
    refused = family("people", "cover", red["id"], stranger)
    assert refused.code == 1 and "move" in refused.err


def test_a_change_in_between_is_noticed(family: Photosort) -> None:
    red = persons(family)["red"]
    family("people", "name", red["id"], "Skipper")
    late = family("people", "name", red["id"], "Cook", "--if-version", str(red["version"]))
    assert late.code == 1 and "has changed since" in late.err
    now = red["version"] + 1
    assert family("people", "name", red["id"], "Cook", "--if-version", str(now)).code == 0


def test_strangers(family: Photosort) -> None:
    found = family("people", "strangers", "--json").json
    assert [Path(each["path"]).name for each in found] == ["yellow.jpg"]
    assert family("people", "strangers", "--exit-code").code == 4
    none = family("people", "strangers", "--since", "2023-06-01", "--exit-code", "--json")
    assert (none.code, none.json) == (0, [])
    day = found[0]["taken"][:10]
    for date, count in ((day[:4], 1), (f"{day[:7]}..{day}", 1), (f"..{int(day[:4]) - 1}", 0)):
        assert len(family("people", "strangers", "--since", date, "--json").json) == count
    groups = family("query", "--group", "person", "--json").json["groups"]
    assert {each["id"] for each in groups[:-1]} == {each["id"] for each in persons(family).values()}
    assert groups[-1]["value"] is None


def test_find_stores_nothing(family: Photosort, tmp_path: Path, library: Path) -> None:
    family("people", "name", persons(family)["red"]["id"], "Skipper")
    asked = discs.photo(tmp_path / "who.jpg", "red", "orange")
    before = contents(library)
    red, orange = family("people", "find", asked, "--json").json
    assert red["persons"][0]["name"] == "Skipper" and red["persons"][0]["same"]
    assert red["persons"][0]["similarity"] > red["persons"][1]["similarity"]
    assert not any(each["same"] for each in orange["persons"])
    assert contents(library) == before
    assert family("people", "find", tmp_path / "none.jpg").code == 1


def test_sheet_and_names_back(family: Photosort, photos: Path, tmp_path: Path) -> None:
    page = tmp_path / "people.html"
    made = family("people", "sheet", page, "--json").json
    assert (made["persons"], made["crops"]) == (3, 9)
    text = page.read_text()
    assert text.count("data:image/jpeg") == 9
    assert page.stat().st_mode & 0o777 == 0o600
    assert family("people", "sheet", page).code == 0
    precious = tmp_path / "mine.html"
    precious.write_text("mine")
    refused = family("people", "sheet", precious)
    assert refused.code == 1 and precious.read_text() == "mine"
    assert family("people", "sheet", tmp_path / "x.jpg").code == 2
    assert family("people", "sheet", tmp_path / "people.png").code == 0
    among = family("people", "sheet", photos / "people.png")
    assert among.code == 1 and "among your photos" in among.err
    ids = {colour: each["id"] for colour, each in persons(family).items()}
    names = tmp_path / "names.csv"
    names.write_text(f'id,name\n{ids["red"]},"Aunt, the elder"\n{ids["blue"]},<b>Cook</b>\n')
    assert family("people", "name", "--from", names).code == 0
    found = {each["id"]: each["name"] for each in persons(family).values()}
    assert found[ids["red"]] == "Aunt, the elder"
    names.write_text(f"id,name\n{ids['red']}\n")
    assert family("people", "name", "--from", names).code == 0
    assert family("people", "show", ids["red"], "--json").json["name"] == "Aunt, the elder"
    family("people", "sheet", page)
    assert "&lt;b&gt;Cook" in page.read_text() and "<b>Cook" not in page.read_text()
    names.write_text("name\nNobody\n")
    assert family("people", "name", "--from", names).code == 1


def test_folders_of_persons(family: Photosort, photos: Path, tmp_path: Path) -> None:
    discs.photo(photos / "both.jpg", "red", "blue", date="2023:05:02 10:00:00")
    family("index", photos)
    family("people")
    found = persons(family)
    family("people", "name", found["red"]["id"], "Skipper/../x")
    family("people", "ignore", found["green"]["id"])
    dest = tmp_path / "sorted"
    assert family("organize", dest, "--by", "person").code == 0
    folders = {each.name: sorted(x.name for x in each.iterdir()) for each in dest.glob("people/*")}
    blue = found["blue"]["id"]
    assert folders[blue] == ["blue0.jpg", "blue1.jpg", "blue2.jpg", "both.jpg"]
    (skipper,) = set(folders) - {blue}
    assert skipper.startswith("Skipper") and "both.jpg" in folders[skipper]


def test_questions_labels_and_folders_of_people(
    family: Photosort, photos: Path, tmp_path: Path
) -> None:
    discs.photo(photos / "both.jpg", "red", "blue", date="2023:05:02 10:00:00")
    family("index", photos)
    family("people")
    found = persons(family)
    red, blue = found["red"]["id"], found["blue"]["id"]
    family("people", "name", red, "Skipper")
    family("people", "ignore", blue)

    def names(*words: str) -> list[str]:
        return sorted(Path(x["path"]).name for x in family("query", *words, "--json").json)

    assert names("person:skipper") == ["both.jpg", "red0.jpg", "red1.jpg", "red2.jpg"]
    assert names(f"person:{red}") == names("person:Skipper")
    assert names(f"person:{blue}") == []
    assert names("faces:>=2") == ["both.jpg"]
    assert names("person:Skipper -faces:>=2 taken:2023-04-02..2023-04-03") == [
        "red1.jpg",
        "red2.jpg",
    ]
    (shown,) = family("query", "faces:>=2", "--json").json
    assert shown == family("show", photos / "both.jpg", "--json").json
    assert {each["name"] for each in shown["faces"]} == {"Skipper", None}
    most = family("query", "", "--sort", "faces", "--order", "desc", "--limit", "1", "--json").json
    assert most == [shown]
    assert family("query", "", "--max", "faces", "--json").json["max"] == {"faces": 2}
    only = family("people", "list", "--where", "taken:2023-05", "--json").json
    assert [each["id"] for each in only] == [red]
    assert family("label", red, "at=sea").code == 0
    assert family("people", "show", red, "--json").json["labels"] == {"at": "sea"}
    family("query", "--save", "crew", "person:Skipper")
    sorted_ = tmp_path / "sorted"
    assert family("organize", sorted_, "--by", "person,@crew", "--where", "faces:>=2").code == 0
    laid = sorted(str(x.relative_to(sorted_)) for x in sorted_.rglob("*.jpg"))
    assert laid == ["people/Skipper/both.jpg", "queries/crew/both.jpg"]


def test_what_was_said_of_people_goes_to_another_library(
    family: Photosort, photos: Path, tmp_path: Path
) -> None:
    found = persons(family)
    red, green = found["red"]["id"], found["green"]["id"]
    family("people", "name", red, "Skipper")
    family("people", "update", red, "--label", "at=sea")
    moved = found["green"]["members"][0]
    family("people", "move", moved["face"], red)
    family("people", "ignore", found["blue"]["id"])
    saved = tmp_path / "all.json"
    assert family("export", "--to", saved).code == 0
    other = ("--library", tmp_path / "other.db")
    family(*other, "index", photos)
    first = family(*other, "import", saved, "--json")
    assert (first.code, first.json["persons"]) == (0, 3)
    assert first.json["face_claims"] > 0
    again = family(*other, "import", saved, "--json").json
    assert (again["persons"], again["face_claims"]) == (0, 0)
    family(*other, "people")
    shown = family(*other, "people", "show", "Skipper", "--members", "--json").json
    assert (shown["id"], shown["faces"], shown["labels"]) == (red, 4, {"at": "sea"})
    source = {each["path"]: each["source"] for each in shown["members"]}
    assert source[moved["path"]] == "user"
    listed = {each["id"] for each in family(*other, "people", "list", "--json").json}
    assert listed == {red, green}


def test_sidecars_name_the_faces(family: Photosort, photos: Path, tmp_path: Path) -> None:
    red = persons(family)["red"]
    family("people", "name", red["id"], "Skipper & Co")
    assert family("export", "--xmp", tmp_path / "xmp").code == 0
    text = next((tmp_path / "xmp").rglob("red0.jpg.xmp")).read_text()
    assert "Skipper &amp; Co" in text and "mwg-rs:" in text
    others = [each.read_text() for each in (tmp_path / "xmp").rglob("blue0.jpg.xmp")]
    assert not any("mwg-rs:Regions" in each for each in others)


def test_moments_tell_who_is_in_them(family: Photosort, photos: Path) -> None:
    discs.photo(photos / "both.jpg", "red:40", "orange:60", date="2023:05:01 10:30:00")
    family("index", photos)
    family("people")
    ids = {colour: each["id"] for colour, each in persons(family).items()}
    family("people", "ignore", ids["green"])
    first, *_, last = family("moments", "--json").json["moments"]
    names = {each["person"]: [Path(x).name for x in each["photos"]] for each in first["groups"]}
    assert names == {
        ids["red"]: ["red0.jpg"],
        ids["blue"]: ["blue0.jpg"],
        None: ["green0.jpg"],
    }
    assert [each["person"] for each in last["groups"]] == [ids["red"], None]
    assert len(last["groups"][1]["photos"]) == 2
    # the largest good face shows it best
    assert Path(last["cover"]).name == "yellow.jpg"


def test_one_person_twice_in_a_photo_is_possible(photosort: Photosort, photos: Path) -> None:
    discs.photo(photos / "red9mirror.jpg", "red", "red", size=94, date="2023:05:01 10:00:00")
    photosort("index", photos)
    photosort("people")
    mirror = [m for m in persons(photosort)["red"]["members"] if "mirror" in m["path"]]
    assert len(mirror) == 2


def test_videos_are_looked_at_when_asked(family: Photosort, photos: Path) -> None:
    id = persons(family)["red"]["id"]
    still = discs.photo(photos.parent / "still.jpg", "red", "orange", size=94)
    discs.film(photos / "film.mp4", still, seconds=12)
    family("index", photos)
    assert family("people", "--json").json["looked"] == 0
    result = family("people", "--videos", "--video-seconds", "4", "--json").json
    assert (result["looked"], result["created"], result["updated"]) == (1, 0, 1)
    red = family("people", "show", id, "--json").json
    assert (red["photos"], red["videos"], red["faces"]) == (3, 1, 6)
    shown = family("show", photos / "film.mp4", "--json").json["faces"]
    assert sorted({each["frame"] for each in shown}) == [0, 4, 8]
    # who is in one film only is nobody yet
    assert len(family("people", "list", "--json").json) == 3
    assert family("people", "--videos", "--video-seconds", "4", "--json").json["looked"] == 0


def test_broken_files_are_reported_and_the_rest_goes_on(photosort: Photosort, photos: Path) -> None:
    photosort("index", photos)
    (photos / "red0.jpg").unlink()
    broken = photos / "blue0.jpg"
    content = broken.read_bytes()
    stamp = broken.stat()
    broken.write_bytes(content[:700] + b"\0" * (len(content) - 700))
    os.utime(broken, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    result = photosort("people", "--json")
    assert result.code == 3
    assert {Path(each["path"]).name for each in result.json["failed"]} >= {"red0.jpg"}
    assert result.json["photos"] >= 8


def test_killed_in_the_middle_it_goes_on(photosort: Photosort, photos: Path) -> None:
    photosort("index", photos)
    workflow = pytest.importorskip("photosort.workflow.people.scan")
    looked: list[int] = []
    real = workflow.scan_faces

    def scan_faces(name: str, requests: Any, **options: Any) -> Any:
        if len(looked) == 1:
            raise KeyboardInterrupt
        looked.append(len(requests))
        return real(name, requests, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workflow, "scan_faces", scan_faces)
        patch.setattr(workflow, "_BATCH", 1)
        assert photosort("people").code == 130
    result = photosort("people", "--json").json
    assert result["looked"] == 10 - looked[0]
    assert result["created"] == 3


def test_forget_leaves_no_embedding_in_the_file(
    family: Photosort, library: Path, photos: Path
) -> None:
    red = persons(family)["red"]
    family("people", "name", red["id"], "Skipper")
    connection = sqlite3.connect(library)
    vectors = [row[0] for row in connection.execute("SELECT vector FROM embeddings")]
    connection.close()
    assert family("people", "forget").code == 2
    would = family("people", "forget", "--all-faces", "--dry-run", "--json").json
    assert would["faces"] == 10
    told = family("people", "forget", "--all-faces")
    assert "10 faces" in told.err and "--names" in told.err
    whole = b"".join(path.read_bytes() for path in library.parent.glob("library.db*"))
    assert not any(vector in whole for vector in vectors)
    assert family("status", "--json").json["faces"] == 0
    family("people")
    assert persons(family)["red"]["name"] == "Skipper"
    family("people", "forget", "--all-faces", "--names")
    family("people")
    assert persons(family)["red"]["name"] is None


def test_rehearsals_change_nothing(family: Photosort, library: Path) -> None:
    found = persons(family)
    red, blue = found["red"]["id"], found["blue"]["id"]
    before = contents(library)
    for arguments in (
        ("merge", red, blue),
        ("name", red, "Cook"),
        ("split", red, faces_of(found["red"])[0]),
        ("remove", faces_of(found["red"])[0]),
        ("ignore", red),
    ):
        assert family("people", *arguments, "--dry-run").code == 0
    assert family("people", "--rebuild", "--dry-run").code == 0
    assert contents(library) == before


def test_bad_options_and_ids(family: Photosort) -> None:
    for arguments in (
        ("--min-faces", "0"),
        ("--threshold", "2"),
        ("--max-pose", "-1"),
        ("--engine", "eyes"),
        ("list", "--sort", "height"),
        ("name",),
        ("merge", "person-"),
    ):
        assert family("people", *arguments).code == 2, arguments
    for arguments in (("show", "person-zzz"), ("remove", "face-zzz"), ("name", "nobody", "X")):
        result = family("people", *arguments)
        assert result.code == 1 and "there is no" in result.err
    assert json.loads(family("people", "show", "zzz", "--json").out)["error"]["code"] == 1


def _absent() -> Any:
    raise MissingExtraError("the engine", "absent")


@pytest.mark.parametrize("bare", [True, False], ids=["nothing to look at", "photos"])
def test_an_engine_that_does_not_work_is_not_remembered(
    photosort: Photosort, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bare: bool
) -> None:
    """Whether there is something to look at or not."""
    monkeypatch.setitem(
        engines.ENGINES,
        "absent",
        engines.Engine("1", discs.ENGINE.thresholds, _absent),
    )
    photosort("index", photos)
    assert photosort("people", "--min-faces", "2").code == 0
    if bare:
        photosort("index", photos, "--exclude", "*")
    before = contents(tmp_path / "library.db")
    for wrong in (
        ("--engine", "absent"),
        ("--engine", "eyes"),
        ("--engine", ""),
        ("--threshold", "2"),
        ("--threshold", "nan"),
        ("--min-faces", "0"),
        ("--min-quality", "-1"),
        ("--min-face-px", "-1"),
        ("--video-seconds", "0", "--videos"),
        ("--max-pose", "181", "--engine", "others"),
        ("--workers", "0", "--engine", "others"),
    ):
        result = photosort("people", *wrong)
        assert (result.code, result.out) == (1 if wrong[1] == "absent" else 2, ""), wrong
        assert contents(tmp_path / "library.db") == before, wrong
    assert photosort("status", "--json").json["settings"]["engine"] == "discs"
    assert photosort("people", "--min-faces", "2", "--json").json["engine"] == "discs"


def test_status_counts_faces_and_persons(family: Photosort) -> None:
    status = family("status", "--json").json
    assert (status["faces"], status["persons"]) == (10, 3)


@pytest.mark.parametrize("name", ["Ásdís Łukasz", "Ελένη", "Иван"])
def test_a_sheet_as_a_picture_has_the_letters_of_names(
    family: Photosort, tmp_path: Path, name: str
) -> None:
    """The name on the picture is what a font with these letters draws, and no row of boxes."""
    from PIL import Image, ImageDraw

    from photosort.report.typeface import font

    (first, *_) = family("people", "list", "--json").json
    family("people", "name", first["id"], name)
    assert family("people", "sheet", tmp_path / "people.png").code == 0
    with Image.open(tmp_path / "people.png") as sheet:
        rows = [sheet.crop((0, y, 300, y + 40)) for y in range(22, sheet.height - 40, 120)]
    drawn = Image.new("RGB", (300, 40), "white")
    ImageDraw.Draw(drawn).text((8, 0), name, "black", font(name, 18))
    assert drawn.crop((0, 0, 300, 28)).tobytes() in [
        row.crop((0, 0, 300, 28)).tobytes() for row in rows
    ]
    missing = bytes(font(name, 18).getmask("\uffff"))
    assert all(bytes(font(name, 18).getmask(each)) != missing for each in name if each != " ")
