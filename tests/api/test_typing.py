"""A program of a user passes `mypy --strict`: the interface is typed as it is documented."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

RIGHT = """\
from collections.abc import Iterator
from pathlib import Path

from photosort import Answer, IndexOptions, Library, OrganizeOptions, TripOptions
from photosort.errors import LockedError, PhotosortError
from photosort.model import Journey, Person, Photo, Trip


def places(library: Library) -> Iterator[str]:
    for photo in library.photos("country:Japan", sort="-taken", limit=3):
        if photo.place:
            yield photo.place.levels["city"]
    photos: Iterator[Photo] = library.photos()
    trips: Iterator[Trip] = library.trips(levels=["city"], since="2023", address={"city": "Kyoto"})
    journeys: list[Journey] = list(library.journeys(members=True))
    people: dict[str, Person] = {person.id: person for person in library.people(everybody=True)}
    answer: Answer = library.query("person:Alice")
    size: int = sum(photo.stamp.size for photo in answer) + answer.count()
    yield f"{photos} {trips} {journeys} {people} {size} {library.show(Path('a.jpg')).path}"


def told(step: str, done: int, total: int | None) -> None:
    print(step, done, total)


def main() -> int:
    try:
        with Library("library.db", write=True, lock_wait=60) as library:
            result = library.index(Path("photos"), options=IndexOptions(full=True), progress=told)
            found = library.find_trips(TripOptions(levels=("country",)))
            library.organize("sorted", OrganizeOptions(by=("date",), mode="copy"))
            return len(result.failed) + len(found.trips)
    except LockedError:
        return 75
    except PhotosortError as error:
        print(error.message, error.hint)
        return error.code
"""
WRONG = """\
from photosort import Library

with Library("library.db", wirte=True) as library:
    library.trips(titel="Kyoto")
    library.photos(limit="3")
    for person in library.people():
        person.naem
"""


def check(folder: Path, text: str) -> str:
    script = folder / "script.py"
    script.write_text(text)
    # photosort itself is checked by .ci/run
    options = [
        "--strict",
        "--follow-imports=silent",
        "--cache-dir",
        str(ROOT / ".mypy_cache" / "of scripts"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "--config-file=", str(script)],
        capture_output=True, text=True, check=False, cwd=folder,
    )  # fmt: skip
    return done.stdout


@pytest.mark.slow
def test_a_program_of_a_user_is_typed(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    assert check(tmp_path, RIGHT).startswith("Success")
    said = check(tmp_path, WRONG)
    assert "Found 4 errors" in said
    for line in (3, 4, 5, 7):
        assert f"script.py:{line}: error" in said, said
