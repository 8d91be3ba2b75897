"""`photosort index --watch`, as a process that runs while files come and go."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from photosort.media import watching
from photosort.media.scan import Rules, find_all, is_left_out
from photosort.plan.layout.manifest import FILE_NAME
from tests.make import jpeg

pytestmark = pytest.mark.slow

pytest.importorskip("watchfiles")

PATIENCE = 120  # seconds until a test gives up; what is waited for takes 3 to 5


def eventually(condition, what="it"):
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, f"{what} did not come about"
        time.sleep(0.1)
    return found


@pytest.fixture
def folder(tmp_path):
    photos = tmp_path / "photos"
    for i in range(3):
        jpeg(photos / f"a/{i}.jpg", f"2023-04-0{i + 1}T10:00:00", lat=35.0, lon=135.77, seed=i)
    return photos


@pytest.fixture
def watch(start_photosort, folder, tmp_path):
    """Start watching, and wait until it does; `watch.said` is the file of its messages."""

    def start(*words):
        process = start_photosort("index", folder, "--watch", *words)
        os.set_blocking(process.stderr.fileno(), False)
        process.said = ""

        def says(text):
            process.said += (process.stderr.read() or b"").decode()
            assert process.poll() is None or text in process.said, process.said
            return text in process.said

        process.says = says
        eventually(lambda: says("Watching "), "watching")
        return process

    return start


def end(process, number=signal.SIGTERM):
    """Ask it to end: exit code, the rest of stdout, all that it said."""
    process.send_signal(number)
    process.wait(PATIENCE)
    return (
        process.returncode,
        process.stdout.read().decode(),
        process.said + (process.stderr.read() or b"").decode(),
    )


@pytest.fixture
def files(photosort):
    """Files and missing ones of the library."""

    def count():
        status = photosort("status", "--json").json
        return status["files"], status["missing"]

    return count


def test_first_the_scan_then_what_changes(watch, photosort, folder, files):
    process = watch("--json")
    assert files() == (3, 0)
    jpeg(folder / "a/new.jpg", "2023-04-05T10:00:00", seed=9)
    eventually(lambda: files() == (4, 0), "the new file")
    (folder / "a/new.jpg").unlink()
    eventually(lambda: files() == (3, 1), "the deletion")
    (root,) = photosort("roots", "--json").json
    assert (root["phase"], root["state"]) == ("incremental", "ready")
    # nobody holds the library in between
    assert photosort("trips").code == 0
    code, out, said = end(process)
    assert code == 0 and "1 missing" in said and "Stopped watching" in said
    document = json.loads(out)
    assert (document["found"], document["added"], document["rounds"]) == (3, 4, 3)
    assert document["roots"] == [str(folder)] and document["failed"] == []


@pytest.mark.slow
def test_a_file_that_is_still_being_copied_is_not_read(watch, photosort, folder, files, tmp_path):
    process = watch()
    whole = jpeg(tmp_path / "other/slow.jpg", "2023-04-05T10:00:00", seed=9, tail=b"x" * 9000)
    data = whole.read_bytes()
    with (folder / "slow.jpg").open("wb") as file:
        for part in range(0, len(data), len(data) // 5):
            file.write(data[part : part + len(data) // 5])
            file.flush()
            assert files() == (3, 0)
            time.sleep(1)
    eventually(lambda: files() == (4, 0), "the copy")
    assert photosort("show", folder / "slow.jpg", "--json").json["size"] == len(data)
    assert end(process)[2].count("1 new") == 1


@pytest.mark.slow
def test_a_renamed_folder_is_no_deletion(watch, photosort, folder, files):
    photosort("index", folder, "--label", "at=beach")
    process = watch()
    (folder / "a").rename(folder / "b")
    eventually(lambda: process.says("3 moved"), "the move")
    assert files() == (3, 0)
    shown = photosort("show", folder / "b/0.jpg", "--json").json
    assert shown["labels"] == {"at": "beach"} and not shown["missing"]
    # and what comes into it afterwards is met, too
    jpeg(folder / "b/new.jpg", "2023-04-05T10:00:00", seed=9)
    eventually(lambda: files() == (4, 0), "the file in the renamed folder")
    assert end(process)[0] == 0


@pytest.mark.slow
def test_new_folders_with_folders(watch, folder, files, tmp_path):
    for i in range(5):
        jpeg(tmp_path / f"card/DCIM/{i}/x.jpg", "2023-05-01T10:00:00", seed=20 + i)
    process = watch()
    shutil.copytree(tmp_path / "card", folder / "import")
    eventually(lambda: files() == (8, 0), "the new folders")
    shutil.rmtree(folder / "import/DCIM/0")
    eventually(lambda: files() == (7, 1), "the deleted folder")
    for each in (folder / "import/DCIM/1").iterdir():
        each.unlink()
    eventually(lambda: files() == (6, 2), "the emptied folder")
    assert end(process)[0] == 0


@pytest.mark.slow
def test_a_sidecar_is_a_change_of_its_photo(watch, photosort, folder):
    process = watch()
    (folder / "a/0.jpg.json").write_text('{"geoData": {"latitude": 1.29, "longitude": 103.85}}')
    eventually(lambda: process.says("1 changed"), "the sidecar")
    shown = photosort("show", folder / "a/0.jpg", "--json").json
    assert len(shown["sidecars"]) == 1
    assert end(process)[0] == 0


@pytest.mark.parametrize("how", ["moved away", "emptied"])
def test_a_root_that_vanishes(watch, photosort, folder, how, tmp_path, files):
    process = watch("--json")
    if how == "moved away":
        folder.rename(tmp_path / "elsewhere")
    else:
        (folder / "a").rename(tmp_path / "elsewhere")
    process.wait(PATIENCE)
    said = process.said + process.stderr.read().decode()
    assert process.returncode == 1 and "Traceback" not in said
    assert str(folder) in json.loads(process.stdout.read())["error"]["message"]
    assert files() == (3, 0)
    assert photosort("roots", "--json").json[0]["state"] == "missing"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting needs root")
def test_an_unmounted_disk(watch, photosort, folder, files, tmp_path):
    pictures = tmp_path / "pictures"
    folder.rename(pictures)
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "none", folder], check=False).returncode:
        pytest.skip("MOUNTING IS NOT ALLOWED HERE")
    try:
        shutil.copytree(pictures, folder, dirs_exist_ok=True)
        process = watch()
        assert files() == (3, 0)
    finally:
        subprocess.run(["umount", folder], check=True)
    process.wait(PATIENCE)
    said = process.said + process.stderr.read().decode()
    assert process.returncode == 1 and "is empty, but 3 files are known there" in said
    assert files() == (3, 0)
    assert photosort("roots", "--json").json[0]["state"] == "missing"


def test_ctrl_c(watch, files):
    code, _, said = end(watch(), signal.SIGINT)
    assert code == 130 and "interrupted" in said and "Traceback" not in said
    assert files() == (3, 0)


@pytest.mark.slow
def test_a_signal_in_the_middle_of_the_first_scan(start_photosort, photosort, folder, files):
    from tests.make import copies

    copies(folder / "many", 20_000)
    process = start_photosort("index", folder, "--watch")
    eventually(lambda: photosort("status").code == 0 and files()[0] > 500, "the first files")
    code, _, said = end_of(process)
    assert code == 0 and "Stopped watching" in said and "Traceback" not in said
    assert files()[0] > 500
    assert photosort("index", "--json").json["found"] == 20_003


def end_of(process):
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out.decode(), err.decode()


@pytest.mark.slow
def test_a_signal_in_the_middle_of_a_round_leaves_no_failed_folder(watch, photosort, folder):
    process = watch()
    for i in range(200):
        jpeg(folder / f"b/{i}.jpg", "2023-04-05T10:00:00", lat=35.0, lon=135.77, seed=i)

    def state():
        return photosort("status", "--json").json["roots"][0]["state"]

    eventually(lambda: state() == "running", "a round")
    code, _, _ = end(process)
    assert (code, state()) == (0, "ready")


@pytest.mark.slow
def test_what_is_not_indexed_is_not_watched(watch, photosort, folder, files, tmp_path):
    """Excluded files, folders that organize made, links, and the library itself."""
    process = watch("--exclude", "cache", "--library", folder / "library.db")
    library = ("--library", folder / "library.db")
    photosort("organize", folder / "sorted", "--by", "place", "--mode", "copy", *library)
    assert (folder / "sorted" / FILE_NAME).exists()
    jpeg(folder / "cache/x.jpg", "2023-04-05T10:00:00", seed=9)
    jpeg(folder / "@eaDir/x.jpg/SYNOPHOTO_THUMB_XL.jpg", "2023-04-05T10:00:00", seed=12)
    jpeg(folder / "a/._x.jpg", "2023-04-05T10:00:00", seed=13)
    outside = jpeg(tmp_path / "outside/y.jpg", "2023-04-05T10:00:00", seed=10)
    (folder / "link.jpg").symlink_to(outside)
    (folder / "folder").symlink_to(outside.parent)
    jpeg(folder / "a/new.jpg", "2023-04-05T10:00:00", seed=11)
    eventually(lambda: process.says("1 new"), "the new file")
    time.sleep(4)
    assert photosort("status", "--json", *library).json["files"] == 4
    _, _, said = end(process)
    # the library is written in each round, which must not ask for another one
    assert said.count("new") == 2, said


@pytest.mark.slow
def test_the_library_is_busy_for_a_while(watch, photosort, folder, files, library):
    from photosort.store import Store

    process = watch()
    with Store.write(library):
        jpeg(folder / "a/new.jpg", "2023-04-05T10:00:00", seed=9)
        time.sleep(4)
        assert process.poll() is None
    eventually(lambda: files() == (4, 0), "the file that had to wait")
    assert end(process)[0] == 0


@pytest.mark.slow
def test_names_that_are_not_utf_8(watch, photosort, folder, files):
    process = watch()
    target = os.path.join(os.fsencode(folder), b"\xff.jpg")
    shutil.copy(jpeg(folder.parent / "one.jpg", "2023-04-05T10:00:00", seed=9), target)
    eventually(lambda: files() == (4, 0), "the file with the odd name")
    jpeg(folder / "a/new.jpg", "2023-04-05T10:00:00", seed=10)
    eventually(lambda: files() == (5, 0), "the file after it")
    assert end(process)[0] == 0


def test_then(watch, photosort, folder, tmp_path):
    process = watch("--then", "organize,trips", "--then-to", tmp_path / "sorted", "--json")
    eventually((tmp_path / "sorted" / FILE_NAME).exists, "the folders")
    assert photosort("trips", "list", "--json").json
    code, out, said = end(process)
    assert code == 0 and json.loads(out)["found"] == 3
    assert said.index("After changes: trips and organize") < said.index("Running trips and org")
    assert said.index("Running") < said.index("Laid out")


@pytest.mark.slow
@pytest.mark.slow
def test_each_round_is_told_to_other_programs(watch, folder, tmp_path):
    told, result = tmp_path / "told", tmp_path / "result.json"
    process = watch("--notify-command", f"cat >> {told}; echo >> {told}", "--result", result)
    eventually(told.exists, "the first notification")
    jpeg(folder / "b.jpg", "2023-04-09T10:00:00", lat=35.0, lon=135.77, seed=9)
    eventually(lambda: json.loads(result.read_text())["added"] == 4, "the second result")
    end(process)
    assert told.read_text().count('"rounds"') == 2


@pytest.mark.slow
def test_a_step_that_fails_does_not_end_it(watch, folder, files, tmp_path, environment):
    environment["PHOTOSORT_ORGANIZE_BY"] = "trip"  # of which there are none yet
    process = watch("--then", "organize", "--then-to", tmp_path / "sorted")
    eventually(lambda: process.says("photosort: organize: "), "the failure")
    jpeg(folder / "a/new.jpg", "2023-04-05T10:00:00", seed=9)
    eventually(lambda: files() == (4, 0), "the new file")
    assert end(process)[0] == 0


@pytest.mark.slow
def test_steps_take_their_options_from_the_config_file(
    start_photosort, photosort, folder, tmp_path
):
    config = tmp_path / "config.toml"
    config.write_text('[index]\nthen = "trips"\n[trips]\nlevels = "city"\n')
    process = start_photosort("index", folder, "--watch", "--config", config)
    eventually(
        lambda: photosort("status").code == 0 and photosort("trips", "list", "--json").json,
        "trips",
    )
    assert photosort("index", "--config", config).code in (0, 75)  # without --watch it says nothing
    assert {t["level"] for t in photosort("trips", "list", "--json").json} == {"city"}
    assert end_of(process)[0] == 0


@pytest.mark.slow
def test_polling(watch, folder, files):
    process = watch("--poll", "0.5")
    jpeg(folder / "a/new.jpg", "2023-04-05T10:00:00", seed=9)
    eventually(lambda: files() == (4, 0), "the new file")
    (folder / "a").rename(folder / "b")
    eventually(lambda: process.says("moved"), "the move")
    assert files() == (4, 0) and end(process)[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--watch", "--dry-run"),
        ("--watch", "--files-from", "-"),
        ("--watch", "--then", "dance"),
        ("--watch", "--then", "organize"),
        ("--watch", "--then", ""),
        ("--watch", "--poll", "0"),
        ("--watch", "--poll", "often"),
        ("--poll", "5"),
        ("--then", "trips"),
        ("--then-to", "x"),
    ],
)
def test_what_does_not_go_together(photosort, folder, words, library):
    answer = photosort("index", folder, *words)
    assert answer.code == 2 and answer.err.startswith("photosort: ")
    assert not library.exists()


def test_what_cannot_be_watched(photosort, folder, tmp_path, library):
    assert photosort("index", "--watch").code == 1
    assert photosort("index", tmp_path / "nothing", "--watch").code == 1
    answer = photosort("index", folder / "a/0.jpg", "--watch")
    assert answer.code == 2 and "0.jpg is not a folder" in answer.err
    assert not library.exists()


def test_without_the_extra_it_says_how_to_get_it(photosort, folder, monkeypatch, library):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    answer = photosort("index", folder, "--watch")
    assert answer.code == 1 and "pip install 'photosort-cli[watch]'" in answer.err
    assert not library.exists()


def test_a_limit_of_the_system_is_said(photosort, folder, monkeypatch):
    import watchfiles

    def fail(*folders, **options):
        raise OSError("OS file watch limit reached.")
        yield

    monkeypatch.setattr(watchfiles, "watch", fail)
    answer = photosort("index", folder, "--watch")
    assert answer.code == 1 and "limit" in answer.err and "--poll" in answer.err


def test_nothing_is_yielded_once_it_shall_stop(folder):
    class Stopped:
        def is_set(self):
            return True

    assert list(watching.changes([os.fsencode(folder)], None, Stopped())) == []


def test_single_files_have_their_sidecars(folder):
    (folder / "a/0.jpg.json").write_text("{}")
    (folder / "a/1.xmp").write_text("")
    names = [os.fsencode(folder / f"a/{name}") for name in ("0.jpg", "1.jpg", "2.jpg", "no.jpg")]
    found = dict(find_all(names))
    assert list(found) == names and found[names[3]] is None
    beside = [[os.path.basename(s.path) for s in found[name].sidecars] for name in names[:3]]
    assert beside == [[b"0.jpg.json"], [b"1.xmp"], []]


def test_left_out_are_marked_folders_below_the_top(tmp_path):
    top, inside = os.fsencode(tmp_path), os.fsencode(tmp_path / "sorted/x/y.jpg")
    rules = Rules()
    assert not is_left_out(inside, top, rules)
    (tmp_path / "sorted").mkdir()
    (tmp_path / "sorted" / FILE_NAME).touch()
    assert is_left_out(inside, top, rules)
    assert not is_left_out(inside, os.fsencode(tmp_path / "sorted"), rules)


def test_left_out_is_what_a_scan_passes_over(tmp_path):
    top = os.fsencode(tmp_path)
    for name in ("@eaDir/x/y.jpg", ".trashed-1-y.jpg", "y.jpg~", "P.photoslibrary/resources/y.jpg"):
        path = os.fsencode(tmp_path / name)
        assert is_left_out(path, top, Rules()), name
        assert not is_left_out(path, top, Rules(take_all=True))
        assert not is_left_out(path, top, Rules(named={path}))
        assert not is_left_out(path, path, Rules())
    assert is_left_out(os.fsencode(tmp_path / "a/y.jpg"), top, Rules(["a"]))
