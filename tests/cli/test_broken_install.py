"""A package or model that is missing or broken is an error of the run, never of the photos."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fixtures.faces import PERSONS, face
from photosort.faces import engines, models, small_networks
from photosort.store import schema
from photosort.workflow.people import faces as workflow
from tests import discs
from tests.conftest import Photosort


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    (tmp_path / "p").mkdir()
    for number in range(2):
        face(PERSONS[number], 200).save(tmp_path / f"p/{number}.jpg")
    return tmp_path / "p"


def looks(library: Path) -> list[tuple[int, str | None]]:
    with closing(sqlite3.connect(library)) as connection:
        return connection.execute("SELECT file_id, error FROM face_looks").fetchall()


def without(tmp_path: Path, package: str) -> dict[str, str]:
    """An environment in which importing a package fails, as with a library of the system gone."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / f"{package}.py").write_text("raise ImportError('libfoo.so.1: cannot open it')\n")
    return {"PYTHONPATH": f"{folder}:{Path(engines.__file__).parents[2]}"}


@pytest.mark.parametrize("package", ["pillow_heif", "cv2", "PIL"])
@pytest.mark.parametrize("command", ["people", "album"])
def test_a_broken_package_ends_the_run(
    photosort: Photosort,
    photosort_process: Photosort,
    photos: Path,
    tmp_path: Path,
    library: Path,
    package: str,
    command: str,
) -> None:
    photosort("index", photos)
    words = ["people"] if command == "people" else ["album", "--where", "", tmp_path / "album"]
    answer = photosort_process(*words, "--json", env=without(tmp_path, package))
    assert answer.code == 1, answer
    assert "libfoo.so.1" in answer.json["error"]["message"]
    assert "pip install --force-reinstall" in answer.json["error"]["hint"]
    assert answer.err.count("\n") == 2 and "Traceback" not in answer.err
    assert looks(library) == []


@pytest.mark.parametrize("workers", [(), ("--workers", "2")])
def test_afterwards_all_are_looked_at(
    photosort: Photosort,
    photosort_process: Photosort,
    photos: Path,
    tmp_path: Path,
    workers: tuple[str, ...],
) -> None:
    for number in range(2, 10):
        face(PERSONS[number], 200).save(photos / f"{number}.jpg")
    photosort("index", photos)
    env = without(tmp_path, "pillow_heif")
    assert photosort_process("people", *workers, env=env).code == 1
    result = photosort("people", "--json")
    assert (result.code, result.json["looked"], result.json["failed"]) == (0, 10, [])


def test_reading_needs_no_decoder(
    photosort_process: Photosort, photos: Path, tmp_path: Path
) -> None:
    answer = photosort_process("index", photos, "--json", env=without(tmp_path, "pillow_heif"))
    assert (answer.code, answer.json["added"], answer.json["failed"]) == (0, 2, [])


@pytest.mark.parametrize("model", [models.YUNET, models.SFACE, models.AGE])
def test_a_damaged_model_ends_the_run(
    photosort: Photosort,
    photos: Path,
    library: Path,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
) -> None:
    photosort("index", photos)
    with monkeypatch.context() as patch:
        patch.setitem(models._SHA256, model, "0" * 64)
        _forget_networks()
        answer = photosort("people")
        found = photosort("people", "find", photos / "0.jpg")
    assert answer.code == found.code == 1
    assert model in answer.err and "is damaged" in answer.err and model in found.err
    assert looks(library) == []
    _forget_networks()
    assert photosort("people", "--json").json["looked"] == 2


def _forget_networks() -> None:
    workflow._engine.cache_clear()
    small_networks.network.cache_clear()


def test_an_engine_that_does_not_run_ends_the_run(
    photosort: Photosort, photos: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version of OpenCV without what it takes says so in many ways."""

    def load() -> None:
        raise AttributeError("module 'cv2' has no attribute 'FaceDetectorYN'")

    odd = engines.ENGINES["dlib"]._replace(load=load)
    monkeypatch.setitem(engines.ENGINES, "odd", odd)
    photosort("index", photos)
    answer = photosort("people", "--engine", "odd")
    assert answer.code == 1 and "FaceDetectorYN" in answer.err
    assert looks(library) == []


@pytest.mark.parametrize(
    "error",
    [
        "is damaged: No module named 'pillow_heif'",
        "cannot be scanned for faces: ModuleNotFoundError: No module named 'cv2'",
        "is damaged: libheif.so.1: cannot open shared object file: No such file or directory",
    ],
)
def test_what_earlier_versions_blamed_is_tried_again(
    photosort: Photosort,
    tmp_path: Path,
    library: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: str,
) -> None:
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")
    for name in ("a", "b", "c"):
        discs.photo(tmp_path / f"p/{name}.jpg", "red")
    photosort("index", tmp_path / "p")
    photosort("people")
    with closing(sqlite3.connect(library)) as connection, connection:
        first, second, _ = connection.execute("SELECT file_id FROM face_looks").fetchall()
        change = "UPDATE face_looks SET error = ? WHERE file_id = ?"
        connection.execute(change, (error, *first))
        connection.execute(change, ("is damaged: broken data stream", *second))
        connection.executescript(schema._NOT_THE_FILES_FAULT)
    result = photosort("people", "--json")
    assert result.json["looked"] == 1
    assert [each["error"] for each in result.json["failed"]] == ["is damaged: broken data stream"]
