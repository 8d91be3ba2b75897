"""A pipe, a socket, a folder or a device where a file should be: said, and never waited for."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from tests.conftest import Photosort
from tests.make import jpeg


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    def late(number: int, frame: FrameType | None) -> None:
        raise AssertionError("it waits for ever")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


ODD = {"pipe": os.mkfifo, "socket": _socket, "folder": Path.mkdir, "device": _device}


@pytest.fixture(params=ODD)
def put(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    monkeypatch.chdir(tmp_path)  # names of sockets are short
    return ODD[request.param]


@pytest.fixture
def library(photosort: Photosort, tmp_path: Path) -> Photosort:
    for seed in (1, 2):
        jpeg(tmp_path / f"p/{seed}.jpg", f"2022-05-0{seed}T10:00:00", lat=48.2, lon=16.4, seed=seed)
    assert photosort("index", tmp_path / "p").code == 0
    return photosort


@pytest.mark.parametrize("name", ["photosort-manifest.json", ".photosort-journal"])
def test_in_the_place_of_what_is_on_record(
    library: Photosort, tmp_path: Path, put: object, name: str
) -> None:
    dest = tmp_path / "dest"
    assert library("organize", dest, "--by", "place").code == 0
    (dest / name).unlink(missing_ok=True)
    put(dest / name)  # type: ignore[operator]
    laid = sorted(dest.rglob("*"))
    jpeg(tmp_path / "p/3.jpg", "2022-05-03T10:00:00", lat=48.2, lon=16.4, seed=3)
    library("index")
    for arguments in (
        ("organize", dest, "--by", "place"),
        ("organize", dest, "--by", "place", "--dry-run"),
        ("organize", "--undo", dest),
        ("organize", "--verify", dest),
        ("album", dest),
        ("run", "--to", dest, "--by", "place"),
        ("check",),
    ):
        result = library(*arguments)
        if arguments != ("check",):
            assert result.code == 1, (arguments, result.err)
            assert str(dest / name) in result.err, (arguments, result.err)
        assert sorted(dest.rglob("*")) == laid


@pytest.mark.parametrize("mode", ["symlink", "copy"])
def test_under_a_name_that_is_written_to(
    library: Photosort, tmp_path: Path, put: object, mode: str
) -> None:
    from photosort.plan.layout.manifest import UNFINISHED

    for number, name in enumerate(UNFINISHED.values()):
        dest = tmp_path / f"dest{number}"
        dest.mkdir()
        put(dest / name)  # type: ignore[operator]
        result = library("organize", dest, "--by", "place", "--mode", mode)
        assert result.code in (0, 1), result.err


def test_a_config_file(photosort: Photosort, tmp_path: Path, put: object) -> None:
    put(tmp_path / "config.toml")  # type: ignore[operator]
    result = photosort("--config", tmp_path / "config.toml", "status")
    assert result.code in (1, 2)
    assert str(tmp_path / "config.toml") in result.err


def test_a_sidecar(library: Photosort, tmp_path: Path, put: object) -> None:
    for name in ("1.xmp", "1.jpg.xmp", "2.jpg.json"):
        put(tmp_path / "p" / name)  # type: ignore[operator]
    assert library("index", "--full").code == 0
    assert library("check").code == 0
    put(tmp_path / "1.xmp")  # type: ignore[operator]
    for name in ("x.gpx", "x.html", "x.json"):
        put(tmp_path / name)  # type: ignore[operator]
    for arguments in (
        ("export", tmp_path / "x.json"),
        ("people", "sheet", tmp_path / "x.html"),
        ("index", "--result", tmp_path / "x.json"),
    ):
        result = library(*arguments)
        assert result.code in (1, 2), (arguments, result.err)
        assert not result.err.startswith("Traceback")
