"""The library survives: backups, damage, full and read-only disks."""

import os
import random
import shutil
import sqlite3
import subprocess
import threading
from contextlib import closing, contextmanager

import pytest

from tests.make import copies, jpeg

READING = (
    ["status"],
    ["status", "--json"],
    ["roots"],
    ["runs"],
    ["trips", "list", "--members"],
    ["journeys", "list"],
    ["homes"],
    ["show", "a.jpg"],
    ["doctor", "clocks"],
    ["check"],
)
WRITING = (
    ["index"],
    ["index", "--full", "--dry-run"],
    ["trips"],
    ["journeys"],
    ["organize", "../sorted"],
    ["place", "set", "a.jpg", "--city", "Beach"],
    ["trips", "undo"],
    ["run", "--to", "../sorted"],
    ["runs", "prune", "--keep", "1"],
    ["check", "--repair"],
    ["forget", "--missing"],
)


@pytest.fixture
def photos(photosort, tmp_path, monkeypatch):
    folder = tmp_path / "p"
    for number, (lat, lon) in enumerate(((1.29, 103.85), (1.3, 103.8), (48.85, 2.35))):
        jpeg(folder / f"{'abc'[number]}.jpg", f"2022-05-0{number + 1}T10:00:00", lat=lat, lon=lon)
    monkeypatch.chdir(folder)
    assert photosort("run", folder, "--to", tmp_path / "sorted", "--by", "place,trip").code == 0
    return folder


def change(library, *statements):
    with closing(sqlite3.connect(library)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_backup_is_the_library(photosort, photos, library, tmp_path):
    target = tmp_path / "backup.db"
    answer = photosort("backup", target, "--json")
    assert answer.json["size"] == target.stat().st_size
    assert target.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in tmp_path.glob("backup*")) == ["backup.db"]
    for words in (["trips", "list", "--json"], ["runs", "--json"]):
        assert photosort("--library", target, *words).out == photosort(*words).out
    assert photosort("--library", target, "check").code == 0
    photosort("trips", "--levels", "city")
    assert photosort("backup", target).code == 0  # over the older one
    assert photosort("--library", target, "runs", "--json").json[0]["command"] == "trips"


def test_a_backup_is_made_while_the_library_is_written(photosort, photos, library, tmp_path):
    done = threading.Event()

    def write():
        with closing(sqlite3.connect(library, timeout=10)) as connection:
            while not done.is_set():
                with connection:
                    connection.execute("UPDATE roots SET added = added || 'x'")
                    connection.execute("UPDATE trips SET created = (SELECT added FROM roots)")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(10):
            assert photosort("backup", tmp_path / "backup.db").code == 0
            with closing(sqlite3.connect(tmp_path / "backup.db")) as copy:
                (added,) = copy.execute("SELECT added FROM roots").fetchone()
                trips = copy.execute("SELECT DISTINCT created FROM trips").fetchall()
            assert trips == [(added,)] or not added.endswith("x")
    finally:
        done.set()
        writer.join()


def test_a_backup_is_written_over_nothing_else(photosort, photos, library, tmp_path):
    photo = (photos / "a.jpg").read_bytes()
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "elsewhere.db")
    (tmp_path / "notes").write_text("notes")
    (tmp_path / "empty").touch()
    change(tmp_path / "other.db", "CREATE TABLE mine (x)")
    hard = tmp_path / "hard.db"
    hard.hardlink_to(library)
    for target in (
        photos / "a.jpg", library, hard, link, tmp_path / "notes", tmp_path / "empty",
        tmp_path / "other.db", tmp_path, tmp_path / "none/x.db",
    ):  # fmt: skip
        answer = photosort("backup", target)
        assert answer.code == 1 and str(target) in answer.err
    assert (photos / "a.jpg").read_bytes() == photo
    assert photosort("backup", tmp_path / "new.db", "--dry-run").code == 0
    assert not (tmp_path / "new.db").exists()


def test_a_damaged_library_replaces_no_backup(photosort, photos, library, tmp_path):
    photosort("backup", tmp_path / "backup.db")
    before = (tmp_path / "backup.db").read_bytes()
    whole = library.read_bytes()
    library.write_bytes(whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2))
    assert photosort("backup", tmp_path / "backup.db").code == 1
    assert (tmp_path / "backup.db").read_bytes() == before


def test_all_is_well(photosort, photos, library):
    answer = photosort("check", "--json")
    assert answer.code == 0
    assert answer.json == {"library": str(library), "ok": True, "findings": []}
    assert photosort("check", "--repair").code == 0


def test_what_can_be_mended_is(photosort, photos, library):
    expected = photosort("trips", "list", "--members", "--json").json
    change(
        library,
        "DROP INDEX files_hash",
        "UPDATE files SET lead_id = 999 WHERE path LIKE '%a.jpg'",
        "UPDATE trips SET merged_into = 'trip-none', state = 'merged' WHERE level = 'province'",
        "INSERT INTO file_labels VALUES (777, 'at', 'beach')",
        "INSERT INTO trip_days VALUES ('trip-none', 1, 5)",
    )
    answer = photosort("check", "--json")
    assert answer.code == 1 and not answer.json["ok"]
    assert {each["kind"] for each in answer.json["findings"]} == {"schema", "reference"}
    assert sum(each["count"] for each in answer.json["findings"]) > 4
    assert not any(each["repaired"] for each in answer.json["findings"])
    rehearsed = photosort("check", "--repair", "--dry-run", "--json").json
    assert photosort("check").code == 1
    answer = photosort("check", "--repair", "--json")
    assert answer.code == 0 and answer.json == rehearsed and answer.json["ok"]
    assert all(each["repaired"] for each in answer.json["findings"])
    assert photosort("check", "--json").json["findings"] == []
    photosort("trips")
    again = photosort("trips", "list", "--members", "--json").json
    assert [each["members"] for each in again] == [each["members"] for each in expected]


