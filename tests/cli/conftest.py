"""The library of a family with two homes, journeys, persons and moments, for several files."""

import shutil
from pathlib import Path

import pytest

from photosort.faces import engines
from tests import discs, family
from tests.conftest import Photosort, call, isolated

GONE = ("2018", "2020", "2022", "2023")
"""Years that are left out, to be quick."""


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the photos of a family in `home/Pictures`, and `library.db`."""
    folder = tmp_path_factory.mktemp("family")
    with isolated(folder), pytest.MonkeyPatch.context() as patch:
        patch.setitem(engines.ENGINES, "discs", discs.ENGINE)
        patch.setattr(engines, "DEFAULT", "discs")
        photos = family.build(folder / "home" / "Pictures", share=0.3)
        for year in GONE:
            shutil.rmtree(photos / year)
        for words in (["index", photos], ["trips"], ["journeys"], ["people"], ["moments"]):
            assert call(*words).code == 0, words
    return folder


@pytest.fixture
def home(
    world: Path, photosort: Photosort, library: Path, monkeypatch: pytest.MonkeyPatch
) -> Photosort:
    """The command line with a copy of that library."""
    shutil.copy(world / "library.db", library)
    monkeypatch.setenv("HOME", str(world / "home"))
    monkeypatch.setitem(engines.ENGINES, "discs", discs.ENGINE)
    monkeypatch.setattr(engines, "DEFAULT", "discs")
    return photosort
