"""The table of all benchmarks, printed at the end, and folders of pictures made once."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .measure import Row, table

_MEMORY = "/dev/shm"

_ROWS = pytest.StashKey[list[Row]]()


@pytest.fixture
def report(pytestconfig: pytest.Config) -> Callable[[Row], None]:
    """Adds a row to the table."""
    return pytestconfig.stash.setdefault(_ROWS, []).append


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    rows = config.stash.get(_ROWS, [])
    if rows:
        terminalreporter.section("benchmarks: CPU seconds, median")
        for line in table(rows):
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def space() -> Iterator[Path]:
    """A folder on disk (TMPDIR) for everything big; gone at the end, unlike `tmp_path`."""
    with tempfile.TemporaryDirectory(prefix="photosort-bench-") as folder:
        yield Path(folder).resolve()


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder in memory, where the file system itself costs little and always the same."""
    if not os.access(_MEMORY, os.W_OK):
        pytest.skip(f"needs {_MEMORY}")
    with tempfile.TemporaryDirectory(prefix="photosort-bench-", dir=_MEMORY) as folder:
        yield Path(folder)
