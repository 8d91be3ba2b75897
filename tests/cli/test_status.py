"""`status` and the next step, on the library of a family with two homes, journeys and persons."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Photosort
from tests.make import jpeg


def rows(text: str) -> dict[str, str]:
    """What stands in each row of a status, by the word in front."""
    return dict(line.split(maxsplit=1) for line in text.splitlines() if not line.startswith(" "))


def test_status_tells_what_there_is_and_what_to_do(home: Photosort) -> None:
    said = home("status").out
    document = home("status", "--json").json
    lines = rows(said)
    assert f"{document['photos']:,} photos, {document['videos']} videos" in lines["Library"]
    assert f"{document['duplicates']} duplicates" in lines["Library"]
    assert re.search(r"names in English$", said.splitlines()[0])
    assert re.fullmatch(
        r"\d+ %      Placed  \d+ %      Faces  [\d,]+ of 10 people, none named", lines["Dated"]
    )
    assert re.fullmatch(
        rf"{document['journeys']} +Home    Hamburg until \d+ July 2021, then Munich",
        lines["Journeys"],
    )
    assert re.fullmatch(r"~/Pictures   ready, (just now|\d+ minutes? ago)", lines["Folders"])
    steps = [each["command"] for each in document["next"]]
    assert steps == [
        "photosort people review --open",
        "photosort index --infer-location",
        "photosort organize DEST",
    ]
    wide = max(map(len, steps[:2]))
    assert lines["Next"].startswith(f"{steps[0]:<{wide}}   10 people have no name")
    assert all(each["command"] in said and each["why"] in said for each in document["next"])
    assert max(map(len, said.splitlines())) <= 80


def test_the_numbers_are_those_of_other_commands(home: Photosort) -> None:
    status = home("status", "--json").json

    def count(query: str) -> int:
        return int(home("query", query, "--count").out)

    assert status["files"] == count("")
    assert status["photos"] + status["videos"] == count("-has:error")
    assert status["dated"] == count("has:time")
    assert status["placed"] == count("has:place")
    assert status["located"] == count("has:gps")
    assert status["persons"] == len(home("people", "list", "--json").json)
    assert status["journeys"] == len(home("journeys", "list", "--json").json)
    assert status["trips"] == len(home("trips", "list", "--json").json)
    found = home("journeys", "--json").json
    assert status["homes"] == found["homes"]
    unplaced = home("trips", "--json").json["unplaced"]
    assert status["next"][1]["why"] == f"{unplaced} photos have no place"
    assert status["duplicates"] == sum(
        each["relation"] == "duplicate" for each in home("query", "", "--json").json
    )


def test_percentages_agree_everywhere(home: Photosort, world: Path) -> None:
    status = home("status", "--json").json
    whole = status["photos"] + status["videos"]
    dated, placed = (f"{100 * status[key] / whole:.0f} %" for key in ("dated", "placed"))
    assert f"Dated     {dated}      Placed  {placed}" in home("status").out
    assert f"{dated} dated, {placed} placed" in home("index", world / "home/Pictures").err


def test_index_and_run_end_with_the_next_step(home: Photosort, world: Path, tmp_path: Path) -> None:
    naming = "Next: photosort people review --open  (10 people have no name)"
    assert home("index").err.splitlines()[-1] == naming
    assert home("-q", "index").err == ""
    assert "Next" not in home("index", "--dry-run").err + home("index", "--json").err
    for each in home("people", "list", "--json").json:
        home("people", "name", each["id"], each["id"][-4:])
    places = "Next: photosort index --infer-location"
    assert home("index").err.splitlines()[-1].startswith(places)
    assert (
        home("index", "--infer-location")
        .err.splitlines()[-1]
        .startswith("Next: photosort organize DEST")
    )
    done = home("run", "--to", tmp_path / "sorted")
    assert done.code == 0 and "Next" not in done.err
    assert home("status", "--json").json["next"] == []


def test_new_photos_ask_for_new_searches(home: Photosort, tmp_path: Path) -> None:
    jpeg(tmp_path / "more/1.jpg", "2024-01-01T10:00:00", lat=48.1, lon=11.5)
    added = "1 file added since the last time"
    assert home("index", tmp_path / "more").err.splitlines()[-1] == (
        f"Next: photosort trips  ({added})"
    )
    steps = {each["command"]: each["why"] for each in home("status", "--json").json["next"]}
    assert steps["photosort trips"] == steps["photosort people"] == added
    home("journeys")
    home("people")
    steps = {each["command"]: each["why"] for each in home("status", "--json").json["next"]}
    assert not {"photosort trips", "photosort people"} & set(steps)


def test_a_new_library_is_led_step_by_step(photosort: Photosort, pictures: Path) -> None:
    said = photosort("index", pictures / "2022 Singapore").err
    assert said.splitlines()[-1] == "Next: photosort trips  (never run)"
    status = photosort("status").out
    assert re.search(r"^Next      photosort trips +never run$", status, re.M)
    assert re.search(r"^          photosort people +never run$", status, re.M)


def test_what_is_amiss_is_told_with_what_helps(
    photosort: Photosort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "photos"
    jpeg(folder / "a.jpg", "2024-01-01T10:00:00")
    jpeg(folder / "b.jpg", "2024-01-02T10:00:00", seed=1)
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more than this")
    assert photosort("index", folder).code == 3
    said = photosort("status").out
    assert rows(said)["Broken"] == "1 file cannot be read: photosort query has:error"
    assert "Last run  index, just now: finished; 1 file could not be read or written" in said
    (folder / "a.jpg").unlink()
    photosort("index")
    missing = "1 file no longer on disk: photosort forget --missing"
    assert rows(photosort("status").out)["Missing"] == missing
    folder.rename(tmp_path / "elsewhere")
    step = photosort("status", "--json").json["next"][0]
    assert step == {"command": "photosort roots", "why": "1 folder is not there"}


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_status_fits_the_terminal(world: Path, home: Photosort, columns: int) -> None:
    from datetime import datetime

    from photosort.report import status as report
    from photosort.store import Store
    from photosort.workflow.status import status

    with Store.read(world / "library.db") as store:
        text = report.text(status(store), columns, datetime(2030, 1, 1), str(world / "home"))
    within = [line for line in text.splitlines() if "photosort" not in line]
    assert max(map(len, within)) <= columns


def test_a_bare_call_shows_the_library_or_what_there_is(
    photosort: Photosort, tmp_path: Path
) -> None:
    bare = photosort()
    assert bare.code == 0 and bare.out.startswith("Usage: photosort") and not bare.err
    assert not (tmp_path / "library.db").exists()
    photosort("index", jpeg(tmp_path / "photos/a.jpg", "2024-01-01T10:00:00").parent)
    assert photosort().out == photosort("status").out
    assert photosort("--library", tmp_path / "none.db").out == bare.out


def test_outcomes_are_words_in_sentences_and_codes_in_json(
    photosort: Photosort, tmp_path: Path
) -> None:
    jpeg(tmp_path / "photos/a.jpg", "2024-01-01T10:00:00")
    (tmp_path / "photos/broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more than this")
    photosort("index", tmp_path / "photos")
    (run,) = photosort("runs", "--json").json
    assert run["outcome"] == "some-failed"
    for said in (photosort("runs").out, photosort("runs", "show", run["id"]).out):
        assert "some-failed" not in said and "finished" in said


def test_counting_persons_is_listing_them(home: Photosort, library: Path) -> None:
    """The short way to the numbers of persons gives what the long one does, whatever happened."""
    listed = home("people", "list", "--json").json
    home("people", "ignore", listed[0]["id"])
    home("people", "name", listed[1]["id"], "Anna")
    home("people", "merge", listed[2]["id"], listed[3]["id"])
    member = home("people", "show", listed[4]["id"], "--members", "--json").json["members"][0]
    home("people", "split", listed[4]["id"], member["face"])
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("UPDATE files SET missing = 1 WHERE id % 7 = 0")
        connection.execute("UPDATE files SET missing = 3 WHERE id % 11 = 0")
    status = home("status", "--json").json
    persons = home("people", "list", "--json").json
    assert status["persons"] == len(persons)
    assert status["named"] == sum(each["name"] is not None for each in persons)
    faces = sum(each["faces"] for each in persons)
    assert f"{faces:,} of {len(persons)} people, 1 named" in home("status").out
    everybody = home("people", "list", "--all", "--json").json
    loose = home("people", "strangers", "--json").json
    assert status["faces"] >= sum(each["faces"] for each in everybody) + len(loose)
    assert json.dumps(status)
