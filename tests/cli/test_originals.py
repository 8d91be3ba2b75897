"""Every command there is, one after another, on one library: the originals stay as they are.

The commands are found by introspection; one that `tests/walking.py` cannot complete fails the test.
"""

import os
import shutil
from pathlib import Path

import pytest

from tests import walking
from tests.conftest import Result, call
from tests.world import World, world_in

from .organizing import state

pytestmark = pytest.mark.slow

MORE: tuple[tuple[str, ...], ...] = (
    ("run", "{photos}", "--to", "{new}"),
    ("index", "--full"),
    ("index", "--shift", "Some camera=+01:00"),
    ("organize", "{new}", "--by", "place", "--mode", "copy"),
    ("organize", "--verify", "{new}"),
    ("organize", "--undo", "{new}"),
    ("album", "{new}", "--with-originals", "copy"),
    ("export", "--xmp", "{new}"),
    ("check", "--repair"),
    ("people", "--rebuild"),
    ("forget", "{photos}"),
    ("index", "{photos}"),
)
"""Uses of commands that differ from the plainest one in what they write; those behind use DEST."""

_KEEP = {("organize", "--verify", "{new}"), ("organize", "--undo", "{new}")}
"""What looks at what the command before it has made."""


@pytest.fixture
def world(tmp_path: Path):
    with world_in(tmp_path) as made:
        yield made


class Originals:
    """Photos and sidecars of a world, compared after each command with how they were."""

    def __init__(self, world: World) -> None:
        self._world, self._new = world, world.folder / "made" / "new"
        self._new.parent.mkdir()
        self._kept = world.library.read_bytes()
        self._before = self.state()

    def state(self):
        return state(self._world.photos)

    def clean(self) -> None:
        """The library as it was, and nothing made."""
        for old in self._new.parent.iterdir():
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
        for path in self._world.folder.glob("library.db-*"):
            path.unlink()
        self._world.library.write_bytes(self._kept)

    def run(self, words, *, links: bool = False) -> Result:
        names = {**self._world.known, "new": str(self._new), "photos": str(self._world.photos)}
        done = call(*(word.format_map(names) for word in words))
        known = slice(4 if links else None)  # a hard link changes the ctime, and nothing else
        now = self.state()
        assert now.keys() == self._before.keys(), words
        for path, was in self._before.items():
            assert now[path][known] == was[known], f"{words} changed {path}"
        if links:
            self._before = now
        return done


def test_every_command_leaves_the_originals_as_they_are(world: World) -> None:
    originals = Originals(world)
    for command, _ in walking.commands():
        originals.clean()
        names = {**world.known, "new": str(originals._new)}
        done = originals.run(walking.words(command, names))
        assert done.code in (0, 3), (command, done)


def test_so_do_their_other_uses(world: World) -> None:
    originals = Originals(world)
    for words in MORE:
        if words not in _KEEP:
            originals.clean()
        done = originals.run(words)
        assert done.code in (0, 3), (words, done)


def test_hard_links_change_the_ctime_and_nothing_else(world: World) -> None:
    originals = Originals(world)
    for words in (
        ("organize", "{new}", "--by", "place", "--mode", "hardlink"),
        ("organize", "--verify", "{new}"),
        ("organize", "--undo", "{new}"),
        ("album", "{new}", "--with-originals", "hardlink"),
    ):
        assert originals.run(words, links=True).code in (0, 3), words
    assert any(path.stat().st_nlink > 1 for path in world.photos.iterdir() if path.is_file())
    assert os.path.exists(originals._new)
