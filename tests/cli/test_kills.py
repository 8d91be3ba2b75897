"""SIGKILL at a random moment, in any command that makes something: a second run mends it all.

The second run ends in the state of one that nothing interrupted: the same library, as `export`
tells it, and the same DEST, contents and manifest alike. Moments are chosen by the clock, among
the calls that change DEST, and among the statements that the library gets; what is killed is the
main process, its whole group, or one of its workers.

`pytest -m slow` kills as often as fits in three minutes, `pytest -m kills -n 0` 500 times;
PHOTOSORT_KILLS is another number, PHOTOSORT_KILLS_FROM the first seed.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fixtures.faces import PERSONS, face
from tests.conftest import command, isolated
from tests.killing import in_child, killed_at, steps_of
from tests.make import copies, jpeg

from .organizing import MANIFEST, state
from .recovered import library_as_told, tree_of

SECONDS = 170.0
KILLS = int(os.environ.get("PHOTOSORT_KILLS", "500"))
FIRST = int(os.environ.get("PHOTOSORT_KILLS_FROM", "0"))

_PLACES = ((35.01, 135.77), (1.29, 103.85), (48.85, 2.35), (35.68, 139.69))


class Case(NamedTuple):
    """A command, from which library it starts (none, half, indexed, known), and its DEST."""

    name: str
    command: tuple[str, ...]
    start: str
    dest: str = ""
    codes: tuple[int, ...] = (0,)


CASES = (
    Case("index", ("index", "PHOTOS"), "none", codes=(3,)),
    Case("index more", ("index", "PHOTOS", "--workers", "2"), "half", codes=(3,)),
    Case("people", ("people",), "indexed"),
    Case("people, two workers", ("people", "--workers", "2"), "indexed"),
    *(
        Case(f"organize {mode}", ("organize", "DEST", "--by", "place,trip,person", *options),
             "known", f"dest-{mode}")
        for mode, options in {
            "symlink": ("--mode", "symlink"),
            "copy": ("--mode", "copy"),
            "hardlink": ("--mode", "hardlink"),
            "reflink": ("--mode", "reflink", "--fallback", "copy"),
        }.items()
    ),
    Case("album", ("album", "DEST"), "known", "dest-album"),
    Case("album, two workers", ("album", "DEST", "--workers", "2"), "known", "dest-album"),
    Case("album with originals", ("album", "DEST", "--with-originals", "copy"), "known",
         "dest-originals"),
    Case("run", ("run", "PHOTOS", "--to", "DEST", "--by", "place,trip,person"), "half", "dest-run",
         (3,)),
)  # fmt: skip


class World:
    """Photos, libraries to start from, and a DEST of each case as an earlier run left it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment
        self.photos, self.library = folder / "photos", folder / "library.db"
        self._plain: dict[tuple[str, bool], Any] = {}
        self._known: dict[str, tuple[float, dict[str, int]]] = {}
        self._make_photos("first", 24, 12)
        self._keep("none")
        self._call("index", self.photos)
        self._keep("half")
        for step in ("trips", "journeys", "people"):
            self._call(step)
        for case in CASES:
            if case.dest and not self._before(case).exists():
                self._call(*self.arguments(case))
                (self.folder / case.dest).rename(self._before(case))
        self._make_photos("second", 22, 9)
        (self.photos / "first/3.jpg").unlink()
        copies(self.photos / "many", 210)
        (self.photos / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0")
        self._call("index", self.photos, codes=(3,))
        self._keep("indexed")
        for step in ("trips", "journeys", "people"):
            self._call(step)
        self._keep("known")
        self.originals = state(self.photos)

    def _make_photos(self, name: str, count: int, faces: int) -> None:
        for number in range(count):
            lat, lon = _PLACES[number % 4]
            day = f"2023-{1 + number % 4:02}-{1 + number // 4:02}T10:00:00"
            seed = number + 100 * faces
            jpeg(self.photos / name / f"{number}.jpg", day, lat=lat, lon=lon, seed=seed)
        for number in range(faces):
            light = 0.9 + 0.01 * (number // 3)
            picture = face(PERSONS[number % 3], 200 + number + faces, light=light)
            picture.save(self.photos / name / f"face-{number}.jpg", quality=90)
        twin = (self.photos / name / "0.jpg").read_bytes()
        (self.photos / name / "twin.jpg").write_bytes(twin)

    def _call(self, *arguments: Any, codes: tuple[int, ...] = (0,)) -> None:
        assert in_child(*arguments) in codes, arguments

    def _keep(self, name: str) -> None:
        if self.library.exists():
            shutil.copyfile(self.library, self.folder / f"{name}.db")

    def _before(self, case: Case) -> Path:
        return self.folder / "before" / case.dest

    def arguments(self, case: Case) -> list[Any]:
        """The command line of a case."""
        places = {"PHOTOS": self.photos, "DEST": self.folder / case.dest}
        return [places.get(each, each) for each in case.command]

    def reset(self, case: Case, empty: bool) -> None:
        """The library and DEST as they were before the run."""
        for name in ("library.db", "library.db-wal", "library.db-shm"):
            (self.folder / name).unlink(missing_ok=True)
        if case.start != "none":
            shutil.copyfile(self.folder / f"{case.start}.db", self.library)
        if case.dest:
            dest = self.folder / case.dest
            shutil.rmtree(dest, ignore_errors=True)
            if not empty:
                link = os.link if "hardlink" in case.name else shutil.copy2
                shutil.copytree(self._before(case), dest, symlinks=True, copy_function=link)
                for name in (MANIFEST, f"originals/{MANIFEST}"):  # a file of its own
                    if link is os.link and (dest / name).exists():
                        text = (dest / name).read_bytes()
                        (dest / name).unlink()
                        (dest / name).write_bytes(text)

    def outcome(self, case: Case) -> Any:
        """All that is to be the same, whatever has happened."""
        library = library_as_told(self.folder / "told.json")
        return library, tree_of(self.folder / case.dest) if case.dest else None

    def expected(self, case: Case, empty: bool) -> Any:
        """The outcome of a run that nothing interrupts."""
        if (case.name, empty) not in self._plain:
            self.reset(case, empty)
            self._known.setdefault(case.name, (0.0, steps_of(*self.arguments(case))))
            self.reset(case, empty)
            began = time.monotonic()
            done = self._start(case)
            assert done.wait(120) in case.codes, case
            self._known[case.name] = time.monotonic() - began, self._known[case.name][1]
            self._plain[case.name, empty] = self.outcome(case)
        return self._plain[case.name, empty]

    def _start(self, case: Case) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            command(*self.arguments(case)),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self, case: Case, how: str, dice: random.Random) -> None:
        """Run the command and kill it."""
        seconds, steps = self._known[case.name]
        if how in steps:
            step = dice.randint(1, max(1, steps[how]))
            killed_at(step, *self.arguments(case), what=how, codes=case.codes)
            return
        process = self._start(case)
        try:
            process.wait(dice.uniform(0.15, 1.0) * seconds)
        except subprocess.TimeoutExpired:
            self._strike(process, how, dice)
        finally:
            with suppress(ProcessLookupError):
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _strike(self, process: "subprocess.Popen[bytes]", how: str, dice: random.Random) -> None:
        workers = children_of(process.pid)
        if how == "worker" and workers:
            with suppress(ProcessLookupError):
                os.kill(dice.choice(workers), signal.SIGKILL)
            process.wait(60)  # by itself: whoever waits for workers notices
        elif how == "group":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


HOW = ("clock", "calls", "statements", "clock", "worker", "calls", "statements", "group")


def one(world: World, seed: int) -> str:
    """Kill once, or a few times on end, and compare; tells what was done."""
    dice = random.Random(seed)
    case = CASES[seed % len(CASES)]
    empty = dice.random() < 0.5
    expected = world.expected(case, empty)
    world.reset(case, empty)
    hows = [dice.choice(HOW) for _ in range(dice.choice((1, 1, 1, 2)))]
    for how in hows:
        if how == "calls" and not case.dest:
            how = "statements"
        world.kill(case, how, dice)
    said = f"seed {seed}: {case.name}, {'empty DEST' if empty else 'DEST of before'}, {hows}"
    code = world._start(case).wait(120)
    assert code in case.codes, f"{said}: the second run ended with {code}"
    assert world.outcome(case) == expected, said
    return said


def children_of(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(x) for x in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("kills")
    with isolated(folder) as environment:
        (folder / "before").mkdir()
        yield World(folder, environment)


@pytest.mark.slow
def test_as_many_kills_as_fit(world: World) -> None:
    until, seed = time.monotonic() + SECONDS, FIRST
    while time.monotonic() < until or seed < FIRST + len(CASES):
        one(world, seed)
        seed += 1
    links_aside(world)


@pytest.mark.kills
def test_many_kills(world: World) -> None:
    failed = []
    for seed in range(FIRST, FIRST + KILLS):
        try:
            print(one(world, seed), flush=True)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            failed.append(str(error)[:2000])
            print("WRONG", failed[-1], flush=True)
    assert not failed, f"{len(failed)} of {KILLS} went wrong:\n" + "\n".join(failed)
    links_aside(world)


def links_aside(world: World) -> None:
    """Originals are as they were, but for the ctime, which hard links change."""
    now = state(world.photos)
    assert {x: y[:4] for x, y in now.items()} == {x: y[:4] for x, y in world.originals.items()}
