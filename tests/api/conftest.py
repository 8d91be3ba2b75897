"""The library of tests/sample.py, once for all files here."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sample import Sample, sample_in


@pytest.fixture(scope="package")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The sample library, to be read; it is that of the environment as long as tests here run."""
    with sample_in(tmp_path_factory.mktemp("sample")) as made:
        yield made


@pytest.fixture
def copied(sample: Sample, tmp_path: Path) -> Path:
    """A copy of that library, to be written."""
    return Path(shutil.copy(sample.library, tmp_path / "copy.db"))
