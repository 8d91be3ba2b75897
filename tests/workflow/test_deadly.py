"""A photo that kills whoever opens it: named once, and never in the way again."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fixtures.faces import PERSONS, face
from photosort.media import pixels, read
from photosort.workflow.album import encoding
from photosort.workflow.index import intake
from tests.conftest import Photosort
from tests.make import copies

WORKERS = ("--workers", "2")


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are forked, and so meet the photo of `deadly`; threads of pytest hold no harm."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Make `deadly.jpg` kill each process but this one; here it is counted and harmless."""
    main, met = os.getpid(), list[int]()

    def kills(function: Callable[..., Any]) -> Callable[..., Any]:
        def opened(first: Any, *rest: Any, **more: Any) -> Any:
            path = first if isinstance(first, bytes) else first.path
            if path.endswith(b"deadly.jpg"):
                if os.getpid() != main:
                    os.kill(os.getpid(), signal.SIGKILL)
                met.append(1)
            return function(first, *rest, **more)

        return opened

    monkeypatch.setattr(read, "read", kills(read.read))
    monkeypatch.setattr(pixels, "open_picture", kills(pixels.open_picture))
    monkeypatch.setattr(encoding, "open_picture", pixels.open_picture)
    return met


@pytest.fixture
def portraits(tmp_path: Path, photosort: Photosort) -> Path:
    """Twelve pictures, indexed while none of them was deadly."""
    folder = tmp_path / "p"
    folder.mkdir()
    for number in range(11):
        face(PERSONS[number % 2], 200 + number).save(folder / f"{number:02}.jpg", quality=90)
    face(PERSONS[0], 300).save(folder / "deadly.jpg", quality=90)
    assert photosort("index", folder).code == 0
    return folder


def test_index(
    photosort: Photosort, tmp_path: Path, deadly: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_RACY_NS", 0)  # else files as young as these are read again
    paths = copies(tmp_path / "p", 300)
    paths[150].rename(tmp_path / "p" / "deadly.jpg")
    result = photosort("index", tmp_path / "p", *WORKERS, "--json")
    assert result.code == 3
    assert (result.json["added"], result.json["found"]) == (299, 300)
    (failed,) = result.json["failed"]
    assert failed["path"].endswith("deadly.jpg") and "want of memory" in failed["error"]
    assert "--workers 1 needs less" in result.err and "bug" not in result.err
    again = photosort("index", *WORKERS, "--json")
    assert (again.code, again.json["unchanged"], again.json["failed"]) == (3, 299, [failed])
    assert again.err == "" and deadly == []


def test_people(photosort: Photosort, portraits: Path, deadly: list[int]) -> None:
    result = photosort("people", *WORKERS, "--json")
    assert result.code == 3 and "--workers 1 needs less" in result.err
    assert [Path(each["path"]).name for each in result.json["failed"]] == ["deadly.jpg"]
    assert result.json["photos"] == 11
    again = photosort("people", "--json")
    assert again.json["failed"] == result.json["failed"] and deadly == []
    assert photosort("index", "--full", portraits).code == 0
    deadly.clear()
    assert photosort("people", "--json").json["failed"] == []
    assert deadly, "asked for, it is tried again"


@pytest.mark.parametrize("command", ["album", "film"])
def test_album_and_film(
    photosort: Photosort, portraits: Path, deadly: list[int], tmp_path: Path, command: str
) -> None:
    call = ["album", tmp_path / "album", "--where", "type:jpeg"]
    if command == "film":
        call = ["film", tmp_path / "x.mp4", "--where", "type:jpeg", "--dry-run"]
    result = photosort(*call, *WORKERS, "--json")
    assert result.code == 3 and "--workers 1 needs less" in result.err, result.err
    assert [Path(each["path"]).name for each in result.json["failed"]] == ["deadly.jpg"]
    if command == "album":
        again = photosort(*call, "--json")
        assert again.json["failed"] == result.json["failed"] and deadly == []


def test_after_a_killed_run_nothing_is_done_in_its_own_process(
    photosort: Photosort, portraits: Path, deadly: list[int], library: Path
) -> None:
    """One new photo is looked at without a pool: if it kills, the next run knows better."""
    child = os.fork()
    if child == 0:
        photosort("people", "--workers", "1")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    result = photosort("people", "--workers", "1", "--json")
    assert result.code == 3 and result.json["photos"] == 11 and deadly == []
    assert photosort("runs", "--json").json[1]["outcome"] == "killed"
