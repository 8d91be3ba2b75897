"""`photosort people --attributes`: what is told of faces besides who they are.

The faces are discs (see `tests/discs.py`), of which the real networks tell something, whatever it
is; that what they tell is true is tested in tests/faces.
"""

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from photosort.errors import PhotosortError
from photosort.faces import engines, models, small_networks
from photosort.media import frames
from photosort.workflow.people import attributes
from tests import discs
from tests.conftest import Photosort
from tests.fake_faces import DiscEngine

KEYS = {"age", "age_group", "gender", "mouth", "smile"}
EVERYTHING = "age,gender,mouth,smile"


@pytest.fixture(autouse=True)
def _discs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")


@pytest.fixture
def photos(photosort: Photosort, tmp_path: Path) -> Path:
    """Red and green in three photos each, indexed."""
    folder = tmp_path / "photos"
    for day in range(1, 4):
        for colour in ("red", "green"):
            name = f"{colour}{day}.jpg"
            date = f"202{day}:04:01 10:00:00"
            discs.photo(folder / name, colour, size=90 + 3 * day, date=date)
    assert photosort("index", folder).code == 0
    return folder


def run(library: Path, statement: str, *values: Any) -> list[Any]:
    """The answer of the library to a statement, which is kept."""
    with closing(sqlite3.connect(library)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def face(photosort: Photosort, path: Path) -> dict[str, Any]:
    [found] = photosort("show", path, "--json").json["faces"]
    return dict(found)


def blind(*_: Any) -> Any:
    raise AssertionError("faces are detected again")


def test_nothing_is_computed_unless_somebody_asks(
    photosort: Photosort, photos: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    real = small_networks.Network.__init__
    monkeypatch.setattr(
        small_networks.Network,
        "__init__",
        lambda self, name: loaded.append(name) or real(self, name),
    )
    small_networks.network.cache_clear()
    result = photosort("people", "--json").json
    assert (result["attributes"], result["looked_again"]) == ([], 0)
    assert loaded == [models.AGE]
    assert run(library, "SELECT * FROM face_attributes") == []
    assert not KEYS & set(face(photosort, photos / "red1.jpg"))
    assert not any(KEYS & set(each) for each in photosort("people", "list", "--json").json)
    assert photosort("status", "--json").json["settings"]["attributes"] == []


def test_new_faces_get_them_in_the_same_scan(photosort: Photosort, photos: Path) -> None:
    result = photosort("people", "--attributes", "smile,age", "--json").json
    assert (result["attributes"], result["looked"], result["looked_again"]) == (
        ["age", "smile"], 6, 0,
    )  # fmt: skip
    found = face(photosort, photos / "red1.jpg")
    assert KEYS & set(found) == {"age", "age_group", "smile"}
    assert set(found["age"]) == {"years", "error"}
    assert 0 <= found["age_group"]["confidence"] <= 1
    assert isinstance(found["smile"]["value"], bool)
    assert 0.5 <= found["smile"]["confidence"] <= 1


def test_the_choice_is_remembered(photosort: Photosort, photos: Path, library: Path) -> None:
    photosort("people", "--attributes", "mouth")
    assert photosort("status", "--json").json["settings"]["attributes"] == ["mouth"]
    assert "mouth of faces" in photosort("status").out
    photosort("index", discs.photo(photos / "late.jpg", "red"))
    assert photosort("people", "--json").json["attributes"] == ["mouth"]
    assert KEYS & set(face(photosort, photos / "late.jpg")) == {"mouth"}

    assert photosort("people", "--attributes", "none", "--json").json["attributes"] == []
    photosort("index", discs.photo(photos / "later.jpg", "red"))
    photosort("people")
    assert not KEYS & set(face(photosort, photos / "later.jpg"))
    assert KEYS & set(face(photosort, photos / "late.jpg")) == {"mouth"}  # what is known stays
    assert run(library, "SELECT * FROM facts_of_library WHERE name = 'attributes'") == []


def test_a_second_run_changes_nothing(photosort: Photosort, photos: Path, library: Path) -> None:
    photosort("people", "--attributes", EVERYTHING)
    tables = ("faces", "persons", "face_attributes", "facts_of_library")
    before = [run(library, f"SELECT * FROM {each}") for each in tables]
    assert photosort("people", "--json").json["looked_again"] == 0
    assert [run(library, f"SELECT * FROM {each}") for each in tables] == before


def test_faces_of_earlier_runs_get_what_a_scan_gives(
    photosort: Photosort, photos: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photosort("people", "--attributes", EVERYTHING)
    scanned = run(library, "SELECT * FROM face_attributes ORDER BY number")
    assert len(scanned) == 6
    photosort("people", "forget", "--attributes")
    faces = run(library, "SELECT id, person_id FROM faces ORDER BY number")

    monkeypatch.setattr(DiscEngine, "find", blind)
    assert photosort("people", "--attributes", "age", "--json").json["looked_again"] == 6
    result = photosort("people", "--attributes", EVERYTHING, "--json").json
    assert (result["looked"], result["looked_again"]) == (0, 6)
    assert run(library, "SELECT * FROM face_attributes ORDER BY number") == scanned
    assert run(library, "SELECT id, person_id FROM faces ORDER BY number") == faces


def test_a_library_of_an_older_version_gets_child_weights_once(
    photosort: Photosort, photos: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photosort("people")
    weights = run(library, "SELECT child FROM faces ORDER BY number")
    run(library, "UPDATE faces SET child = NULL")
    monkeypatch.setattr(DiscEngine, "find", blind)
    assert photosort("people", "--json").json["looked_again"] == 6
    assert run(library, "SELECT child FROM faces ORDER BY number") == weights
    assert run(library, "SELECT * FROM face_attributes") == []
    assert photosort("people", "--json").json["looked_again"] == 0


def test_a_dry_run_keeps_nothing(photosort: Photosort, photos: Path, library: Path) -> None:
    photosort("people")
    planned = photosort("people", "--attributes", "smile", "--dry-run", "--json").json
    assert (planned["attributes"], planned["looked_again"]) == (["smile"], 6)
    assert run(library, "SELECT * FROM face_attributes") == []
    assert photosort("people", "--json").json["attributes"] == []


def test_an_interrupted_run_remembers_no_choice_and_goes_on(
    photosort: Photosort, photos: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photosort("people")
    done: list[int] = []
    real = attributes.describe_faces

    def describe_faces(asked: Any, files: Any) -> Any:
        if done:
            raise KeyboardInterrupt
        done.extend(each.file_id for each in files)
        return real(asked, files)

    with monkeypatch.context() as patch:
        patch.setattr(attributes, "describe_faces", describe_faces)
        patch.setattr(attributes, "_PART", 2)
        patch.setattr(attributes, "_BATCH", 1)
        assert photosort("people", "--attributes", "smile").code == 130
    kept = len(run(library, "SELECT * FROM face_attributes"))
    assert 0 < kept < 6
    assert photosort("status", "--json").json["settings"]["attributes"] == []
    again = photosort("people", "--attributes", "smile", "--json").json
    assert again["looked_again"] == 6 - kept


def test_workers_find_the_same(photosort: Photosort, photos: Path, library: Path) -> None:
    photosort("people", "--attributes", EVERYTHING)
    alone = run(library, "SELECT * FROM face_attributes ORDER BY number")
    photosort("people", "forget", "--attributes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attributes, "_PART", 1)
        assert photosort("people", "--attributes", EVERYTHING, "--workers", "2").code == 0
    assert run(library, "SELECT * FROM face_attributes ORDER BY number") == alone


def test_nothing_to_do_is_found_by_an_index(
    photosort: Photosort, photos: Path, library: Path
) -> None:
    photosort("people")
    query = "EXPLAIN QUERY PLAN SELECT number FROM faces WHERE child IS NULL"
    assert "faces_without_child" in str(run(library, query))


def test_a_file_that_fails_affects_no_other(
    photosort: Photosort, photos: Path, library: Path
) -> None:
    photosort("people")
    broken = photos / "red2.jpg"
    broken.write_bytes(b"\xff\xd8\xff no picture")
    result = photosort("people", "--attributes", "smile", "--json")
    assert result.code == 3
    assert [each["path"] for each in result.json["failed"]] == [str(broken)]
    assert len(run(library, "SELECT * FROM face_attributes")) == 5
    again = photosort("people", "--json")  # listed, and not tried again
    assert (again.code, again.json["looked_again"]) == (3, 0)
    assert [each["path"] for each in again.json["failed"]] == [str(broken)]

    discs.photo(broken, "red", size=80)
    photosort("index", photos)
    assert photosort("people").code == 0
    assert "smile" in face(photosort, broken)


def test_a_file_of_another_size_is_left_for_index(photosort: Photosort, photos: Path) -> None:
    photosort("people")
    changed = discs.photo(photos / "red2.jpg", "red", "green")
    result = photosort("people", "--attributes", "smile", "--json")
    assert result.code == 3
    [failed] = result.json["failed"]
    assert failed["path"] == str(changed)
    assert "photosort index" in failed["error"]


def test_files_that_are_away_wait(photosort: Photosort, photos: Path, tmp_path: Path) -> None:
    photosort("people")
    photos.rename(tmp_path / "elsewhere")  # as a disk that is not mounted
    result = photosort("people", "--attributes", "smile", "--json")
    assert (result.code, result.json["looked_again"], result.json["failed"]) == (0, 0, [])
    (tmp_path / "elsewhere").rename(photos)
    assert photosort("people", "--json").json["looked_again"] == 6


def test_faces_in_videos(photosort: Photosort, photos: Path, library: Path) -> None:
    if not frames.is_installed():
        pytest.skip("NEEDS THE EXTRA video")
    film = discs.film(photos / "red.mp4", photos / "red1.jpg", seconds=3)
    photosort("index", film)
    photosort("people", "--videos", "--video-seconds", "1", "--attributes", "smile")
    in_frames = "frame_ms IS NOT NULL"
    scanned = run(library, "SELECT number, smile FROM face_attributes ORDER BY number")
    assert len(run(library, f"SELECT id FROM faces WHERE {in_frames}")) > 1
    photosort("people", "forget", "--attributes")
    assert photosort("people", "--attributes", "smile").code == 0
    assert run(library, "SELECT number, smile FROM face_attributes ORDER BY number") == scanned


def test_forget_deletes_them_and_the_choice(
    photosort: Photosort, photos: Path, library: Path
) -> None:
    photosort("people", "--attributes", EVERYTHING)
    assert photosort("people", "forget", "--attributes", "--dry-run", "--json").json == {
        "attributes": 6
    }
    assert len(run(library, "SELECT * FROM face_attributes")) == 6
    assert photosort("people", "forget", "--attributes").code == 0
    assert run(library, "SELECT * FROM face_attributes") == []
    assert len(run(library, "SELECT * FROM faces WHERE person_id IS NOT NULL")) == 6
    assert photosort("people", "--json").json["attributes"] == []
    assert run(library, "SELECT * FROM face_attributes") == []


def test_they_go_with_the_faces(photosort: Photosort, photos: Path, library: Path) -> None:
    photosort("people", "--attributes", EVERYTHING)
    photosort("people", "forget", "--all-faces")
    assert run(library, "SELECT * FROM face_attributes") == []
    assert photosort("people", "--json").json["attributes"] == []
    photosort("people", "--attributes", EVERYTHING)
    (photos / "red1.jpg").unlink()
    photosort("index", photos)
    photosort("forget", "--missing")
    assert len(run(library, "SELECT * FROM face_attributes")) == 5


def test_forget_asks_what(photosort: Photosort, photos: Path) -> None:
    photosort("people")
    assert photosort("people", "forget").code == 2
    refused = photosort("people", "forget", "--attributes", "--names")
    assert refused.code == 2
    assert "--all-faces" in refused.err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("smle", "did you mean smile?"),
        ("glasses", "no network for it may be shipped freely"),
        ("age,none", "none stands alone"),
        (",", "choose from age, gender, mouth, smile, or none"),
        ("height", "choose from age, gender, mouth, smile, or none"),
    ],
)
def test_wrong_names(photosort: Photosort, photos: Path, given: str, said: str) -> None:
    result = photosort("people", "--attributes", given)
    assert result.code == 2
    assert said in result.err
    assert photosort("status", "--json").json["faces"] == 0


def test_a_damaged_model_stops_the_run(
    photosort: Photosort, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photosort("people")
    monkeypatch.setitem(models._SHA256, models.GENDER, "0" * 64)
    small_networks.network.cache_clear()
    result = photosort("people", "--attributes", "gender")
    assert result.code == 1
    assert "gender-v1.onnx is damaged" in result.err
    assert "pip install --force-reinstall" in result.err
    assert photosort("status", "--json").json["settings"]["attributes"] == []
    assert photosort("people", "--attributes", "smile").code == 0  # the others are whole


def test_a_network_that_opencv_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("cv2.dnn.readNetFromTFLite")
    with pytest.raises(PhotosortError, match=r"cannot run the face model face_landmark\.tflite"):
        small_networks.Network(models.LANDMARKS)


# what is shown

THERE = (
    " WHERE number IN (SELECT x.number FROM faces x JOIN files f ON f.id = x.file_id"
    " WHERE CAST(f.path AS TEXT) LIKE '{}')"
)
FACES = "UPDATE face_attributes SET years = ?, error = 5, in_group = 0.9, female = ?, smile = ?"


@pytest.fixture
def told(photosort: Photosort, photos: Path, library: Path) -> Photosort:
    """Red is a woman of 34 who smiles, green a boy of 7 who does not; red has been a child."""
    photosort("people", "--attributes", EVERYTHING)
    run(library, FACES + THERE.format("%/red%"), 34, 0.97, 0.9)
    run(library, FACES + THERE.format("%/red1%"), 8, None, 0.9)
    run(library, FACES + THERE.format("%/green%"), 7, None, 0.1)
    run(library, "UPDATE face_attributes SET open = 0.3")
    return photosort


def test_show(told: Photosort, photos: Path) -> None:
    found = face(told, photos / "red2.jpg")
    assert {key: found[key] for key in KEYS} == {
        "age": {"years": 34, "error": 5},
        "age_group": {"value": "20-59", "confidence": 0.9},
        "gender": {"value": "female", "confidence": 0.97},
        "mouth": {"value": "closed", "confidence": 0.7},
        "smile": {"value": True, "confidence": 0.9},
    }
    assert "about 34 (20-59), female, mouth closed, smiles" in told("show", photos / "red2.jpg").out
    child = told("show", photos / "green1.jpg")
    assert "about 7 (3-12), mouth closed\n" in child.out


def persons(told: Photosort) -> list[dict[str, Any]]:
    """Red, green."""
    found = told("people", "list", "--json").json
    return sorted(found, key=lambda each: "green" in each["cover"]["path"])


def test_persons_by_the_best_faces_of_the_last_year(told: Photosort) -> None:
    red, green = persons(told)
    assert red["age"] == {
        "years": 34, "error": 5, "least": 34, "greatest": 34, "year": 2023, "faces": 1,
    }  # fmt: skip
    assert red["age_group"] == {"value": "20-59", "confidence": 1.0}
    assert red["gender"] == {"value": "female", "confidence": 1.0}
    assert red["smile"] == {"value": True, "confidence": 1.0}
    assert green["age_group"]["value"] == "3-12"
    assert green["mouth"] == {"value": "closed", "confidence": 1.0}
    assert "gender" not in green
    assert "about 34 (20-59), female, often smiles" in told("people", "list").out
    assert "about 34 (20-59), female, often smiles in 2023" in told("people", "show", red["id"]).out


def test_tables(told: Photosort) -> None:
    rows = list(csv.DictReader(io.StringIO(told("people", "list", "--csv").out)))
    ages = {row["age.years"]: (row["age_group.value"], row["gender.value"]) for row in rows}
    assert ages == {"34": ("20-59", "female"), "7": ("3-12", "")}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("smile:yes", "red1 red2 red3"),
        ("smile:no", "green1 green2 green3"),
        ("-smile:yes", "green1 green2 green3"),
        ("mouth:open", ""),
        ("mouth:closed name:red", "red1 red2 red3"),
        ("age:child", "green1 green2 green3 red1"),
        ("age:child smile:yes", "red1"),
        ("age:3-12", "green1 green2 green3 red1"),
        ("age:8", "red1"),
        ("age:8..40", "red1 red2 red3"),
        ("age:>8", "red2 red3"),
        ("age:<8 or age:60+", "green1 green2 green3"),
        ("gender:female", "red2 red3"),
        ("gender:male", ""),
        ("-gender:female", "green1 green2 green3 red1"),
    ],
)
def test_queries(told: Photosort, query: str, names: str) -> None:
    found = told("query", query, "--json").json
    assert sorted(Path(each["path"]).stem for each in found) == names.split()


def test_terms_that_stand_together_are_about_one_face(
    told: Photosort, photos: Path, library: Path
) -> None:
    red, green = persons(told)
    told("people", "name", red["id"], "Ann")
    told("people", "name", green["id"], "Ben")
    both = discs.photo(photos / "both.jpg", "red", "green")
    told("index", both)
    told("people")
    there = THERE.format("%/both%")[:-1]
    run(library, f"{FACES}{there} AND x.left < 60)", 34, None, 0.9)
    run(library, f"{FACES}{there} AND x.left > 60)", 7, None, 0.1)

    def finds(query: str) -> bool:
        found = told("query", query, "--json").json
        return str(both) in [each["path"] for each in found]

    assert finds("person:Ann smile:yes")
    assert not finds("person:Ben smile:yes")
    assert finds("-(person:Ben smile:yes)")
    assert finds("person:Ben person:Ann smile:yes")  # two persons: the smile is anybody's
    assert finds("age:child age:adult")
    assert not finds("age:child smile:yes")


def test_a_question_that_nobody_has_looked_into(photosort: Photosort, photos: Path) -> None:
    photosort("people", "--attributes", "age")
    result = photosort("query", "smile:yes", "--json")
    assert (result.code, result.json) == (0, [])
    assert "photosort people --attributes age,smile finds them" in result.err
    assert photosort("query", "age:>0 or age:0").err.count("not known") == 0
    refused = photosort("label", "--where", "age:child smile:yes", "a=b")
    assert refused.code == 1
    assert "smiles are not known yet" in refused.err
    assert "--attributes" in refused.err


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("smile:maybe", "write it as smile:yes or smile:no"),
        ("mouth:opne", "did you mean open?"),
        ("gender:femal", "did you mean female?"),
        ("age:chid", "did you mean child?"),
        ("age:", "the value is missing"),
        ("age:12-3", "the range ends before it begins"),
        ("smiles:yes", "did you mean smile?"),
    ],
)
def test_wrong_terms(photosort: Photosort, photos: Path, query: str, said: str) -> None:
    result = photosort("query", query)
    assert result.code == 2
    assert said in result.err


# covers


def covers(photosort: Photosort) -> set[str]:
    found = photosort("people", "list", "--json").json
    return {Path(each["cover"]["path"]).name for each in found}


def test_without_smiles_covers_are_what_they_were(photosort: Photosort, photos: Path) -> None:
    photosort("people")
    assert covers(photosort) == {"red3.jpg", "green3.jpg"}  # the largest ones
    photosort("people", "--attributes", "age,mouth")
    assert covers(photosort) == {"red3.jpg", "green3.jpg"}


def test_a_smile_makes_a_cover(told: Photosort, library: Path) -> None:
    assert covers(told) == {"red3.jpg", "green3.jpg"}
    run(library, FACES + THERE.format("%/red3%"), 34, 0.97, 0.1)
    assert "red3.jpg" not in covers(told)
    assert "green3.jpg" in covers(told)


def test_the_config_file_may_ask_for_them(
    photosort: Photosort, photos: Path, tmp_path: Path
) -> None:
    config = tmp_path / "own.toml"
    config.write_text('[people]\nattributes = "smile"\n')
    assert photosort("--config", config, "people", "--json").json["attributes"] == ["smile"]


def test_imm(told: Photosort, tmp_path: Path) -> None:
    asked = {
        "Operation": "nested",
        "Field": "Figures",
        "SubQueries": [
            {
                "Operation": "and",
                "SubQueries": [
                    {"Operation": "gte", "Field": "Age", "Value": "20"},
                    {"Operation": "eq", "Field": "Gender", "Value": "female"},
                    {"Operation": "eq", "Field": "Mouth", "Value": "close"},
                ],
            }
        ],
    }
    file = tmp_path / "query.json"
    file.write_text(json.dumps(asked))
    found = told("query", "--imm", file, "--json").json
    assert sorted(Path(each["path"]).stem for each in found) == ["red2", "red3"]
