"""Which faces may start a person, and on how many occasions."""

from pathlib import Path

import pytest

from photosort.faces import engines
from tests import discs
from tests.conftest import Photosort


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")


def taken(folder: Path, colour: str, *times: str) -> None:
    for number, time in enumerate(times):
        discs.photo(folder / f"{colour}{number}.jpg", colour, date=f"2023:04:01 {time}")


def test_a_burst_of_a_stranger_is_nobody(photosort: Photosort, tmp_path: Path) -> None:
    taken(tmp_path, "red", "10:00:00", "10:00:01", "10:00:02", "10:05:00")
    taken(tmp_path, "blue", "10:00:00", "10:11:00", "10:22:00")
    photosort("index", tmp_path)
    result = photosort("people", "--members", "--json").json
    (person,) = result["persons"]
    assert {Path(each["path"]).stem[:-1] for each in person["members"]} == {"blue"}
    assert result["unassigned"] == 4
    assert len(photosort("people", "--min-faces", "1", "--json").json["persons"]) == 2


def test_photos_without_a_time_count_one_each(photosort: Photosort, tmp_path: Path) -> None:
    for number in range(3):
        discs.photo(tmp_path / f"red{number}.jpg", "red")
    photosort("index", tmp_path)
    assert photosort("people", "--json").json["created"] == 1


def test_people_tells_whom_the_gates_hold_back(photosort: Photosort, tmp_path: Path) -> None:
    for number in range(3):
        discs.photo(tmp_path / f"red{number}.jpg", "red")
        discs.photo(tmp_path / f"small{number}.jpg", "blue:60")
    photosort("index", tmp_path)
    told = photosort("people")
    assert "1 person held back: 3 faces too small, turned or blurred to start one" in told.err
    again = photosort("people", "--json").json
    assert again["held_back"] == {"persons": 1, "faces": 3}
    lower = photosort("people", "--min-face-px", "50", "--json").json
    assert (lower["created"], lower["held_back"]) == (1, {"persons": 0, "faces": 0})


def test_gates_by_name(photosort: Photosort, tmp_path: Path) -> None:
    """Faces of discs of 30 pixels have a quality of 0.75."""
    for number in range(3):
        discs.photo(tmp_path / f"red{number}.jpg", "red:30")
    photosort("index", tmp_path)
    strict = photosort("people", "--gates", "imm", "--min-face-px", "20", "--json").json
    assert (strict["created"], strict["held_back"]["persons"]) == (0, 1)
    assert photosort("people", "--min-face-px", "20", "--json").json["created"] == 1


def test_unknown_gates(photosort: Photosort, tmp_path: Path) -> None:
    refused = photosort("people", "--gates", "iron")
    assert refused.code == 2
    assert "--gates: unknown value 'iron'" in refused.err
    assert "choose from default, imm" in refused.err
