"""One run at a time, whoever holds the library is named, and nobody who is gone does."""

import errno
import fcntl
import json
import os
import subprocess
import sys

import pytest

from photosort.errors import LockedError
from photosort.store import lock


@pytest.fixture
def no_flock(monkeypatch):
    """A file system without flock."""

    def refuse(descriptor, how):
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)


@pytest.fixture(params=["flock", "marker"])
def way(request):
    if request.param == "marker":
        request.getfixturevalue("no_flock")
    return request.param


def test_one_at_a_time(library, way):
    held = lock.acquire(library, 0, "index")
    with pytest.raises(LockedError) as said:
        lock.acquire(library, 0, "trips")
    assert said.value.code == 75
    for part in ("photosort index", str(os.getpid()), os.uname().nodename, "since 20"):
        assert part in said.value.message
    assert lock.holder(library).command == "index"
    held.release()
    assert lock.holder(library) is None
    lock.acquire(library, 0, "trips").release()


def test_a_process_that_is_gone_holds_nothing(library, no_flock):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    marker = library.parent / "library.db.lock.held"
    for holder in (
        {"pid": gone.pid, "host": os.uname().nodename, "born": ""},
        {"pid": os.getpid(), "host": os.uname().nodename, "born": "1"},  # its number, used again
    ):
        marker.write_text(json.dumps(holder))
        assert lock.holder(library) is None or not lock.holder(library).pid
        lock.acquire(library, 0, "index").release()
        assert not marker.exists()


def test_another_machine_is_believed(library, no_flock):
    marker = library.parent / "library.db.lock.held"
    marker.write_text(json.dumps({"pid": 1, "host": "elsewhere", "since": "", "command": "index"}))
    with pytest.raises(LockedError) as said:
        lock.acquire(library, 0, "index")
    assert "elsewhere" in said.value.message and str(marker) in said.value.hint


@pytest.mark.parametrize("text", [b"", b"{", b"[1]", b'{"other": 1}', b"\xff"])
def test_what_a_dead_process_left_in_the_file_does_not_matter(library, text):
    (library.parent / "library.db.lock").write_bytes(text)
    lock.acquire(library, 0, "index").release()


def test_a_forked_worker_does_not_hold_it(library):
    held = lock.acquire(library, 0, "index")
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write)
        os.read(read, 1)
        os._exit(0)
    held.release()
    lock.acquire(library, 0, "trips").release()
    os.close(write)
    os.waitpid(child, 0)


def test_two_processes_at_once(start_photosort, photosort, tmp_path, library):
    """Both are started together, many times: each does all of its work, or says who is at it."""
    from tests.make import copies

    copies(tmp_path / "p", 150)
    for _ in range(2):
        both = [start_photosort("index", tmp_path / "p", "--full") for _ in range(2)]
        said = [process.communicate(timeout=60)[1].decode() for process in both]
        codes = sorted(process.returncode for process in both)
        assert codes in ([0, 0], [0, 75]), said
        if codes == [0, 75]:
            assert "photosort index (process" in "".join(said)
    waiting = [
        start_photosort("index", tmp_path / "p", "--full", "--lock-wait", "60") for _ in range(3)
    ]
    for process in waiting:
        process.communicate(timeout=120)
    assert [process.returncode for process in waiting] == [0, 0, 0]
    assert photosort("status", "--json").json["photos"] == 150
    assert all(each["outcome"] == "done" for each in photosort("runs", "--json").json)
