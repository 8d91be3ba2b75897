"""Whatever ends the work, what has come in is kept."""

import json
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from photosort.errors import PhotosortError
from photosort.progress import Silent
from photosort.workflow.compute import Task, work
from tests.conftest import Photosort, Start, command
from tests.make import copies

ENDS = {
    "error": PhotosortError("no"),
    "interrupt": KeyboardInterrupt(),
    "bug": ZeroDivisionError(),
}


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("end", ENDS)
def test_what_has_come_in_is_kept(monkeypatch: pytest.MonkeyPatch, end: str, workers: int) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    kept: list[int] = []

    class Impatient(Silent):
        """The user who presses Ctrl-C, the disk that is full."""

        def advance(self, count: int = 1) -> None:
            seen.append(count)
            if sum(seen) >= 50:
                raise ENDS[end]

    before = _children()
    seen: list[int] = []
    task = Task[int, int](_same, lambda item, _: item, size=8, few=0)
    with pytest.raises(type(ENDS[end])):
        work(task, range(1000), kept.extend, 1000, workers, Impatient())
    assert len(kept) == sum(seen) >= 50
    assert _children() == before


def _same(items: Sequence[int]) -> list[int]:
    return list(items)


def _children() -> str:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


def test_a_full_disk_is_not_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def keep(results: list[int]) -> None:
        calls.append(len(results))
        raise PhotosortError("the disk is full")

    task = Task[int, int](_same, lambda item, _: item, size=8, few=0)
    with pytest.raises(PhotosortError, match="full"):
        work(task, range(100), keep, 16, 1, Silent())
    assert [each for each in calls if each] == [16]


def alive(processes: list[int]) -> list[int]:
    return [each for each in processes if Path(f"/proc/{each}/cmdline").exists()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals_end_it_as_ctrl_c_does(
    start_photosort: Start, photosort: Photosort, tmp_path: Path, number: int
) -> None:
    """Only the main process is told, as by kill, systemd and a closed terminal."""
    copies(tmp_path / "p", 6000)
    process = start_photosort("index", tmp_path / "p", "--workers", "2")
    workers = _workers(process)
    time.sleep(0.1)
    os.kill(process.pid, number)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert b"interrupted" in err and b"Traceback" not in err and b"killed" not in err
    assert not alive(workers)
    kept = photosort("status", "--json").json["photos"]
    assert kept < 6000
    assert photosort("runs", "--json").json[0]["outcome"] == "interrupted"


def test_what_nohup_ignores_stays_ignored(environment: dict[str, str], tmp_path: Path) -> None:
    copies(tmp_path / "p", 3000)
    process = subprocess.Popen(
        ["nohup", *command("index", tmp_path / "p", "--workers", "2")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    _workers(process)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode == 0


def _workers(process: subprocess.Popen[Any]) -> list[int]:
    """The worker processes, once there are two."""
    until = time.monotonic() + 60
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None and time.monotonic() < until:
        found = path.read_text().split()
        if len(found) == 2:
            return [int(each) for each in found]
        time.sleep(0.002)
    raise AssertionError("there are no two workers")


@pytest.mark.slow
def test_workers_killed_at_random_moments(
    start_photosort: Start, photosort: Photosort, tmp_path: Path
) -> None:
    """Nobody waits for the dead, none of the innocent is blamed, and all is done."""
    copies(tmp_path / "p", 4000)
    for seed in range(10):
        dice, library = random.Random(seed), tmp_path / f"{seed}.db"
        process = start_photosort(
            "--library", library, "index", tmp_path / "p", "--workers", "2", "--json"
        )
        struck = 0
        for _ in range(3):
            time.sleep(dice.uniform(0, 0.2))
            try:
                os.kill(dice.choice(_workers(process)), signal.SIGKILL)
                struck += 1
            except (AssertionError, ProcessLookupError, ValueError):
                break  # it has finished
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, (seed, err)
        assert json.loads(out)["added"] == 4000
        assert struck == 0 or err.count(b"a worker was killed") <= 1
