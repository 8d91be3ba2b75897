"""No parameter of any command writes over a photo, a sidecar, a link to one, or among photos.

The command line itself says which parameters there are (`tests/walking.py`). Whether one is read or
written is seen from what it does with a path where nothing is: a command that takes such a path as
it is would write there, and must refuse all that is dear; one that wants a file must find one among
the samples that it takes, so that the walk is known to have reached it.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import walking
from tests.conftest import Photosort, Result
from tests.world import World, world_in

EXTENSIONS = ("", ".json", ".html", ".svg", ".mp4", ".csv")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture
def line(
    request: pytest.FixtureRequest,
    world: World,
    photosort: Photosort,
    library: Path,
    tmp_path: Path,
) -> "Line":
    """The command line around a parameter, in a copy of the library of `world`."""
    shutil.copy(world.library, library)
    return Line(request, world, photosort, tmp_path)


class Line:
    """A command line around the parameter of a test."""

    def __init__(
        self, request: pytest.FixtureRequest, world: World, photosort: Photosort, folder: Path
    ) -> None:
        self.world, self.photosort, self.folder = world, photosort, folder
        self._request = request
        self._count = 0

    def new(self) -> str:
        """A path outside the photos where nothing is."""
        self._count += 1
        return str(self.folder / f"new{self._count}")

    def run(self, own: walking.Parameter, value: str, *, rehearse: bool) -> Result:
        """Run it with `value` for the parameter."""
        known = {**self.world.known, "new": self.new()}
        command = own.command or ("index",)
        words = walking.words(command, known, own)
        if not own.command:  # a global option
            words = [own.option.opts[0], "{value}", *words, str(self.world.photos)]
        if rehearse and "--watch" not in words and walking.has_option(command, "--dry-run"):
            words.append("--dry-run")
        words = [value if each == "{value}" else each for each in words]
        return self._watch(words) if "--watch" in words else self.photosort(*words)

    def _watch(self, words: list[str]) -> Result:
        """Watching ends when it is told to; what is refused ends by itself."""
        process = self._request.getfixturevalue("start_photosort")(*words)
        told = b""
        while line := process.stderr.readline():
            told += line
            if line.startswith(b"Watching"):
                process.send_signal(signal.SIGTERM)
                break
        out, rest = process.communicate(timeout=60)
        return Result(process.returncode, out.decode(), (told + rest).decode())

    def ending(self, own: walking.Parameter) -> str | None:
        """The extension with which a path where nothing is will do; None: it wants a file."""
        for extension in EXTENSIONS:
            if self.run(own, self.new() + extension, rehearse=True).code == 0:
                return extension
        return None


def parameters() -> list[object]:
    """All of them; those for which it takes processes are slow."""
    slow = [pytest.mark.slow]
    return [
        pytest.param(each, marks=slow if each.option.name in walking.WITH_PARAMETER else ())
        for each in walking.path_parameters()
    ]


@pytest.mark.parametrize("own", parameters(), ids=str)
def test_no_parameter_harms_what_is_dear(own: walking.Parameter, line: Line) -> None:
    world = line.world
    ending = line.ending(own)
    writes = ending is not None and walking.NAMED.search(own.metavar)
    if ending is None:
        answers = {str(x): line.run(own, str(x), rehearse=True) for x in world.samples}
        assert {answer.code for answer in answers.values()} & {0, 3}, (
            f"{own}: the walk does not know how to complete it, see tests/walking.py: {answers}"
        )
    all_targets = list(targets(world, own, ending or "")) if writes else world.targets.items()
    before = world.dear()
    for what, target in all_targets:
        answer = line.run(own, str(target), rehearse=False)
        changed = {x for x, y in world.dear().items() ^ before.items()}
        assert not changed, f"{own}, {what}: {answer}"
        if writes:
            assert answer.code in (1, 2), f"{own}, {what}: {answer}"
            assert str(target) in answer.err, f"{own}, {what}: {answer}"


@pytest.mark.parametrize("own", parameters(), ids=str)
def test_files_are_replaced_where_photosort_made_them(own: walking.Parameter, line: Line) -> None:
    ending = line.ending(own)
    if ending is None or walking.FOLDERS.search(own.metavar) or not own.command:
        return  # read, or a folder, or the library
    file = Path(line.new() + ending)
    assert line.run(own, str(file), rehearse=False).code in (0, 3)
    if not file.exists():
        return  # named only
    first = file.lstat()
    assert line.run(own, str(file), rehearse=False).code in (0, 3)
    assert file.lstat().st_ino != first.st_ino, "it was written over, not replaced"
    content = b" " + file.read_bytes()[:-1]
    file.write_bytes(content)
    answer = line.run(own, str(file), rehearse=False)
    assert answer.code in (1, 2) and str(file) in answer.err
    assert file.read_bytes() == content
    assert not [x for x in file.parent.iterdir() if x.name.endswith((".part", ".tmp"))]


@pytest.mark.parametrize("own", parameters(), ids=str)
def test_what_writes_can_be_rehearsed(own: walking.Parameter, line: Line) -> None:
    ending = line.ending(own)
    if ending is None or not own.command or own.option.name in walking.WITH_PARAMETER:
        return  # read, or the library, or watching, which is never rehearsed
    named = Path(line.new() + ending)
    answer = line.run(own, str(named), rehearse=True)
    assert not os.path.lexists(named), f"{own} writes, and cannot be rehearsed: {answer}"


@pytest.mark.parametrize(
    "command",
    [each for each, _ in walking.commands() if not walking.has_option(each, "--dry-run")],
    ids=" ".join,
)
def test_what_cannot_be_rehearsed_only_reads(
    command: walking.Words, line: Line, library: Path
) -> None:
    before = library.read_bytes()
    words = walking.words(command, {**line.world.known, "new": line.new()})
    answer = line.photosort(*words)
    assert answer.code in (0, 3), answer
    assert library.read_bytes() == before


def targets(world: World, own: walking.Parameter, ending: str) -> Iterator[tuple[str, Path]]:
    """What must never be written, under its own name and under others."""
    for kind, target in world.targets.items():
        yield kind, target
        symbolic, hard = (world.links / f"{kind}-{x}{ending}" for x in ("symbolic", "hard"))
        if not symbolic.is_symlink():
            symbolic.symlink_to(target)
            os.link(target, hard)
        yield f"symbolic link to {kind}", symbolic
        yield f"hard link to {kind}", hard
    yield "root", world.photos
    if own.command and not walking.FOLDERS.search(own.metavar):
        yield "new name among the photos", world.photos / f"new{ending}"
