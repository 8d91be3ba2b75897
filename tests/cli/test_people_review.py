"""`photosort people review` and `apply`, through the command line; the page itself is tested in
tests/report/test_review_in_browser.py."""

import base64
import io
import json
import os
import re
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photosort.faces import engines
from tests import discs
from tests.conftest import Photosort
from tests.reviews import saved, shown

COLOURS = ("red", "green", "blue", "yellow")


@pytest.fixture(autouse=True)
def _discs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")


@pytest.fixture
def family(photosort: Photosort, tmp_path: Path) -> Photosort:
    """Red in five photos, green in four, blue and yellow in three, magenta in two, cyan in one."""
    photos = tmp_path / "photos"
    counts = {**dict(zip(COLOURS, (5, 4, 3, 3), strict=True)), "magenta": 2, "cyan": 1}
    for colour, count in counts.items():
        for number in range(count):
            date = f"2023:04:{number + 1:02} 10:00:00"
            discs.photo(photos / f"{colour}{number}.jpg", colour, size=90 + number, date=date)
    assert photosort("index", photos).code == 0
    assert photosort("people").code == 0
    return photosort


@pytest.fixture
def page(family: Photosort, tmp_path: Path) -> dict[str, Any]:
    """What the page of the family shows."""
    file = tmp_path / "people.html"
    assert family("people", "review", "--to", file).code == 0
    return shown(file)


