"""Messages: what changed is one, and `-q` leaves them out.

That `-q` leaves data alone is tested for every command in `test_streams.py`.
"""

from pathlib import Path

from tests.conftest import Photosort


def test_changes_are_messages(home: Photosort) -> None:
    first, second, *_ = home("people", "list", "--json").json
    named = home("people", "name", first["id"], "Anna")
    assert named.out == "" and "Anna" in named.err
    again = home("-q", "people", "name", second["id"], "Anna")
    assert (again.code, again.out, again.err) == (0, "", "")


def test_what_is_wrong_is_told_all_the_same(photosort: Photosort, tmp_path: Path) -> None:
    broken = tmp_path / "photos/broken.jpg"
    broken.parent.mkdir()
    broken.write_bytes(b"\xff\xd8\xff\xe0 no more than this")
    answer = photosort("-q", "index", broken.parent)
    assert answer.code == 3 and str(broken) in answer.err


def test_a_name_that_somebody_has(home: Photosort) -> None:
    first, second, third, *_ = home("people", "list", "--json").json
    assert "too" not in home("people", "name", first["id"], "Zoë").err
    told = home("people", "name", second["id"], "ZOË")
    assert told.code == 0
    photos = f"{first['photos']} photos"
    assert f"{first['id']} ({photos}) is called ZOË, too. If it is the same person:" in told.err
    command = f"people merge {first['id']} {second['id']}"
    assert f"photosort {command}" in told.err
    assert home("people", "name", second["id"], "Zoë", "--json").json["namesakes"] == [first["id"]]
    assert "namesakes" not in home("people", "update", third["id"], "--label", "a=b", "--json").json
    assert home(*command.split()).code == 0
    assert home("people", "show", "Zoë", "--json").json["id"] == first["id"]


def test_a_file_of_names_tells_each_pair_once(home: Photosort, tmp_path: Path) -> None:
    first, second, *_ = home("people", "list", "--json").json
    table = tmp_path / "names.csv"
    table.write_text(f"id,name\n{first['id']},Jo\n{second['id']},Jo\n")
    assert home("people", "name", "--from", table).err.count("is called Jo, too") == 1


def test_clocks_are_checked_under_both_names(home: Photosort) -> None:
    new, old = home("check", "clocks", "--json"), home("doctor", "clocks", "--json")
    assert (new.code, new.json) == (old.code, old.json) == (0, [])
    assert "doctor" not in home("--help").out
    assert "clocks" in home("check", "--help").out