def test_an_index_that_does_not_fit_its_table(photosort, photos, library):
    with closing(sqlite3.connect(library)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE files SET size = size + 1")
        # the index is left behind: its rows are those of another column
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, '(size, fingerprint)', '(inode, size)')"
            " WHERE name = 'files_content'"
        )
    assert photosort("check", "--json").json["findings"][0]["kind"] == "integrity"
    answer = photosort("check", "--repair", "--json")
    assert answer.json["findings"][0]["repaired"]
    assert photosort("check").code == 0


def test_what_has_changed_around_it(photosort, photos, tmp_path):
    (photos / "a.jpg").unlink()
    answer = photosort("check", "--json")
    assert answer.code == 3
    found = {each["kind"]: each for each in answer.json["findings"]}
    assert found["vanished"]["where"] == [str(photos / "a.jpg")]
    assert found["dead-link"]["count"] == 2
    assert "a.jpg" in photosort("check").out
    photosort("run", "--to", tmp_path / "sorted", "--by", "place,trip")
    assert photosort("check").code == 0
    photos.rename(tmp_path / "elsewhere")
    found = photosort("check", "--json").json["findings"]
    assert [each["kind"] for each in found] == ["root"]  # unmounted: nothing else is said


def test_check_reads_an_older_library_without_changing_it(photosort, library, tmp_path):
    from tests.store.test_migrations import library_of_version

    photo = jpeg(tmp_path / "p/a.jpg", "2022-05-01T10:00:00", lat=1.29, lon=103.85)
    library_of_version(library, 2, photo)
    before = library.read_bytes()
    assert photosort("check").code == 0 and photosort("backup", tmp_path / "b.db").code == 0
    assert library.read_bytes() == before


DAMAGES = {
    "empty": lambda whole, dice: b"",
    "half": lambda whole, dice: whole[: len(whole) // 2],
    "odd length": lambda whole, dice: whole[: dice.randrange(100, len(whole))],
    "no head": lambda whole, dice: bytes(100) + whole[100:],
    "zeros": lambda whole, dice: whole[:4096] + bytes(len(whole) - 4096),
    "text": lambda whole, dice: b"notes\n" * 1000,
    "another end": lambda whole, dice: whole[:8192] + dice.randbytes(len(whole) - 8192),
    **{f"flips {seed}": lambda whole, dice: flipped(whole, dice) for seed in range(6)},
}


def flipped(whole, dice):
    changed = bytearray(whole)
    for _ in range(dice.choice((1, 10, 200, 3000))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_in_a_sentence(photosort, photos, library, tmp_path, damage):
    whole = library.read_bytes()
    originals = {path: path.read_bytes() for path in photos.iterdir()}
    damaged = DAMAGES[damage](whole, random.Random(damage))
    for words in (*READING, *WRITING):
        for beside in ("-wal", "-shm"):
            (tmp_path / f"library.db{beside}").unlink(missing_ok=True)
        library.write_bytes(damaged)
        answer = photosort(*words)
        said = answer.out + answer.err
        assert answer.code in (0, 1, 3), (words, said)
        assert "Traceback" not in said and "bug in photosort" not in said, (words, said)
        if answer.code == 1:
            assert answer.err or "check" in words, words
    assert {path: path.read_bytes() for path in photos.iterdir()} == originals


@contextmanager
def disk(folder, size):
    """A small disk of its own at `folder`."""
    folder.mkdir(exist_ok=True)
    made = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("A SMALL DISK CANNOT BE MOUNTED HERE (not root, or not allowed)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def remount(folder, options):
    subprocess.run(["mount", "-o", f"remount,{options}", folder], check=True)


@pytest.mark.parametrize("size", ["32k", "200k", "300k"])
def test_a_full_disk(photosort, tmp_path, size):
    copies(tmp_path / "p", 900)
    with disk(tmp_path / "small", size) as small:
        words = ["--library", small / "library.db", "index", tmp_path / "p"]
        answer = photosort(*words)
        assert answer.code == 1 and "full" in answer.err and "bug" not in answer.err
        remount(small, "size=20m")
        answer = photosort(*words, "--json")
        assert answer.code == 0 and answer.json["found"] == 900
        assert photosort("--library", small / "library.db", "check").code == 0
        with closing(sqlite3.connect(small / "library.db")) as connection:
            assert connection.execute("SELECT count(*) FROM files").fetchone() == (900,)


def test_no_room_for_a_backup(photosort, photos, tmp_path):
    with disk(tmp_path / "small", "64k") as small:
        answer = photosort("backup", small / "backup.db")
        assert answer.code == 1 and "full" in answer.err
        assert list(small.iterdir()) == []


def test_where_nothing_can_be_written(photosort, photos, library, tmp_path):
    with disk(tmp_path / "frozen", "4m") as frozen:
        shutil.copy(library, frozen / "library.db")
        trips = photosort("trips", "list", "--members", "--json").out
        remount(frozen, "ro")
        here = ["--library", frozen / "library.db"]
        for words in READING:
            assert photosort(*here, *words).code == 0, words
        assert photosort(*here, "trips", "list", "--members", "--json").out == trips
        assert photosort(*here, "backup", tmp_path / "b.db").code == 0
        for words in WRITING:
            answer = photosort(*here, *words)
            assert answer.code == 1 and "ead-only" in answer.err, (words, answer.err)
        assert os.listdir(frozen) == ["library.db"]