def people(page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The cards by the colour of their photos."""
    return {each["faces"][0][2].rstrip("0123456789.jpg"): each for each in page["cards"]}


def persons(library: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(library) as connection:
        return connection.execute(
            "SELECT id, name, state, merged_into, edited FROM persons ORDER BY id"
        ).fetchall()


def owners(library: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(library) as connection:
        return connection.execute("SELECT id, person_id FROM faces ORDER BY id").fetchall()


def test_the_page_shows_persons_by_size_and_strangers_last(page: dict[str, Any]) -> None:
    found = [(each["loose"], len(each["faces"])) for each in page["cards"]]
    assert found == [(False, 5), (False, 4), (False, 3), (False, 3), (True, 2), (True, 1)]
    assert people(page)["red"]["facts"] == "5 photos · 2023-04-01 – 2023-04-05"
    with Image.open(io.BytesIO(base64.b64decode(people(page)["red"]["faces"][0][1]))) as crop:
        assert (crop.format, crop.size) == ("JPEG", (160, 160))
        red, green, blue = crop.convert("RGB").getpixel((80, 80))
        assert red > 200 > 60 > max(green, blue)


def test_the_page_is_private_and_asks_the_network_for_nothing(
    family: Photosort, tmp_path: Path
) -> None:
    file = tmp_path / "people.html"
    made = family("people", "review", "--to", file, "--json").json
    assert made["path"] == str(file)
    assert (made["persons"], made["faces"], made["strangers"]) == (4, 18, 2)
    assert made["size"] == file.stat().st_size
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy and "default-src 'none'" in policy[1] and "connect-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r"https?://", text)


def test_a_page_replaces_only_a_page(family: Photosort, tmp_path: Path) -> None:
    file = tmp_path / "people.html"
    assert family("people", "review", "--to", file, "--dry-run").code == 0
    assert not file.exists()
    assert family("people", "review", "--to", file).code == 0
    assert family("people", "review", "--to", file).code == 0
    file.write_text("<!doctype html><p>mine")
    refused = family("people", "review", "--to", file)
    assert refused.code == 1 and "not a page to review people" in refused.err
    assert family("people", "review", "--to", tmp_path / "x.png").code == 2
    among = family("people", "review", "--to", tmp_path / "photos" / "x.html")
    assert among.code == 1 and "among your photos" in among.err


def test_without_a_name_it_writes_into_the_current_folder(
    family: Photosort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert family("people", "review").code == 0
    assert os.listdir() == ["people-review.html"]


def test_hostile_names_stay_text(family: Photosort, tmp_path: Path) -> None:
    name = "</script><script>alert(1)</script>\u2028<img src=x onerror=alert(2)>"
    id = family("people", "list", "--json").json[0]["id"]
    assert family("people", "name", id, name).code == 0
    file = tmp_path / "people.html"
    assert family("people", "review", "--to", file).code == 0
    text = file.read_text("utf-8")
    assert text.count("<script") == text.count("</script>") == 2
    assert {each["id"]: each["name"] for each in shown(file)["cards"]}[id] == name


def actions(page: dict[str, Any]) -> list[dict[str, Any]]:
    """One of each kind."""
    red, green, blue, yellow, magenta, cyan = (
        people(page)[each] for each in (*COLOURS, "magenta", "cyan")
    )
    two = [face[0] for face in magenta["faces"]]
    return [
        {"do": "name", "person": red["id"], "name": "Zoë"},
        {"do": "merge", "person": green["id"], "into": red["id"]},
        {"do": "ignore", "person": blue["id"]},
        {"do": "confirm", "person": yellow["id"]},
        {"do": "remove", "person": yellow["id"], "face": yellow["faces"][0][0]},
        {"do": "move", "person": magenta["id"], "name": "李明", "faces": two},
        {"do": "move", "person": red["id"], "faces": [cyan["faces"][0][0]]},
        {"do": "not_same", "person": red["id"], "other": yellow["id"]},
    ]


def test_applies_every_kind_of_correction_and_undoes_all_at_once(
    family: Photosort, page: dict[str, Any], tmp_path: Path, library: Path
) -> None:
    before = persons(library), owners(library)
    file = saved(page, tmp_path / "saved.json", *actions(page))
    done = family("people", "apply", file, "--json")
    assert done.code == 0
    assert (done.json["applied"], done.json["unchanged"], done.json["failed"]) == (8, 0, [])
    assert done.json["path"] == str(file)
    listed = {each["name"]: each for each in family("people", "list", "--json").json}
    assert listed["Zoë"]["faces"] == 10  # five, four of green, and cyan
    assert listed["李明"]["faces"] == 2
    assert listed[None]["faces"] == 2  # yellow, without the one
    assert len(family("people", "list", "--all", "--json").json) == 4
    undone = family("people", "undo", "--json").json
    assert undone["undone"] == "apply"
    assert (persons(library), owners(library)) == before
    assert family("people", "undo").code == 1
    assert family("people", "apply", file, "--json").json["applied"] == 8  # and again


def test_applying_twice_changes_nothing(
    family: Photosort, page: dict[str, Any], tmp_path: Path, library: Path
) -> None:
    done = [*actions(page), {"do": "name", "person": people(page)["red"]["id"], "name": "Zoe"}]
    file = saved(page, tmp_path / "saved.json", *done)
    assert family("people", "apply", file).code == 0
    before = persons(library), owners(library), family("people", "list", "--json").json
    again = family("people", "apply", file, "--json").json
    assert (again["applied"], again["unchanged"], again["failed"]) == (0, 9, [])
    after = persons(library), owners(library), family("people", "list", "--json").json
    assert after == before
    assert family("people", "undo", "--json").json["undone"] == "apply"
    assert {each[1] for each in persons(library)} == {None}


def test_a_page_that_grows_is_applied_piece_by_piece(
    family: Photosort, page: dict[str, Any], tmp_path: Path
) -> None:
    """What the first half has changed is no reason to refuse the second."""
    whole = actions(page)
    for end, applied in ((3, 3), (8, 5)):
        file = saved(page, tmp_path / "saved.json", *whole[:end])
        done = family("people", "apply", file, "--json").json
        assert (done["applied"], done["failed"]) == (applied, [])


def test_a_dry_run_tells_and_changes_nothing(
    family: Photosort, page: dict[str, Any], tmp_path: Path, library: Path
) -> None:
    file = saved(page, tmp_path / "saved.json", *actions(page))
    before = library.read_bytes()
    told = family("people", "apply", file, "--dry-run", "--json")
    assert library.read_bytes() == before
    real = family("people", "apply", file, "--json")
    kept = ("applied", "unchanged", "failed", "path")
    assert {key: told.json[key] for key in kept} == {key: real.json[key] for key in kept}
    assert [each["id"] for each in told.json["persons"]] == [
        each["id"] for each in real.json["persons"]
    ]


def test_what_does_not_fit_is_told_by_line_and_does_not_stop_the_rest(
    family: Photosort, page: dict[str, Any], tmp_path: Path
) -> None:
    red, green, blue, yellow = (people(page)[each] for each in COLOURS)
    gone = green["faces"][0][0]
    assert family("people", "name", red["id"], "Ada").code == 0
    assert family("people", "merge", blue["id"], yellow["id"]).code == 0
    assert family("people", "move", gone, blue["id"]).code == 0
    file = saved(
        page,
        tmp_path / "saved.json",
        {"do": "name", "person": "person-0123456789ab", "name": "Nobody"},
        {"do": "name", "person": red["id"], "name": "Bea"},  # named since
        {"do": "name", "person": yellow["id"], "name": "Cleo"},  # merged since: its successor
        {"do": "remove", "person": green["id"], "face": gone},
        {"do": "remove", "person": green["id"], "face": "face-0123456789ab", "version": None},
        {"do": "fly", "person": green["id"]},
        {"do": "name", "person": green["id"], "name": "x" * 2000, "version": None},
        {"do": "ignore", "person": green["id"], "version": None},
    )
    done = family("people", "apply", file, "--json")
    assert done.code == 3
    failed = [(each["line"], each["error"]) for each in done.json["failed"]]
    expected = [
        (3, "there is no person"), (4, "corrected since"), (6, "corrected since"),
        (7, "there is no face"), (8, "no action 'fly'"), (9, "bytes long"),
    ]  # fmt: skip
    assert [line for line, _ in failed] == [line for line, _ in expected]
    assert all(part in why for (_, why), (_, part) in zip(failed, expected, strict=True)), failed
    assert done.json["applied"] == 2
    names = {each["id"]: each["name"] for each in family("people", "list", "--json").json}
    assert names[red["id"]] == "Ada" and names[blue["id"]] == "Cleo"
    text = family("people", "apply", file)
    assert text.code == 3
    assert f"{file}, line 3: name: there is no person person-0123456789ab" in text.err


def test_new_faces_are_no_reason_to_doubt_what_the_user_said(
    family: Photosort, page: dict[str, Any], tmp_path: Path
) -> None:
    red = people(page)["red"]
    discs.photo(tmp_path / "photos" / "red9.jpg", "red", size=99)
    family("index")
    assert family("people", "--json").json["updated"] == 1
    file = saved(page, tmp_path / "saved.json", {"do": "name", "person": red["id"], "name": "Zoë"})
    assert family("people", "apply", file).code == 0
    assert family("people", "show", "Zoë", "--json").json["faces"] == 6


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"id,name\nperson-aa,Alice\n", "no JSON"),
        (b'{"photosort_manifest": 1}', "did not save it"),
        (b'{"photosort_review": 1, "library": "x", "page": "y", "actions": []}', "another library"),
    ],
)
def test_foreign_files_are_refused(
    family: Photosort, tmp_path: Path, content: bytes, why: str
) -> None:
    file = tmp_path / "saved.json"
    file.write_bytes(content)
    refused = family("people", "apply", file)
    assert refused.code == 1 and why in refused.err and "Traceback" not in refused.err
    error = family("people", "apply", file, "--json")
    assert error.code == 1 and why in error.json["error"]["message"]


def test_no_file_and_no_library(photosort: Photosort, tmp_path: Path) -> None:
    assert photosort("people", "review", "--to", tmp_path / "x.html").code == 1
    refused = photosort("people", "apply", tmp_path / "none.json")
    assert refused.code == 1 and "cannot read" in refused.err
    assert photosort("people", "apply", tmp_path).code == 1


def test_bad_options(family: Photosort, tmp_path: Path) -> None:
    for words in (
        ("--port", "8000"),
        ("--serve", "--to", tmp_path / "x.html"),
        ("--serve", "--dry-run"),
        ("--serve", "--port", "0"),
        ("--serve", "--port", "70000"),
        ("--samples", "0"),
        ("--limit", "0"),
    ):
        assert family("people", "review", *words).code == 2, words
    assert not (tmp_path / "x.html").exists()


def test_asks_about_pairs_until_they_are_answered(
    family: Photosort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two persons that were split are alike for sure: asked about, and never again."""
    red = family("people", "list", "--members", "--json").json[0]
    faces = [each["face"] for each in red["members"]]
    assert family("people", "split", red["id"], *faces[:2]).code == 0
    file = tmp_path / "people.html"
    family("people", "review", "--to", file)
    page = shown(file)
    pair = next(each for each in page["pairs"] if red["id"] in each)
    action = {"do": "not_same", "person": pair[0], "other": pair[1]}
    answer = saved(page, tmp_path / "saved.json", action)
    assert family("people", "apply", answer, "--json").json["applied"] == 1
    family("people", "review", "--to", file)
    assert pair not in shown(file)["pairs"] and pair[::-1] not in shown(file)["pairs"]
    assert family("people", "undo").code == 0
    family("people", "review", "--to", file)
    assert pair in shown(file)["pairs"]


def test_persons_of_childrens_faces_come_first_to_be_confirmed(
    family: Photosort, tmp_path: Path, library: Path
) -> None:
    last = family("people", "list", "--json").json[-1]["id"]
    with sqlite3.connect(library) as connection:
        connection.execute("UPDATE faces SET child = 0.2")
        connection.execute("UPDATE faces SET child = 0.9 WHERE person_id = ?", (last,))
    file = tmp_path / "people.html"
    family("people", "review", "--to", file)
    page = shown(file)
    assert [each["id"] for each in page["cards"] if each["child"]] == [last]
    confirmed = saved(page, tmp_path / "saved.json", {"do": "confirm", "person": last})
    assert family("people", "apply", confirmed, "--json").json["applied"] == 1
    family("people", "review", "--to", file)
    assert not any(each["child"] for each in shown(file)["cards"])


def test_the_faces_least_like_the_others_are_among_those_shown(
    family: Photosort, tmp_path: Path, library: Path
) -> None:
    red = family("people", "list", "--members", "--json").json[0]
    odd = red["members"][2]["face"]
    with sqlite3.connect(library) as connection:
        connection.execute("UPDATE faces SET confidence = 0.1 WHERE id = ?", (odd,))
        connection.execute("UPDATE faces SET quality = 0.5 WHERE id = ?", (odd,))
    file = tmp_path / "people.html"
    family("people", "review", "--to", file, "--samples", "3")
    card = people(shown(file))["red"]
    assert (len(card["faces"]), card["doubtful"]) == (3, 1)
    assert card["faces"][-1][0] == odd


def test_a_photo_that_is_gone_is_left_out(family: Photosort, tmp_path: Path) -> None:
    (tmp_path / "photos" / "red0.jpg").unlink()
    file = tmp_path / "people.html"
    assert family("people", "review", "--to", file).code == 0
    assert len(people(shown(file))["red"]["faces"]) == 4


def test_an_empty_library_has_a_page_too(photosort: Photosort, tmp_path: Path) -> None:
    discs.photo(tmp_path / "photos" / "a.jpg")
    photosort("index", tmp_path / "photos")
    file = tmp_path / "people.html"
    assert photosort("people", "review", "--to", file, "--json").json["persons"] == 0
    assert shown(file)["cards"] == []


def test_names_of_the_whole_library_are_known(family: Photosort, tmp_path: Path) -> None:
    first = family("people", "list", "--json").json[0]["id"]
    family("people", "name", first, "Zoë")
    family("people", "ignore", first)
    file = tmp_path / "people.html"
    family("people", "review", "--to", file)
    assert shown(file)["known"] == [[first, "Zoë"]]
    assert json.dumps(shown(file)["cards"]).count(first) == 0


def test_who_is_told_apart_goes_to_another_library(
    family: Photosort, page: dict[str, Any], tmp_path: Path
) -> None:
    one, other = (people(page)[each]["id"] for each in ("red", "green"))
    action = {"do": "not_same", "person": one, "other": other}
    assert family("people", "apply", saved(page, tmp_path / "saved.json", action)).code == 0
    assert family("export", "--to", tmp_path / "all.json").code == 0
    elsewhere = ("--library", tmp_path / "elsewhere.db")
    assert family(*elsewhere, "index", tmp_path / "photos").code == 0
    counts = [
        family(*elsewhere, "import", tmp_path / "all.json", "--json").json["different_persons"]
        for _ in range(2)
    ]
    assert counts == [1, 0]
    assert family("people", "forget", "--all-faces", "--names").code == 0
    assert family("export", "--to", tmp_path / "all.json").code == 0
    assert json.loads((tmp_path / "all.json").read_text())["different_persons"] == []


def test_a_page_has_room_for_so_many_and_those_without_a_name_go_first(
    family: Photosort, tmp_path: Path
) -> None:
    file = tmp_path / "people.html"
    one, two, three, four = (each["id"] for each in family("people", "list", "--json").json)
    assert family("people", "name", one, "Zoë").code == 0
    made = family("people", "review", "--to", file, "--limit", "2", "--json").json
    assert (made["persons"], made["left_out"]) == (2, 2)
    page = shown(file)
    assert [each["id"] for each in page["cards"] if not each["loose"]] == [two, three]
    assert page["known"] == [[one, "Zoë"]]
    family("people", "name", two, "Mia")
    family("people", "name", three, "Ben")
    family("people", "review", "--to", file, "--limit", "2")
    assert [each["id"] for each in shown(file)["cards"] if not each["loose"]] == [one, four]
