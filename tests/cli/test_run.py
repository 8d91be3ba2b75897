"""`photosort run`, and what it hands to other programs."""

import json
import os
import sqlite3
import time
from pathlib import Path

import pytest

from tests.make import jpeg


@pytest.fixture
def photos(tmp_path):
    jpeg(tmp_path / "p/a.jpg", "2022-05-01T10:00:00", lat=1.29, lon=103.85, seed=1)
    jpeg(tmp_path / "p/b.jpg", "2022-05-02T10:00:00", lat=1.29, lon=103.85, seed=2)
    return tmp_path / "p"


@pytest.fixture
def dest(tmp_path):
    return tmp_path / "sorted"


def config(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(text)
    return path


def outcomes(document):
    return {each["step"]: each["outcome"] for each in document["steps"]}


def test_all_in_one_go(photosort, photos, dest):
    answer = photosort("run", photos, "--to", dest, "--by", "place,trip", "--json")
    assert answer.code == 0
    document = answer.json
    assert set(document) >= {"run", "outcome", "seconds", "steps"}
    steps = {each["step"]: each for each in document["steps"]}
    assert list(steps)[:3] == ["index", "trips", "journeys"] and list(steps)[-1] == "organize"
    assert all(each["outcome"] == "done" and each["code"] == 0 for each in steps.values())
    assert steps["index"]["result"]["added"] == 2
    assert steps["index"]["result"]["run"] == document["run"]
    assert len(steps["trips"]["result"]["trips"]) == 2
    manifest = json.loads((dest / "photosort-manifest.json").read_bytes())
    assert steps["organize"]["result"] == manifest
    # the same as the commands one by one say
    assert photosort("trips", "list", "--json").json == steps["trips"]["result"]["trips"]
    assert photosort("organize", "--verify", dest).code == 0
    (run,) = (each for each in photosort("runs", "--json").json if each["command"] == "run")
    assert run["id"] == document["run"] and run["outcome"] == "done"
    assert run["counts"]["index"]["added"] == 2 and run["counts"]["organize"]["made"] == 4


def test_a_line_a_step(photosort, photos, dest):
    answer = photosort("run", photos, "--to", dest)
    steps = photosort("run", "--to", dest, "--json").json["steps"]
    lines = answer.err.splitlines()
    assert answer.out == "" and [line.split()[0] for line in lines[: len(steps)]] == [
        each["step"] for each in steps
    ]
    assert lines[0].startswith("index     2 found, 2 added (")
    assert lines[len(steps)].startswith("Finished in ")
    assert lines[len(steps) + 1 :] == [f"Folders: {dest}"]
    quiet = photosort("-q", "run", "--to", dest)
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")


def test_steps_can_be_skipped(photosort, photos, dest):
    answer = photosort(
        *("run", photos, "--to", dest, "--skip", "people", "--skip", "moments", "--json")
    )
    assert answer.code == 0
    assert outcomes(answer.json) == {
        "index": "done",
        "trips": "done",
        "journeys": "done",
        "people": "skipped",
        "moments": "skipped",
        "organize": "done",
    }
    assert not any("error" in each for each in answer.json["steps"])
    said = photosort("run", "--to", dest, "--skip", "people").err
    assert "people    skipped\n" in said and "Finished" in said
    # what is skipped stops nobody: the views take what is there
    fresh = dest.with_name("fresh")
    skipping = photosort("run", "--to", fresh, "--by", "trip", "--skip", "trips", "--json")
    assert skipping.code == 0 and list(fresh.rglob("a.jpg"))
    # nothing is laid out, so no folder is needed, and none is made
    without = photosort("run", "--skip", "organize", "--json")
    assert without.code == 0 and outcomes(without.json)["organize"] == "skipped"
    assert "Folders" not in photosort("run", "--skip", "organize", "--to", dest / "x").err
    assert not (dest / "x").exists()


def test_journeys_may_be_skipped_where_nobody_asks_for_them(photosort, photos, dest):
    assert photosort("run", photos, "--to", dest, "--skip", "journeys").code == 0
    assert [each.name for each in dest.iterdir() if each.is_dir()] == ["places"]
    answer = photosort("run", "--to", dest, "--by", "journey", "--skip", "journeys")
    assert answer.code == 1 and "photosort journeys" in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--skip", "dance"), "--skip: unknown value 'dance'"),
        (("PHOTOS", "--to", "DEST", "--skip", "index"), "PATH has no effect with --skip index"),
        (("--by", "trip", "--skip", "organize"), "--by has no effect with --skip organize"),
        (("--to", "DEST", "--album", "A", "--skip", "album"), "--album has no effect"),
        (("PHOTOS",), "--to DEST is missing"),
        (("PHOTOS", "--to", "DEST", "--album", "DEST"), "lie in each other"),
        (("PHOTOS", "--to", "DEST", "--album", "DEST/album"), "lie in each other"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    photosort, photos, dest, library, tmp_path, words, said
):
    names = {"PHOTOS": photos, "DEST": dest, "DEST/album": dest / "album", "A": tmp_path / "a"}
    answer = photosort("run", *(names.get(each, each) for each in words))
    assert answer.code == 2 and said in answer.err
    assert not library.exists() and not dest.exists()


def test_an_album_too_and_where_to_look(photosort, photos, dest, tmp_path):
    album = tmp_path / "Our album"
    answer = photosort("run", photos, "--to", dest, "--album", album, "--skip", "people")
    assert answer.code == 0 and (album / "index.html").exists()
    assert answer.err.splitlines()[-3:] == [
        f"Folders: {dest}",
        f"Album:   {(album / 'index.html').as_uri()}",
        "Next: photosort people  (never run)",
    ]
    document = photosort("run", "--to", dest, "--album", album, "--json").json
    assert (document["dest"], document["album"]) == (str(dest), str(album))
    assert document["steps"][-1]["step"] == "album"
    assert document["steps"][-1]["result"]["written"] == 0
    rehearsal = photosort("run", "--to", dest, "--album", album, "--dry-run")
    assert "file://" not in rehearsal.err and "Nothing was changed" in rehearsal.err
    # an album is no folder of links, and the other way round
    swapped = photosort("run", "--to", album, "--album", dest)
    assert swapped.code == 1 and "is an album that photosort made" in swapped.err
    assert "Not finished: organize and album failed" in swapped.err


def test_how_it_ended_stands_in_a_sentence(photosort, photos, dest):
    (photos / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    jpeg(photos / "nowhere.jpg", None, seed=5)
    answer = photosort("run", photos, "--to", dest)
    assert "; 1 file could not be read\n" in answer.err and "some-failed" not in answer.err
    assert "Left out: 1 file:" in answer.err
    assert "  1 has no place: give one with photosort place set" in answer.err
    runs = photosort("runs")
    assert "finished, 1 failed" in runs.out and "some-failed" not in runs.out
    shown = photosort("runs", "show", photosort("runs", "--json").json[0]["id"])
    assert "finished; 1 file could not be read or written" in shown.out


def test_again_changes_nothing(photosort, photos, dest, library):
    photosort("run", photos, "--to", dest)
    before = {path: path.lstat().st_mtime_ns for path in dest.rglob("*")}
    trips = photosort("trips", "list", "--json").json
    answer = photosort("run", "--to", dest, "--json")
    assert answer.code == 0
    assert {path: path.lstat().st_mtime_ns for path in dest.rglob("*")} == before
    assert photosort("trips", "list", "--json").json == trips


def test_a_rehearsal_tells_all_and_does_nothing(photosort, photos, dest, library):
    answer = photosort("run", photos, "--to", dest, "--by", "place,trip", "--dry-run", "--json")
    steps = {each["step"]: each for each in answer.json["steps"]}
    assert answer.code == 0
    assert len(steps["trips"]["result"]["trips"]) == 2
    assert len(steps["organize"]["result"]["entries"]) == 4
    assert not dest.exists() and not library.exists()
    photosort("run", photos, "--to", dest, "--by", "place,trip")
    before = library.read_bytes()
    jpeg(photos / "c.jpg", "2022-06-02T10:00:00", lat=48.85, lon=2.35, seed=3)
    answer = photosort("run", photos, "--to", dest, "--by", "place,trip", "--dry-run", "--json")
    assert answer.json["steps"][0]["result"]["added"] == 1
    assert len(answer.json["steps"][-1]["result"]["entries"]) == 6
    assert len(list(dest.rglob("*.jpg"))) == 4 and library.read_bytes() == before


def test_each_step_takes_its_own_settings(photosort, photos, dest, tmp_path, monkeypatch):
    text = '[trips]\nlevels = "city"\n[organize]\nby = "place"\n[index]\nlabel = ["at=beach"]\n'
    path = config(tmp_path, text)
    monkeypatch.setenv("PHOTOSORT_TRIPS_GAP_DAYS", "4")
    document = photosort("--config", path, "run", photos, "--to", dest, "--json").json
    steps = {each["step"]: each["result"] for each in document["steps"]}
    assert steps["trips"]["options"]["levels"] == ["city"]
    assert steps["trips"]["options"]["gap_days"] == 4
    assert steps["organize"]["by"] == ["place"]
    assert photosort("show", photos / "a.jpg", "--json").json["labels"] == {"at": "beach"}
    by = photosort("--config", path, "run", "--to", dest, "--by", "trip", "--json").json
    assert by["steps"][-1]["result"]["by"] == ["trip"]


def test_to_may_come_from_the_config_file(photosort, photos, dest, tmp_path):
    path = config(tmp_path, f'[run]\nto = "{dest}"\npaths = ["{photos}"]\n')
    assert photosort("--config", path, "run").code == 0
    assert (dest / "photosort-manifest.json").exists()
    assert photosort("run").code == 2


def test_one_that_fails_stops_only_those_that_need_it(photosort, photos, dest, tmp_path):
    path = config(tmp_path, "[trips]\ngap_days = -3\n")
    answer = photosort("--config", path, "run", photos, "--to", dest, "--by", "trip", "--json")
    assert answer.code == 1  # not 2: something was done
    document = answer.json
    assert document["outcome"] == "failed"
    assert outcomes(document) | {
        "index": "done",
        "trips": "failed",
        "journeys": "done",
        "organize": "skipped",
    } == outcomes(document)
    trips = document["steps"][1]
    assert trips["code"] == 2 and "--gap-days" in trips["error"]["message"]
    assert document["error"] == {**trips["error"], "code": 1}
    assert "trips" in document["steps"][-1]["error"]["message"]
    by_place = photosort("--config", path, "run", "--to", dest, "--by", "place", "--json")
    assert by_place.code == 1 and outcomes(by_place.json)["organize"] == "done"
    assert "--gap-days" in photosort("--config", path, "-q", "run", "--to", dest).err
    run = photosort("runs", "--json").json[0]
    assert run["outcome"] == "failed" and "--gap-days" in run["error"]


def test_when_no_photo_is_reachable_nothing_is_done(photosort, photos, dest):
    photosort("run", photos, "--to", dest)
    before = sorted(dest.rglob("*"))
    photos.rename(photos.parent / "elsewhere")
    answer = photosort("run", "--to", dest, "--json")
    assert answer.code == 1
    assert set(list(outcomes(answer.json).values())[1:]) == {"skipped"}
    assert sorted(dest.rglob("*")) == before


def test_one_of_two_disks_is_absent(photosort, photos, dest, tmp_path):
    jpeg(tmp_path / "q/c.jpg", "2022-06-02T10:00:00", lat=48.85, lon=2.35, seed=3)
    photosort("index", photos, tmp_path / "q")
    (tmp_path / "q").rename(tmp_path / "elsewhere")
    jpeg(photos / "d.jpg", "2022-05-03T10:00:00", lat=1.29, lon=103.85, seed=4)
    answer = photosort("run", "--to", dest, "--json")
    assert answer.code == 1
    found = outcomes(answer.json)
    assert found.pop("index") == "failed" and set(found.values()) <= {"done", "some-failed"}
    assert "is not there" in answer.json["error"]["message"]
    assert list(dest.rglob("d.jpg"))


def test_some_files_failed(photosort, photos, dest):
    (photos / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    answer = photosort("-q", "run", photos, "--to", dest)
    assert answer.code == 3 and "broken.jpg" in answer.err and answer.out == ""
    assert photosort("runs", "--json").json[0]["outcome"] == "some-failed"
    assert "error" not in photosort("run", "--to", dest, "--json").json


def test_wrong_usage_changes_nothing(photosort, photos, dest, library, tmp_path):
    path = config(tmp_path, '[trips]\ngap_days = "many"\n')
    for words in (
        ["run", photos],
        ["run", photos, "--to", dest, "--by", "nonsense"],
        ["run", photos, "--to", dest, "--result", tmp_path / "none" / "r.json"],
        ["run", photos, "--to", dest, "--result", photos / "a.jpg"],
        ["--config", path, "run", photos, "--to", dest],
    ):
        assert photosort(*words).code == 2
    assert photosort("run", photos / "none", "--to", dest).code == 1
    assert not library.exists() and not dest.exists()


def test_the_result_in_a_file_and_to_a_command(photosort, photos, dest, tmp_path):
    file, told = tmp_path / "result.json", tmp_path / "told.json"
    words = ["run", photos, "--to", dest, "--json", "--result", file]
    answer = photosort(*words, "--notify-command", f"cat > '{told}'")
    assert answer.code == 0
    assert answer.json == json.loads(file.read_text()) == json.loads(told.read_text())
    assert sorted(each.name for each in tmp_path.iterdir() if "result" in each.name) == [file.name]
    # also of what fails; the file is replaced
    photos.rename(photos.parent / "elsewhere")
    answer = photosort("index", "--json", "--result", file, "--notify-command", f"cat > '{told}'")
    assert answer.code == 1
    assert answer.json == json.loads(file.read_text()) == json.loads(told.read_text())
    assert answer.json["error"]["code"] == 1


def test_neither_in_a_rehearsal(photosort, photos, tmp_path):
    file = tmp_path / "result.json"
    photosort("index", photos, "--dry-run", "--result", file, "--notify-command", f"touch {file}")
    assert not file.exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [("exit 7", "7"), ("no-such-program", "no-such-program"), ("kill $$", "-15")],
)
def test_a_notification_that_fails_is_told_and_not_fatal(photosort, photos, command, said):
    answer = photosort("-q", "index", photos, "--notify-command", command)
    assert answer.code == 0 and said in answer.err and "--notify-command" in answer.err


def test_a_notification_holds_nobody_up(photosort, photos, tmp_path, monkeypatch):
    """Neither by what it leaves running nor by never ending; what did not end is ended."""
    began = time.monotonic()
    answer = photosort("index", photos, "--notify-command", "sleep 60 & cat > /dev/null")
    assert answer.code == 0 and "--notify-command" not in answer.err
    assert time.monotonic() - began < 10
    monkeypatch.setattr("photosort.cli.delivery._PATIENCE", 0.3)
    pid = tmp_path / "pid"
    answer = photosort("index", "--notify-command", f"sh -c 'echo $$ > {pid}; sleep 60'; true")
    assert answer.code == 0 and "did not end within" in answer.err
    time.sleep(0.1)
    words = Path(f"/proc/{pid.read_text().strip()}/cmdline")
    assert not words.exists() or not words.read_bytes()  # nobody may have reaped it yet


def test_a_backup_onto_a_pipe_is_refused(photosort, photos, tmp_path):
    photosort("index", photos)
    os.mkfifo(tmp_path / "pipe")
    assert photosort("backup", tmp_path / "pipe").code in (1, 2)


def test_a_result_is_never_written_over_anything_else(photosort, photos, tmp_path):
    photo = (photos / "a.jpg").read_bytes()
    link = tmp_path / "link.json"
    link.symlink_to(photos / "a.jpg")
    for target in (photos / "a.jpg", link, photos):
        assert photosort("index", photos, "--result", target).code == 2
    assert (photos / "a.jpg").read_bytes() == photo and link.is_symlink()


def test_a_result_never_stands_among_photos_that_are_about_to_be_indexed(
    photosort, photos, dest, library, tmp_path
):
    sidecar = photos / "b.jpg.json"
    sidecar.write_text('{"photoTakenTime": {"timestamp": "1680602400"}}')
    other = tmp_path / "other"
    (other / "sub").mkdir(parents=True)
    (other / "1.jpg").write_bytes((photos / "a.jpg").read_bytes())
    for words, target in (
        (["index", photos], photos / "result.json"),
        (["index", photos], sidecar),
        (["run", photos, "--to", dest], photos / "a.jpg.json"),
        (["index", other / "1.jpg"], other / "1.jpg.json"),
        (["index", other / "1.jpg"], other / "1.jpg"),
    ):
        answer = photosort(*words, "--result", target)
        assert answer.code == 2 and str(target) in answer.err
    listed = tmp_path / "list"
    listed.write_text(f"{other}\n")
    assert photosort("index", "--files-from", listed, "--result", other / "sub/r.json").code == 2
    assert not library.exists() and "1680602400" in sidecar.read_text()
    assert not list(tmp_path.rglob("r*.json")) and not dest.exists()


def test_a_dest_is_looked_at_before_any_work(photosort, photos, library):
    for dest in (photos, photos.parent, photos / "a.jpg"):
        answer = photosort("run", photos, "--to", dest)
        assert answer.code == 1 and str(dest) in answer.err
    assert not library.exists()


def test_a_step_tells_nobody_by_itself(photosort, photos, dest, tmp_path):
    told = tmp_path / "told"
    path = config(tmp_path, f"[index]\nnotify_command = \"echo x >> '{told}'\"\n")
    photosort("--config", path, "run", photos, "--to", dest)
    assert not told.exists()
    photosort("--config", path, "index")
    assert told.exists()


def test_messages_as_json(photosort, photos, dest, tmp_path):
    (photos / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    answer = photosort("--log-json", "run", photos, "--to", dest)
    lines = [json.loads(line) for line in answer.err.splitlines()]
    assert all({"time", "level", "message"} <= set(line) for line in lines)
    steps = [line["step"] for line in lines if line.get("event") == "step"]
    assert steps[0] == "index" and steps[-1] == "organize"
    reading = [line["event"] for line in lines if line.get("step") == "Reading"]
    assert reading == ["start", "end"]
    assert any("broken.jpg" in line["message"] for line in lines if line["level"] == "warning")
    for words in (["nonsense"], ["trips", "show", "x"], ["--config", tmp_path / "no", "status"]):
        answer = photosort("--log-json", *words)
        (line,) = (json.loads(line) for line in answer.err.splitlines())
        assert line["level"] == "error" and line["code"] == answer.code != 0
    assert photosort("trips", "--log-json", "-q").err == ""
    assert not photosort("trips", "show", "x").err.startswith("{")


def test_originals_stay_as_they_are(photosort, photos, dest, tmp_path):
    def facts():
        return {
            path: (path.read_bytes(), *(getattr(path.stat(), name) for name in kept))
            for path in photos.iterdir()
        }

    kept = ("st_ino", "st_mode", "st_mtime_ns", "st_ctime_ns", "st_nlink", "st_size")
    before = facts()
    for words in (
        ["run", photos, "--to", dest, "--result", tmp_path / "r.json"],
        ["run", "--to", dest, "--notify-command", "cat"],
        ["backup", tmp_path / "b.db"],
        ["check", "--repair"],
        ["schedule", "--to", dest],
        ["runs", "prune", "--keep", "1"],
        ["organize", tmp_path / "copies", "--mode", "copy"],
        ["index", "--full"],
        ["organize", "--undo", dest],
        ["forget", photos],
    ):
        assert photosort(*words).code == 0
    assert facts() == before


def test_locked(photosort, photos, dest, library):
    from photosort.store import lock

    photosort("index", photos)
    held = lock.acquire(library, 0, "index")
    answer = photosort("run", "--to", dest, "--json")
    assert answer.code == 75 and answer.json["error"]["code"] == 75
    assert str(os.getpid()) in answer.err
    held.release()
    with sqlite3.connect(library) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (1,)
