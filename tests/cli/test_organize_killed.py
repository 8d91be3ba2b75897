"""`organize` killed at any moment: the next run, or `--undo`, finishes as if nothing had been.

A child process is killed in the middle of its calls to the system, one call after another, so
that every state that a kill can leave behind is met. Another test kills by the clock.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.killing import killed_at
from tests.make import jpeg

from .organizing import JOURNAL, MANIFEST, tree

pytestmark = pytest.mark.slow

VIEWS = ("--by", "place,trip")
FOREIGN = {"trips/notes.txt", "places/Japan/mine.jpg"}


def sum_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def stage(photosort, tmp_path):
    """A library that has changed since its DEST was laid out, and what it would become."""
    return Stage(photosort, tmp_path)


class Stage:
    def __init__(self, photosort, folder: Path) -> None:
        self.photosort, self.dest, self.before = photosort, folder / "sorted", folder / "before"
        self.photos = folder / "photos"
        for number, day in enumerate(("02", "03", "10", "11", "20")):
            self.add(f"b/{number % 2}.jpg" if number < 2 else f"b{number}/1.jpg", day, number)
        self.index()

    def add(self, name: str, day: str, seed: int, lat: float = 35.01, lon: float = 135.77) -> None:
        moment = f"2023-04-{day}T10:00:00"
        jpeg(self.photos / name, moment, lat=lat, lon=lon, seed=seed, tail=b"x" * 5000)

    def index(self) -> None:
        assert self.photosort("index", self.photos).code == 0
        assert self.photosort("trips", "--levels", "province").code == 0

    def prepare(self, mode: str, before: str) -> None:
        """Lay DEST out, then let the library go on."""
        assert self.photosort("organize", self.dest, *VIEWS, "--mode", before).code == 0
        for path in FOREIGN:
            (self.dest / path).parent.mkdir(exist_ok=True)
            (self.dest / path).write_text("mine")
        self.before.mkdir()
        link = {"hardlink": os.link}.get(before, shutil.copy2)
        self.link = link
        shutil.copytree(
            self.dest, self.before, symlinks=True, copy_function=link, dirs_exist_ok=True
        )
        self.sums = {sum_of(path) for path in self.photos.rglob("*.jpg")}
        trips = self.photosort("trips", "list", "--json").json
        self.photosort("trips", "update", trips[0]["id"], "--title", "Temples")
        (self.photos / "b4/1.jpg").unlink()  # its trip goes
        self.add("a/1.jpg", "10", 10)  # numbers behind it shift
        self.add("c/new.jpg", "25", 11, 1.3, 103.8)
        self.index()
        self.photosort("forget", "--missing", self.photos)  # else its last copy would stay
        self.sums |= {sum_of(path) for path in self.photos.rglob("*.jpg")}
        self.call = ("organize", self.dest, *VIEWS, "--mode", mode)
        assert self.photosort(*self.call).code == 0
        self.after = self.outcome()

    def reset(self) -> None:
        shutil.rmtree(self.dest, ignore_errors=True)
        shutil.copytree(self.before, self.dest, symlinks=True, copy_function=self.link)

    def outcome(self):
        manifest = json.loads((self.dest / MANIFEST).read_text())
        found = {path: what for path, what in tree(self.dest).items() if path != MANIFEST}
        return {**manifest, "created": ""}, found

    def check_nothing_is_half_done(self) -> None:
        """Whatever stands under a final name is whole, and the manifest tells the truth."""
        for path in self.dest.rglob("*.jpg"):
            if not path.is_symlink() and path.relative_to(self.dest).as_posix() not in FOREIGN:
                assert sum_of(path) in self.sums, path
        manifest = self.dest / MANIFEST
        listed = json.loads(manifest.read_text())["entries"] if manifest.exists() else []
        if not (self.dest / JOURNAL).exists():
            assert all(os.path.lexists(self.dest / entry["path"]) for entry in listed)
            known = {entry["path"] for entry in listed} | FOREIGN | {MANIFEST}
            unknown = tree(self.dest).keys() - known
            assert all(path.startswith(".photosort-") for path in unknown), unknown
        for path in FOREIGN:
            assert (self.dest / path).read_text() in ("mine", ""), path

    def check_it_goes_on(self) -> None:
        assert self.photosort(*self.call).code == 0
        assert self.outcome() == self.after
        assert self.photosort("organize", "--verify", self.dest).code == 0

    def check_undo(self) -> None:
        if (self.dest / MANIFEST).exists():  # else the run had not begun, or undo had ended
            assert self.photosort("organize", "--undo", self.dest).code == 0
        assert tree(self.dest).keys() == FOREIGN


MODES = [("symlink", "symlink"), ("copy", "copy"), ("hardlink", "hardlink"), ("copy", "symlink"),
         ("symlink", "copy")]  # fmt: skip


def _kill_at_steps(stage, mode, before, steps) -> int:
    """Kill at each of `steps` as long as there are so many; how many there were."""
    stage.prepare(mode, before)
    for count, step in enumerate(steps):
        stage.reset()
        if not killed_at(step, *stage.call):
            assert stage.outcome() == stage.after
            return count
        stage.check_nothing_is_half_done()
        if step % 3:
            stage.check_it_goes_on()
        else:
            stage.check_undo()
    return len(steps)


@pytest.mark.parametrize(("mode", "before"), MODES)
def test_killed_at_some_steps(stage, mode, before):
    assert _kill_at_steps(stage, mode, before, range(1, 60, 11)) >= 3


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "before"), MODES)
def test_killed_at_every_step(stage, mode, before):
    assert _kill_at_steps(stage, mode, before, range(1, 500)) > 30


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["symlink", "copy"])
def test_killed_again_and_again(stage, mode):
    stage.prepare(mode, mode)
    for seed in range(12):
        dice = random.Random(seed)
        stage.reset()
        for _ in range(4):  # each run starts from what the one before has left
            killed_at(dice.randint(1, 50), *stage.call)
            stage.check_nothing_is_half_done()
        stage.check_it_goes_on()


@pytest.mark.parametrize("step", [1, 4, 9, 14])
def test_undo_killed(stage, step):
    stage.prepare("copy", "copy")
    stage.reset()
    killed_at(step, "organize", "--undo", stage.dest)
    stage.check_nothing_is_half_done()
    stage.check_undo()


def _kill_by_the_clock(start_photosort, stage, seed: int) -> None:
    """Start a run on an empty DEST and kill it a moment after it has begun to write."""
    shutil.rmtree(stage.dest, ignore_errors=True)
    process = start_photosort(*stage.call)
    until = time.monotonic() + 30
    while not stage.dest.exists() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.0005)
    time.sleep(random.Random(seed).uniform(0, 0.05))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("mode", ["symlink", "copy"])
@pytest.mark.parametrize(
    "seeds", [range(2), pytest.param(range(2, 30), marks=pytest.mark.slow, id="many")]
)
def test_killed_by_the_clock(start_photosort, stage, mode, seeds):
    for number in range(150):
        stage.add(f"more/{number}.jpg", f"{number % 28 + 1:02}", 100 + number)
    stage.index()
    stage.call = ("organize", stage.dest, *VIEWS, "--mode", mode)
    assert stage.photosort(*stage.call).code == 0
    stage.after = stage.outcome()
    stage.sums = {sum_of(path) for path in stage.photos.rglob("*.jpg")}
    global FOREIGN
    foreign, FOREIGN = FOREIGN, set()
    try:
        for seed in seeds:
            _kill_by_the_clock(start_photosort, stage, seed)
            stage.check_nothing_is_half_done()
            stage.check_it_goes_on()
    finally:
        FOREIGN = foreign
