"""What all tests share: the command line, the sample pictures, the corpus.

`tests/make.py` makes pictures: `from tests.make import jpeg`.
"""

import functools
import gc
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as photosort does, before numpy is loaded

import pytest
from hypothesis import settings

import photosort as package
from photosort.cli import app as command_line
from photosort.places import geocoders
from photosort.places.geocoder import Geocoder
from photosort.settings.places import PlaceOptions
from photosort.store import Store, database

# as many as find something within two minutes; tests that need more say so themselves
# a busy machine is no fault of the code: no deadline for an example
settings.register_profile("suite", max_examples=40, deadline=None)
settings.load_profile("suite")

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "fixtures" / "pictures"
GOLDEN = ROOT / "fixtures" / "golden"
CORPUS = ROOT.parent / "shared" / "corpus"

# pytest rewrites the assertions of all tests, which takes ten seconds: once, not in every run,
# although containers are often told to keep no bytecode
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# thousands of small files and synced databases: in memory, where there is enough of it. With
# PYTEST_DEBUG_TEMPROOT=/tmp they stand on the disk, as in a part of .ci/run
MEMORY_DISK = Path("/dev/shm")
if MEMORY_DISK.is_dir() and shutil.disk_usage(MEMORY_DISK).free > 4_000_000_000:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY_DISK))

# as `photosort` itself does; and thousands of tests stay in memory
gc.set_threshold(200_000)

# Typer builds the tree of commands anew for each call, which takes longer than most calls
if hasattr(command_line, "command"):
    command_line.command = functools.cache(command_line.command)


@functools.lru_cache(16)
def _shared_geocoder(languages: tuple[str, ...], policy: tuple[tuple[str, str], ...]) -> Geocoder:
    options = PlaceOptions(locale=languages, policy=policy)
    return HYBRID.load(options)


# nor does a geocoder change once it is loaded, which again takes longer than most calls
HYBRID = geocoders.ENGINES["hybrid"]
geocoders.ENGINES["hybrid"] = HYBRID._replace(
    load=lambda options: _shared_geocoder(options.languages or options.locale, options.policy)
)

migrate = Store._migrate


@functools.cache
def _made_once() -> bytes:
    """A library as the migrations make it of nothing."""
    store = Store(database._connect(None), Path(), rehearsal=True)
    migrate(store)
    return store._connection.serialize()


def _is_small(folder: Path) -> bool:
    """Whether a disk is one of those that tests fill to see what happens then."""
    return shutil.disk_usage(folder).total < 100_000_000


def _migrate_or_copy(store: Store) -> None:
    """Bring a library up to date; one that is empty becomes a copy, with an id of its own."""
    if store._version or (not store.rehearsal and _is_small(store.path.parent)):
        migrate(store)
        return
    if not store.rehearsal:
        store._connection.execute("PRAGMA journal_mode = WAL")
    with closing(sqlite3.connect(":memory:")) as made:
        made.deserialize(_made_once())
        made.backup(store._connection)
    store._connection.execute(
        "UPDATE facts_of_library SET value = lower(hex(randomblob(16))) WHERE name = 'library_id'"
    )


# a fifth of the suite's time would go into the migrations of new libraries. Those of the processes
# that tests start, and of tests/store/test_migrations.py, are made step by step
Store._migrate = _migrate_or_copy

Argument = str | bytes | Path


@dataclass(frozen=True)
class Result:
    """How a call of photosort ended: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout; fails where there is none, or more than it."""
        try:
            return json.loads(self.out)
        except ValueError as error:
            pytest.fail(f"stdout is not one JSON document ({error}):\n{self.out}\n{self.err}")


Photosort = Callable[..., Result]
Start = Callable[..., subprocess.Popen[bytes]]


@contextmanager
def isolated(folder: Path) -> Iterator[dict[str, str]]:
    """An environment in which photosort meets nothing of this machine; also set in this process.

    The library is `folder / "library.db"`, the home folder `folder / "home"`, the time zone UTC,
    the terminal 100 columns wide.
    """
    home = folder / "home"
    home.mkdir(exist_ok=True)
    own = {
        "PHOTOSORT_LIBRARY": str(folder / "library.db"),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "COLUMNS": "100",
        "TZ": "UTC",
        "NO_COLOR": "1",
        # a subprocess in another folder must run the same photosort as this process
        "PYTHONPATH": str(Path(package.__file__).resolve().parent.parent),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name in [each for each in os.environ if each.startswith("PHOTOSORT_")]:
            patch.delenv(name)
        for name, value in own.items():
            patch.setenv(name, value)
        time.tzset()
        yield dict(os.environ)
    time.tzset()


def call(*arguments: Argument, stdin: bytes = b"") -> Result:
    """Run the command line in this process, in the environment as it is."""
    out, err = io.BytesIO(), io.BytesIO()
    with (
        redirect_stdout(io.TextIOWrapper(out, "utf-8", write_through=True)),
        redirect_stderr(io.TextIOWrapper(err, "utf-8", write_through=True)),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        code = command_line.run([os.fsdecode(each) for each in arguments])
        return Result(code, out.getvalue().decode(), err.getvalue().decode())


def pytest_collection_finish() -> None:
    """Leave what stands by now alone: modules, and thousands of tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of the test, see `isolated`; everything is below `tmp_path`."""
    with isolated(tmp_path) as variables:
        yield variables


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Where the library of `photosort` is; the file is there once something was indexed."""
    return tmp_path / "library.db"


@pytest.fixture
def photosort(environment: dict[str, str]) -> Photosort:
    """The command line, in this process: `photosort("index", folder, "--json").json["added"]`.

    Arguments may be `str`, `bytes` or `Path`; `stdin` is what the command reads there. A fixture
    of a wider scope uses `isolated` and `call` itself.
    """
    return call


@pytest.fixture
def photosort_process(environment: dict[str, str]) -> Photosort:
    """The command line in a process of its own, otherwise as `photosort`.

    A call that takes longer than `timeout` seconds fails the test; `env` adds variables.
    """

    def call_process(
        *arguments: Argument,
        stdin: bytes = b"",
        timeout: float = 60,
        env: dict[str, str] | None = None,
    ) -> Result:
        done = subprocess.run(
            command(*arguments),
            input=stdin,
            capture_output=True,
            timeout=timeout,
            env={**environment, **(env or {})},
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call_process


@pytest.fixture
def start_photosort(
    environment: dict[str, str],
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start the command line in a process group of its own and go on: a `Popen` with pipes.

    What still runs of the group when the test ends is killed.
    """
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: Argument) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command(*arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
            # it stays ignored where the suite itself was started in the background
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        started.append(process)
        return process

    yield start
    for process in started:
        # its group: also workers that outlived it, which would hold the pipes open
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def command(*arguments: Argument) -> list[str]:
    """The command line that runs photosort with this Python."""
    return [sys.executable, "-m", "photosort", *(os.fsdecode(each) for each in arguments)]


@pytest.fixture(scope="session")
def pictures() -> Path:
    """The sample pictures, fixtures/pictures: to be read only."""
    return PICTURES


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The files of other people's cameras, ../shared/corpus; skips the test where it is absent."""
    if not CORPUS.is_dir():
        pytest.skip(f"THE CORPUS IS ABSENT: looked for the folder {CORPUS}")
    return CORPUS.resolve()
