"""The library that examples and completions are tried with: a year of somebody in Hamburg.

`~/Pictures` holds 2022/ and 2023/ with journeys to Japan and Denmark, five persons as discs, two of
whom are Alice and Bob, scans without a date, a copy. `~/Sorted` and `~/Album` do not exist yet.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from photosort.faces import engines
from tests import discs
from tests.conftest import call, isolated
from tests.family import CAMERA, HAMBURG, PHONE, Shot, Spot, _content

TOKYO, KYOTO, ROSKILDE = (35.6812, 139.7671), (35.0116, 135.7681), (55.6419, 12.0804)


class Sample:
    """A library below `folder`, which is also the home folder."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.pictures = self.home / "Pictures"
        self.library = folder / "library.db"
        for number, shot in enumerate(_shots()):
            taken = shot.taken or datetime(2022, 1, 1)
            path = self.pictures / (f"{taken:%Y}" if shot.taken else "scans")
            path.mkdir(parents=True, exist_ok=True)
            (path / f"IMG_{number:04}.jpg").write_bytes(_content(shot, number))
        shutil.copytree(self.pictures / "2023", self.home / "Disk" / "2023")
        (self.pictures / "2023" / "IMG_0001 copy.jpg").write_bytes(
            next((self.pictures / "2023").iterdir()).read_bytes()
        )
        assert call("index", self.pictures, "--label", "album=family").code == 0
        for words in (["trips", "--levels", "country,city"], ["journeys"], ["people"], ["moments"]):
            assert call(*words).code == 0, words
        self._entered()
        assert call("export", "--to", self.home / "photos.json").code == 0
        assert call("query", "country:Japan", "--save", "japan").code == 0

    def _entered(self) -> None:
        """What somebody has entered since: names, titles, a moment and a journey that they hid."""
        first, second, *_, last = call("people", "list", "--json").json
        japan, denmark, *_ = call("journeys", "list", "--json").json
        birthday, picnic, *_ = call("moments", "list", "--json").json
        (self.home / "names.csv").write_text(f"id,name\n{first['id']},Alice\n")
        for words in (
            ("people", "name", first["id"], "Alice"),
            ("people", "name", second["id"], "Bob"),
            ("people", "name", last["id"], "Statue"),
            ("people", "ignore", "Statue"),
            ("journeys", "update", japan["id"], "--title", "Japan 2023"),
            ("journeys", "update", denmark["id"], "--title", "Denmark 2023"),
            ("journeys", "delete", denmark["id"]),
            ("trips", "delete", "Roskilde 2023"),
            ("moments", "update", birthday["id"], "--title", "Birthday"),
            ("moments", "update", picnic["id"], "--title", "Picnic"),
            ("moments", "delete", picnic["id"]),
        ):
            assert call(*words).code == 0, words


def _shots() -> Iterator[Shot]:
    first = datetime(2022, 9, 1, 10)
    away = {datetime(2023, 4, 1).date() + timedelta(days=each) for each in range(-1, 9)}
    away |= {datetime(2023, 5, 20).date() + timedelta(days=each) for each in range(-1, 5)}
    for day in range(0, 300, 2):
        taken = first + timedelta(days=day)
        if taken.date() not in away:
            yield _shot(taken, HAMBURG, day)
    for day in range(7):
        for hour in range(4):
            spot = TOKYO if day < 4 else KYOTO
            yield _shot(datetime(2023, 4, 1 + day, 9 + 2 * hour), spot, day + hour)
    for day in range(4):
        for hour in range(3):
            yield _shot(datetime(2023, 5, 20 + day, 10 + 3 * hour), ROSKILDE, day + hour)
    for number in range(3):
        yield Shot(None, None, ("", ""), (number,))


def _shot(taken: datetime, spot: Spot, number: int) -> Shot:
    camera = CAMERA if number % 7 == 3 else PHONE
    people = ((), (0,), (0, 1), (2,), (1,), (3, 4))[number % 6]
    return Shot(taken, spot if camera == PHONE else None, camera, people)


@contextmanager
def sample_in(folder: Path) -> Iterator[Sample]:
    """The library below a folder, and persons by their discs as long as it lasts."""
    with isolated(folder), pytest.MonkeyPatch.context() as patch:
        patch.setitem(engines.ENGINES, "discs", discs.ENGINE)
        patch.setattr(engines, "DEFAULT", "discs")
        yield Sample(folder)
