"""`photosort run` each night on a library in which there is little to find."""

import shutil
from pathlib import Path

import pytest

from photosort.faces import engines
from tests import discs
from tests.conftest import Photosort
from tests.make import jpeg

VIEWS = "place,trip,journey,person,moment"


@pytest.fixture(autouse=True)
def _discs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


def _nothing(folder: Path) -> None:
    pass


def _without_gps(folder: Path) -> None:
    jpeg(folder / "a.jpg", "2022-05-01T10:00:00")


def _without_date(folder: Path) -> None:
    jpeg(folder / "a.jpg", lat=1.29, lon=103.85)


def _without_faces(folder: Path) -> None:
    jpeg(folder / "a.jpg", "2022-05-01T10:00:00", lat=1.29, lon=103.85)


@pytest.mark.parametrize("fill", [_nothing, _without_gps, _without_date, _without_faces])
@pytest.mark.parametrize("by", [*VIEWS.split(","), VIEWS, None])
def test_nothing_found_is_no_failure(
    photosort: Photosort, folder: Path, tmp_path: Path, fill: object, by: str | None
) -> None:
    fill(folder)  # type: ignore[operator]
    views = ("--by", by) if by else ()
    for paths in ((folder,), ()):
        result = photosort("run", *paths, "--to", tmp_path / "sorted", *views)
        assert result.code == 0, result.err
    assert photosort("organize", "--verify", tmp_path / "sorted").code == 0
    jpeg(folder / "b.jpg", "2022-05-02T10:00:00", lat=48.2, lon=16.4, seed=3)
    assert photosort("run", "--to", tmp_path / "sorted", *views).code == 0


def test_what_was_never_looked_for_is_said(
    photosort: Photosort, folder: Path, tmp_path: Path
) -> None:
    _without_gps(folder)
    photosort("index", folder)
    finders = {"journey": "journeys", "trip": "trips", "person": "people", "moment": "moments"}
    for view, command in finders.items():
        organize = ("organize", tmp_path / "sorted", "--by", view)
        refused = photosort(*organize)
        assert refused.code == 1
        assert f"photosort {command} finds them" in refused.err
        assert photosort(command).code == 0
        assert photosort(*organize).code == 0, photosort(*organize).err
    refused = photosort("organize", tmp_path / "sorted", "--by", "trip", "--level", "city")
    assert (refused.code, "--levels city" in refused.err) == (1, True)


def test_when_all_photos_are_gone_the_way_on_is_told(
    photosort: Photosort, folder: Path, tmp_path: Path
) -> None:
    _without_faces(folder)
    (folder / "notes.txt").write_text("still here")
    dest = tmp_path / "sorted"
    run = ("run", folder, "--to", dest)
    assert photosort(*run).code == 0
    laid = sorted(dest.rglob("*"))
    (folder / "a.jpg").unlink()
    refused = photosort(*run)
    assert refused.code == 1
    assert "--undo" in refused.err
    assert "--allow-empty" in refused.err
    assert sorted(dest.rglob("*")) == laid
    shutil.rmtree(folder)
    refused = photosort(*run)
    assert (refused.code, str(folder) in refused.err) == (1, True)
    assert sorted(dest.rglob("*")) == laid
