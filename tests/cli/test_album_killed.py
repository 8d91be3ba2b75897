"""`album` killed at any moment: the next run, or `--undo`, finishes as if nothing had been."""

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from tests.killing import killed_at
from tests.make import jpeg

from .organizing import JOURNAL, MANIFEST, tree

pytestmark = pytest.mark.slow

FOREIGN = {"notes.txt", "pictures/mine.webp"}


@pytest.fixture
def stage(photosort, tmp_path):
    return Stage(photosort, tmp_path)


class Stage:
    """An album that was made, a library that has gone on, and the album that it would become."""

    def __init__(self, photosort, folder: Path) -> None:
        self.photosort, self.photos = photosort, folder / "photos"
        self.dest, self.before, self.library = (
            folder / "album", folder / "before", folder / "library.db"
        )  # fmt: skip
        for number in range(5):
            self.add(f"{number}.jpg", number)
        self.index()

    def add(self, name: str, seed: int, year: int = 2023) -> None:
        jpeg(
            self.photos / name, f"{year}-04-{seed + 1:02}T10:00:00",
            lat=35.0 + seed / 10, lon=135.7, seed=seed, size=(300, 200),
        )  # fmt: skip

    def index(self) -> None:
        for command in (("index", self.photos), ("trips",), ("journeys",)):
            assert self.photosort(*command).code == 0

    def prepare(self, *options: str) -> None:
        """Make the album, let the library go on, and note what a run makes of both."""
        self.call = ("album", self.dest, *options)
        assert self.photosort(*self.call).code == 0
        for path in FOREIGN:
            (self.dest / path).write_text("mine")
        shutil.copytree(self.dest, self.before, symlinks=True)
        self.add("4.jpg", 14)  # another picture: the one before leaves the album
        self.add("new.jpg", 9)
        self.add("other.jpg", 11, 2021)
        self.index()
        self.base = self.library.read_bytes()
        assert self.photosort(*self.call).code == 0
        self.after = self.outcome()

    def reset(self, *, empty: bool) -> None:
        """What was before; looks at pictures were not kept yet, either."""
        shutil.rmtree(self.dest, ignore_errors=True)
        if not empty:
            shutil.copytree(self.before, self.dest, symlinks=True)
        self.library.write_bytes(self.base)

    def outcome(self):
        found = {path: what for path, what in tree(self.dest).items() if MANIFEST not in path}
        manifest = json.loads((self.dest / MANIFEST).read_text())
        entries = [{**each, "mtime_ns": 0} for each in manifest["entries"]]
        kept = {each["path"] for each in manifest["kept"]}
        assert kept <= FOREIGN
        return {path: x for path, x in found.items() if path not in FOREIGN}, entries

    def check_it_goes_on(self) -> None:
        result = self.photosort(*self.call)
        assert result.code == 0, result.err
        assert self.outcome() == self.after
        assert not (self.dest / JOURNAL).exists()
        assert self.photosort("organize", "--verify", self.dest).code == 0
        before = {path: path.lstat().st_mtime_ns for path in self.dest.rglob("*")}
        assert self.photosort(*self.call).code == 0
        assert {path: path.lstat().st_mtime_ns for path in self.dest.rglob("*")} == before

    def check_undo(self, *, empty: bool) -> None:
        for folder in (self.dest, self.dest / "originals"):
            if any(name.startswith((".photosort-", MANIFEST)) for name in names(folder)):
                assert self.photosort("organize", "--undo", folder).code == 0
        assert tree(self.dest).keys() == (set() if empty else FOREIGN)
        assert {path.name for path in self.dest.rglob("*") if path.is_dir()} <= {"pictures"}


def names(folder: Path) -> list[str]:
    return os.listdir(folder) if folder.exists() else []


def _kill_at_steps(stage, steps, *, empty: bool) -> int:
    """Kill at each of `steps` as long as there are so many; how many there were."""
    for count, step in enumerate(steps):
        stage.reset(empty=empty)
        if not killed_at(step, *stage.call):
            assert stage.outcome() == stage.after
            return count
        if not empty:
            assert all((stage.dest / path).read_text() == "mine" for path in FOREIGN)
        if count % 3 < 2:
            stage.check_it_goes_on()
        else:
            stage.check_undo(empty=empty)
    return len(steps)


ORIGINALS = ("--with-originals", "copy")


@pytest.mark.parametrize(
    "options, empty, every",
    [((), False, 1), ((), True, 2), (ORIGINALS, False, 4), (ORIGINALS, True, 5)],
)
def test_killed_at_the_steps(stage, options, empty, every):
    stage.prepare(*options)
    assert _kill_at_steps(stage, range(1, 500, every), empty=empty) > 30 / every


@pytest.mark.parametrize("command", [("album",), ("organize", "--mode", "copy", "--by", "place")])
def test_undo_of_what_had_hardly_begun(photosort, tmp_path, command):
    """Whatever the first calls leave, --undo takes it away."""
    jpeg(tmp_path / "p" / "1.jpg", "2023-04-01T10:00:00", lat=35.0, lon=135.7)
    photosort("index", tmp_path / "p")
    dest = tmp_path / "dest"
    for step in range(1, 9):
        assert killed_at(step, command[0], dest, *command[1:])
        if names(dest):
            assert photosort("organize", "--undo", dest).code == 0
            assert not dest.exists()


def test_killed_again_and_again(stage):
    stage.prepare("--with-originals", "symlink")
    for seed in range(8):
        dice = random.Random(seed)
        stage.reset(empty=seed % 2 == 0)
        for _ in range(4):  # each run starts from what the one before has left
            killed_at(dice.randint(1, 60), *stage.call)
        stage.check_it_goes_on()


@pytest.mark.parametrize("step", [1, 4, 9, 14])
def test_undo_killed(stage, step):
    stage.prepare()
    stage.reset(empty=False)
    killed_at(step, "organize", "--undo", stage.dest)
    stage.check_undo(empty=False)
